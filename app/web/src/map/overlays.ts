/** What a page lays over the map, told apart by line and hatching as well as by colour. */
import type { Map as GlMap } from "maplibre-gl";
import type { FeatureCollection } from "geojson";

import type { Word } from "../ui/verdict";
import { NAMES } from "./base";

/** How something a page lays over the map is drawn. */
export type Look = "site" | "other" | "finding" | "chosen" | "thin" | "added" | "removed" | "changed" | Word;

export interface Overlay {
  readonly id: string;
  readonly data: FeatureCollection;
  readonly look: Look;
}

type Hatch = "rising" | "crossed" | "dotted";
interface Drawn {
  readonly colour: string;
  readonly fill: number;
  readonly width: number;
  readonly dash?: number[];
  readonly hatch?: Hatch;
}

export const LOOKS: Readonly<Record<Look, Drawn>> = {
  site: { colour: "#111111", fill: 0.12, width: 2.5 },
  other: { colour: "#555555", fill: 0.05, width: 2, dash: [2, 2] },
  finding: { colour: "#a3152a", fill: 0.14, width: 2, hatch: "rising" },
  chosen: { colour: "#b45309", fill: 0.4, width: 4 },
  thin: { colour: "#4b3f8f", fill: 0.25, width: 3, dash: [1, 1] },
  added: { colour: "#00664f", fill: 0.25, width: 2 },
  removed: { colour: "#a3152a", fill: 0.12, width: 2, dash: [3, 2], hatch: "crossed" },
  changed: { colour: "#7a4b00", fill: 0.12, width: 2, dash: [1, 1], hatch: "dotted" },
  admissible: { colour: "#00664f", fill: 0.25, width: 2 },
  conditional: { colour: "#7a4b00", fill: 0.14, width: 2, hatch: "rising" },
  prohibited: { colour: "#a3152a", fill: 0.14, width: 2, hatch: "crossed" },
  undetermined: { colour: "#4b3f8f", fill: 0.14, width: 2, dash: [2, 1], hatch: "dotted" },
};

const TILE = 12;
const INKED: Readonly<Record<Hatch, (x: number, y: number) => boolean>> = {
  rising: (x, y) => (x + y) % TILE < 2,
  crossed: (x, y) => (x + y) % TILE < 2 || (x - y + TILE) % TILE < 2,
  dotted: (x, y) => x % 6 < 2 && y % 6 < 2,
};

/** A repeating tile of a hatching in a colour `#rrggbb`. */
function hatching(hatch: Hatch, colour: string): { width: number; height: number; data: Uint8Array } {
  const data = new Uint8Array(TILE * TILE * 4);
  const ink = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  for (let y = 0; y < TILE; y += 1) {
    for (let x = 0; x < TILE; x += 1) if (INKED[hatch](x, y)) data.set([...ink, 200], (y * TILE + x) * 4);
  }
  return { width: TILE, height: TILE, data };
}

/** Take what lay over the map off it and lay these, beneath the names. */
export function lay(map: GlMap, overlays: readonly Overlay[]): void {
  for (const layer of map.getStyle().layers) if (layer.id.startsWith("over:")) map.removeLayer(layer.id);
  for (const source of Object.keys(map.getStyle().sources)) if (source.startsWith("over:")) map.removeSource(source);
  const names = map.getLayer(NAMES) && NAMES;
  for (const { id, data, look } of overlays) {
    const { colour, fill, width, dash, hatch } = LOOKS[look];
    const source = `over:${id}`;
    map.addSource(source, { type: "geojson", data });
    map.addLayer({ id: `${source}:fill`, type: "fill", source, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": fill } }, names);
    if (hatch !== undefined) {
      const image = `hatch:${look}`;
      if (!map.hasImage(image)) map.addImage(image, hatching(hatch, colour), { pixelRatio: 1.5 });
      map.addLayer({ id: `${source}:hatch`, type: "fill", source, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-pattern": image } }, names);
    }
    map.addLayer({ id: `${source}:line`, type: "line", source, filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": colour, "line-width": width, ...(dash ? { "line-dasharray": dash } : {}) } }, names);
    map.addLayer({ id: `${source}:point`, type: "circle", source, filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": colour, "circle-radius": 6, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } });
  }
}
