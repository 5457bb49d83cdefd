/** Definitions of layers, each asked for once: the titles of attributes and values. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { get } from "../api/client";
import type { Kind, LayerInFull } from "./types";

const held = signal<ReadonlyMap<string, Kind>>(new Map());

/** The definition of a layer; null until it is here. What waits for it shows the service's own names meanwhile. */
export function useKind(layer: string): Kind | null {
  const known = held.value.get(layer) ?? null;
  useEffect(() => {
    if (known !== null) return;
    get<LayerInFull>(`/layers/${encodeURIComponent(layer)}`).then(
      ({ kind }) => (held.value = new Map(held.value).set(layer, kind)),
      () => undefined, // the names of the attributes are shown instead of their titles
    );
  }, [layer]);
  return known;
}
