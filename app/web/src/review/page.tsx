import "./review.css";

import { useMemo } from "preact/hooks";

import type { Settings } from "../api/settings";
import { place } from "../route";
import { useAsked } from "../ui/asked";
import { tell } from "../ui/fault";
import { facts } from "./ask";
import { DraftPage } from "./draft_page";
import { RecordedPage } from "./recorded_page";

/** `#/review` is a question being stated, `#/review/ID` a recorded verdict. */
export default function Page({ settings }: { settings: Settings }) {
  const id = place.value.path[1];
  const asked = useAsked(() => facts(), []);
  const known = useMemo(() => new Map((asked.state === "here" ? asked.value : []).map((fact) => [fact.fact, fact] as const)), [asked]);
  if (asked.state === "failed") return tell(asked.fault);
  return id === undefined ? <DraftPage settings={settings} facts={known} /> : <RecordedPage key={id} id={id} settings={settings} facts={known} />;
}
