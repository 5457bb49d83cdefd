/** What is said of a delivery: file, region, standing, accuracy, from when, from which document, where it answers. */
import { useState } from "preact/hooks";

import { texts } from "../texts";
import { regionCodes, region } from "./regions";
import type { Edition, Kind, Standing } from "./types";
import { standing } from "./words";

const t = texts({
  file: { zh: "数据文件", en: "File" },
  file_hint: { zh: "GeoJSON、GeoPackage、Shapefile 压缩包、KML、坐标 TXT 等；GBK 字段名可读", en: "GeoJSON, GeoPackage, zipped shapefile, KML, corner TXT and others; GBK names are read" },
  raster_hint: { zh: "类别栅格（GeoTIFF）", en: "a raster of classes (GeoTIFF)" },
  region: { zh: "区域代码（GB/T 2260）", en: "Region code (GB/T 2260)" },
  status: { zh: "数据地位", en: "Standing" },
  choose: { zh: "请选择", en: "choose" },
  accuracy: { zh: "点位误差，米（95 %）", en: "Accuracy of positions, metres (95 %)" },
  from: { zh: "生效日期", en: "In force from" },
  source: { zh: "来源文件（名称、文号）", en: "Source document (title, number)" },
  coverage: { zh: "作答范围", en: "Coverage" },
  coverage_hint: { zh: "范围之内没有要素就是没有；之外不作答。", en: "Within it, no feature means none; outside, the layer does not answer." },
  none: { zh: "不声明（按图层定义）", en: "not declared (as the layer is defined)" },
  whole: { zh: "整个区域", en: "the whole region" },
  outline: { zh: "范围文件", en: "a file with the outline" },
  outline_file: { zh: "范围文件（自带坐标系或 EPSG:4490）", en: "Outline file (with its own CRS, or EPSG:4490)" },
  more: { zh: "其他", en: "More" },
  crs: { zh: "坐标系（文件没写或写错时）", en: "CRS (where the file states none or a wrong one)" },
  source_layer: { zh: "文件中的图层名", en: "Layer within the file" },
  replaces: { zh: "替代别区的版本（每行一个 区域/版本）", en: "Editions of other regions it replaces (REGION/N, one a line)" },
});
const STANDINGS: readonly Standing[] = ["statutory", "draft", "illustrative"];

export function DeliveryFields({ kind, editions, today }: { kind: Kind; editions: readonly Edition[]; today: string }) {
  const [coverage, setCoverage] = useState(kind.coverage === "declared" ? "region" : "");
  const last = editions.at(-1);
  if (regionCodes().length === 0) region(""); // has the names asked for
  return (
    <>
      <div class="field"><label for="file">{t("file")}</label><input id="file" name="file" type="file" required /><span class="hint">{t(kind.raster ? "raster_hint" : "file_hint")}</span></div>
      <div class="filters">
        <div class="field">
          <label for="region">{t("region")}</label>
          <input id="region" name="region" required pattern="[0-9]{6}" inputMode="numeric" list="regions" defaultValue={last?.region} />
          <datalist id="regions">{regionCodes().map((code) => <option key={code} value={code}>{region(code)}</option>)}</datalist>
        </div>
        <div class="field">
          <label for="status">{t("status")}</label>
          <select id="status" name="status" required><option value="">{t("choose")}</option>{STANDINGS.map((one) => <option key={one} value={one}>{standing(one)}</option>)}</select>
        </div>
        <div class="field"><label for="accuracy">{t("accuracy")}</label><input id="accuracy" name="accuracy_m" type="number" min="0.01" step="any" required defaultValue={String(last?.accuracy_m ?? "")} /></div>
        <div class="field"><label for="from">{t("from")}</label><input id="from" name="effective_from" type="date" required defaultValue={today} /></div>
      </div>
      <div class="field"><label for="source">{t("source")}</label><input id="source" name="source" required maxLength={1000} /></div>
      <div class="field">
        <label for="coverage">{t("coverage")}</label>
        <select id="coverage" name={coverage === "region" ? "coverage" : undefined} value={coverage} onChange={(event) => setCoverage(event.currentTarget.value)}>
          <option value="">{t("none")}</option>
          <option value="region">{t("whole")}</option>
          <option value="file">{t("outline")}</option>
        </select>
        <span class="hint">{t("coverage_hint")}</span>
      </div>
      {coverage === "file" && <div class="field"><label for="outline">{t("outline_file")}</label><input id="outline" name="coverage_file" type="file" required /></div>}
      <details>
        <summary>{t("more")}</summary>
        <div class="field"><label for="crs">{t("crs")}</label><input id="crs" name="crs" placeholder="EPSG:4528" /></div>
        <div class="field"><label for="source_layer">{t("source_layer")}</label><input id="source_layer" name="source_layer" /></div>
        <div class="field"><label for="replaces">{t("replaces")}</label><textarea id="replaces" name="replaces" rows={2} placeholder="330302/1" /></div>
      </details>
    </>
  );
}
