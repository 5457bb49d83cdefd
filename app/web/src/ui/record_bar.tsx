/** The button that records what is shown, and opens what was recorded at an address of its own. */
import { useState } from "preact/hooks";

import { go, place } from "../route";
import { texts } from "../texts";
import { tell } from "./fault";

const t = texts({ recording: { zh: "正在登记…", en: "Recording…" } });

interface Asked {
  /** What the button says, and what comes of it. */
  readonly label: string;
  readonly hint: string;
  /** Where what was recorded is shown by its id. */
  readonly room: string;
  readonly record: () => Promise<{ readonly id: string | null }>;
}

export function RecordBar({ label, hint, room, record }: Asked) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const keep = async () => {
    setBusy(true);
    setFault(null);
    try {
      const { id } = await record();
      if (id !== null) go([room, id], { lang: place.value.query["lang"] });
    } catch (said) {
      setFault(said);
    }
    setBusy(false);
  };
  return (
    <div class="actions">
      <div class="row">
        <button type="button" class="main" disabled={busy} onClick={() => void keep()}>{busy ? t("recording") : label}</button>
        <span class="hint">{hint}</span>
      </div>
      {fault !== null && tell(fault)}
    </div>
  );
}
