/** What lies around the project, ring by ring; a ring the data do not fill is not empty. */
import { metres, number, texts, title } from "../texts";
import { listed } from "./say";
import { Scroll } from "./scroll";
import type { Verdict } from "./types";

const t = texts({
  heading: { zh: "周边环境", en: "Surroundings" },
  caption: { zh: "各类要素最近的一处和各圈内的数量", en: "The nearest of each class, and how many lie in each ring" },
  what: { zh: "图层和类别", en: "Layer and class" },
  nearest: { zh: "最近", en: "Nearest" },
  within: { zh: "至 {ring}", en: "to {ring}" },
  bearing: { zh: "方位角 {bearing}°", en: "bearing {bearing}°" },
  least: { zh: "至少", en: "at least" },
  nothing: { zh: "数据完整且各圈内没有：", en: "Complete, and nothing in any ring: " },
  silent: { zh: "数据没有覆盖各圈的图层（未发现不等于没有）：", en: "Layers whose data do not fill the rings (nothing found is not nothing there): " },
  answers: { zh: "{layer}（只到 {reach}）", en: "{layer} (up to {reach} only)" },
  incomplete: { zh: "此圈数据不全", en: "the data do not fill this ring" },
});

export function SurroundingsTable({ verdict, layers }: { verdict: Verdict; layers: ReadonlyMap<string, string> }) {
  const { rings_m: rings, layers: around, nothing } = verdict.surroundings;
  const silent = around.filter((one) => one.rings.some((ring) => !ring.complete));
  const rows = around.flatMap((layer) => layer.classes.map((one) => ({ layer, one })));
  return (
    <details class="card">
      <summary><h2>{t("heading")}</h2></summary>
      {rows.length > 0 && (
        <Scroll label={t("caption")}>
          <table>
            <caption class="hidden">{t("caption")}</caption>
            <thead>
              <tr><th scope="col">{t("what")}</th><th scope="col">{t("nearest")}</th>{rings.map((ring) => <th scope="col" class="figure" key={ring}>{t("within", { ring: metres(ring) })}</th>)}</tr>
            </thead>
            <tbody>
              {rows.map(({ layer, one }, index) => (
                <tr key={index}>
                  <th scope="row">{title(layer.layer_title)}{one.class_title !== null && ` · ${title(one.class_title)}`}{one.name !== null && <div class="hint">{one.name}</div>}</th>
                  <td>
                    {one.at_least_m < one.distance_m && `${t("least")} `}{metres(one.at_least_m < one.distance_m ? one.at_least_m : one.distance_m)}
                    {one.bearing_deg !== null && <div class="hint">{t("bearing", { bearing: number(one.bearing_deg) })}</div>}
                    {one.text !== null && <div class="hint">{title(one.text)}</div>}
                  </td>
                  {rings.map((ring) => {
                    const complete = layer.rings.find((found) => found.ring_m === ring)?.complete === true;
                    return (
                      <td class="figure" key={ring}>
                        {one.counts.find((found) => found.ring_m === ring)?.count ?? 0}
                        {!complete && <abbr title={t("incomplete")}>+?</abbr>}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {silent.length > 0 && <p class="notice warn">{t("silent")}{listed(silent.map((one) => t("answers", { layer: title(one.layer_title), reach: metres(one.answers_m) })))}</p>}
      {nothing.length > 0 && <p class="hint">{t("nothing")}{listed(nothing.map((layer) => layers.get(layer) ?? layer))}</p>}
    </details>
  );
}
