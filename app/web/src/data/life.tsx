/** What a steward can do with an edition: publish a proposal, take it back, withdraw what is published. */
import { useState } from "preact/hooks";

import { Problem, post } from "../api/client";
import { texts, title } from "../texts";
import { Confirm } from "./confirm";
import { editionPath } from "./outlines";
import { published } from "./scene";
import type { Edition, EditionInFull, Kind, Withdrawal } from "./types";
import { editionName, standing } from "./words";
import { Withdrawn } from "./withdrawn";

const t = texts({
  actions: { zh: "数据管理操作", en: "Steps for stewards" },
  publish: { zh: "发布", en: "Publish" },
  publish_heading: { zh: "发布{layer} {edition}？", en: "Publish {layer} {edition}?" },
  publish_effect: { zh: "自 {from} 起，研判依据这个版本（{standing}）。请先看过检查报告和变化预览。", en: "From {from} on, verdicts rest on this edition ({standing}). Look at the check report and the preview first." },
  done: { zh: "已发布，自 {from} 起生效。", en: "Published; in force from {from}." },
  withdraw: { zh: "撤回", en: "Withdraw" },
  take_back: { zh: "撤销提交", en: "Take the proposal back" },
  withdraw_heading: { zh: "撤回{layer} {edition}？", en: "Withdraw {layer} {edition}?" },
  withdraw_effect: { zh: "自此刻起它不再生效，此前被它替代的版本重新生效。已存的结论不变。", en: "From now on it is out of force, and what it superseded is in force again. Recorded verdicts stay as they are." },
  take_effect: { zh: "提交将作废，不能再发布。", en: "The proposal is void for good and cannot be published." },
  requested: {
    zh: "已有人请求撤回（见下方经过）；启用双人复核时，须由另一人确认。",
    en: "A withdrawal has been asked for (see the steps below); with four-eyes a second person has to confirm it.",
  },
  second: {
    zh: "启用了双人复核（four-eyes）：提交者本人不能发布，请换另一位数据管理员用自己的密钥发布。",
    en: "Four-eyes is on: whoever proposed an edition cannot publish it. Ask another steward to publish it under a key of their own.",
  },
});

export function Life({ of, kind }: { of: EditionInFull; kind: Kind }) {
  const [told, setTold] = useState<Withdrawal | Edition | null>(null);
  const [alone, setAlone] = useState(false);
  const named = { layer: title(kind.title), edition: editionName(of) };
  const again = () => void (published.value += 1);
  const publish = async () => {
    setAlone(false);
    try {
      setTold(await post<Edition>(`${editionPath(of)}/publication`, undefined));
      again();
    } catch (fault) {
      setAlone(fault instanceof Problem && fault.slug === "refused" && /双人复核|four-eyes/i.test(fault.message));
      throw fault;
    }
  };
  const withdraw = async (reason: string) => {
    setTold(await post<Withdrawal>(`${editionPath(of)}/withdrawal`, { reason }));
    again();
  };
  const proposed = of.state === "proposed";
  if (of.state === "withdrawn" && told === null) return null;
  return (
    <section class="card" aria-label={t("actions")}>
      {told !== null && ("done" in told ? <Withdrawn of={told} /> : <p class="notice" role="status">{t("done", { from: told.effective_from })}</p>)}
      {of.state !== "withdrawn" && of.history.at(-1)?.step === "withdrawal-request" && <p class="notice warn">{t("requested")}</p>}
      <div class="row">
        {proposed && (
          <Confirm main action={t("publish")} heading={t("publish_heading", named)} onConfirm={publish}>
            <p>{t("publish_effect", { from: of.effective_from, standing: standing(of.status) })}</p>
            {alone && <p class="notice warn">{t("second")}</p>}
          </Confirm>
        )}
        {of.state !== "withdrawn" && (
          <Confirm asksReason action={t(proposed ? "take_back" : "withdraw")} heading={t("withdraw_heading", named)} onConfirm={withdraw}>
            <p>{t(proposed ? "take_effect" : "withdraw_effect")}</p>
          </Confirm>
        )}
      </div>
    </section>
  );
}
