/** A job followed to its end: how far it is, at which rate, for how much longer, and cancelled where one may. */
import { useEffect, useState } from "preact/hooks";

import { get, post } from "../api/client";
import { number, texts, title, type Titles } from "../texts";
import { tell } from "./fault";

const t = texts({
  queued: { zh: "排队中", en: "waiting its turn" },
  running: { zh: "进行中", en: "running" },
  interrupted: { zh: "中断，将自行继续", en: "interrupted; it goes on by itself" },
  finished: { zh: "已完成", en: "finished" },
  failed: { zh: "失败", en: "failed" },
  cancelled: { zh: "已取消", en: "cancelled" },
  done: { zh: "{done} / {total}", en: "{done} of {total}" },
  rate: { zh: "，每秒 {rate} 个", en: ", {rate} a second" },
  left: { zh: "，约剩 {seconds} 秒", en: ", about {seconds} s left" },
  loading: { zh: "正在读取…", en: "Loading…" },
  cancel: { zh: "取消任务", en: "Cancel the job" },
});

export interface Job {
  readonly state: "queued" | "running" | "interrupted" | "finished" | "failed" | "cancelled";
  readonly progress: { readonly done: number; readonly total: number; readonly rate_per_s: number | null; readonly remaining_s: number | null } | null;
  readonly cause: { readonly text: Titles } | null;
}

const EVERY_MS = 1_000;

export function ended({ state }: Job): boolean {
  return state === "finished" || state === "failed" || state === "cancelled";
}

export interface Followed<J extends Job> {
  readonly job: J | null;
  readonly fault: unknown;
  readonly cancel: () => void;
}

/** The job of an id that a path of the service tells of, asked again until it has ended; null: none is followed. */
export function useJob<J extends Job>(id: string | null, under: string): Followed<J> {
  const path = id === null ? null : `${under}/${encodeURIComponent(id)}`;
  const [found, setFound] = useState<{ readonly path: string; readonly job: J | null; readonly fault: unknown } | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (path === null) return undefined;
    const stop = new AbortController();
    let timer = 0;
    const ask = async () => {
      try {
        const job = await get<J>(path, {}, stop.signal);
        setFound({ path, job, fault: null });
        if (!ended(job)) timer = window.setTimeout(() => void ask(), EVERY_MS);
      } catch (fault) {
        if (!stop.signal.aborted) setFound((before) => ({ path, job: before?.path === path ? before.job : null, fault }));
      }
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [path, turn]);
  const here = found?.path === path ? found : null;
  const cancel = () => {
    if (id === null || path === null) return;
    post(`/jobs/${encodeURIComponent(id)}/cancellation`, undefined).then(
      () => setTurn(turn + 1),
      (fault: unknown) => setFound({ path, job: here?.job ?? null, fault }),
    );
  };
  return { job: here?.job ?? null, fault: here?.fault ?? null, cancel };
}

interface Props<J extends Job> {
  readonly of: Followed<J>;
  /** What the bar of progress is called. */
  readonly label: string;
}

export function JobProgress<J extends Job>({ of: { job, fault, cancel }, label }: Props<J>) {
  const going = job !== null && !ended(job);
  return (
    <>
      <p role="status">{job !== null ? `${t(job.state)} ${pace(job)}` : fault === null ? t("loading") : ""}</p>
      {going && <progress aria-label={label} {...(job.progress === null ? {} : { value: job.progress.done, max: Math.max(1, job.progress.total) })} />}
      {going && <p><button type="button" onClick={cancel}>{t("cancel")}</button></p>}
      {job !== null && job.cause !== null && <p class="notice bad" role="alert">{title(job.cause.text)}</p>}
      {fault !== null && tell(fault)}
    </>
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
