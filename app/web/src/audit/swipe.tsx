/** Two days side by side: two maps in step, one seen left of a divider, the other right of it. */
import type { Map as GlMap } from "maplibre-gl";
import { useEffect, useRef, useState } from "preact/hooks";

import { MapView, type MapProps, type Overlay } from "../map/map";
import { place, set } from "../route";
import { texts } from "../texts";

const t = texts({
  before: { zh: "{day} 的地图", en: "map of {day}" },
  divider: { zh: "两日地图的分隔线", en: "divider between the maps of two days" },
  share: { zh: "左侧 {day} 占 {value}%", en: "{value}% of the width shows {day}" },
});

interface Props extends Omit<MapProps, "overlays" | "asOf" | "label"> {
  readonly before: string;
  readonly after: string;
  readonly overlaysBefore: readonly Overlay[];
  readonly overlaysAfter: readonly Overlay[];
  readonly onMaps?: (maps: readonly GlMap[]) => void;
}

export function Swipe({ before, after, overlaysBefore, overlaysAfter, onMaps, ...shared }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const maps = useRef<Partial<Record<"left" | "right", GlMap>>>({});
  const [share, setShare] = useState(() => within(Number(place.value.query["swipe"] ?? 50)));
  const dragged = useRef(false);

  const ready = (which: "left" | "right") => (map: GlMap) => {
    maps.current[which] = map;
    const { left, right } = maps.current;
    if (left === undefined || right === undefined) return;
    follow(left, right);
    onMaps?.([left, right]);
  };
  useEffect(() => () => { maps.current = {}; }, []);

  const keep = (value: number) => {
    setShare(value);
    set({ swipe: value === 50 ? null : String(value) });
  };
  const move = (event: PointerEvent) => {
    const box = stage.current?.getBoundingClientRect();
    if (dragged.current && box) setShare(within(Math.round(((event.clientX - box.left) / box.width) * 100)));
  };
  const key = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 10 : 2;
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: share - step, ArrowDown: share - step, ArrowRight: share + step, ArrowUp: share + step,
      PageDown: share - 10, PageUp: share + 10, Home: 0, End: 100,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    keep(within(next));
  };
  return (
    <div class="swipe" ref={stage}>
      <div class="side after">
        <MapView {...shared} label={t("before", { day: after })} asOf={after} overlays={overlaysAfter} onReady={ready("right")} />
      </div>
      <div class="side before" style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}>
        <MapView {...shared} label={t("before", { day: before })} asOf={before} overlays={overlaysBefore} onReady={ready("left")} />
      </div>
      <p class="day left" aria-hidden="true">{before}</p>
      <p class="day right" aria-hidden="true">{after}</p>
      <div
        class="divider"
        role="slider"
        tabIndex={0}
        aria-label={t("divider")}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        aria-valuetext={t("share", { value: share, day: before })}
        style={{ left: `${share}%` }}
        onKeyDown={key}
        onPointerDown={(event) => { dragged.current = true; event.currentTarget.setPointerCapture(event.pointerId); }}
        onPointerMove={move}
        onPointerUp={() => { dragged.current = false; keep(share); }}
        onPointerCancel={() => { dragged.current = false; }}
      >
        <span aria-hidden="true">⇔</span>
      </div>
    </div>
  );
}

function within(value: number): number {
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : 50;
}

/** Each map goes where the other goes. */
function follow(one: GlMap, other: GlMap): void {
  let led = false;
  const lead = (from: GlMap, to: GlMap) => () => {
    if (led) return;
    led = true;
    to.jumpTo({ center: from.getCenter(), zoom: from.getZoom(), bearing: from.getBearing(), pitch: from.getPitch() });
    led = false;
  };
  one.on("move", lead(one, other));
  other.on("move", lead(other, one));
  lead(one, other)();
}
