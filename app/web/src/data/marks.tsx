/** States, standings and access as small marks: a sign, a word, a colour. */
import { access, STATE_SIGNS, standing, state } from "./words";
import type { Access, Standing, State } from "./types";

export function StateMark({ of }: { of: State }) {
  return (
    <span class={`state ${of}`}>
      <span aria-hidden="true">{STATE_SIGNS[of]}</span> {state(of)}
    </span>
  );
}

/** Whatever is not statutory says so wherever it shows. */
export function StandingMark({ of }: { of: Standing }) {
  return of === "statutory" ? <span>{standing(of)}</span> : <span class="standing">{standing(of)}</span>;
}

export function AccessMark({ of }: { of: Access }) {
  return (
    <span class={`access ${of}`}>
      <span aria-hidden="true">{of === "restricted" ? "⊘" : "◇"}</span> {access(of)}
    </span>
  );
}
