/** The legend of the layers on the map, drawn by the service: classes with colour and line, and their standing. */
import { useState } from "preact/hooks";

import { get, url } from "../api/client";
import { language } from "../route";
import { texts, title } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import type { Legend, LegendClass } from "./answers";
import { StandingMark } from "./marks";
import { useRasterLegends } from "./rasters";

const t = texts({
  legend: { zh: "图例", en: "Legend" },
  picture: { zh: "：{layer}的图例图片", en: ": legend of {layer} as a picture" },
});

export function Legends({ layers, rasters }: { layers: readonly string[]; rasters: readonly string[] }) {
  const [fault, setFault] = useState<unknown>(null);
  const covers = useRasterLegends(rasters, setFault);
  const found = useAsked((signal) => get<{ legends: readonly Legend[] }>("/tiles/legend.json", {}, signal), []);
  if (found.state === "failed" || fault !== null) return <div class="over">{tell(found.state === "failed" ? found.fault : fault)}</div>;
  const shown = (found.value?.legends ?? []).filter((one) => layers.includes(one.layer) && !rasters.includes(one.layer));
  if (shown.length + covers.length === 0) return null;
  return (
    <details class="legend" open={matchMedia("(min-width: 761px)").matches}>
      <summary>{t("legend")}</summary>
      {shown.map((one) => (
        <section key={one.layer}>
          <h2>{title(one.title)}</h2>
          <ul>
            {one.classes.map((of) => (
              <li key={of.value}>
                <Swatch of={of} shape={one.geometry} /> {title(of.title)}
              </li>
            ))}
          </ul>
          <span class="row">
            {one.standing.map(({ status }) => <StandingMark key={status} of={status} />)}
            <a href={url(`/layers/${one.layer}/legend.svg`, { lang: language() })} target="_blank" rel="noreferrer">
              SVG<span class="hidden">{t("picture", { layer: title(one.title) })}</span>
            </a>
          </span>
        </section>
      ))}
      {covers.map((one) => (
        <section key={one.layer}>
          <h2>{title(one.title)}</h2>
          <ul>
            {one.tables.flatMap(({ id, classes }) => classes.map((of) => (
              <li key={`${id} ${of.value}`}>
                <svg width="26" height="14" aria-hidden="true"><rect x="1" y="1" width="24" height="12" fill={of.colour} stroke="#4a5866" /></svg> {title(of.title)}
              </li>
            )))}
          </ul>
          {one.standing.map((of) => <StandingMark key={of} of={of} />)}
        </section>
      ))}
    </details>
  );
}

function Swatch({ of, shape }: { of: LegendClass; shape: Legend["geometry"] }) {
  const line = { stroke: shape === "line" ? of.colour : of.line, "stroke-width": Math.max(1, of.width), "stroke-dasharray": of.dash.join(" ") || undefined };
  return (
    <svg width="26" height="14" aria-hidden="true">
      {shape === "polygon" && <rect x="1" y="1" width="24" height="12" fill={of.colour} fill-opacity={of.opacity} {...line} />}
      {shape === "line" && <line x1="1" y1="7" x2="25" y2="7" {...line} stroke-width={Math.max(2, of.width)} />}
      {shape === "point" && <circle cx="13" cy="7" r={Math.min(6, of.radius)} fill={of.hollow ? "#ffffff" : of.colour} stroke={of.colour} stroke-width="2" />}
    </svg>
  );
}
