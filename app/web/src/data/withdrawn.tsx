/** What became of a withdrawal: done or kept for a second person, what is in force instead, where two speak at once. */
import { texts } from "../texts";
import type { Withdrawal } from "./types";
import { editionName, list } from "./words";

const t = texts({
  done: { zh: "{edition} 已撤回。", en: "{edition} is withdrawn." },
  kept: {
    zh: "启用了双人复核：撤回 {edition} 的请求已记下，须由另一人在 30 天内再次提出才会执行；在此之前它仍然生效。",
    en: "Four-eyes is on: your request to withdraw {edition} is kept. It takes a second person, within 30 days; until then the edition stays in force.",
  },
  instead: { zh: "现在生效的是 {editions}。", en: "In force instead: {editions}." },
  nothing: { zh: "该区域现在没有生效的版本：此处有无限制未知。", en: "Nothing is in force for the region now: what applies there is not known." },
  overlaps: { zh: "与 {editions} 在同一处同时作答，请核对。", en: "{editions} speak in the same place now: look into it." },
});

export function Withdrawn({ of }: { of: Withdrawal }) {
  const edition = editionName(of.edition);
  if (!of.done) return <p class="notice warn" role="status">{t("kept", { edition })}</p>;
  return (
    <div class="notice" role="status">
      <strong>{t("done", { edition })}</strong>
      <p>{of.in_force.length === 0 ? t("nothing") : t("instead", { editions: list(of.in_force.map(editionName)) })}</p>
      {of.overlaps.length > 0 && <p>{t("overlaps", { editions: list(of.overlaps.map(editionName)) })}</p>}
    </div>
  );
}
