"""How targets are compared with what was measured: data/methods/indicators/*.yaml."""

from __future__ import annotations

from typing import Literal

from layers.definition_file import StrictModel, Titles


class IndicatorsMethod(StrictModel):
    """Values are compared as measured, before any rounding; a state is given only where all that is open agrees."""

    method: str
    version: str
    title: Titles
    source: Titles
    confidence: Literal["H", "M", "L"]
    default: bool = False
    compare: Literal["unrounded"]
