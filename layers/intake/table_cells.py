"""Coordinates in cells: numbers, numbers written as text, angles; each cell that is neither is refused by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from layers.errors import BadGeometry
from layers.intake.dms import is_angle, read_angle
from layers.intake.grid import Cell, Grid, Unreadable
from layers.intake.text import fold

_PLAIN = re.compile(r"[-+]?\d+(\.\d*)?([eE][-+]?\d{1,2})?")
_GROUPED = re.compile(r"[-+]?\d{1,3}([, ]\d{3})+(\.\d*)?")
_UNIT = re.compile(r"\s*(米|m|metres?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Value:
    """One coordinate: the number, how it was written, whether as an angle with marks, and in minutes or seconds."""

    number: float
    written: str
    is_angle: bool = False
    sexagesimal: bool = False


def value_at(grid: Grid, row: int, columns: tuple[int, ...]) -> Value:
    """The coordinate in a cell, or in three cells of degrees, minutes and seconds.

    Raises BadGeometry, with the name of the cell, for what is no number and no angle.
    """
    if len(columns) == 1:
        return _value(grid, row, columns[0])
    parts = [number_at(grid, row, column) for column in columns]
    if any(part is None for part in parts[:2]):
        raise _no_number(grid, row, columns[0 if parts[0] is None else 1])
    text = "".join(f"{part or 0:.10g}{mark}" for part, mark in zip(parts, "°'\"", strict=False))
    place = grid.place(row, columns[0])
    angle = read_angle(text, (place, place))
    return Value(angle.degrees, text, is_angle=True, sexagesimal=True)


def _value(grid: Grid, row: int, column: int) -> Value:
    cell = grid.at(row, column)
    if isinstance(cell, str) and is_angle(cell) and not _GROUPED.fullmatch(_text(cell)):
        place = grid.place(row, column)
        angle = read_angle(cell, (place, place))
        return Value(angle.degrees, cell, is_angle=True, sexagesimal=angle.dms)
    number = number_at(grid, row, column)
    if number is None:
        raise _no_number(grid, row, column)
    return Value(number, _written(cell))


def number_at(grid: Grid, row: int, column: int) -> float | None:
    """The number in a cell, also where it is written as text; None in an empty cell. Raises BadGeometry for others."""
    cell = grid.at(row, column)
    if cell is None:
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, str):
        text = _text(cell)
        if _GROUPED.fullmatch(text):
            text = text.replace(",", "").replace(" ", "")
        if _PLAIN.fullmatch(text):
            return float(text)
    raise _no_number(grid, row, column)


def _text(cell: str) -> str:
    return _UNIT.sub("", fold(cell).lstrip("'‘’`"))


def _written(cell: Cell) -> str:
    """A number as decimal digits; what a workbook holds as a double has no other form than its shortest."""
    if isinstance(cell, str):
        return _text(cell).replace(",", "").replace(" ", "").lstrip("+")
    return f"{float(cell):.15g}" if isinstance(cell, int | float) else str(cell)


def _no_number(grid: Grid, row: int, column: int) -> BadGeometry:
    cell, place = grid.at(row, column), grid.place(row, column)
    if cell is None:
        return BadGeometry(
            f"{place}：单元格是空的，而同一行另有坐标；请补上数字或删去该行",
            f"{place}: the cell is empty though its row has another coordinate; fill it in or delete the row",
        )
    if isinstance(cell, Unreadable) and cell.why == "formula":
        return BadGeometry(
            f"{place}：公式 {cell.shown[:40]} 没有存下计算结果；请在 Excel 中打开、重新计算并保存，或粘贴为数值",
            f"{place}: the formula {cell.shown[:40]} was saved without its result; open the workbook, recalculate and "
            "save it, or paste the values",
        )
    if isinstance(cell, Unreadable) and cell.why == "date":
        return BadGeometry(
            f"{place}：这是日期或时间 {cell.shown[:40]}，不是坐标；请把单元格改为数字格式并重新填写",
            f"{place}: this is the date or time {cell.shown[:40]}, not a coordinate; make the cell a number and enter "
            "it again",
        )
    if isinstance(cell, Unreadable):
        return BadGeometry(
            f"{place}：公式出错，显示 {cell.shown[:40]}；请改正公式并保存",
            f"{place}: a formula failed and shows {cell.shown[:40]}; mend the formula and save",
        )
    if isinstance(cell, bool):
        return BadGeometry(
            f"{place}：这是逻辑值 {str(cell).upper()}，不是坐标；请填写数字",
            f"{place}: this is the truth value {str(cell).upper()}, not a coordinate; enter a number",
        )
    shown = " ".join(str(cell).split())[:40]
    return BadGeometry(
        f"{place}：“{shown}”不是数字，也不是度分秒；请改正",
        f'{place}: "{shown}" is neither a number nor degrees, minutes and seconds; correct it',
    )
