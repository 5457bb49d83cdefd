/** `#/screening`: a table of projects or a layer of parcels sent; `#/screening/ID`: how far it is, and its results. */
import "../review/review.css";

import { useState } from "preact/hooks";

import { download, upload } from "../api/client";
import type { Settings } from "../api/settings";
import { CrsField } from "../review/crs_field";
import { go, page, place } from "../route";
import { number, texts, title, type Titles } from "../texts";
import { tell } from "../ui/fault";
import { JobProgress, useJob, type Job } from "../ui/job";
import { Badge, type Word } from "../ui/verdict";

const t = texts({
  heading: { zh: "批量筛查", en: "Screening" },
  drop: { zh: "把项目表或地块图层拖到这里，或选择文件", en: "Drop a table of projects or a layer of parcels here, or choose it" },
  kinds: { zh: "Excel 或 CSV 项目表、项目表与所引文件的 zip，或任何可读格式的地块图层；逐行研判，一行有误不影响其他行。", en: "A table in Excel or CSV, a zip of one with the files it refers to, or a layer of parcels in any readable format; judged row by row, one bad row stops no other." },
  layer: { zh: "工作表或图层名（有几个时）", en: "Sheet or layer (where there are several)" },
  record: { zh: "把每个结论登记入台账", en: "Record every verdict in the ledger" },
  sending: { zh: "正在发送 {name}…", en: "Sending {name}…" },
  right: { zh: "提交筛查需要“prove”权限；请使用有此权限的密钥。", en: "Screening needs the right “prove”; use a key that has it." },
  state: { zh: "进度", en: "Progress" },
  counts: { zh: "“{name}”共 {rows} 行", en: "“{name}”: {rows} rows" },
  verdict: { zh: "结论", en: "Verdict" },
  rows: { zh: "行数", en: "Rows" },
  problem: { zh: "不能研判的行", en: "rows that could not be judged" },
  ignored: { zh: "未使用的列：{columns}", en: "Columns not used: {columns}" },
  doubts: { zh: "疑点", en: "What looks wrong" },
  many: { zh: "{rows} 个项目：", en: "{rows} projects: " },
  illustrative: { zh: "用到示例数据，不得用于决策", en: "rests on illustrative data: not for decisions" },
  draft: { zh: "用到草案数据，不得用于决策", en: "rests on draft data: not for decisions" },
  redacted: { zh: "涉及受限图层的内容已略去。", en: "What shows restricted layers is left out." },
  results: { zh: "下载结果", en: "Download the results" },
  xlsx: { zh: "工作簿（XLSX）", en: "Workbook (XLSX)" },
  csv: { zh: "CSV（ZIP）", en: "CSV (ZIP)" },
  gpkg: { zh: "图形（GeoPackage）", en: "Outlines (GeoPackage)" },
  fresh: { zh: "新的筛查", en: "New screening" },
});

interface Screening extends Job {
  readonly id: string;
  readonly summary: {
    readonly name: string;
    readonly rows: number;
    readonly ignored: readonly string[];
    /** `rows`: of how many projects; null: of all. */
    readonly doubts: readonly { readonly code: string; readonly rows: number | null; readonly text: Titles }[];
    readonly counts: Readonly<Record<Word | "problem", number>>;
    readonly standings: readonly string[];
    readonly redacted: boolean;
  } | null;
}

const WORDS: readonly Word[] = ["prohibited", "undetermined", "conditional", "admissible"];
const FORMS = ["xlsx", "csv", "gpkg"] as const;
const pathOf = (id: string) => `/siting/screenings/${encodeURIComponent(id)}`;

export default function Page({ settings }: { settings: Settings }) {
  const id = place.value.path[1];
  return (
    <div class="review sheet">
      <h1>{t("heading")}</h1>
      {!settings.rights.includes("prove") ? <p class="notice warn">{t("right")}</p> : id === undefined ? <Send /> : <Watch key={id} id={id} />}
    </div>
  );
}

