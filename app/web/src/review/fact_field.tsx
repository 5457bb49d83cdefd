/** The value of one fact, to be stated by the kind of fact that it is. */
import { texts, title } from "../texts";
import { TypedField } from "../ui/typed_field";
import { stateFact } from "./draft";
import { OPINIONS, unitText, valueText } from "./fact_text";
import type { Fact, Scalar } from "./types";

const t = texts({
  unknown: { zh: "（不说明）", en: "(not stated)" },
});

/** A select, or a field for numbers and texts; leaving it empty takes the statement back. */
export function FactField({ fact, value, id, label }: { fact: Fact; value: Scalar | undefined; id: string; label?: string }) {
  const named = label === undefined ? {} : { "aria-label": label };
  if (fact.type === "number" || fact.type === "text") {
    const number = fact.type === "number";
    return (
      <span class="row">
        <TypedField
          id={id}
          {...named}
          type={number ? "number" : "text"}
          step="any"
          value={value === undefined || value === null ? "" : String(value)}
          onState={(typed) => {
            const text = typed.trim();
            stateFact(fact.fact, text === "" ? undefined : number ? Number(text) : text);
          }}
        />
        {unitText(fact)}
      </span>
    );
  }
  const values: readonly Scalar[] = fact.type === "boolean" ? [true, false] : fact.type === "opinion" ? OPINIONS : Object.keys(fact.values ?? {});
  return (
    <select
      id={id}
      {...named}
      title={title(fact.question)}
      value={value === undefined || value === null ? "" : String(values.indexOf(value))}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        stateFact(fact.fact, chosen === "" ? undefined : values[Number(chosen)]);
      }}
    >
      <option value="">{t("unknown")}</option>
      {values.map((one, index) => <option key={index} value={index}>{valueText(fact, one)}</option>)}
    </select>
  );
}
