/** Answers of /measures, as far as this page reads them. Of every figure null is what is not known, never 0. */
import type { Feature, FeatureCollection, Geometry } from "geojson";

import type { Titles } from "../texts";

export type Measure = "shoreline" | "shoreline_changes" | "buffers" | "areas" | "bays" | "land_cover" | "indicators";
export type Standing = "statutory" | "draft" | "illustrative";
export type Range = readonly [number, number];
export type Figure = number | null;

export interface Note {
  readonly code: string;
  readonly text: Titles;
}

export interface EditionUsed {
  readonly layer: string;
  readonly region: string;
  readonly edition: number;
  readonly status: Standing;
  readonly effective_from: string;
  readonly accuracy_m: number;
  readonly source: string;
}

export interface Body {
  readonly id: string;
  readonly measure: Measure;
  readonly region: string;
  readonly as_of: string;
  readonly known_at?: string;
  readonly method: { readonly id: string; readonly version: string };
  readonly title: Titles;
  readonly region_title: Titles;
  readonly data_standing: Titles | null;
  readonly caveat: Titles;
  readonly notes: readonly Note[];
  readonly editions: readonly EditionUsed[];
  readonly redacted?: boolean;
  readonly withheld?: readonly string[];
  /** Of a measure that could not be computed. */
  readonly state?: string;
}

export type Kind = "mainland" | "island";
export type Counted = "native" | "restored" | "restored_unrecognised" | "artificial" | "estuary" | "unclassed";

export interface Tally {
  readonly total_m: Figure;
  readonly natural_m: Figure;
  readonly native_m: Figure;
  readonly restored_m: Figure;
  readonly restored_unrecognised_m: Figure;
  readonly artificial_m: Figure;
  readonly estuary_m: Figure;
  readonly unclassed_m: Figure;
  readonly rate: Figure;
  readonly rate_percent: Figure;
  readonly rate_range: Range | null;
}

export interface ShorelineBody extends Body {
  readonly applicable: boolean;
  readonly mainland: Tally;
  readonly islands: Tally;
  readonly floors: readonly {
    readonly floor: string;
    readonly jurisdiction: string;
    readonly kind: Kind;
    readonly minimum_rate: number;
    readonly confidence: string;
    readonly slack_m: Figure;
    readonly slack_range_m: Range | null;
  }[];
  readonly by_type: readonly TypeLength[];
  readonly by_region: readonly { readonly region: string; readonly leaf: boolean; readonly total_m: number; readonly mainland: Tally; readonly islands: Tally }[];
  readonly by_bay: readonly { readonly bay: string; readonly total_m: number; readonly mainland: Tally; readonly islands: Tally }[];
  readonly by_island: readonly { readonly island: string; readonly region: string | null; readonly total_m: number; readonly natural_m: number; readonly rate: Figure }[];
  readonly unassigned_m: Figure;
  readonly without_bay_m: Figure;
  readonly gates: readonly { readonly gate: string; readonly count: number; readonly length_m: Figure; readonly places: readonly (readonly [number, number])[] }[];
}

export interface TypeLength {
  readonly kind: Kind;
  readonly type: string;
  readonly counted: Counted;
  readonly length_m: number;
  readonly share: number;
}

export type Became = "same" | "retyped" | "lost" | "gained" | "remeasured";

export interface Closure {
  readonly old_total_m: number;
  readonly new_total_m: number;
  readonly delta_m: number;
  readonly gained_m: number;
  readonly lost_m: number;
  readonly remeasured_m: number;
  readonly residual_m: number;
}

export interface Ledger {
  readonly closure: Closure;
  readonly changes: readonly { readonly change: Became; readonly old_m: number; readonly new_m: number; readonly delta_m: Figure; readonly count: number }[];
  readonly transitions: readonly { readonly from: string | null; readonly to: string | null; readonly old_m: number; readonly new_m: number }[];
  readonly natural: Readonly<Record<"old_m" | "new_m" | "change_m" | "lost_m" | "gained_m" | "retyped_m" | "recognised_m" | "remeasured_m", Figure>>;
  readonly rate: Readonly<Record<"old" | "new" | "change", Figure>>;
  readonly retention_old: Tally;
  readonly retention_new: Tally;
}

