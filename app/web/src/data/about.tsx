/** What an edition is, and the steps of its life. */
import { metres, number, texts } from "../texts";
import { region } from "./regions";
import { Scroll } from "./scroll";
import { to } from "./spot";
import type { EditionInFull, Step } from "./types";
import { moment } from "./words";

const t = texts({
  facts: { zh: "版本信息", en: "What the edition is" },
  source: { zh: "来源文件", en: "Source document" },
  region: { zh: "区域", en: "Region" },
  from: { zh: "生效日期", en: "In force from" },
  accuracy: { zh: "点位误差（95 %）", en: "Accuracy of positions (95 %)" },
  features: { zh: "要素数", en: "Features" },
  withheld: { zh: "不公开（受限图层）", en: "withheld (restricted layer)" },
  coverage: { zh: "作答范围", en: "Coverage" },
  covered: { zh: "已声明：范围内没有要素就是没有", en: "declared: within it, no feature means none" },
  uncovered: { zh: "未声明：没有要素不说明什么", en: "not declared: no feature means nothing" },
  replaces: { zh: "替代", en: "Takes the place of" },
  sha256: { zh: "内容散列", en: "Hash of content" },
  life: { zh: "经过（中国时间）", en: "Steps of its life (China time)" },
  step: { zh: "步骤", en: "Step" },
  at: { zh: "时间", en: "Time" },
  actor: { zh: "操作人", en: "By" },
  reason: { zh: "理由", en: "Reason" },
  unnamed: { zh: "（只对数据管理和审计显示）", en: "(shown to stewards and auditors)" },
});
const step = texts<Step["step"]>({
  proposal: { zh: "提交", en: "proposed" },
  publication: { zh: "发布", en: "published" },
  "withdrawal-request": { zh: "请求撤回", en: "withdrawal asked for" },
  withdrawal: { zh: "撤回", en: "withdrawn" },
});

export function About({ of }: { of: EditionInFull }) {
  const facts: readonly (readonly [string, string | preact.ComponentChild])[] = [
    [t("source"), of.source],
    [t("region"), region(of.region)],
    [t("from"), of.effective_from],
    [t("accuracy"), metres(of.accuracy_m)],
    [t("features"), of.features === null ? t("withheld") : number(of.features)],
    [t("coverage"), t(of.coverage ? "covered" : "uncovered")],
    ...(of.replaces.length === 0 ? [] : [[t("replaces"), <Replaced key="replaces" of={of} />] as const]),
    [t("sha256"), of.sha256 === null ? t("withheld") : <code class="hash">{of.sha256}</code>],
  ];
  return (
    <>
      <table>
        <caption class="hidden">{t("facts")}</caption>
        <tbody>{facts.map(([name, found]) => <tr key={name}><th scope="row">{name}</th><td>{found}</td></tr>)}</tbody>
      </table>
      <Scroll label={t("life")}>
        <table>
          <caption>{t("life")}</caption>
          <thead><tr>{(["step", "at", "actor", "reason"] as const).map((one) => <th key={one} scope="col">{t(one)}</th>)}</tr></thead>
          <tbody>
            {of.history.map((one, index) => (
              <tr key={index}><th scope="row">{step(one.step)}</th><td>{moment(one.at)}</td><td>{one.actor ?? t("unnamed")}</td><td>{one.reason ?? ""}</td></tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function Replaced({ of }: { of: EditionInFull }) {
  return (
    <>
      {of.replaces.map((name) => {
        const [place = "", number = ""] = name.split("/");
        return <a key={name} href={to([of.layer, place, number])}>{name} </a>;
      })}
    </>
  );
}
