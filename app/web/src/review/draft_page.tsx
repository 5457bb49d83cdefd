/** A question as it is stated, its verdict following every change. */
import type { Map as Plane } from "maplibre-gl";
import { useMemo, useState } from "preact/hooks";

import type { Settings } from "../api/settings";
import { place } from "../route";
import { texts, title } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { RecordBar } from "../ui/record_bar";
import { Badge } from "../ui/verdict";
import { Bench } from "./bench";
import { check, questionOf, record, siteOf } from "./ask";
import { draftOf } from "./draft";
import { Candidates } from "./candidates";
import type { Facts } from "./fact_text";
import { FactsPanel } from "./facts_panel";
import type { Marked } from "./marks";
import { ProjectPanel } from "./project_panel";
import { ReadingNotes } from "./reading_notes";
import { drawnOf, geometryOf } from "./shapes";
import { Shift, suspect } from "./shift";
import { SitePanel } from "./site_panel";
import type { Verdict } from "./types";

const t = texts({
  heading: { zh: "项目选址研判", en: "Siting review" },
  project: { zh: "项目是什么", en: "What is the project" },
  facts: { zh: "已说明和推得的事实（{count}）", en: "Facts stated and derived ({count})" },
  nothing: { zh: "给出项目位置后，这里显示结论。", en: "Say where the project is, and the verdict is shown here." },
  asking: { zh: "正在研判…", en: "Judging…" },
  updating: { zh: "正在更新：以下仍是修改前的结论", en: "Updating: below is still the verdict before the change" },
  now: { zh: "结论：{word}", en: "Verdict: {word}" },
  open: { zh: "{count} 个问题 · {findings} 项发现", en: "{count} question(s) · {findings} finding(s)" },
  read: { zh: "看结论", en: "Read it" },
  record: { zh: "登记结论", en: "Record the verdict" },
  permanent: { zh: "登记后得到编号和永久网址。", en: "Recording gives an id and a permanent address." },
});

export function DraftPage({ settings, facts }: { settings: Settings; facts: Facts }) {
  const draft = draftOf(place.value);
  const [map, setMap] = useState<Plane | null>(null);
  const [drawing, setDrawing] = useState(false);
  const [places, setPlaces] = useState<readonly Marked[]>([]);

  const [start] = useState(() => {
    const drawn = draft.how === "draw" ? drawnOf(draft.site) : null;
    return drawn === null ? [] : [geometryOf(drawn)];
  });

  const where = [draft.how, draft.site, draft.pairs, draft.file, draft.crs];
  const site = useAsked(async (signal) => ({ of: where.join(), found: await siteOf(draft, signal) }), where);
  // a site that is still being read is none: nothing is judged in its stead
  const here = site.state === "here" && site.value.of === where.join() ? site.value.found : null;
  // several readings fit and none is chosen: nothing to judge yet
  const unread = here?.read != null && here.read.problem !== null ? here.read : null;
  const question = here === null || unread !== null ? null : questionOf(draft, here);
  const key = JSON.stringify(question);
  const asked = useAsked(async (signal) => ({ key, verdict: question === null ? null : await check(question, signal) }), [key]);
  const verdict = question === null || asked.state === "failed" ? null : (asked.value?.verdict ?? null);
  const fresh = asked.state === "here" && asked.value.key === key && verdict !== null;
  const waiting = site.state === "waiting" || (question !== null && !fresh && asked.state !== "failed");
  const shapes = useMemo(() => (draft.how === "draw" ? null : (here?.read?.parts.map((part) => part.geometry) ?? [])), [draft.how, here]);

  return (
    <Bench
      settings={settings}
      facts={facts}
      verdict={verdict}
      busy={!fresh}
      open
      site={shapes}
      start={start}
      places={places}
      drawing={drawing}
      onMap={setMap}
      above={
        <>
          <h1>{t("heading")}</h1>
          <SitePanel draft={draft} map={map} onDrawing={setDrawing} />
          {site.state === "failed" && tell(site.fault)}
          {unread !== null && <Candidates read={unread} onPlaces={setPlaces} />}
          <ReadingNotes read={here?.read ?? null} notes={fresh ? verdict.notes : (here?.read?.notes ?? [])} />
          {here?.read != null && unread === null && draft.crs === "" && <Candidates read={here.read} onPlaces={setPlaces} />}
          {verdict !== null && here !== null && question !== null && suspect(draft, here) && <Shift question={question} onPlaces={setPlaces} />}
          <section aria-labelledby="what">
            <h2 id="what">{t("project")}</h2>
            <ProjectPanel draft={draft} facts={facts} today={settings.today} accuracy={verdict?.project.accuracy_m ?? null} />
            <details>
              <summary>{t("facts", { count: new Set([...Object.keys(draft.facts), ...Object.keys(verdict?.project.facts ?? {})]).size })}</summary>
              <FactsPanel draft={draft} facts={facts} known={verdict?.project.facts ?? {}} />
            </details>
          </section>
          {asked.state === "failed" && question !== null && tell(asked.fault)}
          <Now verdict={verdict} waiting={waiting} idle={unread === null && site.state !== "failed" && asked.state !== "failed"} />
        </>
      }
      actions={fresh && question !== null && verdict.id !== null && <RecordBar label={t("record")} hint={t("permanent")} room="review" record={() => record(question)} />}
    />
  );
}

/** The word as it is now, always in sight, and said aloud when it changes. */
function Now({ verdict, waiting, idle }: { verdict: Verdict | null; waiting: boolean; idle: boolean }) {
  return (
    <div class="now">
      {verdict !== null && !waiting && <Badge of={verdict.verdict} />}
      <p role="status" class={verdict !== null && !waiting ? "hidden" : ""}>
        {waiting ? t(verdict !== null ? "updating" : "asking") : verdict !== null ? t("now", { word: title(verdict.verdict_text) }) : idle ? t("nothing") : ""}
      </p>
      {verdict !== null && !waiting && (
        <>
          <span class="hint">{t("open", { count: verdict.questions.length, findings: verdict.findings.length })}</span>
          <button type="button" class="small" onClick={() => document.getElementById("verdict")?.scrollIntoView()}>{t("read")}</button>
        </>
      )}
    </div>
  );
}
