/** Banks as straight strips by chainage: where a strip stands and where there is none. */
import { useId } from "preact/hooks";

import { texts } from "../texts";
import { chainage, length } from "./figures";
import type { Along, Features, Side, StripStatus } from "./types";
import { side, status as statusWord } from "./words";

const t = texts({
  held: { zh: "有缓冲带（{status}）", en: "with a strip ({status})" },
  gap: { zh: "缺口", en: "gap" },
  chart: { zh: "{body}：按里程的缓冲带（{status}）", en: "{body}: strips along chainage ({status})" },
  said: { zh: "{bank}：全长 {length}，缺口 {count} 段，共 {gaps}", en: "{bank}: {length} long, {count} gaps, {gaps} in all" },
  run: { zh: "第 {run} 段", en: "run {run}" },
  seen: { zh: "第 {number} 个缺口 {from}–{to}，长 {length}", en: "gap {number}, {from}–{to}, {length} long" },
});

interface Stretch {
  readonly number: number;
  readonly pieces: readonly (readonly [number, number])[];
  readonly of: Along;
}

interface Bank {
  readonly key: string;
  readonly side: Side;
  readonly run: number;
  readonly long: number;
  readonly gaps: readonly Stretch[];
}

const [WIDTH, ROW, LEFT] = [460, 44, 10];

interface Props {
  readonly body: string;
  readonly status: StripStatus;
  readonly gaps: Features<Along>;
  readonly counted: Features<Along>;
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
}

export function Strips({ body, status, gaps, counted, chosen, onChoose }: Props) {
  const id = useId();
  const banks = banksOf(body, status, gaps, counted);
  const title = t("chart", { body, status: statusWord(status) });
  return (
    <figure class="chart strips" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      <p class="row hint">
        <span class="key held" aria-hidden="true" /> {t("held", { status: statusWord(status) })}
        <span class="key gap" aria-hidden="true" /> {t("gap")}
      </p>
      <svg viewBox={`0 0 ${WIDTH} ${banks.length * ROW + 6}`} role="group" aria-label={title}>
        <defs>
          <pattern id={`${id}-gap`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" class="gap-ground" />
            <rect width="2" height="6" class="gap-line" />
          </pattern>
        </defs>
        {banks.map((bank, row) => {
          const scale = (WIDTH - 2 * LEFT) / Math.max(bank.long, 1);
          const name = [side(bank.side), bank.run > 1 ? t("run", { run: bank.run }) : ""].filter(Boolean).join(" ");
          const total = bank.gaps.reduce((sum, gap) => sum + gap.of.length_m, 0);
          const said = t("said", { bank: name, length: length(bank.long), count: bank.gaps.length, gaps: length(total) });
          return (
            <g key={bank.key} transform={`translate(0 ${row * ROW})`} role="group" aria-label={said}>
              <text x={LEFT} y="13" class="name">{name}</text>
              <text x={WIDTH - LEFT} y="13" class="end">{chainage(bank.long)}</text>
              <rect x={LEFT} y="18" width={WIDTH - 2 * LEFT} height="16" class="held" />
              {bank.gaps.flatMap(({ number, pieces, of }) =>
                pieces.map(([from, to], place) => (
                  <rect
                    key={`${number}-${place}`}
                    x={LEFT + from * scale}
                    y="18"
                    width={Math.max((to - from) * scale, 1.5)}
                    height="16"
                    class={number === chosen ? "gap chosen" : "gap"}
                    style={{ fill: `url(#${id}-gap)` }}
                    onClick={() => onChoose(number)}
                  >
                    <title>{t("seen", { number: number + 1, from: chainage(of.from_m), to: chainage(of.to_m), length: length(of.length_m) })}</title>
                  </rect>
                )),
              )}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

/** The banks of a water body, each as long as what is said of it reaches. */
function banksOf(body: string, status: StripStatus, gaps: Features<Along>, counted: Features<Along>): readonly Bank[] {
  const found = new Map<string, { side: Side; run: number; long: number; gaps: Stretch[] }>();
  const bank = (of: Along, run: number) => {
    const key = `${of.side} ${run}`;
    const known = found.get(key) ?? { side: of.side, run, long: 0, gaps: [] };
    found.set(key, known);
    known.long = Math.max(known.long, of.from_m, of.to_m);
    return known;
  };
  // the end of a bank is known from any status; which run a counted stretch lies on, only where there is one
  gaps.features.forEach(({ properties: of }, number) => {
    if (of.water_body !== body) return;
    const on = bank(of, of.run ?? 1);
    if (of.status === status) on.gaps.push({ number, of, pieces: [] });
  });
  const runs = new Set([...found.values()].filter((one) => one.run > 1).map((one) => one.side));
  for (const { properties: of } of counted.features) if (of.water_body === body && !runs.has(of.side)) bank(of, 1);
  return [...found.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, one]) => ({ ...one, key, gaps: one.gaps.map((gap) => ({ ...gap, pieces: piecesOf(gap.of, one.long) })) }));
}

/** A gap over the start of a ring ends below where it begins: it is two pieces of the strip. */
function piecesOf(of: Along, long: number): readonly (readonly [number, number])[] {
  return of.from_m <= of.to_m ? [[of.from_m, of.to_m]] : [[of.from_m, long], [0, of.to_m]];
}
