/** One edition: what it is, the steps of its life, and for stewards its report, preview, impact and what can be done. */
import { get } from "../api/client";
import type { Settings } from "../api/settings";
import { boundsOf } from "../map/bounds";
import { texts, title } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { About } from "./about";
import { ImpactTab } from "./impact";
import { Life } from "./life";
import { StandingMark, StateMark } from "./marks";
import { editionInFull } from "./outlines";
import { PreviewTab } from "./preview";
import { region as regionName } from "./regions";
import { ReportTab } from "./report";
import { maySee, maySteward, NeedsSteward, Withheld } from "./rights";
import { overlay, published, useGround } from "./scene";
import { spot, to } from "./spot";
import { Tabs } from "./tabs";
import type { EditionInFull, Kind, LayerInFull } from "./types";
import { editionTitle } from "./words";

const t = texts({
  waiting: { zh: "正在读取版本…", en: "Reading the edition…" },
  about: { zh: "概况", en: "About" },
  report: { zh: "检查报告", en: "Check report" },
  preview: { zh: "变化预览", en: "Preview of change" },
  impact: { zh: "影响", en: "Impact" },
  tabs: { zh: "版本的各部分", en: "Parts of the edition" },
  past: { zh: "地图上画的是图层现在生效的要素；虚线是这个版本的作答范围。", en: "The map draws the layer as in force now; the dashed outline is where this edition answers." },
});
const TABS = ["about", "report", "preview", "impact"] as const;

interface Props {
  readonly layer: string;
  readonly region: string;
  readonly number: number;
  readonly settings: Settings;
}

export function EditionPanel({ layer, region, number, settings }: Props) {
  const asked = useAsked(
    (signal) => Promise.all([get<LayerInFull>(`/layers/${encodeURIComponent(layer)}`, {}, signal), editionInFull({ layer, region, edition: number }, signal)]),
    [layer, region, number, published.value],
  );
  if (asked.state === "failed") return <><p><a href={to([layer])}>← {layer}</a></p>{tell(asked.fault)}</>;
  if (asked.value === undefined) return <p class="hint" role="status">{t("waiting")}</p>;
  return <Here kind={asked.value[0].kind} of={asked.value[1]} settings={settings} />;
}

function Here({ kind, of, settings }: { kind: Kind; of: EditionInFull; settings: Settings }) {
  const sees = maySee(settings, kind.access);
  const steward = maySteward(settings);
  const { query } = spot();
  useGround(
    () => ({
      layers: sees ? [kind.layer] : [],
      overlays: of.outline === null ? [] : [overlay("coverage", "other", [[of.outline]])],
      view: of.outline === null ? null : boundsOf([of.outline]),
    }),
    [of],
  );
  const tabs = TABS.filter((one) => one !== "preview" || of.state === "proposed");
  const tab = tabs.find((one) => one === query["tab"]) ?? "about";
  return (
    <>
      <p><a href={to([kind.layer])}>← {title(kind.title)}</a></p>
      <h1>{title(kind.title)} · {regionName(of.region)} · {editionTitle(of.edition)}</h1>
      <p class="row"><StateMark of={of.state} /> <StandingMark of={of.status} /></p>
      {!sees && <Withheld />}
      {of.state !== "published" && sees && <p class="hint">{t("past")}</p>}
      {steward && <Life of={of} kind={kind} />}
      <Tabs label={t("tabs")} of={tabs.map((one) => ({ name: one, text: t(one) }))} at={tab} />
      {tab === "about" && <About of={of} />}
      {tab !== "about" && !steward && <NeedsSteward />}
      {steward && tab === "report" && <ReportTab of={of} />}
      {steward && tab === "preview" && <PreviewTab of={of} kind={kind} />}
      {steward && tab === "impact" && <ImpactTab of={of} />}
    </>
  );
}
