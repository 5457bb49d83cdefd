/** Land cover of a region or of a layer in it; with an earlier day, the patches that changed. */
import { set } from "../route";
import { texts } from "../texts";
import { Bars } from "./bars";
import type { Evidence } from "./evidence";
import { area, NOTHING, orRange, percent, signed } from "./figures";
import { coverNames, layerName, regionName, type Names } from "./names";
import { Notes } from "./statement";
import { Table } from "./table";
import type { CoverBody, CoverLegend } from "./types";

const t = texts({
  zone: { zh: "统计范围", en: "Ground" },
  land: { zh: "行政区陆域", en: "land of the region" },
  raster: { zh: "影像年份 {years}，分类表 {table}", en: "rasters of {years}, classes by {table}" },
  unknown: { zh: "{share} 的范围没有分类（未覆盖 {missing}）：占比只能给出区间。", en: "{share} of the ground has no class ({missing} not covered): shares are given as ranges." },
  classes: { zh: "地类构成", en: "Cover by class" },
  groups: { zh: "按地类组（组之间有重叠）", en: "By group of classes (groups overlap)" },
  class: { zh: "地类", en: "class" },
  group: { zh: "地类组", en: "group" },
  area: { zh: "面积", en: "area" },
  share: { zh: "占比", en: "share" },
  by_region: { zh: "按行政区：{group}", en: "By region: {group}" },
  region: { zh: "行政区", en: "region" },
  change: { zh: "{since} → {asOf} 地类转移", en: "From class to class, {since} → {asOf}" },
  compared: { zh: "可比 {compared}，不可比 {not}，变化 {changed}", en: "{compared} compared, {not} not comparable, {changed} changed" },
  from: { zh: "原地类", en: "before" },
  to: { zh: "现地类", en: "after" },
  balance: { zh: "地类组增减（仅可比部分）", en: "Groups before and after (where both days have a class)" },
  delta: { zh: "增减", en: "change" },
  patches: { zh: "变化图斑（不小于 {least} m²；选一个，地图随之）", en: "Changed patches (from {least} m²; choose one and the map goes there)" },
  clue: { zh: "线索", en: "clue" },
  clues: { zh: "线索 {count} 处，共 {area}", en: "{count} clues, {area} in all" },
  what: { zh: "变化", en: "change" },
  locate: { zh: "在地图上看图斑 {id}", en: "show patch {id} on the map" },
  none: { zh: "没有变化的图斑。", en: "No patch has changed." },
});
const transition = texts({
  natural_to_built: { zh: "自然地表变为建设用地", en: "natural to built-up" },
  natural_to_bare: { zh: "自然地表变为裸地", en: "natural to bare" },
  natural_to_cropland: { zh: "自然地表变为耕地", en: "natural to cropland" },
  built_to_natural: { zh: "建设用地变为自然地表", en: "built-up to natural" },
  bare_to_natural: { zh: "裸地变为自然地表", en: "bare to natural" },
});
const KNOWN = ["natural_to_built", "natural_to_bare", "natural_to_cropland", "built_to_natural", "bare_to_natural"] as const;
const moved = (code: string): string => {
  const known = KNOWN.find((one) => one === code);
  return known === undefined ? code : transition(known);
};

interface Props {
  readonly body: CoverBody;
  readonly names: Names;
  readonly legend: CoverLegend | null;
  readonly evidence: Evidence | null;
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
}

export function ZonePicker({ names, zone }: { names: Names; zone: string | null }) {
  const there = names.layers.filter((one) => one.geometry === "polygon" && one.layer !== "admin_area" && one.editions.length > 0);
  return (
    <p class="field">
      <label for="zone">{t("zone")}</label>
      <select id="zone" value={zone ?? ""} onChange={(event) => set({ zone: event.currentTarget.value || null, at: null })}>
        <option value="">{t("land")}</option>
        {there.map((one) => <option key={one.layer} value={one.layer}>{layerName(names, one.layer)}</option>)}
        {zone !== null && !there.some((one) => one.layer === zone) && <option value={zone}>{zone}</option>}
      </select>
    </p>
  );
}

