/** A site as the client's file: dropped or chosen, sent, and read by the service. */
import { useState } from "preact/hooks";

import { place } from "../route";
import { texts } from "../texts";
import { tell } from "../ui/fault";
import { sendFile } from "./ask";
import { CrsField } from "./crs_field";
import { LeftOpen, openIn, type Open } from "./left_open";
import { draftOf, state, type Draft } from "./draft";

const t = texts({
  file: { zh: "项目范围文件", en: "File of the site" },
  drop: { zh: "把文件拖到这里，或", en: "Drop a file here, or" },
  choose: { zh: "选择文件", en: "choose a file" },
  kinds: {
    zh: "GeoJSON、GeoPackage、shapefile 或 FileGDB 的 zip、KML/KMZ、WKT、DXF、Excel 或 CSV 坐标表、界址点 TXT、CASS .dat",
    en: "GeoJSON, GeoPackage, zipped shapefile or FileGDB, KML/KMZ, WKT, DXF, coordinate tables in Excel or CSV, corner TXT, CASS .dat",
  },
  sending: { zh: "正在读取 {name}…", en: "Reading {name}…" },
  read: { zh: "已读取：{name}", en: "Read: {name}" },
});

export function FilePanel({ draft }: { draft: Draft }) {
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [refused, setRefused] = useState<{ readonly file: File; readonly open: Open } | null>(null);
  const send = async (file: File, crs: string, layer: string): Promise<boolean> => {
    state({ file: null, filename: null, crs: crs || null });
    setFault(null);
    setSending(file.name);
    try {
      const read = await sendFile(file, crs, layer);
      state({ file: read.id, filename: read.name });
      setRefused(null);
      return true;
    } catch (found) {
      setFault(found);
      setRefused((before) => {
        const open = openIn(found, layer);
        return open !== null ? { file, open } : before?.file === file ? before : null;
      });
      return false;
    } finally {
      setSending(null);
    }
  };
  const take = (file: File | null | undefined) => {
    if (!file) return;
    // what was said about the file before is not said about this one
    setRefused(null);
    void send(file, "", "");
  };
  const again = async (layer: string) => {
    if (refused === null || sending !== null) return;
    // the address, for Enter in a field states and sends in one go; the form goes, so the focus has to
    if (await send(refused.file, draftOf(place.value).crs, layer)) document.getElementById("file")?.focus();
  };
  return (
    <div>
      <div
        class={over ? "drop over" : "drop"}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files[0]); }}
      >
        <label for="file">{t("drop")} {t("choose")}</label>
        <input id="file" type="file" aria-describedby="file-hint" onChange={(event) => take(event.currentTarget.files?.[0])} />
        <p class="hint" id="file-hint">{t("kinds")}</p>
      </div>
      <p role="status" class="hint">
        {sending !== null ? t("sending", { name: sending }) : draft.file !== "" ? t("read", { name: draft.fileName || draft.file }) : ""}
      </p>
      {fault !== null && tell(fault)}
      {refused !== null && draft.file === "" && <LeftOpen key={refused.open.names.join()} of={refused.open} crs={draft.crs} onAgain={again} />}
      {draft.file !== "" && <CrsField crs={draft.crs} />}
    </div>
  );
}
