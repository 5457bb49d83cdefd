/** Natural shoreline retention: mainland and islands apart, by type, region, bay and island. */
import { texts } from "../texts";
import { Bars } from "./bars";
import { fixed, length, NOTHING, orRange, percent } from "./figures";
import { Gauge } from "./gauge";
import { classOf, className, regionName, type Names } from "./names";
import { Notes } from "./statement";
import { Table } from "./table";
import type { Kind, ShorelineBody, Tally } from "./types";
import { counted, kind } from "./words";

const t = texts({
  mainland: { zh: "大陆自然岸线保有率", en: "Natural retention, mainland" },
  islands: { zh: "海岛自然岸线保有率", en: "Natural retention, islands" },
  gauges: { zh: "保有率（大陆与海岛分列，不取平均）", en: "Retention (mainland and islands apart, never averaged)" },
  not_applicable: { zh: "该行政区没有海岸线：本测算不适用。", en: "This region has no shoreline: the measure does not apply." },
  floors: { zh: "下限与余量", en: "Floors and what may still be lost" },
  floor: { zh: "依据", en: "rule" },
  least: { zh: "下限", en: "floor" },
  slack: { zh: "尚可减少的自然岸线", en: "natural line that may still be lost" },
  failed: { zh: "已低于下限 {length}", en: "below the floor by {length}" },
  unknown: { zh: "不能计算", en: "not computable" },
  by_type: { zh: "{kind}岸线长度，按类型", en: "Length of {kind} line by type" },
  type_table: { zh: "岸线长度按类型", en: "Length by type" },
  kind: { zh: "大陆或海岛", en: "mainland or island" },
  type: { zh: "类型", en: "type" },
  counted: { zh: "计为", en: "counted as" },
  length: { zh: "长度", en: "length" },
  share: { zh: "占比", en: "share" },
  by_region: { zh: "按行政区", en: "By region" },
  region: { zh: "行政区", en: "region" },
  total: { zh: "总长", en: "total" },
  natural: { zh: "自然", en: "natural" },
  rate: { zh: "保有率", en: "retention" },
  by_bay: { zh: "按海湾", en: "By bay" },
  bay: { zh: "海湾", en: "bay" },
  by_island: { zh: "按海岛（{count} 个）", en: "By island ({count})" },
  island: { zh: "海岛", en: "island" },
  unassigned: { zh: "未归入县级行政区的岸线：{length}", en: "line in no county: {length}" },
  without_bay: { zh: "不属于任何海湾的岸线：{length}", en: "line in no bay: {length}" },
  gates: { zh: "岸线几何检查", en: "Checks of the line" },
  gate: { zh: "问题", en: "fault" },
  count: { zh: "处数", en: "places" },
  dash: { zh: "— 表示未知或不适用，不是 0。", en: "— means not known or not applicable; it is not 0." },
});
const gate = texts({
  doubled: { zh: "重复", en: "doubled" },
  overlapping: { zh: "重叠", en: "overlapping" },
  crossing: { zh: "相交", en: "crossing" },
  self_crossing: { zh: "自相交", en: "crossing itself" },
  end_misses: { zh: "端点未接上", en: "end misses" },
  end_on_line: { zh: "端点落在线中", en: "end on a line" },
  dangling: { zh: "悬挂", en: "dangling" },
  unclassed: { zh: "未分类", en: "unclassed" },
});

export function Shoreline({ body, names }: { body: ShorelineBody; names: Names }) {
  if (!body.applicable) {
    return (
      <>
        <p class="notice" data-part="not-applicable">{t("not_applicable")}</p>
        <Notes body={body} />
      </>
    );
  }
  const least = (of: Kind) => body.floors.filter((one) => one.kind === of).map((one) => one.minimum_rate)[0] ?? null;
  return (
    <>
      <section aria-label={t("gauges")}>
        <h3>{t("gauges")}</h3>
        <div class="gauges">
          <Gauge title={t("mainland")} of={body.mainland} least={least("mainland")} />
          <Gauge title={t("islands")} of={body.islands} least={least("island")} />
        </div>
      </section>
      <Notes body={body} />
      {body.floors.length > 0 && (
        <Table
          caption={t("floors")}
          heads={[{ text: t("floor") }, { text: t("least"), figure: true }, { text: t("slack"), figure: true }]}
          rows={body.floors.map((one) => ({
            key: one.floor,
            cells: [
              `${kind(one.kind)} · ${one.floor}（${one.confidence}）`,
              percent(one.minimum_rate),
              one.slack_m !== null && one.slack_m < 0 ? t("failed", { length: length(-one.slack_m) })
              : one.slack_m === null && one.slack_range_m === null ? t("unknown")
              : orRange(one.slack_m, one.slack_range_m, length),
            ],
          }))}
        />
      )}
      <ByType body={body} names={names} />
      <ByRegion body={body} names={names} />
      <Others body={body} names={names} />
      <p class="hint">{t("dash")}</p>
    </>
  );
}

