/** The check report of an edition, as its delivery was found. */
import { get } from "../api/client";
import { texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { editionPath } from "./outlines";
import { ReportView } from "./report_view";
import type { EditionInFull, StoredReport } from "./types";
import { moment } from "./words";

const t = texts({
  waiting: { zh: "正在读取检查报告…", en: "Reading the check report…" },
  checked: { zh: "检查于 {at}（中国时间）", en: "Checked {at} (China time)" },
  mapping: { zh: "字段映射：{office}/{name} 第 {version} 版", en: "Mapping: {office}/{name}, version {version}" },
});

export function ReportTab({ of }: { of: EditionInFull }) {
  const asked = useAsked((signal) => get<StoredReport>(`${editionPath(of)}/report`, {}, signal), [of.sha256]);
  if (asked.state === "failed") return tell(asked.fault);
  if (asked.value === undefined) return <p class="hint" role="status">{t("waiting")}</p>;
  const { report, notes, mapping, checked_at } = asked.value;
  return (
    <>
      <p class="hint">{t("checked", { at: moment(checked_at) })}</p>
      {mapping !== null && <p class="hint">{t("mapping", { ...mapping })}</p>}
      <ReportView of={report} notes={notes} />
    </>
  );
}
