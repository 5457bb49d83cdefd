/** From when until when editions of one region and standing are in force, for the timeline. */
import type { Edition } from "./types";

export interface Span {
  readonly edition: Edition;
  readonly from: string;
  /** Civil day from which it is no more in force; null: none is known. */
  readonly until: string | null;
}

export interface Row {
  readonly region: string;
  readonly status: Edition["status"];
  readonly spans: readonly Span[];
}

/** Civil day in China of a moment. */
export function day(at: string): string {
  return new Date(at).toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}

/**
 * One row per region and standing, the oldest edition first. An edition ends where a later one takes effect that is
 * published; a withdrawn one ended with its withdrawal; a proposal has no end.
 */
export function rows(editions: readonly Edition[]): readonly Row[] {
  const found = new Map<string, Edition[]>();
  for (const edition of editions) {
    const name = `${edition.region} ${edition.status}`;
    found.set(name, [...(found.get(name) ?? []), edition]);
  }
  return [...found.values()].map((of) => {
    const inOrder = of.toSorted((a, b) => a.effective_from.localeCompare(b.effective_from) || a.edition - b.edition);
    const spans = inOrder.map((edition, index) => ({ edition, from: edition.effective_from, until: until(edition, inOrder.slice(index + 1)) }));
    return { region: of[0]!.region, status: of[0]!.status, spans };
  });
}

function until(edition: Edition, later: readonly Edition[]): string | null {
  if (edition.withdrawn_at !== null) return latest(day(edition.withdrawn_at), edition.effective_from);
  if (edition.state === "proposed") return null;
  return later.find((other) => other.state !== "proposed" && other.state !== "withdrawn")?.effective_from ?? null;
}

const latest = (one: string, other: string): string => (one > other ? one : other);
