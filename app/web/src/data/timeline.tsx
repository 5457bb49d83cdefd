/** Editions on a line of time: a bar from when until when each is in force, marks where it was published, withdrawn. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { texts } from "../texts";
import { region } from "./regions";
import { day, type Row, type Span } from "./spans";
import { to } from "./spot";
import { editionTitle, STATE_SIGNS, standing, state } from "./words";

const t = texts({
  bar: { zh: "{edition}，{state}，{from} 起{until}；{marks}", en: "{edition}, {state}, from {from}{until}; {marks}" },
  until: { zh: "至 {until}", en: " until {until}" },
  published: { zh: "{at} 发布", en: "published {at}" },
  unpublished: { zh: "尚未发布", en: "not published" },
  withdrawn: { zh: "，{at} 撤回", en: ", withdrawn {at}" },
  today: { zh: "今天", en: "today" },
  key: { zh: "▲ 发布　✕ 撤回　虚线：待发布，或没有已知的终点", en: "▲ published   ✕ withdrawn   dashed: proposed, or no known end" },
});
const [LEFT, LINE, TOP] = [138, 30, 26];

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly years: readonly number[];
}

const time = (date: string): number => Date.parse(`${date}T00:00:00Z`);

export function Timeline({ rows, today, label }: { rows: readonly Row[]; today: string; label: string }) {
  const axis = useMemo(() => axisOf(rows, today), [rows, today]);
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const x = (at: number) => LEFT + ((at - axis.from) / (axis.to - axis.from)) * (width - LEFT - 10);
  let y = TOP;
  const drawn = rows.map((row) => {
    const top = y;
    y += LINE * (row.spans.length + 0.8);
    return { row, top };
  });
  return (
    <figure class="timeline" ref={frame}>
      <svg width={width} height={y + 4} role="group" aria-label={label}>
        {axis.years.filter((year) => x(time(`${year}-01-01`)) + 30 < width).map((year) => (
          <g key={year} aria-hidden="true">
            <line class="tick" x1={x(time(`${year}-01-01`))} x2={x(time(`${year}-01-01`))} y1={TOP - 8} y2={y} />
            <text x={x(time(`${year}-01-01`)) + 3} y={TOP - 12}>{year}</text>
          </g>
        ))}
        {drawn.map(({ row, top }) => (
          <g key={`${row.region} ${row.status}`}>
            <text class="heading" x="0" y={top + 14}>{region(row.region)} · {standing(row.status)}</text>
            {row.spans.map((span, index) => <Bar key={span.edition.edition} span={span} x={x} axis={axis} width={width} y={top + LINE * (index + 0.75)} />)}
          </g>
        ))}
        <g aria-hidden="true">
          <line class="today" x1={x(time(today))} x2={x(time(today))} y1={TOP - 4} y2={y} />
          <text class="today" x={x(time(today))} y={y + 2} text-anchor="end">{t("today")} </text>
        </g>
      </svg>
      <figcaption class="hint">{t("key")}</figcaption>
    </figure>
  );
}

/** How wide the line may be: it is drawn anew, so that its words keep their size. */
function useWidth(of: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(460);
  useEffect(() => {
    if (of.current === null) return;
    const watch = new ResizeObserver(([found]) => found !== undefined && setWidth(Math.max(320, Math.floor(found.contentRect.width))));
    watch.observe(of.current);
    return () => watch.disconnect();
  }, []);
  return width;
}

interface BarProps {
  readonly span: Span;
  readonly x: (at: number) => number;
  readonly axis: Axis;
  readonly width: number;
  readonly y: number;
}

function Bar({ span, x, axis, width: whole, y }: BarProps) {
  const { edition, from, until } = span;
  const left = x(time(from));
  const width = Math.max(8, x(until === null ? axis.to : time(until)) - left);
  const told = t("bar", {
    edition: editionTitle(edition.edition),
    state: state(edition.state),
    from,
    until: until === null ? "" : t("until", { until }),
    marks: (edition.published_at === null ? t("unpublished") : t("published", { at: day(edition.published_at) })) + (edition.withdrawn_at === null ? "" : t("withdrawn", { at: day(edition.withdrawn_at) })),
  });
  return (
    <a href={to([edition.layer, edition.region, edition.edition])} aria-label={told} class={`span ${edition.state}`}>
      <title>{told}</title>
      <rect class="row" x="0" y={y} width={whole} height={LINE - 4} rx="4" />
      <text x="8" y={y + 17}>{STATE_SIGNS[edition.state]} {edition.edition} {state(edition.state)}</text>
      <rect class="bar" x={left} y={y + 5} width={width} height={LINE - 14} rx="3" />
      {until === null && <line class="open" x1={left + width} x2={left + width} y1={y + 2} y2={y + LINE - 6} />}
      {edition.published_at !== null && <text class="mark" x={x(time(day(edition.published_at)))} y={y + 18} text-anchor="middle">▲</text>}
      {edition.withdrawn_at !== null && <text class="mark" x={x(time(day(edition.withdrawn_at)))} y={y + 18} text-anchor="middle">✕</text>}
    </a>
  );
}

/** From the first day that anything speaks of to a little after the last, and the years of it that are written. */
function axisOf(rows: readonly Row[], today: string): Axis {
  const spans = rows.flatMap((row) => row.spans);
  const days = [today, ...spans.flatMap(({ edition, from, until }) => [from, until, ...[edition.published_at, edition.withdrawn_at].map((at) => at && day(at))])];
  const times = days.filter((one): one is string => Boolean(one)).map(time);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const pad = Math.max((last - first) * 0.06, 40 * 86_400_000);
  const [start, end] = [new Date(first - pad / 2).getUTCFullYear(), new Date(last + pad).getUTCFullYear()];
  const step = Math.max(1, Math.ceil((end - start + 1) / 6));
  const years = Array.from({ length: end - start + 1 }, (_, index) => start + index).filter((year) => (year - start) % step === 0 && time(`${year}-01-01`) >= first - pad / 2);
  return { from: first - pad / 2, to: last + pad, years };
}
