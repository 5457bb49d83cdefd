/** The days: on which the figures are, and, where two are compared, the earlier one. */
import { useId } from "preact/hooks";

import { get } from "../api/client";
import { set } from "../route";
import { texts } from "../texts";
import { useAsked } from "../ui/asked";
import { TypedField } from "../ui/typed_field";
import { takesSince, type Panel } from "./question";

const t = texts({
  asOf: { zh: "截至日期", en: "As of" },
  since: { zh: "对比的较早日期", en: "Compared with (earlier day)" },
  clear: { zh: "不对比", en: "do not compare" },
  edition: { zh: "{day} 起的版本", en: "edition from {day}" },
  before: { zh: "{day}（新版生效前一日）", en: "{day} (the day before the newer edition)" },
  order: { zh: "较早日期须早于截至日期", en: "the earlier day must come before the other" },
});

interface Props {
  readonly panel: Panel;
  readonly asOf: string;
  readonly since: string | null;
  readonly today: string;
  readonly region: string | null;
}

/** Days on which an edition of the layer that speaks for the region came into force, the latest last. */
export function useEditionDays(region: string | null, layer: string, today: string): readonly string[] {
  const asked = useAsked(async (signal) => {
    if (region === null) return [];
    const found = await get<{ editions: { region: string; effective_from: string; state: string }[] }>(`/layers/${layer}/editions`, {}, signal);
    const above = [region, `${region.slice(0, 4)}00`, `${region.slice(0, 2)}0000`];
    const days = found.editions
      .filter((one) => (one.state === "published" || one.state === "superseded") && (above.includes(one.region) || one.region.startsWith(region.replace(/(00)+$/, ""))))
      .map((one) => one.effective_from)
      .filter((day) => day <= today);
    return [...new Set(days)].sort();
  }, [region, layer, today]);
  return asked.state === "here" ? asked.value : [];
}

export function dayBefore(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - 1);
  return at.toISOString().slice(0, 10);
}

export function Days({ panel, asOf, since, today, region }: Props) {
  const id = useId();
  const layer = panel === "areas" ? "ecological_red_line" : panel === "cover" ? "land_cover" : "coastline";
  const days = useEditionDays(region, layer, today);
  const earlier = days.slice(1).map(dayBefore).filter((day) => day < asOf);
  const two = takesSince(panel);
  return (
    <div class="row days">
      <div class="field">
        <label for={id}>{t("asOf")}</label>
        <TypedField id={id} type="date" required value={asOf} onState={(text) => text !== "" && set({ as_of: text, at: null })} />
      </div>
      {two && (
        <div class="field">
          <label for={`${id}-since`}>{t("since")}</label>
          <span class="row">
            <TypedField id={`${id}-since`} type="date" value={since ?? ""} max={dayBefore(asOf)} onState={(text) => set({ since: text === "" ? null : text, at: null })} />
            {panel !== "changes" && since !== null && <button type="button" onClick={() => set({ since: null, at: null })}>{t("clear")}</button>}
          </span>
        </div>
      )}
      {two && earlier.length > 0 && (
        <p class="row hint">
          {earlier.map((day) => (
            <button key={day} type="button" class="small" aria-pressed={day === since} onClick={() => set({ since: day, at: null })}>{t("before", { day })}</button>
          ))}
        </p>
      )}
      {two && since !== null && since >= asOf && <p class="notice warn">{t("order")}</p>}
    </div>
  );
}
