/** Facts and their values in words. */
import { number, texts, title } from "../texts";
import type { Fact, Scalar } from "./types";

export type Facts = ReadonlyMap<string, Fact>;

const t = texts({
  yes: { zh: "是", en: "yes" },
  no: { zh: "否", en: "no" },
  favourable: { zh: "同意", en: "favourable" },
  unfavourable: { zh: "不同意", en: "unfavourable" },
  unknown: { zh: "未说明", en: "not said" },
});
export const OPINIONS = ["favourable", "unfavourable"] as const;

export function factTitle(facts: Facts, name: string): string {
  const found = facts.get(name);
  return found === undefined ? name : title(found.title);
}

export function valueText(fact: Fact | undefined, value: Scalar): string {
  if (value === null) return t("unknown");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return `${number(value, Number.isInteger(value) ? 0 : 3)}${fact?.unit ? ` ${fact.unit}` : ""}`;
  const named = fact?.values?.[value];
  if (named !== undefined) return title(named);
  return value === "favourable" || value === "unfavourable" ? t(value) : value;
}
