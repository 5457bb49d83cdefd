import { Problem } from "../api/client";
import { texts } from "../texts";

const t = texts({
  failed: { zh: "出错了", en: "Something went wrong" },
});

/** What went wrong, in the service's own words; said aloud by screen readers. */
export function tell(fault: unknown) {
  const problem = fault instanceof Problem ? fault : null;
  return (
    <div class="notice bad" role="alert">
      <strong>{problem?.title ?? t("failed")}</strong>
      <p>{fault instanceof Error ? fault.message : String(fault)}</p>
    </div>
  );
}
