/** Ecological buffer strips: lengths by status, gaps along chainage, widths. */
import { place, set } from "../route";
import { texts } from "../texts";
import type { Evidence } from "./evidence";
import { area, chainage, length, NOTHING, orRange, percent } from "./figures";
import { regionName, type Names } from "./names";
import { Notes } from "./statement";
import { Strips } from "./strips";
import { Table } from "./table";
import type { BuffersBody, StatusFigures, StripStatus } from "./types";
import { side, status as statusWord } from "./words";

const t = texts({
  no_water_line_edition: { zh: "没有现行的河湖水边线版本：不能测算缓冲带。", en: "No edition of water lines is in force: strips cannot be measured." },
  no_strip_edition: { zh: "没有现行的缓冲带版本：不能测算缓冲带。", en: "No edition of buffer strips is in force: they cannot be measured." },
  no_water_line: { zh: "该行政区没有水边线：不能测算缓冲带。", en: "The region has no water line: strips cannot be measured." },
  apart: { zh: "按状态的长度（划定、修复、建成不相加）", en: "Length by status (delimited, restored and built are never added up)" },
  status: { zh: "状态", en: "status" },
  bank: { zh: "岸线长度", en: "along banks" },
  river: { zh: "河道长度", en: "along the river" },
  partly: { zh: "不能计算（已算得 {length}；缺中心线：{bodies}）", en: "not computable ({length} so far; no centre line: {bodies})" },
  none: { zh: "不能计算", en: "not computable" },
  meeting: { zh: "达到要求宽度", en: "as wide as required" },
  gaps: { zh: "缺口", en: "gaps" },
  gap_count: { zh: "{count} 段，共 {length}", en: "{count}, {length} in all" },
  least: { zh: "至少 {length}", en: "at least {length}" },
  show: { zh: "看哪种状态", en: "Status shown" },
  body: { zh: "河湖", en: "Water body" },
  gap_table: { zh: "{body}：没有缓冲带的岸线（{status}）", en: "{body}: bank without a strip ({status})" },
  no_gap: { zh: "{body}没有缺口（{status}）。", en: "{body} has no gap ({status})." },
  bank_side: { zh: "岸别", en: "bank" },
  from: { zh: "起点里程", en: "from" },
  to: { zh: "终点里程", en: "to" },
  length: { zh: "长度", en: "length" },
  line: { zh: "水边线编码", en: "water line" },
  locate: { zh: "在地图上看缺口 {from}–{to}", en: "show the gap {from}–{to} on the map" },
  by_body: { zh: "按河湖", en: "By water body" },
  banks: { zh: "岸线全长", en: "bank in all" },
  by_reach: { zh: "按河段与批准宽度", en: "By reach with its approved width" },
  reach: { zh: "河段", en: "reach" },
  required: { zh: "批准宽度", en: "approved width" },
  unattached: { zh: "不贴岸、未计入的缓冲带：{count} 个，{area}", en: "strips at no bank, not counted: {count}, {area}" },
  without: { zh: "没有水边线、无法计长：{body}（{count} 个缓冲带，{area}）", en: "no bank line, so no length: {body} ({count} strips, {area})" },
  rule: { zh: "口径 {rule}（可信度 {confidence}）；距岸不超过 {attach} 视为贴岸，窄于 {hair} 的裂隙不计", en: "rule {rule} (confidence {confidence}); within {attach} of the bank counts as at it, cracks narrower than {hair} are none" },
});

interface Props {
  readonly body: BuffersBody;
  readonly names: Names;
  readonly evidence: Evidence | null;
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
}

const STATUSES: readonly StripStatus[] = ["delimited", "restored", "built"];

/** The status of the address: which strips, and which gaps, are shown. */
export function statusHere(): StripStatus {
  return STATUSES.find((one) => one === place.value.query["status"]) ?? "delimited";
}

export function Buffers({ body, names, evidence, chosen, onChoose }: Props) {
  if (body.reason !== null) {
    return (
      <>
        <p class="notice warn" data-part="not-computable">{t(body.reason)}</p>
        <Notes body={body} />
      </>
    );
  }
  return (
    <>
      <Notes body={body} />
      <Table
        caption={t("apart")}
        heads={[{ text: t("status") }, { text: t("bank"), figure: true }, { text: t("river") }, { text: t("meeting"), figure: true }, { text: t("gaps"), figure: true }]}
        rows={body.statuses.map((one) => ({ key: one.status, chosen: one.status === statusHere(), cells: [statusWord(one.status), bankLength(one), riverLength(one), orRange(one.widths?.share_meeting ?? null, one.widths?.share_meeting_range ?? null, percent), one.gaps === null ? NOTHING : t("gap_count", { count: one.gaps.count, length: length(one.gaps.total_m) })] }))}
      />
      <p class="hint">{t("rule", { rule: body.rules.headline, confidence: body.rules.confidence, attach: length(body.rules.attach_m), hair: `${body.rules.hair_m} m` })}</p>
      <Gaps body={body} names={names} evidence={evidence} chosen={chosen} onChoose={onChoose} />
      <Details body={body} names={names} />
    </>
  );
}

