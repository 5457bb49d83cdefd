/** Changes between two states of a layer: sums per class, then feature by feature with areas or lengths. */
import { useState } from "preact/hooks";

import { number, texts } from "../texts";
import { Scroll } from "./scroll";
import type { Changed, Changes, Kind, Side } from "./types";
import { attributeTitle, change, CHANGE_SIGNS, difference, measure, value } from "./words";

const t = texts({
  totals: { zh: "分类合计（逐要素之和）", en: "Sums per class (over features)" },
  class: { zh: "类别", en: "Class" },
  before: { zh: "之前", en: "Before" },
  after: { zh: "之后", en: "After" },
  delta: { zh: "增减", en: "Difference" },
  count: { zh: "{count} 个", en: "n = {count}" },
  features: { zh: "逐要素变化", en: "Feature by feature" },
  feature: { zh: "要素", en: "Feature" },
  what: { zh: "变化", en: "Change" },
  size: { zh: "增减", en: "Measure" },
  attributes: { zh: "属性改动", en: "described otherwise" },
  renamed: { zh: "原编号 {id}", en: "was {id}" },
  more: { zh: "显示其余 {count} 个", en: "show the other {count}" },
  same: { zh: "没有变化；{count} 个要素相同。", en: "Nothing changed; {count} features are the same." },
  gained: { zh: "增 {more}，减 {less}", en: "gained {more}, lost {less}" },
});
const FIRST = 60;

interface Line {
  readonly key: string;
  readonly feature: string;
  readonly what: preact.ComponentChild;
  readonly size: string;
}

export function ChangesTable({ of, kind }: { of: Changes; kind: Kind }) {
  const [all, setAll] = useState(false);
  const named = (code: Side["class"]) => (kind.class === null ? "—" : value(kind, kind.class, code));
  const whole = (sign: "added" | "removed") => (side: Side): Line => ({
    key: `${sign} ${side.id}`,
    feature: side.id,
    what: <><span class={`change ${sign}`}><span aria-hidden="true">{CHANGE_SIGNS[sign]}</span> {change(sign)}</span> {kind.class !== null && named(side.class)}</>,
    size: difference(sign === "added" ? side.measure : -side.measure, of.unit),
  });
  const lines: readonly Line[] = [
    ...of.added.map(whole("added")),
    ...of.removed.map(whole("removed")),
    ...of.changed.map((one) => ({
      key: `changed ${one.new.id}`,
      feature: one.new.id,
      what: <What of={one} kind={kind} />,
      size: one.reshaped ? t("gained", { more: measure(one.gained, of.unit), less: measure(one.lost, of.unit) }) : difference(one.delta, of.unit),
    })),
  ];
  if (lines.length === 0) return <p>{t("same", { count: number(of.counts["unchanged"] ?? 0) })}</p>;
  const shown = all ? lines : lines.slice(0, FIRST);
  return (
    <>
      <Scroll label={t("totals")}>
        <table>
          <caption>{t("totals")}</caption>
          <thead><tr><th scope="col">{t("class")}</th><th scope="col" class="figure">{t("before")}</th><th scope="col" class="figure">{t("after")}</th><th scope="col" class="figure">{t("delta")}</th></tr></thead>
          <tbody>
            {of.totals.map((one) => (
              <tr key={String(one.class)}>
                <th scope="row">{named(one.class)}</th>
                {([0, 1] as const).map((side) => <td key={side} class="figure">{t("count", { count: number(one.count[side]) })}<br />{measure(one.measure[side], of.unit)}</td>)}
                <td class="figure">{difference(one.delta, of.unit)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Scroll label={t("features")}>
        <table>
          <caption>{t("features")}</caption>
          <thead><tr><th scope="col">{t("feature")}</th><th scope="col">{t("what")}</th><th scope="col" class="figure">{t("size")}</th></tr></thead>
          <tbody>{shown.map((one) => <tr key={one.key}><th scope="row">{one.feature}</th><td>{one.what}</td><td class="figure">{one.size}</td></tr>)}</tbody>
        </table>
      </Scroll>
      {shown.length < lines.length && <button type="button" onClick={() => setAll(true)}>{t("more", { count: number(lines.length - shown.length) })}</button>}
    </>
  );
}

function What({ of, kind }: { of: Changed; kind: Kind }) {
  const described = Object.entries(of.attributes);
  return (
    <ul class="plain">
      {of.retyped && <li><span class="change retyped"><span aria-hidden="true">≠</span> {change("retyped")}</span> {kind.class !== null && `${value(kind, kind.class, of.old.class)} → ${value(kind, kind.class, of.new.class)}`}</li>}
      {of.reshaped && <li><span class="change reshaped"><span aria-hidden="true">⇄</span> {change("reshaped")}</span></li>}
      {of.old.id !== of.new.id && <li>{t("renamed", { id: of.old.id })}</li>}
      {described.length > 0 && (
        <li>
          <details>
            <summary>{t("attributes")} ({described.length})</summary>
            <ul>{described.map(([name, [was, is]]) => <li key={name}>{attributeTitle(kind, name)}: {value(kind, name, was)} → {value(kind, name, is)}</li>)}</ul>
          </details>
        </li>
      )}
    </ul>
  );
}
