/** The stated question, which lives in the address as far as it fits there: a link opens the draft again. */
import { signal } from "@preact/signals";

import { place, set, type Place } from "../route";
import type { Scalar } from "./types";

export const HOWS = ["draw", "type", "file"] as const;
export type How = (typeof HOWS)[number];
export const PAIRS = ["polygon", "line", "points"] as const;
export type Pairs = (typeof PAIRS)[number];

export interface Draft {
  readonly how: How;
  /** Drawn: WKT in EPSG:4490. Typed: the text as it was typed. */
  readonly site: string;
  /** What typed pairs of numbers are. */
  readonly pairs: Pairs;
  /** Id of a file sent before, and its name. */
  readonly file: string;
  readonly fileName: string;
  /** Empty: as the site says. */
  readonly crs: string;
  readonly name: string;
  readonly industry: string;
  readonly accuracy: string;
  readonly role: string;
  readonly width: string;
  readonly asOf: string;
  readonly facts: Readonly<Record<string, Scalar>>;
}

/** Characters of a site that an address still takes; browsers, mails and messengers cut longer ones. */
export const LONGEST_SITE = 1500;
/** A site too long for the address, kept while the page is open. */
const long = signal("");

export function draftOf(at: Place): Draft {
  const { query } = at;
  const one = <T extends string>(of: readonly T[], text: string | undefined): T => of.find((known) => known === text) ?? of[0]!;
  return {
    how: one(HOWS, query["how"]),
    site: query["site"] ?? long.value,
    pairs: one(PAIRS, query["pairs"]),
    file: query["file"] ?? "",
    fileName: query["filename"] ?? "",
    crs: query["crs"] ?? "",
    name: query["name"] ?? "",
    industry: query["industry"] ?? "",
    accuracy: query["accuracy"] ?? "",
    role: query["role"] ?? "",
    width: query["width"] ?? "",
    asOf: query["as_of"] ?? "",
    facts: factsOf(query["facts"]),
  };
}

function factsOf(text: string | undefined): Readonly<Record<string, Scalar>> {
  if (text === undefined) return {};
  try {
    const found: unknown = JSON.parse(text);
    return found !== null && typeof found === "object" && !Array.isArray(found) ? (found as Record<string, Scalar>) : {};
  } catch {
    return {};
  }
}

/** Whether the site fits no address: then only a recorded verdict has a permanent one. */
export function tooLong(draft: Draft): boolean {
  return draft.site.length > LONGEST_SITE;
}

type Changes = Partial<Record<"how" | "pairs" | "file" | "filename" | "crs" | "name" | "industry" | "accuracy" | "role" | "width" | "as_of", string | null>>;

/** Change parts of the draft; `site` goes into the address where it fits. A chosen finding is of the verdict before. */
export function state(changes: Changes & { readonly site?: string }): void {
  const { site, ...others } = changes;
  const held: Record<string, string | null> = { ...others, finding: null };
  if (site !== undefined) {
    long.value = site.length > LONGEST_SITE ? site : "";
    held["site"] = site.length > LONGEST_SITE ? null : site;
  }
  set(held);
}

/** State a fact, or take the statement back with `undefined`. */
export function stateFact(fact: string, value: Scalar | undefined): void {
  const facts: Record<string, Scalar> = { ...factsOf(place.value.query["facts"]) };
  if (value === undefined) delete facts[fact];
  else facts[fact] = value;
  set({ facts: Object.keys(facts).length > 0 ? JSON.stringify(facts) : null, finding: null });
}
