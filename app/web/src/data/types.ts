/** What the service answers about layers and their editions, as far as this page reads it. */
import type { Geometry } from "geojson";

import type { Titles } from "../texts";

export type State = "proposed" | "scheduled" | "published" | "superseded" | "withdrawn";
export type Standing = "statutory" | "draft" | "illustrative";
export type GeometryType = "polygon" | "line" | "point";
export type Access = "public" | "restricted";
export type Scalar = string | number | boolean | null;

export interface Edition {
  readonly layer: string;
  readonly region: string;
  readonly edition: number;
  readonly status: Standing;
  readonly state: State;
  readonly effective_from: string;
  readonly accuracy_m: number;
  readonly features: number | null;
  readonly source: string;
  readonly sha256: string | null;
  readonly coverage: boolean;
  readonly replaces: readonly string[];
  readonly proposed_at: string;
  readonly published_at: string | null;
  readonly withdrawn_at: string | null;
}

export interface Step {
  readonly step: "proposal" | "publication" | "withdrawal-request" | "withdrawal";
  readonly at: string;
  readonly actor: string | null;
  readonly reason: string | null;
}

export interface EditionInFull extends Edition {
  readonly outline: Geometry | null;
  readonly history: readonly Step[];
}

export interface LayerLine {
  readonly layer: string;
  readonly title: Titles;
  readonly geometry: GeometryType;
  readonly access: Access;
  readonly editions: readonly Edition[];
  readonly data_standing: Titles | null;
}

export interface Attribute {
  readonly type: string;
  readonly title: Titles;
  readonly required: boolean;
  readonly unit: string | null;
  readonly values: Readonly<Record<string, Titles>>;
}

export interface Kind {
  readonly layer: string;
  readonly title: Titles;
  readonly description: Titles | null;
  readonly geometry: GeometryType;
  readonly raster: boolean;
  readonly class: string | null;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly applies: { readonly source: string | null };
  readonly coverage: "declared" | "wall_to_wall";
  readonly access: Access;
}

export interface LayerInFull {
  readonly as_of: string;
  readonly kind: Kind;
  readonly editions: readonly Edition[];
  readonly data_standing: Titles | null;
}

export interface LayersAnswer {
  readonly as_of: string;
  readonly layers: readonly LayerLine[];
}

export interface EditionsAnswer {
  readonly editions: readonly Edition[];
}

export interface Told {
  readonly code: string;
  readonly text: Titles;
}

export interface CheckProblem extends Told {
  readonly severity: "error" | "warning";
  readonly source: string;
  readonly place: readonly [number, number] | null;
}

export interface Report {
  readonly passed: boolean;
  readonly features: number;
  readonly changed: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly CheckProblem[];
  readonly notes: readonly Told[];
}

export interface MappingUsed {
  readonly office: string;
  readonly name: string;
  readonly version: number;
}

export interface StoredReport {
  readonly checked_at: string;
  readonly report: Report;
  readonly notes: readonly Told[];
  readonly mapping: MappingUsed | null;
}

export interface Side {
  readonly id: string;
  readonly class: Scalar;
  readonly measure: number;
}

export interface Changed {
  readonly old: Side;
  readonly new: Side;
  readonly retyped: boolean;
  readonly reshaped: boolean;
  readonly delta: number;
  readonly gained: number;
  readonly lost: number;
  readonly attributes: Readonly<Record<string, readonly [Scalar, Scalar]>>;
}

export interface Changes {
  readonly unit: "m2" | "m" | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly measures: { readonly added: number; readonly removed: number; readonly gained: number; readonly lost: number };
  readonly totals: readonly {
    readonly class: Scalar;
    readonly count: readonly [number, number];
    readonly measure: readonly [number, number];
    readonly delta: number;
  }[];
  readonly added: readonly Side[];
  readonly removed: readonly Side[];
  readonly changed: readonly Changed[];
}

export interface PlaceOfChange {
  readonly change: "added" | "removed" | "retyped" | "reshaped";
  readonly feature: string;
  readonly point: readonly [number, number];
  readonly outline: Geometry | null;
}

export interface Preview {
  readonly edition: Edition;
  readonly as_of: string | null;
  readonly affected: readonly Edition[];
  readonly changes: Changes;
  readonly coverage: { readonly gained_m2: number; readonly lost_m2: number; readonly gained: Geometry | null; readonly lost: Geometry | null };
  readonly places: readonly PlaceOfChange[];
  readonly outlines_left_out: number;
}

export interface Proposal {
  readonly stored: boolean;
  readonly edition: Edition;
  readonly before: Edition | null;
  readonly report: Report;
  readonly notes: readonly Told[];
  readonly mapping: MappingUsed | null;
  readonly preview: Preview | null;
}

export interface Withdrawal {
  readonly done: boolean;
  readonly edition: Edition;
  readonly in_force: readonly Edition[];
  readonly overlaps: readonly { readonly region: string; readonly edition: number; readonly since: string; readonly outline: Geometry }[];
}

export interface Mapping {
  readonly office: string;
  readonly name: string;
  readonly version: number;
  readonly map: Readonly<Record<string, string>>;
  readonly set: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
}

export interface Comparison {
  readonly region: string;
  readonly status: Standing;
  readonly old: Edition | null;
  readonly new: Edition | null;
  readonly changes: Changes;
}

export interface ChangesAnswer {
  readonly since: string;
  readonly as_of: string;
  readonly comparisons: readonly Comparison[];
}
