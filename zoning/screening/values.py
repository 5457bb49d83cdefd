"""Cells as values: texts, numbers, days, roles, industry codes and facts; each that cannot be is refused in words."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Final

from layers.errors import BadInput
from layers.intake.declared_area import parse_area
from layers.intake.text import fold
from layers.tables.sheet import Cell, Unread
from zoning.facts import FactKind, FactValue
from zoning.screening.columns import Columns, folded, folded_value

_NUMBER: Final = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE][-+]?\d{1,2})?")
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_WHY: Final = {
    "formula": (
        "是没有算出值的公式；请在 Excel 中打开并保存一次",
        "is a formula without a calculated value; open the file in Excel and save it",
    ),
    "error": ("是错误值；请改正公式", "is an error value; mend the formula"),
    "time": ("带有时刻；请只填日期", "has a time of day; give a date alone"),
}
_SHORTEST_CODE: Final = 4  # digits of an industry code that a number cell cannot have lost a zero of


def known(cell: Cell, columns: Columns) -> bool:
    """Whether a cell says something, rather than that it is not known."""
    return cell is not None and not (isinstance(cell, str) and folded_value(cell) in columns.unknown)


def text(cell: Cell) -> str:
    """A cell as text; whole numbers without a decimal point. Raises BadInput."""
    if isinstance(cell, Unread):
        raise unread(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def number(cell: Cell) -> float:
    """A cell as a number, also where it was typed as text. Raises BadInput."""
    if isinstance(cell, Unread):
        raise unread(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        return float(cell)
    plain = fold(cell).replace(" ", "") if isinstance(cell, str) else ""
    if _NUMBER.fullmatch(plain):
        return float(plain.replace(",", ""))
    raise BadInput(f"“{cell}”不是数字；请只填数字", f"{str(cell)!r} is no number; give the number alone")


def area(cell: Cell, unit: str | None) -> float | None:
    """A cell as an area, m²; `unit` is that of its column, over which one beside the number goes.

    None where neither says the unit. Raises BadInput for what is no area.
    """
    said = text(cell)
    found = parse_area(said, unit or "m2")
    if found is None:
        raise BadInput(f"“{said}”不是面积", f"{said!r} is no area")
    return None if unit is None and parse_area(said, "ha") != found else found


def day(cell: Cell) -> date:
    """A cell as a civil date. Raises BadInput."""
    if isinstance(cell, Unread):
        raise unread(cell)
    if isinstance(cell, date):
        return cell
    match = _DAY.fullmatch(fold(text(cell)))
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass  # the same message as for another form
    raise BadInput(
        f"“{text(cell)}”不是日期；请用日期格式，或写作 2026-08-15",
        f"{text(cell)!r} is no date; use a date cell or write 2026-08-15",
    )


def role(cell: Cell, columns: Columns) -> str:
    """A cell as the role of a part. Raises BadInput."""
    found = columns.roles.get(folded(text(cell)))
    if found is None:
        allowed = ", ".join(dict.fromkeys(columns.roles.values()))
        raise BadInput(
            f"没有用途“{text(cell)}”；可取 {allowed}", f"there is no role {text(cell)!r}; allowed: {allowed}"
        )
    return found


def industry(cell: Cell) -> str:
    """A cell as an industry code. Raises BadInput for a number that may have lost its leading zero."""
    plain = text(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and len(plain) < _SHORTEST_CODE:
        raise BadInput(
            f"行业代码 {plain} 是数字格式，可能丢了开头的 0（{plain} 还是 0{plain}）；请把单元格设为文本再填",
            f"industry code {plain} is a number cell, which may have lost a leading zero ({plain} or 0{plain}); format "
            "the cell as text and type it again",
        )
    return plain


def fact(cell: Cell, kind: FactKind, columns: Columns) -> FactValue:
    """A cell as the value of a fact: yes and no, codes by code or title, numbers as text too. Raises BadFact."""
    if isinstance(cell, Unread):
        raise unread(cell)
    if kind.type == "number" and isinstance(cell, str):
        plain = fold(cell).replace(" ", "")
        return kind.typed(plain.replace(",", "") if _NUMBER.fullmatch(plain) else cell)
    if kind.type == "number" or isinstance(cell, bool):
        return kind.typed(cell)
    said = text(cell)
    if kind.type == "boolean":
        return kind.typed(columns.truth.get(folded_value(said), fold(said)))
    if kind.type in ("code", "opinion"):
        return kind.typed(_code(said, kind))
    return kind.typed(said)


def _code(said: str, kind: FactKind) -> str:
    """The code that a text is the title of; the text itself where it is of none."""
    from_titles = {
        folded_value(title): code for code, titles in kind.values.items() for title in (titles.en, titles.zh)
    }
    return said if said in kind.values or said in kind.spoken else from_titles.get(folded_value(said), said)


def unread(cell: Unread) -> BadInput:
    """Why no value can be taken from a cell."""
    zh, en = _WHY[cell.why]
    return BadInput(f"“{cell.shown}”{zh}", f"{cell.shown!r} {en}")
