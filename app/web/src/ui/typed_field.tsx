/** A field of text, a number or a day that keeps what is being typed while the page around it is drawn anew. */
import type { InputHTMLAttributes } from "preact";
import { useEffect, useState } from "preact/hooks";

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onInput" | "onChange"> {
  /** What is stated. */
  readonly value: string;
  /** Told what was typed once it is left or entered. */
  readonly onState: (text: string) => void;
}

export function TypedField({ value, onState, ...others }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return <input {...others} value={text} onInput={(event) => setText(event.currentTarget.value)} onChange={(event) => onState(event.currentTarget.value)} />;
}
