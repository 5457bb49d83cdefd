/** How a site was read: from what, in which system, what looks wrong, and everything that was assumed. */
import { number, texts, title } from "../texts";
import type { FileAnswer, Told } from "./types";

const t = texts({
  heading: { zh: "读取说明", en: "How it was read" },
  read: { zh: "{parts} 个图形，{vertices} 个顶点，坐标系 {crs}", en: "{parts} shape(s), {vertices} vertices, read in {crs}" },
  doubts: { zh: "疑点", en: "What looks wrong" },
  assumed: { zh: "读取时的假定", en: "What was assumed" },
  facts: { zh: "文件自带项目说明，以下填写的内容优先", en: "the file states facts of the project; what you state here goes before them" },
});

const same = (one: Told) => title(one.text);

export function ReadingNotes({ read, notes }: { read: FileAnswer | null; notes: readonly Told[] }) {
  const doubts = read?.doubts ?? [];
  const doubted = new Set(doubts.map(same));
  const assumed = notes.filter((note) => !doubted.has(same(note)));
  if (read === null && notes.length === 0) return null;
  const vertices = read?.parts.reduce((sum, part) => sum + part.vertices, 0) ?? 0;
  return (
    <section class={doubts.length > 0 ? "notice warn" : "notice"} aria-label={t("heading")}>
      <strong>{t("heading")}</strong>
      {read !== null && read.crs !== null && <p>{t("read", { parts: number(read.parts.length), vertices: number(vertices), crs: read.crs })}</p>}
      <Notes of={doubts} heading={t("doubts")} />
      <Notes of={assumed} heading={read === null ? null : t("assumed")} />
      {read?.project != null && <p>{t("facts")}</p>}
    </section>
  );
}

function Notes({ of, heading }: { of: readonly Told[]; heading: string | null }) {
  if (of.length === 0) return null;
  return (
    <>
      {heading !== null && <p class="hint">{heading}</p>}
      <ul>{of.map((note, index) => <li key={index}>{title(note.text)}</li>)}</ul>
    </>
  );
}
