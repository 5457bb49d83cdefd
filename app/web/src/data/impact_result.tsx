/** What a change would do to recorded verdicts: whose word or range changes, whose figures, whose nothing. */
import { number, texts } from "../texts";
import { Badge } from "../ui/verdict";
import type { ImpactResult } from "./answers";
import { VerdictLink } from "./impact";
import { Scroll } from "./scroll";
import { list } from "./words";

const t = texts({
  told: { zh: "重判 {judged} 个，{changed} 个不再相同。", en: "{judged} judged again; {changed} do not stay as they are." },
  caption: { zh: "会变的结论", en: "Verdicts that change" },
  verdict: { zh: "结论编号", en: "Verdict" },
  result: { zh: "怎样变", en: "How" },
  before: { zh: "不变动时", en: "Without the change" },
  after: { zh: "变动后", en: "With it" },
  rules: { zh: "规则", en: "Rules" },
  unknown: { zh: "未知", en: "not known" },
});
const results = texts({
  verdict: { zh: "结论或其范围变了", en: "word or range" },
  not_judged: { zh: "无法重判，按变动计", en: "could not be judged; counts as changed" },
  numbers: { zh: "只有数字或依据变了", en: "figures or grounds only" },
  unchanged: { zh: "不变", en: "unchanged" },
});
const RESULTS = ["verdict", "not_judged", "numbers", "unchanged"] as const;

export function ImpactResultView({ of }: { of: ImpactResult }) {
  const judged = (found: { verdict: "admissible" | "conditional" | "prohibited" | "undetermined" } | null | undefined) => (found == null ? t("unknown") : <Badge of={found.verdict} />);
  return (
    <>
      <p role="status"><strong>{t("told", { judged: number(of.judged), changed: number(of.changed) })}</strong></p>
      <ul class="counts">{RESULTS.map((one) => <li key={one}>{results(one)} <strong>{number(of.counts[one] ?? 0)}</strong></li>)}</ul>
      {of.verdicts.length > 0 && (
        <Scroll label={t("caption")}>
          <table>
            <caption>{t("caption")}</caption>
            <thead><tr>{(["verdict", "result", "before", "after", "rules"] as const).map((one) => <th key={one} scope="col">{t(one)}</th>)}</tr></thead>
            <tbody>
              {of.verdicts.map((one) => (
                <tr key={one.id}>
                  <th scope="row"><VerdictLink id={one.id} /></th>
                  <td>{results(one.result)}</td>
                  <td>{judged(one.before)}</td>
                  <td>{judged(one.after)}</td>
                  <td>{list([...new Set((one.rules ?? []).map(({ rule }) => rule))])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </>
  );
}
