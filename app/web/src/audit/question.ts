/** What is asked, as the address says it: `#/audit?panel=…&region=…&as_of=…&since=…`, or a recorded measure `#/audit/<id>`. */
import type { Query } from "../api/client";
import { address, place, set } from "../route";
import type { AreasBody, Body, BuffersBody, ChangesBody, CoverBody, Measure } from "./types";

export const PANELS = ["shoreline", "changes", "buffers", "areas", "bays", "cover", "targets"] as const;
export type Panel = (typeof PANELS)[number];

export const MEASURES: Readonly<Record<Panel, { readonly measure: Measure; readonly path: string }>> = {
  shoreline: { measure: "shoreline", path: "/measures/shoreline" },
  changes: { measure: "shoreline_changes", path: "/measures/shoreline/changes" },
  buffers: { measure: "buffers", path: "/measures/buffers" },
  areas: { measure: "areas", path: "/measures/areas" },
  bays: { measure: "bays", path: "/measures/bays" },
  cover: { measure: "land_cover", path: "/measures/land-cover" },
  targets: { measure: "indicators", path: "/measures/indicators" },
};

/** Layers of the areas where the address names none. */
const RED_LINE = "ecological_red_line";

export interface Question {
  readonly panel: Panel;
  readonly region: string;
  readonly asOf: string;
  readonly since: string | null;
  readonly method: string | null;
  readonly knownAt: string | null;
  readonly layers: readonly string[];
  readonly zone: string | null;
  /** Members that the page has no field for, kept so that a recorded question is asked as it was. */
  readonly more: Readonly<Record<string, string>>;
}

/** The panel that the address names. */
export function panelHere(): Panel {
  return PANELS.find((known) => known === place.value.query["panel"]) ?? "shoreline";
}

/** The question of the address; null while no region is chosen, or no second day where two are needed. */
export function questionHere(today: string): Question | null {
  const { query } = place.value;
  const panel = panelHere();
  const region = query["region"];
  if (region === undefined) return null;
  const since = query["since"] ?? null;
  if (panel === "changes" && since === null) return null;
  return {
    panel,
    region,
    asOf: query["as_of"] ?? today,
    since: takesSince(panel) ? since : null,
    method: query["method"] ?? null,
    knownAt: query["known_at"] ?? null,
    layers: panel === "areas" ? (query["layer"] ?? RED_LINE).split(",") : [],
    zone: panel === "cover" ? (query["zone"] ?? null) : null,
    more: {},
  };
}

/** The question that a recorded measure answers, as far as its body says. */
export function questionOf(body: Body): Question {
  const panel = PANELS.find((one) => MEASURES[one].measure === body.measure) ?? "shoreline";
  const changes = body as ChangesBody;
  const areas = body as AreasBody;
  const cover = body as CoverBody;
  const more: Record<string, string> = {};
  let since: string | null = null;
  let zone: string | null = null;
  if (panel === "changes") {
    since = changes.since;
    more["shoreline_method"] = changes.shoreline_method.id;
  }
  if (panel === "areas") {
    since = areas.changes?.since ?? null;
    if (areas.plane.chosen_by === "question") more["plane"] = areas.plane.crs;
  }
  if (panel === "cover") {
    since = cover.change?.since ?? null;
    zone = cover.zone === null ? null : [cover.zone.layer, cover.zone.class].filter((one) => one !== null).join(":");
    if (cover.change !== null) more["min_patch_m2"] = String(cover.change.min_patch_m2);
  }
  const water = (body as BuffersBody & { water_body?: string }).water_body;
  if (panel === "buffers" && water !== undefined) more["water_body"] = water;
  return {
    panel,
    region: body.region,
    asOf: body.as_of,
    since,
    method: body.method.id,
    knownAt: body.known_at ?? null,
    layers: panel === "areas" ? areas.layers.map((one) => one.layer) : [],
    zone,
    more,
  };
}

export function takesSince(panel: Panel): boolean {
  return panel === "changes" || panel === "areas" || panel === "cover";
}

/** The query of GET. */
export function asQuery(question: Question): Query {
  return {
    region: question.region,
    as_of: question.asOf,
    since: question.since,
    method: question.method,
    known_at: question.knownAt,
    layer: question.layers.length > 0 ? question.layers.join(",") : null,
    zone: question.zone,
    ...question.more,
  };
}

/** The body of POST /measures. */
export function asBody(question: Question): Record<string, unknown> {
  const { layer: _, ...query } = asQuery(question);
  const more = "min_patch_m2" in question.more ? { min_patch_m2: Number(question.more["min_patch_m2"]) } : {};
  const given = Object.entries({ ...query, ...more }).filter(([, value]) => value !== null && value !== undefined);
  const layers = question.layers.length > 0 ? { layers: question.layers } : {};
  return { measure: MEASURES[question.panel].measure, ...Object.fromEntries(given), ...layers };
}

/** The address of a question in another panel, region or day; what belongs to a panel alone does not go along. */
export function addressOf(question: Partial<Question> & { readonly panel: Panel }): string {
  const { query } = place.value;
  return address(["audit"], {
    lang: query["lang"],
    panel: question.panel,
    region: question.region,
    as_of: question.asOf,
    since: question.since,
    layer: question.panel === "areas" ? (question.layers ?? []).join(",") : null,
    zone: question.panel === "cover" ? question.zone : null,
  });
}

/** The feature that is picked out, by its number among the features behind the figures. */
export function chosenHere(): number | null {
  const said = place.value.query["at"];
  return said !== undefined && /^\d+$/.test(said) ? Number(said) : null;
}

export function choose(number: number | null): void {
  set({ at: number === null ? null : String(number) });
}
