"""Land cover as tables and charts, from the rendered body alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.definition_file import Titles
from layers.rasters.classes import ClassTable
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.tables import Cell, Chart, Column, Series, Table, table
from zoning.measures.titles import REGION, as_itself, joined, region_cells, region_title

Body = Mapping[str, Any]
_HA = 1e4
_CLASS = (
    Column("class_code", Titles(zh="类别代码", en="class code")),
    Column("class", Titles(zh="类别", en="class")),
)
_ZONE = Titles(zh="统计范围", en="the zone")
_SHARES = (
    Column("area_ha", Titles(zh="面积", en="area"), "ha", 4),
    Column("share_percent", Titles(zh="占比", en="share"), "%", 4),
    Column("least_percent", Titles(zh="占比下限", en="least share"), "%", 4),
    Column("most_percent", Titles(zh="占比上限", en="greatest share"), "%", 4),
)


def tables(body: Body, definitions: MeasureDefinitions) -> tuple[Table, ...]:
    """The zone as a whole first, then its classes, the regions, and what changed."""
    words = _Words(body, definitions)
    shown = [_summary(body, words), _classes(body, words), _regions(body, words)]
    if body["change"] is not None:
        shown += [_transitions(body, words), _matrix(body, words), _patches(body, words)]
    return tuple(shown)


def charts(body: Body, definitions: MeasureDefinitions) -> tuple[Chart, ...]:
    """Per region the hectares of each class, stacked."""
    words = _Words(body, definitions)
    rows = body["by_region"]
    codes = [row["class"] for row in body["total"]["classes"]]
    if not rows or not codes:
        return ()
    series = tuple(
        Series(
            words.class_title(code),
            tuple(next((_ha(c["area_m2"]) for c in row["classes"] if c["class"] == code), None) for row in rows),
            words.colour(code),
        )
        for code in codes
    )
    names = tuple(words.region_title(row["region"]) for row in rows)
    title = Titles(zh="各地土地覆盖", en="land cover by region")
    return (Chart("land_cover", title, "stacked", names, series, "ha"),)


class _Words:
    """Codes in both languages; a code that these definitions no longer hold is shown as itself."""

    def __init__(self, body: Body, definitions: MeasureDefinitions) -> None:
        self._definitions = definitions
        self._table: ClassTable | None = definitions.base.class_tables.get(body["class_table"]["id"])
        self._method = definitions.land_cover.get(body["method"]["id"])

    def class_title(self, code: str) -> Titles:
        known = None if self._table is None else self._table.classes.get(int(code))
        return as_itself(code) if known is None else known.title

    def colour(self, code: str) -> str | None:
        known = None if self._table is None else self._table.classes.get(int(code))
        return None if known is None else known.colour

    def region_title(self, code: str) -> Titles:
        return region_title(self._definitions, code)

    def of_class(self, code: str) -> tuple[str, Titles]:
        return code, self.class_title(code)

    def group(self, code: str) -> Titles:
        title = None if self._table is None else self._table.groups.get(code)
        return as_itself(code) if title is None else title

    def transition(self, code: str) -> Titles:
        known = None if self._method is None else self._method.transitions.get(code)
        return as_itself(code) if known is None else known.title

    def region(self, code: str) -> tuple[Cell, Cell]:
        return region_cells(self._definitions, code)

    def regions(self, codes: Sequence[str]) -> Titles | None:
        named = ((code, self.region_title(code)) for code in codes)
        return joined(Titles(zh=f"{code} {name.zh}", en=f"{code} {name.en}") for code, name in named)


def _ha(value: float | None) -> float | None:
    return None if value is None else value / _HA


def _shares(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    bounds = row["share_range"] or (None, None)
    percent = [None if value is None else 100.0 * value for value in (row["share"], *bounds)]
    return (_ha(row["area_m2"]), *percent)


def _summary(body: Body, words: _Words) -> Table:
    columns = [Column("what", Titles(zh="项目", en="what")), *_SHARES]
    total = body["total"]
    rows: list[Sequence[Cell]] = [
        (_ZONE, _ha(total["zone_m2"]), None, None, None),
        (Titles(zh="有类别", en="with a class"), _ha(total["classed_m2"]), None, None, None),
        (Titles(zh="无数据", en="nodata"), _ha(total["nodata_m2"]), None, None, None),
        (Titles(zh="栅格未及", en="not reached by a raster"), _ha(total["not_covered_m2"]), None, None, None),
        *((words.group(row["group"]), *_shares(row)) for row in total["groups"]),
    ]
    return table("land_cover", Titles(zh="土地覆盖", en="land cover"), columns, rows)


def _classes(body: Body, words: _Words) -> Table:
    rows = [(*words.of_class(row["class"]), *_shares(row)) for row in body["total"]["classes"]]
    return table("land_cover_classes", Titles(zh="按类别", en="by class"), (*_CLASS, *_SHARES), rows)


def _regions(body: Body, words: _Words) -> Table:
    columns = (*REGION, Column("group", Titles(zh="归并类", en="group")), *_SHARES)
    shown = (body["natural_group"], body["forest_group"])
    rows: list[Sequence[Cell]] = []
    for row in body["by_region"]:
        place = words.region(row["region"])
        rows.append((*place, _ZONE, _ha(row["zone_m2"]), None, None, None))
        rows += [(*place, words.group(g["group"]), *_shares(g)) for g in row["groups"] if g["group"] in shown]
    return table("land_cover_by_region", Titles(zh="按行政区", en="by region"), columns, rows)


def _transitions(body: Body, words: _Words) -> Table:
    columns = (
        Column("transition", Titles(zh="变化", en="change")),
        Column("clue", Titles(zh="线索", en="clue")),
        Column("area_ha", Titles(zh="面积", en="area"), "ha", 4),
        Column("patches", Titles(zh="图斑数", en="patches")),
        Column("smaller", Titles(zh="小于阈值的图斑数", en="smaller patches")),
        Column("smaller_ha", Titles(zh="其面积", en="their area"), "ha", 4),
    )
    rows = [
        (
            words.transition(row["transition"]),
            row["clue"],
            _ha(row["area_m2"]),
            row["patches"],
            row["smaller"],
            _ha(row["smaller_m2"]),
        )
        for row in body["change"]["transitions"]
    ]
    since, day = body["change"]["since"], body["as_of"]
    title = Titles(zh=f"{since} 至 {day} 的变化", en=f"changes from {since} to {day}")
    return table("land_cover_changes", title, columns, rows)


def _matrix(body: Body, words: _Words) -> Table:
    columns = (
        Column("before_code", Titles(zh="变化前代码", en="code before")),
        Column("before", Titles(zh="变化前", en="before")),
        Column("after_code", Titles(zh="变化后代码", en="code after")),
        Column("after", Titles(zh="变化后", en="after")),
        Column("area_ha", Titles(zh="面积", en="area"), "ha", 4),
    )
    rows = [
        (*words.of_class(row["before"]), *words.of_class(row["after"]), _ha(row["area_m2"]))
        for row in body["change"]["matrix"]
    ]
    return table("land_cover_matrix", Titles(zh="转移矩阵", en="transition matrix"), columns, rows)


def _patches(body: Body, words: _Words) -> Table:
    columns = (
        Column("id", Titles(zh="图斑", en="patch")),
        Column("transition", Titles(zh="变化", en="change")),
        Column("clue", Titles(zh="线索", en="clue")),
        Column("area_ha", Titles(zh="面积", en="area"), "ha", 4),
        Column("before", Titles(zh="变化前", en="before")),
        Column("after", Titles(zh="变化后", en="after")),
        Column("lon", Titles(zh="经度", en="longitude"), "°", 6),
        Column("lat", Titles(zh="纬度", en="latitude"), "°", 6),
        Column("regions", Titles(zh="行政区", en="regions")),
        Column("features", Titles(zh="所在要素", en="features")),
    )
    rows = [
        (
            row["id"],
            words.transition(row["transition"]),
            row["clue"],
            _ha(row["area_m2"]),
            words.class_title(row["before"]),
            words.class_title(row["after"]),
            row["lon"],
            row["lat"],
            words.regions(row["regions"]),
            ", ".join(row["features"]) or None,
        )
        for row in body["change"]["patches"]
    ]
    return table("land_cover_patches", Titles(zh="变化图斑", en="patches of change"), columns, rows)
