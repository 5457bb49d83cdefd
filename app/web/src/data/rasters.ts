/** Raster layers on the map: pictures of their classes, and what the colours mean. */
import { signal } from "@preact/signals";
import type { Map as GlMap } from "maplibre-gl";
import { useEffect, useState } from "preact/hooks";

import { get } from "../api/client";
import type { Titles } from "../texts";
import type { Standing } from "./types";

interface RasterTiles {
  readonly tiles: string[];
  readonly tile_size: number;
  readonly bounds: [number, number, number, number] | null;
  readonly minzoom: number;
  readonly maxzoom: number;
  readonly attribution: string;
}

export interface RasterLegend {
  readonly layer: string;
  readonly title: Titles;
  readonly standing: readonly Standing[];
  readonly tables: readonly { readonly id: string; readonly title: Titles; readonly classes: readonly { readonly value: number; readonly title: Titles; readonly colour: string }[] }[];
}

/** Names of the raster layers; null until they are asked for. */
const known = signal<readonly string[] | null>(null);

/** Those of `layers` that are rasters; empty until that is known. */
export function useRasters(layers: readonly string[], onFault: (fault: unknown) => void): readonly string[] {
  useEffect(() => {
    if (known.value !== null) return;
    get<{ layers: readonly { layer: string }[] }>("/rasters").then(({ layers: found }) => (known.value = found.map(({ layer }) => layer)), onFault);
  }, []);
  return layers.filter((layer) => known.value?.includes(layer));
}

/** Lays pictures of raster layers beneath the lines of the map, and takes them off with the choice. */
export function useRasterPictures(map: GlMap | null, rasters: readonly string[], onFault: (fault: unknown) => void): void {
  useEffect(() => {
    if (map === null) return;
    const stop = new AbortController();
    const laid: string[] = [];
    for (const layer of rasters) {
      const id = `raster:${layer}`;
      get<RasterTiles>(`/rasters/${layer}/WebMercatorQuad/tilejson.json`, {}, stop.signal).then(
        ({ tiles, tile_size: tileSize, bounds, minzoom, maxzoom, attribution }) => {
          if (stop.signal.aborted) return;
          map.addSource(id, { type: "raster", tiles, tileSize, minzoom, maxzoom, attribution, ...(bounds === null ? {} : { bounds }) });
          const above = map.getStyle().layers.find((one) => one.id.startsWith("over:"))?.id;
          map.addLayer({ id, type: "raster", source: id, paint: { "raster-opacity": 0.8, "raster-resampling": "nearest" } }, above);
          laid.push(id);
        },
        (fault: unknown) => !stop.signal.aborted && onFault(fault),
      );
    }
    return () => {
      stop.abort();
      if (map.style === undefined) return; // the map itself is gone
      for (const id of laid) {
        map.removeLayer(id);
        map.removeSource(id);
      }
    };
  }, [map, rasters.join()]);
}

export function useRasterLegends(rasters: readonly string[], onFault: (fault: unknown) => void): readonly RasterLegend[] {
  const [held, setHeld] = useState<readonly RasterLegend[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    Promise.all(rasters.map((layer) => get<RasterLegend>(`/rasters/${layer}/legend.json`, {}, stop.signal))).then(
      (found) => !stop.signal.aborted && setHeld(found),
      (fault: unknown) => !stop.signal.aborted && onFault(fault),
    );
    return () => stop.abort();
  }, [rasters.join()]);
  return held;
}
