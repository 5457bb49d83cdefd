/** Outlines of editions: where each says what lies there, and where the absence of a feature means something. */
import type { Geometry } from "geojson";

import { get } from "../api/client";
import type { Edition, EditionInFull } from "./types";

export async function outlines(editions: readonly Edition[], signal?: AbortSignal): Promise<Geometry[]> {
  const found = await Promise.all(editions.filter((one) => one.coverage).map((one) => editionInFull(one, signal)));
  return found.flatMap(({ outline }) => (outline === null ? [] : [outline]));
}

export function editionInFull(of: Pick<Edition, "layer" | "region" | "edition">, signal?: AbortSignal): Promise<EditionInFull> {
  return get<EditionInFull>(`${editionPath(of)}`, {}, signal);
}

export function editionPath(of: Pick<Edition, "layer" | "region" | "edition">): string {
  return `/layers/${encodeURIComponent(of.layer)}/editions/${of.region}/${of.edition}`;
}
