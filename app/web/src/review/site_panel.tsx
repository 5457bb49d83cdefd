/** Three ways to say where: drawing, typing, a file. */
import type { Map as Plane } from "maplibre-gl";

import { texts } from "../texts";
import { DrawPanel } from "./draw_panel";
import { HOWS, state, tooLong, type Draft } from "./draft";
import { FilePanel } from "./file_panel";
import { TypePanel } from "./type_panel";

const t = texts({
  heading: { zh: "项目在哪里", en: "Where is the project" },
  ways: { zh: "给出位置的方式", en: "How to say where" },
  draw: { zh: "在地图上画", en: "Draw" },
  type: { zh: "输入坐标", en: "Type" },
  file: { zh: "打开文件", en: "File" },
  tooLong: {
    zh: "图形太大，放不进网址：本页的网址不能重新打开它。只有登记后的结论才有永久网址。",
    en: "The site is too large for an address: this page's address does not open it again. Only a recorded verdict has a permanent address.",
  },
  kept: {
    zh: "文件不在网址里，服务只保留它一段时间。只有登记后的结论才有永久网址。",
    en: "The file is not in the address, and the service keeps it for a while only. Only a recorded verdict has a permanent address.",
  },
});

export function SitePanel({ draft, map, onDrawing }: { draft: Draft; map: Plane | null; onDrawing: (drawing: boolean) => void }) {
  return (
    <section aria-labelledby="where">
      <h2 id="where">{t("heading")}</h2>
      <div class="row" role="group" aria-label={t("ways")}>
        {HOWS.map((how) => (
          <button type="button" key={how} aria-pressed={draft.how === how} onClick={() => how !== draft.how && state({ how, site: "", file: null, filename: null, crs: null })}>
            {t(how)}
          </button>
        ))}
      </div>
      <div class="way">
        {draft.how === "draw" && <DrawPanel map={map} site={draft.site} onBusy={onDrawing} />}
        {draft.how === "type" && <TypePanel draft={draft} />}
        {draft.how === "file" && <FilePanel draft={draft} />}
      </div>
      {draft.how !== "file" && tooLong(draft) && <p class="notice warn">{t("tooLong")}</p>}
      {draft.how === "file" && draft.file !== "" && <p class="hint">{t("kept")}</p>}
    </section>
  );
}
