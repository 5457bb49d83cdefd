/** Facts that were stated, to be changed or taken back, and a way to state any other. */
import { useState } from "preact/hooks";

import { texts, title } from "../texts";
import { Combobox } from "./combobox";
import { stateFact, type Draft } from "./draft";
import { FactField } from "./fact_field";
import { factTitle, valueText, type Facts } from "./fact_text";
import { labelled } from "./say";
import { Scroll } from "./scroll";
import type { Known, Scalar } from "./types";

const t = texts({
  stated: { zh: "已说明和推得的事实", en: "Facts stated and derived" },
  fact: { zh: "事实", en: "Fact" },
  value: { zh: "取值", en: "Value" },
  from: { zh: "来源", en: "From" },
  here: { zh: "此处", en: "here" },
  file: { zh: "文件", en: "the file" },
  derived: { zh: "推得", en: "derived" },
  conflict: { zh: "与其他说明矛盾", en: "contradicts other statements" },
  or: { zh: " 或 ", en: " or " },
  add: { zh: "说明其他事实", en: "State another fact" },
  hint: { zh: "输入名称的一部分", en: "type a part of its name" },
  remove: { zh: "撤回“{fact}”", en: "take back “{fact}”" },
});

const OWN_FIELD: ReadonlySet<string> = new Set(["activity", "nature"]);

export function FactsPanel({ draft, facts, known }: { draft: Draft; facts: Facts; known: Readonly<Record<string, Known>> }) {
  const [added, setAdded] = useState<string | null>(null);
  const names = [...new Set([...Object.keys(draft.facts), ...Object.keys(known), ...(added === null ? [] : [added])])];
  const shown = names.filter((name) => !OWN_FIELD.has(name) || !(name in draft.facts));
  return (
    <div>
      {shown.length > 0 && (
        <Scroll label={t("stated")}>
          <table class="facts">
            <caption class="hidden">{t("stated")}</caption>
            <thead>
              <tr><th scope="col">{t("fact")}</th><th scope="col">{t("value")}</th><th scope="col">{t("from")}</th><td /></tr>
            </thead>
            <tbody>
              {shown.map((name) => (
                <Row key={name} name={name} facts={facts} stated={draft.facts[name]} own={name in draft.facts || name === added} found={known[name]} onRemove={() => { if (name === added) setAdded(null); stateFact(name, undefined); }} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Combobox
        label={t("add")}
        hint={t("hint")}
        chosen=""
        find={async (typed) =>
          [...facts.values()]
            .filter((fact) => !(fact.fact in draft.facts) && `${fact.fact} ${fact.title.zh} ${fact.title.en}`.toLowerCase().includes(typed.toLowerCase()))
            .slice(0, 40)
            .map((fact) => ({ value: fact.fact, text: title(fact.title) }))
        }
        onChoose={(option) => setAdded(option.value)}
      />
    </div>
  );
}

interface RowProps {
  readonly name: string;
  readonly facts: Facts;
  readonly stated: Scalar | undefined;
  readonly own: boolean;
  readonly found: Known | undefined;
  readonly onRemove: () => void;
}

function Row({ name, facts, stated, own, found, onRemove }: RowProps) {
  const fact = facts.get(name);
  const derived = found !== null && typeof found === "object" ? found : null;
  const text = derived !== null ? derived.derived.map((one) => valueText(fact, one)).join(t("or")) : valueText(fact, (found ?? null) as Scalar);
  return (
    <tr>
      <th scope="row">{factTitle(facts, name)}</th>
      <td>
        {own && fact !== undefined ? <FactField id={`fact-${name}`} label={factTitle(facts, name)} fact={fact} value={stated} /> : own ? valueText(fact, stated ?? null) : text}
        {own && derived !== null && <div class="hint">{labelled(t("derived"), text)}</div>}
      </td>
      <td class="source">
        {own ? t("here") : derived !== null ? t("derived") : t("file")}
        {derived?.conflict === true && <div class="standing">{t("conflict")}</div>}
      </td>
      <td>{own && <button type="button" aria-label={t("remove", { fact: factTitle(facts, name) })} onClick={onRemove}>×</button>}</td>
    </tr>
  );
}
