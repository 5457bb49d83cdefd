/** Contacts thinner than the accuracy, and seams of the data: each can be looked at closely on the map. */
import { hectares, metres, number, texts, title } from "../texts";
import { Scroll } from "./scroll";
import type { Verdict } from "./types";

const t = texts({
  heading: { zh: "细小接触（{count}）", en: "Thin contacts ({count})" },
  hint: { zh: "宽度小于位置精度的接触，可能是真实的，也可能来自数据；放大后逐处查看。", en: "Contacts thinner than the accuracy, which may be real or come from the data; look at each closely." },
  part: { zh: "部位", en: "Part" },
  width: { zh: "宽", en: "Width" },
  length: { zh: "长", en: "Length" },
  area: { zh: "面积", en: "Area" },
  zoom: { zh: "放大", en: "Zoom" },
  zoomTo: { zh: "放大到第 {number} 处", en: "zoom to place {number}" },
  tolerance: { zh: "容差 {metres} 米", en: "tolerance {metres} m" },
  seams: { zh: "数据接缝（{count}）", en: "Seams of the data ({count})" },
});

interface Props {
  readonly verdict: Verdict;
  readonly onZoom: (at: readonly [number, number], metres: number) => void;
}

export function Thin({ verdict, onZoom }: Props) {
  const { thin_contacts: contacts, seams } = verdict;
  return (
    <>
      {contacts.length > 0 && (
        <details class="card" open>
          <summary><h2>{t("heading", { count: contacts.reduce((sum, one) => sum + one.parts.length, 0) })}</h2></summary>
          <p class="hint">{t("hint")}</p>
          {contacts.map((contact) => (
            <Scroll key={`${contact.layer}/${contact.feature}`} label={`${title(contact.layer_title)} ${contact.name ?? ""}`}>
              <table>
                <caption>{title(contact.layer_title)}{contact.name !== null && ` · ${contact.name}`} · {t("tolerance", { metres: number(contact.tolerance_m, 1) })}</caption>
                <Head />
                <tbody>
                  {contact.parts.map((part, index) => (
                    <tr key={index}>
                      <td>{title(part.text)}<div class="hint">{contact.causes.filter((one) => one.cause === part.cause).map((one) => title(one.text))}</div></td>
                      <Figures of={part} />
                      <td><button type="button" class="small" aria-label={t("zoomTo", { number: index + 1 })} onClick={() => onZoom(part.at, part.length_m)}>{t("zoom")}</button></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          ))}
        </details>
      )}
      {seams.length > 0 && (
        <details class="card">
          <summary><h2>{t("seams", { count: seams.length })}</h2></summary>
          <Scroll label={t("seams", { count: seams.length })}>
            <table>
              <caption class="hidden">{t("seams", { count: seams.length })}</caption>
              <Head />
              <tbody>
                {seams.map((seam, index) => (
                  <tr key={index}>
                    <td>{title(seam.layer_title)} · {title(seam.text)}</td>
                    <Figures of={seam} />
                    <td><button type="button" class="small" aria-label={t("zoomTo", { number: index + 1 })} onClick={() => onZoom(seam.at, seam.length_m)}>{t("zoom")}</button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </details>
      )}
    </>
  );
}

function Head() {
  return (
    <thead>
      <tr><th scope="col">{t("part")}</th><th scope="col" class="figure">{t("width")}</th><th scope="col" class="figure">{t("length")}</th><th scope="col" class="figure">{t("area")}</th><th scope="col">{t("zoom")}</th></tr>
    </thead>
  );
}

function Figures({ of }: { of: { readonly width_m: number | null; readonly length_m: number; readonly area_m2: number } }) {
  return (
    <>
      <td class="figure">{of.width_m !== null && metres(of.width_m)}</td>
      <td class="figure">{metres(of.length_m)}</td>
      <td class="figure">{of.area_m2 > 0 && hectares(of.area_m2)}</td>
    </>
  );
}
