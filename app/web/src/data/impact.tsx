/** Which recorded verdicts a publication or withdrawal concerns, at once; which of them change, as a job. */
import { useState } from "preact/hooks";

import { get, post } from "../api/client";
import { page, set } from "../route";
import { number, texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import type { Action, Candidates, Job } from "./answers";
import { JobView } from "./job";
import { editionPath } from "./outlines";
import { Scroll } from "./scroll";
import { spot } from "./spot";
import type { EditionInFull } from "./types";
import { moment } from "./words";

const t = texts({
  action: { zh: "假定", en: "Suppose" },
  waiting: { zh: "正在查找…", en: "Looking…" },
  concerned: { zh: "已存结论 {recorded} 个，其中 {candidates} 个可能受影响。", en: "{recorded} verdicts are recorded; {candidates} of them may be concerned." },
  unknown: { zh: "{blanked} 个已涂去、{damaged} 个已损坏：它们在哪里并不知道，一并计入。", en: "{blanked} are blanked, {damaged} damaged: where they lie is not known, so they count." },
  judge: { zh: "逐个重判，看哪些会变", en: "Judge them again to see which change" },
  list: { zh: "可能受影响的结论", en: "Verdicts that may be concerned" },
  verdict: { zh: "结论", en: "Verdict" },
  as_of: { zh: "依据日期", en: "As of" },
  recorded: { zh: "存于（中国时间）", en: "Recorded (China time)" },
  first: { zh: "列出前 {count} 个", en: "the first {count} are listed" },
});
const actions = texts<Action>({
  publication: { zh: "发布这个版本", en: "this edition were published" },
  withdrawal: { zh: "撤回这个版本", en: "this edition were withdrawn" },
  published: { zh: "它的发布已经改变了什么", en: "what its publication has changed" },
});
const LIMIT = 100;

export function ImpactTab({ of }: { of: EditionInFull }) {
  const { query } = spot();
  const possible: readonly Action[] = of.state === "proposed" ? ["publication"] : of.state === "withdrawn" ? ["published"] : ["withdrawal", "published"];
  const action = possible.find((one) => one === query["action"]) ?? possible[0]!;
  const [fault, setFault] = useState<unknown>(null);
  const asked = useAsked((signal) => get<Candidates>(`${editionPath(of)}/candidates`, { action, limit: LIMIT }, signal), [of.sha256, of.state, action]);
  const judge = () => {
    setFault(null);
    post<Job>(`${editionPath(of)}/impact`, { action }).then((job) => set({ job: job.id, action }), setFault);
  };
  return (
    <section class="impact">
      <div class="field">
        <label for="action">{t("action")}</label>
        <select id="action" value={action} onChange={(event) => set({ action: event.currentTarget.value, job: null })}>
          {possible.map((one) => <option key={one} value={one}>{actions(one)}</option>)}
        </select>
      </div>
      {asked.state === "failed" ? tell(asked.fault) : asked.value === undefined ? <p class="hint" role="status">{t("waiting")}</p> : <List of={asked.value} />}
      <p><button type="button" class="main" disabled={asked.state !== "here" || asked.value.candidates === 0} onClick={judge}>{t("judge")}</button></p>
      {fault !== null && tell(fault)}
      {query["job"] !== undefined && <JobView key={query["job"]} id={query["job"]} />}
    </section>
  );
}

function List({ of }: { of: Candidates }) {
  return (
    <>
      <p role="status">{t("concerned", { recorded: number(of.recorded), candidates: number(of.candidates) })}</p>
      {of.blanked + of.damaged > 0 && <p class="notice warn">{t("unknown", { blanked: of.blanked, damaged: of.damaged })}</p>}
      {of.verdicts.length > 0 && (
        <Scroll label={t("list")}>
          <table>
            <caption>{t("list")}{of.verdicts.length < of.candidates && ` (${t("first", { count: of.verdicts.length })})`}</caption>
            <thead><tr>{(["verdict", "as_of", "recorded"] as const).map((one) => <th key={one} scope="col">{t(one)}</th>)}</tr></thead>
            <tbody>
              {of.verdicts.map((one) => (
                <tr key={one.id}><th scope="row"><VerdictLink id={one.id} /></th><td class="nowrap">{one.as_of}</td><td class="nowrap">{moment(one.recorded_at)}</td></tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </>
  );
}

/** A recorded verdict, opened in the review page; its id short, in full for whoever hovers. */
export function VerdictLink({ id }: { id: string }) {
  return <a href={page("review", id)} title={id}><code>{id.slice(0, 19)}…</code></a>;
}
