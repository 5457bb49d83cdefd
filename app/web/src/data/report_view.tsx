/** A check report in words: errors, warnings, each with its feature and its place on the map. */
import { useState } from "preact/hooks";

import { set } from "../route";
import { number, texts, title } from "../texts";
import { useIntoView } from "./into_view";
import { lookAt, overlay, point, useFront } from "./scene";
import { Scroll } from "./scroll";
import { spot } from "./spot";
import type { CheckProblem, Report, Told } from "./types";

const t = texts({
  passed: { zh: "检查通过", en: "The check passed" },
  refused: { zh: "检查未通过：{errors} 个错误，不能发布", en: "The check did not pass: {errors} errors; it cannot be published" },
  counts: { zh: "{features} 个要素，{changed} 个已自动修整；{errors} 个错误，{warnings} 个警告", en: "{features} features, {changed} mended; {errors} errors, {warnings} warnings" },
  problems: { zh: "问题清单", en: "Problems found" },
  severity: { zh: "级别", en: "Severity" },
  feature: { zh: "要素", en: "Feature" },
  text: { zh: "说明", en: "What is wrong" },
  place: { zh: "位置", en: "Place" },
  whole: { zh: "整个文件", en: "the whole file" },
  look: { zh: "看地图", en: "show" },
  lookFor: { zh: "在地图上看 {feature}：{text}", en: "show {feature} on the map: {text}" },
  more: { zh: "显示其余 {count} 个问题", en: "show the other {count} problems" },
  notes: { zh: "读取时的假定", en: "What was assumed in reading" },
});
const severity = texts({ error: { zh: "错误", en: "error" }, warning: { zh: "警告", en: "warning" } });
const SIGNS = { error: "✕", warning: "△" } as const;
const FIRST = 100;

/** `problem` of the address is the number of the chosen problem, counted from 1. */
interface Props {
  readonly of: Report;
  readonly notes?: readonly Told[];
}

export function ReportView({ of, notes = [] }: Props) {
  const [all, setAll] = useState(false);
  const chosen = /^problem (\d+)$/.exec(spot().query["chosen"] ?? "")?.[1];
  const count = (of_: CheckProblem["severity"]) => of.problems.filter((one) => one.severity === of_).length;
  const errors = count("error");
  useFront("report", () => marks(of.problems, Number(chosen)), [of, chosen]);
  const row = useIntoView<HTMLTableRowElement>([chosen]);
  const shown = all || Number(chosen) > FIRST ? of.problems : of.problems.slice(0, FIRST);
  const assumed = [...of.notes, ...notes];
  return (
    <section class="report" aria-label={t("problems")}>
      <div class={`notice ${of.passed ? "good" : "bad"}`} role={of.passed ? "status" : "alert"}>
        <strong><span aria-hidden="true">{of.passed ? "✓" : "✕"}</span> {of.passed ? t("passed") : t("refused", { errors: number(errors) })}</strong>
        <p>{t("counts", { features: number(of.features), changed: number(of.changed), errors: number(errors), warnings: number(count("warning")) })}</p>
      </div>
      {shown.length > 0 && (
        <Scroll label={t("problems")}>
          <table>
            <caption>{t("problems")}</caption>
            <thead><tr>{(["severity", "feature", "text", "place"] as const).map((one) => <th key={one} scope="col">{t(one)}</th>)}</tr></thead>
            <tbody>
              {shown.map((one, index) => (
                <tr key={index} ref={String(index + 1) === chosen ? row : null} aria-current={String(index + 1) === chosen ? "true" : undefined}>
                  <td class={`severity ${one.severity}`}><span aria-hidden="true">{SIGNS[one.severity]}</span> {severity(one.severity)}</td>
                  <th scope="row">{one.source === "" ? t("whole") : one.source}</th>
                  <td>{title(one.text)}</td>
                  <td>{one.place !== null && <Look of={one} number={index + 1} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {shown.length < of.problems.length && <button type="button" onClick={() => setAll(true)}>{t("more", { count: number(of.problems.length - shown.length) })}</button>}
      {assumed.length > 0 && (
        <>
          <h3>{t("notes")}</h3>
          <ul>{assumed.map((one, index) => <li key={index}>{title(one.text)}</li>)}</ul>
        </>
      )}
    </section>
  );
}

function Look({ of, number: at }: { of: CheckProblem; number: number }) {
  const look = () => {
    if (of.place === null) return;
    set({ chosen: `problem ${at}` });
    lookAt([...of.place, ...of.place] as [number, number, number, number]);
  };
  return <button type="button" class="small" onClick={look} aria-label={t("lookFor", { feature: of.source || t("whole"), text: title(of.text) })}>{t("look")}</button>;
}

function marks(problems: readonly CheckProblem[], chosen: number) {
  const of = (wanted: (one: CheckProblem, number: number) => boolean) =>
    problems.flatMap((one, index) => (one.place !== null && wanted(one, index + 1) ? [[point(one.place), `problem ${index + 1}`] as const] : []));
  return [
    overlay("errors", "finding", of((one, at) => one.severity === "error" && at !== chosen)),
    overlay("warnings", "changed", of((one, at) => one.severity === "warning" && at !== chosen)),
    overlay("problem", "chosen", of((_, at) => at === chosen)),
  ];
}
