/** Alternatives being stated: 2 to 20 places judged on one state of law and data, side by side, on the map and in tables. */
import type { Map as Plane } from "maplibre-gl";
import type { Geometry } from "geojson";
import { useMemo, useState } from "preact/hooks";

import { post } from "../api/client";
import type { Settings } from "../api/settings";
import { facts as allFacts, pause } from "../review/ask";
import { draftOf } from "../review/draft";
import { FactsPanel } from "../review/facts_panel";
import { ProjectPanel } from "../review/project_panel";
import { place, set } from "../route";
import { texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { RecordBar } from "../ui/record_bar";
import { AddPanel } from "./add_panel";
import { Board } from "./board";
import { bodyOf, entriesOf, isFile, keep, LEAST, shapesOf, tooLong } from "./entries";
import { Result } from "./result";
import type { Comparison } from "./types";

const t = texts({
  heading: { zh: "方案比选", en: "Alternatives" },
  listed: { zh: "要比较的方案（{count}）", en: "Alternatives to compare ({count})" },
  few: { zh: "给出至少 {least} 个方案后，这里显示比选结果。", en: "Give at least {least} alternatives, and the comparison is shown here." },
  asking: { zh: "正在逐个研判并比较…", en: "Judging each and comparing…" },
  done: { zh: "已比较：第一名 {name}", en: "Compared: first is {name}" },
  read: { zh: "看比选结果", en: "Read it" },
  remove: { zh: "移除 {name}", en: "Remove {name}" },
  project: { zh: "项目是什么（各方案相同）", en: "What is the project (the same for each)" },
  facts: { zh: "已说明的事实（{count}）", en: "Facts stated ({count})" },
  by: { zh: "先比较", en: "Compare first by" },
  default: { zh: "结论，再按占用和所需（默认）", en: "verdict, then ground taken and needs (default)" },
  prohibited: { zh: "确定禁止的面积", en: "area certainly prohibited" },
  shoreline: { zh: "占用大陆自然岸线", en: "natural mainland shoreline taken" },
  requirements: { zh: "所需手续的项数", en: "number of requirements" },
  questions: { zh: "待定问题的个数", en: "number of open questions" },
  size: { zh: "用地面积", en: "area of the project" },
  record: { zh: "登记比选和各方案的结论", en: "Record the comparison and its verdicts" },
  permanent: { zh: "登记后，比选和每个方案的结论各有永久网址", en: "recorded, the comparison and each verdict have permanent addresses" },
  tooLong: { zh: "这些方案放不进网址：本页的网址不能重新打开它们。登记后的比选才有永久网址。", en: "The places are too large for an address: this page's address does not open them again. A recorded comparison has a permanent address." },
  kept: { zh: "文件不在网址里，服务只保留它们一段时间。", en: "Files are not in the address, and the service keeps them for a while only." },
});

const CRITERIA = { default: "", prohibited: "prohibited_area_m2", shoreline: "natural_mainland_m", requirements: "requirements", questions: "open_questions", size: "area_m2" } as const;
const REST = ["verdict_worst", "verdict_best", "prohibited_area_m2", "natural_mainland_m", "requirements", "area_m2"];

export function ComparePage({ settings }: { settings: Settings }) {
  const draft = draftOf(place.value);
  const entries = entriesOf(place.value);
  const query = place.value.query;
  const chosen = query["chosen"] ?? null;
  const first = query["by"] ?? "";
  const [map, setMap] = useState<Plane | null>(null);
  const [drawing, setDrawing] = useState(false);
  const known = useAsked(() => allFacts(), []);
  const facts = useMemo(() => new Map((known.state === "here" ? known.value : []).map((fact) => [fact.fact, fact] as const)), [known]);

  const question = entries.length < LEAST ? null : {
    alternatives: entries.map((entry) => bodyOf(entry, draft)),
    criterion: first === "" ? [] : [first, ...REST.filter((key) => key !== first)],
    as_of: draft.asOf || null,
  };
  const key = JSON.stringify(question);
  const asked = useAsked(async (signal) => {
    if (question === null) return { key, found: null };
    await pause(signal);
    return { key, found: await post<Comparison>("/siting/alternatives", { ...question, record: false }, {}, signal) };
  }, [key]);
  const fresh = asked.state === "here" && asked.value.key === key;
  const found = question === null || asked.state === "failed" ? null : (asked.value?.found ?? null);
  const compared = fresh ? found : null;

  const about = JSON.stringify(entries);
  const shapes = useAsked((signal) => Promise.all(entries.map((entry) => shapesOf(entry, draft, signal))), [about]);
  const places = useMemo<readonly (readonly Geometry[])[]>(() => (shapes.state === "here" ? shapes.value : []), [shapes]);

  const waiting = question !== null && asked.state !== "failed" && !fresh;
  const leader = compared?.alternatives.find((one) => one.number === compared.order[0]);
  return (
    <>
      <div class="panel review alternatives">
        <h1>{t("heading")}</h1>
        {entries.length > 0 && (
          <section aria-labelledby="listed">
            <h2 id="listed">{t("listed", { count: entries.length })}</h2>
            <ol class="entries">
              {entries.map((entry, index) => (
                <li key={index}>
                  <span>{entry.name}</span>
                  <button type="button" class="small" aria-label={t("remove", { name: entry.name })} onClick={() => keep(entries.filter((_, at) => at !== index))}>×</button>
                </li>
              ))}
            </ol>
            {tooLong() && <p class="notice warn">{t("tooLong")}</p>}
            {!tooLong() && entries.some(isFile) && <p class="hint">{t("kept")}</p>}
          </section>
        )}
        <AddPanel draft={draft} entries={entries} map={map} onDrawing={setDrawing} />
        <section aria-labelledby="what">
          <h2 id="what">{t("project")}</h2>
          <ProjectPanel draft={draft} facts={facts} today={settings.today} accuracy={null} named={false} />
          <details>
            <summary>{t("facts", { count: Object.keys(draft.facts).length })}</summary>
            <FactsPanel draft={draft} facts={facts} known={{}} />
          </details>
          <div class="field">
            <label for="by">{t("by")}</label>
            <select id="by" value={first} onChange={(event) => set({ by: event.currentTarget.value || null })}>
              {Object.entries(CRITERIA).map(([name, criterion]) => <option key={name} value={criterion}>{t(name as keyof typeof CRITERIA)}</option>)}
            </select>
          </div>
          {known.state === "failed" && tell(known.fault)}
        </section>
        <div class="now">
          <p role="status">
            {waiting ? t("asking") : leader !== undefined ? t("done", { name: leader.name ?? leader.number }) : entries.length < LEAST ? t("few", { least: LEAST }) : ""}
          </p>
          {leader !== undefined && <button type="button" class="small" onClick={() => document.getElementById("result")?.scrollIntoView()}>{t("read")}</button>}
        </div>
        {asked.state === "failed" && question !== null && tell(asked.fault)}
        {shapes.state === "failed" && tell(shapes.fault)}
        {found !== null && (
          <div id="result" class={waiting ? "stale" : ""} aria-busy={waiting}>
            <Result of={found} chosen={chosen} recorded={false}>
              {!waiting && question !== null && <RecordBar key={key} label={t("record")} hint={t("permanent")} room="alternatives" record={() => record(question)} />}
            </Result>
          </div>
        )}
      </div>
      <Board settings={settings} places={places} of={compared} chosen={chosen} asOf={query["as_of"] || undefined} drawing={drawing} onMap={setMap} />
    </>
  );
}

const record = (question: Record<string, unknown>) => post<Comparison>("/siting/alternatives", { ...question, record: true });
