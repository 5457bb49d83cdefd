/** What a refused file leaves open: which of its layers is meant, in which system its numbers are. */
import { useState } from "preact/hooks";

import { Problem } from "../api/client";
import { texts } from "../texts";
import { CrsField } from "./crs_field";

const t = texts({
  heading: { zh: "请指明后重新读取", en: "State what is left open, and read it again" },
  layer: { zh: "用哪一个图层（工作表）", en: "Which layer (or sheet)" },
  layers: { zh: "用哪些图层（工作表）", en: "Which layers (or sheets)" },
  again: { zh: "重新读取", en: "Read again" },
});

export interface Open {
  /** Layers to choose from, none where the layer is not what is open. */
  readonly names: readonly string[];
  readonly several: boolean;
  /** Layers stated already, with commas. */
  readonly stated: string;
}

/** What a refusal leaves open, `stated` being the layers that the file was sent with; null: nothing that one could state. */
export function openIn(fault: unknown, stated: string): Open | null {
  if (!(fault instanceof Problem)) return null;
  const layers = fault.told["layers"] as { names: readonly string[]; several: boolean } | undefined;
  if (layers !== undefined) return { ...layers, stated: "" };
  return fault.slug === "bad-crs" ? { names: [], several: false, stated } : null;
}

interface Props {
  readonly of: Open;
  readonly crs: string;
  readonly onAgain: (layer: string) => Promise<void>;
}

export function LeftOpen({ of, crs, onAgain }: Props) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (name: string, on: boolean) => setChosen(of.several ? of.names.filter((one) => (one === name ? on : chosen.includes(one))) : [name]);
  return (
    <form class="notice" aria-labelledby="left-open" onSubmit={(event) => { event.preventDefault(); void onAgain(of.names.length > 0 ? chosen.join(",") : of.stated); }}>
      <strong id="left-open">{t("heading")}</strong>
      {of.names.length > 0 && (
        <fieldset class="choices">
          <legend>{t(of.several ? "layers" : "layer")}</legend>
          {of.names.map((name) => (
            <label key={name}>
              <input type={of.several ? "checkbox" : "radio"} name="layer" required={!of.several} checked={chosen.includes(name)} onChange={(event) => choose(name, event.currentTarget.checked)} /> {name}
            </label>
          ))}
        </fieldset>
      )}
      <CrsField crs={crs} />
      <button type="submit" class="main">{t("again")}</button>
    </form>
  );
}
