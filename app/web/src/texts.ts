import { language, type Lang } from "./route";

export interface Titles {
  readonly zh: string;
  readonly en: string;
}

/**
 * Texts of one page by name, each in both languages; `{name}` is filled in.
 *
 *     const t = texts({ draw: { zh: "绘制", en: "Draw" } });
 *     t("draw")
 */
export function texts<Name extends string>(table: Readonly<Record<Name, Titles>>) {
  return (name: Name, values: Readonly<Record<string, string | number>> = {}): string => {
    const lang: Lang = language();
    return table[name][lang].replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
  };
}

/** A title of the service's answers in the language of the page. */
export function title(of: Titles): string {
  return of[language()];
}

export function number(value: number, digits = 0): string {
  return value.toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Square metres as hectares, which is how areas are spoken of. */
export function hectares(squareMetres: number): string {
  return `${number(squareMetres / 10_000, squareMetres < 1_000_000 ? 4 : 2)} ${language() === "zh" ? "公顷" : "ha"}`;
}

export function metres(value: number): string {
  if (Math.abs(value) >= 10_000) return `${number(value / 1000, 2)} ${language() === "zh" ? "千米" : "km"}`;
  return `${number(value, Math.abs(value) < 100 ? 1 : 0)} ${language() === "zh" ? "米" : "m"}`;
}
