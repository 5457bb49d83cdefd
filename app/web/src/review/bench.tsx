/** Panel and map of a verdict, linked both ways; what stands above the verdict is the page's own. */
import type { Map as Plane } from "maplibre-gl";
import type { Geometry } from "geojson";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";

import type { Settings } from "../api/settings";
import { boundsOf, type Bounds } from "../map/bounds";
import { gone, MapView, type Overlay } from "../map/map";
import { place, set } from "../route";
import { texts, title } from "../texts";
import { Annexes } from "./annexes";
import { Coverage } from "./coverage";
import type { Facts } from "./fact_text";
import { Findings } from "./findings";
import { met } from "./finding_key";
import { useMarks, type Marked } from "./marks";
import { collection, usePlaces, viewOf } from "./places";
import { Questions } from "./questions";
import { SurroundingsTable } from "./surroundings";
import { LineTables, Totals } from "./tables";
import { Thin } from "./thin";
import type { Verdict } from "./types";
import { VerdictCard } from "./verdict_card";

const t = texts({
  map: { zh: "项目位置和发现的地图", en: "Map of the project and the findings" },
});

const BELOW = ["admin_area", "coastline"];
const NONE: readonly Geometry[] = [];
const NOWHERE: readonly Marked[] = [];

interface Props {
  readonly settings: Settings;
  readonly facts: Facts;
  readonly verdict: Verdict | null;
  /** Whether the verdict is being worked out anew: what is shown answers the question before. */
  readonly busy: boolean;
  /** Whether questions can be answered. */
  readonly open: boolean;
  /** The site where there is no verdict yet; null where something else draws it. */
  readonly site: readonly Geometry[] | null;
  /** What the map shows first. */
  readonly start?: readonly Geometry[];
  /** Other places that the site may mean, with their letters. */
  readonly places?: readonly Marked[];
  /** Whether the map takes clicks for drawing. */
  readonly drawing?: boolean;
  readonly onMap?: (map: Plane | null) => void;
  readonly above: ComponentChildren;
  readonly actions?: ComponentChildren;
}

export function Bench({ settings, facts, verdict, busy, open, site, start = NONE, places: candidates = NOWHERE, drawing = false, onMap, above, actions }: Props) {
  const [map, setMap] = useState<Plane | null>(null);
  const [hover, setHover] = useState<string | null>(null);
  const [called, setCalled] = useState(0);
  const [gap, setGap] = useState<Geometry | null>(null);
  const [spot, setSpot] = useState<Geometry | null>(null);
  const chosen = place.value.query["finding"] ?? null;
  const places = usePlaces(verdict, chosen);
  const parts = useMemo(() => verdict?.project.parts.map((part) => part.geometry) ?? site ?? NONE, [verdict, site]);
  const layers = useMemo(() => new Map([...(verdict?.coverage ?? []).map((cell) => [cell.layer, title(cell.title)] as const), ...(verdict?.findings ?? []).map((one) => [one.layer, title(one.layer_title)] as const)]), [verdict]);
  const marked = hover ?? chosen;

  const go = (bounds: Bounds | null, maxZoom = 17) => {
    if (map !== null && !gone(map) && bounds !== null) map.fitBounds(bounds, { padding: 60, maxZoom, animate: false });
  };
  const choose = (key: string | null) => set({ finding: key });
  const bounds = boundsOf(parts);
  const seen = chosen === null ? undefined : places.get(chosen);
  useEffect(() => go(boundsOf(start), 16), [map]);
  useEffect(() => {
    if (site !== null) go(bounds, 16);
  }, [map, bounds?.join()]);
  useEffect(() => {
    if (seen !== undefined && bounds !== null) go(viewOf(seen, bounds), 19);
  }, [map, chosen, seen]);
  useEffect(() => {
    setGap(null);
    setSpot(null);
  }, [verdict]);
  useMarks(map, bounds, candidates);

  const overlays = useMemo<Overlay[]>(() => {
    const out: Overlay[] = [];
    if (site !== null) out.push({ id: "site", look: "site", data: collection(parts) });
    if (candidates.length > 0) out.push({ id: "other", look: "other", data: collection(candidates.flatMap((one) => one.shapes)) });
    const found = [...places].filter(([key]) => key !== marked);
    out.push({ id: "findings", look: "finding", data: { type: "FeatureCollection", features: found.flatMap(([key, one]) => collection(one.shown, { key }).features) } });
    if (gap !== null) out.push({ id: "gap", look: "removed", data: collection([gap]) });
    if (spot !== null) out.push({ id: "spot", look: "thin", data: collection([spot]) });
    const one = marked === null ? undefined : places.get(marked);
    if (one !== undefined && marked !== null) out.push({ id: "chosen", look: "chosen", data: collection(one.shown, { key: marked }) });
    return out;
  }, [parts, site === null, candidates, places, marked, gap, spot]);

  const zoom = (at: readonly [number, number], metres: number) => {
    const half = Math.max(metres, 10) / 150_000;
    setSpot({ type: "Point", coordinates: [...at] });
    go([at[0] - half, at[1] - half, at[0] + half, at[1] + half], 20);
  };
  const drawn = useMemo(() => [...new Set([...BELOW, ...(verdict?.findings ?? []).map((one) => one.layer)])], [verdict]);
  return (
    <>
      <div class="panel review">
        {above}
        {verdict !== null && (
          <div class={busy ? "stale" : ""} aria-busy={busy}>
            <VerdictCard verdict={verdict} layers={layers} />
            {actions}
            <Questions questions={verdict.questions} facts={facts} open={open && !busy} />
            <Findings
              verdict={verdict}
              facts={facts}
              chosen={chosen}
              called={called}
              fault={seen?.fault}
              onChoose={choose}
              onHover={setHover}
            />
            <LineTables lines={verdict.lines} onShow={choose} />
            <Thin verdict={verdict} onZoom={zoom} />
            <Coverage verdict={verdict} onGap={(found) => { setGap(found); go(boundsOf([found])); }} />
            <Totals verdict={verdict} />
            <SurroundingsTable verdict={verdict} layers={layers} />
            <Annexes verdict={verdict} facts={facts} layers={layers} />
          </div>
        )}
      </div>
      <div class="stage">
        <MapView
          settings={settings}
          label={t("map")}
          layers={drawn}
          overlays={overlays}
          asOf={place.value.query["as_of"] || undefined}
          onReady={(made) => {
            setMap(made);
            onMap?.(made);
          }}
          onPick={(_, features) => {
            const key = drawing || verdict === null ? null : met(features, verdict.findings);
            if (key === null) return;
            choose(key);
            setCalled((count) => count + 1);
          }}
        />
      </div>
    </>
  );
}
