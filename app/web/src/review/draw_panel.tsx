/** Drawing a site: on the map, or by typing coordinates; both change the same vertices. */
import type { Map as Plane } from "maplibre-gl";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { texts } from "../texts";
import { TypedField } from "../ui/typed_field";
import { state } from "./draft";
import { DrawMap } from "./draw_map";
import { complete, drawnOf, LEAST, wktOf, type Drawn, type Kind, type Vertex } from "./shapes";

const t = texts({
  polygon: { zh: "画面", en: "Polygon" },
  line: { zh: "画线", en: "Line" },
  point: { zh: "画点", en: "Point" },
  undo: { zh: "撤销一步", en: "Undo" },
  finish: { zh: "完成", en: "Finish" },
  clear: { zh: "清除", en: "Clear" },
  kinds: { zh: "画什么", en: "What to draw" },
  open: { zh: "在地图上逐点点击；双击、回车或按“完成”结束。不用鼠标时在下面输入坐标。", en: "Click points on the map; finish by a double click, Enter or the button. Without a mouse, type coordinates below." },
  done: { zh: "拖动顶点可以修改；下表中也可以改。", en: "Drag a vertex to change it, or change it in the table." },
  start: { zh: "选择面、线或点开始绘制。", en: "Choose polygon, line or point to begin." },
  lon: { zh: "经度（°）", en: "Longitude (°)" },
  lat: { zh: "纬度（°）", en: "Latitude (°)" },
  add: { zh: "添加顶点", en: "Add vertex" },
  vertices: { zh: "顶点（{count}）", en: "Vertices ({count})" },
  number: { zh: "序号", en: "No." },
  remove: { zh: "删除顶点 {number}", en: "Delete vertex {number}" },
  lonOf: { zh: "顶点 {number} 的经度", en: "Longitude of vertex {number}" },
  latOf: { zh: "顶点 {number} 的纬度", en: "Latitude of vertex {number}" },
  wanting: { zh: "还需要 {count} 个顶点", en: "{count} more vertices are needed" },
});

export function DrawPanel({ map, site, onBusy }: { map: Plane | null; site: string; onBusy: (busy: boolean) => void }) {
  const [drawn, setDrawn] = useState<Drawn>(() => drawnOf(site) ?? { kind: "polygon", vertices: [] });
  const [open, setOpen] = useState(false);
  const [past, setPast] = useState<readonly Drawn[]>([]);
  const now = useRef({ drawn, open, past });
  now.current = { drawn, open, past };
  const tool = useRef<DrawMap | null>(null);

  const remember = (next: readonly Drawn[]) => {
    setPast(next);
    now.current = { ...now.current, past: next };
  };
  const show = (next: Drawn, stillOpen: boolean) => {
    setDrawn(next);
    setOpen(stillOpen);
    now.current = { ...now.current, drawn: next, open: stillOpen };
    if (!stillOpen) state({ site: wktOf(next), crs: null });
  };
  const change = (next: Drawn) => {
    remember([...now.current.past, now.current.drawn]);
    show(next, now.current.open);
  };
  const undo = () => {
    const before = now.current.past.at(-1);
    if (before === undefined) return;
    remember(now.current.past.slice(0, -1));
    show(before, now.current.open);
  };
  const finish = () => {
    if (complete(now.current.drawn)) show(now.current.drawn, false);
  };
  const begin = (kind: Kind) => {
    remember([...now.current.past, now.current.drawn]);
    state({ site: "", crs: null });
    setDrawn({ kind, vertices: [] });
    setOpen(true);
  };

  useEffect(() => {
    if (map === null) return undefined;
    const made = new DrawMap(map, { onChange: change, onFinish: finish, onUndo: undo });
    tool.current = made;
    made.show(now.current.drawn, now.current.open);
    return () => {
      tool.current = null;
      made.remove();
    };
  }, [map]);
  // at once: the next click may come before the next frame
  useLayoutEffect(() => tool.current?.show(drawn, open), [drawn, open]);
  useEffect(() => onBusy(open), [open]);
  // another site by the address: a link followed, or the browser's way back
  useEffect(() => {
    if (!now.current.open && site !== wktOf(now.current.drawn)) setDrawn(drawnOf(site) ?? { kind: now.current.drawn.kind, vertices: [] });
  }, [site]);

  const lacking = LEAST[drawn.kind] - drawn.vertices.length;
  return (
    <div>
      <div class="row" role="group" aria-label={t("kinds")}>
        {(["polygon", "line", "point"] as const).map((kind) => (
          <button type="button" key={kind} aria-pressed={open && drawn.kind === kind} onClick={() => begin(kind)}>{t(kind)}</button>
        ))}
        <button type="button" disabled={past.length === 0} onClick={undo}>{t("undo")}</button>
        {open && <button type="button" class="main" disabled={!complete(drawn)} onClick={finish}>{t("finish")}</button>}
        <button type="button" disabled={drawn.vertices.length === 0} onClick={() => change({ ...drawn, vertices: [] })}>{t("clear")}</button>
      </div>
      <p class="hint" role="status">
        {open ? t("open") : drawn.vertices.length > 0 ? t("done") : t("start")}
        {open && lacking > 0 && drawn.vertices.length > 0 && ` ${t("wanting", { count: lacking })}`}
      </p>
      <Typed drawn={drawn} onChange={change} />
    </div>
  );
}

