/** Where the desk is: `#/page/…?key=value`. Every state that can be seen has such an address; the language is in it. */
import { signal } from "@preact/signals";

export type Lang = "zh" | "en";

export interface Place {
  /** Parts of the path, decoded: `["review", "sha256:…"]`. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export const LANGS: readonly Lang[] = ["zh", "en"];

function parse(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return {
    path: path.split("/").filter(Boolean).map(decodeURIComponent),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

export const place = signal<Place>(parse(location.hash));
addEventListener("hashchange", () => {
  place.value = parse(location.hash);
});

export function address(path: readonly string[], query: Readonly<Record<string, string | null | undefined>> = {}): string {
  const kept = Object.entries(query).filter((pair): pair is [string, string] => pair[1] != null && pair[1] !== "");
  const found = new URLSearchParams(kept).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${found && `?${found}`}`;
}

/** Address of another page in the language of this one. */
export function page(...path: string[]): string {
  return address(path, { lang: place.value.query["lang"] });
}

/** Go to a place, which enters the history unless `replace`. */
export function go(path: readonly string[], query: Readonly<Record<string, string | null | undefined>>, replace = false): void {
  const found = address(path, query);
  if (replace) {
    history.replaceState(null, "", found);
    place.value = parse(found);
  } else {
    location.hash = found;
  }
}

/** Change parts of the query here; `null` takes one out. */
export function set(changes: Readonly<Record<string, string | null>>, replace = true): void {
  go(place.value.path, { ...place.value.query, ...changes }, replace);
}

/** The language: that of the address, else the browser's. */
export function language(): Lang {
  const said = place.value.query["lang"];
  if (said === "zh" || said === "en") return said;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}
