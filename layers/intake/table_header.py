"""The heads of corner tables: which columns hold the point, its coordinates, its parcel and ring."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from layers.intake.dms import is_angle, read_pair
from layers.intake.grid import Cell, Grid
from layers.intake.text import fold

Role = Literal["north", "east", "lat", "lon", "both", "point", "station", "parcel", "ring", "area", "shape"]
_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"[-+]?[\d.,，\s]+")
# the first that is found counts: words before letters, coordinates before names
_ROLES: tuple[tuple[Role | None, re.Pattern[str]], ...] = (
    (None, re.compile("边长|距离|方位角|高程|大地高|高度|面积误差|带号")),
    ("both", re.compile("经纬度|latlon|lonlat")),
    ("lon", re.compile(r"经度|东经|longitude|(?<![a-z])(lon|lng)(?![a-z])|大地经")),
    ("lat", re.compile(r"纬度|北纬|latitude|(?<![a-z])lat(?![a-z])|大地纬")),
    ("north", re.compile(r"纵坐标|北坐标|坐标北|北向|^北$|northing|(?<![a-z])north(?![a-z])")),
    ("east", re.compile(r"横坐标|东坐标|坐标东|东向|^东$|easting|(?<![a-z])east(?![a-z])")),
    ("north", re.compile(r"(?<![a-z])x(?![a-z])|(?<![a-z])n(?![a-z.°])")),
    ("east", re.compile(r"(?<![a-z])y(?![a-z])|(?<![a-z])e(?![a-z])")),
    ("lat", re.compile(r"^b$")),
    ("lon", re.compile(r"^l$")),
    ("ring", re.compile("圈号|环号|^圈$|^环$|(?<![a-z])ring(?![a-z])")),
    ("area", re.compile(r"面积|(?<![a-z])area(?![a-z])")),
    ("shape", re.compile("图形|^shape$|几何类型|geometry")),
    ("station", re.compile("桩号|里程|chainage|station")),
    ("point", re.compile(r"点号|点名|界址点|拐点|顶点|界桩|点位|序号|编号|^点$|point|vertex|^no\.?$|^id$|corner")),
    ("parcel", re.compile(r"地块|宗地|图斑|分区|区块|场地|名称|parcel|plot|site|name")),
    ("both", re.compile("坐标|coordinate|location|位置")),
)
_PARCEL_FIRST = re.compile("(地块|宗地|图斑|区块)(名称|编号|号|代码)?$|^(parcel|plot)")
_SUB = re.compile(
    r"[(\[]?(m|米|metres?|°|度|分|秒|'|′|\"|″|度分秒|十进制度?|ddd?\..*|x|y|b|l|e|n|[xy]坐标|[xy][(\[]?(m|米)[)\]]?)[)\]]?"
)
# a unit behind a blank or in brackets of its own, or 分 and 秒 right behind the axis
_UNIT = re.compile(r"(?:^|[(\[ ])([度°分'′秒\"″])[)\]]?$|[经纬]度?([分秒])$")
_DMS = {"度": 0, "°": 0, "分": 1, "'": 1, "′": 1, "秒": 2, '"': 2, "″": 2}
_PAIRS: tuple[tuple[Role, Role], ...] = (("north", "east"), ("lat", "lon"))


@dataclass(frozen=True)
class Axis:
    """The column of a coordinate, or its three columns of degrees, minutes and seconds; `words` is its head."""

    role: Role
    columns: tuple[int, ...]
    words: str


@dataclass(frozen=True)
class Pair:
    """Two axes that make a position: north and east, or latitude and longitude; or one column with both."""

    first: Axis
    second: Axis

    @property
    def is_plane(self) -> bool:
        """Whether its head speaks of plane coordinates."""
        return self.first.role == "north"

    @property
    def columns(self) -> tuple[int, ...]:
        """All columns of the pair."""
        return tuple(dict.fromkeys((*self.first.columns, *self.second.columns)))


@dataclass(frozen=True)
class Head:
    """The head of one block of rows: its rows, its columns from `west` to below `east`, its pairs and other columns.

    `above` is the text that stands over each pair, e.g. the name of a CRS; `roles` the other columns by role.
    """

    row: int
    last_row: int
    west: int
    east: int
    pairs: tuple[Pair, ...]
    roles: dict[Role, int]
    above: tuple[str, ...] = ()


_Block = tuple[list[int], list[Pair], dict[Role, int]]


def words_of(cell: Cell) -> str:
    """A cell's text for comparison: half-width, small letters, no blanks."""
    return _BLANKS.sub("", fold(cell)).lower() if isinstance(cell, str) else ""


def is_value(cell: Cell) -> bool:
    """Whether a cell holds something other than words: a number, also as text, an angle, an unreadable value."""
    if not isinstance(cell, str):
        return cell is not None
    return bool(_NUMBER.fullmatch(fold(cell))) or is_angle(cell)


