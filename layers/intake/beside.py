"""What stands beside the coordinates, as the names of files and sheets, and speaks of another datum than CGCS2000."""

from __future__ import annotations

from collections.abc import Iterable

from layers.errors import BadCRS
from layers.intake.table_words import datums_named

_LONGEST = 60
_SHIFTED = ("GCJ02", "BD09")
_FOREIGN = ("1980西安坐标系", "1954北京坐标系", *_SHIFTED, "UTM", "独立坐标系")


def require_no_other_datum(beside: Iterable[str], words: Iterable[str], *, is_degrees: bool) -> None:
    """Raises BadCRS where `beside` names an old, local or shifted datum, and neither it nor the file's `words` another.

    For numbers whose CRS neither the caller nor the file states: taken as CGCS2000 they would lie up to 1.2 km off.
    """
    named = {text: datums_named(text) for text in beside}
    known = [datum for text in (*named, *words) for datum in datums_named(text)]
    if any(datum not in _FOREIGN for datum in known):
        return
    for text, datums in named.items():
        if not datums:
            continue
        shown, token = text[:_LONGEST], "EPSG:4490" if is_degrees else "gk3:40"
        datum = datums[0]
        other = f"--crs {datum}" if datum in _SHIFTED and is_degrees else None
        raise BadCRS(
            f"“{shown}”写的是 {datum}，而坐标旁没有写明坐标系，不能当作 CGCS2000；"
            + (f"若属实请指明 {other}，" if other else "若属实请由测绘单位转换后再交，")
            + f"若已是 CGCS2000 请用 --crs 指明，如 {token}",
            f'"{shown}" names {datum} and the coordinates themselves state no CRS, so they are not taken as CGCS2000; '
            + (f"if it is so state {other}, " if other else "if it is so have them converted by the surveyors, ")
            + f"if they are in CGCS2000 state it with --crs, e.g. {token}",
        )
