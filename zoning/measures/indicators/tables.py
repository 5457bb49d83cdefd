"""Indicators as tables and charts: one row each, and bars of value beside target by unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from layers.definition_file import Titles
from zoning.measures.columns import text_column
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.tables import Cell, Chart, Column, Series, Table, table
from zoning.measures.titles import joined, text

Body = Mapping[str, Any]
Row = Mapping[str, Any]

STATES: Final[Mapping[str, Titles]] = {
    "met": Titles(zh="达到", en="met"),
    "not_met": Titles(zh="未达到", en="not met"),
    "not_computable": Titles(zh="不能判断", en="not computable"),
    "no_baseline": Titles(zh="没有基准", en="no baseline"),
    "not_applicable": Titles(zh="不适用", en="not applicable"),
}
_NATURES: Final = {"binding": Titles(zh="约束性", en="binding"), "expected": Titles(zh="预期性", en="expected")}
_STANDINGS: Final = {"final": Titles(zh="正式", en="final"), "draft": Titles(zh="征求意见稿", en="draft")}
UNITS: Final[Mapping[str, Titles]] = {
    "percent": Titles(zh="%", en="%"),
    "m": Titles(zh="米", en="m"),
    "km": Titles(zh="公里", en="km"),
    "m2": Titles(zh="平方米", en="m²"),
    "ha": Titles(zh="公顷", en="ha"),
    "km2": Titles(zh="平方公里", en="km²"),
    "mu": Titles(zh="亩", en="mu"),
    "count": Titles(zh="个", en="pieces"),
}
_SHOWN: Final = 4


def tables(body: Body, definitions: MeasureDefinitions) -> tuple[Table, ...]:
    """How many are in each state; every indicator with its value, target and slack; and the plans' own words."""
    del definitions
    rows: Sequence[Row] = body["indicators"]
    return (_counts(rows), *((_every(rows), _words(rows)) if rows else ()))


def _counts(rows: Sequence[Row]) -> Table:
    columns = (text_column("state", "结论", "state"), Column("count", Titles(zh="项数", en="indicators"), digits=0))
    counted = [(title, sum(row["state"] == state for row in rows)) for state, title in STATES.items()]
    return table("states", Titles(zh="各结论的项数", en="indicators by state"), columns, counted)


def _every(rows: Sequence[Row]) -> Table:
    columns = (
        text_column("title", "指标", "indicator"),
        text_column("state", "结论", "state"),
        Column("value", Titles(zh="现值", en="value"), digits=_SHOWN),
        Column("value_low", Titles(zh="现值下限", en="value, at least"), digits=_SHOWN),
        Column("value_high", Titles(zh="现值上限", en="value, at most"), digits=_SHOWN),
        Column("target", Titles(zh="目标值", en="target"), digits=_SHOWN),
        Column("slack", Titles(zh="余量", en="slack"), digits=_SHOWN),
        text_column("unit", "单位", "unit"),
        Column("slack_km", Titles(zh="余量（长度）", en="slack as length"), "km", 3),
        Column("slack_ha", Titles(zh="余量（面积）", en="slack as area"), "ha", 4),
        Column("year", Titles(zh="目标年", en="year"), digits=0),
        text_column("nature", "性质", "nature"),
        text_column("standing", "规划状态", "standing of the plan"),
        text_column("why", "缺少的内容与依据", "what is missing, and what it rests on"),
        text_column("id", "编号", "id"),
    )
    title = Titles(zh="指标、目标与余量", en="indicators, targets and slack")
    return table("indicators", title, columns, [_cells(row) for row in rows])


def _cells(row: Row) -> tuple[Cell, ...]:
    low, high = row["value_range"] or (None, None)
    why = [text(note["text"]) for note in (*row["missing"], *row["reasons"])]
    return (
        text(row["title"]),
        STATES[row["state"]],
        row["value"],
        low,
        high,
        row["target"],
        row["slack"],
        UNITS.get(row["unit"] or ""),
        _scaled(row["slack_m"], 1000.0),
        _scaled(row["slack_m2"], 10_000.0),
        row["year"],
        _NATURES.get(row["nature"] or ""),
        _STANDINGS[row["plan_standing"]],
        joined(why, "；", "; "),
        row["id"],
    )


def _said(words: Mapping[str, Any] | None) -> Titles | None:
    return None if words is None else text(words)


def _scaled(value: float | None, by: float) -> float | None:
    return None if value is None else value / by


def _words(rows: Sequence[Row]) -> Table:
    columns = (
        text_column("id", "编号", "id"),
        text_column("plan", "规划", "plan"),
        text_column("document", "文号", "document number"),
        text_column("place", "位置", "place"),
        text_column("printed", "原文", "as printed (Chinese)"),
        text_column("base", "规划所列现状值", "start as printed (Chinese)"),
        text_column("needs", "需要的数据", "data needed"),
        text_column("note", "说明", "note"),
        text_column("conflicts", "不一致的指标", "conflicts with"),
        text_column("confidence", "可信度", "confidence"),
    )
    words = [
        (
            row["id"],
            _said(row.get("plan_title")),
            row.get("document"),
            _said(row.get("place")),
            row.get("printed"),
            (row.get("base") or {}).get("printed"),
            _said(row.get("needs")),
            _said(row.get("note")),
            ", ".join(row["conflicts_with"]) or None,
            row["confidence"],
        )
        for row in rows
    ]
    return table("plans", Titles(zh="规划原文", en="what the plans say"), columns, words)


def charts(body: Body, definitions: MeasureDefinitions) -> tuple[Chart, ...]:
    """Value beside target for every indicator that has both, one chart a unit; an open value leaves a gap."""
    del definitions
    drawn = [row for row in body["indicators"] if row["target"] is not None and row["value_range"] is not None]
    return tuple(
        Chart(
            name=f"indicators_{unit}",
            title=Titles(zh=f"现值与目标（{UNITS[unit].zh}）", en=f"value and target ({UNITS[unit].en})"),
            kind="bars",
            categories=tuple(text(row["title"]) for row in chosen),
            series=(
                Series(Titles(zh="现值", en="value"), tuple(row["value"] for row in chosen), "#2f7fb5"),
                Series(Titles(zh="目标值", en="target"), tuple(row["target"] for row in chosen), "#b8b8b8"),
            ),
            unit="" if unit == "count" else UNITS[unit].en,
        )
        for unit in UNITS
        if (chosen := [row for row in drawn if row["unit"] == unit])
    )
