/** Bars beside their names; the same figures stand in the table below, which is what the picture refers to. */
import { useEffect, useId, useRef, useState } from "preact/hooks";

export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly value: number;
  /** The figure in words of the page, with its unit. */
  readonly said: string;
  readonly colour: string;
  /** Dashes of the line on the map, in widths of it. */
  readonly dash?: readonly number[];
}

const [ROW, FIGURE] = [26, 92];

export function Bars({ title, bars }: { title: string; bars: readonly Bar[] }) {
  const id = useId();
  const place = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(440);
  useEffect(() => {
    if (place.current === null) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.max(260, Math.floor(entry.contentRect.width))));
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  const nameRoom = Math.min(210, Math.max(120, Math.floor(width * 0.42)));
  const most = Math.max(...bars.map((bar) => bar.value), Number.MIN_VALUE);
  const room = width - nameRoom - FIGURE - 16;
  const spoken = `${title}: ${bars.map((bar) => `${bar.name} ${bar.said}`).join("; ")}`;
  return (
    <figure class="chart" ref={place} aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      <svg width={width} height={bars.length * ROW + 4} role="img" aria-label={spoken}>
        {bars.map((bar, row) => {
          const y = row * ROW + 4;
          const long = Math.max((bar.value / most) * room, bar.value > 0 ? 1.5 : 0);
          return (
            <g key={bar.key} transform={`translate(0 ${y})`}>
              <line x1="0" x2="26" y1="9" y2="9" stroke={bar.colour} stroke-width="4" {...(bar.dash && bar.dash.length > 0 ? { "stroke-dasharray": bar.dash.map((part) => part * 3).join(" ") } : {})} />
              <text x="32" y="13" class="name">{clipped(bar.name, nameRoom - 32)}</text>
              <rect x={nameRoom + 8} y="1" width={long} height="16" fill={bar.colour} class="bar" />
              <text x={nameRoom + 14 + long} y="13" class="said">{bar.said}</text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

/** A name as far as there is room; the table has it whole. */
function clipped(name: string, pixels: number): string {
  let room = pixels;
  for (let place = 0; place < name.length; place += 1) {
    room -= name.charCodeAt(place) > 0x2e7f ? 12 : 6.6;
    if (room < 0) return `${name.slice(0, Math.max(place - 1, 1))}…`;
  }
  return name;
}
