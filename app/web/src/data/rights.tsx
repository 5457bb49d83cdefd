/** What a caller may do, and what is said to one who may not. */
import type { Settings } from "../api/settings";
import { texts } from "../texts";
import type { Access } from "./types";

const t = texts({
  steward: {
    zh: "提交、发布、撤回版本和影响分析需要“数据管理”（steward）权限；当前身份没有，请向管理员申请密钥。",
    en: "To deliver, publish or withdraw editions and to see their impact needs the right “steward”, which you do not have: ask an administrator for a key.",
  },
  withheld: {
    zh: "该图层受限：其图形、要素与变化不予公开（withheld）。看图形需要“查看受限图层”（see-restricted）权限，请向管理员申请；具体项目的结论仍可在“研判”中得到。",
    en: "This layer is restricted: its geometry, features and changes are withheld from you. To see them needs the right “see-restricted”: ask an administrator. Verdicts on a site still count it: see Review.",
  },
});

export function maySteward(settings: Settings): boolean {
  return settings.rights.includes("steward");
}

export function maySee(settings: Settings, access: Access): boolean {
  return access === "public" || settings.rights.includes("see-restricted");
}

export function NeedsSteward() {
  return <p class="notice">{t("steward")}</p>;
}

export function Withheld() {
  return (
    <p class="notice warn">
      <span aria-hidden="true">⊘ </span>
      {t("withheld")}
    </p>
  );
}
