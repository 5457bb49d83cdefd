"""How each measure is shown: its tables and charts, drawn up from a rendered body alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from zoning.measures.absent import NOT_COMPUTABLE
from zoning.measures.areas import tables as areas_tables
from zoning.measures.bays import tables as bays_tables
from zoning.measures.buffers import charts as buffer_charts
from zoning.measures.buffers import tables as buffer_tables
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.indicators import tables as indicator_tables
from zoning.measures.land_cover import tables as land_cover_tables
from zoning.measures.shoreline import charts as shoreline_charts
from zoning.measures.shoreline import tables as shoreline_tables
from zoning.measures.shoreline_changes import tables as changes_tables
from zoning.measures.tables import Chart, Table

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Presentation:
    """`tables`: the summary first. Both take a body as `zoning.measures.rendering.render` gives it."""

    tables: Callable[[Body, MeasureDefinitions], tuple[Table, ...]]
    charts: Callable[[Body, MeasureDefinitions], tuple[Chart, ...]]


PRESENTATIONS: Mapping[str, Presentation] = MappingProxyType(
    {
        "areas": Presentation(areas_tables.tables, areas_tables.charts),
        "bays": Presentation(bays_tables.tables, bays_tables.charts),
        "buffers": Presentation(buffer_tables.tables, buffer_charts.charts),
        "indicators": Presentation(indicator_tables.tables, indicator_tables.charts),
        "land_cover": Presentation(land_cover_tables.tables, land_cover_tables.charts),
        "shoreline": Presentation(shoreline_tables.tables, shoreline_charts.charts),
        "shoreline_changes": Presentation(changes_tables.tables, changes_tables.charts),
    }
)  # by the body's `measure`


def tables(body: Body, definitions: MeasureDefinitions) -> tuple[Table, ...]:
    """The tables of a rendered measure; none of one that could not be computed."""
    if body.get("state") == NOT_COMPUTABLE and not body["editions"]:
        return ()
    return PRESENTATIONS[body["measure"]].tables(body, definitions)


def charts(body: Body, definitions: MeasureDefinitions) -> tuple[Chart, ...]:
    """The charts of a rendered measure; none of one that could not be computed."""
    if body.get("state") == NOT_COMPUTABLE and not body["editions"]:
        return ()
    return PRESENTATIONS[body["measure"]].charts(body, definitions)
