/** What is done with a result: kept under its id, written to a file, linked to. */
import { useState } from "preact/hooks";

import { download, post } from "../api/client";
import type { Settings } from "../api/settings";
import { go, language, page, place } from "../route";
import { texts } from "../texts";
import { tell } from "../ui/fault";
import { asBody, asQuery, MEASURES, type Panel, type Question } from "./question";
import type { Body } from "./types";

const t = texts({
  file: { zh: "下载", en: "Download" },
  form: { zh: "下载内容", en: "What to download" },
  csv: { zh: "全部表格（CSV，ZIP）", en: "all tables (CSV in a ZIP)" },
  xlsx: { zh: "全部表格（XLSX）", en: "all tables (XLSX)" },
  gpkg: { zh: "数字背后的要素（GeoPackage）", en: "features behind the figures (GeoPackage)" },
  html: { zh: "本项报告（HTML，可打印）", en: "report of this measure (HTML, to print)" },
  map: { zh: "地图（PNG）", en: "map (PNG)" },
  chart: { zh: "图表 {name}（SVG）", en: "chart {name} (SVG)" },
  json: { zh: "全部数字（JSON）", en: "all figures (JSON)" },
  all_html: { zh: "全部指标的报告（HTML）", en: "report of all measures (HTML)" },
  all_xlsx: { zh: "全部指标的报告（XLSX）", en: "report of all measures (XLSX)" },
  record: { zh: "存档并取得固定链接", en: "Record and get a permalink" },
  recording: { zh: "正在存档…", en: "recording…" },
  saving: { zh: "正在生成文件…", en: "writing the file…" },
  saved: { zh: "文件已交给浏览器", en: "the file is with the browser" },
  may_not: { zh: "当前身份不能存档测算", en: "you may not record measures" },
  again: { zh: "文件按同一问题重新测算；编号与本页相同的才是同一结果", en: "files are measured anew from the same question; the same id means the same result" },
  kept: { zh: "已存档。固定链接：", en: "Recorded. Permalink:" },
});

/** Charts that the service draws for each measure whatever its figures are. */
const CHARTS: Readonly<Partial<Record<Panel, readonly string[]>>> = {
  shoreline: ["by_type", "by_region", "rates"],
  buffers: ["buffers_lengths"],
  bays: ["bays"],
  cover: ["land_cover"],
};
const WITHOUT_FEATURES: readonly Panel[] = ["targets"];

export function Actions({ question, body, kept, settings }: { question: Question; body: Body; kept: boolean; settings: Settings }) {
  const [form, setForm] = useState("xlsx");
  const [state, setState] = useState<"" | "saving" | "saved" | "recording">("");
  const [fault, setFault] = useState<unknown>(null);
  const may = settings.rights.includes("ask");
  const { panel } = question;
  const attempt = (doing: "saving" | "recording", done: () => Promise<"saved" | "">) => {
    setState(doing);
    setFault(null);
    done().then(setState, (found: unknown) => { setState(""); setFault(found); });
  };
  const record = () => attempt("recording", async () => {
    const { id } = await post<Body>("/measures", { ...asBody(question), record: true });
    go(["audit", id], { lang: place.value.query["lang"] });
    return "";
  });
  const write = () => attempt("saving", async () => {
    const [kind = "", part] = form.split(":", 2);
    const all = kind.startsWith("all_");
    const format = kind.replace("all_", "");
    const { since, region, as_of, known_at } = asQuery(question);
    const query = all ? { region, as_of, known_at, since } : asQuery(question);
    await download(all ? "/measures/report" : MEASURES[panel].path, { ...query, format, part, lang: language() }, `${MEASURES[panel].measure}.${format}`);
    return "saved";
  });
  const features = !WITHOUT_FEATURES.includes(panel);
  return (
    <section class="actions" aria-label={t("file")}>
      <form class="row" onSubmit={(event) => { event.preventDefault(); write(); }}>
        <label class="hidden" for="form">{t("form")}</label>
        <select id="form" value={form} onChange={(event) => setForm(event.currentTarget.value)}>
          <option value="xlsx">{t("xlsx")}</option>
          <option value="csv">{t("csv")}</option>
          {features && <option value="gpkg">{t("gpkg")}</option>}
          <option value="html">{t("html")}</option>
          {features && <option value="png:map">{t("map")}</option>}
          {(CHARTS[panel] ?? question.layers.map((layer) => `areas_${layer}`)).map((name) => (
            <option key={name} value={`svg:${name}`}>{t("chart", { name })}</option>
          ))}
          <option value="json">{t("json")}</option>
          <option value="all_html">{t("all_html")}</option>
          <option value="all_xlsx">{t("all_xlsx")}</option>
        </select>
        <button type="submit" disabled={state === "saving"}>{t("file")}</button>
        {!kept && may && <button type="button" class="main" disabled={state === "recording"} onClick={record}>{t("record")}</button>}
      </form>
      {!kept && !may && <p class="hint">{t("may_not")}</p>}
      {kept && (
        <p class="hint">
          {t("kept")} <a href={page("audit", body.id)}><code class="id">{body.id}</code></a><br />
          {t("again")}
        </p>
      )}
      <p class="hint" role="status">{state !== "" && t(state)}</p>
      {fault !== null && tell(fault)}
    </section>
  );
}
