/** Every edition of a layer: on a line of time, and in a table. */
import type { Settings } from "../api/settings";
import { number, texts, title } from "../texts";
import { StandingMark, StateMark } from "./marks";
import { region } from "./regions";
import { maySteward, NeedsSteward } from "./rights";
import { Rollback } from "./rollback";
import { Scroll } from "./scroll";
import { rows } from "./spans";
import { to } from "./spot";
import { Timeline } from "./timeline";
import type { Edition, Kind } from "./types";
import { editionName, moment } from "./words";

const t = texts({
  none: { zh: "还没有任何版本。", en: "There is no edition yet." },
  caption: { zh: "{layer}的全部版本", en: "All editions of {layer}" },
  edition: { zh: "版本", en: "Edition" },
  state: { zh: "状态", en: "State" },
  from: { zh: "生效", en: "In force from" },
  until: { zh: "至", en: "Until" },
  published: { zh: "发布", en: "Published" },
  features: { zh: "要素", en: "Features" },
  standing: { zh: "地位", en: "Standing" },
  open: { zh: "—", en: "—" },
  withheld: { zh: "不公开", en: "withheld" },
});

export function EditionsTab({ kind, editions, settings }: { kind: Kind; editions: readonly Edition[]; settings: Settings }) {
  if (editions.length === 0) return <><p class="hint">{t("none")}</p>{!maySteward(settings) && <NeedsSteward />}</>;
  const all = rows(editions);
  return (
    <>
      <Timeline rows={all} today={settings.today} label={t("caption", { layer: title(kind.title) })} />
      <Scroll label={t("caption", { layer: title(kind.title) })}>
        <table>
          <caption>{t("caption", { layer: title(kind.title) })}</caption>
          <thead>
            <tr>{(["edition", "state", "from", "until", "published", "features", "standing"] as const).map((one) => <th key={one} scope="col" class={one === "features" ? "figure" : undefined}>{t(one)}</th>)}</tr>
          </thead>
          <tbody>
            {all.flatMap(({ spans }) => spans).map(({ edition, from, until }) => (
              <tr key={`${edition.region}/${edition.edition}`}>
                <th scope="row" class="nowrap"><a href={to([kind.layer, edition.region, edition.edition])} title={region(edition.region)}>{editionName(edition)}</a></th>
                <td><StateMark of={edition.state} /></td>
                <td class="nowrap">{from}</td>
                <td class="nowrap">{until ?? t("open")}</td>
                <td class="nowrap">{edition.published_at === null ? t("open") : moment(edition.published_at)}</td>
                <td class="figure">{edition.features === null ? t("withheld") : number(edition.features)}</td>
                <td><StandingMark of={edition.status} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {maySteward(settings) ? <Rollback kind={kind} editions={editions} /> : <NeedsSteward />}
    </>
  );
}
