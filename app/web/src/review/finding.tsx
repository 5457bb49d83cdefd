/** One finding: what the project meets, how much of it, and the law that reads it. */
import type { RefObject } from "preact";

import { hectares, metres, number, texts, title } from "../texts";
import { keyOf } from "./finding_key";
import { labelled, series } from "./say";
import type { Basis, Effect, Finding as Found, RuleAtFeature, Standing } from "./types";

const t = texts({
  overlaps: { zh: "重叠", en: "overlaps" },
  adjacent: { zh: "相邻", en: "adjacent" },
  near: { zh: "邻近", en: "near" },
  certain: { zh: "确定", en: "certain" },
  marginal: { zh: "在精度之内，未定", en: "within the accuracy, open" },
  area: { zh: "重叠面积", en: "overlap" },
  length: { zh: "重叠长度", en: "length" },
  share: { zh: "占项目 {share} %", en: "{share} % of the project" },
  within: { zh: "（{from} – {to}）", en: "({from} – {to})" },
  distance: { zh: "相距 {distance}", en: "{distance} away" },
  bearing: { zh: "，方位角 {bearing}°", en: ", bearing {bearing}°" },
  withheld: { zh: "受限图层：只给出类别和取整后的数值", en: "restricted layer: its class and rounded figures only" },
  illustrative: { zh: "示例数据，非法定", en: "illustrative, not statutory" },
  draft: { zh: "草案数据，非法定", en: "draft, not statutory" },
  prohibit: { zh: "禁止", en: "prohibits" },
  require: { zh: "附条件", en: "requires" },
  review: { zh: "须审查", en: "to be reviewed" },
  permit: { zh: "允许", en: "permits" },
  inform: { zh: "提示", en: "informs" },
  holds: { zh: "适用", en: "applies" },
  open: { zh: "未定", en: "open" },
  fails: { zh: "不适用", en: "does not apply" },
  not_claimed: { zh: "未主张", en: "not claimed" },
  exceptions: { zh: "例外情形", en: "exceptions tried" },
  article: { zh: "第{article}条", en: "article {article}" },
  unverified: { zh: "条号待核", en: "article not verified" },
  missing: { zh: "取决于：{facts}", en: "depends on: {facts}" },
  need: { zh: "须取得", en: "to be obtained" },
  confidence: { zh: "条文把握度 {confidence}", en: "confidence in the text {confidence}" },
  others: { zh: "另有 {count} 条规则读取该要素但不适用", en: "{count} more rule(s) read it and do not apply" },
});
const EFFECTS: readonly Effect[] = ["prohibit", "require", "review", "permit", "inform"];

interface Props {
  readonly finding: Found;
  readonly chosen: boolean;
  readonly standing: Standing | undefined;
  readonly factTitles: (names: readonly string[]) => string;
  readonly onChoose: () => void;
  readonly onHover: (over: boolean) => void;
  readonly place: RefObject<HTMLButtonElement> | null;
}

/** The strictest effect of the rules that hold or may hold here. */
export function effectOf(finding: Found): Effect | null {
  return EFFECTS.find((effect) => finding.rules.some((rule) => rule.effect === effect && rule.holds !== false)) ?? null;
}

export function FindingItem({ finding, chosen, standing, factTitles, onChoose, onHover, place }: Props) {
  const effect = effectOf(finding);
  const withheld = keyOf(finding) === null;
  const live = finding.rules.filter((rule) => rule.holds !== false);
  return (
    <li class={chosen ? "finding chosen" : "finding"} onMouseEnter={() => onHover(true)} onMouseLeave={() => onHover(false)}>
      <button ref={place} type="button" class="head" aria-expanded={chosen} onClick={onChoose} onFocus={() => onHover(true)} onBlur={() => onHover(false)}>
        <span class={`effect ${effect ?? "inform"}`}>{t(effect ?? "inform")}</span>
        <span>
          <strong>{title(finding.layer_title)}</strong>
          {finding.class_title !== null && ` · ${title(finding.class_title)}`}
          {finding.name !== null && ` · ${finding.name}`}
        </span>
      </button>
      <div class="figures">
        {finding.relation !== null && `${t(finding.relation)} · `}
        {finding.certainty !== null && `${t(finding.certainty)} · `}
        <Figures finding={finding} />
        {standing !== undefined && standing !== "statutory" && <> <span class="standing">{t(standing)}</span></>}
        {withheld && <div class="hint">{t("withheld")}</div>}
      </div>
      {chosen && (
        <div class="rules">
          {live.map((rule) => <Rule key={`${rule.pack}#${rule.rule}`} rule={rule} factTitles={factTitles} />)}
          {live.length < finding.rules.length && <p class="hint">{t("others", { count: finding.rules.length - live.length })}</p>}
        </div>
      )}
    </li>
  );
}

function Figures({ finding }: { finding: Found }) {
  const { overlap_area_m2: area, overlap_area_range_m2: areas, overlap_length_m: length, overlap_length_range_m: lengths } = finding;
  const range = (found: readonly [number, number] | null, say: (value: number) => string) => found !== null && found[0] !== found[1] && t("within", { from: say(found[0]), to: say(found[1]) });
  return (
    <span>
      {area > 0 && <>{t("area")} {hectares(area)}{range(areas, hectares)} </>}
      {length !== null && length > 0 && <>{t("length")} {metres(length)}{range(lengths, metres)} </>}
      {finding.overlap_share !== null && finding.overlap_share > 0 && t("share", { share: number(finding.overlap_share * 100, 1) })}
      {finding.distance_m > 0 && t("distance", { distance: metres(finding.distance_m) })}
      {finding.distance_m > 0 && finding.bearing_deg !== null && t("bearing", { bearing: number(finding.bearing_deg) })}
    </span>
  );
}

function cited({ title: law, article }: Basis): string {
  return `《${law}》${article === null ? `（${t("unverified")}）` : t("article", { article })}`;
}

function Rule({ rule, factTitles }: { rule: RuleAtFeature; factTitles: (names: readonly string[]) => string }) {
  return (
    <div class="rule">
      <p>
        <span class={`effect ${rule.effect}`}>{t(rule.effect)}</span> {t(rule.holds === null ? "open" : "holds")} · {title(rule.text)}
      </p>
      <p class="hint">
        <span lang="zh-CN">{[rule.basis, ...rule.further_basis].map(cited).join("；")}</span> · {rule.pack}#{rule.rule} · {t("confidence", { confidence: rule.confidence })}
      </p>
      {rule.missing_facts.length > 0 && <p class="hint">{t("missing", { facts: factTitles(rule.missing_facts) })}</p>}
      {rule.requirement_texts.length > 0 && <p class="hint">{labelled(t("need"), series(rule.requirement_texts.map((one) => title(one.text))))}</p>}
      {rule.exceptions.length > 0 && (
        <div class="hint">
          {labelled(t("exceptions"), "")}
          <ul class="plain">{rule.exceptions.map((one) => <li key={one.id}>{title(one.text)} — <strong>{t(one.state)}</strong></li>)}</ul>
        </div>
      )}
    </div>
  );
}
