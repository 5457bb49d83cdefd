/** What lies at a point: features with their attributes, and of every layer whether it answers there at all. */
import { get } from "../api/client";
import type { Settings } from "../api/settings";
import { set } from "../route";
import { metres, texts, title } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import type { Answering, IdentifyAnswer, Identified } from "./answers";
import { useIntoView } from "./into_view";
import { StandingMark } from "./marks";
import { published } from "./scene";
import { spot, to } from "./spot";
import { attributeTitle, value } from "./words";
import { useKind } from "./kinds";

const t = texts({
  here: { zh: "此处 {lon}，{lat}", en: "At {lon}, {lat}" },
  close: { zh: "关闭", en: "Close" },
  waiting: { zh: "正在查询…", en: "Asking…" },
  features: { zh: "{count} 个要素", en: "{count} features" },
  nothing: { zh: "已覆盖此处的图层在此没有要素。", en: "The layers that answer here have no feature here." },
  answering: { zh: "各图层是否覆盖此处", en: "Which layers answer here" },
  unknown: { zh: "{count} 个图层未（全部）覆盖此处：那里有无限制并不知道，不等于没有限制。", en: "{count} layers do not (wholly) answer here: what restricts there is not known, which is not “nothing”." },
  layer: { zh: "图层", en: "Layer" },
  answer: { zh: "是否覆盖", en: "Answers" },
  attribute: { zh: "属性", en: "Attribute" },
  value: { zh: "值", en: "Value" },
  within: { zh: "距 {metres}", en: "{metres} away" },
  about: { zh: "约 {metres} 以内（受限图层，只给类别）", en: "about {metres} away (restricted: the class only)" },
  no_point: { zh: "地址中的坐标 {at} 读不懂；应为 经度,纬度", en: "the coordinates {at} in the address cannot be read; they must be longitude,latitude" },
});

const SIGNS: Readonly<Record<Answering, string>> = { covered: "✓", partly: "◐", not_covered: "?", not_applicable: "–", failed: "!" };

export function Identify({ at, settings }: { at: string; settings: Settings }) {
  const [lon, lat] = at.split(",").map(Number);
  const asked = useAsked(
    (signal) =>
      Number.isFinite(lon) && Number.isFinite(lat)
        ? get<IdentifyAnswer>("/layers/identify", { lon, lat }, signal)
        : Promise.reject(new Error(t("no_point", { at }))),
    [at, published.value, settings.role],
  );
  const found = asked.state === "failed" ? undefined : asked.value;
  const place = useIntoView<HTMLElement>([at]);
  return (
    <section ref={place} class="card identify" aria-live="polite" aria-label={t("here", { lon: lon ?? "", lat: lat ?? "" })}>
      <div class="row">
        <h2>{t("here", { lon: lon ?? "", lat: lat ?? "" })}</h2>
        <button type="button" class="end" onClick={() => set({ at: null })}>{t("close")}</button>
      </div>
      {asked.state === "failed" && tell(asked.fault)}
      {asked.state === "waiting" && <p class="hint">{t("waiting")}</p>}
      {found !== undefined && <Found of={found} />}
    </section>
  );
}

function Found({ of }: { of: IdentifyAnswer }) {
  const { layer } = spot();
  const first = of.features.toSorted((a, b) => Number(b.layer === layer) - Number(a.layer === layer));
  const gaps = of.coverage.filter(({ status }) => status === "partly" || status === "not_covered" || status === "failed");
  return (
    <>
      {of.data_standing !== null && <p class="standing">{title(of.data_standing)}</p>}
      <p class="hint">{first.length === 0 ? t("nothing") : t("features", { count: first.length })}</p>
      {first.map((one) => <One key={`${one.layer} ${one.region} ${one.edition} ${one.feature} ${one.class}`} of={one} open={one.layer === layer} />)}
      {gaps.length > 0 && <p class="notice warn">{t("unknown", { count: gaps.length })}</p>}
      <details>
        <summary>{t("answering")}</summary>
        <table>
          <caption class="hidden">{t("answering")}</caption>
          <thead><tr><th scope="col">{t("layer")}</th><th scope="col">{t("answer")}</th></tr></thead>
          <tbody>
            {of.coverage.map((one) => (
              <tr key={one.layer}>
                <th scope="row"><a href={to([one.layer], { at: spot().query["at"] })}>{title(one.title)}</a></th>
                <td class={`answers ${one.status}`}><span aria-hidden="true">{SIGNS[one.status]}</span> {title(one.text)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

function One({ of, open }: { of: Identified; open: boolean }) {
  const name = of.feature ?? (of.class_title === undefined ? "" : title(of.class_title));
  return (
    <details open={open}>
      <summary>
        {title(of.layer_title)} · {name} <StandingMark of={of.status} />
        {of.distance_m > 0 && ` · ${t(of.feature === null ? "about" : "within", { metres: metres(of.distance_m) })}`}
      </summary>
      {of.feature !== null && <Attributes of={of} />}
    </details>
  );
}

function Attributes({ of }: { of: Identified }) {
  const kind = useKind(of.layer);
  const given = Object.entries(of.attributes).filter(([, found]) => found !== null);
  return (
    <table>
      <caption class="hidden">{title(of.layer_title)} {of.feature}</caption>
      <thead class="hidden"><tr><th scope="col">{t("attribute")}</th><th scope="col">{t("value")}</th></tr></thead>
      <tbody>
        {given.map(([name, found]) => (
          <tr key={name}><th scope="row">{attributeTitle(kind, name)}</th><td>{value(kind, name, found)}</td></tr>
        ))}
        {of.region !== null && of.edition !== null && (
          <tr><th scope="row">{t("layer")}</th><td><a href={to([of.layer, of.region, of.edition])}>{of.region}/{of.edition}</a></td></tr>
        )}
      </tbody>
    </table>
  );
}
