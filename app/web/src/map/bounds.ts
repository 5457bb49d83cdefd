import type { Geometry, Position } from "geojson";

export type Bounds = [number, number, number, number];

/** West, south, east, north of geometries; null where there is no vertex. */
export function boundsOf(geometries: readonly Geometry[]): Bounds | null {
  const out: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") {
      const [lon, lat] = part as Position as [number, number];
      out[0] = Math.min(out[0], lon);
      out[1] = Math.min(out[1], lat);
      out[2] = Math.max(out[2], lon);
      out[3] = Math.max(out[3], lat);
    } else {
      part.forEach(visit);
    }
  };
  for (const geometry of geometries) {
    if (geometry.type === "GeometryCollection") geometry.geometries.forEach((one) => "coordinates" in one && visit(one.coordinates));
    else visit(geometry.coordinates);
  }
  return out[0] === Infinity ? null : out;
}
