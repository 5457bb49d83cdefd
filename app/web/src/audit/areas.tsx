/** Areas held by layers, by class and region; with an earlier day, what was lost and gained. */
import { set } from "../route";
import { texts } from "../texts";
import { allPieces, type Evidence } from "./evidence";
import { area, NOTHING, percent, signed } from "./figures";
import { className, layerName, regionName, type Names } from "./names";
import { Notes } from "./statement";
import { Table } from "./table";
import type { AreasBody, NonDecrease } from "./types";
import { BECAME_SIGNS, became, part } from "./words";

const t = texts({
  pick: { zh: "图层（可多选）：{count} 个", en: "Layers ({count} chosen)" },
  held: { zh: "面积按图层与分类", en: "Area by layer and class" },
  layer: { zh: "图层与分类", en: "layer and class" },
  area: { zh: "合并后椭球面积", en: "dissolved, ellipsoid" },
  sum: { zh: "要素面积之和", en: "sum of features" },
  plane: { zh: "平面面积（{crs}）", en: "plane ({crs})" },
  features: { zh: "要素数", en: "features" },
  all: { zh: "全部", en: "all" },
  by_region: { zh: "按行政区（陆域与海域分列）", en: "By region (land and sea apart)" },
  region: { zh: "行政区", en: "region" },
  of: { zh: "占比", en: "share" },
  whole: { zh: "行政区面积", en: "area of the region" },
  least: { zh: "至少 {area}", en: "at least {area}" },
  not_covered: { zh: "没有数据，不等于没有管控", en: "no data, which is not: nothing there" },
  overlaps: { zh: "图层之间的重叠", en: "Ground held by two layers" },
  layers: { zh: "图层", en: "layers" },
  part: { zh: "部分", en: "part" },
  changes: { zh: "{since} → {asOf}：{layer}", en: "{since} → {asOf}: {layer}" },
  item: { zh: "项目", en: "item" },
  before: { zh: "原面积", en: "before" },
  after: { zh: "现面积", en: "after" },
  decrease: { zh: "面积不减少（{part}）", en: "not decreased ({part})" },
  holds: { zh: "✓ 符合，余量 {slack}", en: "✓ holds, slack {slack}" },
  fails: { zh: "✕ 减少 {slack}", en: "✕ less by {slack}" },
  not_comparable: { zh: "? 两版不可比", en: "? not comparable" },
  not_applicable: { zh: "– 不适用", en: "– not applicable" },
  pieces: { zh: "灭失与新增的图斑（选一个，地图随之）", en: "Pieces lost and gained (choose one and the map goes there)" },
  change: { zh: "变化", en: "change" },
  locate: { zh: "在地图上看第 {number} 块：{change}", en: "show piece {number} on the map: {change}" },
});

interface Props {
  readonly body: AreasBody;
  readonly names: Names;
  readonly layers: readonly string[];
  readonly evidence: Evidence | null;
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
}

