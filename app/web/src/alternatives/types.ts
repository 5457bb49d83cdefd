/** What POST /siting/alternatives answers, as far as the page shows it. */
import type { Titles } from "../texts";
import type { Word } from "../ui/verdict";

export interface Ground {
  readonly area_m2: number | null;
  readonly length_m: number | null;
}

interface Taken {
  readonly taken_m: number;
  readonly range_m: readonly [number, number];
}

export interface Alternative {
  readonly number: number;
  readonly name: string | null;
  readonly rank: number;
  readonly tied_with: readonly number[];
  readonly verdict_id: string | null;
  readonly verdict: Word;
  readonly range: readonly [Word, Word];
  readonly area_m2: number;
  readonly length_m: number;
  readonly prohibited: Ground;
  readonly restricted: Ground;
  readonly shoreline: { readonly natural_mainland: Taken | null; readonly natural_island: Taken | null; readonly text: Titles };
  readonly requirements: readonly { readonly code: string; readonly text: Titles; readonly authority: Titles | null }[];
  readonly questions: readonly { readonly about: string; readonly text: Titles }[];
  readonly silent: readonly { readonly layer: string; readonly layer_title: Titles }[];
}

interface OfLayer<Cell> {
  readonly layer: string;
  readonly class: string | null;
  readonly layer_title: Titles;
  readonly class_title: Titles | null;
  readonly cells: readonly Cell[];
}

export interface Overlap {
  readonly area_m2: number | null;
  readonly length_m: number | null;
}

export interface Distance {
  readonly distance_m: number | null;
  readonly at_least_m: number | null;
}

export interface Comparison {
  readonly id: string | null;
  readonly as_of: string;
  readonly criterion: { readonly keys: readonly { readonly key: string; readonly text: Titles; readonly better_text: Titles }[] };
  readonly alternatives: readonly Alternative[];
  readonly order: readonly number[];
  readonly overlaps: readonly OfLayer<Overlap>[];
  readonly distances: readonly OfLayer<Distance>[];
  readonly data_standing: Titles | null;
  readonly caveat: Titles;
  readonly notes: readonly { readonly code: string; readonly text: Titles }[];
  readonly redacted: boolean;
}
