"""Points of the survey program CASS (.dat): `name,code,east,north,height` a line - east first, unlike a corner file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.errors import BadFile
from layers.intake.axes import east_first
from layers.intake.columns import NUMBER, read_columns
from layers.intake.delivered import Delivered
from layers.intake.point_list import shape_of
from layers.intake.text import decode, fold
from layers.intake.types import RawFeature
from layers.notes import Note

_LOOK = 20
_DEGREES = 180.0


@dataclass(frozen=True)
class _Row:
    line: int
    code: str
    first: str
    second: str
    height: str


def deliver(data: bytes, name: str) -> Delivered:
    """The points of a .dat in their order as one outline (one as a point, two as a line), x = east.

    Raises BadFile (a line of another form, a count that does not fit), BadGeometry, BadCRS.
    """
    text, encoding = decode(data)
    rows: list[_Row] = []
    stated: int | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = fold(raw)
        if not line:
            continue
        if line.isdigit() and not rows and stated is None:
            stated = int(line)
            continue
        row = _row(number, line)
        if row is None:
            raise BadFile(
                f"{name} 第 {number} 行“{line[:60]}”不是“点号,编码,东坐标,北坐标,高程”；请改正或删去该行",
                f'{name}, line {number}: "{line[:60]}" is not "name,code,east,north,height"; correct or delete '
                "the line",
            )
        rows.append(row)
    if stated not in (None, len(rows)):
        raise BadFile(
            f"{name} 首行写明 {stated} 个点，实有 {len(rows)} 行；文件可能不完整，请核对后补齐或改正",
            f"{name}: its first line states {stated} points but {len(rows)} rows follow; the file may be incomplete, "
            "complete it or correct the count",
        )

    def place(row: int) -> tuple[str, str]:
        return f"{name} 第 {rows[row].line} 行", f"{name}, line {rows[row].line}"

    columns = read_columns(
        [row.first for row in rows], [row.second for row in rows], place, usual_east_first=True, packed=False
    )
    notes = list(encoding)
    if not columns.east_first:
        notes.append(Note("axes_swapped", {"source": name, "first": "N", "second": "E"}))
    geometry, told = shape_of([columns.xy], name)
    notes += told
    codes = list(dict.fromkeys(row.code for row in rows if row.code))
    if len(codes) > 1:
        notes.append(Note("point_codes_differ", {"source": name, "codes": ", ".join(codes[:5])[:60]}))
    if any(row.height and float(row.height) for row in rows):
        notes.append(Note("z_dropped", {"count": 1}))
    return Delivered("cass_dat", [RawFeature(geometry, {}, name)], notes=notes)


def looks_like_points(text: str) -> bool:
    """Whether a text begins like a .dat: rows of name, code and three numbers, or of name and three numbers."""
    lines = [line for raw in text.splitlines()[: _LOOK + 1] if (line := fold(raw))]
    if len(lines) > 1 and lines[0].isdigit():
        lines = lines[1:]
    rows = [_row(0, line) is not None for line in lines[:_LOOK]]
    return bool(rows) and rows[0] and 2 * sum(rows) > len(rows)  # a broken line among them is refused by its reader


def _row(number: int, line: str) -> _Row | None:
    cells = [cell.strip() for cell in line.split(",")]
    if len(cells) == 6 and not cells[5]:
        cells.pop()
    if len(cells) not in (4, 5):
        return None
    code = cells[1] if len(cells) == 5 else ""
    first, second, height = cells[-3:]
    if not NUMBER.fullmatch(first) or not NUMBER.fullmatch(second) or not (NUMBER.fullmatch(height) or not height):
        return None
    order = _is_east_first(first, second) if float(first) > _DEGREES else None  # the program knows metres alone
    # a whole number between name and coordinates is the ring of a corner file, unless the order tells otherwise
    if order is None or (len(cells) == 5 and code.isdigit() and not order):
        return None
    return _Row(number, code, first, second, height)


def _is_east_first(first: str, second: str) -> bool | None:
    return east_first(np.array([float(first)]), np.array([float(second)]), lambda row: (str(row), str(row)))
