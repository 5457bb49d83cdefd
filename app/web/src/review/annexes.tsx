/** What a verdict shows beside its findings: next steps, rules at large, the red-line review, exceptions, the EIA hint. */
import { hectares, metres, texts, title } from "../texts";
import { Badge } from "../ui/verdict";
import { factTitle, type Facts } from "./fact_text";
import { labelled, listed, series } from "./say";
import { Scroll } from "./scroll";
import type { Verdict } from "./types";

const t = texts({
  steps: { zh: "可以做什么（{count}）", en: "What can be done ({count})" },
  rules: { zh: "适用或可能适用的规则（{count}）", en: "Rules that apply or may apply ({count})" },
  need: { zh: "须取得：{what}", en: "to be obtained: {what}" },
  open: { zh: "未定", en: "open" },
  missing: { zh: "取决于：{facts}", en: "depends on: {facts}" },
  redLine: { zh: "生态保护红线审查", en: "Red-line review" },
  possible: { zh: "可能的结果：", en: "possible outcomes: " },
  occupied: { zh: "占用 {area}", en: "occupies {area}" },
  unknown: { zh: "未知（图层在此没有答复）", en: "unknown (the layer does not answer here)" },
  crossed: { zh: "穿越 {length}", en: "crosses {length}" },
  opinion: { zh: "意见范围内 {inside}，范围外 {outside}", en: "{inside} within the area of the opinion, {outside} outside" },
  exceptions: { zh: "逐条例外（{count}）", en: "Exceptions tried ({count})" },
  holds: { zh: "成立", en: "holds" },
  fails: { zh: "不成立", en: "fails" },
  not_claimed: { zh: "未主张", en: "not claimed" },
  eia: { zh: "环评类别提示", en: "EIA level, a hint" },
  levels: { zh: "可能的类别：{levels}", en: "possible levels: {levels}" },
  rows: { zh: "名录第 {item} 项：", en: "item {item} of the catalogue: " },
  data: { zh: "所用数据和定义（{editions} 个版本）", en: "Data and definitions used ({editions} editions)" },
  edition: { zh: "图层 / 区域 / 版本", en: "Layer / region / edition" },
  standing: { zh: "效力", en: "Standing" },
  statutory: { zh: "法定", en: "statutory" },
  draft: { zh: "草案", en: "draft" },
  illustrative: { zh: "示例", en: "illustrative" },
});

interface Props {
  readonly verdict: Verdict;
  readonly facts: Facts;
  readonly layers: ReadonlyMap<string, string>;
}

export function Annexes({ verdict, facts, layers }: Props) {
  const { red_line: red, eia } = verdict;
  const area = (squareMetres: number | null) => (squareMetres === null ? t("unknown") : hectares(squareMetres));
  const named = (names: readonly string[]) => listed(names.map((name) => factTitle(facts, name)));
  return (
    <>
      {verdict.next_steps.length > 0 && (
        <details class="card">
          <summary><h2>{t("steps", { count: verdict.next_steps.length })}</h2></summary>
          <ol>{verdict.next_steps.map((step, index) => <li key={index}>{title(step.text)}</li>)}</ol>
        </details>
      )}
      {verdict.rules.length > 0 && (
        <details class="card">
          <summary><h2>{t("rules", { count: verdict.rules.length })}</h2></summary>
          <ul class="plain">
            {verdict.rules.map((rule) => (
              <li class="rule" key={`${rule.pack}#${rule.rule}`}>
                {title(rule.text)} {rule.range.at(-1) !== undefined && <Badge of={rule.range.at(-1)!} />} {rule.holds === null && <span class="tag">{t("open")}</span>}
                <div class="hint">{rule.pack}#{rule.rule}</div>
                {rule.missing_facts.length > 0 && <div class="hint">{t("missing", { facts: named(rule.missing_facts) })}</div>}
                {rule.requirement_texts.length > 0 && <div class="hint">{t("need", { what: series(rule.requirement_texts.map((one) => title(one.text))) })}</div>}
              </li>
            ))}
          </ul>
        </details>
      )}
      <details class="card">
        <summary><h2>{labelled(t("redLine"), title(red.text))}</h2></summary>
        {red.possible_texts.length > 1 && <p>{t("possible")}{series(red.possible_texts.map(title))}</p>}
        {red.occupied !== null && red.occupied.area_m2 !== 0 && <p>{t("occupied", { area: area(red.occupied.area_m2) })}</p>}
        {red.crossed?.length_m != null && red.crossed.length_m > 0 && <p>{t("crossed", { length: metres(red.crossed.length_m) })}</p>}
        {red.opinion !== null && <p>{t("opinion", { inside: area(red.opinion.inside_m2), outside: area(red.opinion.outside_m2) })}</p>}
        {red.open.length > 0 && <ul>{red.open.map((one, index) => <li key={index}>{title(one.text)}</li>)}</ul>}
      </details>
      {verdict.exceptions.length > 0 && (
        <details class="card">
          <summary><h2>{t("exceptions", { count: verdict.exceptions.reduce((sum, rule) => sum + rule.exceptions.length, 0) })}</h2></summary>
          {verdict.exceptions.map((rule) => (
            <div class="rule" key={`${rule.pack}#${rule.rule}`}>
              <p>{title(rule.text)} <span class="hint">{rule.pack}#{rule.rule}</span></p>
              <ul class="plain">
                {rule.exceptions.map((one) => (
                  <li key={one.id}>
                    {title(one.text)} — <strong>{t(one.state)}</strong>
                    <ul class="hint">{one.reasons.map((reason, index) => <li key={index}>{title(reason.text)}</li>)}</ul>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </details>
      )}
      <details class="card">
        <summary><h2>{t("eia")}</h2></summary>
        <p>{t("levels", { levels: listed(eia.level_texts.map(title)) })}</p>
        <p class="hint">{title(eia.text)} · {title(eia.title)}</p>
        {eia.rows.length > 0 && <ul>{eia.rows.map((row) => <li key={row.item}>{t("rows", { item: row.item })}{title(row.text)}</li>)}</ul>}
        {eia.raised_by.length > 0 && <ul>{eia.raised_by.map((one) => <li key={one.area}>{title(one.text)}</li>)}</ul>}
        {eia.missing_facts.length > 0 && <p class="hint">{t("missing", { facts: named(eia.missing_facts) })}</p>}
        {eia.comparison_text !== null && <p>{title(eia.comparison_text)}</p>}
      </details>
      <details class="card">
        <summary><h2>{t("data", { editions: verdict.editions.length })}</h2></summary>
        <Scroll label={t("data", { editions: verdict.editions.length })}>
          <table>
            <caption class="hidden">{t("data", { editions: verdict.editions.length })}</caption>
            <thead><tr><th scope="col">{t("edition")}</th><th scope="col">{t("standing")}</th></tr></thead>
            <tbody>
              {verdict.editions.map((one) => (
                <tr key={`${one.layer}/${one.region}/${one.edition}`}>
                  <th scope="row">{layers.get(one.layer) ?? one.layer} · {one.region}/{one.edition}</th>
                  <td>{one.status === "statutory" ? t("statutory") : <span class="standing">{t(one.status)}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        <ul class="hint plain">{verdict.definitions.map((one) => <li key={one.file}>{one.file} {one.version}</li>)}</ul>
      </details>
    </>
  );
}
