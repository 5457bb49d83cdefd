/** The datum guard: coordinates that may be those of a phone map, each place they may mean, and which is meant. */
import { useEffect } from "preact/hooks";

import { texts, title } from "../texts";
import { Badge } from "../ui/verdict";
import { tell } from "../ui/fault";
import { useAsked } from "../ui/asked";
import { datums, type Site } from "./ask";
import { state, type Draft } from "./draft";
import { LETTERS, type Marked } from "./marks";

const t = texts({
  heading: { zh: "坐标可能加过偏（GCJ-02）", en: "The coordinates may be shifted (GCJ-02)" },
  which: { zh: "地图上 A 为按现读法的位置，其余为另一基准下的位置：哪一处才是项目？", en: "On the map A is the place as read, the others are places in another datum: which one is the project?" },
  a: { zh: "A：按现读法（{crs}）", en: "A: as read ({crs})" },
  waiting: { zh: "正在核对坐标基准…", en: "Checking the datum of the coordinates…" },
});

const UNSHIFTED = /^EPSG:4(490|326)$/;
const DEGREES = /^(EPSG:4(490|326)|GCJ02|BD09)$/;
const BY_BORDERS = "shift_suspected_by_borders";

/** Whether the guard is worth asking: degrees of which nobody chose the datum, or borders that fit better shifted. */
export function suspect(draft: Draft, site: Site): boolean {
  if (draft.how === "draw") return false;
  if (site.read?.doubts.some((note) => note.code === BY_BORDERS)) return true;
  return draft.crs === "" && UNSHIFTED.test(site.read?.crs ?? "EPSG:4490");
}

interface Props {
  readonly question: Record<string, unknown>;
  readonly onPlaces: (places: readonly Marked[]) => void;
}

export function Shift({ question, onPlaces }: Props) {
  const asked = useAsked((signal) => datums(question, signal), [JSON.stringify(question)]);
  // places stay while their verdicts are worked out anew
  const guard = "value" in asked ? (asked.value ?? null) : null;
  const doubtful = guard !== null && guard.doubts.length > 0;
  useEffect(() => {
    onPlaces(doubtful ? guard.supposed.map((one, index) => ({ letter: LETTERS[index + 1]!, shapes: one.geometries })) : []);
  }, [guard]);
  useEffect(() => () => onPlaces([]), []);
  if (asked.state === "failed") return tell(asked.fault);
  if (guard === null) return <p role="status" class="hint">{t("waiting")}</p>;
  if (!doubtful) return null;
  const { state: crs, verdict } = guard.as_read;
  const choice = DEGREES.test(crs);
  return (
    <section class="notice warn" aria-labelledby="shift">
      <strong id="shift">{t("heading")}</strong>
      <ul>{guard.doubts.map((note) => <li key={note.code}>{title(note.text)}</li>)}</ul>
      <p>{t("which")}</p>
      <div class="row choices">
        <button type="button" disabled={!choice} onClick={() => state({ crs })}>{t("a", { crs })} <Badge of={verdict} /></button>
        {guard.supposed.map((one, index) => (
          <button type="button" key={one.state} disabled={!choice} onClick={() => state({ crs: one.state })}>
            {LETTERS[index + 1]}：{title(one.text)} <Badge of={one.verdict} />
          </button>
        ))}
      </div>
      <p><strong>{title(guard.text)}</strong></p>
    </section>
  );
}
