/** The members of the siting answers that this page reads, as `siting.py` and `findings.py` of `api/models` have them. */
import type { Geometry } from "geojson";

import type { Titles } from "../texts";
import type { Word } from "../ui/verdict";
import type { Around, Eia, Lines, RedLine, Seam, ThinContact, Tried } from "./annex_types";

export type Scalar = string | number | boolean | null;
export type Interval = { readonly at_least?: number | null; readonly below?: number | null };
export type Standing = "statutory" | "draft" | "illustrative";
export type CellStatus = "covered" | "partly" | "not_covered" | "not_applicable" | "failed";

export interface Told {
  readonly code: string;
  readonly text: Titles;
}

export interface FilePart {
  readonly source: string;
  readonly role: string | null;
  readonly width_m: number | string | null;
  readonly geometry: Geometry;
  readonly vertices: number;
}

export interface FileAnswer {
  readonly id: string;
  readonly name: string;
  readonly intake: string;
  /** Null while nothing says which of the candidates is meant; there are no parts then. */
  readonly crs: string | null;
  readonly parts: readonly FilePart[];
  readonly project: Readonly<Record<string, unknown>> | null;
  readonly candidates: readonly Candidate[];
  readonly assumed: readonly Told[];
  readonly doubts: readonly Told[];
  readonly notes: readonly Told[];
  readonly problem: Titles | null;
}

/** A reading of coordinates that fits: what to state as its CRS, its outline then, and what speaks for it. */
export interface Candidate {
  readonly state: string;
  readonly chosen: boolean;
  readonly lon: number;
  readonly lat: number;
  readonly outline: Geometry;
  readonly region_name: string | null;
  readonly evidence: readonly Told[];
}

/** The verdict in other datums, beside the verdict. */
export interface DatumGuard {
  readonly as_read: { readonly state: string; readonly verdict: Word };
  readonly doubts: readonly Told[];
  readonly supposed: readonly { readonly state: string; readonly verdict: Word; readonly geometries: readonly Geometry[]; readonly text: Titles }[];
  readonly changes: boolean;
  readonly text: Titles;
}

export interface SitePart {
  readonly role: string;
  readonly geometry: Geometry;
  readonly width_m: number | null;
}

export interface Classed {
  readonly layer: string;
  readonly layer_title: Titles;
  readonly class: string | null;
  readonly class_title: Titles | null;
}

interface Overlap {
  readonly overlap_area_m2: number;
  readonly overlap_area_range_m2: readonly [number, number] | null;
  readonly overlap_length_m: number | null;
  readonly overlap_length_range_m: readonly [number, number] | null;
}

export interface Basis {
  readonly title: string;
  readonly article: string | null;
}

export interface Requirement {
  readonly code: string;
  readonly text: Titles;
  readonly authority: Titles | null;
  readonly document: Titles | null;
}

export type Effect = "prohibit" | "require" | "review" | "permit" | "inform";

export interface RuleAtFeature {
  readonly pack: string;
  readonly rule: string;
  readonly effect: Effect;
  readonly holds: boolean | null;
  readonly missing_facts: readonly string[];
  readonly exceptions: readonly { readonly id: string; readonly state: "holds" | "fails" | "open" | "not_claimed"; readonly text: Titles }[];
  readonly requirement_texts: readonly Requirement[];
  readonly basis: Basis;
  readonly further_basis: readonly Basis[];
  readonly confidence: "H" | "M" | "L";
  readonly text: Titles;
}

export interface Finding extends Classed, Overlap {
  readonly region: string | null;
  readonly edition: number | null;
  readonly feature: string | null;
  readonly name: string | null;
  readonly relation: "overlaps" | "adjacent" | "near" | null;
  readonly certainty: "certain" | "marginal" | null;
  readonly overlap_share: number | null;
  readonly distance_m: number;
  readonly bearing_deg: number | null;
  readonly attributes: Readonly<Record<string, Scalar>>;
  readonly rules: readonly RuleAtFeature[];
}

