/** What figures rest on: standing, notes, method, editions, id. */
import { texts, title } from "../texts";
import { layerName, regionName, type Names } from "./names";
import { Table } from "./table";
import type { Body } from "./types";
import { standing } from "./words";

const t = texts({
  notes: { zh: "说明", en: "Notes" },
  method: { zh: "方法", en: "Method" },
  version: { zh: "{id}，版本 {version}", en: "{id}, version {version}" },
  editions: { zh: "所用数据版本", en: "Editions used" },
  layer: { zh: "图层", en: "layer" },
  region: { zh: "行政区", en: "region" },
  edition: { zh: "版本", en: "edition" },
  standing: { zh: "地位", en: "standing" },
  from: { zh: "生效日", en: "in force from" },
  accuracy: { zh: "精度", en: "accuracy" },
  source: { zh: "来源", en: "source" },
  id: { zh: "结果编号", en: "Id of this result" },
  withheld: { zh: "以下图层对当前身份不公开，相关内容已隐去：{layers}", en: "withheld from you, and left out here: {layers}" },
  rest: { zh: "依据：数据版本与编号", en: "What it rests on: editions and id" },
});

/** Said before any figure: that data are not statutory, that something is withheld. */
export function Standing({ body, names }: { body: Body; names: Names }) {
  return (
    <>
      {body.data_standing !== null && <p class="notice warn" data-part="standing">{title(body.data_standing)}</p>}
      {(body.withheld ?? []).length > 0 && (
        <p class="notice warn">{t("withheld", { layers: (body.withheld ?? []).map((layer) => layerName(names, layer)).join("、") })}</p>
      )}
    </>
  );
}

export function Notes({ body }: { body: Body }) {
  if (body.notes.length === 0) return null;
  return (
    <section aria-label={t("notes")}>
      <h3>{t("notes")}</h3>
      <ul class="notes">
        {body.notes.map((note, place) => <li key={place} data-note={note.code}>{title(note.text)}</li>)}
      </ul>
    </section>
  );
}

export function Basis({ body, names }: { body: Body; names: Names }) {
  const method = names.methods[body.measure]?.find((one) => one.id === body.method.id);
  return (
    <section aria-label={t("method")}>
      <h3>{t("method")}</h3>
      <p>
        <strong>{t("version", { id: body.method.id, version: body.method.version })}</strong>
        {method !== undefined && method.version === body.method.version && <> · {title(method.title)}</>}
      </p>
      {method?.source && method.version === body.method.version && <p class="hint">{title(method.source)}</p>}
      <p class="hint">{title(body.caveat)}</p>
      <details>
        <summary>{t("rest")}</summary>
        {body.editions.length > 0 && (
          <Table
            caption={t("editions")}
            heads={[{ text: t("layer") }, { text: t("region") }, { text: t("edition"), figure: true }, { text: t("standing") }, { text: t("from") }, { text: t("accuracy"), figure: true }, { text: t("source") }]}
            rows={body.editions.map((one) => ({
              key: `${one.layer} ${one.region} ${one.edition}`,
              cells: [layerName(names, one.layer), regionName(names, one.region), one.edition, standing(one.status), one.effective_from, `± ${one.accuracy_m} m`, one.source],
            }))}
          />
        )}
        <p class="hint">{t("id")}：<code class="id">{body.id}</code></p>
      </details>
    </section>
  );
}
