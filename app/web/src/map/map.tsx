/** The map of every page: our own layers as tiles beneath what the page lays over them. */
import "maplibre-gl/dist/maplibre-gl.css";
import maplibre, { type LngLatBoundsLike, type MapGeoJSONFeature, type StyleSpecification } from "maplibre-gl";
import { useEffect, useRef, useState } from "preact/hooks";

import { key } from "../api/key";
import { get, url } from "../api/client";
import type { Settings } from "../api/settings";
import { language } from "../route";
import { texts } from "../texts";
import { tell } from "../ui/fault";
import { GROUND, withGround } from "./base";
import { lay, type Overlay } from "./overlays";
import { regionNames } from "./region_names";

export type { Look, Overlay } from "./overlays";

const t = texts({
  nearer: { zh: "放大", en: "Zoom in" },
  farther: { zh: "缩小", en: "Zoom out" },
  sources: { zh: "数据来源", en: "Sources of the data" },
  metres: { zh: "米", en: "m" },
  kilometres: { zh: "千米", en: "km" },
});

export interface MapProps {
  readonly settings: Settings;
  /** What is told to screen readers. */
  readonly label: string;
  /** Layers drawn beneath; others of the style are hidden. */
  readonly layers: readonly string[];
  readonly overlays?: readonly Overlay[];
  /** West, south, east, north: the map goes there when this changes. */
  readonly view?: readonly [number, number, number, number] | null;
  readonly asOf?: string | undefined;
  readonly onReady?: (map: maplibre.Map) => void;
  /** A click: where, and what of overlays and layers lies there. */
  readonly onPick?: (lonlat: [number, number], features: readonly MapGeoJSONFeature[]) => void;
}

export function MapView(props: MapProps) {
  const place = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const stop = new AbortController();
    let made: maplibre.Map | null = null;
    const style = get<StyleSpecification>("/tiles/style.json", { lang: language(), as_of: props.asOf }, stop.signal);
    Promise.all([style, regionNames(stop.signal)]).then(([style, names]) => {
      if (place.current === null) return;
      made = new maplibre.Map({
        container: place.current,
        style: withGround(showing(style, latest.current.layers), props.settings, names),
        bounds: (props.view ?? props.settings.bounds ?? [118, 27, 123, 31.2]) as LngLatBoundsLike,
        fitBoundsOptions: { padding: 40 },
        attributionControl: { compact: true },
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        localIdeographFontFamily: "system-ui, sans-serif",
        locale: {
          "Map.Title": props.label,
          "NavigationControl.ZoomIn": t("nearer"),
          "NavigationControl.ZoomOut": t("farther"),
          "AttributionControl.ToggleAttribution": t("sources"),
          "ScaleControl.Meters": t("metres"),
          "ScaleControl.Kilometers": t("kilometres"),
        },
        transformRequest: (address) =>
          key.value !== "" && address.startsWith(url("/"))
            ? { url: address, headers: { Authorization: `Bearer ${key.value}` } }
            : { url: address },
      });
      made.touchZoomRotate.disableRotation();
      made.keyboard.disableRotation();
      made.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
      made.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
      made.on("click", (event) => latest.current.onPick?.(event.lngLat.toArray(), under(made, event.point)));
      made.once("load", () => {
        if (made === null) return;
        fold(made);
        setMap(made);
        latest.current.onReady?.(made);
      });
    }, (found: unknown) => !stop.signal.aborted && setFault(found));
    return () => {
      stop.abort();
      made?.remove();
      setMap(null);
    };
  }, [props.asOf]);

  // a map of another day may be gone already while its effects still run
  useEffect(() => {
    if (map === null || gone(map)) return;
    for (const layer of map.getStyle().layers) {
      const of = "source-layer" in layer ? layer["source-layer"] : undefined;
      if (of !== undefined && !layer.id.startsWith(GROUND)) map.setLayoutProperty(layer.id, "visibility", props.layers.includes(of) ? "visible" : "none");
    }
  }, [map, props.layers.join()]);

  useEffect(() => {
    if (map !== null && !gone(map)) lay(map, props.overlays ?? []);
  }, [map, props.overlays]);

  useEffect(() => {
    if (map !== null && !gone(map) && props.view) map.fitBounds(props.view as LngLatBoundsLike, { padding: 60, maxZoom: 17, animate: false });
  }, [map, props.view?.join()]);

  const base = props.settings.base_map;
  return (
    <>
      <div class="map" ref={place} data-ready={map !== null} />
      {base !== null && <p class="credit">{[base.attribution, base.approval].filter(Boolean).join(" · ")}</p>}
      {fault !== null && tell(fault)}
    </>
  );
}

/** Whether a map was removed: it then has no style to be asked for. */
export function gone(map: maplibre.Map): boolean {
  return !map.getCanvas().isConnected;
}

/** The style with these layers alone to be seen, so that no tile of another is fetched first. */
function showing(style: StyleSpecification, layers: readonly string[]): StyleSpecification {
  const shown = style.layers.map((layer) => {
    const of = "source-layer" in layer ? layer["source-layer"] : undefined;
    if (of === undefined) return layer;
    return { ...layer, layout: { ...layer.layout, visibility: layers.includes(of) ? "visible" : "none" } } as typeof layer;
  });
  return { ...style, layers: shown };
}

/** What of overlays and layers lies at a place; not the ground. */
function under(map: maplibre.Map | null, point: maplibre.Point): MapGeoJSONFeature[] {
  return (map?.queryRenderedFeatures(point) ?? []).filter((found) => !found.layer.id.startsWith(GROUND));
}

/** Our own sources name all their documents, which would cover the map; a base map's credit stands apart. */
function fold(map: maplibre.Map): void {
  const said = map.getContainer().querySelector(".maplibregl-ctrl-attrib");
  said?.removeAttribute("open");
  said?.classList.remove("maplibregl-compact-show");
}
