/** A region rolled back by one edition: a step of stewards, with a reason. */
import { useState } from "preact/hooks";

import { post } from "../api/client";
import { texts } from "../texts";
import { Confirm } from "./confirm";
import { region } from "./regions";
import { published } from "./scene";
import type { Edition, Kind, Withdrawal } from "./types";
import { editionName, standing } from "./words";
import { Withdrawn } from "./withdrawn";

const t = texts({
  title: { zh: "回退", en: "Roll back" },
  hint: { zh: "撤回某区域生效中的版本，使其前一版本重新生效；尚未生效的版本不受影响。", en: "Withdraws the edition of a region in force, so that the one before it is in force again; editions still to come are not touched." },
  which: { zh: "区域与地位", en: "Region and standing" },
  action: { zh: "回退一个版本", en: "Roll back by one edition" },
  heading: { zh: "回退 {edition}？", en: "Roll back {edition}?" },
  effect: { zh: "自此刻起，{edition} 不再生效；今后的研判依据前一版本。已存的结论不变。", en: "From now on {edition} is out of force, and verdicts rest on the edition before it. Recorded verdicts stay as they are." },
  to_nothing: { zh: "即使此后没有任何版本生效", en: "even where nothing would be in force then" },
});

export function Rollback({ kind, editions }: { kind: Kind; editions: readonly Edition[] }) {
  const inForce = editions.filter((edition) => edition.state === "published");
  const [at, setAt] = useState(0);
  const [toNothing, setToNothing] = useState(false);
  const [found, setFound] = useState<Withdrawal | null>(null);
  const chosen = inForce[at] ?? inForce[0];
  return (
    <section class="card">
      <h2>{t("title")}</h2>
      <p class="hint">{t("hint")}</p>
      {found !== null && <Withdrawn of={found} />}
      {chosen !== undefined && (
        <>
          <div class="field">
            <label for="rollback">{t("which")}</label>
            <select id="rollback" value={String(at)} onChange={(event) => setAt(Number(event.currentTarget.value))}>
              {inForce.map((one, index) => <option key={editionName(one)} value={String(index)}>{`${region(one.region)} · ${standing(one.status)} · ${editionName(one)}`}</option>)}
            </select>
          </div>
          <Confirm
            action={t("action")}
            heading={t("heading", { edition: editionName(chosen) })}
            asksReason
            onConfirm={async (reason) => {
              const body = { region: chosen.region, status: chosen.status, reason, to_nothing: toNothing };
              setFound(await post<Withdrawal>(`/layers/${encodeURIComponent(kind.layer)}/rollback`, body));
              published.value += 1;
            }}
          >
            <p>{t("effect", { edition: editionName(chosen) })}</p>
            <p><label><input type="checkbox" checked={toNothing} onChange={(event) => setToNothing(event.currentTarget.checked)} /> {t("to_nothing")}</label></p>
          </Confirm>
        </>
      )}
    </section>
  );
}