export interface Total extends Classed, Overlap {
  readonly share: number | null;
}

export interface Dissolved {
  readonly what: "prohibited" | "restricted";
  readonly text: Titles;
  readonly layers: readonly string[];
  readonly overlap_area_m2: number;
  readonly overlap_length_m: number;
  readonly share: number | null;
}

export interface RuleSummary {
  readonly pack: string;
  readonly rule: string;
  readonly holds: boolean | null;
  readonly range: readonly Word[];
  readonly missing_facts: readonly string[];
  readonly requirement_texts: readonly Requirement[];
  readonly text: Titles;
}

export interface Cell {
  readonly layer: string;
  readonly title: Titles;
  readonly required: boolean;
  readonly status: CellStatus;
  readonly share: number | null;
  readonly source?: string | null;
  readonly cause_text?: Titles | null;
  readonly gap?: Geometry | null;
  readonly text: Titles;
}

export interface Answer {
  readonly value: Scalar | Interval;
  readonly verdict: Word;
  readonly range: readonly Word[];
  readonly text: Titles;
}

export interface Question {
  readonly kind: "fact" | "accuracy" | "coverage" | "opinion";
  readonly about: string;
  readonly answers: readonly Answer[];
  readonly text: Titles;
}

export interface EditionRef {
  readonly layer: string;
  readonly region: string;
  readonly edition: number;
  readonly status: Standing;
}

export type Known = Scalar | { readonly given: Scalar; readonly derived: readonly Scalar[]; readonly conflict: boolean };

export interface Verdict {
  readonly id: string | null;
  readonly verdict: Word;
  readonly verdict_text: Titles;
  readonly range: readonly Word[];
  readonly caveat: Titles;
  readonly data_standing: Titles | null;
  readonly as_of: string;
  readonly known_at?: string | null;
  readonly include: readonly Standing[];
  readonly method: string;
  readonly scope: readonly { readonly instrument: string; readonly title: Titles }[];
  readonly regions: readonly string[];
  readonly project: {
    readonly name: string | null;
    readonly industry: string | null;
    readonly parts: readonly SitePart[];
    readonly accuracy_m: number;
    readonly facts: Readonly<Record<string, Known>>;
    readonly measures: { readonly area_m2: number; readonly survey_area_m2: number; readonly length_m: number };
  };
  readonly findings: readonly Finding[];
  readonly totals: readonly Total[];
  readonly dissolved: readonly Dissolved[];
  readonly rules: readonly RuleSummary[];
  readonly coverage: readonly Cell[];
  readonly questions: readonly Question[];
  readonly red_line: RedLine;
  readonly exceptions: readonly Tried[];
  readonly lines: readonly Lines[];
  readonly thin_contacts: readonly ThinContact[];
  readonly seams: readonly Seam[];
  readonly surroundings: { readonly rings_m: readonly number[]; readonly layers: readonly Around[]; readonly nothing: readonly string[] };
  readonly next_steps: readonly { readonly code: string; readonly text: Titles }[];
  readonly eia: Eia;
  readonly editions: readonly EditionRef[];
  readonly definitions: readonly { readonly file: string; readonly version: string; readonly sha256: string }[];
  readonly notes: readonly Told[];
  readonly redacted?: boolean;
  readonly withheld?: readonly string[];
}

export interface Status {
  readonly state: "current" | "stale";
  readonly text: Titles;
  readonly compared_with: string;
  readonly reasons: readonly { readonly code: string; readonly text: Titles }[];
  readonly reliable_until: string | null;
  readonly because: { readonly text: Titles } | null;
}

export interface Fact {
  readonly fact: string;
  readonly type: string;
  readonly title: Titles;
  readonly question: Titles;
  readonly values: Readonly<Record<string, Titles>> | null;
  readonly unit: string | null;
}

export interface Code {
  readonly code: string;
  readonly zh: string | null;
  readonly en: string | null;
  readonly level?: string;
}
