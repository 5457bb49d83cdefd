/** The readings of a file that fit, as places on the map to choose from: nothing is chosen for the reader. */
import { useEffect, useMemo } from "preact/hooks";

import { number, texts, title } from "../texts";
import { state } from "./draft";
import { LETTERS, type Marked } from "./marks";
import type { Candidate, FileAnswer } from "./types";

const t = texts({
  heading: { zh: "这些坐标有多种读法，请选定一种", en: "These coordinates can be read in several ways: choose one" },
  others: { zh: "其他可能的读法（{count}）", en: "Other readings that are possible ({count})" },
  more: { zh: "另有 {count} 种可能性更小的读法，可在“坐标系”中指明", en: "{count} more readings are less likely; state one as the coordinate system" },
});

interface Props {
  readonly read: FileAnswer;
  readonly onPlaces: (places: readonly Marked[]) => void;
}

/** Where nothing is chosen the question itself; else the other readings, folded away. */
export function Candidates({ read, onPlaces }: Props) {
  const open = read.problem !== null;
  const shown = useMemo(() => read.candidates.filter((one) => !one.chosen).slice(0, open ? 4 : 3), [read]);
  useEffect(() => {
    if (!open) return undefined;
    onPlaces(shown.map((one, index) => ({ letter: LETTERS[index]!, shapes: [one.outline] })));
    return () => onPlaces([]);
  }, [read]);
  if (shown.length === 0) return null;
  const left = read.candidates.length - shown.length - (open ? 0 : 1);
  const list = (
    <ul class="plain candidates">
      {shown.map((one, index) => <li key={one.state}><Choice of={one} letter={open ? LETTERS[index]! : null} /></li>)}
    </ul>
  );
  const more = left > 0 && <p class="hint">{t("more", { count: number(left) })}</p>;
  if (!open) {
    return <details><summary>{t("others", { count: number(shown.length) })}</summary>{list}{more}</details>;
  }
  return (
    <section class="notice warn" aria-labelledby="candidates">
      <strong id="candidates">{t("heading")}</strong>
      <p>{title(read.problem!)}</p>
      {list}
      {more}
    </section>
  );
}

function Choice({ of, letter }: { of: Candidate; letter: string | null }) {
  return (
    <>
      <button type="button" onClick={() => state({ crs: of.state })}>
        {letter !== null && `${letter}：`}{of.state}{of.region_name !== null && ` · ${of.region_name}`}
      </button>
      <p class="hint">{of.lon.toFixed(5)}, {of.lat.toFixed(5)} · {of.evidence.map((note) => title(note.text)).join(" · ")}</p>
    </>
  );
}
