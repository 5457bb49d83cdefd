/** What became of the shoreline between two days: the ledger, and its stretches to be found on the map. */
import { texts } from "../texts";
import type { Evidence } from "./evidence";
import { fixed, length, NOTHING, percent, signed } from "./figures";
import { className, regionName, type Names } from "./names";
import { Notes } from "./statement";
import { Table } from "./table";
import type { ChangesBody, Kind, Ledger, Stretch } from "./types";
import { BECAME_SIGNS, became, kind } from "./words";

const t = texts({
  not_applicable: { zh: "该行政区没有海岸线：本测算不适用。", en: "This region has no shoreline: the measure does not apply." },
  comparable: { zh: "两版可比：差异就是变化。", en: "The two editions are comparable: differences are changes." },
  not_comparable: { zh: "两版不可比：差异中有测量口径的不同，不能都当作变化。", en: "The editions are not comparable: part of the differences comes from how they were surveyed, and is no change." },
  same_editions: { zh: "两个日期用的是同一版岸线，没有可比的变化。", en: "Both days rest on the same edition: there is nothing to compare." },
  tolerance: { zh: "相距不超过 {length} 的线视为同一条", en: "lines no farther apart than {length} are one" },
  closure: { zh: "{kind}岸线收支：{since} → {asOf}", en: "Account of {kind} line: {since} → {asOf}" },
  item: { zh: "项目", en: "item" },
  length: { zh: "长度", en: "length" },
  old: { zh: "旧长", en: "old" },
  new: { zh: "新长", en: "new" },
  total_old: { zh: "原总长", en: "total before" },
  total_new: { zh: "现总长", en: "total after" },
  residual: { zh: "舍入残差", en: "residual of rounding" },
  count: { zh: "段数", en: "stretches" },
  natural_old: { zh: "原自然岸线", en: "natural before" },
  natural_new: { zh: "现自然岸线", en: "natural after" },
  natural_change: { zh: "自然岸线净变化", en: "net change of natural line" },
  rate: { zh: "保有率", en: "retention" },
  points: { zh: "{value} 个百分点", en: "{value} percentage points" },
  stretches: { zh: "变化岸段（选一段，地图随之；点地图，列表随之）", en: "Changed stretches (choose one and the map goes there; click the map and the list follows)" },
  change: { zh: "变化", en: "change" },
  types: { zh: "原类型 → 新类型", en: "type before → after" },
  region: { zh: "行政区", en: "region" },
  feature: { zh: "要素编号", en: "feature" },
  none: { zh: "没有变化的岸段。", en: "No stretch has changed." },
  locate: { zh: "在地图上看第 {number} 段：{change}", en: "show stretch {number} on the map: {change}" },
  transitions: { zh: "{kind}岸线类型转移", en: "{kind} line from type to type" },
  by_region: { zh: "按行政区", en: "By region" },
  gained: { zh: "新增", en: "gained" },
  lost: { zh: "灭失", en: "lost" },
  retyped: { zh: "改类", en: "retyped" },
  unplaced: { zh: "无代码", en: "without a code" },
});

interface Props {
  readonly body: ChangesBody;
  readonly names: Names;
  readonly evidence: Evidence | null;
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
}

export function Changes({ body, names, evidence, chosen, onChoose }: Props) {
  if (!body.applicable) {
    return (
      <>
        <p class="notice" data-part="not-applicable">{t("not_applicable")}</p>
        <Notes body={body} />
      </>
    );
  }
  const warn = body.conclusion !== "comparable";
  return (
    <>
      {body.conclusion !== null && <p class={warn ? "notice warn" : "notice"} data-part="conclusion">{t(body.conclusion)}{body.tolerance !== null && ` ${t("tolerance", { length: length(body.tolerance.tolerance_m) })}`}</p>}
      <Notes body={body} />
      <Stretches names={names} evidence={evidence} chosen={chosen} onChoose={onChoose} />
      {(["mainland", "island"] as const).map((which) => {
        const ledger = which === "mainland" ? body.mainland : body.islands;
        return ledger !== null && ledger.closure.old_total_m + ledger.closure.new_total_m > 0 && <Account key={which} body={body} which={which} ledger={ledger} names={names} />;
      })}
      {body.by_region.length > 0 && (
        <Table
          caption={t("by_region")}
          heads={[{ text: t("region") }, ...(["mainland", "island"] as const).flatMap((which) => [t("lost"), t("gained"), t("retyped")].map((text) => ({ text: `${kind(which)} ${text}`, figure: true })))]}
          rows={body.by_region.map((one) => ({
            key: one.region ?? "-",
            cells: [
              one.region === null ? t("unplaced") : regionName(names, one.region),
              ...[one.mainland, one.islands].flatMap((account) =>
                account.old_total_m + account.new_total_m === 0 ? [NOTHING, NOTHING, NOTHING] : [length(account.lost_m), length(account.gained_m), length(account.retyped_m)],
              ),
            ],
          }))}
        />
      )}
    </>
  );
}

