/** The list of findings, each linked with its place on the map. */
import { useEffect, useRef } from "preact/hooks";

import { texts } from "../texts";
import { tell } from "../ui/fault";
import { effectOf, FindingItem } from "./finding";
import { factTitle, type Facts } from "./fact_text";
import { keyOf } from "./finding_key";
import { listed } from "./say";
import type { Effect, Finding, Verdict } from "./types";

const t = texts({
  heading: { zh: "发现（{count}）", en: "Findings ({count})" },
  none: { zh: "在有数据答复的图层中没有发现；未覆盖的图层见“完整性”。", en: "Nothing was found in the layers that answer; those that do not are under “Completeness”." },
  hint: { zh: "点击一项，地图移到重叠处；点击地图上的图形，回到这里。", en: "Click one to go to its overlap on the map; click a shape on the map to come back here." },
});
const ORDER: readonly (Effect | null)[] = ["prohibit", "require", "review", "permit", "inform", null];

interface Props {
  readonly verdict: Verdict;
  readonly facts: Facts;
  readonly chosen: string | null;
  /** Counts up with every click on the map that chose a finding: the focus goes there. */
  readonly called: number;
  /** Why the place of the chosen finding cannot be drawn. */
  readonly fault: unknown;
  readonly onChoose: (key: string | null) => void;
  readonly onHover: (key: string | null) => void;
}

export function Findings({ verdict, facts, chosen, called, fault, onChoose, onHover }: Props) {
  const place = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (called === 0) return;
    place.current?.focus();
    place.current?.scrollIntoView({ block: "nearest" });
  }, [called]);
  const standing = new Map(verdict.editions.map((one) => [`${one.layer}/${one.region}/${one.edition}`, one.status]));
  const byLayer = new Map(verdict.editions.map((one) => [one.layer, one.status]));
  const order = (finding: Finding) => ORDER.indexOf(effectOf(finding));
  const findings = [...verdict.findings].sort((a, b) => order(a) - order(b));
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">{t("heading", { count: findings.length })}</h2>
      <p class="hint">{findings.length === 0 ? t("none") : t("hint")}</p>
      <ul class="findings">
        {findings.map((finding, index) => {
          const key = keyOf(finding) ?? `withheld:${index}`;
          return (
            <FindingItem
              key={key}
              finding={finding}
              chosen={key === chosen}
              standing={finding.region === null ? byLayer.get(finding.layer) : standing.get(`${finding.layer}/${finding.region}/${finding.edition}`)}
              factTitles={(names) => listed(names.map((name) => factTitle(facts, name)))}
              onChoose={() => onChoose(key === chosen ? null : key)}
              onHover={(over) => onHover(over ? key : null)}
              place={key === chosen ? place : null}
            />
          );
        })}
      </ul>
      {fault != null && tell(fault)}
    </section>
  );
}
