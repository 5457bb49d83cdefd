"""Charts of a retention body: length by type, length and rate by region; mainland and islands side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.definition_file import Titles
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.shoreline.titles import KINDS, type_title
from zoning.measures.tables import Chart, Series
from zoning.measures.titles import region_title

Body = Mapping[str, Any]
_MEMBERS = (("mainland", "mainland"), ("islands", "island"))


def charts(body: Body, definitions: MeasureDefinitions) -> tuple[Chart, ...]:
    """Bars by type; by leaf region the lengths stacked, and the rates beside each other. Empty ones are left out."""
    drawn = [_types(body, definitions)]
    leaves = [row for row in body["by_region"] if row["leaf"]]
    if leaves:
        drawn += [_lengths(leaves, definitions), _rates(leaves, definitions)]
    return tuple(chart for chart in drawn if chart.categories)


def _types(body: Body, definitions: MeasureDefinitions) -> Chart:
    names = list(dict.fromkeys(row["type"] for row in body["by_type"]))
    order = [name for name in definitions.base.kinds["coastline"].attributes["type"].values if name in names]
    names = [*order, *(name for name in names if name not in order)]
    lengths: dict[tuple[str, str], float] = {}
    for row in body["by_type"]:
        key = (row["kind"], row["type"])
        lengths[key] = lengths.get(key, 0.0) + row["length_m"] / 1000.0
    series = tuple(Series(KINDS[kind], tuple(lengths.get((kind, name)) for name in names)) for kind in KINDS)
    title = Titles(zh="各类型岸线长度", en="shoreline by type")
    return Chart("by_type", title, "bars", tuple(type_title(definitions, name) for name in names), series, "km")


def _lengths(rows: Sequence[Mapping[str, Any]], definitions: MeasureDefinitions) -> Chart:
    series = tuple(
        Series(KINDS[kind], tuple(row[member]["total_m"] / 1000.0 for row in rows)) for member, kind in _MEMBERS
    )
    title = Titles(zh="各地区岸线长度", en="shoreline by region")
    return Chart("by_region", title, "stacked", _names(rows, definitions), series, "km")


def _rates(rows: Sequence[Mapping[str, Any]], definitions: MeasureDefinitions) -> Chart:
    series = tuple(Series(KINDS[kind], tuple(row[member]["rate_percent"] for row in rows)) for member, kind in _MEMBERS)
    title = Titles(zh="各地区自然岸线保有率", en="retention rate by region")
    return Chart("rates", title, "bars", _names(rows, definitions), series, "%")


def _names(rows: Sequence[Mapping[str, Any]], definitions: MeasureDefinitions) -> tuple[Titles, ...]:
    return tuple(region_title(definitions, row["region"]) for row in rows)
