/** Drawing over the map's own events: clicks add vertices, vertices are dragged, a double click or Enter finishes. */
import type { GeoJSONSource, Map as Plane, MapLayerMouseEvent, MapMouseEvent, MapTouchEvent } from "maplibre-gl";
import type { Feature, FeatureCollection } from "geojson";

import { gone } from "../map/map";
import { complete, geometryOf, type Drawn, type Vertex } from "./shapes";

export interface Listener {
  /** The drawing changed by a click or a drag that ended. */
  readonly onChange: (drawn: Drawn) => void;
  readonly onFinish: () => void;
  readonly onUndo: () => void;
}

const SOURCE = "draw";
const INK = "#111111";
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

/** Seven decimals are a centimetre. */
const round = (value: number) => Math.round(value * 1e7) / 1e7;

export class DrawMap {
  private drawn: Drawn = { kind: "polygon", vertices: [] };
  private open = false;
  private pointer: Vertex | null = null;
  private held: number | null = null;
  private readonly endings: (() => void)[] = [];

  constructor(
    private readonly map: Plane,
    private readonly listener: Listener,
  ) {
    map.addSource(SOURCE, { type: "geojson", data: EMPTY });
    map.addLayer({ id: "draw:fill", type: "fill", source: SOURCE, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": INK, "fill-opacity": 0.12 } });
    map.addLayer({ id: "draw:halo", type: "line", source: SOURCE, filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": "#ffffff", "line-width": 5 } });
    map.addLayer({ id: "draw:line", type: "line", source: SOURCE, filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": INK, "line-width": 2.5 } });
    map.addLayer({ id: "draw:vertex", type: "circle", source: SOURCE, filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 7, "circle-color": "#ffffff", "circle-stroke-color": INK, "circle-stroke-width": 2.5 } });
    this.listen();
  }

  /** Show a drawing; `open` while clicks add to it. */
  show(drawn: Drawn, open: boolean): void {
    this.drawn = drawn;
    this.open = open;
    if (!open) this.pointer = null;
    this.map.getCanvas().style.cursor = open ? "crosshair" : "";
    if (open) this.map.doubleClickZoom.disable();
    else this.map.doubleClickZoom.enable();
    this.paint();
  }

  remove(): void {
    for (const end of this.endings) end();
    if (gone(this.map)) return;
    for (const layer of ["draw:vertex", "draw:line", "draw:halo", "draw:fill"]) if (this.map.getLayer(layer)) this.map.removeLayer(layer);
    if (this.map.getSource(SOURCE)) this.map.removeSource(SOURCE);
    this.map.getCanvas().style.cursor = "";
    this.map.doubleClickZoom.enable();
  }

  private listen(): void {
    const { map } = this;
    const click = (event: MapMouseEvent) => this.click(event);
    const twice = (event: MapMouseEvent) => {
      if (!this.open) return;
      event.preventDefault();
      this.listener.onFinish();
    };
    const move = (event: MapMouseEvent | MapTouchEvent) => this.move([round(event.lngLat.lng), round(event.lngLat.lat)]);
    const up = () => this.drop();
    const hold = (event: MapLayerMouseEvent | (MapTouchEvent & { features?: { properties: unknown }[] })) => {
      const index = (event.features?.[0]?.properties as { index?: number } | undefined)?.index;
      if (index === undefined || ("points" in event && event.points.length !== 1)) return;
      event.preventDefault();
      this.held = index;
    };
    const key = (event: KeyboardEvent) => this.key(event);
    map.on("click", click);
    map.on("dblclick", twice);
    map.on("mousemove", move);
    map.on("touchmove", move);
    map.on("mouseup", up);
    map.on("touchend", up);
    map.on("mousedown", "draw:vertex", hold);
    map.on("touchstart", "draw:vertex", hold as (event: MapTouchEvent) => void);
    map.getContainer().addEventListener("keydown", key);
    this.endings.push(
      () => map.off("click", click),
      () => map.off("dblclick", twice),
      () => map.off("mousemove", move),
      () => map.off("touchmove", move),
      () => map.off("mouseup", up),
      () => map.off("touchend", up),
      () => map.off("mousedown", "draw:vertex", hold),
      () => map.off("touchstart", "draw:vertex", hold as (event: MapTouchEvent) => void),
      () => map.getContainer().removeEventListener("keydown", key),
    );
  }

  private click(event: MapMouseEvent): void {
    if (!this.open) return;
    const { kind, vertices } = this.drawn;
    const last = vertices.at(-1);
    const place: Vertex = [round(event.lngLat.lng), round(event.lngLat.lat)];
    // the second click of a double click is where the first one was
    if (last !== undefined && kind !== "point" && this.map.project([...last]).dist(event.point) < 4) return;
    this.listener.onChange({ kind, vertices: kind === "point" ? [place] : [...vertices, place] });
    if (kind === "point") this.listener.onFinish();
  }

  private move(place: Vertex): void {
    if (this.held !== null) {
      this.drawn = { ...this.drawn, vertices: this.drawn.vertices.map((one, index) => (index === this.held ? place : one)) };
      this.paint();
    } else if (this.open) {
      this.pointer = place;
      this.paint();
    }
  }

  private drop(): void {
    if (this.held === null) return;
    this.held = null;
    this.listener.onChange(this.drawn);
  }

  private key(event: KeyboardEvent): void {
    if (!this.open) return;
    if (event.key === "Enter") this.listener.onFinish();
    else if (event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey))) this.listener.onUndo();
    else return;
    event.preventDefault();
  }

  private paint(): void {
    if (gone(this.map)) return;
    const { kind, vertices } = this.drawn;
    const shown: Drawn = { kind, vertices: this.open && this.pointer !== null && kind !== "point" ? [...vertices, this.pointer] : vertices };
    const features: Feature[] = vertices.map(([x, y], index) => ({ type: "Feature", properties: { index }, geometry: { type: "Point", coordinates: [x, y] } }));
    if (kind !== "point") {
      if (complete(shown)) features.unshift({ type: "Feature", properties: {}, geometry: geometryOf(shown) });
      else if (shown.vertices.length === 2) features.unshift({ type: "Feature", properties: {}, geometry: geometryOf({ ...shown, kind: "line" }) });
    }
    this.map.getSource<GeoJSONSource>(SOURCE)?.setData({ type: "FeatureCollection", features });
  }
}
