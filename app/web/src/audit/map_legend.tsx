/** What is drawn on the map: lines by colour and dash, areas by colour and class, what may be picked; with its standing. */
import { useState } from "preact/hooks";

import { LOOKS, type Look } from "../map/overlays";
import { texts, title } from "../texts";
import { useAsked } from "../ui/asked";
import type { Spot } from "./evidence";
import type { Names } from "./names";
import type { Panel } from "./question";
import { coverLegend } from "./rasters";
import type { Legend, LegendClass } from "./types";
import { became, standing } from "./words";

const t = texts({
  legend: { zh: "图例", en: "Legend" },
  gap: { zh: "没有缓冲带的岸线", en: "bank without a strip" },
  clue: { zh: "线索图斑", en: "patch that is a clue" },
  patch: { zh: "变化图斑", en: "changed patch" },
  chosen: { zh: "选中的", en: "chosen" },
});

export function MapLegend({ names, layers, spots, panel }: { names: Names; layers: readonly string[]; spots: readonly Spot[]; panel: Panel }) {
  const [open, setOpen] = useState(matchMedia("(min-width: 761px)").matches);
  const cover = useAsked((signal) => (panel === "cover" ? coverLegend(signal) : Promise.resolve(null)), [panel === "cover"]);
  const tables = cover.state === "here" ? (cover.value?.tables ?? []) : [];
  const looks = [...new Set(spots.map((spot) => spot.look))];
  const shown = names.legends.filter((one) => layers.includes(one.layer) && one.layer !== "admin_area");
  return (
    <details class="legend" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("legend")}</summary>
      <div tabIndex={0} role="region" aria-label={t("legend")} class="entries">
        {looks.length > 0 && (
          <ul>{looks.map((look) => <li key={look}><Swatch colour={LOOKS[look].colour} dash={LOOKS[look].dash ?? []} width={4} /> {spoken(look, panel)}</li>)}</ul>
        )}
        {shown.map((legend) => <Layer key={legend.layer} legend={legend} />)}
        {tables.map((table) => (
          <div key={table.id}>
            <p>{title(table.title)}</p>
            <ul>{table.classes.map((one) => <li key={one.value}><Patch colour={one.colour} line={one.colour} dash={[]} /> {title(one.title)}</li>)}</ul>
          </div>
        ))}
      </div>
    </details>
  );
}

function Layer({ legend }: { legend: Legend }) {
  const lowest = legend.standing.map((one) => one.status).filter((one) => one !== "statutory");
  const classes = legend.classes.filter((one) => one.value !== null || legend.classes.length === 1);
  return (
    <div>
      <p>
        {title(legend.title)} {lowest.map((one) => <span key={one} class="standing">{standing(one)}</span>)}
      </p>
      <ul>{classes.map((one) => <li key={one.value ?? "*"}>{sign(legend, one)} {title(one.title)}</li>)}</ul>
    </div>
  );
}

function sign(legend: Legend, of: LegendClass) {
  return legend.geometry === "line" ? <Swatch colour={of.line} dash={of.dash} width={Math.min(of.width + 1, 5)} /> : <Patch colour={of.colour} line={of.line} dash={of.dash} />;
}

function Swatch({ colour, dash, width }: { colour: string; dash: readonly number[]; width: number }) {
  return (
    <svg class="swatch" width="34" height="10" aria-hidden="true">
      <line x1="0" x2="34" y1="5" y2="5" stroke={colour} stroke-width={width} {...(dash.length > 0 ? { "stroke-dasharray": dash.map((part) => part * width * 0.7).join(" ") } : {})} />
    </svg>
  );
}

function Patch({ colour, line, dash }: { colour: string; line: string; dash: readonly number[] }) {
  return (
    <svg class="swatch" width="34" height="14" aria-hidden="true">
      <rect x="2" y="2" width="30" height="10" fill={colour} fill-opacity="0.6" stroke={line} stroke-width="1.5" {...(dash.length > 0 ? { "stroke-dasharray": dash.join(" ") } : {})} />
    </svg>
  );
}

function spoken(look: Look, panel: Panel): string {
  if (look === "finding") return t(panel === "cover" ? "clue" : "gap");
  if (look === "changed" && panel === "cover") return t("patch");
  if (look === "added") return became("gained");
  if (look === "removed") return became("lost");
  if (look === "changed") return became("retyped");
  return look === "chosen" ? t("chosen") : became("moved");
}
