/** Facts and their values in words. */
import { number, texts, title } from "../texts";
import type { Fact, Known, Scalar } from "./types";

export type Facts = ReadonlyMap<string, Fact>;

const t = texts({
  yes: { zh: "是", en: "yes" },
  no: { zh: "否", en: "no" },
  favourable: { zh: "同意", en: "favourable" },
  unfavourable: { zh: "不同意", en: "unfavourable" },
  unknown: { zh: "未说明", en: "not said" },
});
// units that are words; every other is a symbol, the same in both languages
const units = texts({
  头: { zh: "头", en: "pigs" },
  亩: { zh: "亩", en: "mu" },
  years: { zh: "年", en: "years" },
});
export const OPINIONS = ["favourable", "unfavourable"] as const;

/** The facts that were stated, without those derived from others. */
export function given(facts: Readonly<Record<string, Known>>): Record<string, Scalar> {
  const stated = Object.entries(facts).map(([fact, known]) => [fact, known !== null && typeof known === "object" ? known.given : known] as const);
  return Object.fromEntries(stated.filter(([, value]) => value !== null));
}

export function factTitle(facts: Facts, name: string): string {
  const found = facts.get(name);
  return found === undefined ? name : title(found.title);
}

/** The unit of a fact in words; empty where it has none. */
export function unitText(fact: Fact | undefined): string {
  const unit = fact?.unit ?? "";
  return unit === "头" || unit === "亩" || unit === "years" ? units(unit) : unit;
}

export function valueText(fact: Fact | undefined, value: Scalar): string {
  if (value === null) return t("unknown");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return `${number(value, Number.isInteger(value) ? 0 : 3)}${fact?.unit ? ` ${unitText(fact)}` : ""}`;
  const named = fact?.values?.[value];
  if (named !== undefined) return title(named);
  return value === "favourable" || value === "unfavourable" ? t(value) : value;
}