function Stretches({ names, evidence, chosen, onChoose }: Omit<Props, "body">) {
  if (evidence?.stretches === undefined) return null;
  const found = evidence.stretches.features.map(({ properties }, number) => ({ number, ...properties })).filter((one) => one.change !== "same");
  if (found.length === 0) return <p class="notice">{t("none")}</p>;
  const type = (code: string | null) => className(names, "coastline", code);
  return (
    <Table
      caption={t("stretches")}
      heads={[{ text: t("change") }, { text: t("types") }, { text: t("old"), figure: true }, { text: t("new"), figure: true }, { text: t("region") }, { text: t("feature") }]}
      rows={found.map((one) => ({
        key: String(one.number),
        chosen: one.number === chosen,
        cells: [
          <button type="button" class={`small change ${one.change}`} aria-pressed={one.number === chosen} aria-label={t("locate", { number: one.number + 1, change: became(one.change) })} onClick={() => onChoose(one.number)}>
            <span aria-hidden="true">{BECAME_SIGNS[one.change]}</span> {became(one.change)}
          </button>,
          `${type(one.old_type)} → ${type(one.new_type)}`,
          one.old_type === null ? NOTHING : length(one.old_m),
          one.new_type === null ? NOTHING : length(one.new_m),
          regionName(names, one.new_region ?? one.old_region),
          feature(one),
        ],
      }))}
    />
  );
}

function feature(one: Stretch): string {
  return [...new Set([one.old_id, one.new_id].filter((id) => id !== null))].join(" → ");
}

function Account({ body, which, ledger, names }: { body: ChangesBody; which: Kind; ledger: Ledger; names: Names }) {
  const { closure, natural, rate } = ledger;
  const type = (code: string | null) => className(names, "coastline", code);
  const points = rate.change === null ? NOTHING : t("points", { value: `${rate.change > 0 ? "+" : ""}${fixed(rate.change * 100, 2)}` });
  const moved = ledger.transitions.filter((one) => one.from !== one.to);
  return (
    <section>
      <Table
        caption={t("closure", { kind: kind(which), since: body.since, asOf: body.as_of })}
        heads={[{ text: t("item") }, { text: t("length"), figure: true }, { text: t("count"), figure: true }]}
        rows={[
          { key: "old", cells: [t("total_old"), length(closure.old_total_m), ""] },
          ...ledger.changes.map((one) => ({
            key: one.change,
            cells: [`${BECAME_SIGNS[one.change]} ${became(one.change)}`, one.change === "same" || one.change === "retyped" ? length(one.new_m) : signed(one.delta_m, length), one.count === 0 ? NOTHING : one.count],
          })),
          { key: "new", cells: [t("total_new"), length(closure.new_total_m), ""] },
          { key: "residual", cells: [t("residual"), length(closure.residual_m), ""] },
          { key: "natural_old", cells: [t("natural_old"), length(natural.old_m), ""] },
          { key: "natural_new", cells: [t("natural_new"), length(natural.new_m), ""] },
          { key: "natural_change", cells: [t("natural_change"), signed(natural.change_m, length), ""] },
          { key: "rate", cells: [t("rate"), `${percent(rate.old)} → ${percent(rate.new)}`, points] },
        ]}
      />
      {moved.length > 0 && (
        <Table
          caption={t("transitions", { kind: kind(which) })}
          heads={[{ text: t("types") }, { text: t("old"), figure: true }, { text: t("new"), figure: true }]}
          rows={moved.map((one, place) => ({ key: `${one.from} ${one.to} ${place}`, cells: [`${type(one.from)} → ${type(one.to)}`, one.from === null ? NOTHING : length(one.old_m), one.to === null ? NOTHING : length(one.new_m)] }))}
        />
      )}
    </section>
  );
}
