/** A recorded verdict under its permanent address, and whether it still stands. */
import { useState } from "preact/hooks";

import { download } from "../api/client";
import type { Settings } from "../api/settings";
import { page, go, place } from "../route";
import { texts, title } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { pathOf, siteOfParts, status, words } from "./ask";
import { Bench } from "./bench";
import { state } from "./draft";
import { given, type Facts } from "./fact_text";
import { ReportDownloads } from "./report_downloads";
import { aside, labelled } from "./say";
import type { Status, Verdict } from "./types";

const t = texts({
  heading: { zh: "已登记的结论", en: "Recorded verdict" },
  loading: { zh: "正在读取…", en: "Loading…" },
  fresh: { zh: "新的研判", en: "New review" },
  again: { zh: "按此重新研判", en: "Ask this again" },
  json: { zh: "下载登记的原件（JSON）", en: "Download the record (JSON)" },
  pack: { zh: "下载封存包（ZIP）", en: "Download the sealed pack (ZIP)" },
  current: { zh: "仍可引用", en: "still stands" },
  stale: { zh: "不再可引用，请重新研判", en: "no longer stands; ask again" },
  compared: { zh: "与 {day} 的数据和法规比较", en: "compared with the data and law of {day}" },
  until: { zh: "预计可引用至 {day}", en: "can be relied on until {day}" },
  project: { zh: "项目", en: "Project" },
});

export function RecordedPage({ id, settings, facts }: { id: string; settings: Settings; facts: Facts }) {
  const asked = useAsked((signal) => words(id, signal), [id]);
  const standing = useAsked((signal) => status(id, signal), [id]);
  const [fault, setFault] = useState<unknown>(null);
  const verdict = asked.state === "here" ? asked.value : null;
  const name = `verdict-${id.replace("sha256:", "").slice(0, 12)}`;
  const take = (path: string, fallback: string) => {
    setFault(null);
    download(path, {}, fallback).catch(setFault);
  };
  return (
    <Bench
      settings={settings}
      facts={facts}
      verdict={verdict}
      busy={false}
      open={false}
      site={[]}
      above={
        <>
          <h1>{t("heading")}</h1>
          <p class="id">{id}</p>
          {verdict !== null && (verdict.project.name !== null || verdict.project.industry !== null) && <p>{labelled(t("project"), [verdict.project.name, verdict.project.industry].filter(Boolean).join(" · "))}</p>}
          {asked.state === "waiting" && <p class="hint" role="status">{t("loading")}</p>}
          {asked.state === "failed" && tell(asked.fault)}
          {standing.state === "here" && <Stands status={standing.value} />}
          {standing.state === "failed" && asked.state !== "failed" && tell(standing.fault)}
          <div class="row actions">
            <button type="button" onClick={() => take(pathOf(id), `${name}.json`)}>{t("json")}</button>
            {settings.rights.includes("prove") && <button type="button" onClick={() => take(`${pathOf(id)}/pack`, `${name}.zip`)}>{t("pack")}</button>}
            {verdict !== null && <button type="button" onClick={() => again(verdict)}>{t("again")}</button>}
            <a href={page("review")}>{t("fresh")}</a>
          </div>
          {fault !== null && tell(fault)}
          {verdict !== null && <ReportDownloads id={id} />}
        </>
      }
    />
  );
}

function Stands({ status: found }: { status: Status }) {
  return (
    <div class={found.state === "current" ? "notice" : "notice warn"} role="status">
      <strong>{t(found.state)}</strong>
      <p>{title(found.text)}{aside(t("compared", { day: found.compared_with }))}</p>
      {found.reasons.length > 0 && <ul>{found.reasons.map((reason, index) => <li key={index}>{title(reason.text)}</li>)}</ul>}
      {found.reliable_until !== null && <p>{found.because === null ? t("until", { day: found.reliable_until }) : labelled(t("until", { day: found.reliable_until }), title(found.because.text))}</p>}
    </div>
  );
}

/** The recorded question as a draft, judged by the law and data of today. */
function again(verdict: Verdict): void {
  const { project } = verdict;
  const facts = given(project.facts);
  go(["review"], {
    lang: place.value.query["lang"],
    how: "type",
    crs: "EPSG:4490",
    name: project.name,
    industry: project.industry,
    accuracy: String(project.accuracy_m),
    facts: Object.keys(facts).length > 0 ? JSON.stringify(facts) : null,
  });
  // the address of the draft is read when it has changed
  addEventListener("hashchange", () => state({ site: siteOfParts(project.parts) }), { once: true });
}
