/** The catalogue of layers: searched, filtered, put on the map one by one; every choice is in the address. */
import { useMemo } from "preact/hooks";

import { get } from "../api/client";
import type { Settings } from "../api/settings";
import { boundsOf } from "../map/bounds";
import { set } from "../route";
import { number, texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { LayerCard } from "./layer_card";
import { Filters, matches } from "./filters";
import { outlines } from "./outlines";
import { maySee } from "./rights";
import { overlay, published, useGround } from "./scene";
import { spot } from "./spot";
import type { LayersAnswer } from "./types";

const t = texts({
  title: { zh: "图层目录", en: "Catalogue of layers" },
  hint: {
    zh: "勾选“在地图上”可看该图层的要素和它作答的范围（虚线）。点击地图，查询该处各图层。",
    en: "Tick “on the map” to see a layer and where it answers (dashed). Click the map to ask what lies there.",
  },
  waiting: { zh: "正在读取目录…", en: "Reading the catalogue…" },
  count: { zh: "{shown} / {all} 个图层", en: "{shown} of {all} layers" },
  none: { zh: "没有符合条件的图层；放宽条件再试。", en: "No layer fits: widen the search." },
});

export function Catalogue({ settings }: { settings: Settings }) {
  const { query } = spot();
  const asked = useAsked((signal) => get<LayersAnswer>("/layers", {}, signal), [published.value]);
  const all = asked.state === "failed" ? [] : (asked.value?.layers ?? []);
  const shown = useMemo(() => (query["show"] ?? "").split(",").filter(Boolean), [query["show"]]);
  const drawn = all.filter((one) => shown.includes(one.layer) && maySee(settings, one.access));
  const names = drawn.map((one) => one.layer).join();
  const covers = useAsked((signal) => outlines(drawn.flatMap((one) => one.editions), signal), [names, published.value]);
  const found = covers.state === "failed" ? [] : (covers.value ?? []);
  useGround(
    () => ({
      layers: drawn.map((one) => one.layer),
      overlays: [overlay("coverage", "other", found.map((geometry) => [geometry]))],
      view: boundsOf(found),
    }),
    [names, covers],
  );
  const listed = all.filter((one) => matches(one, query));
  const toggle = (layer: string, on: boolean) =>
    set({ show: (on ? [...shown, layer] : shown.filter((one) => one !== layer)).join(",") || null });
  return (
    <>
      <h1>{t("title")}</h1>
      <p class="hint">{t("hint")}</p>
      <Filters query={query} />
      {asked.state === "failed" && tell(asked.fault)}
      {covers.state === "failed" && tell(covers.fault)}
      {asked.state === "waiting" && asked.value === undefined ? (
        <p class="hint" role="status">{t("waiting")}</p>
      ) : (
        asked.state !== "failed" && (
          <>
            <p role="status" class="hint">{listed.length === 0 ? t("none") : t("count", { shown: number(listed.length), all: number(all.length) })}</p>
            <ul class="layers" aria-label={t("title")}>
              {listed.map((one) => (
                <LayerCard key={one.layer} of={one} sees={maySee(settings, one.access)} shown={shown.includes(one.layer)} onShow={(on) => toggle(one.layer, on)} />
              ))}
            </ul>
          </>
        )
      )}
    </>
  );
}
