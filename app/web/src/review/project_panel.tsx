/** What is said about the project besides its place. */
import { useEffect, useState } from "preact/hooks";

import { language } from "../route";
import { texts, title } from "../texts";
import { tell } from "../ui/fault";
import { useAsked } from "../ui/asked";
import { TypedField } from "../ui/typed_field";
import { industries, roles } from "./ask";
import { Combobox } from "./combobox";
import { state, type Draft } from "./draft";
import { FactField } from "./fact_field";
import type { Facts } from "./fact_text";
import type { Code } from "./types";

const t = texts({
  name: { zh: "项目名称", en: "Name of the project" },
  industry: { zh: "行业（GB/T 4754 代码或中文名）", en: "Industry (GB/T 4754 code or Chinese name)" },
  industryHint: { zh: "例如 2614 或 化学原料", en: "for example 2614 or 化学原料" },
  activity: { zh: "建设活动", en: "Activity" },
  nature: { zh: "建设性质", en: "Nature of the construction" },
  accuracy: { zh: "位置精度（米，95 %）", en: "Position accuracy (m, 95 %)" },
  taken: { zh: "未填写，按 {metres} 米", en: "not stated; taken as {metres} m" },
  asOf: { zh: "按哪一天的法规和数据", en: "Law and data of which day" },
  role: { zh: "图形的用途", en: "Role of the shapes" },
  ownRole: { zh: "按文件所述，否则为永久占地", en: "as the file says, else permanently occupied" },
  width: { zh: "线的宽度（米）", en: "Width of lines (m)" },
});

const name = (code: Code) => `${code.code} ${(language() === "en" ? code.en : null) ?? code.zh ?? ""}`;

function Industry({ code }: { code: string }) {
  const [chosen, setChosen] = useState(code);
  useEffect(() => {
    setChosen(code);
    if (code === "") return undefined;
    const stop = new AbortController();
    industries(code, stop.signal).then((found) => {
      const own = found.find((one) => one.code === code || one.code.slice(1) === code);
      if (own !== undefined && !stop.signal.aborted) setChosen(name(own));
      // without its name the code stands alone
    }, () => undefined);
    return () => stop.abort();
  }, [code]);
  return (
    <Combobox
      label={t("industry")}
      hint={t("industryHint")}
      chosen={chosen}
      find={async (typed, signal) => (await industries(typed, signal)).map((one) => ({ value: one.code, text: name(one) }))}
      onChoose={(option) => state({ industry: option.value })}
      onClear={() => state({ industry: null })}
    />
  );
}

interface Props {
  readonly draft: Draft;
  readonly facts: Facts;
  readonly today: string;
  /** The accuracy that the verdict took, metres. */
  readonly accuracy: number | null;
  /** Whether the project as a whole has a name. */
  readonly named?: boolean;
}

export function ProjectPanel({ draft, facts, today, accuracy, named = true }: Props) {
  const known = useAsked(() => roles(), []);
  const [activity, nature] = [facts.get("activity"), facts.get("nature")];
  return (
    <div class="fields">
      <Industry code={draft.industry} />
      {activity !== undefined && (
        <div class="field">
          <label for="activity">{t("activity")}</label>
          <FactField id="activity" fact={activity} value={draft.facts["activity"]} />
        </div>
      )}
      {nature !== undefined && (
        <div class="field">
          <label for="nature">{t("nature")}</label>
          <FactField id="nature" fact={nature} value={draft.facts["nature"]} />
        </div>
      )}
      {named && (
        <div class="field">
          <label for="name">{t("name")}</label>
          <TypedField id="name" value={draft.name} maxLength={500} onState={(text) => state({ name: text })} />
        </div>
      )}
      <div class="field">
        <label for="accuracy">{t("accuracy")}</label>
        <TypedField id="accuracy" type="number" min={0} step="any" value={draft.accuracy} aria-describedby="accuracy-hint" onState={(text) => state({ accuracy: text })} />
        {draft.accuracy === "" && accuracy !== null && <span class="hint" id="accuracy-hint">{t("taken", { metres: accuracy })}</span>}
      </div>
      <div class="field">
        <label for="role">{t("role")}</label>
        <select id="role" value={draft.role} onChange={(event) => state({ role: event.currentTarget.value })}>
          <option value="">{t("ownRole")}</option>
          {known.state === "here" && known.value.map((one) => <option key={one.code} value={one.code}>{title({ zh: one.zh ?? one.code, en: one.en ?? one.code })}</option>)}
        </select>
        {known.state === "failed" && tell(known.fault)}
      </div>
      <div class="field">
        <label for="width">{t("width")}</label>
        <TypedField id="width" type="number" min={0} step="any" value={draft.width} onState={(text) => state({ width: text })} />
      </div>
      <div class="field">
        <label for="as-of">{t("asOf")}</label>
        <TypedField id="as-of" type="date" value={draft.asOf || today} onState={(text) => state({ as_of: text === today ? null : text })} />
      </div>
    </div>
  );
}
