"""Buffer strips as tables, from the rendered body alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.definition_file import Titles
from zoning.measures.columns import km, km_column, percent
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.tables import Cell, Column, Table, table
from zoning.measures.titles import REGION, region_cells

Body = Mapping[str, Any]

STATUSES: Mapping[str, Titles] = {
    "delimited": Titles(zh="划定", en="delimited"),
    "restored": Titles(zh="修复", en="restored"),
    "built": Titles(zh="建成", en="built"),
}
SIDES: Mapping[str, Titles] = {
    "left": Titles(zh="左岸", en="left bank"),
    "right": Titles(zh="右岸", en="right bank"),
    "ring": Titles(zh="环线", en="ring"),
}
RULES: Mapping[str, Titles] = {
    "bank_length": Titles(zh="岸线长度", en="bank length"),
    "river_length": Titles(zh="河道长度", en="river length"),
}
REASONS: Mapping[str, Titles] = {
    "no_water_line": Titles(zh="没有水边线", en="no water line"),
    "other_bank": Titles(zh="在别的岸", en="at another bank"),
    "water_side": Titles(zh="在水侧", en="on the water side"),
    "apart": Titles(zh="离岸太远", en="too far from the bank"),
}
_WIDTHS = ("samples", "min_m", "p10_m", "median_m", "mean_m")


def _m(name: str, zh: str, en: str) -> Column:
    return Column(name, Titles(zh=zh, en=en), "m", 2)


_STATUS = Column("status", Titles(zh="状态", en="status"))
_BODY = Column("water_body", Titles(zh="河湖", en="water body"))
_SIDE = Column("side", Titles(zh="岸别", en="side"))
_YEAR = Column("year", Titles(zh="年度", en="year"))
_BANK = km_column("bank_km", "岸线长度", "bank length")
_LINES = km_column("banks_km", "水边线总长", "length of water line")
_SIDES = (
    km_column("left_km", "左岸", "left bank"),
    km_column("right_km", "右岸", "right bank"),
    km_column("ring_km", "环线", "ring"),
)
_RIVER = km_column("river_km", "河道长度", "river length")
_RIVER_PART = km_column("computable_km", "河道长度（有中心线的部分）", "river length where a centre line exists")
_SAMPLED = (
    Column("samples", Titles(zh="采样数", en="samples"), digits=0),
    _m("min_m", "最小宽度", "least width"),
    _m("p10_m", "10% 分位宽度", "10th percentile"),
    _m("median_m", "中位宽度", "median"),
    _m("mean_m", "平均宽度", "mean width"),
)
_MEETING = Column("meeting_percent", Titles(zh="达到要求宽度", en="meets the required width"), "%", 2)


def tables(body: Body, definitions: MeasureDefinitions) -> tuple[Table, ...]:
    """By status first, then water bodies, regions, reaches, widths, years, gaps, and what was not counted."""
    found = [
        _summary(body),
        _water_bodies(body),
        _regions(body, definitions),
        _reaches(body, definitions),
        _widths(body),
        _years(body),
        _gaps(body),
        _unattached(body),
        _without_line(body),
    ]
    return tuple(one for place, one in enumerate(found) if place == 0 or one.rows)


def _summary(body: Body) -> Table:
    columns = (
        _STATUS,
        Column("rule", Titles(zh="首列口径", en="rule that stands first")),
        km_column("headline_km", "首列长度", "length by that rule"),
        _BANK,
        *_SIDES,
        _RIVER,
        _RIVER_PART,
        Column("at_least", Titles(zh="为至少值", en="at least")),
    )
    rows = [
        (
            STATUSES[one["status"]],
            RULES[one["headline"]["rule"]],
            km(one["headline"]["length_m"]),
            *_bank(one["bank"]),
            *_river(one["river"]),
            one["at_least"],
        )
        for one in body["statuses"]
    ]
    return table("buffers", Titles(zh="缓冲带长度（各状态不相加）", en="buffer length (never added up)"), columns, rows)


def _water_bodies(body: Body) -> Table:
    columns = (_BODY, _LINES, _STATUS, _BANK, *_SIDES, _RIVER, _RIVER_PART, *_SAMPLED, _MEETING)
    rows = [
        (
            entry["water_body"],
            km(entry["banks_m"]),
            STATUSES[one["status"]],
            *_bank(one["bank"]),
            *_river(one["river"]),
            *_sampled(one["widths"]),
        )
        for entry in body["by_water_body"]
        for one in entry["statuses"]
    ]
    return table("buffers_water_bodies", Titles(zh="按河湖", en="by water body"), columns, rows)


def _regions(body: Body, definitions: MeasureDefinitions) -> Table:
    columns = (*REGION, _LINES, _STATUS, _BANK, *_SIDES)
    rows = [
        (
            *region_cells(definitions, entry["region"]),
            km(entry["banks_m"]),
            STATUSES[one["status"]],
            *_bank(one["bank"]),
        )
        for entry in body["by_region"]
        for one in entry["statuses"]
    ]
    return table("buffers_regions", Titles(zh="按行政区", en="by region"), columns, rows)


def _reaches(body: Body, definitions: MeasureDefinitions) -> Table:
    columns = (
        _BODY,
        _SIDE,
        Column("reach", Titles(zh="河段", en="reach")),
        *REGION,
        _m("required_width_m", "批准宽度", "approved width"),
        _LINES,
        _STATUS,
        _BANK,
        *_SAMPLED,
        _MEETING,
    )
    rows: list[tuple[Cell, ...]] = []
    for entry in body["by_reach"]:
        place = (entry["water_body"], SIDES[entry["side"]], entry["reach"], *region_cells(definitions, entry["region"]))
        head = (*place, entry["required_width_m"], km(entry["bank_length_m"]))
        if not entry["statuses"]:
            rows.append((*head, *(None,) * (len(columns) - len(head))))
        rows += [
            (*head, STATUSES[one["status"]], km(one["bank_length_m"]), *_sampled(one["widths"]))
            for one in entry["statuses"]
        ]
    return table("buffers_reaches", Titles(zh="按河段", en="by reach"), columns, rows)


def _widths(body: Body) -> Table:
    columns = (
        _STATUS,
        *_SAMPLED,
        _MEETING,
        Column("meeting_least", Titles(zh="计精度后至少", en="at least, within the accuracy"), "%", 2),
        Column("meeting_most", Titles(zh="计精度后至多", en="at most, within the accuracy"), "%", 2),
        _m("declared_m", "申报宽度均值", "mean declared width"),
        Column("area_ha", Titles(zh="面积", en="area"), "ha", 4),
        _m("area_per_length_m", "面积÷长度", "area ÷ length"),
        Column("ratio", Titles(zh="与平均宽度之比", en="ratio to the mean width"), digits=4),
        Column("differs", Titles(zh="相差过大", en="differs")),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in body["statuses"]:
        widths, area = one["widths"], one["area"]
        if widths is None or not widths["samples"]:
            continue
        bounds = widths["share_meeting_range"] or (None, None)
        across = (area["area_m2"] / 1e4, area["area_per_length_m"], area["ratio"], area["differs"])
        shares = (percent(bounds[0]), percent(bounds[1]))
        rows.append((STATUSES[one["status"]], *_sampled(widths), *shares, widths["declared_mean_m"], *across))
    return table("buffers_widths", Titles(zh="宽度", en="widths"), columns, rows)


def _years(body: Body) -> Table:
    columns = (
        _STATUS,
        _YEAR,
        km_column("bank_km", "首次计入的岸线长度", "bank length first counted"),
        Column("again", Titles(zh="再次出现于", en="came again in")),
        km_column("again_km", "再次出现、未重复计的长度", "came again, not counted again"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in body["statuses"]:
        status = STATUSES[one["status"]]
        rows += [(status, entry["year"], km(entry["bank_length_m"]), None, None) for entry in one["by_year"]]
        rows += [
            (status, entry["first_year"], None, _year(entry["year"]), km(entry["length_m"]))
            for entry in one["counted_twice"]
        ]
    return table("buffers_years", Titles(zh="按年度", en="by year"), columns, rows)


def _gaps(body: Body) -> Table:
    columns = (
        _STATUS,
        _BODY,
        _SIDE,
        Column("water_line", Titles(zh="水边线编码", en="water line")),
        Column("run", Titles(zh="线段序", en="run"), digits=0),
        km_column("from_km", "起点里程", "from chainage"),
        km_column("to_km", "终点里程", "to chainage"),
        km_column("length_km", "长度", "length"),
    )
    rows = [
        (
            STATUSES[one["status"]],
            gap["water_body"],
            SIDES[gap["side"]],
            gap["water_line"],
            gap["run"],
            km(gap["from_m"]),
            km(gap["to_m"]),
            km(gap["length_m"]),
        )
        for one in body["statuses"]
        if one["gaps"] is not None
        for gap in one["gaps"]["listed"]
    ]
    title = Titles(zh="没有缓冲带的岸线（由长到短）", en="stretches of bank without a strip, longest first")
    return table("buffers_gaps", title, columns, rows)


def _unattached(body: Body) -> Table:
    columns = (
        Column("strip", Titles(zh="缓冲带编码", en="strip")),
        _BODY,
        _SIDE,
        _STATUS,
        _YEAR,
        Column("area_ha", Titles(zh="面积", en="area"), "ha", 4),
        Column("reason", Titles(zh="未计原因", en="why not counted")),
    )
    rows = [
        (
            one["strip"],
            one["water_body"],
            None if one["side"] is None else SIDES[one["side"]],
            STATUSES[one["status"]],
            one["year"],
            one["area_m2"] / 1e4,
            REASONS[one["reason"]],
        )
        for one in body["unattached"]["listed"]
    ]
    return table("buffers_unattached", Titles(zh="未计入的缓冲带", en="strips that were not counted"), columns, rows)


def _without_line(body: Body) -> Table:
    columns = (
        _BODY,
        Column("strips", Titles(zh="缓冲带数", en="strips"), digits=0),
        Column("area_ha", Titles(zh="面积", en="area"), "ha", 4),
        _BANK,
    )
    rows = [(one["water_body"], one["strips"], one["area_m2"] / 1e4, None) for one in body["without_line"]]
    title = Titles(zh="没有水边线、长度不能计算的河湖", en="water bodies without a line: not computable")
    return table("buffers_without_line", title, columns, rows)


def _bank(bank: Mapping[str, Any] | None) -> Sequence[Cell]:
    names = ("length_m", "left_m", "right_m", "ring_m")
    return [None if bank is None else km(bank[name]) for name in names]


def _river(river: Mapping[str, Any] | None) -> Sequence[Cell]:
    return [None if river is None else km(river[name]) for name in ("length_m", "computable_m")]


def _sampled(widths: Mapping[str, Any]) -> Sequence[Cell]:
    return [*(widths[name] for name in _WIDTHS), percent(widths["share_meeting"])]


def _year(year: int | None) -> Cell:
    return Titles(zh="未注年度", en="no year") if year is None else year
