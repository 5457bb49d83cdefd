/** A recorded comparison under its permanent address. */
import { useMemo, useState } from "preact/hooks";

import { download, get } from "../api/client";
import type { Settings } from "../api/settings";
import { sendFile, siteOfParts, words } from "../review/ask";
import { given } from "../review/fact_text";
import type { Verdict } from "../review/types";
import { page, place } from "../route";
import { texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { Board } from "./board";
import { ofFile, open, type Entry } from "./entries";
import { Result } from "./result";
import { called } from "./tables";
import type { Comparison } from "./types";

const t = texts({
  heading: { zh: "已登记的比选", en: "Recorded comparison" },
  loading: { zh: "正在读取…", en: "Loading…" },
  day: { zh: "法规和数据截至 {day}", en: "by the law and data of {day}" },
  redacted: { zh: "涉及受限图层的内容已略去，并按其余内容排序。", en: "What shows restricted layers is left out, and ranks go by the rest." },
  json: { zh: "下载登记的原件（JSON）", en: "Download the record (JSON)" },
  again: { zh: "按此重新比选", en: "Compare these again" },
  sending: { zh: "正在准备…", en: "Getting ready…" },
  fresh: { zh: "新的比选", en: "New comparison" },
});

export function RecordedPage({ id, settings }: { id: string; settings: Settings }) {
  const path = `/siting/alternatives/${encodeURIComponent(id)}`;
  const chosen = place.value.query["chosen"] ?? null;
  const asked = useAsked((signal) => get<Comparison>(`${path}/words`, {}, signal), [id]);
  const found = asked.state === "here" ? asked.value : null;
  const judged = useAsked((signal) => Promise.all((found?.alternatives ?? []).map((one) => words(one.verdict_id ?? "", signal))), [found]);
  const verdicts = useMemo<readonly Verdict[]>(() => (judged.state === "here" ? judged.value : []), [judged]);
  const places = useMemo(() => verdicts.map((verdict) => verdict.project.parts.map((part) => part.geometry)), [verdicts]);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const start = (work: Promise<void>) => {
    setFault(null);
    setBusy(true);
    work.catch(setFault).finally(() => setBusy(false));
  };
  return (
    <>
      <div class="panel review alternatives">
        <h1>{t("heading")}</h1>
        <p class="id">{id}</p>
        {asked.state === "waiting" && <p class="hint" role="status">{t("loading")}</p>}
        {asked.state === "failed" && tell(asked.fault)}
        {judged.state === "failed" && tell(judged.fault)}
        {found !== null && <p>{t("day", { day: found.as_of })}</p>}
        {found?.redacted === true && <p class="notice warn">{t("redacted")}</p>}
        <div class="row actions">
          {found !== null && <button type="button" disabled={busy} onClick={() => start(download(path, {}, `comparison-${id.replace("sha256:", "").slice(0, 12)}.json`))}>{t("json")}</button>}
          {found !== null && verdicts.length > 0 && <button type="button" disabled={busy} onClick={() => start(again(found, verdicts))}>{t(busy ? "sending" : "again")}</button>}
          <a href={page("alternatives")}>{t("fresh")}</a>
        </div>
        {fault !== null && tell(fault)}
        {found !== null && <div id="result"><Result of={found} chosen={chosen} recorded /></div>}
      </div>
      <Board settings={settings} places={places} of={found} chosen={chosen} asOf={found?.as_of} />
    </>
  );
}

/** The same places and what was said of the project, judged by the law and data of today. */
async function again(of: Comparison, verdicts: readonly Verdict[]): Promise<void> {
  const entries: Entry[] = [];
  for (const [index, { project }] of verdicts.entries()) {
    const read = await sendFile(siteOfParts(project.parts), "EPSG:4490");
    entries.push({ name: called(of.alternatives[index]!), at: ofFile(read.id), crs: "EPSG:4490" });
  }
  const { project } = verdicts[0]!;
  const facts = given(project.facts);
  open(entries, {
    lang: place.value.query["lang"],
    industry: project.industry,
    accuracy: String(project.accuracy_m),
    facts: Object.keys(facts).length > 0 ? JSON.stringify(facts) : null,
  });
}
