/** Completeness: layers and law by whether they answer here. What does not answer is never "no restriction". */
import { useState } from "preact/hooks";
import type { Geometry } from "geojson";

import { number, texts, title, type Titles } from "../texts";
import { Scroll } from "./scroll";
import type { Cell, CellStatus, Verdict } from "./types";

const STATUSES: readonly CellStatus[] = ["failed", "not_covered", "partly", "covered", "not_applicable"];
const t = texts({
  heading: { zh: "完整性：{answered} / {all} 项有答复", en: "Completeness: {answered} of {all} answer" },
  caption: { zh: "各图层和法规在此处是否有答复", en: "Whether each layer and law answers here" },
  layer: { zh: "图层", en: "Layer" },
  law: { zh: "法规", en: "Law" },
  failed: { zh: "读取失败", en: "failed" },
  not_covered: { zh: "未覆盖", en: "not covered" },
  partly: { zh: "部分覆盖", en: "partly" },
  covered: { zh: "已覆盖", en: "covered" },
  not_applicable: { zh: "不适用", en: "not applicable" },
  required: { zh: "必需", en: "required" },
  gap: { zh: "看缺口", en: "see the gap" },
  gapOf: { zh: "在地图上看{layer}的缺口", en: "see the gap of {layer} on the map" },
  unknown: { zh: "未覆盖处的限制未知，不等于没有限制。", en: "What applies where a layer is silent is unknown; it is not “no restriction”." },
  all: { zh: "显示全部 {count} 项", en: "Show all {count}" },
  illustrative: { zh: "示例", en: "illustrative" },
  draft: { zh: "草案", en: "draft" },
});
const MARKS: Readonly<Record<CellStatus, string>> = { failed: "✕", not_covered: "○", partly: "◐", covered: "●", not_applicable: "–" };
const isLaw = (cell: Cell) => cell.layer.startsWith("rules:");

export function Coverage({ verdict, onGap }: { verdict: Verdict; onGap: (gap: Geometry) => void }) {
  const [all, setAll] = useState(false);
  const cells = [...verdict.coverage].sort((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status));
  const answers = (cell: Cell) => cell.status === "covered" || cell.status === "not_applicable";
  const wanting = cells.filter((cell) => !answers(cell));
  const shown = all ? cells : wanting;
  const standings = new Map(verdict.editions.filter((one) => one.status !== "statutory").map((one) => [one.layer, one.status as "draft" | "illustrative"]));
  return (
    <details class="card" open={wanting.length > 0}>
      <summary><h2>{t("heading", { answered: cells.length - wanting.length, all: cells.length })}</h2></summary>
      {wanting.length > 0 && <p class="hint">{t("unknown")}</p>}
      {shown.length > 0 && (
        <Scroll label={t("caption")}>
          <table class="matrix">
            <caption class="hidden">{t("caption")}</caption>
            <thead>
              <tr><th scope="col">{t("layer")}</th>{STATUSES.map((status) => <th scope="col" key={status}>{t(status)}</th>)}</tr>
            </thead>
            {[shown.filter((cell) => !isLaw(cell)), shown.filter(isLaw)].map((group, index) => group.length > 0 && (
              <tbody key={index}>
                {index === 1 && <tr><th scope="rowgroup" colSpan={STATUSES.length + 1}>{t("law")}</th></tr>}
                {group.map((cell) => <Row key={cell.layer} cell={cell} standing={standings.get(cell.layer)} onGap={onGap} />)}
              </tbody>
            ))}
          </table>
        </Scroll>
      )}
      {!all && wanting.length < cells.length && <button type="button" onClick={() => setAll(true)}>{t("all", { count: cells.length })}</button>}
    </details>
  );
}

function Row({ cell, standing, onGap }: { cell: Cell; standing: "draft" | "illustrative" | undefined; onGap: (gap: Geometry) => void }) {
  const said = (text: Titles) => title(text);
  return (
    <tr>
      <th scope="row">
        {title(cell.title)}
        {cell.required && <span class="tag"> {t("required")}</span>}
        {standing !== undefined && <> <span class="standing">{t(standing)}</span></>}
        {cell.cause_text && <div class="hint">{said(cell.cause_text)}</div>}
        {cell.gap && <div><button type="button" class="small" aria-label={t("gapOf", { layer: title(cell.title) })} onClick={() => onGap(cell.gap!)}>{t("gap")}</button></div>}
      </th>
      {STATUSES.map((status) => (
        <td key={status} class={status === cell.status ? `mark ${status}` : ""}>
          {status === cell.status && (
            <>
              <span aria-hidden="true">{MARKS[status]}</span>
              <span class="hidden">{said(cell.text)}</span>
              {status === "partly" && cell.share !== null && ` ${number(cell.share * 100, 1)} %`}
            </>
          )}
        </td>
      ))}
    </tr>
  );
}
