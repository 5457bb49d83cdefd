/** Where a feature and a project overlap, for the map alone: what counts was measured by the service. */
import type { Geometry, Position } from "geojson";
import { intersection, type Polygon as Rings } from "polygon-clipping";

import { boundsOf, type Bounds } from "../map/bounds";

type Ring = readonly Position[];

/** Geometries around the common ground of `feature` and `site`; empty where they share none. */
export function overlapOf(feature: Geometry, site: Geometry): Geometry[] {
  const around = boundsOf([site]);
  if (around === null) return [];
  const box = grown(around);
  const [mine, theirs] = [areas(site), areas(feature).map((rings) => rings.map((ring) => clipped(ring, box)).filter((ring) => ring.length > 3))];
  const met = theirs.filter((rings) => rings.length > 0);
  const out: Geometry[] = [];
  if (mine.length > 0 && met.length > 0) {
    const found = intersection(mine as unknown as Rings[], met as unknown as Rings[]);
    if (found.length > 0) out.push({ type: "MultiPolygon", coordinates: found });
  }
  const lines = [...paths(site).flatMap((path) => met.flatMap((rings) => inside(path, rings))), ...paths(feature).flatMap((path) => mine.flatMap((rings) => inside(path, rings)))];
  if (lines.length > 0) out.push({ type: "MultiLineString", coordinates: lines as Position[][] });
  const points = [...places(site).filter((one) => met.some((rings) => holds(rings, one))), ...places(feature).filter((one) => mine.some((rings) => holds(rings, one)))];
  if (points.length > 0) out.push({ type: "MultiPoint", coordinates: points });
  return out;
}

function grown([west, south, east, north]: Bounds): Bounds {
  const by = Math.max(east - west, north - south, 1e-4);
  return [west - by, south - by, east + by, north + by];
}

function parts(geometry: Geometry): Geometry[] {
  return geometry.type === "GeometryCollection" ? geometry.geometries.flatMap(parts) : [geometry];
}

function areas(geometry: Geometry): Ring[][] {
  return parts(geometry).flatMap((one) => (one.type === "Polygon" ? [one.coordinates] : one.type === "MultiPolygon" ? one.coordinates : []));
}

function paths(geometry: Geometry): Ring[] {
  return parts(geometry).flatMap((one) => (one.type === "LineString" ? [one.coordinates] : one.type === "MultiLineString" ? one.coordinates : []));
}

function places(geometry: Geometry): Position[] {
  return parts(geometry).flatMap((one) => (one.type === "Point" ? [one.coordinates] : one.type === "MultiPoint" ? one.coordinates : []));
}

/** A ring cut to a box, edge by edge; it may run along the box, which lies outside the site. */
function clipped(ring: Ring, [west, south, east, north]: Bounds): Position[] {
  const sides: [0 | 1, number, 1 | -1][] = [[0, west, 1], [0, east, -1], [1, south, 1], [1, north, -1]];
  let out = [...ring];
  for (const [axis, limit, sign] of sides) {
    const kept: Position[] = [];
    const within = (one: Position) => (one[axis]! - limit) * sign >= 0;
    out.forEach((one, index) => {
      const before = out[(index + out.length - 1) % out.length]!;
      if (within(one) !== within(before)) kept.push(at(before, one, (limit - before[axis]!) / (one[axis]! - before[axis]!)));
      if (within(one)) kept.push(one);
    });
    out = kept;
  }
  return out.length > 0 ? [...out, out[0]!] : [];
}

function at(from: Position, to: Position, share: number): Position {
  return [from[0]! + (to[0]! - from[0]!) * share, from[1]! + (to[1]! - from[1]!) * share];
}

function holds(rings: readonly Ring[], [x, y]: Position): boolean {
  let odd = false;
  for (const ring of rings) {
    for (let index = 1; index < ring.length; index += 1) {
      const [[ax, ay], [bx, by]] = [ring[index - 1] as [number, number], ring[index] as [number, number]];
      if (ay > y! !== by > y! && x! < ((bx - ax) * (y! - ay)) / (by - ay) + ax) odd = !odd;
    }
  }
  return odd;
}

/** The stretches of a path within a polygon: cut where it crosses an edge, kept where the middle lies inside. */
function inside(path: Ring, rings: readonly Ring[]): Position[][] {
  const out: Position[][] = [];
  for (let index = 1; index < path.length; index += 1) {
    const [from, to] = [path[index - 1]!, path[index]!];
    const cuts = [0, ...rings.flatMap((ring) => crossings(from, to, ring)).sort((a, b) => a - b), 1];
    for (let cut = 1; cut < cuts.length; cut += 1) {
      const [start, end] = [cuts[cut - 1]!, cuts[cut]!];
      if (end > start && holds(rings, at(from, to, (start + end) / 2))) out.push([at(from, to, start), at(from, to, end)]);
    }
  }
  return out;
}

function crossings(from: Position, to: Position, ring: Ring): number[] {
  const out: number[] = [];
  const [dx, dy] = [to[0]! - from[0]!, to[1]! - from[1]!];
  for (let index = 1; index < ring.length; index += 1) {
    const [a, b] = [ring[index - 1]!, ring[index]!];
    const [ex, ey] = [b[0]! - a[0]!, b[1]! - a[1]!];
    const turn = dx * ey - dy * ex;
    if (turn === 0) continue;
    const along = ((a[0]! - from[0]!) * ey - (a[1]! - from[1]!) * ex) / turn;
    const across = ((a[0]! - from[0]!) * dy - (a[1]! - from[1]!) * dx) / turn;
    if (along > 0 && along < 1 && across >= 0 && across <= 1) out.push(along);
  }
  return out;
}
