/** The comparison as tables: ranked, then overlaps and distances by layer. */
import { page } from "../route";
import { Scroll } from "../review/scroll";
import { hectares, metres, texts, title } from "../texts";
import { Badge, word, type Word } from "../ui/verdict";
import type { Alternative, Comparison, Distance, Ground, Overlap } from "./types";

const t = texts({
  legend: { zh: "地图图例：按结论着色和加线纹", en: "Legend of the map: colour and hatching by verdict" },
  ranked: { zh: "方案排序", en: "Alternatives, ranked" },
  rank: { zh: "名次", en: "Rank" },
  name: { zh: "方案", en: "Alternative" },
  verdict: { zh: "结论", en: "Verdict" },
  prohibited: { zh: "确定禁止", en: "Certainly prohibited" },
  restricted: { zh: "确定受限", en: "Certainly restricted" },
  shore: { zh: "占用自然岸线", en: "Natural shoreline taken" },
  open: { zh: "待定问题", en: "Open questions" },
  needs: { zh: "所需", en: "Needs" },
  size: { zh: "规模", en: "Size" },
  tied: { zh: "并列", en: "tied" },
  order: { zh: "依次比较：{keys}", en: "Compared in turn by: {keys}" },
  overlaps: { zh: "与各图层的重叠", en: "Overlaps by layer" },
  distances: { zh: "到各图层的距离", en: "Distances by layer" },
  layer: { zh: "图层", en: "Layer" },
  unknown: { zh: "？未知", en: "? unknown" },
  island: { zh: "海岛 {metres}", en: "islands {metres}" },
  none: { zh: "没有", en: "none" },
  silent: { zh: "没有答复的图层：{layers}", en: "Layers that do not answer: {layers}" },
  record: { zh: "登记的结论", en: "recorded verdict" },
  numbered: { zh: "{count} 项", en: "{count}" },
});

const WORDS: readonly Word[] = ["prohibited", "undetermined", "conditional", "admissible"];

export const called = (one: Alternative) => one.name ?? String(one.number);

interface Props {
  readonly of: Comparison;
  readonly chosen: string | null;
  /** Whether the verdicts are in the ledger, so that they have pages of their own. */
  readonly recorded: boolean;
  readonly onChoose: (number: string | null) => void;
}

export function Ranked({ of, chosen, recorded, onChoose }: Props) {
  const rows = of.order.map((number) => of.alternatives.find((one) => one.number === number)!);
  return (
    <>
      <Scroll label={t("ranked")}>
        <table class="ranked">
          <caption class="hidden">{t("ranked")}</caption>
          <thead>
            <tr>{(["rank", "name", "verdict", "prohibited", "restricted", "shore", "open", "needs", "size"] as const).map((head) => <th scope="col" key={head}>{t(head)}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.number} class={chosen === String(one.number) ? "chosen" : ""}>
                <td>{one.rank}{one.tied_with.length > 0 && <span class="tag"> {t("tied")}</span>}</td>
                <th scope="row">
                  <button type="button" class="link" aria-pressed={chosen === String(one.number)} onClick={() => onChoose(chosen === String(one.number) ? null : String(one.number))}>{one.number} {called(one)}</button>
                  {recorded && one.verdict_id !== null && <div><a href={page("review", one.verdict_id)}>{t("record")}</a></div>}
                </th>
                <td><Badge of={one.verdict} />{one.range[0] !== one.range[1] && <div class="range"><Badge of={one.range[0]} /> – <Badge of={one.range[1]} /></div>}</td>
                <td>{ground(one.prohibited)}</td>
                <td>{ground(one.restricted)}</td>
                <td>{shore(one)}</td>
                <td><Listed items={one.questions.map((question) => title(question.text))} /></td>
                <td>
                  <Listed items={one.requirements.map((needed) => title(needed.text))} />
                  {one.silent.length > 0 && <details><summary>{t("silent", { layers: one.silent.length })}</summary><p>{one.silent.map((layer) => title(layer.layer_title)).join(" · ")}</p></details>}
                </td>
                <td>{ground({ area_m2: one.area_m2, length_m: one.length_m })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="legend" aria-label={t("legend")} role="img">
        {WORDS.filter((of) => rows.some((one) => one.verdict === of)).map((of) => <span key={of}><span class={`swatch ${of}`} /> {word(of)}</span>)}
      </p>
      <p class="hint">{t("order", { keys: of.criterion.keys.map((key) => title(key.text)).join(" › ") })}</p>
    </>
  );
}

function Listed({ items }: { items: readonly string[] }) {
  if (items.length === 0) return <>{t("none")}</>;
  return (
    <details>
      <summary>{t("numbered", { count: items.length })}</summary>
      <ul>{items.map((item, index) => <li key={index}>{item}</li>)}</ul>
    </details>
  );
}

/** Area, and length where there is one; what is not known is no nought. */
function ground({ area_m2, length_m }: Ground): string {
  if (area_m2 === null || length_m === null) return t("unknown");
  if (area_m2 === 0 && length_m === 0) return "0";
  return [area_m2 > 0 ? hectares(area_m2) : "", length_m > 0 ? metres(length_m) : ""].filter(Boolean).join(" · ");
}

function shore(one: Alternative): string {
  const { natural_mainland: mainland, natural_island: island, text } = one.shoreline;
  if (mainland === null || island === null) return title(text);
  const taken = [mainland.range_m[1] > 0 ? metres(mainland.range_m[1]) : "", island.range_m[1] > 0 ? t("island", { metres: metres(island.range_m[1]) }) : ""].filter(Boolean);
  return taken.length > 0 ? `≤ ${taken.join(" + ")}` : `0 (${title(text)})`;
}

export function ByLayer({ of }: { of: Comparison }) {
  return (
    <>
      <Cells heading={t("overlaps")} of={of} rows={of.overlaps} tell={(cell: Overlap) => ground(cell)} />
      <Cells heading={t("distances")} of={of} rows={of.distances} tell={apart} />
    </>
  );
}

function apart({ distance_m, at_least_m }: Distance): string {
  if (distance_m !== null && (at_least_m === null || at_least_m >= distance_m)) return metres(distance_m);
  return at_least_m === null ? t("unknown") : `≥ ${metres(at_least_m)}`;
}

interface CellsProps<Cell> {
  readonly heading: string;
  readonly of: Comparison;
  readonly rows: readonly { readonly layer: string; readonly class: string | null; readonly layer_title: Comparison["caveat"]; readonly class_title: Comparison["caveat"] | null; readonly cells: readonly Cell[] }[];
  readonly tell: (cell: Cell) => string;
}

function Cells<Cell>({ heading, of, rows, tell }: CellsProps<Cell>) {
  if (rows.length === 0) return null;
  return (
    <details class="card">
      <summary><h2>{heading}</h2></summary>
      <Scroll label={heading}>
        <table>
          <caption class="hidden">{heading}</caption>
          <thead>
            <tr><th scope="col">{t("layer")}</th>{of.alternatives.map((one) => <th scope="col" key={one.number}>{one.number} {called(one)}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.layer}/${row.class ?? ""}`}>
                <th scope="row">{title(row.layer_title)}{row.class_title !== null && ` · ${title(row.class_title)}`}</th>
                {row.cells.map((cell, index) => <td key={index}>{tell(cell)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
