/** The alternatives to be compared, which live in the address as far as they fit there. */
import type { Geometry } from "geojson";
import { signal } from "@preact/signals";

import { check, questionOf, sendFile, siteOf } from "../review/ask";
import type { Draft } from "../review/draft";
import { drawnOf, geometryOf, geometryOfPairs, pairsOf } from "../review/shapes";
import { go, set, type Place } from "../route";

/** One place: the WKT of what was drawn (EPSG:4490), or the id of a file that was sent, `file:sha256:…`. */
export interface Entry {
  readonly name: string;
  readonly at: string;
  /** What was stated of the coordinates of a file; empty: as it says itself. */
  readonly crs: string;
}

export const LEAST = 2;
export const MOST = 20;
/** Characters of all places together that an address still takes. */
const LONGEST = 4000;
const FILE = "file:";
/** Places too long for the address, kept while the page is open. */
const long = signal<readonly Entry[] | null>(null);

export function entriesOf(at: Place): readonly Entry[] {
  if (long.value !== null) return long.value;
  try {
    const found: unknown = JSON.parse(at.query["sites"] ?? "[]");
    const rows = Array.isArray(found) ? found.filter((row): row is string[] => Array.isArray(row) && row.every((cell) => typeof cell === "string")) : [];
    return rows.filter((row) => row.length >= 2).slice(0, MOST).map(([name = "", at = "", crs = ""]) => ({ name, at, crs }));
  } catch {
    return [];
  }
}

/** Put the places into the address; a chosen one is of those before. */
export function keep(entries: readonly Entry[]): void {
  set({ sites: written(entries), chosen: null });
}

/** Go to the places, to be compared anew. */
export function open(entries: readonly Entry[], query: Readonly<Record<string, string | null | undefined>>): void {
  go(["alternatives"], { ...query, sites: written(entries) });
}

function written(entries: readonly Entry[]): string | null {
  const text = JSON.stringify(entries.map(({ name, at, crs }) => (crs === "" ? [name, at] : [name, at, crs])));
  const fits = text.length <= LONGEST;
  long.value = fits ? null : entries;
  return fits && entries.length > 0 ? text : null;
}

/** Whether the places fit no address. */
export function tooLong(): boolean {
  return long.value !== null;
}

export const isFile = (entry: Entry) => entry.at.startsWith(FILE);
export const ofFile = (id: string) => `${FILE}${id}`;

/** An alternative as it goes into a question: what is said of the project is said of each. */
export function bodyOf(entry: Entry, draft: Draft): Record<string, unknown> {
  const site = isFile(entry) ? { file: entry.at.slice(FILE.length) } : siteText(entry);
  const { as_of: _, ...own } = questionOf({ ...draft, name: entry.name }, { body: site, crs: isFile(entry) ? entry.crs || null : "EPSG:4490", read: null });
  return own;
}

function siteText(entry: Entry): Geometry | string {
  const drawn = drawnOf(entry.at);
  return drawn === null ? entry.at : geometryOf(drawn);
}

/** A file, or typed text, as an alternative. */
export async function entryOf(file: File | string, crs: string, name: string): Promise<Entry> {
  const pairs = typeof file === "string" ? pairsOf(file) : null;
  const sent = pairs === null ? file : new File([JSON.stringify(geometryOfPairs(pairs, "polygon"))], "typed.geojson");
  const read = await sendFile(sent, crs);
  return { name: typeof file === "string" ? name : (read.name ?? name), at: ofFile(read.id), crs };
}

/** Where an alternative lies. What a file of an earlier visit holds is known by its verdict alone. */
export async function shapesOf(entry: Entry, draft: Draft, signal: AbortSignal): Promise<readonly Geometry[]> {
  const drawn = isFile(entry) ? null : drawnOf(entry.at);
  if (drawn !== null) return [geometryOf(drawn)];
  const site = await siteOf({ ...draft, how: "file", file: entry.at.slice(FILE.length), crs: entry.crs }, signal);
  if (site?.read != null) return site.read.parts.map((part) => part.geometry);
  const verdict = await check({ ...bodyOf(entry, draft), as_of: draft.asOf || null }, signal);
  return verdict.project.parts.map((part) => part.geometry);
}
