/** Shoreline of the built bays, and the state of every bay unit. */
import { texts } from "../texts";
import { length, NOTHING, orRange, percent } from "./figures";
import { regionName, type Names } from "./names";
import { Notes } from "./statement";
import { Table } from "./table";
import type { BaysBody } from "./types";

const t = texts({
  not_applicable: { zh: "该行政区没有海岸线：本测算不适用。", en: "This region has no shoreline: the measure does not apply." },
  built: { zh: "建成美丽海湾", en: "Beautiful bays built" },
  count: { zh: "{count} 个", en: "{count}" },
  least: { zh: "至少 {count} 个", en: "at least {count}" },
  share: { zh: "建成海湾大陆岸线占比", en: "Share of mainland line in built bays" },
  lengths: { zh: "建成海湾大陆岸线 {built}，大陆岸线 {mainland}", en: "{built} in built bays of {mainland} mainland line" },
  open: { zh: "其中 {length} 所属海湾是否建成未定，故只能给出区间", en: "{length} lies in bays that may be built for all that is known, hence a range" },
  units: { zh: "海湾单元", en: "Bay units" },
  bay: { zh: "海湾", en: "bay" },
  region: { zh: "行政区", en: "region" },
  state: { zh: "状态", en: "state" },
  since: { zh: "日期", en: "date" },
  mainland: { zh: "大陆岸线", en: "mainland line" },
  islands: { zh: "海岛岸线", en: "island line" },
  of: { zh: "占大陆岸线", en: "of mainland line" },
  by_region: { zh: "按行政区", en: "By region" },
  unmatched: { zh: "岸段所写、但没有对应单元的海湾", en: "Bays named by segments without a unit" },
  resembles: { zh: "相近的单元", en: "units that resemble it" },
  without: { zh: "不属于任何海湾：大陆 {mainland}，海岛 {islands}", en: "in no bay: {mainland} mainland, {islands} islands" },
  length: { zh: "长度", en: "length" },
});
const state = texts({
  built: { zh: "● 已建成", en: "● built" },
  built_undated: { zh: "? 已建成，无日期", en: "? built, undated" },
  contradictory: { zh: "? 前后矛盾", en: "? contradictory" },
  fostered: { zh: "◐ 培育中", en: "◐ fostered" },
  listed: { zh: "○ 已列入", en: "○ listed" },
  not_yet: { zh: "○ 当日尚未", en: "○ not yet on that day" },
  undated: { zh: "? 无日期", en: "? undated" },
});

export function Bays({ body, names }: { body: BaysBody; names: Names }) {
  if (!body.applicable || body.built === null) {
    return (
      <>
        <p class="notice" data-part="not-applicable">{t("not_applicable")}</p>
        <Notes body={body} />
      </>
    );
  }
  const { built } = body;
  return (
    <>
      <Notes body={body} />
      <dl class="headline">
        <div>
          <dt>{t("built")}</dt>
          <dd>{t(built.at_least ? "least" : "count", { count: built.count })}</dd>
        </div>
        <div>
          <dt>{t("share")}</dt>
          <dd>{orRange(built.share, built.share_range, percent)}</dd>
        </div>
      </dl>
      <p class="hint">{t("lengths", { built: length(built.built_m), mainland: length(built.mainland_m) })}</p>
      {built.share === null && built.open_m !== null && built.open_m > 0 && <p class="why">{t("open", { length: length(built.open_m) })}</p>}
      {body.bays.length > 0 && (
        <Table
          caption={t("units")}
          heads={[{ text: t("bay") }, { text: t("region") }, { text: t("state") }, { text: t("since") }, { text: t("mainland"), figure: true }, { text: t("islands"), figure: true }, { text: t("of"), figure: true }]}
          rows={body.bays.map((one, number) => ({
            key: String(number),
            cells: [one.name ?? one.code ?? NOTHING, regionName(names, one.region), state(one.state as "built"), one.built_on ?? one.listed_on ?? NOTHING, length(one.mainland_m), length(one.islands_m), percent(one.share_of_mainland)],
          }))}
        />
      )}
      {body.by_region.length > 0 && (
        <Table
          caption={t("by_region")}
          heads={[{ text: t("region") }, { text: t("built"), figure: true }, { text: t("mainland"), figure: true }, { text: t("of"), figure: true }]}
          rows={body.by_region.map((one) => ({
            key: one.region,
            cells: [regionName(names, one.region), one.mainland_m === 0 ? NOTHING : length(one.built_m), one.mainland_m === 0 ? NOTHING : length(one.mainland_m), orRange(one.share, one.share_range, percent)],
          }))}
        />
      )}
      {body.without_bay !== null && <p class="hint">{t("without", { mainland: length(body.without_bay.mainland_m), islands: length(body.without_bay.islands_m) })}</p>}
      {body.unmatched.length > 0 && (
        <Table
          caption={t("unmatched")}
          heads={[{ text: t("bay") }, { text: t("length"), figure: true }, { text: t("resembles") }]}
          rows={body.unmatched.map((one) => ({ key: one.bay, cells: [one.bay, length(one.mainland_m + one.islands_m), one.resembles.join("、") || NOTHING] }))}
        />
      )}
    </>
  );
}
