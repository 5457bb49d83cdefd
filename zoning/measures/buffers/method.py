"""How buffer strips are counted and their widths taken: data/methods/buffers/*.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from layers.definition_file import StrictModel, Titles

Status = Literal["delimited", "restored", "built"]
Rule = Literal["bank_length", "river_length"]
Metres = Annotated[float, Field(gt=0)]


class BufferMethod(StrictModel):
    """Which strips are at a bank, where widths are taken, and which of the two lengths stands first.

    A point of the bank counts where its landward normal meets a strip between `hair_m` and `attach_m`; `hair_m` is also
    the widest crack between strips that is none. Widths are taken every `step_m` along normals of `max_width_m`. With
    `assumed_width_m` a reach without an approved width is held against that one, and the answer says so. Area ÷ length
    is marked where it differs from the mean width by more than the share `area_check`. On the centre line a jump at the
    inside of a bend is bridged up to `inner_bend` times the distance between bank and centre line.
    """

    method: str
    version: str
    title: Titles
    source: Titles
    confidence: Literal["H", "M", "L"]
    default: bool = False
    headline: Rule
    statuses: tuple[Status, ...] = ("delimited", "restored", "built")
    attach_m: Metres
    hair_m: Metres
    step_m: Metres
    max_width_m: Metres
    assumed_width_m: Metres | None = None
    area_check: Annotated[float, Field(gt=0)]
    inner_bend: Annotated[float, Field(ge=0)]
    width_classes_m: tuple[Metres, ...]
    gaps_listed: Annotated[int, Field(gt=0)]
