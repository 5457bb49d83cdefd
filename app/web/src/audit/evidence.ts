/** The features behind the figures of a panel: what is lost and gained, gaps, patches, each with its shape. */
import type { Geometry } from "geojson";

import { get } from "../api/client";
import { boundsOf } from "../map/bounds";
import type { Look, Overlay } from "../map/map";
import { useAsked, type Asked } from "../ui/asked";
import { asQuery, MEASURES, type Question } from "./question";
import type { Along, AreasBody, Body, ChangesBody, CoverBody, Features, Patch, Piece, Stretch, StripStatus } from "./types";

export interface Evidence {
  readonly stretches?: Features<Stretch>;
  readonly gaps?: Features<Along>;
  readonly counted?: Features<Along>;
  readonly pieces?: readonly { readonly layer: string; readonly features: Features<Piece> }[];
  readonly patches?: Features<Patch>;
  /** Whether they belong to these very figures: of a recorded measure the data may have changed since. */
  readonly ours: boolean;
}

/** Asked for once the figures are here, since without figures there is nothing behind them. */
export function useEvidence(question: Question | null, body: Body | null): Asked<Evidence> {
  return useAsked((signal) => load(question, body, signal), [body?.id]);
}

async function load(question: Question | null, body: Body | null, signal: AbortSignal): Promise<Evidence> {
  if (question === null || body === null || body.state === "not_computable") return { ours: true };
  const ask = <P>(part: string): Promise<Features<P>> =>
    get<Features<P>>(MEASURES[question.panel].path, { ...asQuery(question), format: "geojson", part }, signal);
  const told = (of: { readonly id: string }): { ours: boolean } => ({ ours: of.id === body.id });
  if (question.panel === "changes" && (body as ChangesBody).applicable) {
    const stretches = await ask<Stretch>("stretches");
    return { stretches, ...told(stretches) };
  }
  if (question.panel === "buffers") {
    const [gaps, counted] = await Promise.all([ask<Along>("gaps"), ask<Along>("stretches")]);
    return { gaps, counted, ...told(gaps) };
  }
  const moved = question.panel === "areas" ? ((body as AreasBody).changes?.layers ?? []) : [];
  const there = moved.filter(({ total }) => total !== undefined && total.lost_m2 + total.gained_m2 > 0);
  if (there.length > 0) {
    const pieces = await Promise.all(there.map(async ({ layer }) => ({ layer, features: await ask<Piece>(`areas_${layer}_changes`) })));
    return { pieces, ours: pieces.every(({ features }) => told(features).ours) };
  }
  if (question.panel === "cover" && ((body as CoverBody).change?.changed_m2 ?? 0) > 0) {
    const patches = await ask<Patch>("land_cover_patches");
    return { patches, ...told(patches) };
  }
  return { ours: true };
}

/** One thing that can be picked out: its number among all of the panel, what it says, how it is drawn. */
export interface Spot {
  readonly number: number;
  readonly geometry: Geometry;
  readonly look: Look;
  readonly sides: readonly ("before" | "after")[];
}

const OF_CHANGE: Readonly<Record<string, { look: Look; sides: Spot["sides"] }>> = {
  lost: { look: "removed", sides: ["before"] },
  gained: { look: "added", sides: ["after"] },
  retyped: { look: "changed", sides: ["before", "after"] },
  moved: { look: "other", sides: ["before", "after"] },
};

/** What of the evidence is shown and can be picked, numbered as the lists beside the map number it. */
export function spots(evidence: Evidence, status: StripStatus): readonly Spot[] {
  const found: Spot[] = [];
  evidence.stretches?.features.forEach(({ properties, geometry }, number) => {
    const drawn = OF_CHANGE[properties.change];
    if (drawn !== undefined) found.push({ number, geometry, ...drawn });
  });
  evidence.gaps?.features.forEach(({ properties, geometry }, number) => {
    if (properties.status === status) found.push({ number, geometry, look: "finding", sides: ["after"] });
  });
  allPieces(evidence).forEach(({ piece, geometry }, number) => {
    const drawn = OF_CHANGE[piece.change];
    if (drawn !== undefined) found.push({ number, geometry, ...drawn });
  });
  evidence.patches?.features.forEach(({ properties, geometry }, number) => {
    found.push({ number, geometry, look: properties.clue ? "finding" : "changed", sides: ["before", "after"] });
  });
  return found;
}

export function allPieces(evidence: Evidence): readonly { layer: string; piece: Piece; geometry: Geometry }[] {
  return (evidence.pieces ?? []).flatMap(({ layer, features }) =>
    features.features.map(({ properties, geometry }) => ({ layer, piece: properties, geometry })),
  );
}

/** Spots as overlays of a map, a layer for each look; of two days the chosen one is framed, so that its types are seen. */
export function overlays(found: readonly Spot[], chosen: number | null, on: "before" | "after" | null): readonly Overlay[] {
  const picked = found.find((spot) => spot.number === chosen);
  const shown = found.filter((spot) => (on === null || spot.sides.includes(on)) && spot !== picked);
  const looks = [...new Set(shown.map((spot) => spot.look))];
  const drawn = looks.map((look) => overlay(look, look, shown.filter((spot) => spot.look === look)));
  if (picked === undefined) return drawn;
  return [...drawn, overlay("chosen", "chosen", [on === null ? picked : { ...picked, geometry: frame(picked.geometry) }])];
}

/** A rectangle about a shape, with some ground between. */
function frame(of: Geometry): Geometry {
  const [west, south, east, north] = boundsOf([of]) ?? [0, 0, 0, 0];
  const margin = Math.max(east - west, north - south) * 0.08 + 1e-4;
  const [left, low, right, high] = [west - margin, south - margin, east + margin, north + margin];
  return { type: "LineString", coordinates: [[left, low], [right, low], [right, high], [left, high], [left, low]] };
}

function overlay(id: string, look: Look, of: readonly Spot[]): Overlay {
  const features = of.map(({ number, geometry }) => ({ type: "Feature" as const, properties: { spot: number }, geometry }));
  return { id: `spots-${id}`, look, data: { type: "FeatureCollection", features } };
}
