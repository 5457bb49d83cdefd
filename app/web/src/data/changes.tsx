/** What changed in a layer between two days, asked by the address. */
import { get } from "../api/client";
import type { Settings } from "../api/settings";
import { set } from "../route";
import { texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { TypedField } from "../ui/typed_field";
import { ChangesTable } from "./changes_table";
import { StandingMark } from "./marks";
import { region } from "./regions";
import { published } from "./scene";
import { spot, to } from "./spot";
import type { ChangesAnswer, Edition, Kind } from "./types";
import { editionName } from "./words";

const t = texts({
  since: { zh: "从", en: "From" },
  until: { zh: "到", en: "To" },
  region: { zh: "区域", en: "Region" },
  any: { zh: "全部", en: "all" },
  waiting: { zh: "正在比较…", en: "Comparing…" },
  none: { zh: "这两天都没有生效的版本。", en: "No edition was in force on either day." },
  nothing: { zh: "没有", en: "none" },
  ask: { zh: "比较哪两天", en: "Which days to compare" },
});

export function ChangesTab({ kind, editions, settings }: { kind: Kind; editions: readonly Edition[]; settings: Settings }) {
  const { query } = spot();
  const since = query["since"] ?? earlier(editions, settings.today);
  const until = query["until"] ?? settings.today;
  const place = query["region"];
  const asked = useAsked(
    (signal) => get<ChangesAnswer>(`/layers/${encodeURIComponent(kind.layer)}/changes`, { since, as_of: until, region: place }, signal),
    [kind.layer, since, until, place, published.value],
  );
  const regions = [...new Set(editions.map((one) => one.region))];
  return (
    <>
      <form class="filters" aria-label={t("ask")} onSubmit={(event) => event.preventDefault()}>
        <div class="field"><label for="since">{t("since")}</label><TypedField id="since" type="date" value={since} max={until} onState={(text) => text && set({ since: text })} /></div>
        <div class="field"><label for="until">{t("until")}</label><TypedField id="until" type="date" value={until} min={since} onState={(text) => text && set({ until: text })} /></div>
        <div class="field">
          <label for="region">{t("region")}</label>
          <select id="region" value={place ?? ""} onChange={(event) => set({ region: event.currentTarget.value || null })}>
            <option value="">{t("any")}</option>
            {regions.map((code) => <option key={code} value={code}>{region(code)}</option>)}
          </select>
        </div>
      </form>
      {asked.state === "failed" ? tell(asked.fault) : asked.value === undefined ? <p class="hint" role="status">{t("waiting")}</p> : asked.value.comparisons.length === 0 ? <p role="status">{t("none")}</p> : (
        asked.value.comparisons.map((one) => (
          <section key={`${one.region} ${one.status}`}>
            <h2>{region(one.region)} <StandingMark of={one.status} /></h2>
            <p><Named of={one.old} /> → <Named of={one.new} /></p>
            <ChangesTable of={one.changes} kind={kind} />
          </section>
        ))
      )}
    </>
  );
}

function Named({ of }: { of: Edition | null }) {
  return of === null ? <>{t("nothing")}</> : <a href={to([of.layer, of.region, of.edition])}>{editionName(of)} ({of.effective_from})</a>;
}

/** The day before the latest edition took effect, which shows what it changed. */
function earlier(editions: readonly Edition[], today: string): string {
  const found = editions.filter((one) => one.state === "published").map((one) => one.effective_from).sort().at(-1) ?? today;
  return new Date(Date.parse(`${found}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
