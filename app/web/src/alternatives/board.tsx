/** The map of a comparison: its places numbered, coloured and hatched by verdict; one is chosen by a click. */
import type { Map as Plane } from "maplibre-gl";
import type { Geometry } from "geojson";
import { useEffect, useMemo, useState } from "preact/hooks";

import type { Settings } from "../api/settings";
import { boundsOf } from "../map/bounds";
import { gone, MapView, type Overlay } from "../map/map";
import { useMarks, type Marked } from "../review/marks";
import { collection } from "../review/places";
import { set } from "../route";
import { texts } from "../texts";
import type { Comparison } from "./types";

const t = texts({
  map: { zh: "各方案位置的地图，按结论着色和加线纹", en: "Map of the alternatives, coloured and hatched by verdict" },
});

const BELOW = ["admin_area", "coastline", "ecological_red_line", "control_unit"];

interface Props {
  readonly settings: Settings;
  /** Where each alternative lies, in their order. */
  readonly places: readonly (readonly Geometry[])[];
  /** What came of comparing them; null while nothing did. */
  readonly of: Comparison | null;
  readonly chosen: string | null;
  readonly asOf: string | undefined;
  /** Whether a click draws, and so chooses none. */
  readonly drawing?: boolean;
  readonly onMap?: (map: Plane) => void;
}

export function Board({ settings, places, of, chosen, asOf, drawing = false, onMap }: Props) {
  const [map, setMap] = useState<Plane | null>(null);
  const marks = useMemo<readonly Marked[]>(() => places.map((geometries, index) => ({ letter: String(index + 1), shapes: geometries })), [places]);
  useMarks(map, null, marks);
  const overlays = useMemo<Overlay[]>(() => places.map((geometries, index) => {
    const number = String(index + 1);
    const verdict = of?.alternatives.find((one) => one.number === index + 1)?.verdict;
    return { id: `alternative-${number}`, look: number === chosen ? "chosen" : (verdict ?? "other"), data: collection(geometries) };
  }), [places, of, chosen]);
  const view = chosen === null ? null : boundsOf(places[Number(chosen) - 1] ?? []);
  useEffect(() => {
    if (map !== null && !gone(map) && view !== null) map.fitBounds(view, { padding: 80, maxZoom: 17, animate: false });
  }, [map, view?.join()]);
  return (
    <div class="stage">
      <MapView
        settings={settings}
        label={t("map")}
        layers={BELOW}
        overlays={overlays}
        asOf={asOf}
        onReady={(made) => {
          setMap(made);
          onMap?.(made);
        }}
        onPick={(_, features) => {
          const number = features.map((one) => /^over:alternative-(\d+)$/.exec(one.source)?.[1]).find((found) => found !== undefined);
          if (!drawing && number !== undefined) set({ chosen: number });
        }}
      />
    </div>
  );
}
