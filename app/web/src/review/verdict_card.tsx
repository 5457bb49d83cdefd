/** The verdict: its word with colour and sign, its range, and what must be known to read it. */
import { hectares, metres, number, texts, title } from "../texts";
import { Badge, word } from "../ui/verdict";
import { listed } from "./say";
import type { Verdict } from "./types";

const t = texts({
  heading: { zh: "结论", en: "Verdict" },
  range: { zh: "可能的范围：{from} 至 {to}", en: "possible range: {from} to {to}" },
  sure: { zh: "确定", en: "decided" },
  open: { zh: "还有 {count} 个问题会影响结论", en: "{count} open question(s) bear on it" },
  settled: { zh: "没有悬而未决的问题", en: "no open questions" },
  redacted: {
    zh: "您无权查看的图层已从此处略去：{layers}。结论本身按全部图层得出；登记的原件是完整的。",
    en: "Left out here are layers that you may not see: {layers}. The verdict itself rests on all layers; the record is whole.",
  },
  incident: { zh: "有图层读不出：未给出编号，不会登记。请联系管理员（sanxian doctor）。", en: "A layer could not be read: there is no id and nothing is recorded. Tell the operator (sanxian doctor)." },
  standing: { zh: "含非法定数据，不得用于决策", en: "Rests on data that are not statutory: not for decisions" },
  which: { zh: "涉及的图层", en: "which layers" },
  lower: { zh: "连同以下效力的数据一并研判：{include}", en: "judged together with data of these standings: {include}" },
  details: { zh: "依据与范围", en: "Grounds and scope" },
  asOf: { zh: "研判基准日", en: "as of" },
  size: { zh: "面积 / 长度", en: "area / length" },
  accuracy: { zh: "位置精度", en: "position accuracy" },
  method: { zh: "方法版本", en: "method" },
  law: { zh: "已研判的法规", en: "law judged" },
  id: { zh: "结论编号", en: "id" },
});

export function VerdictCard({ verdict, layers }: { verdict: Verdict; layers: ReadonlyMap<string, string> }) {
  const [from, to] = [verdict.range[0], verdict.range.at(-1)];
  const { measures, accuracy_m } = verdict.project;
  return (
    <section class={`card verdict ${verdict.verdict}`} aria-labelledby="verdict">
      <h2 id="verdict">{t("heading")}</h2>
      <p class="word"><Badge of={verdict.verdict} /></p>
      <p>
        {from !== undefined && to !== undefined && from !== to ? t("range", { from: word(from), to: word(to) }) : t("sure")}
        {" · "}
        {verdict.questions.length > 0 ? t("open", { count: verdict.questions.length }) : t("settled")}
      </p>
      {verdict.id === null && <div class="notice bad" role="alert"><p>{t("incident")}</p></div>}
      {verdict.redacted === true && (
        <div class="notice warn"><p>{t("redacted", { layers: listed((verdict.withheld ?? []).map((layer) => layers.get(layer) ?? layer)) })}</p></div>
      )}
      {verdict.data_standing !== null && (
        <div class="notice warn">
          <strong>{t("standing")}</strong>
          <details><summary>{t("which")}</summary><p>{title(verdict.data_standing)}</p></details>
        </div>
      )}
      {verdict.include.length > 0 && <p class="hint">{t("lower", { include: verdict.include.join(", ") })}</p>}
      <p class="hint">{title(verdict.caveat)}</p>
      <details>
        <summary>{t("details")}</summary>
        <dl class="pairs">
          <dt>{t("asOf")}</dt><dd>{verdict.as_of}</dd>
          <dt>{t("size")}</dt><dd>{measures.area_m2 > 0 && hectares(measures.area_m2)} {measures.length_m > 0 && metres(measures.length_m)}</dd>
          <dt>{t("accuracy")}</dt><dd>{number(accuracy_m, 1)} m</dd>
          <dt>{t("method")}</dt><dd>{verdict.method}</dd>
          {verdict.id !== null && <><dt>{t("id")}</dt><dd class="id">{verdict.id}</dd></>}
          <dt>{t("law")}</dt><dd><ul class="plain">{verdict.scope.map((one) => <li key={one.instrument}>{title(one.title)}</li>)}</ul></dd>
        </dl>
      </details>
    </section>
  );
}
