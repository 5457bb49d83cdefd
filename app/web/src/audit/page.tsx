/** Audit: what a region's shoreline, strips, areas and targets come to, on a day or between two. */
import "./audit.css";

import { useEffect } from "preact/hooks";

import { get } from "../api/client";
import type { Settings } from "../api/settings";
import { place, set } from "../route";
import { texts, title } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { Actions } from "./actions";
import { Answer } from "./answer";
import { Controls } from "./controls";
import { useEvidence } from "./evidence";
import { useNames, type Names } from "./names";
import { asQuery, choose, chosenHere, MEASURES, panelHere, questionHere, questionOf, type Question } from "./question";
import { Stage } from "./stage";
import { Basis, Standing } from "./statement";
import type { Body } from "./types";

const t = texts({
  page: { zh: "岸线与指标", en: "Shoreline and targets" },
  names: { zh: "正在取行政区与图层名称…", en: "loading names of regions and layers…" },
  measuring: { zh: "正在测算…", en: "measuring…" },
  done: { zh: "{title}：{region}，{day}", en: "{title}: {region}, {day}" },
  kept: { zh: "已存档的测算", en: "A recorded measure" },
  changed: { zh: "数据在存档之后已有变动：列表与地图上的要素按今天的数据，数字仍是存档的。", en: "Data have changed since: features in lists and on the map are by the data of today, the figures are those recorded." },
  pick: { zh: "请先选择行政区。", en: "Choose a region first." },
  pick_day: { zh: "请选择对比的较早日期。", en: "Choose the earlier day to compare with." },
});

export default function Page({ settings }: { settings: Settings }) {
  const asOf = place.value.query["as_of"] ?? settings.today;
  const names = useNames(asOf);
  if (names.state === "failed") return <div class="panel audit">{tell(names.fault)}</div>;
  if (names.value === undefined) return <div class="panel audit"><p role="status">{t("names")}</p></div>;
  const id = place.value.path[1];
  return id === undefined ? <Live settings={settings} names={names.value} /> : <Kept key={id} id={id} settings={settings} names={names.value} />;
}

function Live({ settings, names }: { settings: Settings; names: Names }) {
  const question = questionHere(settings.today);
  const first = names.layers.find((one) => one.layer === "coastline" && one.editions.length > 0) ?? names.layers.find((one) => one.layer === "admin_area");
  const region = place.value.query["region"];
  useEffect(() => {
    const found = first?.editions[0]?.region;
    if (region === undefined && found !== undefined) set({ region: found, panel: panelHere() });
  }, [region]);
  const key = question === null ? "" : JSON.stringify(asQuery(question)) + question.panel;
  const asked = useAsked(
    async (signal) => (question === null ? null : { key, body: await get<Body>(MEASURES[question.panel].path, asQuery(question), signal) }),
    [key],
  );
  // figures of another question are never shown under this one
  const body = asked.state === "here" && asked.value?.key === key ? asked.value.body : null;
  return <Desk settings={settings} names={names} question={question} body={body} fault={asked.state === "failed" ? asked.fault : null} kept={false} />;
}

function Kept({ id, settings, names }: { id: string; settings: Settings; names: Names }) {
  const asked = useAsked((signal) => get<Body>(`/measures/records/${encodeURIComponent(id)}/words`, {}, signal), [id]);
  const body = asked.state === "here" ? asked.value : null;
  return (
    <Desk settings={settings} names={names} question={body === null ? null : questionOf(body)} body={body} fault={asked.state === "failed" ? asked.fault : null} kept />
  );
}

interface DeskProps {
  readonly settings: Settings;
  readonly names: Names;
  readonly question: Question | null;
  readonly body: Body | null;
  readonly fault: unknown;
  readonly kept: boolean;
}

function Desk({ settings, names, question, body, fault, kept }: DeskProps) {
  const { query } = place.value;
  const panel = question?.panel ?? panelHere();
  const region = question?.region ?? query["region"] ?? null;
  const asOf = question?.asOf ?? query["as_of"] ?? settings.today;
  const since = question?.since ?? query["since"] ?? null;
  const asked = useEvidence(question, body);
  const evidence = asked.state === "here" ? asked.value : null;
  const chosen = chosenHere();
  useEffect(() => {
    if (chosen !== null && evidence !== null) document.querySelector(`tr[data-row="${chosen}"].chosen`)?.scrollIntoView({ block: "nearest" });
  }, [chosen, evidence]);
  return (
    <>
      <div class="panel audit">
        <h1>{kept ? t("kept") : t("page")}</h1>
        <Controls names={names} panel={panel} region={region} asOf={asOf} since={since} question={question} today={settings.today} kept={kept} />
        <p class="hidden" role="status">
          {fault !== null ? "" : body !== null ? t("done", { title: title(body.title), region: title(body.region_title), day: body.as_of }) : question !== null || kept ? t("measuring") : ""}
        </p>
        {fault !== null ? tell(fault) : body === null || question === null ? (
          <p class="hint">{question !== null || kept ? t("measuring") : region === null ? t("pick") : t("pick_day")}</p>
        ) : (
          <article aria-labelledby="answer" data-measure={body.measure}>
            <h2 id="answer">{t("done", { title: title(body.title), region: title(body.region_title), day: body.as_of })}</h2>
            <Standing body={body} names={names} />
            <Actions question={question} body={body} kept={kept} settings={settings} />
            {evidence?.ours === false && <p class="notice warn">{t("changed")}</p>}
            {asked.state === "failed" && tell(asked.fault)}
            <Answer body={body} question={question} names={names} evidence={evidence} chosen={chosen} />
            <Basis body={body} names={names} />
          </article>
        )}
      </div>
      <Stage settings={settings} names={names} panel={panel} region={region} asOf={asOf} question={question} evidence={evidence} chosen={chosen} onChoose={choose} />
    </>
  );
}
