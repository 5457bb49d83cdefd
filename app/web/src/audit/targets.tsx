/** Every target that plans set for the region: met, not met, not computable, without a baseline, not applicable. */
import { set, place } from "../route";
import { texts, title } from "../texts";
import { inUnit, length, area, NOTHING, orRange } from "./figures";
import { Notes } from "./statement";
import type { IndicatorsBody, Target, TargetState } from "./types";

const STATES: readonly TargetState[] = ["met", "not_met", "not_computable", "no_baseline", "not_applicable"];
const SIGNS: Readonly<Record<TargetState, string>> = { met: "●", not_met: "✕", not_computable: "?", no_baseline: "◌", not_applicable: "–" };
const state = texts<TargetState>({
  met: { zh: "达标", en: "met" },
  not_met: { zh: "未达标", en: "not met" },
  not_computable: { zh: "不能计算", en: "not computable" },
  no_baseline: { zh: "没有基准", en: "no baseline" },
  not_applicable: { zh: "不适用", en: "not applicable" },
});
const t = texts({
  targets: { zh: "规划指标", en: "Targets of plans" },
  count: { zh: "{state} {count}", en: "{count} {state}" },
  filter: { zh: "只看", en: "Show only" },
  all: { zh: "全部 {count}", en: "all {count}" },
  none: { zh: "规划没有给该行政区定指标。", en: "No plan sets a target for this region." },
  value: { zh: "现值", en: "value" },
  target: { zh: "目标", en: "target" },
  slack: { zh: "余量", en: "slack" },
  may_lose: { zh: "尚可减少", en: "may still be lost" },
  year: { zh: "期限", en: "due" },
  ended: { zh: "{year} 年（已到期）", en: "end of {year} (past)" },
  due: { zh: "{year} 年", en: "end of {year}" },
  binding: { zh: "约束性", en: "binding" },
  expected: { zh: "预期性", en: "expected" },
  draft: { zh: "规划为征求意见稿，非正式稿", en: "from a consultation draft, not the plan as issued" },
  printed: { zh: "原文：{printed}", en: "as printed: {printed}" },
  base: { zh: "规划所列现状 {value}（只列示，不比较）", en: "starting value in the plan {value} (shown, not compared)" },
  conflicts: { zh: "与另一规划的同类指标不一致：{ids}", en: "another plan says otherwise: {ids}" },
  near: { zh: "相近数字（仅供参考，不作判定）：{value}", en: "a figure near to it (decides nothing): {value}" },
  by: { zh: "测算：{figure}，方法 {method}", en: "measured as {figure} by {method}" },
  confidence: { zh: "可信度 {grade}", en: "confidence {grade}" },
  why: { zh: "缺什么、依据什么", en: "What is missing, and why" },
});

export function Targets({ body }: { body: IndicatorsBody }) {
  const wanted = STATES.find((one) => one === place.value.query["state"]) ?? null;
  const counts = STATES.map((one) => ({ state: one, count: body.indicators.filter((target) => target.state === one).length })).filter((one) => one.count > 0);
  if (body.indicators.length === 0) {
    return (
      <>
        <p class="notice" data-part="no-targets">{t("none")}</p>
        <Notes body={body} />
      </>
    );
  }
  const shown = body.indicators.filter((one) => wanted === null || one.state === wanted);
  return (
    <>
      <Notes body={body} />
      <div class="row" role="group" aria-label={t("filter")}>
        <button type="button" class="small" aria-pressed={wanted === null} onClick={() => set({ state: null })}>{t("all", { count: body.indicators.length })}</button>
        {counts.map((one) => (
          <button key={one.state} type="button" class="small" aria-pressed={wanted === one.state} onClick={() => set({ state: one.state })}>
            <span aria-hidden="true">{SIGNS[one.state]}</span> {t("count", { state: state(one.state), count: one.count })}
          </button>
        ))}
      </div>
      <ul class="targets" aria-label={t("targets")}>
        {shown.map((one) => <li key={one.id}><TargetCard of={one} /></li>)}
      </ul>
    </>
  );
}

function TargetCard({ of }: { of: Target }) {
  const shown = inUnit(of.unit);
  const said = [...of.missing, ...of.reasons];
  const near = of.indicative;
  return (
    <article class="card target" aria-labelledby={`target-${of.id}`}>
      <h3 id={`target-${of.id}`}>{title(of.title)}</h3>
      <p class="row">
        <span class={`badge state ${of.state}`} data-state={of.state}><span aria-hidden="true">{SIGNS[of.state]}</span> {state(of.state)}</span>
        {of.nature !== null && <span class="hint">{t(of.nature)}</span>}
        {of.plan_standing === "draft" && <span class="standing">{t("draft")}</span>}
      </p>
      <dl class="figures">
        <div><dt>{t("value")}</dt><dd>{orRange(of.value, of.value_range, shown)}</dd></div>
        <div><dt>{t("target")}</dt><dd>{of.target === null ? (of.printed ?? NOTHING) : shown(of.target)}</dd></div>
        <div><dt>{t("slack")}</dt><dd>{orRange(of.slack, of.slack_range, shown)}</dd></div>
        {of.slack_m !== null && <div><dt>{t("may_lose")}</dt><dd>{length(of.slack_m)}</dd></div>}
        {of.slack_m2 !== null && <div><dt>{t("may_lose")}</dt><dd>{area(of.slack_m2)}</dd></div>}
        {of.year !== null && <div><dt>{t("year")}</dt><dd>{t(of.year_ended === true ? "ended" : "due", { year: of.year })}</dd></div>}
      </dl>
      {said.length > 0 && <ul class="notes">{said.map((note, number) => <li key={number} data-note={note.code}>{title(note.text)}</li>)}</ul>}
      {near !== null && (near.value !== null || near.value_range !== null) && <p class="hint">{t("near", { value: orRange(near.value, near.value_range, inUnit(near.unit)) })}</p>}
      <details>
        <summary>{t("why")}</summary>
        {of.plan_title && <p class="hint">{title(of.plan_title)}{of.place && ` · ${title(of.place)}`} · {t("confidence", { grade: of.confidence })}</p>}
        {of.printed && <p class="hint">{t("printed", { printed: of.printed })}</p>}
        {of.base && <p class="hint">{t("base", { value: of.base.printed })}</p>}
        {of.needs && <p class="hint">{title(of.needs)}</p>}
        {of.note && <p class="hint">{title(of.note)}</p>}
        {of.conflicts_with.length > 0 && <p class="hint">{t("conflicts", { ids: of.conflicts_with.join("、") })}</p>}
        {of.measured_by?.method && <p class="hint">{t("by", { figure: `${of.measured_by.measure}.${of.measured_by.figure}`, method: `${of.measured_by.method.id} ${of.measured_by.method.version}` })}</p>}
      </details>
    </article>
  );
}
