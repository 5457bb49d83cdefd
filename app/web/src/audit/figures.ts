/** Figures as documents of hearings have them: metres to 0.1, kilometres and per cent to 0.01; what is not known is a dash. */
import { hectares } from "../texts";
import { language } from "../route";
import type { Figure, Range, Unit } from "./types";

export const NOTHING = "—";

/** A number rounded half-up from its decimal value: what a double has beyond 15 digits is noise. */
export function fixed(value: number, digits: number): string {
  const whole = value.toPrecision(15) as `${number}`;
  return new Intl.NumberFormat(language() === "zh" ? "zh-CN" : "en-GB", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "negative",
  }).format(whole);
}

export function length(metres: Figure): string {
  if (metres === null) return NOTHING;
  const zh = language() === "zh";
  if (Math.abs(metres) >= 1000) return `${fixed(metres / 1000, 2)} ${zh ? "千米" : "km"}`;
  return `${fixed(metres, 1)} ${zh ? "米" : "m"}`;
}

/** Chainage: metres to 0.1 whatever its size, so that a place can be found by it. */
export function chainage(metres: number): string {
  const tenths = Math.round(metres * 10);
  const kilometres = Math.floor(tenths / 10_000);
  return `K${kilometres}+${((tenths - kilometres * 10_000) / 10).toFixed(1).padStart(5, "0")}`;
}

export function area(squareMetres: Figure): string {
  return squareMetres === null ? NOTHING : hectares(squareMetres);
}

/** A change with its sign, so that a plus is seen. */
export function signed(value: Figure, shown: (value: Figure) => string): string {
  return value !== null && value > 0 ? `+${shown(value)}` : shown(value);
}

export function percent(ratio: Figure): string {
  return ratio === null ? NOTHING : `${fixed(ratio * 100, 2)} %`;
}

/** The figure; where the service gives a range instead, the range and never one of its ends. */
export function orRange(value: Figure, range: Range | null, shown: (value: Figure) => string): string {
  if (value !== null) return shown(value);
  return range === null ? NOTHING : between(range, shown);
}

export function between(range: Range, shown: (value: Figure) => string): string {
  return `${shown(range[0])} – ${shown(range[1])}`;
}

const UNITS: Readonly<Record<Unit, { zh: string; en: string; digits: number }>> = {
  percent: { zh: "%", en: "%", digits: 2 },
  m: { zh: "米", en: "m", digits: 1 },
  km: { zh: "千米", en: "km", digits: 2 },
  m2: { zh: "平方米", en: "m²", digits: 2 },
  ha: { zh: "公顷", en: "ha", digits: 4 },
  km2: { zh: "平方千米", en: "km²", digits: 2 },
  mu: { zh: "亩", en: "mu", digits: 2 },
  count: { zh: "个", en: "", digits: 0 },
};

/** A figure of a target in its own unit. */
export function inUnit(unit: Unit | null): (value: Figure) => string {
  return (value) => {
    if (value === null) return NOTHING;
    if (unit === null) return fixed(value, 2);
    const { digits, ...name } = UNITS[unit];
    return `${fixed(value, digits)} ${name[language()]}`.trim();
  };
}
