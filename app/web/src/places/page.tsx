/** `#/places`: where a disc of the project's size could stand, around one point. */
import "../review/review.css";
import "../alternatives/alternatives.css";

import type { Map as Plane } from "maplibre-gl";
import { useEffect, useMemo, useState } from "preact/hooks";

import { post } from "../api/client";
import type { Settings } from "../api/settings";
import { gone, MapView, type Overlay } from "../map/map";
import { facts as allFacts, questionOf } from "../review/ask";
import { draftOf } from "../review/draft";
import { FactsPanel } from "../review/facts_panel";
import { ProjectPanel } from "../review/project_panel";
import { place, set } from "../route";
import { texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { ended, JobProgress, useJob } from "../ui/job";
import { TypedField } from "../ui/typed_field";
import { Found } from "./found";
import type { Areas, AreasAnswer } from "./types";

const t = texts({
  heading: { zh: "项目能建在哪里", en: "Where could it stand" },
  where: { zh: "在哪里找", en: "Where to look" },
  centre: { zh: "中心点（经度,纬度）", en: "Centre (LON,LAT)" },
  pick: { zh: "在地图上点选", en: "Pick it on the map" },
  picking: { zh: "请在地图上点一下", en: "Click on the map" },
  within: { zh: "离中心多少米以内", en: "So far around it (m)" },
  radius: { zh: "项目占地的半径（米）", en: "Radius of the project (m)" },
  project: { zh: "项目是什么", en: "What is the project" },
  facts: { zh: "已说明的事实（{count}）", en: "Facts stated ({count})" },
  find: { zh: "查找", en: "Find" },
  wanting: { zh: "给出中心点、范围和项目半径，再按“查找”。", en: "Give the centre, how far around it and the project's radius, then press Find." },
  asking: { zh: "正在推算，可能要几十秒…", en: "Working it out; this may take half a minute…" },
  progress: { zh: "推算进度", en: "Progress" },
  changed: { zh: "条件已改：以下仍是修改前的结果，请再按“查找”。", en: "The question was changed: below is still the answer before; press Find again." },
  map: { zh: "可建与不可建范围的地图，按结论着色和加线纹", en: "Map of where it could stand, coloured and hatched by verdict" },
});

const PAIR = /^\s*([-+]?\d+(?:\.\d+)?)\s*[,，\s]\s*([-+]?\d+(?:\.\d+)?)\s*$/;
const BELOW = ["admin_area", "coastline", "ecological_red_line", "control_unit"];
const WORDS = ["prohibited", "undetermined", "conditional", "admissible"] as const;

function figure(text: string | undefined): number | null {
  const value = Number(text);
  return text === undefined || text.trim() === "" || !Number.isFinite(value) || value <= 0 ? null : value;
}

export default function Page({ settings }: { settings: Settings }) {
  const draft = draftOf(place.value);
  const query = place.value.query;
  const chosen = query["chosen"] ?? null;
  const [map, setMap] = useState<Plane | null>(null);
  const [picking, setPicking] = useState(false);
  const known = useAsked(() => allFacts(), []);
  const facts = useMemo(() => new Map((known.state === "here" ? known.value : []).map((fact) => [fact.fact, fact] as const)), [known]);

  const pair = PAIR.exec(query["centre"] ?? "");
  const [within, radius] = [figure(query["within"]), figure(query["radius"])];
  const { project, role, as_of } = questionOf(draft, { body: null, crs: null, read: null });
  const question = pair === null || within === null || radius === null ? null : { centre: `${pair[1]},${pair[2]}`, crs: "EPSG:4490", within_m: within, radius_m: radius, project, role, as_of };
  const key = JSON.stringify(question);
  // worked out when it is asked for: an address with `find` in it asks at once, one with a job follows that
  const [wanted, setWanted] = useState<string | null>(query["find"] !== undefined && question !== null ? key : null);
  const [turn, setTurn] = useState(0);
  const job = query["job"] ?? null;
  const asked = useAsked(async (signal) => {
    if (wanted === null || job !== null) return null;
    const { id, answer } = await post<AreasAnswer>("/siting/admissible-areas", JSON.parse(wanted), {}, signal);
    if (answer === null) set({ job: id });
    return answer;
  }, [wanted, turn]);
  const followed = useJob<AreasAnswer>(job, "/siting/admissible-areas");
  const found: Areas | null = job !== null ? (followed.job?.answer ?? null) : wanted === null || asked.state === "failed" ? null : (asked.value ?? null);
  const working = job !== null && followed.fault === null && (followed.job === null || !ended(followed.job));
  const waiting = wanted !== null && (job === null ? asked.state === "waiting" : working);
  const changed = wanted !== null && wanted !== key;

  const centre = pair === null ? null : ([Number(pair[1]), Number(pair[2])] as const);
  const overlays = useMemo<Overlay[]>(() => {
    const out: Overlay[] = WORDS.map((verdict) => ({
      id: `standing-${verdict}`,
      look: verdict,
      data: { type: "FeatureCollection", features: (found?.areas ?? []).flatMap((area, index) => (area.verdict === verdict && String(index) !== chosen ? [{ type: "Feature" as const, properties: { index }, geometry: area.geometry }] : [])) },
    }));
    const one = chosen === null ? undefined : found?.areas[Number(chosen)];
    if (one !== undefined) out.push({ id: "standing-chosen", look: "chosen", data: { type: "FeatureCollection", features: [{ type: "Feature", properties: { index: Number(chosen) }, geometry: one.geometry }] } });
    if (centre !== null) out.push({ id: "centre", look: "site", data: { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [...centre] } }] } });
    return out;
  }, [found, chosen, centre?.join()]);

  const view = centre === null || within === null ? null : ([centre[0] - within / 95_000, centre[1] - within / 110_000, centre[0] + within / 95_000, centre[1] + within / 110_000] as const);
  useEffect(() => {
    if (map !== null && !gone(map) && view !== null) map.fitBounds([...view] as [number, number, number, number], { padding: 40, animate: false });
  }, [map, view?.join()]);
  const zoom = ([lon, lat]: readonly [number, number]) => {
    if (map !== null && !gone(map)) map.flyTo({ center: [lon, lat], zoom: 15, animate: false });
  };

  return (
    <>
      <div class="panel review places">
        <h1>{t("heading")}</h1>
        <form onSubmit={(event) => { event.preventDefault(); if (question !== null) { set({ find: "1", job: null, chosen: null }); setWanted(key); setTurn(turn + 1); } }}>
          <h2>{t("where")}</h2>
          <div class="field">
            <label for="centre">{t("centre")}</label>
            <TypedField id="centre" value={query["centre"] ?? ""} onState={(text) => set({ centre: text })} />
          </div>
          <div class="row">
            <button type="button" aria-pressed={picking} onClick={() => setPicking(!picking)}>{t("pick")}</button>
            <span role="status" class="hint">{picking ? t("picking") : ""}</span>
          </div>
          <div class="fields">
            <div class="field">
              <label for="within">{t("within")}</label>
              <TypedField id="within" type="number" min={1} step="any" value={query["within"] ?? ""} onState={(text) => set({ within: text })} />
            </div>
            <div class="field">
              <label for="radius">{t("radius")}</label>
              <TypedField id="radius" type="number" min={1} max={5000} step="any" value={query["radius"] ?? ""} onState={(text) => set({ radius: text })} />
            </div>
          </div>
          <h2>{t("project")}</h2>
          <ProjectPanel draft={draft} facts={facts} today={settings.today} accuracy={null} named={false} />
          <details>
            <summary>{t("facts", { count: Object.keys(draft.facts).length })}</summary>
            <FactsPanel draft={draft} facts={facts} known={{}} />
          </details>
          {known.state === "failed" && tell(known.fault)}
          <div class="now">
            <button type="submit" class="main" disabled={question === null || waiting}>{t("find")}</button>
            <p role="status">{waiting && job === null ? t("asking") : changed && found !== null ? t("changed") : wanted === null ? t("wanting") : ""}</p>
          </div>
        </form>
        {wanted !== null && job === null && asked.state === "failed" && tell(asked.fault)}
        {job !== null && (working || found === null) && <JobProgress of={followed} label={t("progress")} />}
        {found !== null && (
          <div class={waiting || changed ? "stale" : ""} aria-busy={waiting}>
            <Found of={found} chosen={chosen} onChoose={(index) => set({ chosen: index })} onZoom={zoom} />
          </div>
        )}
      </div>
      <div class="stage">
        <MapView settings={settings} label={t("map")} layers={BELOW} overlays={overlays} asOf={query["as_of"] || undefined} onReady={setMap} onPick={([lon, lat], features) => {
          if (picking) {
            setPicking(false);
            set({ centre: `${lon.toFixed(6)},${lat.toFixed(6)}` });
            return;
          }
          const index: unknown = features.find((one) => one.source.startsWith("over:standing-"))?.properties["index"];
          if (index !== undefined) set({ chosen: String(index) });
        }} />
      </div>
    </>
  );
}

