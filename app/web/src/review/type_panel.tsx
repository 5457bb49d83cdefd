/** A site typed or pasted: pairs of numbers, WKT, GeoJSON, or the land survey's list of corners. */
import { useEffect, useState } from "preact/hooks";

import { texts } from "../texts";
import { CrsField } from "./crs_field";
import { PAIRS, state, type Draft } from "./draft";
import { pairsOf } from "./shapes";

const t = texts({
  site: { zh: "坐标", en: "Coordinates" },
  hint: {
    zh: "粘贴文字：每行一对数（先经度或东坐标）、度分秒、带点号的坐标表、界址点表（X 为北）、WKT、GeoJSON 或地图链接。",
    en: "Paste text: a pair of numbers a line (longitude or easting first), degrees-minutes-seconds, a list of numbered points, a list of corners (X north), WKT, GeoJSON, or a map link.",
  },
  are: { zh: "这些点是", en: "The pairs are" },
  polygon: { zh: "面的顶点", en: "corners of a polygon" },
  line: { zh: "线的顶点", en: "vertices of a line" },
  points: { zh: "各自的点", en: "points of their own" },
  use: { zh: "使用这些坐标", en: "Use these coordinates" },
});

export function TypePanel({ draft }: { draft: Draft }) {
  const [text, setText] = useState(draft.site);
  useEffect(() => setText(draft.site), [draft.site]);
  const pairs = pairsOf(text);
  return (
    <form onSubmit={(event) => { event.preventDefault(); state({ site: text.trim() }); }}>
      <div class="field">
        <label for="typed">{t("site")}</label>
        <textarea id="typed" rows={5} spellcheck={false} aria-describedby="typed-hint" placeholder="120.710, 28.010" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <p class="hint" id="typed-hint">{t("hint")}</p>
      </div>
      {pairs !== null && pairs.length > 1 && (
        <div class="field">
          <label for="pairs">{t("are")}</label>
          <select id="pairs" value={draft.pairs} onChange={(event) => state({ pairs: event.currentTarget.value })}>
            {PAIRS.map((one) => <option key={one} value={one}>{t(one)}</option>)}
          </select>
        </div>
      )}
      <CrsField crs={draft.crs} />
      <button type="submit" class="main" disabled={text.trim() === "" || text.trim() === draft.site}>{t("use")}</button>
    </form>
  );
}
