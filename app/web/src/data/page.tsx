/** The data page: a catalogue, a layer, an edition; beside them the map. */
import type { Settings } from "../api/settings";
import { Catalogue } from "./catalogue";
import { EditionPanel } from "./edition";
import { Identify } from "./identify";
import { LayerPanel } from "./layer";
import { spot } from "./spot";
import { Stage } from "./stage";
import "./data.css";

export default function DataPage({ settings }: { settings: Settings }) {
  const { layer, region, number, query } = spot();
  return (
    <>
      <div class="panel data">
        {query["at"] !== undefined && <Identify at={query["at"]} settings={settings} />}
        {layer === null ? (
          <Catalogue settings={settings} />
        ) : region === null || number === null ? (
          <LayerPanel key={layer} name={layer} settings={settings} />
        ) : (
          <EditionPanel key={`${layer}/${region}/${number}`} layer={layer} region={region} number={number} settings={settings} />
        )}
      </div>
      <Stage settings={settings} />
    </>
  );
}