function bankLength(one: StatusFigures): string {
  const found = one.bank?.length_m ?? null;
  if (found === null) return t("none");
  return one.at_least === true ? t("least", { length: length(found) }) : length(found);
}

function riverLength(one: StatusFigures): string {
  if (one.river === null) return t("none");
  if (one.river.length_m !== null) return length(one.river.length_m);
  return t("partly", { length: length(one.river.computable_m), bodies: one.river.without_centre_line.join("、") });
}

function Gaps({ body, evidence, chosen, onChoose }: Props) {
  const status = statusHere();
  const bodies = body.by_water_body.map((one) => one.water_body);
  const picked = chosen === null ? undefined : evidence?.gaps?.features[chosen]?.properties.water_body;
  const { gaps, counted } = evidence ?? {};
  const held = counted?.features.find(({ properties }) => properties.status === status)?.properties.water_body;
  const shown = [place.value.query["water"], picked, held, bodies[0]].find((one) => one !== undefined && bodies.includes(one));
  const found = (gaps?.features ?? []).map(({ properties }, number) => ({ number, ...properties })).filter((one) => one.water_body === shown && one.status === status);
  return (
    <section>
      <div class="row">
        <div role="group" aria-label={t("show")} class="row">
          {STATUSES.map((one) => (
            <button key={one} type="button" class="small" aria-pressed={one === status} onClick={() => set({ status: one, at: null })}>{statusWord(one)}</button>
          ))}
        </div>
        <label>
          {t("body")}{" "}
          <select value={shown} onChange={(event) => set({ water: event.currentTarget.value, at: null })}>
            {bodies.map((one) => <option key={one} value={one}>{one}</option>)}
          </select>
        </label>
      </div>
      {shown !== undefined && gaps !== undefined && counted !== undefined && (
        <>
          <Strips body={shown} status={status} gaps={gaps} counted={counted} chosen={chosen} onChoose={onChoose} />
          {found.length === 0 ? (
            <p class="notice">{t("no_gap", { body: shown, status: statusWord(status) })}</p>
          ) : (
            <Table
              caption={t("gap_table", { body: shown, status: statusWord(status) })}
              heads={[{ text: t("from") }, { text: t("to") }, { text: t("length"), figure: true }, { text: t("bank_side") }, { text: t("line") }]}
              rows={found.map((one) => ({
                key: String(one.number),
                chosen: one.number === chosen,
                cells: [
                  <button type="button" class="small" aria-pressed={one.number === chosen} aria-label={t("locate", { from: chainage(one.from_m), to: chainage(one.to_m) })} onClick={() => onChoose(one.number)}>{chainage(one.from_m)}</button>,
                  chainage(one.to_m),
                  length(one.length_m),
                  side(one.side),
                  one.water_line,
                ],
              }))}
            />
          )}
        </>
      )}
    </section>
  );
}

function Details({ body, names }: { body: BuffersBody; names: Names }) {
  return (
    <>
      <details>
        <summary>{t("by_body")}</summary>
        <Table
          caption={t("by_body")}
          heads={[{ text: t("body") }, { text: t("banks"), figure: true }, ...STATUSES.map((one) => ({ text: statusWord(one), figure: true }))]}
          rows={body.by_water_body.map((one) => ({ key: one.water_body, cells: [one.water_body, length(one.banks_m), ...STATUSES.map((status) => length(one.statuses.find((found) => found.status === status)?.bank.length_m ?? null))] }))}
        />
      </details>
      <details>
        <summary>{t("by_reach")}</summary>
        <Table
          caption={t("by_reach")}
          heads={[{ text: t("body") }, { text: t("reach") }, { text: t("bank_side") }, { text: t("required"), figure: true }, { text: t("banks"), figure: true }, ...STATUSES.map((one) => ({ text: statusWord(one), figure: true }))]}
          rows={body.by_reach.map((one, number) => ({
            key: String(number),
            cells: [one.water_body, [one.reach, one.region === null ? null : regionName(names, one.region)].filter((text) => text !== null).join(" · ") || NOTHING, side(one.side), length(one.required_width_m), length(one.bank_length_m), ...STATUSES.map((status) => length(one.statuses.find((found) => found.status === status)?.bank_length_m ?? null))],
          }))}
        />
      </details>
      {body.unattached.count > 0 && <p class="notice warn">{t("unattached", { count: body.unattached.count, area: area(body.unattached.area_m2) })}</p>}
      {body.without_line.map((one) => <p key={one.water_body} class="notice warn">{t("without", { body: one.water_body, count: one.strips, area: area(one.area_m2) })}</p>)}
    </>
  );
}
