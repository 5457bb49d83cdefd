/** What is asked: region, days, measure, method, and what one measure alone takes. */
import { useEffect, useId } from "preact/hooks";

import { go, place, set } from "../route";
import { texts, title } from "../texts";
import { LayerPicker } from "./areas";
import { ZonePicker } from "./cover";
import { dayBefore, Days, useEditionDays } from "./days";
import { regionName, type Names } from "./names";
import { addressOf, MEASURES, PANELS, type Panel, type Question } from "./question";
import { RegionPicker } from "./region_picker";

const t = texts({
  measures: { zh: "测算", en: "Measures" },
  shoreline: { zh: "岸线保有率", en: "Retention" },
  changes: { zh: "两日变化", en: "Changes" },
  buffers: { zh: "缓冲带", en: "Buffer strips" },
  areas: { zh: "控制区面积", en: "Areas" },
  bays: { zh: "美丽海湾", en: "Bays" },
  cover: { zh: "土地覆盖", en: "Land cover" },
  targets: { zh: "规划指标", en: "Targets" },
  method: { zh: "方法", en: "Method" },
  usual: { zh: "（默认）", en: " (default)" },
  kept: { zh: "{region}，{day}", en: "{region}, {day}" },
  compared: { zh: "，对比 {since}", en: ", compared with {since}" },
  anew: { zh: "按今天的数据重新测算", en: "measure anew on the data of today" },
});

interface Props {
  readonly names: Names;
  readonly panel: Panel;
  readonly region: string | null;
  readonly asOf: string;
  readonly since: string | null;
  readonly question: Question | null;
  readonly today: string;
  readonly kept: boolean;
}

export function Controls({ names, panel, region, asOf, since, question, today, kept }: Props) {
  const to = (other: Panel) =>
    addressOf({
      panel: other,
      ...(region === null ? {} : { region }),
      asOf,
      since,
      layers: question?.panel === "areas" ? question.layers : (place.value.query["layer"]?.split(",") ?? []),
      zone: question?.panel === "cover" ? question.zone : (place.value.query["zone"] ?? null),
    });
  return (
    <section class="controls">
      {kept ? (
        <p>
          {t("kept", { region: regionName(names, region), day: asOf })}{since !== null && t("compared", { since })} · <a href={to(panel)}>{t("anew")}</a>
        </p>
      ) : (
        <>
          <RegionPicker names={names} region={region} onChoose={(code) => set({ region: code, at: null, water: null })} />
          <Days panel={panel} asOf={asOf} since={since} today={today} region={region} />
          <EarlierDay panel={panel} region={region} asOf={asOf} since={since} />
        </>
      )}
      <nav class="tabs" aria-label={t("measures")}>
        {PANELS.map((other) => (
          <a key={other} href={to(other)} aria-current={other === panel ? "page" : undefined}>{t(other)}</a>
        ))}
      </nav>
      {!kept && <MethodPicker names={names} panel={panel} />}
      {!kept && panel === "areas" && <LayerPicker names={names} layers={question?.layers ?? []} />}
      {!kept && panel === "cover" && <ZonePicker names={names} zone={question?.zone ?? null} />}
    </section>
  );
}

/** Changes need an earlier day: where the address names none, the day before the newest edition. */
function EarlierDay({ panel, region, asOf, since }: Pick<Props, "panel" | "region" | "asOf" | "since">) {
  const days = useEditionDays(panel === "changes" && since === null ? region : null, "coastline", asOf);
  const newest = days.length > 1 ? days.at(-1) : undefined;
  useEffect(() => {
    if (newest !== undefined && since === null && panel === "changes") go(["audit"], { ...place.value.query, since: dayBefore(newest) }, true);
  }, [newest, since, panel]);
  return null;
}

function MethodPicker({ names, panel }: { names: Names; panel: Panel }) {
  const id = useId();
  const methods = names.methods[MEASURES[panel].measure] ?? [];
  if (methods.length < 2) return null;
  const chosen = place.value.query["method"] ?? methods.find((one) => one.default)?.id ?? "";
  return (
    <p class="field">
      <label for={id}>{t("method")}</label>
      <select id={id} value={chosen} onChange={(event) => set({ method: methods.find((one) => one.id === event.currentTarget.value)?.default ? null : event.currentTarget.value, at: null })}>
        {methods.map((one) => <option key={one.id} value={one.id}>{one.id} · {title(one.title)}{one.default ? t("usual") : ""}</option>)}
      </select>
    </p>
  );
}
