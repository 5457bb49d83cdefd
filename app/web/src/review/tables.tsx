/** Totals of a verdict, and its lines by chainage. */
import { hectares, metres, number, texts, title } from "../texts";
import { keyOf } from "./finding_key";
import { series } from "./say";
import { Scroll } from "./scroll";
import type { Lines as Line } from "./annex_types";
import type { Verdict } from "./types";

const t = texts({
  totals: { zh: "各图层合计", en: "Totals by layer" },
  layer: { zh: "图层和类别", en: "Layer and class" },
  area: { zh: "面积", en: "Area" },
  length: { zh: "长度", en: "Length" },
  share: { zh: "占项目", en: "Share" },
  lines: { zh: "线路桩号表（{length}）", en: "Lines by chainage ({length})" },
  line: { zh: "第 {line} 条线", en: "Line {line}" },
  from: { zh: "起", en: "From" },
  to: { zh: "止", en: "To" },
  what: { zh: "图层、关系和规则", en: "Layer, relation and rules" },
  show: { zh: "在地图上看 {name}", en: "show {name} on the map" },
});

export function Totals({ verdict }: { verdict: Verdict }) {
  if (verdict.totals.length === 0 && verdict.dissolved.length === 0) return null;
  const share = (value: number | null) => (value === null ? "" : `${number(value * 100, 2)} %`);
  return (
    <details class="card">
      <summary><h2>{t("totals")}</h2></summary>
      <Scroll label={t("totals")}>
        <table>
          <caption class="hidden">{t("totals")}</caption>
          <thead><tr><th scope="col">{t("layer")}</th><th scope="col" class="figure">{t("area")}</th><th scope="col" class="figure">{t("length")}</th><th scope="col" class="figure">{t("share")}</th></tr></thead>
          <tbody>
            {verdict.dissolved.map((one) => (
              <tr key={one.what}><th scope="row">{title(one.text)}</th><td class="figure">{hectares(one.overlap_area_m2)}</td><td class="figure">{one.overlap_length_m > 0 && metres(one.overlap_length_m)}</td><td class="figure">{share(one.share)}</td></tr>
            ))}
            {verdict.totals.map((one) => (
              <tr key={`${one.layer}/${one.class}`}>
                <th scope="row">{title(one.layer_title)}{one.class_title !== null && ` · ${title(one.class_title)}`}</th>
                <td class="figure">{one.overlap_area_m2 > 0 && hectares(one.overlap_area_m2)}</td>
                <td class="figure">{one.overlap_length_m !== null && one.overlap_length_m > 0 && metres(one.overlap_length_m)}</td>
                <td class="figure">{share(one.share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}

/** A chainage as it is written: K12+345. */
export function chainage(at: number): string {
  const whole = Math.round(at);
  return `K${Math.floor(whole / 1000)}+${String(whole % 1000).padStart(3, "0")}`;
}

export function LineTables({ lines, onShow }: { lines: readonly Line[]; onShow: (key: string) => void }) {
  return (
    <>
      {lines.map((line, index) => (
        <details class="card" key={index} open>
          <summary><h2>{t("lines", { length: metres(line.length_m) })}{lines.length > 1 && ` · ${t("line", { line: index + 1 })}`}</h2></summary>
          <Scroll label={t("lines", { length: metres(line.length_m) })}>
            <table>
              <caption class="hidden">{t("lines", { length: metres(line.length_m) })}</caption>
              <thead>
                <tr><th scope="col" class="figure">{t("from")}</th><th scope="col" class="figure">{t("to")}</th><th scope="col" class="figure">{t("length")}</th><th scope="col">{t("what")}</th></tr>
              </thead>
              <tbody>
                {line.crossings.map((one, at) => {
                  const key = keyOf(one);
                  const rules = one.rules.filter((rule) => rule.holds !== false && rule.effect !== "inform");
                  const name = `${title(one.layer_title)}${one.class_title !== null ? ` · ${title(one.class_title)}` : ""}${one.name !== null ? ` · ${one.name}` : ""}`;
                  return (
                    <tr key={at}>
                      <td class="figure">{chainage(one.from_m)}</td>
                      <td class="figure">{chainage(one.to_m)}</td>
                      <td class="figure">{metres(one.length_m)}</td>
                      <td>
                        {key === null ? name : <button type="button" class="link" aria-label={t("show", { name })} onClick={() => onShow(key)}>{name}</button>} — {title(one.text)}
                        {rules.length > 0 && <div class="hint">{series(rules.map((rule) => title(rule.text)))}</div>}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </Scroll>
        </details>
      ))}
    </>
  );
}