def heads_at(grid: Grid, row: int) -> list[Head]:
    """The heads that begin in a row, from left to right; none where it is no head."""
    if not _is_labels(grid, row):
        return []
    upper = [words_of(cell) for cell in grid.rows[row]]
    single = _blocks(upper, both=False)
    if row + 1 < len(grid.rows) and _is_labels(grid, row + 1):
        lower = [words_of(grid.at(row + 1, column)) for column in range(max(map(len, grid.rows[row : row + 2])))]
        joined = _joined(upper, lower)
        if single:
            under = [lower[column] for _, pairs, _ in single for pair in pairs for column in pair.columns]
            # columns of one merged head may be told apart by their second row alone
            if any(_SUB.fullmatch(word) and word not in upper for word in under):
                return list(_heads(row, row + 1, _blocks(joined, both=False), ()))
        elif not _blocks(lower, both=False) and (two_rows := _blocks(joined, both=False)):
            return list(_heads(row, row + 1, two_rows, ()))
        elif _blocks(lower, both=False):
            return []
    above = tuple(words_of(cell) for cell in grid.rows[row - 1]) if row and _is_labels(grid, row - 1) else ()
    return list(_heads(row, row, single or _pair_blocks(grid, row, upper), above))


def _pair_blocks(grid: Grid, row: int, words: Sequence[str]) -> list[_Block]:
    """The block of a column whose cells hold both coordinates, if the cell below does."""
    blocks = _blocks(words, both=True)
    for _, pairs, _ in blocks:
        below = grid.at(row + 1, pairs[0].columns[0])
        place = grid.place(row + 1, pairs[0].columns[0])
        if len(pairs) != 1 or not isinstance(below, str) or read_pair(below, (place, place)) is None:
            return []
    return blocks


def _is_labels(grid: Grid, row: int) -> bool:
    cells = [cell for cell in grid.rows[row] if cell is not None]
    return bool(cells) and not any(is_value(cell) for cell in cells)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    pairs = zip([*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))], strict=True)
    return [above if above == below else f"{above} {below}".strip() for above, below in pairs]


def role_of(words: str) -> Role | None:
    """What a column is for, by the words of its head."""
    if _PARCEL_FIRST.search(words):
        return "parcel"
    last = words.rpartition(" ")[2]
    for text in (last, words) if last != words and not _SUB.fullmatch(last) else (words,):
        for role, pattern in _ROLES:
            if pattern.search(text):
                return role
    parts = words.rpartition(" ")
    return role_of(parts[2]) if parts[0] and parts[2] else None


def _blocks(words: Sequence[str], *, both: bool) -> list[_Block]:
    """The columns of each block with its pairs; a new block starts at a point or parcel behind a pair."""
    blocks: list[_Block] = []
    columns: list[int] = []
    axes: list[Axis] = []
    roles: dict[Role, int] = {}

    def close() -> None:
        pairs = list(_pairs(axes, both=both))
        if pairs:
            blocks.append((list(columns), pairs, dict(roles)))
        columns.clear()
        axes.clear()
        roles.clear()

    for column, text in enumerate(words):
        role = role_of(text) if text else None
        if role in ("point", "station", "parcel", "ring") and list(_pairs(axes, both=both)):
            close()
        columns.append(column)
        if role is None and axes and axes[-1].role in ("lat", "lon") and axes[-1].columns[-1] == column - 1:
            role = axes[-1].role if _part(text) == len(axes[-1].columns) else None
        if role in ("north", "east", "lat", "lon", "both"):
            _add_axis(axes, role, column, text)
        elif role is not None:
            # "点号" names a point better than "序号" does
            better = role not in roles or (role == "point" and "序号" in words[roles[role]])
            roles[role] = column if better else roles[role]
    close()
    return blocks


def _add_axis(axes: list[Axis], role: Role, column: int, words: str) -> None:
    part = _part(words)
    last = axes[-1] if axes else None
    if part and last and last.role == role and len(last.columns) == part:
        axes[-1] = Axis(role, (*last.columns, column), last.words)
    elif not (last and last.role == role and last.words == words and part is None):
        axes.append(Axis(role, (column,), words))


def _part(words: str) -> int | None:
    """0, 1 or 2 for a column of degrees, minutes or seconds alone, by its head; None for others."""
    match = _UNIT.search(words)
    return None if match is None else _DMS[match[1] or match[2]]


def _pairs(axes: Sequence[Axis], *, both: bool) -> Iterator[Pair]:
    open_axis: Axis | None = None
    for axis in axes:
        if axis.role == "both":
            if both:
                yield Pair(axis, axis)
            continue
        if open_axis is None:
            open_axis = axis
            continue
        for first, second in _PAIRS:
            if {axis.role, open_axis.role} == {first, second}:
                yield Pair(*((open_axis, axis) if open_axis.role == first else (axis, open_axis)))
                open_axis = None
                break
        else:
            open_axis = axis


def _heads(row: int, last_row: int, blocks: Sequence[_Block], above: Sequence[str]) -> Iterator[Head]:
    for number, (columns, pairs, roles) in enumerate(blocks):
        east = blocks[number + 1][0][0] if number + 1 < len(blocks) else columns[-1] + 1
        over = tuple(above[pair.first.columns[0]] if pair.first.columns[0] < len(above) else "" for pair in pairs)
        yield Head(row, last_row, columns[0], east, tuple(pairs), roles, over)
