/** The map: what the page shows of the layers' own tiles, outlines and changes over them, and the legend. */
import type { Map as GlMap } from "maplibre-gl";
import { useMemo, useState } from "preact/hooks";

import type { Settings } from "../api/settings";
import { MapView } from "../map/map";
import { set } from "../route";
import { texts } from "../texts";
import { tell } from "../ui/fault";
import { Legends } from "./legend";
import { useRasterPictures, useRasters } from "./rasters";
import { aim, front, ground, overlay, point, published } from "./scene";
import { spot } from "./spot";

const t = texts({
  map: { zh: "地图：点击可查询该处的要素", en: "Map: click to ask what lies there" },
});

export function Stage({ settings }: { settings: Settings }) {
  const { query } = spot();
  const { layers, overlays, view } = ground.value;
  const over = front.value;
  const at = query["at"];
  const all = useMemo(() => {
    const [lon = NaN, lat = NaN] = (at ?? "").split(",").map(Number);
    const asked = Number.isFinite(lon) && Number.isFinite(lat) ? [overlay("at", "site", [[point([lon, lat])]])] : [];
    return [...overlays, ...Object.values(over).flat(), ...asked];
  }, [overlays, over, at]);
  const [map, setMap] = useState<GlMap | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const rasters = useRasters(layers, setFault);
  useRasterPictures(map, rasters, setFault);
  return (
    <div class="stage">
      <MapView
        key={published.value}
        settings={settings}
        label={t("map")}
        layers={layers}
        overlays={all}
        view={aim.value ?? view}
        onReady={setMap}
        onPick={([lon, lat], features) => {
          const chosen = features.find(({ properties }) => typeof properties?.["pick"] === "string");
          if (chosen !== undefined) set({ chosen: String(chosen.properties["pick"]) });
          else set({ at: `${lon.toFixed(6)},${lat.toFixed(6)}` });
        }}
      />
      <Legends layers={layers} rasters={rasters} />
      {fault !== null && <div class="over">{tell(fault)}</div>}
    </div>
  );
}
