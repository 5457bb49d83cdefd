/** The members of a verdict's annexes that this page reads, as `annexes.py`, `red_line.py`, `thin_contacts.py`,
 * `surroundings.py`, `eia.py` and `lines.py` of `api/models` have them. */
import type { Titles } from "../texts";
import type { Classed, Effect } from "./types";

export interface ThinPart {
  readonly kind: string;
  readonly cause: string;
  readonly area_m2: number;
  readonly width_m: number | null;
  readonly length_m: number;
  readonly at: readonly [number, number];
  readonly text: Titles;
}

export interface ThinContact extends Classed {
  readonly region: string;
  readonly edition: number;
  readonly feature: string;
  readonly name: string | null;
  readonly certainty: string;
  readonly tolerance_m: number;
  readonly causes: readonly { readonly cause: string; readonly count: number; readonly text: Titles }[];
  readonly parts: readonly ThinPart[];
}

export interface Seam {
  readonly layer: string;
  readonly layer_title: Titles;
  readonly kind: "gap" | "overlap";
  readonly accuracy_m: number;
  readonly area_m2: number;
  readonly width_m: number | null;
  readonly length_m: number;
  readonly at: readonly [number, number];
  readonly text: Titles;
}

export interface Crossing extends Classed {
  readonly kind: "inside" | "along" | "cross" | "touch" | "corridor";
  readonly text: Titles;
  readonly from_m: number;
  readonly to_m: number;
  readonly length_m: number;
  readonly section: number;
  readonly role: string;
  readonly region: string;
  readonly edition: number;
  readonly feature: string;
  readonly name: string | null;
  readonly rules: readonly { readonly pack: string; readonly rule: string; readonly effect: Effect; readonly holds: boolean | null; readonly text: Titles }[];
}

export interface Section {
  readonly section: number;
  readonly from_m: number;
  readonly to_m: number;
  readonly length_m: number;
  readonly role: string;
  readonly width_m: number | null;
}

export interface Lines {
  readonly length_m: number;
  readonly sections: readonly Section[];
  readonly crossings: readonly Crossing[];
  readonly by_class: readonly (Classed & { readonly length_m: number })[];
}

export interface Around {
  readonly layer: string;
  readonly layer_title: Titles;
  readonly answers_m: number;
  readonly rings: readonly { readonly ring_m: number; readonly complete: boolean; readonly count: number; readonly text?: Titles | null }[];
  readonly classes: readonly {
    readonly class: string | null;
    readonly class_title: Titles | null;
    readonly feature: string | null;
    readonly name: string | null;
    readonly distance_m: number;
    readonly at_least_m: number;
    readonly bearing_deg: number | null;
    readonly complete: boolean;
    readonly counts: readonly { readonly ring_m: number; readonly count: number }[];
    readonly text: Titles | null;
  }[];
}

export interface Tried {
  readonly pack: string;
  readonly rule: string;
  readonly text: Titles;
  readonly exceptions: readonly {
    readonly id: string;
    readonly state: "holds" | "fails" | "open" | "not_claimed";
    readonly text: Titles;
    readonly reasons: readonly { readonly fact: string; readonly text: Titles }[];
  }[];
}

interface Surface {
  readonly area_m2: number | null;
  readonly area_range_m2: readonly number[] | null;
}

export interface RedLine {
  readonly outcome: string;
  readonly text: Titles;
  readonly possible_texts: readonly Titles[];
  readonly open: readonly { readonly text: Titles }[];
  readonly occupied: Surface | null;
  readonly crossed: (Surface & { readonly length_m: number | null }) | null;
  readonly opinion: { readonly inside_m2: number | null; readonly outside_m2: number | null; readonly complete: boolean | null } | null;
}

export interface Eia {
  readonly text: Titles;
  readonly title: Titles;
  readonly level_texts: readonly Titles[];
  readonly rows: readonly { readonly item: number; readonly text: Titles; readonly sensitive: { readonly involved: boolean | null } | null }[];
  readonly raised_by: readonly { readonly area: string; readonly text: Titles }[];
  readonly missing_facts: readonly string[];
  readonly comparison_text: Titles | null;
}
