/** A delivery to a layer: the form, a dry run with its preview, the proposal; a refused one shows its report. */
import { useState } from "preact/hooks";

import { Problem, upload } from "../api/client";
import type { Settings } from "../api/settings";
import { texts } from "../texts";
import { tell } from "../ui/fault";
import { DeliveryFields } from "./delivery_fields";
import { useIntoView } from "./into_view";
import { MappingFields } from "./mapping_fields";
import { PreviewView } from "./preview_view";
import { ReportView } from "./report_view";
import { visit } from "./spot";
import type { Edition, Kind, Proposal, Report, Told } from "./types";
import { editionName } from "./words";

const t = texts({
  title: { zh: "提交一批数据", en: "Deliver data" },
  hint: {
    zh: "先检查，再提交；提交只是提出一个待发布的版本，发布之前谁的结论都不会变。",
    en: "Check first, then propose. A proposal changes nobody's answer until it is published.",
  },
  try: { zh: "只检查（不存储）", en: "Check only (store nothing)" },
  propose: { zh: "检查并提交", en: "Check and propose" },
  working: { zh: "正在读取和检查…", en: "Reading and checking…" },
  dry: { zh: "这是试检查，什么也没有存储。", en: "A dry run: nothing was stored." },
  mapping: { zh: "字段映射：{office}/{name} 第 {version} 版", en: "Mapping: {office}/{name}, version {version}" },
  refused: { zh: "交付被退回，什么也没有存储。请按下面的问题修改后重新提交。", en: "The delivery was refused and nothing was stored. Mend what is listed and deliver it again." },
  follows: { zh: "它将接在 {edition} 之后。", en: "It would follow {edition}." },
});

interface Found {
  readonly report: Report;
  readonly notes: readonly Told[];
  /** None where it was refused. */
  readonly proposal: Proposal | null;
}

export function DeliverTab({ kind, editions, settings }: { kind: Kind; editions: readonly Edition[]; settings: Settings }) {
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState<unknown>(null);

  const send = async (form: HTMLFormElement, dry: boolean) => {
    setBusy(true);
    setFault(null);
    setFound(null);
    try {
      const path = `/layers/${encodeURIComponent(kind.layer)}/editions`;
      const proposal = await upload<Proposal>(path, fields(form), { dry_run: dry });
      if (proposal.stored) {
        visit([kind.layer, proposal.edition.region, proposal.edition.edition], { tab: "preview" });
      } else {
        setFound({ report: proposal.report, notes: proposal.notes, proposal });
      }
    } catch (problem) {
      const report = problem instanceof Problem ? (problem.told["report"] as Report | undefined) : undefined;
      if (report === undefined) setFault(problem);
      else setFound({ report, notes: [], proposal: null });
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <form
        class="deliver"
        aria-label={t("title")}
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.currentTarget, event.submitter instanceof HTMLButtonElement && event.submitter.value === "try");
        }}
      >
        <p class="hint">{t("hint")}</p>
        <DeliveryFields kind={kind} editions={editions} today={settings.today} />
        {!kind.raster && <MappingFields kind={kind} />}
        <div class="row">
          <button type="submit" value="try" disabled={busy}>{t("try")}</button>
          <button type="submit" class="main" value="propose" disabled={busy}>{t("propose")}</button>
        </div>
        <p role="status" class="hint">{busy && t("working")}</p>
      </form>
      {fault !== null && tell(fault)}
      {found !== null && <Result of={found} kind={kind} />}
    </>
  );
}

function Result({ of, kind }: { of: Found; kind: Kind }) {
  const preview = of.proposal?.preview ?? null;
  const place = useIntoView<HTMLDivElement>([of]);
  return (
    <div ref={place} class="result">
      {of.proposal !== null && <p role="status">{t("dry")} {of.proposal.before !== null && t("follows", { edition: editionName(of.proposal.before) })}</p>}
      {of.proposal === null && <p>{t("refused")}</p>}
      {of.proposal?.mapping != null && <p class="hint">{t("mapping", { ...of.proposal.mapping })}</p>}
      <ReportView of={of.report} notes={of.notes} />
      {preview !== null && <PreviewView of={preview} kind={kind} />}
    </div>
  );
}

/** The form as the service takes it: empty fields are left out, lists go line by line. */
function fields(form: HTMLFormElement): FormData {
  const out = new FormData();
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File) {
      if (value.name !== "") out.append(name, value);
    } else if (["replaces", "map", "set", "values"].includes(name)) {
      for (const line of value.split("\n")) if (line.trim() !== "") out.append(name, line.trim());
    } else if (value.trim() !== "") {
      out.append(name, value.trim());
    }
  }
  return out;
}