function Typed({ drawn, onChange }: { drawn: Drawn; onChange: (drawn: Drawn) => void }) {
  const [lon, setLon] = useState("");
  const [lat, setLat] = useState("");
  const first = useRef<HTMLInputElement>(null);
  const { kind, vertices } = drawn;
  const put = (index: number, axis: 0 | 1, text: string) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) return;
    onChange({ kind, vertices: vertices.map((one, at) => (at === index ? ((axis === 0 ? [value, one[1]] : [one[0], value]) as Vertex) : one)) });
  };
  const add = (event: Event) => {
    event.preventDefault();
    const place: Vertex = [Number(lon), Number(lat)];
    if (lon.trim() === "" || lat.trim() === "" || !place.every(Number.isFinite)) return;
    onChange({ kind, vertices: kind === "point" ? [place] : [...vertices, place] });
    setLon("");
    setLat("");
    first.current?.focus();
  };
  return (
    <details class="vertices">
      <summary>{t("vertices", { count: vertices.length })}</summary>
      <form class="row" onSubmit={add}>
        <label for="vertex-lon">{t("lon")}</label>
        <input id="vertex-lon" ref={first} inputMode="decimal" size={11} value={lon} onInput={(event) => setLon(event.currentTarget.value)} />
        <label for="vertex-lat">{t("lat")}</label>
        <input id="vertex-lat" inputMode="decimal" size={11} value={lat} onInput={(event) => setLat(event.currentTarget.value)} />
        <button type="submit">{t("add")}</button>
      </form>
      {vertices.length > 0 && vertices.length <= 200 && (
        <table>
          <caption class="hidden">{t("vertices", { count: vertices.length })}</caption>
          <thead>
            <tr><th scope="col">{t("number")}</th><th scope="col">{t("lon")}</th><th scope="col">{t("lat")}</th><td /></tr>
          </thead>
          <tbody>
            {vertices.map(([x, y], index) => (
              <tr key={index}>
                <th scope="row">{index + 1}</th>
                <td><TypedField size={11} aria-label={t("lonOf", { number: index + 1 })} value={String(x)} onState={(text) => put(index, 0, text)} /></td>
                <td><TypedField size={11} aria-label={t("latOf", { number: index + 1 })} value={String(y)} onState={(text) => put(index, 1, text)} /></td>
                <td><button type="button" aria-label={t("remove", { number: index + 1 })} onClick={() => onChange({ kind, vertices: vertices.filter((_, at) => at !== index) })}>×</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