function Send() {
  const [over, setOver] = useState(false);
  const [record, setRecord] = useState(false);
  const [crs, setCrs] = useState("");
  const [layer, setLayer] = useState("");
  const [sending, setSending] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const take = async (file: File | null | undefined) => {
    if (!file) return;
    setFault(null);
    setSending(file.name);
    const form = new FormData();
    form.set("file", file);
    form.set("record", String(record));
    if (crs !== "") form.set("crs", crs);
    if (layer.trim() !== "") form.set("layer", layer.trim());
    try {
      const { id } = await upload<Screening>("/siting/screenings", form);
      go(["screening", id], { lang: place.value.query["lang"] });
    } catch (found) {
      setFault(found);
    }
    setSending(null);
  };
  return (
    <>
      <CrsField crs={crs} onState={setCrs} />
      <div class="field"><label for="layer">{t("layer")}</label><input id="layer" autocomplete="off" value={layer} onInput={(event) => setLayer(event.currentTarget.value)} /></div>
      <p><label><input type="checkbox" checked={record} onChange={(event) => setRecord(event.currentTarget.checked)} /> {t("record")}</label></p>
      <div
        class={over ? "drop over" : "drop"}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => { event.preventDefault(); setOver(false); void take(event.dataTransfer?.files[0]); }}
      >
        <label for="table">{t("drop")}</label>
        <input id="table" type="file" disabled={sending !== null} aria-describedby="table-hint" onChange={(event) => void take(event.currentTarget.files?.[0])} />
        <p class="hint" id="table-hint">{t("kinds")}</p>
      </div>
      <p role="status" class="hint">{sending !== null ? t("sending", { name: sending }) : ""}</p>
      {fault !== null && tell(fault)}
    </>
  );
}

function Watch({ id }: { id: string }) {
  const followed = useJob<Screening>(id, "/siting/screenings");
  const summary = followed.job?.summary ?? null;
  return (
    <>
      <p class="id">{id}</p>
      <p><a href={page("screening")}>{t("fresh")}</a></p>
      <JobProgress of={followed} label={t("state")} />
      {summary !== null && <Summary of={summary} id={id} />}
    </>
  );
}

function Summary({ of, id }: { of: NonNullable<Screening["summary"]>; id: string }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const take = async (format: (typeof FORMS)[number]) => {
    setBusy(true);
    setFault(null);
    try {
      await download(`${pathOf(id)}/results`, { format }, `screening.${format}`);
    } catch (found) {
      setFault(found);
    }
    setBusy(false);
  };
  return (
    <>
      <h2>{t("counts", { name: of.name, rows: number(of.rows) })}</h2>
      {(["illustrative", "draft"] as const).filter((standing) => of.standings.includes(standing)).map((standing) => <p class="notice warn" key={standing}>{t(standing)}</p>)}
      {of.redacted && <p class="notice warn">{t("redacted")}</p>}
      <table>
        <caption class="hidden">{t("counts", { name: of.name, rows: of.rows })}</caption>
        <thead><tr><th scope="col">{t("verdict")}</th><th scope="col" class="figure">{t("rows")}</th></tr></thead>
        <tbody>
          {WORDS.map((word) => <tr key={word}><th scope="row"><Badge of={word} /></th><td class="figure">{number(of.counts[word])}</td></tr>)}
          <tr><th scope="row">! {t("problem")}</th><td class="figure">{number(of.counts.problem)}</td></tr>
        </tbody>
      </table>
      {of.ignored.length > 0 && <p class="notice warn">{t("ignored", { columns: of.ignored.join(" · ") })}</p>}
      {of.doubts.length > 0 && <><h3>{t("doubts")}</h3><ul>{of.doubts.map((doubt, index) => <li key={index}>{doubt.rows === null ? "" : t("many", { rows: number(doubt.rows) })}{title(doubt.text)}</li>)}</ul></>}
      <div class="row" role="group" aria-label={t("results")}>
        {FORMS.map((format) => <button type="button" key={format} disabled={busy} onClick={() => void take(format)}>{t(format)}</button>)}
      </div>
      {fault !== null && tell(fault)}
    </>
  );
}
