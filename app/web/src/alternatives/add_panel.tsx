/** Another alternative: drawn, typed, or one of several files. */
import type { Map as Plane } from "maplibre-gl";
import { useState } from "preact/hooks";

import { CrsField } from "../review/crs_field";
import { DrawPanel } from "../review/draw_panel";
import { HOWS, state, type Draft } from "../review/draft";
import { texts } from "../texts";
import { tell } from "../ui/fault";
import { entryOf, keep, MOST, type Entry } from "./entries";

const t = texts({
  heading: { zh: "添加方案", en: "Add an alternative" },
  ways: { zh: "给出位置的方式", en: "How to say where" },
  draw: { zh: "在地图上画", en: "Draw" },
  type: { zh: "输入坐标", en: "Type" },
  file: { zh: "打开文件", en: "Files" },
  name: { zh: "方案名称", en: "Name of the alternative" },
  own: { zh: "方案{number}", en: "Alternative {number}" },
  add: { zh: "加入比选", en: "Add it" },
  typed: { zh: "坐标", en: "Coordinates" },
  hint: { zh: "一个“经度,纬度”、度分秒、界址点表、WKT、GeoJSON 或地图链接", en: "LON,LAT, degrees-minutes-seconds, a list of corners, WKT, GeoJSON, or a map link" },
  drop: { zh: "把一个或几个文件拖到这里，或选择文件；每个文件是一个方案", en: "Drop one or several files here, or choose them; each is an alternative" },
  reading: { zh: "正在读取 {name}…", en: "Reading {name}…" },
  full: { zh: "最多比较 {most} 个方案。", en: "At most {most} alternatives are compared." },
});

interface Props {
  readonly draft: Draft;
  readonly entries: readonly Entry[];
  readonly map: Plane | null;
  readonly onDrawing: (drawing: boolean) => void;
}

export function AddPanel({ draft, entries, map, onDrawing }: Props) {
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [over, setOver] = useState(false);
  const [reading, setReading] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  if (entries.length >= MOST) return <p class="hint">{t("full", { most: MOST })}</p>;

  const called = name.trim() || t("own", { number: entries.length + 1 });
  const added = (found: readonly Entry[]) => {
    state({ site: "" });
    keep([...entries, ...found].slice(0, MOST));
    setName("");
    setText("");
  };
  const read = async (files: readonly (File | string)[]) => {
    setFault(null);
    const found: Entry[] = [];
    try {
      for (const file of files.slice(0, MOST - entries.length)) {
        setReading(typeof file === "string" ? called : file.name);
        found.push(await entryOf(file, draft.crs, called));
      }
    } catch (said) {
      setFault(said);
    }
    setReading(null);
    if (found.length > 0) added(found);
  };
  const dropped = (list: FileList | null | undefined) => void read([...(list ?? [])]);

  return (
    <section aria-labelledby="add">
      <h2 id="add">{t("heading")}</h2>
      <div class="row" role="group" aria-label={t("ways")}>
        {HOWS.map((how) => (
          <button type="button" key={how} aria-pressed={draft.how === how} onClick={() => how !== draft.how && state({ how, site: "", crs: null })}>{t(how)}</button>
        ))}
      </div>
      <div class="way">
        {draft.how !== "file" && (
          <div class="field">
            <label for="alternative">{t("name")}</label>
            <input id="alternative" value={name} maxLength={100} placeholder={t("own", { number: entries.length + 1 })} onInput={(event) => setName(event.currentTarget.value)} />
          </div>
        )}
        {draft.how === "draw" && (
          <>
            <DrawPanel key={entries.length} map={map} site={draft.site} onBusy={onDrawing} />
            <button type="button" class="main" disabled={draft.site === ""} onClick={() => added([{ name: called, at: draft.site, crs: "" }])}>{t("add")}</button>
          </>
        )}
        {draft.how === "type" && (
          <form onSubmit={(event) => { event.preventDefault(); void read([text]); }}>
            <div class="field">
              <label for="typed">{t("typed")}</label>
              <textarea id="typed" rows={3} spellcheck={false} aria-describedby="typed-hint" value={text} onInput={(event) => setText(event.currentTarget.value)} />
              <p class="hint" id="typed-hint">{t("hint")}</p>
            </div>
            <CrsField crs={draft.crs} />
            <button type="submit" class="main" disabled={text.trim() === "" || reading !== null}>{t("add")}</button>
          </form>
        )}
        {draft.how === "file" && (
          <>
            <CrsField crs={draft.crs} />
            <div
              class={over ? "drop over" : "drop"}
              onDragOver={(event) => { event.preventDefault(); setOver(true); }}
              onDragLeave={() => setOver(false)}
              onDrop={(event) => { event.preventDefault(); setOver(false); dropped(event.dataTransfer?.files); }}
            >
              <label for="files">{t("drop")}</label>
              <input id="files" type="file" multiple disabled={reading !== null} onChange={(event) => dropped(event.currentTarget.files)} />
            </div>
          </>
        )}
      </div>
      <p role="status" class="hint">{reading !== null ? t("reading", { name: reading }) : ""}</p>
      {fault !== null && tell(fault)}
    </section>
  );
}
