"""How areas held are measured: data/methods/areas/*.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from layers.definition_file import StrictModel, Titles


class AreasMethod(StrictModel):
    """Dissolved area on the ellipsoid.

    A lost or gained piece is a sliver where no disc of `sliver_accuracies` times the coarser edition's accuracy in
    diameter finds room. Editions are compared by "not less than" only where they agree in `comparable_by`.
    """

    method: str
    version: str
    title: Titles
    source: Titles
    confidence: Literal["H", "M", "L"]
    default: bool = False
    edges: Literal["straight_in_lonlat"]
    sliver_accuracies: Annotated[float, Field(gt=0)]
    comparable_by: tuple[Literal["source", "standing", "accuracy_m"], ...]
