/** What the page asks the service: a site read, a question judged, a record looked up. */
import { get, post, upload } from "../api/client";
import type { Draft } from "./draft";
import { drawnOf, geometryOf, geometryOfPairs, pairsOf } from "./shapes";
import type { Code, DatumGuard, Fact, FileAnswer, SitePart, Status, Verdict } from "./types";

/** A site as it goes into a question, and what is known of it before. */
export interface Site {
  readonly body: unknown;
  readonly crs: string | null;
  readonly read: FileAnswer | null;
}

/** Milliseconds in which more may be typed before the service is asked. */
const PAUSE = 200;

/** Wait a little; rejects where the question is taken back meanwhile. */
export function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PAUSE);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("superseded", "AbortError"));
    });
  });
}

/** The site of a draft; null while there is none. What was typed is read by the service, which says what it assumed. */
export async function siteOf(draft: Draft, signal: AbortSignal): Promise<Site | null> {
  const crs = draft.crs || null;
  if (draft.how === "file") return draft.file === "" ? null : fileSite(draft.file, crs);
  if (draft.site.trim() === "") return null;
  if (draft.how === "draw") {
    const drawn = drawnOf(draft.site);
    return drawn === null ? null : { body: geometryOf(drawn), crs: "EPSG:4490", read: null };
  }
  await pause(signal);
  const pairs = pairsOf(draft.site);
  const typed = pairs === null ? draft.site : new File([JSON.stringify(geometryOfPairs(pairs, draft.pairs))], "typed.geojson");
  const read = await sendFile(typed, draft.crs);
  return { body: { file: read.id }, crs, read };
}

/** A file sent before. What was stated of its coordinates since makes another reading of it. */
async function fileSite(file: string, crs: string | null): Promise<Site> {
  const known = sent.get(file);
  if (known === undefined) return { body: { file }, crs, read: null };
  const read = (known.by[crs ?? ""] ??= await sendFile(known.content, crs ?? "", known.layer));
  // what was stated as a file was sent is kept with it; taken back, it is that file no more
  return { body: { file: crs === null ? read.id : file }, crs, read };
}

interface Sent {
  readonly content: File | string;
  readonly layer: string;
  /** As it was read, by the system that was stated. */
  readonly by: Record<string, FileAnswer>;
}

/** Files sent while the page is open, by id. */
const sent = new Map<string, Sent>();

/** A file, or pasted text, read by the service; `layer`: which of its layers or sheets, several with commas. */
export async function sendFile(file: File | string, crs: string, layer = ""): Promise<FileAnswer> {
  const form = new FormData();
  if (typeof file === "string") form.set("text", file);
  else form.set("file", file);
  if (crs !== "") form.set("crs", crs);
  if (layer !== "") form.set("layer", layer);
  const read = await upload<FileAnswer>("/siting/files", form);
  sent.set(read.id, { content: file, layer, by: { [crs]: read } });
  return read;
}

function figure(text: string): number | null {
  return text.trim() === "" || !Number.isFinite(Number(text)) ? null : Number(text);
}

/** The body of a question. */
export function questionOf(draft: Draft, site: Site): Record<string, unknown> {
  return {
    site: site.body,
    crs: site.crs,
    project: {
      name: draft.name || null,
      industry: draft.industry || null,
      accuracy_m: figure(draft.accuracy),
      facts: draft.facts,
    },
    role: draft.role || null,
    width_m: figure(draft.width),
    as_of: draft.asOf || null,
  };
}

/** The verdict on a question, not recorded. */
export async function check(question: Record<string, unknown>, signal: AbortSignal): Promise<Verdict> {
  await pause(signal);
  return post<Verdict>("/siting/checks", { ...question, record: false }, {}, signal);
}

export function record(question: Record<string, unknown>): Promise<Verdict> {
  return post<Verdict>("/siting/checks", { ...question, record: true });
}

/** Whether the datum of the coordinates is doubtful, and the verdict in others. */
export function datums(question: Record<string, unknown>, signal: AbortSignal): Promise<DatumGuard> {
  return post<DatumGuard>("/siting/datum-checks", question, {}, signal);
}

export const pathOf = (id: string) => `/siting/checks/${encodeURIComponent(id)}`;

export function words(id: string, signal: AbortSignal): Promise<Verdict> {
  return get<Verdict>(`${pathOf(id)}/words`, {}, signal);
}

export function status(id: string, signal: AbortSignal): Promise<Status> {
  return get<Status>(`${pathOf(id)}/status`, {}, signal);
}

/** Asked once while the page is open; a failure is asked again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | null = null;
  return () => (found ??= ask().catch((fault: unknown) => {
    found = null;
    throw fault;
  }));
}

export const facts = once(async () => (await get<{ facts: readonly Fact[] }>("/facts")).facts);
export const roles = once(async () => (await get<{ codes: readonly Code[] }>("/codes/roles")).codes);

export async function industries(q: string, signal: AbortSignal): Promise<readonly Code[]> {
  return (await get<{ codes: readonly Code[] }>("/codes/industries", { q, limit: 30 }, signal)).codes;
}

/** A recorded question as a site to be asked again. */
export function siteOfParts(parts: readonly SitePart[]): string {
  const features = parts.map(({ role, width_m, geometry }) => ({
    type: "Feature",
    properties: { role, ...(width_m === null ? {} : { width_m }) },
    geometry,
  }));
  return JSON.stringify({ type: "FeatureCollection", features });
}
