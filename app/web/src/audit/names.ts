/** Names that the service has for regions, layers, classes and methods, asked for once a visit. */
import { get } from "../api/client";
import { title, type Titles } from "../texts";
import { useAsked } from "../ui/asked";
import type { CoverLegend, LayerLine, Legend, LegendClass, Measure, MethodEntry } from "./types";

export interface Region {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly parent: string | null;
  readonly level: string;
}

/** Everything that figures are told with. */
export interface Names {
  readonly regions: readonly Region[];
  readonly layers: readonly LayerLine[];
  readonly legends: readonly Legend[];
  readonly methods: Readonly<Partial<Record<Measure, readonly MethodEntry[]>>>;
}

export function useNames(asOf: string) {
  return useAsked(async (signal): Promise<Names> => {
    const [regions, layers, legends, methods] = await Promise.all([
      get<{ codes: Region[] }>("/codes/regions", {}, signal),
      get<{ layers: LayerLine[] }>("/layers", { as_of: asOf }, signal),
      get<{ legends: Legend[] }>("/tiles/legend.json", {}, signal),
      get<{ measures: { measure: Measure; methods: MethodEntry[] }[] }>("/measures", {}, signal),
    ]);
    return {
      regions: regions.codes.map((one) => ({ ...one, en: one.en ?? one.zh })),
      layers: layers.layers,
      legends: legends.legends,
      methods: Object.fromEntries(methods.measures.map((one) => [one.measure, one.methods])),
    };
  }, [asOf]);
}

export function regionName(names: Names, code: string | null): string {
  if (code === null) return "—";
  const found = names.regions.find((one) => one.code === code);
  return found === undefined ? code : `${title(found)} ${code}`;
}

export function layerName(names: Names, layer: string): string {
  const found = names.layers.find((one) => one.layer === layer);
  return found === undefined ? layer : title(found.title);
}

export function classOf(names: Names, layer: string, code: string | null): LegendClass | undefined {
  const legend = names.legends.find((one) => one.layer === layer);
  return legend?.classes.find((one) => one.value === code) ?? legend?.classes.find((one) => one.value === null);
}

export function className(names: Names, layer: string, code: string | null): string {
  if (code === null) return "—";
  const found = names.legends.find((one) => one.layer === layer)?.classes.find((one) => one.value === code);
  return found === undefined ? code : title(found.title);
}

/** Titles of land cover by class and group; codes where no table is known. */
export function coverNames(legend: CoverLegend | null, table: string) {
  const found = legend?.tables.find((one) => one.id === table);
  const named = (of: Titles | undefined, code: string): string => (of === undefined ? code : title(of));
  return {
    ofClass: (code: string): string => named(found?.classes.find((one) => String(one.value) === code)?.title, code),
    ofGroup: (code: string): string => named(found?.groups[code], code),
    colour: (code: string): string => found?.classes.find((one) => String(one.value) === code)?.colour ?? "#8a97a3",
  };
}
