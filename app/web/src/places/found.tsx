/** Where a project could stand: hectares by verdict with the legend of the map, the areas and why, the largest pieces. */
import { labelled } from "../review/say";
import { Scroll } from "../review/scroll";
import { number, texts, title } from "../texts";
import { Badge, type Word } from "../ui/verdict";
import type { Areas } from "./types";

const t = texts({
  heading: { zh: "结果", en: "Answer" },
  verdict: { zh: "结论", en: "Verdict" },
  hatch: { zh: "图例", en: "On the map" },
  hectares: { zh: "面积（公顷）", en: "Area (ha)" },
  share: { zh: "占比（%）", en: "Share (%)" },
  areas: { zh: "各片范围与理由（{count}）", en: "Areas and why ({count})" },
  area: { zh: "第 {number} 片", en: "Area {number}" },
  reasons: { zh: "{count} 条理由", en: "{count} reason(s)" },
  largest: { zh: "最大的连片", en: "Largest pieces" },
  zoom: { zh: "看这里", en: "Show it" },
  notes: { zh: "说明", en: "Notes" },
});

const WORDS: readonly Word[] = ["admissible", "conditional", "undetermined", "prohibited"];

interface Props {
  readonly of: Areas;
  readonly chosen: string | null;
  readonly onChoose: (index: string | null) => void;
  readonly onZoom: (centre: readonly [number, number]) => void;
}

export function Found({ of, chosen, onChoose, onZoom }: Props) {
  const one = chosen === null ? undefined : of.areas[Number(chosen)];
  return (
    <section aria-labelledby="answer">
      <h2 id="answer">{t("heading")}</h2>
      {of.data_standing !== null && <p class="notice warn">{title(of.data_standing)}</p>}
      <table>
        <caption class="hidden">{t("heading")}</caption>
        <thead><tr><th scope="col">{t("verdict")}</th><th scope="col">{t("hatch")}</th><th scope="col">{t("hectares")}</th><th scope="col">{t("share")}</th></tr></thead>
        <tbody>
          {WORDS.map((word) => (
            <tr key={word}>
              <th scope="row"><Badge of={word} /></th>
              <td><span class={`swatch ${word}`} /></td>
              <td>{number(of.hectares[word], 2)}</td>
              <td>{of.study_ha > 0 ? number((100 * of.hectares[word]) / of.study_ha, 1) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {one !== undefined && <Why area={one} index={Number(chosen)} />}
      <details class="card" open={of.areas.length <= 6}>
        <summary><h2>{t("areas", { count: of.areas.length })}</h2></summary>
        <Scroll label={t("areas", { count: of.areas.length })}>
          <table>
            <caption class="hidden">{t("areas", { count: of.areas.length })}</caption>
            <thead><tr><th scope="col">{t("verdict")}</th><th scope="col">{t("hectares")}</th><td /></tr></thead>
            <tbody>
              {of.areas.map((area, index) => (
                <tr key={index}>
                  <td><Badge of={area.verdict} /></td>
                  <td>{number(area.hectares, 2)}</td>
                  <td><button type="button" class="link" aria-pressed={chosen === String(index)} onClick={() => onChoose(chosen === String(index) ? null : String(index))}>{labelled(t("area", { number: index + 1 }), t("reasons", { count: area.reasons.length }))}</button></td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
      {of.largest.length > 0 && (
        <details class="card">
          <summary><h2>{t("largest")}</h2></summary>
          <ul class="plain">
            {of.largest.map((piece, index) => (
              <li key={index}><Badge of={piece.verdict} /> {number(piece.hectares, 2)} ha <button type="button" class="small" onClick={() => onZoom(piece.centre)}>{t("zoom")}</button></li>
            ))}
          </ul>
        </details>
      )}
      {of.notes.length > 0 && <details class="card"><summary><h2>{t("notes")}</h2></summary><ul>{of.notes.map((note, index) => <li key={index}>{title(note.text)}</li>)}</ul></details>}
      <p class="hint">{title(of.caveat)}</p>
    </section>
  );
}

function Why({ area, index }: { area: Areas["areas"][number]; index: number }) {
  return (
    <div class="card" role="status">
      <h3>{t("area", { number: index + 1 })} <Badge of={area.verdict} /> {number(area.hectares, 2)} ha</h3>
      <ul>{area.reasons.map((reason, at) => <li key={at}>{title(reason.text)}</li>)}</ul>
    </div>
  );
}
