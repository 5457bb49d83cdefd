/** Words of measures, in both languages. */
import { texts } from "../texts";
import type { Counted, Kind, Side, Standing, Stretch, StripStatus } from "./types";

export const kind = texts<Kind>({
  mainland: { zh: "大陆", en: "mainland" },
  island: { zh: "海岛", en: "islands" },
});

export const counted = texts<Counted>({
  native: { zh: "原生自然", en: "natural" },
  restored: { zh: "恢复修复，已认定", en: "restored, recognised" },
  restored_unrecognised: { zh: "恢复修复，未认定（不计为自然）", en: "restored, not recognised (not natural)" },
  artificial: { zh: "人工", en: "artificial" },
  estuary: { zh: "河口", en: "estuary" },
  unclassed: { zh: "未分类", en: "unclassed" },
});

export const standing = texts<Standing>({
  statutory: { zh: "法定", en: "statutory" },
  draft: { zh: "草案，非法定", en: "draft, not statutory" },
  illustrative: { zh: "示例，非法定", en: "illustrative, not statutory" },
});

export const became = texts<Stretch["change"]>({
  same: { zh: "未变", en: "same" },
  retyped: { zh: "改类", en: "retyped" },
  lost: { zh: "灭失", en: "lost" },
  gained: { zh: "新增", en: "gained" },
  remeasured: { zh: "复测差", en: "remeasured" },
  moved: { zh: "改属", en: "moved" },
});
export const BECAME_SIGNS: Readonly<Record<Stretch["change"], string>> = { same: "＝", retyped: "≠", lost: "－", gained: "＋", remeasured: "∿", moved: "⇄" };

export const status = texts<StripStatus>({
  delimited: { zh: "划定", en: "delimited" },
  restored: { zh: "修复", en: "restored" },
  built: { zh: "建成", en: "built" },
});

export const side = texts<Side>({
  left: { zh: "左岸", en: "left bank" },
  right: { zh: "右岸", en: "right bank" },
  ring: { zh: "环线", en: "ring" },
});

export const part = texts<"land" | "sea">({
  land: { zh: "陆域", en: "land" },
  sea: { zh: "海域", en: "sea" },
});
