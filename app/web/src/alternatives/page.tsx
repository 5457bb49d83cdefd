import "../review/review.css";
import "./alternatives.css";

import type { Settings } from "../api/settings";
import { place } from "../route";
import { ComparePage } from "./compare_page";
import { RecordedPage } from "./recorded_page";

/** `#/alternatives` are alternatives being stated, `#/alternatives/ID` is a recorded comparison. */
export default function Page({ settings }: { settings: Settings }) {
  const id = place.value.path[1];
  return id === undefined ? <ComparePage settings={settings} /> : <RecordedPage key={id} id={id} settings={settings} />;
}
