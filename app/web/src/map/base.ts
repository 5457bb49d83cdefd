/** What lies beneath all layers: sea, land, coast, boundaries and graticule from our own layers, and names on top. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

import type { Settings } from "../api/settings";
import { graticule, STEPS } from "./graticule";

/** Layers of the ground have ids that begin so; pages neither hide nor pick them. */
export const GROUND = "ground:";
/** The layer of names, above all others but the marks of a page. */
export const NAMES = `${GROUND}names`;

const UNKNOWN = "#e7ebee"; // what no administrative area covers: neither land nor sea
const SEA = "#d3e5f0";
const LAND = "#f5f2ea";
const SHORE = "#8aa5b6";
const BOUND = "#a79f8e";
const NET = "#a9bcc9";

/** A style with the ground beneath its layers and names above them; `names` are region names by code, else the data's own. */
export function withGround(style: StyleSpecification, settings: Settings, names: Readonly<Record<string, string>>): StyleSpecification {
  const { sources, layers } = style;
  const base = settings.base_map;
  const admin = sourceOf(layers, "admin_area");
  const coast = sourceOf(layers, "coastline");
  const below: LayerSpecification[] = [{ id: `${GROUND}unknown`, type: "background", paint: { "background-color": UNKNOWN } }];
  const above: LayerSpecification[] = [];
  if (base !== null) below.push({ id: `${GROUND}base`, type: "raster", source: "ground-base" });
  if (admin !== null && base === null) {
    below.push(
      fill(`${GROUND}sea`, admin, "sea", SEA),
      fill(`${GROUND}land`, admin, "land", LAND),
    );
  }
  below.push(...STEPS.map((step) => net(step)));
  if (admin !== null) {
    below.push({
      id: `${GROUND}bounds`, type: "line", source: admin, "source-layer": "admin_area", filter: isPart("land"),
      paint: { "line-color": BOUND, "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.4, 12, 1.2], "line-dasharray": [6, 2, 1.5, 2] },
    });
    above.push(labels(admin, names));
  }
  if (coast !== null) {
    below.push({
      id: `${GROUND}coast`, type: "line", source: coast, "source-layer": "coastline", layout: { "line-join": "round" },
      paint: { "line-color": SHORE, "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.5, 12, 1.4] },
    });
  }
  above.push(...STEPS.map((step) => netLabels(step)));
  return {
    ...style,
    sources: {
      ...sources,
      "ground-net": { type: "geojson", data: graticule(settings.bounds === null ? null : [...settings.bounds]) },
      ...(base === null ? {} : { "ground-base": { type: "raster", tiles: [base.tiles], tileSize: 256, maxzoom: 18 } }),
    },
    layers: [...below, ...layers.filter((layer) => layer.type !== "background"), ...above],
  };
}

function sourceOf(layers: readonly LayerSpecification[], wanted: string): string | null {
  for (const layer of layers) {
    if ("source-layer" in layer && layer["source-layer"] === wanted && typeof layer.source === "string") return layer.source;
  }
  return null;
}

function isPart(part: "land" | "sea"): ExpressionSpecification {
  return ["==", ["get", "part"], part];
}

function fill(id: string, source: string, part: "land" | "sea", colour: string): LayerSpecification {
  return { id, type: "fill", source, "source-layer": "admin_area", filter: isPart(part), paint: { "fill-color": colour, "fill-antialias": false } };
}

type Step = (typeof STEPS)[number];

function net({ minutes, from, to }: Step): LayerSpecification {
  return {
    id: `${GROUND}net:${minutes}`, type: "line", source: "ground-net", minzoom: from, maxzoom: to, filter: ["==", ["get", "minutes"], minutes],
    paint: { "line-color": NET, "line-width": 0.6 },
  };
}

function netLabels({ minutes, from, to }: Step): LayerSpecification {
  return {
    id: `${GROUND}net-label:${minutes}`, type: "symbol", source: "ground-net", minzoom: Math.max(from, 3), maxzoom: to,
    filter: ["==", ["get", "minutes"], minutes],
    layout: { "symbol-placement": "line", "symbol-spacing": 700, "text-field": ["get", "label"], "text-size": 10, "text-padding": 12 },
    paint: { "text-color": "#5c7686", "text-halo-color": "#ffffff", "text-halo-width": 1 },
  };
}

/** Provinces and cities give way to counties as one comes nearer; too near they would all be in the way. */
function labels(source: string, names: Readonly<Record<string, string>>): LayerSpecification {
  const own: ExpressionSpecification = ["coalesce", ["get", "name"], ["get", "code"]];
  const known = Object.entries(names).flat();
  const [code, name, ...rest] = known;
  return {
    id: NAMES, type: "symbol", source, "source-layer": "admin_area", maxzoom: 14,
    filter: ["all", isPart("land"), ["match", ["get", "level"], "county", [">=", ["zoom"], 6], "city", ["<", ["zoom"], 9], ["<", ["zoom"], 7]]],
    layout: {
      "text-field": code !== undefined && name !== undefined ? ["match", ["get", "code"], code, name, ...rest, own] : own,
      "text-size": ["interpolate", ["linear"], ["zoom"], 6, 10, 12, 15],
      "text-padding": 20,
      "symbol-sort-key": ["match", ["get", "level"], "province", 0, "city", 1, 2],
      "text-max-width": 8,
    },
    paint: { "text-color": "#4d4636", "text-halo-color": "#ffffff", "text-halo-width": 1.4 },
  };
}
