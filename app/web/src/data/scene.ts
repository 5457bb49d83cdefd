/** What the map of the data page shows: a ground set by the page, and what its open tab lays over it. */
import { signal } from "@preact/signals";
import type { Feature, Geometry } from "geojson";
import { useEffect } from "preact/hooks";

import type { Bounds } from "../map/bounds";
import type { Look, Overlay } from "../map/map";

export interface Ground {
  readonly layers: readonly string[];
  readonly overlays: readonly Overlay[];
  readonly view: Bounds | null;
}

const NOTHING: Ground = { layers: [], overlays: [], view: null };
export const ground = signal<Ground>(NOTHING);
/** By who laid them there. */
export const front = signal<Readonly<Record<string, readonly Overlay[]>>>({});
/** Where the map is sent on demand: a place of a report, a change. */
export const aim = signal<Bounds | null>(null);
/** Counts what was published or withdrawn from here: the map and the answers are asked for anew. */
export const published = signal(0);

export function useGround(made: () => Ground, depends: readonly unknown[]): void {
  useEffect(() => {
    ground.value = made();
    aim.value = null;
  }, depends);
  useEffect(() => () => void (ground.value = NOTHING), []);
}

export function useFront(by: string, made: () => readonly Overlay[], depends: readonly unknown[]): void {
  useEffect(() => {
    front.value = { ...front.peek(), [by]: made() };
  }, depends);
  useEffect(
    () => () => {
      const { [by]: _, ...others } = front.peek();
      front.value = others;
    },
    [],
  );
}

/** Sends the map to a place, with some metres around a point. */
export function lookAt([west, south, east, north]: Bounds): void {
  const pad = Math.max(0.0015, (east - west) * 0.3, (north - south) * 0.3);
  const again = aim.peek()?.[1] === south - pad ? 1e-9 : 0; // asked anew after the map was moved, it goes there anew
  aim.value = [west - pad, south - pad - again, east + pad, north + pad];
  document.querySelector(".stage")?.scrollIntoView({ block: "nearest" }); // on a phone it lies above what was pressed
}

/** An overlay of geometries; `pick` of its properties is what a click on it chooses. */
export function overlay(id: string, look: Look, found: readonly (readonly [Geometry, string?])[]): Overlay {
  const features: Feature[] = found.map(([geometry, pick]) => ({ type: "Feature", properties: pick === undefined ? {} : { pick }, geometry }));
  return { id, look, data: { type: "FeatureCollection", features } };
}

export function point(at: readonly [number, number]): Geometry {
  return { type: "Point", coordinates: [...at] };
}