export function LayerPicker({ names, layers }: { names: Names; layers: readonly string[] }) {
  const there = names.layers.filter((one) => one.geometry === "polygon" && one.layer !== "admin_area" && (one.editions.length > 0 || layers.includes(one.layer)));
  const toggle = (layer: string) => {
    const next = layers.includes(layer) ? layers.filter((one) => one !== layer) : [...layers, layer];
    if (next.length > 0) set({ layer: next.join(","), at: null });
  };
  return (
    <details>
      <summary>{t("pick", { count: layers.length })} — {layers.map((layer) => layerName(names, layer)).join("、")}</summary>
      <ul class="checks">
        {there.map((one) => (
          <li key={one.layer}>
            <label><input type="checkbox" checked={layers.includes(one.layer)} onChange={() => toggle(one.layer)} /> {layerName(names, one.layer)}</label>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Areas({ body, names, evidence, chosen, onChoose }: Props) {
  const many = body.layers.length > 1;
  return (
    <>
      <Notes body={body} />
      <Table
        caption={t("held")}
        heads={[{ text: t("layer") }, { text: t("area"), figure: true }, { text: t("sum"), figure: true }, { text: t("plane", { crs: body.plane.crs }), figure: true }, { text: t("features"), figure: true }]}
        rows={body.layers.flatMap((layer) => [
          { key: layer.layer, cells: [layerName(names, layer.layer), area(layer.area_m2), area(layer.sum_of_features_m2), area(layer.plane_area_m2), layer.features ?? NOTHING] },
          ...layer.classes.filter((one) => one.class !== null).map((one) => ({ key: `${layer.layer} ${one.class}`, cells: [`· ${className(names, layer.layer, one.class)}`, area(one.area_m2), area(one.sum_of_features_m2), area(one.plane_area_m2), one.features ?? NOTHING] })),
        ])}
      />
      <Moved body={body} names={names} evidence={evidence} chosen={chosen} onChoose={onChoose} />
      <Table
        caption={t("by_region")}
        heads={[{ text: t("region") }, ...(many ? [{ text: t("layers") }] : []), { text: t("whole"), figure: true }, { text: t("area"), figure: true }, { text: t("of"), figure: true }]}
        rows={body.by_region.flatMap((row) =>
          row.layers.map((one) => ({
            key: `${row.region} ${row.part} ${one.layer}`,
            cells: [`${regionName(names, row.region)} ${part(row.part)}`, ...(many ? [layerName(names, one.layer)] : []), area(row.area_m2), held(one), percent(one.share)],
          })),
        )}
      />
      {body.overlaps.length > 0 && (
        <Table
          caption={t("overlaps")}
          heads={[{ text: t("layers") }, { text: t("part") }, { text: t("area"), figure: true }]}
          rows={body.overlaps.map((one, number) => ({ key: String(number), cells: [one.layers.map((layer) => layerName(names, layer)).join(" ∩ "), part(one.part), area(one.area_m2)] }))}
        />
      )}
    </>
  );
}

function held(one: AreasBody["by_region"][number]["layers"][number]): string {
  if (one.status === "not_covered" && (one.area_m2 === null || one.area_m2 === 0)) return t("not_covered");
  if (one.area_m2 === null) return NOTHING;
  return one.at_least ? t("least", { area: area(one.area_m2) }) : area(one.area_m2);
}

function Moved({ body, names, evidence, chosen, onChoose }: Omit<Props, "layers">) {
  if (body.changes === null) return null;
  const { since } = body.changes;
  const pieces = evidence === null ? [] : allPieces(evidence).map((one, number) => ({ number, ...one })).filter((one) => !one.piece.sliver);
  return (
    <section>
      {body.changes.layers.map((one) => (
        <Table
          key={one.layer}
          caption={t("changes", { since, asOf: body.as_of, layer: layerName(names, one.layer) })}
          heads={[{ text: t("item") }, { text: t("area"), figure: true }]}
          rows={[
            ...(one.total === undefined ? [] : [
              { key: "before", cells: [t("before"), area(one.total.before_m2)] },
              { key: "lost", cells: [`${BECAME_SIGNS.lost} ${became("lost")}`, signed(-one.total.lost_m2, area)] },
              { key: "gained", cells: [`${BECAME_SIGNS.gained} ${became("gained")}`, signed(one.total.gained_m2, area)] },
              { key: "after", cells: [t("after"), area(one.total.after_m2)] },
            ]),
            ...(one.non_decrease === null ? [] : (["land", "sea"] as const).map((which) => ({ key: which, cells: [t("decrease", { part: part(which) }), decrease(one.non_decrease![which])] }))),
          ]}
        />
      ))}
      {pieces.length > 0 && (
        <Table
          caption={t("pieces")}
          heads={[{ text: t("change") }, { text: t("layer") }, { text: t("region") }, { text: t("area"), figure: true }]}
          rows={pieces.map(({ number, layer, piece }) => ({
            key: String(number),
            chosen: number === chosen,
            cells: [
              <button type="button" class={`small change ${piece.change}`} aria-pressed={number === chosen} aria-label={t("locate", { number: number + 1, change: became(piece.change) })} onClick={() => onChoose(number)}>
                <span aria-hidden="true">{BECAME_SIGNS[piece.change]}</span> {became(piece.change)}
              </button>,
              [layerName(names, layer), piece.class === null ? "" : className(names, layer, piece.class)].filter(Boolean).join(" · "),
              [regionName(names, piece.region), piece.part === null ? "" : part(piece.part)].join(" "),
              area(piece.area_m2),
            ],
          }))}
        />
      )}
    </section>
  );
}

function decrease(of: NonDecrease): string {
  if (of.state !== "compared" || of.holds === null) return t(of.state === "not_applicable" ? "not_applicable" : "not_comparable");
  return of.holds ? t("holds", { slack: area(of.slack_m2) }) : t("fails", { slack: area(of.slack_m2 === null ? null : Math.abs(of.slack_m2)) });
}
