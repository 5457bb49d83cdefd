/** Words of layers and editions, in both languages, with a sign beside each that differs without its colour. */
import { hectares, metres, number, texts } from "../texts";
import type { Edition, PlaceOfChange, Scalar, Kind, Standing, State } from "./types";

export const state = texts<State>({
  proposed: { zh: "待发布", en: "proposed" },
  scheduled: { zh: "已发布，尚未生效", en: "scheduled" },
  published: { zh: "生效中", en: "in force" },
  superseded: { zh: "已被替代", en: "superseded" },
  withdrawn: { zh: "已撤回", en: "withdrawn" },
});
export const STATE_SIGNS: Readonly<Record<State, string>> = { proposed: "◌", scheduled: "▷", published: "●", superseded: "○", withdrawn: "✕" };

export const standing = texts<Standing>({
  statutory: { zh: "法定", en: "statutory" },
  draft: { zh: "草案，非法定", en: "draft, not statutory" },
  illustrative: { zh: "示例，非法定", en: "illustrative, not statutory" },
});

export const geometry = texts({
  polygon: { zh: "面", en: "areas" },
  line: { zh: "线", en: "lines" },
  point: { zh: "点", en: "points" },
});

export const access = texts({
  public: { zh: "公开", en: "public" },
  restricted: { zh: "受限", en: "restricted" },
});

export const change = texts<PlaceOfChange["change"]>({
  added: { zh: "新增", en: "added" },
  removed: { zh: "删除", en: "removed" },
  retyped: { zh: "改类", en: "retyped" },
  reshaped: { zh: "边界变动", en: "moved" },
});
export const CHANGE_SIGNS: Readonly<Record<PlaceOfChange["change"], string>> = { added: "＋", removed: "－", retyped: "≠", reshaped: "⇄" };

const t = texts({
  none: { zh: "（空）", en: "(none)" },
  yes: { zh: "是", en: "yes" },
  no: { zh: "否", en: "no" },
  and: { zh: "、", en: ", " },
  edition: { zh: "第 {number} 版", en: "edition {number}" },
});

/** An area in m², a length in m, as the unit of the changes says; nothing for points. */
export function measure(value: number, unit: "m2" | "m" | null): string {
  return unit === "m2" ? hectares(value) : unit === "m" ? metres(value) : "";
}

/** The same with its sign. */
export function difference(value: number, unit: "m2" | "m" | null): string {
  const text = measure(Math.abs(value), unit);
  return text === "" ? "" : value === 0 ? text : `${value > 0 ? "+" : "−"}${text}`;
}

/** The value of an attribute in the words of the layer's definition. */
export function value(kind: Kind | null, name: string, found: Scalar): string {
  if (found === null || found === "") return t("none");
  if (typeof found === "boolean") return t(found ? "yes" : "no");
  const attribute = kind?.attributes[name];
  const title = attribute?.values[String(found)];
  if (title !== undefined) return titled(title);
  const text = typeof found === "number" && !Number.isInteger(found) ? number(found, 2) : String(found);
  return attribute?.unit ? `${text} ${attribute.unit}` : text;
}

const titled = (of: { zh: string; en: string }): string => texts({ of })("of");

export function attributeTitle(kind: Kind | null, name: string): string {
  const attribute = kind?.attributes[name];
  return attribute === undefined ? name : titled(attribute.title);
}

/** Names one after the other, as either language writes them. */
export function list(of: readonly string[]): string {
  return of.join(t("and"));
}

/** An edition as it is spoken of. */
export function editionName(of: Pick<Edition, "region" | "edition">): string {
  return `${of.region}/${of.edition}`;
}

export function editionTitle(number: number): string {
  return t("edition", { number });
}

/** A moment of the service (UTC) on the clock of China, to the minute. */
export function moment(at: string): string {
  return new Date(at).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });
}
