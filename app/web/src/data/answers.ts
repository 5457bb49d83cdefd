/** What the service answers about points, legends, impact and jobs, as far as this page reads it. */
import type { Feature } from "geojson";

import type { Job as Followable } from "../ui/job";
import type { Word } from "../ui/verdict";
import type { Titles } from "../texts";
import type { Scalar, Standing, Told } from "./types";

export interface Identified {
  readonly layer: string;
  readonly layer_title: Titles;
  readonly class?: string;
  readonly class_title?: Titles;
  readonly region: string | null;
  readonly edition: number | null;
  readonly status: Standing;
  readonly feature: string | null;
  readonly distance_m: number;
  readonly attributes: Readonly<Record<string, Scalar>>;
}

export type Answering = "covered" | "partly" | "not_covered" | "not_applicable" | "failed";

export interface IdentifyAnswer {
  readonly point: { readonly lon: number; readonly lat: number };
  readonly features: readonly Identified[];
  readonly coverage: readonly { readonly layer: string; readonly title: Titles; readonly status: Answering; readonly text: Titles }[];
  readonly data_standing: Titles | null;
  readonly notes: readonly Told[];
  readonly withheld?: readonly string[];
}

export interface LegendClass {
  readonly value: string | null;
  readonly title: Titles;
  readonly colour: string;
  readonly opacity: number;
  readonly line: string;
  readonly width: number;
  readonly dash: readonly number[];
  readonly radius: number;
  readonly hollow: boolean;
}

export interface Legend {
  readonly layer: string;
  readonly title: Titles;
  readonly geometry: "polygon" | "line" | "point";
  readonly standing: readonly { readonly status: Standing; readonly text: Titles }[];
  readonly by_title: Titles | null;
  readonly classes: readonly LegendClass[];
}

export type Action = "publication" | "withdrawal" | "published";

export interface Candidates {
  readonly action: Action;
  readonly recorded: number;
  readonly candidates: number;
  readonly blanked: number;
  readonly damaged: number;
  readonly verdicts: readonly { readonly id: string; readonly as_of: string; readonly recorded_at: string; readonly day: string }[];
}

export interface Job extends Followable {
  readonly id: string;
  readonly arguments: { readonly action?: Action };
}

interface Judged {
  readonly verdict: Word;
  readonly range: readonly Word[];
}

export interface ImpactResult {
  readonly action: Action;
  readonly judged: number;
  readonly changed: number;
  readonly blanked: number;
  readonly damaged: number;
  readonly counts: Readonly<Record<"verdict" | "not_judged" | "numbers" | "unchanged", number>>;
  readonly verdicts: readonly {
    readonly id: string;
    readonly result: "verdict" | "not_judged" | "numbers" | "unchanged";
    readonly as_of: string;
    readonly recorded: Judged | null;
    readonly before: Judged | null;
    readonly after: Judged | null;
    readonly rules: readonly { readonly pack: string; readonly rule: string; readonly before: readonly Word[] | null; readonly after: readonly Word[] | null }[];
  }[];
}

export interface FeaturePage {
  readonly features: readonly Feature[];
  readonly links: readonly { readonly rel: string; readonly href: string }[];
  readonly crs: string;
  readonly as_of: string;
  readonly data_standing: Titles | null;
}
