/** The figures of one measure, as its panel shows them. */
import { useAsked } from "../ui/asked";
import { Areas } from "./areas";
import { Bays } from "./bays";
import { Buffers } from "./buffers";
import { Changes } from "./changes";
import { Cover } from "./cover";
import type { Evidence } from "./evidence";
import type { Names } from "./names";
import { choose, type Question } from "./question";
import { coverLegend } from "./rasters";
import { Shoreline } from "./shoreline";
import { Notes } from "./statement";
import { Targets } from "./targets";
import type { AreasBody, BaysBody, Body, BuffersBody, ChangesBody, CoverBody, IndicatorsBody, ShorelineBody } from "./types";

interface Props {
  readonly body: Body;
  readonly question: Question;
  readonly names: Names;
  readonly evidence: Evidence | null;
  readonly chosen: number | null;
}

export function Answer({ body, question, names, evidence, chosen }: Props) {
  const cover = body.measure === "land_cover";
  const legend = useAsked((signal) => (cover ? coverLegend(signal) : Promise.resolve(null)), [cover]);
  const shared = { names, evidence, chosen, onChoose: choose };
  // of a report a measure may be kept that could not be computed: only its notes say something
  if (body.state === "not_computable" && body.measure !== "buffers") return <Notes body={body} />;
  switch (body.measure) {
    case "shoreline":
      return <Shoreline body={body as ShorelineBody} names={names} />;
    case "shoreline_changes":
      return <Changes body={body as ChangesBody} {...shared} />;
    case "buffers":
      return <Buffers body={body as BuffersBody} {...shared} />;
    case "areas":
      return <Areas body={body as AreasBody} layers={question.layers} {...shared} />;
    case "bays":
      return <Bays body={body as BaysBody} names={names} />;
    case "land_cover":
      return <Cover body={body as CoverBody} legend={legend.state === "here" ? legend.value : null} {...shared} />;
    case "indicators":
      return <Targets body={body as IndicatorsBody} />;
  }
}