export interface RegionAccount extends Closure {
  readonly retyped_m: number;
  readonly natural_old_m: number;
  readonly natural_new_m: number;
}

export interface ChangesBody extends Body {
  readonly applicable: boolean;
  readonly since: string;
  readonly shoreline_method: { readonly id: string; readonly version: string };
  readonly tolerance: { readonly tolerance_m: number; readonly old_accuracy_m: number; readonly new_accuracy_m: number } | null;
  readonly conclusion: "comparable" | "not_comparable" | "same_editions" | null;
  readonly reasons: readonly { readonly code: string; readonly old: unknown; readonly new: unknown }[];
  readonly mainland: Ledger | null;
  readonly islands: Ledger | null;
  readonly by_region: readonly { readonly region: string | null; readonly mainland: RegionAccount; readonly islands: RegionAccount }[];
}

/** A stretch of the ledger with its shape. */
export interface Stretch {
  readonly change: Became | "moved";
  readonly type: string | null;
  readonly old_kind: Kind | null;
  readonly new_kind: Kind | null;
  readonly old_type: string | null;
  readonly new_type: string | null;
  readonly old_id: string | null;
  readonly new_id: string | null;
  readonly old_region: string | null;
  readonly new_region: string | null;
  readonly old_m: number;
  readonly new_m: number;
}

export type StripStatus = "delimited" | "restored" | "built";
export type Side = "left" | "right" | "ring";

interface Bank {
  readonly left_m: Figure;
  readonly right_m: Figure;
  readonly ring_m: Figure;
  readonly length_m: Figure;
}

interface River {
  readonly length_m: Figure;
  readonly computable_m: Figure;
  readonly without_centre_line: readonly string[];
}

interface Widths {
  readonly samples: number;
  readonly median_m: Figure;
  readonly share_meeting: Figure;
  readonly share_meeting_range: Range | null;
}

export interface StatusFigures {
  readonly status: StripStatus;
  readonly headline: { readonly rule: "bank_length" | "river_length"; readonly length_m: Figure };
  readonly at_least: boolean | null;
  readonly bank: Bank | null;
  readonly river: River | null;
  readonly widths: Widths | null;
  readonly gaps: { readonly count: number; readonly total_m: number } | null;
}

export interface BuffersBody extends Body {
  readonly reason: "no_water_line_edition" | "no_strip_edition" | "no_water_line" | null;
  readonly rules: { readonly headline: string; readonly confidence: string; readonly attach_m: number; readonly hair_m: number };
  readonly banks: { readonly left_m: number; readonly right_m: number; readonly ring_m: number; readonly total_m: number } | null;
  readonly uncovered_m: Figure;
  readonly statuses: readonly StatusFigures[];
  readonly by_water_body: readonly { readonly water_body: string; readonly banks_m: number; readonly statuses: readonly { readonly status: StripStatus; readonly bank: Bank; readonly river: River; readonly widths: Widths }[] }[];
  readonly by_reach: readonly {
    readonly water_body: string;
    readonly side: Side;
    readonly reach: string | null;
    readonly region: string | null;
    readonly required_width_m: Figure;
    readonly bank_length_m: number;
    readonly statuses: readonly { readonly status: StripStatus; readonly bank_length_m: number; readonly widths: Widths }[];
  }[];
  readonly unattached: { readonly count: number; readonly area_m2: number; readonly listed: readonly { readonly strip: string; readonly water_body: string; readonly area_m2: number; readonly reason: string }[] };
  readonly without_line: readonly { readonly water_body: string; readonly strips: number; readonly area_m2: number }[];
}

/** A gap, or a counted stretch, along a bank; `run` only of gaps. */
export interface Along {
  readonly water_body: string;
  readonly side: Side;
  readonly water_line: string;
  readonly status: StripStatus;
  readonly run?: number;
  readonly from_m: number;
  readonly to_m: number;
  readonly length_m: number;
}

