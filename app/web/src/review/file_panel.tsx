/** A site as the client's file: dropped or chosen, sent, and read by the service. */
import { useState } from "preact/hooks";

import { texts } from "../texts";
import { tell } from "../ui/fault";
import { sendFile } from "./ask";
import { CrsField } from "./crs_field";
import { state, type Draft } from "./draft";

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
  const take = async (file: File | null | undefined) => {
    if (!file) return;
    // what was said about the file before is not said about this one
    state({ file: null, filename: null, crs: null });
    setFault(null);
    setSending(file.name);
    try {
      const read = await sendFile(file, "");
      state({ file: read.id, filename: read.name });
    } catch (found) {
      setFault(found);
    }
    setSending(null);
  };
  return (
    <div>
      <div
        class={over ? "drop over" : "drop"}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => { event.preventDefault(); setOver(false); void take(event.dataTransfer?.files[0]); }}
      >
        <label for="file">{t("drop")} {t("choose")}</label>
        <input id="file" type="file" aria-describedby="file-hint" onChange={(event) => void take(event.currentTarget.files?.[0])} />
        <p class="hint" id="file-hint">{t("kinds")}</p>
      </div>
      <p role="status" class="hint">
        {sending !== null ? t("sending", { name: sending }) : draft.file !== "" ? t("read", { name: draft.fileName || draft.file }) : ""}
      </p>
      {fault !== null && tell(fault)}
      {draft.file !== "" && <CrsField crs={draft.crs} />}
    </div>
  );
}
