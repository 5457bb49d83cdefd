/** A job: how far it is, at which rate, and what it found once it ended. */
import { useEffect, useState } from "preact/hooks";

import { get, post } from "../api/client";
import { number, texts, title } from "../texts";
import { tell } from "../ui/fault";
import type { ImpactResult, Job } from "./answers";
import { ImpactResultView } from "./impact_result";

const t = texts({
  job: { zh: "重判进度", en: "Progress of the job" },
  queued: { zh: "排队中", en: "waiting its turn" },
  running: { zh: "进行中", en: "running" },
  interrupted: { zh: "中断，将自行继续", en: "interrupted; it goes on by itself" },
  finished: { zh: "已完成", en: "finished" },
  failed: { zh: "失败", en: "failed" },
  cancelled: { zh: "已取消", en: "cancelled" },
  done: { zh: "{done} / {total}", en: "{done} of {total}" },
  rate: { zh: "，每秒 {rate} 个", en: ", {rate} a second" },
  left: { zh: "，约剩 {seconds} 秒", en: ", about {seconds} s left" },
  cancel: { zh: "取消任务", en: "Cancel the job" },
});
const EVERY_MS = 700;
const ENDED = ["finished", "failed", "cancelled"];

export function JobView({ id }: { id: string }) {
  const path = `/jobs/${encodeURIComponent(id)}`;
  const [job, setJob] = useState<Job | null>(null);
  const [result, setResult] = useState<ImpactResult | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    const stop = new AbortController();
    let timer = 0;
    const ask = async () => {
      try {
        const found = await get<Job>(path, {}, stop.signal);
        setJob(found);
        if (found.state === "finished") setResult(await get<ImpactResult>(`${path}/result`, {}, stop.signal));
        else if (!ENDED.includes(found.state)) timer = window.setTimeout(() => void ask(), EVERY_MS);
      } catch (problem) {
        if (!stop.signal.aborted) setFault(problem);
      }
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [path]);
  const going = job !== null && !ENDED.includes(job.state);
  return (
    <section class="card" aria-label={t("job")}>
      <h2>{t("job")}</h2>
      {job !== null && <p role="status">{t(job.state)} {pace(job)}</p>}
      {job !== null && going && <progress aria-label={t("job")} {...(job.progress === null ? {} : { value: job.progress.done, max: Math.max(1, job.progress.total) })} />}
      {going && <button type="button" onClick={() => post<Job>(`${path}/cancellation`, undefined).then(setJob, setFault)}>{t("cancel")}</button>}
      {job !== null && job.cause !== null && <p class="notice bad" role="alert">{title(job.cause.text)}</p>}
      {fault !== null && tell(fault)}
      {result !== null && <ImpactResultView of={result} />}
    </section>
  );
}

function pace({ progress }: Job): string {
  if (progress === null) return "";
  const { done, total, rate_per_s: rate, remaining_s: left } = progress;
  return (
    t("done", { done: number(done), total: number(total) }) +
    (rate === null ? "" : t("rate", { rate: number(rate, rate < 10 ? 1 : 0) })) +
    (left === null ? "" : t("left", { seconds: number(Math.ceil(left)) }))
  );
}
