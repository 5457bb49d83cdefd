"""The lines of a corner file: keys, parcel lines that end with @, and corners, in every way they are punctuated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from layers.errors import BadFile
from layers.intake.columns import NUMBER
from layers.intake.dms import is_angle
from layers.intake.text import fold

_LONGEST_VALUE = 200  # characters of what a key states
_SECTION = re.compile(r"\[([^\[\]]{1,40})\]")
_KEY = re.compile(r"([^=:,\t]{1,40})[=:](.*)", re.DOTALL)
# the ways in which columns are set apart, the usual one first
_SEPARATORS = (re.compile(r"[,，\t]"), re.compile(r"[,，\t;；、]"), re.compile(r"[,，;；、\s]+"))
_RING = re.compile(r"\d{1,4}")
_NAME = re.compile(r"[^=＝@＠]{0,30}")
# keys that say where the numbers are; a file of several sections has one of each
_PLACING = ("坐标系", "几度分带", "投影类型", "计量单位", "带号", "转换参数", "中央子午线")


@dataclass(frozen=True)
class Corner:
    """A corner as written: `first` is X (north) by the rules of the format; `rest` what stands behind both."""

    line: int
    ring: int
    first: str
    second: str
    rest: str = ""


@dataclass
class Parcel:
    """A parcel line, its fields in `cells` (none where corners came without one), and the corners below it."""

    line: int
    cells: list[str]
    stated: int | None
    corners: list[Corner] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name, else its number, else nothing."""
        return next((cell for cell in (self.cells[3:4] + self.cells[2:3]) if cell), "")

    def cell(self, index: int) -> str:
        """A field of the parcel line in plain marks, empty where there is none."""
        return fold(self.cells[index]) if index < len(self.cells) else ""

    def source(self, name: str) -> str:
        """What messages call it: file, line and its name."""
        return f"{name}:{self.line}（{self.name[:40]}）" if self.name else f"{name}:{self.line}"


@dataclass
class Lines:
    """What a corner file holds."""

    keys: dict[str, str] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)


def read_lines(text: str, name: str) -> Lines:
    """Keys, parcels and corners of a corner file called `name`.

    Raises BadFile for a line that is none of them, a key stated twice in two ways, a parcel line without a count.
    """
    found = Lines()
    in_keys = True
    for number, raw in enumerate(text.splitlines(), 1):
        line = fold(raw)
        if not line:
            continue
        if _SECTION.fullmatch(line) and "@" not in line:
            in_keys = "坐标" not in line
            continue
        cells = _trimmed(_SEPARATORS[0].split(raw))
        if "@" in fold(cells[-1]):
            found.parcels.append(_parcel(number, cells, name))
        elif (corner := _corner(number, raw)) is not None:
            if not found.parcels:
                found.parcels.append(Parcel(number, [], None))
            found.parcels[-1].corners.append(corner)
        elif (key := _KEY.fullmatch(line)) and (in_keys or not found.parcels):
            _add_key(found.keys, key[1].strip(), key[2].strip(), (f"{name} 第 {number} 行", f"{name}, line {number}"))
        else:
            raise _unreadable(number, raw, name)
    return found


def looks_like_corners(text: str) -> bool:
    """Whether a text begins like a corner file: a section, a parcel line, or a corner with its ring."""
    lines = [line for raw in text.splitlines()[:40] if (line := fold(raw))]
    if not lines:
        return False
    if _SECTION.fullmatch(lines[0]):
        return True
    return any(line.endswith("@") or ((ringed := _corner(0, line)) is not None and ringed.ring != 0) for line in lines)


def _parcel(number: int, cells: list[str], name: str) -> Parcel:
    # 7, 8 or 12 fields, then the @; the first is the count of corners
    fields = [*cells[:-1], cells[-1].replace("@", "").replace("＠", "").strip()]
    stated = fold(fields[0])
    if not stated.isdigit():
        raise BadFile(
            f"{name} 第 {number} 行：地块行的第一项应是界址点数，实为“{fields[0][:20]}”；请补上点数",
            f'{name}, line {number}: a parcel line starts with its count of corners, not "{fields[0][:20]}"; add it',
        )
    return Parcel(number, fields, int(stated))


def _corner(number: int, raw: str) -> Corner | None:
    """The corner of a line: `name,ring,X,Y`, or `name,X,Y` of a file without rings (ring 0)."""
    for separator in _SEPARATORS:
        cells = [fold(cell) for cell in _trimmed(separator.split(raw.strip()))]
        if len(cells) in (4, 5) and _RING.fullmatch(cells[1]) and _is_pair(cells[2], cells[3]):
            rest = cells[4] if len(cells) == 5 else ""
            return Corner(number, int(cells[1]), cells[2], cells[3], rest) if _NAME.fullmatch(cells[0]) else None
        if len(cells) == 3 and not _RING.fullmatch(cells[1]) and _NAME.fullmatch(cells[0]) and _is_pair(*cells[1:]):
            return Corner(number, 0, cells[1], cells[2])
    return None


def _is_pair(first: str, second: str) -> bool:
    return all(NUMBER.fullmatch(cell) or is_angle(cell) for cell in (first, second))


def _trimmed(cells: list[str]) -> list[str]:
    cells = [cell.strip() for cell in cells]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def _add_key(keys: dict[str, str], key: str, value: str, place: tuple[str, str]) -> None:
    zh, en = place
    if len(value) > _LONGEST_VALUE:
        raise BadFile(
            f"{zh}：属性“{key[:20]}”的值有 {len(value)} 字，文件可能已损坏；请重新导出",
            f'{en}: the value of "{key[:20]}" has {len(value)} characters, so the file may be damaged; export it again',
        )
    if key not in keys or (keys[key] == "" and value):
        keys[key] = value
    elif keys[key] != value and key in _PLACING:
        raise BadFile(
            f"{zh}：{key} 先写作“{keys[key]}”，又写作“{value}”；请只留一个，不同坐标系的地块请分成几个文件",
            f'{en}: {key} was "{keys[key]}" before and is "{value}" here; leave one, and put parcels of different '
            "systems into files of their own",
        )


def _unreadable(number: int, raw: str, name: str) -> BadFile:
    shown = raw.strip()[:60]
    for separator in _SEPARATORS:
        for cell in (fold(one) for one in separator.split(raw)):
            if "°" in cell or "′" in cell:
                return BadFile(
                    f"{name} 第 {number} 行“{shown}”：“{cell[:30]}”不是度分秒；请写作 120°41′57.84″",
                    f'{name}, line {number}: in "{shown}" the cell "{cell[:30]}" is no angle; write 120°41′57.84″',
                )
    return BadFile(
        f"{name} 第 {number} 行“{shown}”既不是“点号,圈号,X,Y”，也不是以 @ 结尾的地块行；请改正或删去该行",
        f'{name}, line {number}: "{shown}" is neither "point,ring,X,Y" nor a parcel line that ends with @; correct the '
        "line or delete it",
    )


def corners_of(parcels: list[Parcel]) -> Iterator[Corner]:
    """All corners in the order of the file."""
    for parcel in parcels:
        yield from parcel.corners
