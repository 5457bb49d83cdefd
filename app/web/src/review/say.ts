/** Punctuation of the two languages. */
import { language } from "../route";

const chinese = () => language() === "zh";

/** `label: value`. */
export function labelled(label: string, value: string): string {
  return chinese() ? `${label}：${value}` : `${label}: ${value}`;
}

/** Short names in a row. */
export function listed(items: readonly string[]): string {
  return items.join(chinese() ? "、" : ", ");
}

/** Sentences in a row. */
export function series(items: readonly string[]): string {
  return items.join(chinese() ? "；" : "; ");
}

/** An aside. */
export function aside(text: string): string {
  return chinese() ? `（${text}）` : ` (${text})`;
}
