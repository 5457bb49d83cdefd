/** Asks the service this page came from. Whatever is no good answer is thrown as a Problem: nothing is ever left out. */
import { language } from "../route";
import { key } from "./key";

const BASE = new URL(".", document.baseURI);

/** What the service says went wrong (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly slug: string,
    readonly title: string,
    detail: string,
    /** The whole answer, with what further members it has: the report of a refused delivery. */
    readonly told: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function url(path: string, query: Query = {}): string {
  const found = new URL(path.replace(/^\//, ""), BASE);
  for (const [name, value] of Object.entries(query)) {
    if (value != null) found.searchParams.set(name, String(value));
  }
  return found.toString();
}

async function send(path: string, query: Query, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Accept-Language", language());
  if (key.value !== "") headers.set("Authorization", `Bearer ${key.value}`);
  let answer: Response;
  try {
    answer = await fetch(url(path, query), { ...init, headers });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    const said = language() === "zh" ? "连不上服务；请检查网络后重试" : "the service cannot be reached; try again";
    throw new Problem(0, "unreachable", said, said);
  }
  if (answer.ok) return answer;
  const told: unknown = await answer.json().catch(() => null);
  const known = (told ?? {}) as { slug?: string; title?: string; detail?: string };
  throw new Problem(
    answer.status,
    known.slug ?? "fault",
    known.title ?? String(answer.status),
    known.detail ?? known.title ?? answer.statusText,
    known as Record<string, unknown>,
  );
}

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return (await (await send(path, query, signal ? { signal } : {})).json()) as T;
}

export async function post<T>(path: string, body: unknown, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  const answer = await send(path, query, { method: "POST", body: JSON.stringify(body), headers, ...(signal ? { signal } : {}) });
  return (await answer.json()) as T;
}

export async function put<T>(path: string, body: unknown): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  return (await (await send(path, {}, { method: "PUT", body: JSON.stringify(body), headers })).json()) as T;
}

export async function upload<T>(path: string, form: FormData, query: Query = {}): Promise<T> {
  return (await (await send(path, query, { method: "POST", body: form })).json()) as T;
}

/** A file of the service handed to the browser, under the name the service gives it. */
export async function download(path: string, query: Query, fallback: string): Promise<void> {
  const answer = await send(path, query, {});
  const name = /filename="?([^";]+)"?/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? fallback;
  save(await answer.blob(), name);
}

export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