export function Cover({ body, names, legend, evidence, chosen, onChoose }: Props) {
  const cover = coverNames(legend, body.class_table.id);
  const { total } = body;
  const years = [...new Set(body.rasters.map((one) => one.year))].join("、");
  return (
    <>
      <p class="hint">{t("raster", { years, table: `${body.class_table.id} ${body.class_table.version}` })}</p>
      {total.unknown_share !== null && total.unknown_share > 0 && total.classes.some((one) => one.share === null) && (
        <p class="notice warn">{t("unknown", { share: percent(total.unknown_share), missing: area(total.not_covered_m2) })}</p>
      )}
      <Notes body={body} />
      {total.classes.length > 0 && (
        <Bars
          title={t("classes")}
          bars={total.classes.filter((one) => one.area_m2 !== null).map((one) => ({ key: one.class, name: cover.ofClass(one.class), value: one.area_m2 ?? 0, said: area(one.area_m2), colour: cover.colour(one.class) }))}
        />
      )}
      <Table
        caption={t("classes")}
        heads={[{ text: t("class") }, { text: t("area"), figure: true }, { text: t("share"), figure: true }]}
        rows={total.classes.map((one) => ({ key: one.class, cells: [cover.ofClass(one.class), area(one.area_m2), orRange(one.share, one.share_range, percent)] }))}
      />
      <Table
        caption={t("groups")}
        heads={[{ text: t("group") }, { text: t("area"), figure: true }, { text: t("share"), figure: true }]}
        rows={total.groups.map((one) => ({ key: one.group, cells: [cover.ofGroup(one.group), area(one.area_m2), orRange(one.share, one.share_range, percent)] }))}
      />
      <Changed body={body} names={names} legend={legend} evidence={evidence} chosen={chosen} onChoose={onChoose} />
      {body.by_region.length > 0 && (
        <Table
          caption={t("by_region", { group: cover.ofGroup(body.natural_group) })}
          heads={[{ text: t("region") }, { text: t("area"), figure: true }, { text: t("share"), figure: true }]}
          rows={body.by_region.map((one) => {
            const natural = one.groups.find((group) => group.group === body.natural_group);
            const known = one.classed_m2 > 0 && natural !== undefined;
            return { key: one.region, cells: [regionName(names, one.region), known ? area(natural.area_m2) : NOTHING, known ? orRange(natural.share, natural.share_range, percent) : NOTHING] };
          })}
        />
      )}
    </>
  );
}

function Changed({ body, names, legend, evidence, chosen, onChoose }: Props) {
  if (body.change === null) return null;
  const { change } = body;
  const cover = coverNames(legend, body.class_table.id);
  const patches = (evidence?.patches?.features ?? []).map(({ properties }, number) => ({ number, ...properties }));
  return (
    <section>
      <p class="hint">{t("compared", { compared: area(change.compared_m2), not: area(change.not_compared_m2), changed: area(change.changed_m2) })}</p>
      {change.clues !== null && <p class="notice warn">{t("clues", { count: change.clues.count, area: area(change.clues.area_m2) })}</p>}
      <Table
        caption={t("change", { since: change.since, asOf: body.as_of })}
        heads={[{ text: t("from") }, { text: t("to") }, { text: t("area"), figure: true }]}
        rows={change.matrix.filter((one) => one.before !== one.after).map((one) => ({ key: `${one.before} ${one.after}`, cells: [cover.ofClass(one.before), cover.ofClass(one.after), area(one.area_m2)] }))}
      />
      <Table
        caption={t("balance")}
        heads={[{ text: t("group") }, { text: t("from"), figure: true }, { text: t("to"), figure: true }, { text: t("delta"), figure: true }]}
        rows={change.groups.map((one) => ({ key: one.group, cells: [cover.ofGroup(one.group), area(one.before_m2), area(one.after_m2), signed(one.change_m2, area)] }))}
      />
      {change.changed_m2 === 0 && <p class="notice">{t("none")}</p>}
      {patches.length > 0 && (
        <Table
          caption={t("patches", { least: change.min_patch_m2 })}
          heads={[{ text: t("what") }, { text: `${t("from")} → ${t("to")}` }, { text: t("area"), figure: true }, { text: t("region") }]}
          rows={patches.map((one) => ({
            key: String(one.number),
            chosen: one.number === chosen,
            cells: [
              <button type="button" class="small" aria-pressed={one.number === chosen} aria-label={t("locate", { id: one.id })} onClick={() => onChoose(one.number)}>
                {one.clue && <><span aria-hidden="true">⚑</span> {t("clue")} · </>}{moved(one.transition)}
              </button>,
              `${cover.ofClass(one.before)} → ${cover.ofClass(one.after)}`,
              area(one.area_m2),
              (one.regions ?? "").split(/,\s*/).filter(Boolean).map((code) => regionName(names, code)).join("、") || NOTHING,
            ],
          }))}
        />
      )}
    </section>
  );
}
