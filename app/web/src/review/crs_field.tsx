/** The coordinate system of typed coordinates or a file, where the site itself does not say. */
import { useState } from "preact/hooks";

import { texts } from "../texts";
import { TypedField } from "../ui/typed_field";
import { state } from "./draft";

const t = texts({
  crs: { zh: "坐标系", en: "Coordinate system" },
  own: { zh: "按文件自述或由坐标推定", en: "as the site states, or as its numbers tell" },
  degrees: { zh: "经纬度", en: "degrees" },
  three: { zh: "CGCS2000 三度带", en: "CGCS2000, 3° zones" },
  six: { zh: "CGCS2000 六度带", en: "CGCS2000, 6° zones" },
  other: { zh: "其他", en: "other" },
  write: { zh: "其他写法…", en: "written otherwise…" },
  written: { zh: "坐标系的写法，如 EPSG:4549、gk3:40、xian80:gk3:40", en: "The system, such as EPSG:4549, gk3:40, xian80:gk3:40" },
  shifted: { zh: "加偏的地图坐标", en: "shifted map coordinates" },
  zone: { zh: "第 {zone} 带（中央子午线 {meridian}°）", en: "zone {zone} (central meridian {meridian}°)" },
  gcj: { zh: "GCJ-02（高德、腾讯地图）", en: "GCJ-02 (Gaode, Tencent maps)" },
  bd: { zh: "BD-09（百度地图）", en: "BD-09 (Baidu maps)" },
});

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const KNOWN = new Set(["", "EPSG:4490", "EPSG:4326", "GCJ02", "BD09", ...range(25, 45).map((zone) => `gk3:${zone}`), ...range(13, 23).map((zone) => `gk6:${zone}`)]);

const WRITE = "write";

interface Props {
  readonly crs: string;
  /** Told what is stated, empty for nothing; without it the draft is. */
  readonly onState?: (crs: string) => void;
}

export function CrsField({ crs, onState = (stated) => state({ crs: stated || null }) }: Props) {
  const [writing, setWriting] = useState(false);
  const choose = (chosen: string) => {
    setWriting(chosen === WRITE);
    if (chosen !== WRITE) onState(chosen);
  };
  return (
    <div class="field">
      <label for="crs">{t("crs")}</label>
      <select id="crs" value={writing ? WRITE : crs} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t("own")}</option>
        <optgroup label={t("degrees")}>
          <option value="EPSG:4490">CGCS2000 (EPSG:4490)</option>
          <option value="EPSG:4326">WGS 84 (EPSG:4326)</option>
        </optgroup>
        <optgroup label={t("shifted")}>
          <option value="GCJ02">{t("gcj")}</option>
          <option value="BD09">{t("bd")}</option>
        </optgroup>
        <optgroup label={t("three")}>
          {range(25, 45).map((zone) => <option key={zone} value={`gk3:${zone}`}>{t("zone", { zone, meridian: 3 * zone })}</option>)}
        </optgroup>
        <optgroup label={t("six")}>
          {range(13, 23).map((zone) => <option key={zone} value={`gk6:${zone}`}>{t("zone", { zone, meridian: 6 * zone - 3 })}</option>)}
        </optgroup>
        <optgroup label={t("other")}>
          {!KNOWN.has(crs) && <option value={crs}>{crs}</option>}
          <option value={WRITE}>{t("write")}</option>
        </optgroup>
      </select>
      {writing && (
        <>
          <label for="crs-written">{t("written")}</label>
          <TypedField id="crs-written" spellcheck={false} autocomplete="off" value={crs} onState={(text) => onState(text.trim())} />
        </>
      )}
    </div>
  );
}
