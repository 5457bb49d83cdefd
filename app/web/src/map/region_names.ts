/** Names of regions in the language of the page, by code; in Chinese the data's own names are used. */
import { get } from "../api/client";
import { language } from "../route";

interface Entry {
  readonly code: string;
  readonly en: string | null;
}

export async function regionNames(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
  if (language() === "zh") return {};
  const found = await get<{ codes: readonly Entry[] }>("/codes/regions", { limit: 2000 }, signal);
  return Object.fromEntries(found.codes.flatMap(({ code, en }) => (en === null ? [] : [[code, en]])));
}
