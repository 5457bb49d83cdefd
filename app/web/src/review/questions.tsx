/** What would still decide, the most decisive first; an answer is stated as a fact and the verdict follows. */
import { useEffect, useRef, useState } from "preact/hooks";

import { texts, title } from "../texts";
import { Badge, word } from "../ui/verdict";
import { stateFact } from "./draft";
import { unitText, type Facts } from "./fact_text";
import type { Answer, Interval, Question, Scalar } from "./types";

const t = texts({
  heading: { zh: "还需回答的问题（{count}）", en: "Questions still open ({count})" },
  none: { zh: "没有会改变结论的问题。", en: "No question would change the verdict." },
  order: { zh: "最能决定结论的在前；按钮旁是回答后的结论。", en: "The most decisive first; beside each answer is the verdict it would give." },
  more: { zh: "显示其余 {count} 个问题", en: "Show the other {count} questions" },
  range: { zh: "{from} 至 {to}", en: "{from} to {to}" },
  figure: { zh: "填写数值", en: "Enter a number" },
  use: { zh: "回答", en: "Answer" },
  coverage: { zh: "须由数据主管部门确认；此处不能自行回答。", en: "To be confirmed by the office in charge of the data; it cannot be answered here." },
  accuracy: { zh: "取决于位置精度；请在“位置精度”中填写更准的数值，或查看细小接触。", en: "It depends on accuracy: state a better position accuracy, or look at the thin contacts." },
  extent: { zh: "请补全或核对项目范围。", en: "Complete or check the extent of the project." },
  would: { zh: "若{answer}：", en: "If {answer}:" },
});

const FIRST = 5;

interface Props {
  readonly questions: readonly Question[];
  readonly facts: Facts;
  /** Whether answers can be given: not to a recorded verdict. */
  readonly open: boolean;
}

export function Questions({ questions, facts, open }: Props) {
  const [all, setAll] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const answered = useRef(false);
  useEffect(() => {
    // the button that had the focus is gone with its question
    if (answered.current && (document.activeElement === null || document.activeElement === document.body)) heading.current?.focus();
    answered.current = false;
  }, [questions]);
  const answer = (about: string, value: Scalar) => {
    answered.current = true;
    stateFact(about, value);
  };
  const shown = all ? questions : questions.slice(0, FIRST);
  return (
    <section class="questions" aria-labelledby="questions">
      <h2 id="questions" ref={heading} tabIndex={-1}>{t("heading", { count: questions.length })}</h2>
      {questions.length === 0 ? <p class="hint">{t("none")}</p> : open && <p class="hint">{t("order")}</p>}
      <ol>
        {shown.map((question, index) => (
          <li key={`${question.kind}:${question.about}`}>
            <fieldset>
              <legend>{index + 1}. {title(question.text)}</legend>
              <Ways question={question} open={open && (question.kind === "fact" || question.kind === "opinion") && question.about !== "extent"} unit={unitText(facts.get(question.about))} onAnswer={(value) => answer(question.about, value)} />
            </fieldset>
          </li>
        ))}
      </ol>
      {shown.length < questions.length && <button type="button" onClick={() => setAll(true)}>{t("more", { count: questions.length - shown.length })}</button>}
    </section>
  );
}

function isInterval(value: Answer["value"]): value is Interval {
  return value !== null && typeof value === "object";
}

function Outcome({ of }: { of: Answer }) {
  const [from, to] = [of.range[0], of.range.at(-1)];
  return (
    <>
      <Badge of={of.verdict} />
      {from !== undefined && to !== undefined && from !== to && <span class="hint"> {t("range", { from: word(from), to: word(to) })}</span>}
    </>
  );
}

interface WaysProps {
  readonly question: Question;
  readonly open: boolean;
  readonly unit: string;
  readonly onAnswer: (value: Scalar) => void;
}

function Ways({ question, open, unit, onAnswer }: WaysProps) {
  const [typed, setTyped] = useState("");
  const numeric = question.answers.some((answer) => isInterval(answer.value));
  if (!open || numeric) {
    const id = `number-${question.about}`;
    return (
      <>
        <ul class="plain ways">
          {question.answers.map((answer, index) => <li key={index}>{open || numeric ? title(answer.text) : t("would", { answer: title(answer.text) })} <Outcome of={answer} /></li>)}
        </ul>
        {open ? (
          <form class="row" onSubmit={(event) => { event.preventDefault(); if (typed.trim() !== "" && Number.isFinite(Number(typed))) onAnswer(Number(typed)); }}>
            <label for={id}>{t("figure")}</label>
            <input id={id} type="number" step="any" required value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
            {unit}
            <button type="submit">{t("use")}</button>
          </form>
        ) : (
          question.kind !== "fact" && question.kind !== "opinion" ? <p class="hint">{t(question.kind)}</p> : question.about === "extent" && <p class="hint">{t("extent")}</p>
        )}
      </>
    );
  }
  return (
    <div class="row ways">
      {question.answers.map((answer, index) => (
        <button type="button" key={index} onClick={() => onAnswer(answer.value as Scalar)}>
          {title(answer.text)} <Outcome of={answer} />
        </button>
      ))}
    </div>
  );
}
