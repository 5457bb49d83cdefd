/** How fields of a delivery fill the attributes of the layer: by a saved mapping, by lines of one's own; kept for next time. */
import { useRef, useState } from "preact/hooks";

import { get, put } from "../api/client";
import { texts } from "../texts";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import type { Kind, Mapping } from "./types";
import { attributeTitle } from "./words";

const t = texts({
  title: { zh: "字段映射", en: "Mapping of fields" },
  saved: { zh: "已存的映射", en: "Saved mapping" },
  none: { zh: "不用（按字段名和别名）", en: "none (by names and aliases)" },
  version: { zh: "{office}/{name}（第 {version} 版）", en: "{office}/{name} (version {version})" },
  map: { zh: "字段（属性=文件字段，每行一个）", en: "Fields (ATTRIBUTE=FIELD, one a line)" },
  set: { zh: "常量（属性=值）", en: "Constants (ATTRIBUTE=VALUE)" },
  values: { zh: "值的译法（属性:原值=值）", en: "Values (ATTRIBUTE:FROM=TO)" },
  attributes: { zh: "此图层的属性", en: "Attributes of the layer" },
  required: { zh: "必填", en: "required" },
  office: { zh: "来源单位（存为映射）", en: "Office (to save the lines above)" },
  save: { zh: "存为映射", en: "Save the mapping" },
  kept: { zh: "已存：{office}/{name} 第 {version} 版", en: "Saved: {office}/{name}, version {version}" },
});

export function MappingFields({ kind }: { kind: Kind }) {
  const path = `/layers/${encodeURIComponent(kind.layer)}/mappings`;
  const [kept, setKept] = useState<Mapping | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const office = useRef<HTMLInputElement>(null);
  const lines = useRef<HTMLDivElement>(null);
  const asked = useAsked((signal) => get<{ mappings: readonly Mapping[] }>(path, {}, signal), [kind.layer, kept]);
  const keep = () => {
    const said = office.current?.value.trim() ?? "";
    if (said === "") return office.current?.focus();
    setFault(null);
    put<Mapping>(`${path}/${encodeURIComponent(said)}/default`, parsed(lines.current)).then(setKept, setFault);
  };
  return (
    <details class="mapping">
      <summary>{t("title")}</summary>
      {asked.state === "failed" && tell(asked.fault)}
      <div class="field">
        <label for="mapping">{t("saved")}</label>
        <select id="mapping" name="mapping_of">
          <option value="">{t("none")}</option>
          {asked.state !== "failed" && asked.value?.mappings.map((one) => <option key={`${one.office}/${one.name}`} value={`${one.office}/${one.name}`}>{t("version", { office: one.office, name: one.name, version: one.version })}</option>)}
        </select>
      </div>
      <div ref={lines}>
        {(["map", "set", "values"] as const).map((name) => (
          <div key={name} class="field"><label for={`mapping-${name}`}>{t(name)}</label><textarea id={`mapping-${name}`} name={name} rows={2} /></div>
        ))}
      </div>
      <div class="row">
        <label for="office">{t("office")}</label>
        <input id="office" ref={office} maxLength={80} />
        <button type="button" onClick={keep}>{t("save")}</button>
      </div>
      <p role="status" class="hint">{kept !== null && t("kept", { office: kept.office, name: kept.name, version: kept.version })}</p>
      {fault !== null && tell(fault)}
      <details>
        <summary>{t("attributes")}</summary>
        <ul>{Object.entries(kind.attributes).map(([name, of]) => <li key={name}><code>{name}</code> {attributeTitle(kind, name)} {of.required && `(${t("required")})`}</li>)}</ul>
      </details>
    </details>
  );
}

/** The lines as the service keeps them; a line of another form goes along as it is and is refused there by name. */
function parsed(of: HTMLDivElement | null): Pick<Mapping, "map" | "set" | "values"> {
  const said = (name: string) => (of?.querySelector<HTMLTextAreaElement>(`[name=${name}]`)?.value ?? "").split("\n").map((line) => line.trim()).filter(Boolean);
  const pair = (line: string): [string, string] => {
    const at = line.indexOf("=");
    return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  };
  const values: Record<string, Record<string, string | null>> = {};
  for (const line of said("values")) {
    const colon = line.indexOf(":");
    const equals = line.lastIndexOf("=");
    const [name, from, to] = colon < 0 || equals < colon ? [line, "", ""] : [line.slice(0, colon).trim(), line.slice(colon + 1, equals).trim(), line.slice(equals + 1).trim()];
    values[name] = { ...values[name], [from]: to === "" ? null : to };
  }
  return { map: Object.fromEntries(said("map").map(pair)), set: Object.fromEntries(said("set").map(pair)), values };
}
