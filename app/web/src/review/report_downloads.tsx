/** The report of a recorded verdict, to be filed: in the language of the page, or in both. */
import { useState } from "preact/hooks";

import { download } from "../api/client";
import { texts } from "../texts";
import { tell } from "../ui/fault";
import { pathOf } from "./ask";

const t = texts({
  heading: { zh: "下载报告", en: "Download the report" },
  pdf: { zh: "PDF", en: "PDF" },
  docx: { zh: "Word", en: "Word" },
  xlsx: { zh: "Excel", en: "Excel" },
  html: { zh: "网页", en: "Web page" },
  bilingual: { zh: "中英双语", en: "Chinese and English" },
  writing: { zh: "正在写报告…", en: "Writing the report…" },
});
const FORMATS = ["pdf", "docx", "xlsx", "html"] as const;

export function ReportDownloads({ id }: { id: string }) {
  const [bilingual, setBilingual] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const take = (format: (typeof FORMATS)[number]) => {
    setFault(null);
    setBusy(true);
    const query = { format, bilingual: String(bilingual) };
    download(`${pathOf(id)}/report`, query, `siting-${id.replace("sha256:", "").slice(0, 12)}.${format}`)
      .catch(setFault)
      .finally(() => setBusy(false));
  };
  return (
    <fieldset class="reports">
      <legend>{t("heading")}</legend>
      <div class="row actions">
        {FORMATS.map((format) => (
          <button key={format} type="button" disabled={busy} onClick={() => take(format)}>{t(format)}</button>
        ))}
        <label><input type="checkbox" checked={bilingual} onChange={(event) => setBilingual(event.currentTarget.checked)} /> {t("bilingual")}</label>
      </div>
      <p role="status" class="hint">{busy ? t("writing") : ""}</p>
      {fault !== null && tell(fault)}
    </fieldset>
  );
}
