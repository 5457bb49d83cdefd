/** Pictures of land cover on a map, from the release in force on a day. */
import type { Map as GlMap, RasterSourceSpecification } from "maplibre-gl";

import { get } from "../api/client";
import type { CoverLegend } from "./types";

const COVER = "land_cover";
const ID = "audit-land-cover";

interface RasterTiles {
  readonly tiles: string[];
  readonly tile_size: number;
  readonly bounds: [number, number, number, number] | null;
  readonly minzoom: number;
  readonly maxzoom: number;
  readonly attribution: string;
  readonly rasters: readonly unknown[];
}

/** Lays them beneath the lines of the map; the answer takes them off again. What goes wrong is handed to `onFault`. */
export function layCover(map: GlMap, asOf: string, signal: AbortSignal, onFault: (fault: unknown) => void): () => void {
  let laid = false;
  held(asOf, signal).then((tiles) => {
    if (tiles === null || signal.aborted) return;
    const { tile_size: tileSize, bounds, tiles: addresses, minzoom, maxzoom, attribution } = tiles;
    const source: RasterSourceSpecification = { type: "raster", tiles: addresses, tileSize, minzoom, maxzoom, attribution, ...(bounds === null ? {} : { bounds }) };
    const above = map.getStyle().layers.find((layer) => "source-layer" in layer && layer.type === "line")?.id;
    map.addSource(ID, source);
    map.addLayer({ id: ID, type: "raster", source: ID, paint: { "raster-opacity": 0.8, "raster-resampling": "nearest" } }, above);
    laid = true;
  }).catch((fault: unknown) => !signal.aborted && onFault(fault));
  return () => {
    if (!laid || map.style === undefined) return;
    map.removeLayer(ID);
    map.removeSource(ID);
  };
}

async function held(asOf: string, signal: AbortSignal): Promise<RasterTiles | null> {
  const { layers } = await get<{ layers: { layer: string }[] }>("/rasters", {}, signal);
  const there = layers.some((one) => one.layer === COVER);
  if (!there) return null;
  const tiles = await get<RasterTiles>(`/rasters/${COVER}/WebMercatorQuad/tilejson.json`, { as_of: asOf }, signal);
  return tiles.rasters.length > 0 ? tiles : null;
}

export function coverLegend(signal: AbortSignal): Promise<CoverLegend> {
  return get<CoverLegend>(`/rasters/${COVER}/legend.json`, {}, signal);
}
