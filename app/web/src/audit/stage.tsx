/** The map beside the figures: the layers that they are of, what can be picked, two days where two are compared. */
import type { Map as GlMap } from "maplibre-gl";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { get } from "../api/client";
import type { Settings } from "../api/settings";
import { boundsOf, type Bounds } from "../map/bounds";
import { MapView, type Overlay } from "../map/map";
import { texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { statusHere } from "./buffers";
import { overlays, spots, type Evidence, type Spot } from "./evidence";
import { MapLegend } from "./map_legend";
import type { Names } from "./names";
import type { Panel, Question } from "./question";
import { layCover } from "./rasters";
import { Swipe } from "./swipe";

const t = texts({
  map: { zh: "地图：{day} 的图层与要素", en: "Map: layers and features on {day}" },
});

const LAYERS: Readonly<Record<Panel, readonly string[]>> = {
  shoreline: ["admin_area", "coastline"],
  changes: ["admin_area", "coastline"],
  buffers: ["admin_area", "water_line", "buffer_strip"],
  areas: ["admin_area"],
  bays: ["admin_area", "bay", "coastline"],
  cover: ["admin_area"],
  targets: ["admin_area", "coastline"],
};

/** Pixels about a click. */
const NEAR = 6;

interface Props {
  readonly settings: Settings;
  readonly names: Names;
  readonly panel: Panel;
  readonly region: string | null;
  readonly asOf: string;
  readonly question: Question | null;
  readonly evidence: Evidence | null;
  readonly chosen: number | null;
  readonly onChoose: (number: number | null) => void;
}

export function Stage({ settings, names, panel, region, asOf, question, evidence, chosen, onChoose }: Props) {
  const layers = [...LAYERS[panel], ...(panel === "areas" ? (question?.layers ?? []) : [])];
  const status = statusHere();
  const found = useMemo(() => (evidence === null ? [] : spots(evidence, status)), [evidence, status]);
  const outline = useOutline(region, asOf);
  const draw = (on: "before" | "after" | null): readonly Overlay[] => [...outline.overlays, ...overlays(found, chosen, on)];
  const all = useMemo(() => draw(null), [found, chosen, outline]);
  const before = useMemo(() => draw("before"), [found, chosen, outline]);
  const after = useMemo(() => draw("after"), [found, chosen, outline]);
  const view = viewOf(found, chosen) ?? outline.view ?? null;
  const maps = useRef<readonly GlMap[]>([]);
  const [drawn, setDrawn] = useState(0);
  const [fault, setFault] = useState<unknown>(null);
  const since = question !== null && question.panel !== "buffers" ? question.since : null;
  const ready = (them: readonly GlMap[]) => {
    maps.current = them;
    setDrawn((count) => count + 1);
  };
  useEffect(() => {
    if (panel !== "cover") return;
    const days = since === null ? [asOf] : [since, asOf];
    const stop = new AbortController();
    const undo = maps.current.map((map, number) => layCover(map, days[number] ?? asOf, stop.signal, setFault));
    return () => { setFault(null); stop.abort(); undo.forEach((one) => one()); };
  }, [panel, drawn, since, asOf]);

  // a line is thin: what lies within a few pixels is meant
  const pick = (lonlat: [number, number]) => {
    const found = maps.current.flatMap((map) => {
      const { x, y } = map.project(lonlat);
      return map.queryRenderedFeatures([[x - NEAR, y - NEAR], [x + NEAR, y + NEAR]]);
    });
    const spot = found.map((one) => one.properties["spot"] as unknown).find((one) => typeof one === "number");
    if (typeof spot === "number") onChoose(spot);
  };
  const shared = { settings, layers, view, onPick: pick };
  return (
    <div class="stage">
      {since === null ? (
        <MapView key="one" {...shared} label={t("map", { day: asOf })} asOf={asOf} overlays={all} onReady={(map) => ready([map])} />
      ) : (
        <Swipe key="two" {...shared} before={since} after={asOf} overlaysBefore={before} overlaysAfter={after} onMaps={ready} />
      )}
      {fault !== null && <div class="over">{tell(fault)}</div>}
      <MapLegend names={names} layers={layers} spots={found} panel={panel} />
    </div>
  );
}

/** Around what was chosen, with some ground about it; null where nothing is. */
function viewOf(found: readonly Spot[], chosen: number | null): Bounds | null {
  const picked = found.find((spot) => spot.number === chosen);
  return picked === undefined ? null : boundsOf([picked.geometry]);
}

interface Outline {
  readonly overlays: readonly Overlay[];
  readonly view: Bounds | null;
}

const NO_OUTLINE: Outline = { overlays: [], view: null };

/** The outline of a county, where the map goes; of larger regions the map shows all that is published. */
function useOutline(region: string | null, asOf: string): Outline {
  const county = region !== null && !region.endsWith("00");
  const asked = useAsked(async (signal): Promise<Outline> => {
    if (!county) return NO_OUTLINE;
    const data = await get<GeoJSON.FeatureCollection>("/layers/admin_area/features", { filter: `code = '${region}'`, as_of: asOf, limit: 20 }, signal);
    return {
      overlays: [{ id: "region", look: "other", data: { type: "FeatureCollection", features: data.features.map((one) => ({ ...one, properties: {} })) } }],
      view: boundsOf(data.features.map((one) => one.geometry)),
    };
  }, [region, asOf]);
  return asked.state === "here" ? asked.value : NO_OUTLINE;
}
