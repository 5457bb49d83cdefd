/** One layer: what it is, its editions, what changed, a delivery to it. */
import { useMemo } from "preact/hooks";

import { get } from "../api/client";
import type { Settings } from "../api/settings";
import { boundsOf } from "../map/bounds";
import { texts, title } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { ChangesTab } from "./changes";
import { DeliverTab } from "./deliver";
import { DownloadLayer } from "./download";
import { EditionsTab } from "./editions";
import { AccessMark } from "./marks";
import { outlines } from "./outlines";
import { maySee, maySteward, NeedsSteward, Withheld } from "./rights";
import { overlay, published, useGround } from "./scene";
import { spot, to } from "./spot";
import { Tabs } from "./tabs";
import type { EditionsAnswer, Kind, LayerInFull } from "./types";
import { editionName, geometry } from "./words";

const t = texts({
  back: { zh: "← 全部图层", en: "← all layers" },
  waiting: { zh: "正在读取图层…", en: "Reading the layer…" },
  basis: { zh: "适用依据：{source}", en: "Applies by: {source}" },
  source: { zh: "来源（{edition}）：{source}", en: "Source ({edition}): {source}" },
  raster: { zh: "类别栅格", en: "a raster of classes" },
  editions: { zh: "版本", en: "Editions" },
  changes: { zh: "变化", en: "Changes" },
  deliver: { zh: "提交数据", en: "Deliver" },
  tabs: { zh: "图层的各部分", en: "Parts of the layer" },
  none: { zh: "没有生效的版本：此图层对任何地方都不作答，不等于没有限制。", en: "No edition is in force: the layer answers nowhere, which does not mean that nothing is restricted." },
});

export function LayerPanel({ name, settings }: { name: string; settings: Settings }) {
  const path = `/layers/${encodeURIComponent(name)}`;
  const asked = useAsked(
    (signal) => Promise.all([get<LayerInFull>(path, {}, signal), get<EditionsAnswer>(`${path}/editions`, {}, signal)]),
    [name, published.value],
  );
  return (
    <>
      <p><a href={to([])}>{t("back")}</a></p>
      {asked.state === "failed" ? tell(asked.fault) : asked.value === undefined ? <p class="hint" role="status">{t("waiting")}</p> : <Here of={asked.value[0]} editions={asked.value[1]} settings={settings} />}
    </>
  );
}

function Here({ of, editions, settings }: { of: LayerInFull; editions: EditionsAnswer; settings: Settings }) {
  const { kind } = of;
  const { query } = spot();
  const sees = maySee(settings, kind.access);
  const covers = useAsked((signal) => (sees ? outlines(of.editions, signal) : Promise.resolve([])), [of]);
  const found = useMemo(() => (covers.state === "failed" ? [] : (covers.value ?? [])), [covers]);
  useGround(
    () => ({
      layers: sees ? [kind.layer] : [],
      overlays: [overlay("coverage", "other", found.map((geometry) => [geometry]))],
      view: boundsOf(found),
    }),
    [of, found],
  );
  const tabs = ["editions", "changes", "deliver"] as const;
  const tab = tabs.find((one) => one === query["tab"]) ?? "editions";
  return (
    <>
      <Head of={of} />
      {!sees && <Withheld />}
      {covers.state === "failed" && tell(covers.fault)}
      {sees && !kind.raster && of.editions.length > 0 && <DownloadLayer kind={kind} />}
      <Tabs label={t("tabs")} of={tabs.map((one) => ({ name: one, text: t(one) }))} at={tab} />
      {tab === "editions" && <EditionsTab kind={kind} editions={editions.editions} settings={settings} />}
      {tab === "changes" && (sees ? <ChangesTab kind={kind} editions={editions.editions} settings={settings} /> : <Withheld />)}
      {tab === "deliver" && (maySteward(settings) ? <DeliverTab kind={kind} editions={editions.editions} settings={settings} /> : <NeedsSteward />)}
    </>
  );
}

function Head({ of }: { of: LayerInFull }) {
  const kind: Kind = of.kind;
  return (
    <header>
      <h1>{title(kind.title)}</h1>
      <p class="row facts">
        <code>{kind.layer}</code> <span>{kind.raster ? t("raster") : geometry(kind.geometry)}</span> <AccessMark of={kind.access} />
      </p>
      {kind.description !== null && <p>{title(kind.description)}</p>}
      {kind.applies.source !== null && <p class="hint">{t("basis", { source: kind.applies.source })}</p>}
      {of.editions.map((one) => <p key={editionName(one)} class="hint">{t("source", { edition: editionName(one), source: one.source })}</p>)}
      {of.editions.length === 0 && <p class="notice warn">{t("none")}</p>}
      {of.data_standing !== null && <p class="standing">{title(of.data_standing)}</p>}
    </header>
  );
}
