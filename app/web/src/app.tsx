/** The frame of every page: where one is, in which language, with whose key. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Settings } from "./api/settings";
import { KeyField, KeyNeeded } from "./ui/key_field";
import { tell } from "./ui/fault";
import { language, LANGS, page, place, set } from "./route";
import { texts, title } from "./texts";
import icon from "./icon.svg";

const t = texts({
  name: { zh: "三线", en: "Sanxian" },
  review: { zh: "研判", en: "Review" },
  alternatives: { zh: "比选", en: "Alternatives" },
  places: { zh: "选址", en: "Where" },
  screening: { zh: "批量", en: "Screening" },
  audit: { zh: "岸线与指标", en: "Audit" },
  data: { zh: "数据", en: "Data" },
  pages: { zh: "页面", en: "Pages" },
  skip: { zh: "跳到正文", en: "Skip to content" },
  loading: { zh: "正在打开…", en: "Opening…" },
  other: { zh: "English", en: "中文" },
});

type Page = ComponentType<{ settings: Settings }>;
const PAGES = {
  review: () => import("./review/page"),
  alternatives: () => import("./alternatives/page"),
  places: () => import("./places/page"),
  screening: () => import("./screening/page"),
  audit: () => import("./audit/page"),
  data: () => import("./data/page"),
} satisfies Record<string, () => Promise<{ default: Page }>>;
type Name = keyof typeof PAGES;
const NAMES = Object.keys(PAGES) as Name[];

export function App({ settings }: { settings: Settings }) {
  const said = place.value.path[0] ?? "";
  const name: Name = NAMES.find((known) => known === said) ?? "review";
  const lang = language();
  const [shown, setShown] = useState<{ name: Name; page: Page } | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const closed = settings.role === "nobody";
  useEffect(() => {
    if (!closed) PAGES[name]().then((found) => setShown({ name, page: found.default }), setFault);
  }, [name]);
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = `${t(name)} · ${t("name")}`;
  }, [lang, name]);
  const Shown = shown?.name === name ? shown.page : null;
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById("content")?.focus(); }}>
        {t("skip")}
      </a>
      <header class="top">
        <span class="name"><img src={icon} alt="" width="22" height="22" /> {t("name")}</span>
        <nav aria-label={t("pages")}>
          {NAMES.map((other) => (
            <a key={other} href={page(other)} aria-current={other === name ? "page" : undefined}>
              {t(other)}
            </a>
          ))}
        </nav>
        <div class="end">
          <KeyField settings={settings} />
          <button type="button" lang={lang === "zh" ? "en" : "zh-CN"} onClick={() => set({ lang: LANGS.find((one) => one !== lang) ?? null })}>
            {t("other")}
          </button>
        </div>
      </header>
      <p class="caveat">{title(settings.caveat)}</p>
      <main id="content" tabIndex={-1}>
        {closed ? <KeyNeeded /> : fault !== null ? tell(fault) : Shown !== null ? <Shown key={lang} settings={settings} /> : <p class="hint" role="status">{t("loading")}</p>}
      </main>
    </>
  );
}
