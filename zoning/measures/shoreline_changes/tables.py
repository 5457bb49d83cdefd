"""Tables and charts of a body of shoreline changes, from the rendered body alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from layers.definition_file import Titles
from zoning.measures.columns import km, km_column, percent, text_column
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.shoreline.titles import COUNTED, KINDS, type_title
from zoning.measures.shoreline_changes.titles import (
    CAUSE,
    CHANGE,
    CONCLUSION,
    MEMBERS,
    NO_REGION,
    NO_TYPE,
    REASON,
)
from zoning.measures.tables import Cell, Chart, Column, Series, Table, table
from zoning.measures.titles import region_title

Body = Mapping[str, Any]
_KIND: Final = Column("kind", Titles(zh="类别", en="kind"))


_REGION_LENGTHS: Final = (
    ("old_total_m", "原长", "old length"),
    ("new_total_m", "新长", "new length"),
    ("lost_m", "灭失", "lost"),
    ("gained_m", "新增", "gained"),
    ("retyped_m", "类型改变", "retyped"),
    ("remeasured_m", "重测差", "remeasured"),
    ("moved_out_m", "灭失中改属他处", "lost to elsewhere"),
    ("moved_in_m", "新增中原属他处", "gained from elsewhere"),
    ("natural_old_m", "原自然岸线", "natural before"),
    ("natural_new_m", "新自然岸线", "natural now"),
    ("natural_lost_m", "自然岸线灭失", "natural line lost"),
)


def tables(body: Body, definitions: MeasureDefinitions) -> tuple[Table, ...]:
    """Lengths in km, rates in percent: the closure first; tables without rows are left out."""
    if not body["applicable"]:
        return ()
    drawn = [
        _closure(body),
        _changes(body),
        _rate(body),
        _transitions(body, definitions),
        _regions(body, definitions),
        _reasons(body),
    ]
    return tuple(drawn[:1] + [one for one in drawn[1:] if one.rows])


def charts(body: Body, definitions: MeasureDefinitions) -> tuple[Chart, ...]:
    """Lost, gained and retyped line by region, a chart for each kind; one without any change is left out."""
    if not body["applicable"]:
        return ()
    drawn = []
    for member, kind in MEMBERS:
        rows = [row for row in body["by_region"] if any(row[member][f"{name}_m"] for name in _BARS)]
        if rows:
            names = tuple(_region(row["region"], definitions) for row in rows)
            series = tuple(
                Series(CHANGE[name], tuple(sign * row[member][f"{name}_m"] / 1000.0 + 0.0 for row in rows), colour)
                for name, (sign, colour) in _BARS.items()
            )
            title = Titles(zh=f"{KINDS[kind].zh}岸线变化", en=f"shoreline changes, {KINDS[kind].en}")
            drawn.append(Chart(f"changes_{kind}", title, "stacked", names, series, "km"))
    return tuple(drawn)


_BARS: Final[Mapping[str, tuple[float, str]]] = {
    "gained": (1.0, "#3a6ea5"),
    "retyped": (1.0, "#e0b040"),
    "lost": (-1.0, "#c0392b"),
}


def _kinds(body: Body) -> list[tuple[Titles, Mapping[str, Any]]]:
    return [(KINDS[kind], body[member]) for member, kind in MEMBERS]


def _in_km(row: Mapping[str, Any], names: Sequence[str]) -> list[Cell]:
    return [km(row[name]) for name in names]


def _closure(body: Body) -> Table:
    columns = [
        _KIND,
        km_column("old_total_km", "原长", "old length"),
        km_column("gained_km", "＋新增", "+ gained"),
        km_column("lost_km", "－灭失", "− lost"),
        km_column("remeasured_km", "＋重测差", "+ remeasured"),
        km_column("new_total_km", "＝新长", "= new length"),
        Column("residual_m", Titles(zh="余差", en="residual"), "m", 6),
        Column("tolerance_m", Titles(zh="容差", en="tolerance"), "m", 1),
        text_column("conclusion", "可比性", "conclusion"),
    ]
    names = ("old_total_m", "gained_m", "lost_m", "remeasured_m", "new_total_m")
    last = [body["tolerance"]["tolerance_m"], CONCLUSION[body["conclusion"]]]
    rows = [[kind, *_in_km(one["closure"], names), one["closure"]["residual_m"], *last] for kind, one in _kinds(body)]
    return table("summary", Titles(zh="岸线变化总账", en="ledger of the shoreline"), columns, rows)


def _changes(body: Body) -> Table:
    names = ("old_m", "new_m", "delta_m", "native_old_m", "native_new_m", "restored_old_m", "restored_new_m")
    columns = [
        _KIND,
        text_column("change", "变化", "change"),
        km_column("old_km", "原长", "old length"),
        km_column("new_km", "新长", "new length"),
        km_column("delta_km", "计入总长变化", "adds to the total"),
        km_column("native_old_km", "原为原生自然", "native before"),
        km_column("native_new_km", "现为原生自然", "native now"),
        km_column("restored_old_km", "原为恢复修复（认定）", "restored before"),
        km_column("restored_new_km", "现为恢复修复（认定）", "restored now"),
        Column("count", Titles(zh="段数", en="stretches"), None, 0),
    ]
    rows = [
        [kind, CHANGE[row["change"]], *_in_km(row, names), row["count"]]
        for kind, one in _kinds(body)
        for row in one["changes"]
    ]
    return table("changes", Titles(zh="分类变化", en="what became of it"), columns, rows)


def _rate(body: Body) -> Table:
    columns = [
        _KIND,
        text_column("cause", "原因", "cause"),
        km_column("natural_km", "自然岸线", "natural line"),
        Column("rate_percent", Titles(zh="保有率", en="retention rate"), "%", 4),
    ]
    rows: list[list[Cell]] = []
    for kind, one in _kinds(body):
        natural, rate = one["natural"], one["rate"]
        lines = [
            (Titles(zh="原版", en="before"), natural["old_m"], rate["old"]),
            *((title, natural[f"{cause}_m"], rate[cause]) for cause, title in CAUSE.items()),
            (Titles(zh="变化合计", en="change"), natural["change_m"], rate["change"]),
            (Titles(zh="新版", en="now"), natural["new_m"], rate["new"]),
        ]
        rows += [[kind, title, km(metres), percent(share)] for title, metres, share in lines]
    return table("rate", Titles(zh="保有率变化的来由", en="what the change of the rate is due to"), columns, rows)


def _transitions(body: Body, definitions: MeasureDefinitions) -> Table:
    columns = [
        _KIND,
        text_column("from", "原类型", "old type"),
        text_column("from_counted", "原计为", "counted as, old"),
        text_column("to", "新类型", "new type"),
        text_column("to_counted", "新计为", "counted as, new"),
        km_column("old_km", "原长", "old length"),
        km_column("new_km", "新长", "new length"),
    ]
    rows = [
        [
            kind,
            _type(row["from"], definitions),
            _counted(row["from_counted"]),
            _type(row["to"], definitions),
            _counted(row["to_counted"]),
            *_in_km(row, ("old_m", "new_m")),
        ]
        for kind, one in _kinds(body)
        for row in one["transitions"]
    ]
    return table("transitions", Titles(zh="类型转移", en="from type to type"), columns, rows)


def _type(name: str | None, definitions: MeasureDefinitions) -> Titles:
    return NO_TYPE if name is None else type_title(definitions, name)


def _counted(name: str | None) -> Titles:
    return NO_TYPE if name is None else COUNTED[name]


def _regions(body: Body, definitions: MeasureDefinitions) -> Table:
    columns = [text_column("code", "代码", "code"), text_column("region", "行政区", "region"), _KIND]
    columns += [km_column(name.removesuffix("_m") + "_km", zh, en) for name, zh, en in _REGION_LENGTHS]
    rows = [
        [
            row["region"],
            _region(row["region"], definitions),
            KINDS[kind],
            *_in_km(row[member], [name for name, _, _ in _REGION_LENGTHS]),
        ]
        for row in body["by_region"]
        for member, kind in MEMBERS
        if row[member]["old_total_m"] or row[member]["new_total_m"]
    ]
    return table("by_region", Titles(zh="各地区岸线变化", en="changes by region"), columns, rows)


def _region(code: str | None, definitions: MeasureDefinitions) -> Titles:
    return NO_REGION if code is None else region_title(definitions, code)


def _reasons(body: Body) -> Table:
    columns = [
        text_column("reason", "不可比的原因", "why not comparable"),
        text_column("old", "原版", "old"),
        text_column("new", "新版", "new"),
    ]
    rows = [[REASON[one["code"]], _said(one["old"]), _said(one["new"])] for one in body["reasons"]]
    return table("reasons", Titles(zh="可比性", en="comparability"), columns, rows)


def _said(value: object) -> Cell:
    if isinstance(value, list | tuple):
        return ", ".join("—" if one is None else str(one) for one in value) or None
    return value if isinstance(value, int | float | str) else None
