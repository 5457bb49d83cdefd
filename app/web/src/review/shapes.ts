/** Sites as text: the WKT of what was drawn, and pairs of numbers as GeoJSON. */
import type { Geometry } from "geojson";

import type { Pairs } from "./draft";

export type Vertex = readonly [number, number];
export type Kind = "polygon" | "line" | "point";
export interface Drawn {
  readonly kind: Kind;
  readonly vertices: readonly Vertex[];
}

export const LEAST: Readonly<Record<Kind, number>> = { polygon: 3, line: 2, point: 1 };
const WKT = /^(POINT|LINESTRING|POLYGON)\s*\(+([^()]*)\)+$/i;
const KINDS: Readonly<Record<string, Kind>> = { POINT: "point", LINESTRING: "line", POLYGON: "polygon" };

export function complete({ kind, vertices }: Drawn): boolean {
  return vertices.length >= LEAST[kind];
}

const pair = ([x, y]: Vertex) => `${x} ${y}`;

/** WKT of a complete drawing; empty where it is not complete. */
export function wktOf(drawn: Drawn): string {
  if (!complete(drawn)) return "";
  const { kind, vertices } = drawn;
  const text = vertices.map(pair).join(", ");
  if (kind === "point") return `POINT (${text})`;
  return kind === "line" ? `LINESTRING (${text})` : `POLYGON ((${text}, ${pair(vertices[0]!)}))`;
}

/** A drawing from its WKT; null for any other WKT. */
export function drawnOf(wkt: string): Drawn | null {
  const found = WKT.exec(wkt.trim());
  if (found === null) return null;
  const kind = KINDS[found[1]!.toUpperCase()]!;
  const vertices = found[2]!.split(",").map((text) => text.trim().split(/\s+/).map(Number));
  if (!vertices.every((one) => one.length === 2 && one.every(Number.isFinite))) return null;
  const kept = (kind === "polygon" ? vertices.slice(0, -1) : vertices) as unknown as Vertex[];
  const drawn = { kind, vertices: kept };
  return complete(drawn) && (kind !== "point" || kept.length === 1) ? drawn : null;
}

export function geometryOf({ kind, vertices }: Drawn): Geometry {
  const places = vertices.map(([x, y]) => [x, y]);
  if (kind === "point") return { type: "Point", coordinates: places[0]! };
  return kind === "line" ? { type: "LineString", coordinates: places } : { type: "Polygon", coordinates: [[...places, places[0]!]] };
}

/** Lines of two numbers each, x (east or longitude) first; null where any line is something else. */
export function pairsOf(text: string): readonly Vertex[] | null {
  const lines = text.split(/[\n;；]+/).map((line) => line.trim()).filter(Boolean);
  const found = lines.map((line) => line.split(/[\s,，\t]+/).filter(Boolean));
  if (found.length === 0 || !found.every((one) => one.length === 2 && one.every((part) => /^[-+]?\d+(\.\d*)?$/.test(part)))) return null;
  return found.map(([x, y]) => [Number(x), Number(y)] as const);
}

/** Pairs as one geometry: a single pair is a point whatever was chosen. */
export function geometryOfPairs(vertices: readonly Vertex[], as: Pairs): Geometry {
  const places = vertices.map(([x, y]) => [x, y]);
  if (places.length === 1) return { type: "Point", coordinates: places[0]! };
  if (as === "points") return { type: "MultiPoint", coordinates: places };
  if (as === "line") return { type: "LineString", coordinates: places };
  const [first, last] = [places[0]!, places.at(-1)!];
  return { type: "Polygon", coordinates: [first[0] === last[0] && first[1] === last[1] ? places : [...places, first]] };
}
