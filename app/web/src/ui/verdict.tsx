import { texts, type Titles } from "../texts";

export type Word = "admissible" | "conditional" | "prohibited" | "undetermined";

const WORDS: Readonly<Record<Word, Titles>> = {
  admissible: { zh: "可行", en: "admissible" },
  conditional: { zh: "有条件", en: "conditional" },
  prohibited: { zh: "禁止", en: "prohibited" },
  undetermined: { zh: "未定", en: "undetermined" },
};
export const word = texts(WORDS);
// a form beside the colour, for whoever does not tell the colours apart
const SIGNS: Readonly<Record<Word, string>> = { admissible: "●", conditional: "◆", prohibited: "✕", undetermined: "?" };

/** A verdict's word with its colour and its sign. */
export function Badge({ of }: { of: Word }) {
  return (
    <span class={`badge ${of}`}>
      <span aria-hidden="true">{SIGNS[of]}</span> {word(of)}
    </span>
  );
}
