import { get } from "./client";
import type { Titles } from "../texts";

/** What the service tells its desk: GET /desk/settings. */
export interface Settings {
  readonly version: string;
  readonly caveat: Titles;
  /** Raster tiles beneath our own layers, as an XYZ address; null: none. */
  readonly base_map: { readonly tiles: string; readonly attribution: string; readonly approval: string | null } | null;
  /** West, south, east, north of all that is published, degrees. */
  readonly bounds: readonly [number, number, number, number] | null;
  readonly today: string;
  /** What the caller may do. */
  readonly role: string;
  readonly rights: readonly string[];
}

export function loadSettings(): Promise<Settings> {
  return get<Settings>("/desk/settings");
}
