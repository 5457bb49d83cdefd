/** Where findings lie: features asked of the service, and their overlaps with the project, for the map. */
import type { FeatureCollection, Geometry } from "geojson";
import { useEffect, useState } from "preact/hooks";

import { get } from "../api/client";
import { boundsOf, type Bounds } from "../map/bounds";
import { keyOf } from "./finding_key";
import { overlapOf } from "./overlap";
import type { Finding, Verdict } from "./types";

export interface FoundPlace {
  readonly finding: Finding;
  /** The common ground, or the feature itself where there is none; empty where it cannot be drawn. */
  readonly shown: readonly Geometry[];
  readonly fault: unknown;
}
export type Places = ReadonlyMap<string, FoundPlace>;

/** So many features are asked for at once; the others when they are chosen. */
const FIRST = 30;

async function placeOf(finding: Finding, verdict: Verdict, signal: AbortSignal): Promise<FoundPlace> {
  const { layer, region, feature } = finding;
  const path = `/layers/${layer}/features/${region}/${(feature ?? "").split("/").map(encodeURIComponent).join("/")}`;
  try {
    const { geometry } = await get<{ geometry: Geometry }>(path, { as_of: verdict.as_of }, signal);
    const common = verdict.project.parts.flatMap((part) => overlapOf(geometry, part.geometry));
    return { finding, shown: common.length > 0 ? common : [geometry], fault: null };
  } catch (fault) {
    if (signal.aborted) throw fault;
    return { finding, shown: [], fault };
  }
}

/** The places of a verdict's findings as they become known; `wanted` is asked for in any case. */
export function usePlaces(verdict: Verdict | null, wanted: string | null): Places {
  const [known, setKnown] = useState<Places>(new Map());
  const about = verdict === null ? "" : JSON.stringify([verdict.as_of, verdict.project.parts, verdict.findings.map(keyOf)]);
  useEffect(() => setKnown(new Map()), [about]);
  useEffect(() => {
    if (verdict === null) return undefined;
    const stop = new AbortController();
    const asked = verdict.findings.filter((finding, index) => {
      const key = keyOf(finding);
      return key !== null && (index < FIRST || key === wanted);
    });
    Promise.all(asked.map((finding) => placeOf(finding, verdict, stop.signal))).then(
      (found) => !stop.signal.aborted && setKnown(new Map(found.map((one) => [keyOf(one.finding)!, one]))),
      () => undefined, // aborted: another verdict is asked about
    );
    return () => stop.abort();
  }, [about, verdict !== null && verdict.findings.findIndex((one) => keyOf(one) === wanted) >= FIRST ? wanted : null]);
  return known;
}

export function collection(shown: readonly Geometry[], properties: Record<string, string> = {}): FeatureCollection {
  return { type: "FeatureCollection", features: shown.map((geometry) => ({ type: "Feature", properties, geometry })) };
}

/** What to zoom to for a finding: the overlap; for one that lies apart, the project with what is nearest of it. */
export function viewOf(place: FoundPlace, site: Bounds): Bounds | null {
  const own = boundsOf(place.shown);
  if (own === null) return null;
  if (place.finding.relation === "overlaps") return own;
  const reach = (place.finding.distance_m + 50) / 80_000;
  const [west, south, east, north] = site;
  return [Math.max(own[0], west - reach), Math.max(own[1], south - reach), Math.min(own[2], east + reach), Math.min(own[3], north + reach)].map((value, side) =>
    side < 2 ? Math.min(value, site[side]!) : Math.max(value, site[side]!),
  ) as Bounds;
}
