/** A preview in words and on the map: features added, removed, retyped, moved; coverage gained and lost. */
import { useMemo, useState } from "preact/hooks";

import { boundsOf } from "../map/bounds";
import type { Look } from "../map/map";
import { set } from "../route";
import { hectares, number, texts } from "../texts";
import { ChangesTable } from "./changes_table";
import { useIntoView } from "./into_view";
import { lookAt, overlay, point, useFront } from "./scene";
import { spot } from "./spot";
import type { Kind, PlaceOfChange, Preview } from "./types";
import { change, CHANGE_SIGNS, editionName, list } from "./words";

const t = texts({
  from: { zh: "自 {day} 起会这样变：", en: "From {day} on it would be so:" },
  never: { zh: "这个版本不会有生效的一天（更新的版本已在它之前或同日生效），发布它什么也不会变。", en: "This edition would never be in force, since a newer one is; publishing it changes nothing." },
  affected: { zh: "它将（部分）代替：{editions}", en: "It would take the place of: {editions}" },
  first: { zh: "此前没有版本在此作答。", en: "No edition answers there before it." },
  gained: { zh: "新增作答范围 {area}", en: "coverage gained {area}" },
  lost: { zh: "失去作答范围 {area}：那里将变为“未知”", en: "coverage lost {area}: there it becomes “not known”" },
  coverage_same: { zh: "作答范围不变", en: "coverage stays as it is" },
  places: { zh: "变化的位置（大的在前）", en: "Where it changes, the largest first" },
  change: { zh: "变化", en: "Change" },
  feature: { zh: "要素", en: "Feature" },
  place: { zh: "位置", en: "Place" },
  look: { zh: "看地图", en: "show" },
  lookFor: { zh: "在地图上看 {feature}（{change}）", en: "show {feature} ({change}) on the map" },
  none: { zh: "没有要素变化。", en: "No feature changes." },
  more: { zh: "显示其余 {count} 处", en: "show the other {count}" },
  left_out: { zh: "{count} 处只画了点，未画轮廓。", en: "{count} places are drawn as points, without their outline." },
});
const LOOKS: Readonly<Record<PlaceOfChange["change"], Look>> = { added: "added", removed: "removed", retyped: "changed", reshaped: "thin" };
const KINDS = ["added", "removed", "retyped", "reshaped"] as const;
const FIRST = 100;

const pickOf = (of: PlaceOfChange): string => `${of.change} ${of.feature}`;

export function PreviewView({ of, kind }: { of: Preview; kind: Kind }) {
  const [all, setAll] = useState(false);
  const chosen = spot().query["chosen"];
  const { gained, lost, gained_m2, lost_m2 } = of.coverage;
  const overlays = useMemo(() => {
    const shape = (one: PlaceOfChange) => [one.outline ?? point(one.point), pickOf(one)] as const;
    return [
      ...(gained === null ? [] : [overlay("gained", "other", [[gained]])]),
      ...(lost === null ? [] : [overlay("lost", "finding", [[lost]])]),
      ...KINDS.map((of_) => overlay(of_, LOOKS[of_], of.places.filter((one) => one.change === of_ && pickOf(one) !== chosen).map(shape))),
      overlay("chosen", "chosen", of.places.filter((one) => pickOf(one) === chosen).map(shape)),
    ];
  }, [of, chosen]);
  useFront("preview", () => overlays, [overlays]);
  const row = useIntoView<HTMLTableRowElement>([chosen]);
  if (of.as_of === null) return <p class="notice warn">{t("never")}</p>;
  const shown = all || of.places.findIndex((one) => pickOf(one) === chosen) >= FIRST ? of.places : of.places.slice(0, FIRST);
  return (
    <section class="preview">
      <p>{t("from", { day: of.as_of })}</p>
      <ul class="counts">
        {KINDS.map((one) => (
          <li key={one} class={`change ${one}`}><span aria-hidden="true">{CHANGE_SIGNS[one]}</span> {change(one)} <strong>{number(of.changes.counts[one] ?? 0)}</strong></li>
        ))}
      </ul>
      <p class="hint">{of.affected.length === 0 ? t("first") : t("affected", { editions: list(of.affected.map(editionName)) })}</p>
      <p>{gained_m2 === 0 && lost_m2 === 0 ? t("coverage_same") : list([...(gained_m2 > 0 ? [t("gained", { area: hectares(gained_m2) })] : []), ...(lost_m2 > 0 ? [t("lost", { area: hectares(lost_m2) })] : [])])}</p>
      {of.places.length === 0 ? <p>{t("none")}</p> : (
        <table>
          <caption>{t("places")}</caption>
          <thead><tr>{(["change", "feature", "place"] as const).map((one) => <th key={one} scope="col">{t(one)}</th>)}</tr></thead>
          <tbody>
            {shown.map((one) => (
              <tr key={pickOf(one)} ref={pickOf(one) === chosen ? row : null} aria-current={pickOf(one) === chosen ? "true" : undefined}>
                <td class={`change ${one.change}`}><span aria-hidden="true">{CHANGE_SIGNS[one.change]}</span> {change(one.change)}</td>
                <th scope="row">{one.feature}</th>
                <td><LookButton of={one} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown.length < of.places.length && <button type="button" onClick={() => setAll(true)}>{t("more", { count: of.places.length - shown.length })}</button>}
      {of.outlines_left_out > 0 && <p class="hint">{t("left_out", { count: of.outlines_left_out })}</p>}
      <ChangesTable of={of.changes} kind={kind} />
    </section>
  );
}

function LookButton({ of }: { of: PlaceOfChange }) {
  const look = () => {
    set({ chosen: pickOf(of) });
    const bounds = boundsOf([of.outline ?? point(of.point)]);
    if (bounds !== null) lookAt(bounds);
  };
  return <button type="button" class="small" onClick={look} aria-label={t("lookFor", { feature: of.feature, change: change(of.change) })}>{t("look")}</button>;
}
