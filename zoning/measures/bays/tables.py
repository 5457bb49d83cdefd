"""The shoreline of bays as tables and a chart, from the rendered body alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.definition_file import Titles
from zoning.measures.columns import km, percent
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.tables import Cell, Chart, Column, Series, Table, table
from zoning.measures.titles import REGION, as_itself, region_cells

Body = Mapping[str, Any]
_STATE: Mapping[str, Titles] = {
    "built": Titles(zh="建成", en="built"),
    "built_undated": Titles(zh="称建成而无日期", en="built, no date"),
    "contradictory": Titles(zh="状态与日期矛盾", en="status contradicts date"),
    "fostered": Titles(zh="培育", en="fostered"),
    "listed": Titles(zh="列入名单", en="listed"),
    "not_yet": Titles(zh="尚未列入", en="not yet listed"),
    "undated": Titles(zh="无列入日期", en="no date of listing"),
}
_BAY = Column("bay", Titles(zh="海湾", en="bay"))
_MAINLAND = Column("mainland_km", Titles(zh="大陆岸线", en="mainland shoreline"), "km", 3)
_ISLANDS = Column("islands_km", Titles(zh="海岛岸线", en="island shoreline"), "km", 3)
_BUILT = Column("built_km", Titles(zh="建成海湾的大陆岸线", en="mainland shoreline in built bays"), "km", 3)
_SHARE = Column("share_percent", Titles(zh="占比", en="share"), "%", 2)
_SEGMENTS = Column("segments", Titles(zh="岸段数", en="segments"))


def tables(body: Body, definitions: MeasureDefinitions) -> tuple[Table, ...]:
    """The region first, then every bay, the counties, and bays that segments name and no unit bears."""
    if not body["applicable"]:
        return ()
    shown = [_summary(body), _bays(body, definitions), _regions(body, definitions)]
    if body["unmatched"]:
        shown.append(_unmatched(body))
    return tuple(shown)


def charts(body: Body, definitions: MeasureDefinitions) -> tuple[Chart, ...]:  # noqa: ARG001 - one form for all
    """Mainland shoreline of every bay unit, built and not, km."""
    if not body["bays"]:
        return ()
    names = tuple(_label(bay) for bay in body["bays"])
    series = tuple(
        Series(title, tuple(km(bay["mainland_m"]) if bay["counted"] is counted else None for bay in body["bays"]))
        for counted, title in ((True, Titles(zh="已建成", en="built")), (False, Titles(zh="未建成", en="not built")))
    )
    title = Titles(zh="海湾单元的大陆岸线", en="mainland shoreline of bay units")
    return (Chart("bays", title, "stacked", names, series, "km"),)


def _label(bay: Mapping[str, Any]) -> Titles:
    return as_itself(bay["name"] or bay["code"] or "—")


def _range(values: Sequence[float] | None) -> tuple[float | None, float | None]:
    return (None, None) if values is None else (values[0] * 100.0, values[1] * 100.0)


def _summary(body: Body) -> Table:
    columns = (
        Column("count", Titles(zh="建成海湾数", en="built bays")),
        Column("at_least", Titles(zh="个数为下限", en="count is at least")),
        _BUILT,
        Column("total_km", Titles(zh="大陆岸线总长", en="all mainland shoreline"), "km", 3),
        _SHARE,
        Column("least_percent", Titles(zh="最低", en="least"), "%", 2),
        Column("most_percent", Titles(zh="最高", en="greatest"), "%", 2),
    )
    one = body["built"]
    row: Sequence[Cell] = (
        one["count"],
        one["at_least"],
        km(one["built_m"]),
        km(one["mainland_m"]),
        percent(one["share"]),
        *_range(one["share_range"]),
    )
    return table("bays", Titles(zh="建成美丽海湾的大陆岸线", en="mainland shoreline of built bays"), columns, [row])


def _bays(body: Body, definitions: MeasureDefinitions) -> Table:
    columns = (
        _BAY,
        Column("code", Titles(zh="海湾编码", en="bay code")),
        *REGION,
        Column("state", Titles(zh="当日状态", en="state on the day")),
        Column("listed_on", Titles(zh="列入日期", en="listed on")),
        Column("built_on", Titles(zh="建成公布日期", en="built on")),
        _MAINLAND,
        _ISLANDS,
        Column("share_percent", Titles(zh="占大陆岸线", en="of all mainland shoreline"), "%", 2),
        _SEGMENTS,
    )
    rows = [
        (
            bay["name"],
            bay["code"],
            *region_cells(definitions, bay["region"]),
            _STATE[bay["state"]],
            bay["listed_on"],
            bay["built_on"],
            km(bay["mainland_m"]),
            km(bay["islands_m"]),
            percent(bay["share_of_mainland"]),
            bay["segments"],
        )
        for bay in body["bays"]
    ]
    return table("bay_units", Titles(zh="海湾单元", en="bay units"), columns, rows)


def _regions(body: Body, definitions: MeasureDefinitions) -> Table:
    rows = [
        (*region_cells(definitions, one["region"]), km(one["built_m"]), km(one["mainland_m"]), percent(one["share"]))
        for one in body["by_region"]
    ]
    title = Titles(zh="按岸段行政区", en="by the region of the segments")
    return table("bays_by_region", title, (*REGION, _BUILT, _MAINLAND, _SHARE), rows)


def _unmatched(body: Body) -> Table:
    columns = (
        _BAY,
        _MAINLAND,
        _ISLANDS,
        _SEGMENTS,
        Column("resembles", Titles(zh="只差“段”后缀的名称", en="names that differ by the suffix alone")),
    )
    rows = [
        (
            one["bay"],
            km(one["mainland_m"]),
            km(one["islands_m"]),
            one["segments"],
            ", ".join(one["resembles"]) or None,
        )
        for one in body["unmatched"]
    ]
    title = Titles(zh="没有对应海湾单元的岸段", en="segments whose bay is no unit's")
    return table("bays_unmatched", title, columns, rows)
