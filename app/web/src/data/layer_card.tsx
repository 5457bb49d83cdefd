/** One layer in the catalogue. */
import { number, texts, title } from "../texts";
import { AccessMark, StandingMark } from "./marks";
import { region } from "./regions";
import { to } from "./spot";
import type { LayerLine } from "./types";
import { geometry } from "./words";

const t = texts({
  on: { zh: "在地图上", en: "on the map" },
  none: { zh: "没有生效的版本：此图层对任何地方都不作答", en: "no edition in force: the layer answers nowhere" },
  edition: { zh: "{region} 第 {number} 版，{from} 起", en: "{region} edition {number}, from {from}" },
  features: { zh: "{count} 个要素", en: "{count} features" },
  withheld: { zh: "图形不公开", en: "geometry withheld" },
});

interface Props {
  readonly of: LayerLine;
  readonly sees: boolean;
  readonly shown: boolean;
  readonly onShow: (on: boolean) => void;
}

export function LayerCard({ of, sees, shown, onShow }: Props) {
  const drawable = sees && of.editions.length > 0;
  return (
    <li class="card layer">
      <div class="row">
        <h2><a href={to([of.layer])}>{title(of.title)}</a></h2>
        {drawable && (
          <label class="end">
            <input type="checkbox" checked={shown} onChange={(event) => onShow(event.currentTarget.checked)} aria-label={`${t("on")}: ${title(of.title)}`} /> {t("on")}
          </label>
        )}
      </div>
      <p class="row facts">
        <code>{of.layer}</code> <span>{geometry(of.geometry)}</span> <AccessMark of={of.access} />
        {!sees && <strong>{t("withheld")}</strong>}
      </p>
      {of.editions.length === 0 ? (
        <p class="hint">{t("none")}</p>
      ) : (
        <ul class="plain">
          {of.editions.map((edition) => (
            <li key={`${edition.region}/${edition.edition}`} class="row">
              <a href={to([of.layer, edition.region, edition.edition])}>
                {t("edition", { region: region(edition.region), number: edition.edition, from: edition.effective_from })}
              </a>
              {edition.features !== null && <span>{t("features", { count: number(edition.features) })}</span>}
              <StandingMark of={edition.status} />
            </li>
          ))}
        </ul>
      )}
      {of.data_standing !== null && <p class="hint">{title(of.data_standing)}</p>}
    </li>
  );
}
