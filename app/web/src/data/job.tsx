/** A job: how far it is, at which rate, and what it found once it ended. */
import { get } from "../api/client";
import { texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { JobProgress, useJob } from "../ui/job";
import type { ImpactResult, Job } from "./answers";
import { ImpactResultView } from "./impact_result";

const t = texts({
  job: { zh: "重判进度", en: "Progress of the job" },
});

export function JobView({ id }: { id: string }) {
  const path = `/jobs/${encodeURIComponent(id)}`;
  const followed = useJob<Job>(id, "/jobs");
  const finished = followed.job?.state === "finished";
  const result = useAsked(async (signal) => (finished ? get<ImpactResult>(`${path}/result`, {}, signal) : null), [path, finished]);
  return (
    <section class="card" aria-label={t("job")}>
      <h2>{t("job")}</h2>
      <JobProgress of={followed} label={t("job")} />
      {result.state === "failed" && tell(result.fault)}
      {result.state === "here" && result.value !== null && <ImpactResultView of={result.value} />}
    </section>
  );
}
