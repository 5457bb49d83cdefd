/** A rate on a half circle: one figure, or the range of what is possible, with the least rate that is asked for. */
import { useId } from "preact/hooks";

import { texts } from "../texts";
import { between, fixed, length, percent } from "./figures";
import type { Tally } from "./types";

const t = texts({
  rate: { zh: "保有率 {value}", en: "retention {value}" },
  range: { zh: "保有率未定，可能在 {value} 之间", en: "retention open: anything from {value}" },
  least: { zh: "下限 {value}", en: "floor {value}" },
  none: { zh: "没有岸线，不适用", en: "no such shoreline: not applicable" },
  unknown: { zh: "未知：没有可据以计算的岸线", en: "not known: no line to compute it from" },
  open: { zh: "区间", en: "range" },
  natural: { zh: "自然 {natural}，总长 {total}", en: "{natural} natural of {total}" },
  unclassed: { zh: "其中 {length} 未分类，故只能给出区间", en: "{length} of it unclassed, hence a range" },
  why: { zh: "为何是区间，见下方说明", en: "why it is a range: see the notes below" },
});

const [WIDTH, HEIGHT, RADIUS] = [220, 124, 88];

export function Gauge({ title, of, least }: { title: string; of: Tally; least: number | null }) {
  const id = useId();
  const rate = of.rate_percent;
  const range = rate === null ? of.rate_range : null;
  const said =
    rate !== null ? t("rate", { value: `${fixed(rate, 2)} %` })
    : range !== null ? t("range", { value: between(range, percent) })
    : of.total_m === null || of.total_m === 0 ? t("none") : t("unknown");
  const floor = least === null ? "" : ` · ${t("least", { value: percent(least) })}`;
  return (
    <figure class="gauge" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      {rate === null && range === null ? (
        <p class="empty">{said}</p>
      ) : (
        <>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}：${said}${floor}`}>
            <defs>
              <pattern id={`${id}-hatch`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="6" height="6" class="hatch-ground" />
                <rect width="3" height="6" class="hatch-line" />
              </pattern>
            </defs>
            <path class="track" d={arc(0, 1)} />
            {rate !== null && of.rate !== null && <path class="value" d={arc(0, of.rate)} />}
            {range !== null && <path class="range" d={arc(range[0], range[1])} style={{ stroke: `url(#${id}-hatch)` }} />}
            {least !== null && <path class="least" d={tick(least)} />}
            <text x={WIDTH / 2} y={HEIGHT - 26} class={range === null ? "figure" : "figure small"}>
              {rate !== null ? `${fixed(rate, 2)} %` : range !== null ? between(range, percent) : ""}
            </text>
            {range !== null && <text x={WIDTH / 2} y={HEIGHT - 8} class="unit">{t("open")}</text>}
          </svg>
          {least !== null && <p class="hint">▼ {t("least", { value: percent(least) })}</p>}
          <p class="hint">{t("natural", { natural: length(of.natural_m), total: length(of.total_m) })}</p>
          {range !== null && <p class="why">{of.unclassed_m !== null && of.unclassed_m > 0 ? t("unclassed", { length: length(of.unclassed_m) }) : t("why")}</p>}
        </>
      )}
    </figure>
  );
}

function at(share: number, radius: number): string {
  const angle = Math.PI * (1 - Math.min(Math.max(share, 0), 1));
  return `${(WIDTH / 2 + radius * Math.cos(angle)).toFixed(2)} ${(HEIGHT - 18 - radius * Math.sin(angle)).toFixed(2)}`;
}

function arc(from: number, to: number): string {
  // what is nothing but a point is still seen
  const end = Math.max(to, from + 0.004);
  return `M ${at(from, RADIUS)} A ${RADIUS} ${RADIUS} 0 0 1 ${at(end, RADIUS)}`;
}

function tick(share: number): string {
  return `M ${at(share, RADIUS - 12)} L ${at(share, RADIUS + 12)}`;
}