function ByType({ body, names }: { body: ShorelineBody; names: Names }) {
  const name = (code: string) => className(names, "coastline", code);
  return (
    <section>
      {(["mainland", "island"] as const).map((which) => {
        const rows = body.by_type.filter((one) => one.kind === which);
        const types = [...new Set(rows.map((one) => one.type))];
        if (types.length === 0) return null;
        return (
          <Bars
            key={which}
            title={t("by_type", { kind: kind(which) })}
            bars={types.map((type) => {
              const value = rows.filter((one) => one.type === type).reduce((sum, one) => sum + one.length_m, 0);
              const drawn = classOf(names, "coastline", type);
              return { key: type, name: name(type), value, said: length(value), colour: drawn?.line ?? "#6b6b6b", dash: drawn?.dash ?? [] };
            })}
          />
        );
      })}
      <Table
        caption={t("type_table")}
        heads={[{ text: t("type") }, { text: t("kind") }, { text: t("counted") }, { text: t("length"), figure: true }, { text: t("share"), figure: true }]}
        rows={body.by_type.map((one) => ({
          key: `${one.kind} ${one.type} ${one.counted}`,
          cells: [name(one.type), kind(one.kind), counted(one.counted), length(one.length_m), percent(one.share)],
        }))}
      />
    </section>
  );
}

const tally = (of: Tally) => (of.total_m === null || of.total_m === 0 ? [NOTHING, NOTHING, NOTHING] : [length(of.total_m), length(of.natural_m), rate(of)]);
const rate = (of: Tally) => (of.rate_percent !== null ? `${fixed(of.rate_percent, 2)} %` : orRange(null, of.rate_range, percent));

function ByRegion({ body, names }: { body: ShorelineBody; names: Names }) {
  if (body.by_region.length === 0) return null;
  const each = (["mainland", "island"] as const).flatMap((which) =>
    [t("total"), t("natural"), t("rate")].map((text) => ({ text: `${kind(which)} ${text}`, figure: true })),
  );
  return (
    <>
      <Table
        caption={t("by_region")}
        heads={[{ text: t("region") }, ...each]}
        rows={body.by_region.map((one) => ({ key: one.region, cells: [regionName(names, one.region), ...tally(one.mainland), ...tally(one.islands)] }))}
      />
      {body.unassigned_m !== null && body.unassigned_m > 0 && <p class="hint">{t("unassigned", { length: length(body.unassigned_m) })}</p>}
      {body.by_bay.length > 0 && (
        <Table
          caption={t("by_bay")}
          heads={[{ text: t("bay") }, ...each]}
          rows={body.by_bay.map((one) => ({ key: one.bay, cells: [one.bay, ...tally(one.mainland), ...tally(one.islands)] }))}
        />
      )}
      {body.without_bay_m !== null && body.without_bay_m > 0 && <p class="hint">{t("without_bay", { length: length(body.without_bay_m) })}</p>}
    </>
  );
}

function Others({ body, names }: { body: ShorelineBody; names: Names }) {
  return (
    <>
      {body.by_island.length > 0 && (
        <details>
          <summary>{t("by_island", { count: body.by_island.length })}</summary>
          <Table
            caption={t("by_island", { count: body.by_island.length })}
            heads={[{ text: t("island") }, { text: t("region") }, { text: t("total"), figure: true }, { text: t("natural"), figure: true }, { text: t("rate"), figure: true }]}
            rows={body.by_island.map((one) => ({
              key: `${one.island} ${one.region}`,
              cells: [one.island, regionName(names, one.region), length(one.total_m), length(one.natural_m), percent(one.rate)],
            }))}
          />
        </details>
      )}
      {body.gates.length > 0 && (
        <details>
          <summary>{t("gates")}</summary>
          <Table
            caption={t("gates")}
            heads={[{ text: t("gate") }, { text: t("count"), figure: true }, { text: t("length"), figure: true }]}
            rows={body.gates.map((one) => ({ key: one.gate, cells: [gate(one.gate as "doubled"), one.count, one.count === 0 ? NOTHING : length(one.length_m)] }))}
          />
        </details>
      )}
    </>
  );
}
