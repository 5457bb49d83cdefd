/** Findings by a key that stands in the address and on the map. */
import type { MapGeoJSONFeature } from "maplibre-gl";

import type { Finding } from "./types";

interface Place {
  readonly layer: string;
  readonly region: string | null;
  readonly feature: string | null;
}

/** `layer/region/feature`; null for what is withheld, which lies nowhere on the map. */
export function keyOf({ layer, region, feature }: Place): string | null {
  return region === null || feature === null ? null : `${layer}/${region}/${feature}`;
}

/** The finding that a click met: of what this page lays over the map first, then of the tiles beneath. */
export function met(features: readonly MapGeoJSONFeature[], findings: readonly Finding[]): string | null {
  const known = new Set(findings.map(keyOf));
  for (const one of features) {
    const laid: unknown = one.properties["key"];
    if (typeof laid === "string" && known.has(laid)) return laid;
    // the name of a feature in a tile is REGION:ID, with ~STANDING where another edition has it too
    const named = /^(\d{6}):(.*?)(~[a-z]+)?$/.exec(String(one.properties["id"] ?? ""));
    if (named === null || one.sourceLayer === undefined) continue;
    for (const feature of [named[2]!, `${named[2]!}${named[3] ?? ""}`]) {
      const key = keyOf({ layer: one.sourceLayer, region: named[1]!, feature });
      if (key !== null && known.has(key)) return key;
    }
  }
  return null;
}
