/** A layer as in force taken away as GeoJSON: all pages of the service's answer, put together here. */
import { useState } from "preact/hooks";

import { get, save } from "../api/client";
import { number, texts, title } from "../texts";
import { tell } from "../ui/fault";
import type { FeaturePage } from "./answers";
import type { Kind } from "./types";

const t = texts({
  download: { zh: "下载生效要素（GeoJSON，EPSG:4490 经纬度）", en: "Download what is in force (GeoJSON, lon-lat EPSG:4490)" },
  reading: { zh: "正在下载… {count} 个要素", en: "Downloading… {count} features" },
  done: { zh: "已下载 {count} 个要素", en: "{count} features downloaded" },
});
const PAGE = 2_000;

export function DownloadLayer({ kind }: { kind: Kind }) {
  const [count, setCount] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const run = async () => {
    setBusy(true);
    setFault(null);
    setCount(0);
    try {
      const whole = await pages(kind.layer, setCount);
      save(new Blob([JSON.stringify(whole)], { type: "application/geo+json" }), `${kind.layer}_${whole.as_of}.geojson`);
    } catch (found) {
      setFault(found);
      setCount(null);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label={title(kind.title)}>
      <button type="button" disabled={busy} onClick={() => void run()}>{t("download")}</button>
      <p class="hint" role="status">{count !== null && t(busy ? "reading" : "done", { count: number(count) })}</p>
      {fault !== null && tell(fault)}
    </section>
  );
}

async function pages(layer: string, tellCount: (count: number) => void): Promise<FeaturePage> {
  const path = `/layers/${encodeURIComponent(layer)}/features`;
  const first = await get<FeaturePage>(path, { limit: PAGE });
  const features = [...first.features];
  let page = first;
  for (;;) {
    tellCount(features.length);
    const next = page.links.find(({ rel }) => rel === "next");
    if (next === undefined) return { ...first, features, links: [] };
    // its query alone: a proxy may give the service another name
    page = await get<FeaturePage>(path, Object.fromEntries(new URL(next.href, location.href).searchParams));
    features.push(...page.features);
  }
}
