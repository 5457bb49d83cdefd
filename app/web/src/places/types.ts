/** What POST /siting/admissible-areas answers, as far as the page shows it. */
import type { Geometry } from "geojson";

import type { Titles } from "../texts";
import type { Job } from "../ui/job";
import type { Word } from "../ui/verdict";

export interface Area {
  readonly verdict: Word;
  readonly range: readonly Word[];
  readonly hectares: number;
  readonly reasons: readonly { readonly pack: string; readonly rule: string | null; readonly text: Titles }[];
  readonly geometry: Geometry;
}

export interface Areas {
  readonly id: string | null;
  readonly as_of: string;
  readonly study_ha: number;
  readonly hectares: Readonly<Record<Word, number>>;
  readonly areas: readonly Area[];
  readonly largest: readonly { readonly verdict: Word; readonly hectares: number; readonly centre: readonly [number, number] }[];
  readonly notes: readonly { readonly code: string; readonly text: Titles }[];
  readonly caveat: Titles;
  readonly data_standing: Titles | null;
}

/** At once, or of a job: then `answer` is there when it is finished. */
export interface AreasAnswer extends Job {
  readonly id: string | null;
  readonly answer: Areas | null;
}
