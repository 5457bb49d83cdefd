import type { FeatureCollection, Position } from "geojson";

import type { Bounds } from "./bounds";

const CHINA: Bounds = [70, 0, 140, 58];
/** Minutes of arc between lines, and from which zoom to which these lines are drawn. */
export const STEPS = [
  { minutes: 300, from: 0, to: 6 },
  { minutes: 60, from: 6, to: 9 },
  { minutes: 10, from: 9, to: 12 },
  { minutes: 1, from: 12, to: 24 },
] as const;

/** Meridians and parallels over China and its seas, those of single minutes only around `near`; `label` is how they are written. */
export function graticule(near: Bounds | null): FeatureCollection {
  const features = STEPS.flatMap(({ minutes }) => {
    const area = minutes >= 10 ? CHINA : near && widened(near);
    return area ? lines(area, minutes) : [];
  });
  return { type: "FeatureCollection", features };
}

function widened([west, south, east, north]: Bounds): Bounds {
  return [Math.floor(west) - 1, Math.floor(south) - 1, Math.ceil(east) + 1, Math.ceil(north) + 1];
}

function lines([west, south, east, north]: Bounds, minutes: number): FeatureCollection["features"] {
  const found: FeatureCollection["features"] = [];
  const add = (at: number, sides: string, coordinates: Position[]) =>
    found.push({ type: "Feature", properties: { minutes, label: written(at, sides) }, geometry: { type: "LineString", coordinates } });
  for (let at = west * 60; at <= east * 60; at += minutes) add(at, "EW", [[at / 60, south], [at / 60, north]]);
  for (let at = south * 60; at <= north * 60; at += minutes) add(at, "NS", [[west, at / 60], [east, at / 60]]);
  return found;
}

function written(minutes: number, sides: string): string {
  const all = Math.abs(minutes);
  const rest = all % 60;
  return `${Math.floor(all / 60)}°${rest === 0 ? "" : `${String(rest).padStart(2, "0")}′`}${sides[minutes < 0 ? 1 : 0]}`;
}