export interface Held {
  readonly area_m2: Figure;
  readonly sum_of_features_m2: Figure;
  readonly survey_area_m2: Figure;
  readonly plane_area_m2: Figure;
  readonly features: Figure;
}

export interface NonDecrease {
  readonly state: "compared" | "not_comparable" | "not_applicable";
  readonly before_m2: Figure;
  readonly after_m2: Figure;
  readonly slack_m2: Figure;
  readonly holds: boolean | null;
  readonly reasons: readonly string[];
}

export interface AreasBody extends Body {
  readonly plane: { readonly crs: string; readonly central_meridian: number; readonly chosen_by: string };
  readonly layers: readonly (Held & { readonly layer: string; readonly classes: readonly (Held & { readonly class: string | null })[] })[];
  readonly by_region: readonly {
    readonly region: string;
    readonly part: "land" | "sea";
    readonly level: string | null;
    readonly area_m2: number;
    readonly layers: readonly { readonly layer: string; readonly status: string; readonly at_least: boolean; readonly area_m2: Figure; readonly share: Figure }[];
  }[];
  readonly overlaps: readonly { readonly layers: readonly string[]; readonly part: "land" | "sea"; readonly area_m2: Figure }[];
  readonly together: Readonly<Record<"land" | "sea", { readonly area_m2: Figure; readonly share: Figure } | null>> | null;
  readonly changes: {
    readonly since: string;
    readonly layers: readonly {
      readonly layer: string;
      readonly non_decrease: { readonly land: NonDecrease; readonly sea: NonDecrease } | null;
      readonly total?: { readonly before_m2: number; readonly after_m2: number; readonly lost_m2: number; readonly gained_m2: number };
    }[];
  } | null;
}

/** A piece of area that was lost or gained, with its shape. */
export interface Piece {
  readonly region: string | null;
  readonly part: "land" | "sea" | null;
  readonly class: string | null;
  readonly change: "lost" | "gained";
  readonly sliver: boolean;
  readonly area_m2: number;
}

interface BuiltShare {
  readonly built_m: Figure;
  readonly open_m: Figure;
  readonly mainland_m: Figure;
  readonly share: Figure;
  readonly share_range: Range | null;
}

export interface BaysBody extends Body {
  readonly applicable: boolean;
  readonly confidence: { readonly name: string; readonly numerator: string };
  readonly built: (BuiltShare & { readonly count: number; readonly at_least: boolean; readonly undated: number; readonly listed: number; readonly fostered: number }) | null;
  readonly bays: readonly {
    readonly code: string | null;
    readonly name: string | null;
    readonly region: string | null;
    readonly state: string;
    readonly counted: boolean;
    readonly listed_on: string | null;
    readonly built_on: string | null;
    readonly mainland_m: Figure;
    readonly islands_m: Figure;
    readonly share_of_mainland: Figure;
  }[];
  readonly by_region: readonly (BuiltShare & { readonly region: string })[];
  readonly without_bay: { readonly mainland_m: number; readonly islands_m: number } | null;
  readonly unmatched: readonly { readonly bay: string; readonly mainland_m: number; readonly islands_m: number; readonly resembles: readonly string[] }[];
}

interface Covered {
  readonly area_m2: Figure;
  readonly share: Figure;
  readonly share_range: Range | null;
}

export interface Composition {
  readonly zone_m2: number;
  readonly classed_m2: number;
  readonly nodata_m2: number;
  readonly not_covered_m2: number;
  readonly unknown_share: Figure;
  readonly classes: readonly (Covered & { readonly class: string })[];
  readonly groups: readonly (Covered & { readonly group: string })[];
}

