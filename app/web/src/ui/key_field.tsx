import { useEffect, useRef, useState } from "preact/hooks";

import { key } from "../api/key";
import type { Settings } from "../api/settings";
import { texts } from "../texts";

const t = texts({
  sign: { zh: "使用密钥", en: "Use a key" },
  leave: { zh: "不再使用密钥", en: "Forget the key" },
  key: { zh: "访问密钥", en: "Access key" },
  who: { zh: "身份", en: "Role" },
  needed: { zh: "需要访问密钥", en: "An access key is needed" },
  closed: {
    zh: "本服务不对匿名访问开放。请填入管理员发给你的密钥；它只保存在这个标签页中。",
    en: "This service is not open to anonymous callers. Enter the key that its administrator gave you; it stays in this tab.",
  },
  unknown: { zh: "这个密钥不存在、已过期或已撤销。", en: "This key is not known, has expired or was revoked." },
});
const role = texts({
  nobody: { zh: "未登录", en: "nobody" },
  viewer: { zh: "浏览", en: "viewer" },
  reviewer: { zh: "研判", en: "reviewer" },
  auditor: { zh: "审计", en: "auditor" },
  steward: { zh: "数据管理", en: "steward" },
  admin: { zh: "系统管理", en: "administrator" },
});
type Role = Parameters<typeof role>[0];

/** The page starts anew with another key, since what may be seen is another. */
function use(value: string): void {
  key.value = value;
  location.reload();
}

function KeyForm({ focused }: { focused: boolean }) {
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  return (
    <form class="row" onSubmit={(event) => { event.preventDefault(); if (typed.trim() !== "") use(typed.trim()); }}>
      <label for="key">{t("key")}</label>
      <input id="key" ref={field} type="password" autocomplete="off" spellcheck={false} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      <button type="submit" class="main">{t("sign")}</button>
    </form>
  );
}

/** Who is asking, and a way to say so. */
export function KeyField({ settings }: { settings: Settings }) {
  const [open, setOpen] = useState(false);
  const who = <span class="role">{t("who")} <strong>{role(settings.role as Role)}</strong></span>;
  if (settings.role === "nobody") return who;
  return (
    <span class="row" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      {who}
      {key.value !== "" ? (
        <button type="button" onClick={() => use("")}>{t("leave")}</button>
      ) : open ? (
        <KeyForm focused />
      ) : (
        <button type="button" aria-expanded="false" onClick={() => setOpen(true)}>{t("sign")}</button>
      )}
    </span>
  );
}

/** In place of a page, where one may see nothing without a key. */
export function KeyNeeded() {
  return (
    <section class="sheet">
      <h1>{t("needed")}</h1>
      {key.value !== "" && <p class="notice bad" role="alert">{t("unknown")}</p>}
      <p>{t("closed")}</p>
      <KeyForm focused={false} />
      {key.value !== "" && <p><button type="button" onClick={() => use("")}>{t("leave")}</button></p>}
    </section>
  );
}
