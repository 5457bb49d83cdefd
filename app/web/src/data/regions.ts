/** Names of regions, asked for once. */
import { signal } from "@preact/signals";

import { get } from "../api/client";
import { title, type Titles } from "../texts";

const names = signal<ReadonlyMap<string, Titles> | null>(null);
let asked = false;

/** A region by code and name; the code alone until the names are here, or where there is none. */
export function region(code: string): string {
  if (!asked) {
    asked = true;
    get<{ codes: readonly { code: string; zh: string; en: string | null }[] }>("/codes/regions").then(
      (found) => (names.value = new Map(found.codes.map(({ code, zh, en }) => [code, { zh, en: en ?? zh }]))),
      () => (asked = false), // a code says as much; the next page asks again
    );
  }
  const name = names.value?.get(code);
  return name === undefined ? code : `${title(name)} ${code}`;
}

export function regionCodes(): readonly string[] {
  return [...(names.value?.keys() ?? [])];
}
