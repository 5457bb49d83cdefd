/** A comparison shown: ranks, what is said of it, and its tables by layer. */
import type { ComponentChildren } from "preact";

import { set } from "../route";
import { texts, title } from "../texts";
import { ByLayer, Ranked } from "./tables";
import type { Comparison } from "./types";

const t = texts({
  notes: { zh: "说明", en: "Notes" },
  id: { zh: "比选编号", en: "Id of the comparison" },
});

interface Props {
  readonly of: Comparison;
  readonly chosen: string | null;
  /** Whether it and its verdicts are in the ledger: then the page names it. */
  readonly recorded: boolean;
  /** What can be done with it, below the ranks. */
  readonly children?: ComponentChildren;
}

export function Result({ of, chosen, recorded, children }: Props) {
  return (
    <>
      {of.data_standing !== null && <p class="notice warn">{title(of.data_standing)}</p>}
      <Ranked of={of} chosen={chosen} recorded={recorded} onChoose={(number) => set({ chosen: number })} />
      {children}
      <ByLayer of={of} />
      {of.notes.length > 0 && <details class="card"><summary><h2>{t("notes")}</h2></summary><ul>{of.notes.map((note, index) => <li key={index}>{title(note.text)}</li>)}</ul></details>}
      <p class="hint">{title(of.caveat)}</p>
      {of.id !== null && !recorded && <p class="hint id">{t("id")} {of.id}</p>}
    </>
  );
}