export interface CoverBody extends Body {
  readonly zone: { readonly layer: string; readonly class: string | null } | null;
  readonly class_table: { readonly id: string; readonly version: string };
  readonly rasters: readonly { readonly region: string; readonly edition: number; readonly year: number }[];
  readonly natural_group: string;
  readonly total: Composition;
  readonly by_region: readonly (Composition & { readonly region: string })[];
  readonly change: {
    readonly since: string;
    readonly rasters: readonly { readonly year: number }[];
    readonly compared_m2: number;
    readonly not_compared_m2: number;
    readonly changed_m2: Figure;
    readonly matrix: readonly { readonly before: string; readonly after: string; readonly area_m2: number }[];
    readonly groups: readonly { readonly group: string; readonly before_m2: number; readonly after_m2: number; readonly change_m2: number }[];
    readonly min_patch_m2: number;
    readonly transitions: readonly { readonly transition: string; readonly clue: boolean; readonly area_m2: Figure; readonly patches: Figure }[];
    readonly clues: { readonly count: number; readonly area_m2: number } | null;
  } | null;
}

/** A patch of changed cover with its shape. */
export interface Patch {
  readonly id: string;
  readonly transition: string;
  readonly clue: boolean;
  readonly area_m2: number;
  readonly before: string;
  readonly after: string;
  readonly regions: string | null;
}

export type TargetState = "met" | "not_met" | "not_computable" | "no_baseline" | "not_applicable";
export type Unit = "percent" | "m" | "km" | "m2" | "ha" | "km2" | "mu" | "count";

export interface Target {
  readonly id: string;
  readonly state: TargetState;
  readonly title: Titles;
  readonly plan_title?: Titles | null;
  readonly plan_standing: "final" | "draft";
  readonly place?: Titles | null;
  readonly printed?: string | null;
  readonly base?: { readonly value: string | null; readonly year: number | null; readonly printed: string } | null;
  readonly needs?: Titles | null;
  readonly note?: Titles | null;
  readonly value: Figure;
  readonly value_range: Range | null;
  readonly target: Figure;
  readonly unit: Unit | null;
  readonly comparison: string;
  readonly slack: Figure;
  readonly slack_range: Range | null;
  readonly slack_m: Figure;
  readonly slack_m2: Figure;
  readonly year: number | null;
  readonly year_ended: boolean | null;
  readonly nature: "binding" | "expected" | null;
  readonly confidence: string;
  readonly conflicts_with: readonly string[];
  readonly measured_by: { readonly measure: string; readonly figure: string; readonly method: { readonly id: string; readonly version: string } | null } | null;
  readonly indicative: { readonly figure: string; readonly value: Figure; readonly value_range: Range | null; readonly unit: Unit; readonly missing: readonly Note[] } | null;
  readonly missing: readonly Note[];
  readonly reasons: readonly Note[];
}

export interface IndicatorsBody extends Body {
  readonly indicators: readonly Target[];
}

/** The features behind a measure: `id` is that of the figures they belong to. */
export interface Features<P = Record<string, unknown>> extends FeatureCollection<Geometry, P> {
  readonly name: string;
  readonly parts: readonly string[];
  readonly id: string;
  readonly features: Feature<Geometry, P>[];
}

export interface LayerLine {
  readonly layer: string;
  readonly title: Titles;
  readonly geometry: "polygon" | "line" | "point" | "raster";
  readonly access: "public" | "restricted";
  readonly editions: readonly { readonly region: string; readonly edition: number; readonly effective_from: string; readonly state: string }[];
}

export interface LegendClass {
  readonly value: string | null;
  readonly title: Titles;
  readonly colour: string;
  readonly line: string;
  readonly width: number;
  readonly dash: readonly number[];
}

export interface Legend {
  readonly layer: string;
  readonly title: Titles;
  readonly geometry: "polygon" | "line" | "point";
  readonly standing: readonly { readonly status: Standing; readonly text: Titles }[];
  readonly classes: readonly LegendClass[];
}

export interface CoverLegend {
  readonly tables: readonly {
    readonly id: string;
    readonly title: Titles;
    readonly groups: Readonly<Record<string, Titles>>;
    readonly classes: readonly { readonly value: number; readonly title: Titles; readonly colour: string }[];
  }[];
}

export interface MethodEntry {
  readonly id: string;
  readonly version: string;
  readonly title: Titles;
  readonly source: Titles | null;
  readonly default: boolean;
}
