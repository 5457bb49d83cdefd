/** Places with letters on the map, to choose between. */
import type { Geometry } from "geojson";
import maplibre, { type Map as Plane } from "maplibre-gl";
import { useEffect } from "preact/hooks";

import { boundsOf, type Bounds } from "../map/bounds";
import { gone } from "../map/map";

export interface Marked {
  readonly letter: string;
  readonly shapes: readonly Geometry[];
}

export const LETTERS = "ABCDEFGH";

/** The letters of candidate places, the site's own first; the map goes where all of them are seen. */
export function useMarks(map: Plane | null, here: Bounds | null, places: readonly Marked[]): void {
  const others = places.flatMap(({ letter, shapes }) => {
    const bounds = boundsOf(shapes);
    return bounds === null ? [] : [[letter, bounds] as const];
  });
  const all = here === null ? others : [["A", here] as const, ...others];
  useEffect(() => {
    if (map === null || gone(map) || others.length === 0) return undefined;
    const marks = all.map(([letter, bounds]) => {
      const element = document.createElement("span");
      element.className = "mark-letter";
      element.textContent = letter;
      // or else MapLibre makes a button called "Map marker" of it
      element.setAttribute("role", "img");
      element.setAttribute("aria-label", letter);
      return new maplibre.Marker({ element, anchor: "bottom" }).setLngLat([(bounds[0] + bounds[2]) / 2, bounds[3]]).addTo(map);
    });
    const sides = [0, 1, 2, 3].map((side) => all.map(([, bounds]) => bounds[side]!));
    map.fitBounds([Math.min(...sides[0]!), Math.min(...sides[1]!), Math.max(...sides[2]!), Math.max(...sides[3]!)], { padding: 80, maxZoom: 17, animate: false });
    return () => marks.forEach((mark) => mark.remove());
  }, [map, JSON.stringify(all)]);
}
