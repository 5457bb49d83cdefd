/** Search and filters of the catalogue, held in the address. */
import { set } from "../route";
import { texts } from "../texts";
import type { LayerLine } from "./types";
import { access, geometry, standing } from "./words";

const t = texts({
  search: { zh: "搜索（名称或代码）", en: "Search (title or name)" },
  access: { zh: "访问", en: "Access" },
  geometry: { zh: "图形", en: "Geometry" },
  standing: { zh: "数据地位", en: "Standing" },
  any: { zh: "全部", en: "any" },
  none: { zh: "没有生效版本", en: "no edition in force" },
  filters: { zh: "筛选图层", en: "Filter the layers" },
});

type Query = Readonly<Record<string, string>>;

export function Filters({ query }: { query: Query }) {
  const choice = (name: "access" | "geometry" | "standing", options: Readonly<Record<string, string>>) => (
    <div class="field">
      <label for={`by-${name}`}>{t(name)}</label>
      <select id={`by-${name}`} value={query[name] ?? ""} onChange={(event) => set({ [name]: event.currentTarget.value || null })}>
        <option value="">{t("any")}</option>
        {Object.entries(options).map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
    </div>
  );
  return (
    <form class="filters" role="search" aria-label={t("filters")} onSubmit={(event) => event.preventDefault()}>
      <div class="field wide">
        <label for="by-text">{t("search")}</label>
        <input id="by-text" type="search" value={query["q"] ?? ""} onInput={(event) => set({ q: event.currentTarget.value || null })} />
      </div>
      {choice("access", { public: access("public"), restricted: access("restricted") })}
      {choice("geometry", { polygon: geometry("polygon"), line: geometry("line"), point: geometry("point") })}
      {choice("standing", { statutory: standing("statutory"), draft: standing("draft"), illustrative: standing("illustrative"), none: t("none") })}
    </form>
  );
}

/** Whether a layer is found by what the address asks. */
export function matches(of: LayerLine, query: Query): boolean {
  const words = (query["q"] ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${of.layer} ${of.title.zh} ${of.title.en}`.toLowerCase();
  const wanted = query["standing"];
  return (
    words.every((word) => text.includes(word)) &&
    (query["access"] === undefined || query["access"] === of.access) &&
    (query["geometry"] === undefined || query["geometry"] === of.geometry) &&
    (wanted === undefined || (wanted === "none" ? of.editions.length === 0 : of.editions.some(({ status }) => status === wanted)))
  );
}
