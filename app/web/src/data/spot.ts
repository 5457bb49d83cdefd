/** Where the data page is: `#/data/<layer>/<region>/<number>?tab=…`, and the ways to other places of it. */
import { address, go, place } from "../route";

export interface Spot {
  readonly layer: string | null;
  readonly region: string | null;
  readonly number: number | null;
  readonly query: Readonly<Record<string, string>>;
}

/** The place of the address. A region without a number is that of no edition and is passed over. */
export function spot(): Spot {
  const [, layer = null, region = null, number = null] = place.value.path;
  const edition = region !== null && number !== null && /^[1-9]\d{0,8}$/.test(number) ? Number(number) : null;
  return { layer, region: edition === null ? null : region, number: edition, query: place.value.query };
}

type Query = Readonly<Record<string, string | null | undefined>>;

/** Address of a place of the data page in the language of this one. */
export function to(parts: readonly (string | number)[], query: Query = {}): string {
  return address(["data", ...parts.map(String)], { lang: place.value.query["lang"], ...query });
}

export function visit(parts: readonly (string | number)[], query: Query = {}): void {
  go(["data", ...parts.map(String)], { lang: place.value.query["lang"], ...query });
}

/** The same place with another tab: what a tab has of its own in the address is left behind. */
export function tabbed(tab: string): string {
  return address(place.value.path, { lang: place.value.query["lang"], at: place.value.query["at"], tab });
}
