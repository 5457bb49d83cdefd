/** What publishing a proposal would change, of the layer and of recorded verdicts. */
import { get } from "../api/client";
import { number, texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import type { Candidates } from "./answers";
import { editionPath } from "./outlines";
import { PreviewView } from "./preview_view";
import { tabbed } from "./spot";
import type { EditionInFull, Kind, Preview } from "./types";

const t = texts({
  waiting: { zh: "正在比较…", en: "Comparing…" },
  verdicts: { zh: "已存结论", en: "Recorded verdicts" },
  concerned: { zh: "已存结论 {recorded} 个，其中 {candidates} 个可能受影响。", en: "{recorded} verdicts are recorded; {candidates} of them may be concerned." },
  which: { zh: "查看是哪些、哪些会变", en: "See which, and which of them change" },
});

export function PreviewTab({ of, kind }: { of: EditionInFull; kind: Kind }) {
  const asked = useAsked((signal) => get<Preview>(`${editionPath(of)}/preview`, {}, signal), [of.sha256]);
  const held = useAsked((signal) => get<Candidates>(`${editionPath(of)}/candidates`, { action: "publication", limit: 0 }, signal), [of.sha256]);
  return (
    <>
      {asked.state === "failed" ? tell(asked.fault) : asked.value === undefined ? <p class="hint" role="status">{t("waiting")}</p> : <PreviewView of={asked.value} kind={kind} />}
      <h2>{t("verdicts")}</h2>
      {held.state === "failed" ? tell(held.fault) : held.value === undefined ? <p class="hint" role="status">{t("waiting")}</p> : (
        <p>
          {t("concerned", { recorded: number(held.value.recorded), candidates: number(held.value.candidates) })} <a href={tabbed("impact")}>{t("which")}</a>
        </p>
      )}
    </>
  );
}
