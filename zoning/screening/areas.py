"""The area that an entry states for its project against that of its outline."""

from __future__ import annotations

from dataclasses import replace

import shapely

from layers.errors import BadInput
from layers.intake.declared_area import declared_total_notes
from layers.intake.types import Reading
from layers.notes import Note
from zoning.screening.columns import AREA, Columns
from zoning.screening.entries import Entry, Stated
from zoning.screening.values import area, known

_SHOWN = 40


def compared(entry: Entry, reading: Reading, columns: Columns) -> tuple[Reading, tuple[Note, ...]]:
    """The reading, with notes where the area stated is not that of its outline; doubts why it was not compared.

    It never keeps a project from its verdict.
    """
    stated = [one for one in entry.stated(AREA.name) if known(one.value, columns)]
    if not stated:
        return reading, ()
    source = f"#{entry.label}"
    try:
        areas = {area(one.value, columns.unit(one.column)) for one in stated}
    except BadInput:
        areas = set()
    if len(areas) != 1:
        return reading, (Note("declared_area_unreadable", {"source": source, "stated": _shown(stated)}),)
    (declared,) = areas
    if declared is None:
        return reading, (Note("areas_without_unit", {"column": stated[0].column}),)
    if all(shapely.get_dimensions(one.geometry) < 2 for one in reading.features):
        return reading, (Note("areas_of_points", {"column": stated[0].column}),)
    notes = declared_total_notes(reading, declared, source)
    return replace(reading, notes=(*reading.notes, *notes)), ()


def _shown(stated: list[Stated]) -> str:
    return "、".join(str(getattr(one.value, "shown", one.value)) for one in stated)[:_SHOWN]
