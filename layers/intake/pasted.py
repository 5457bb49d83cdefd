"""Text as it is pasted from Word, a chat or a mail: a pair of numbers, or lists of them with names and words between.

Each line holds one point: two coordinates in any notation of `dms` or in metres, a name or number before them, a
height behind. An empty line begins another ring, a line of words another parcel. Which number is east is told by size
or letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from layers.errors import BadFile, BadGeometry
from layers.intake.columns import Columns, of_angles
from layers.intake.declared_area import area_in
from layers.intake.delivered import Delivered
from layers.intake.pasted_lines import Row, Words, blocks_of, is_broken_row, read_line, unreadable
from layers.intake.point_list import shape_of
from layers.intake.said_crs import said_crs
from layers.intake.text import decode
from layers.intake.types import RawFeature
from layers.notes import Note

_HEADS = re.compile(r"点号|序号|编号|经度|纬度|坐标|[XY]|longitude|latitude|east|north", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
_NAMED = 40
_LOOK_LINES = 200


@dataclass
class _Parcel:
    """Rows under one line of words."""

    line: int
    name: str | None = None
    area_m2: float | None = None
    rows: list[Row] = field(default_factory=list)

    def source(self, name: str) -> str:
        return f"{name}:{self.line}（{self.name}）" if self.name else f"{name}:{self.line}"


def deliver(data: bytes, name: str) -> Delivered:
    """The places in a pasted text, x = east.

    Raises BadFile (numbers that are no coordinates), BadGeometry (no coordinates, an impossible angle), BadCRS (an old
    datum named in its words).
    """
    text, encoding = decode(data)
    delivered = deliver_text(text, name)
    delivered.notes[:0] = encoding
    return delivered


def deliver_text(text: str, name: str) -> Delivered:
    """The same of a text already decoded."""
    parcels, words, breaks = _parcels(text, name)
    rows = [row for parcel in parcels for row in parcel.rows]
    if not rows:
        raise BadGeometry(
            f"{name}：文字中没有坐标；请写作“经度,纬度”（如 120.6994,27.9943）或“点号 X Y”，每行一个点",
            f'{name}: the text holds no coordinates; write LON,LAT (e.g. 120.6994,27.9943) or "name X Y", one point a '
            "line",
        )

    def place(row: int) -> tuple[str, str]:
        return f"{name} 第 {rows[row].line} 行", f"{name}, line {rows[row].line}"

    columns = of_angles([row.pair for row in rows], place, usual_east_first=True)
    features: list[RawFeature] = []
    notes = _order_notes(columns, name)
    start = 0
    for parcel in parcels:
        xy = columns.xy[start : start + len(parcel.rows)]
        start += len(parcel.rows)
        blocks = blocks_of(parcel.rows, breaks)
        ends = [sum(len(block) for block in blocks[: index + 1]) for index in range(len(blocks))]
        cut = [xy[end - len(block) : end] for block, end in zip(blocks, ends, strict=True)]
        source = name if len(rows) == 1 else parcel.source(name)
        geometry, told = shape_of(cut, source)
        notes += told
        features.append(RawFeature(geometry, {}, source, parcel.name, parcel.area_m2))
    if raised := sum(any(row.raised for row in parcel.rows) for parcel in parcels):
        notes.append(Note("z_dropped", {"count": raised}))
    if words:
        notes.append(Note("words_not_read", {"count": len(words), "first": words[0].text[:_NAMED]}))
    texts = tuple(one.text for one in words) + tuple(row.label for row in rows if _WORD.search(row.label))
    declared, said = said_crs("\n".join(texts), degrees=columns.degrees)
    intake = "lonlat" if len(rows) == 1 else "pasted"
    delivered = Delivered(intake, features, declared, notes=[*notes, *said], texts=texts)
    delivered.sexagesimal, delivered.unit = columns.sexagesimal, columns.unit
    return delivered


def looks_like_coordinates(text: str) -> bool:
    """Whether some line at the beginning of a text is a row of coordinates."""
    for raw in text.splitlines()[:_LOOK_LINES]:
        try:
            if isinstance(read_line(0, raw, ""), Row):
                return True
        except BadGeometry:
            return True  # an impossible angle, which is refused with its line once it is read
        except BadFile:
            continue
    return False


def begins_with_coordinates(text: str) -> bool:
    """Whether the first line that is not empty is a row of coordinates."""
    return looks_like_coordinates(text.strip().partition("\n")[0])


def _parcels(text: str, name: str) -> tuple[list[_Parcel], list[Words], set[int]]:
    """Rows under the words that stand above them, all words, and the numbers of the empty lines."""
    parcels: list[_Parcel] = []
    words: list[Words] = []
    breaks: set[int] = set()
    title: str | None = None
    area: float | None = None
    begins = True
    before: Row | Words | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = read_line(number, raw, name)
        if line is None:
            breaks.add(number)
        elif isinstance(line, Words):
            if isinstance(before, Row) and is_broken_row(line):
                raise unreadable(number, raw, name)
            words.append(line)
            stated = area_in(line.text)
            if stated is not None and parcels and not begins:
                parcels[-1].area_m2 = stated  # below the list that it is of
            else:
                area = stated if stated is not None else area
                begins = True
                title = _title(line.text) or title
        else:
            if begins:
                parcels.append(_Parcel(number, title, area))
                title, area, begins = None, None, False
            parcels[-1].rows.append(line)
        before = line
    return parcels, words, breaks


def _title(text: str) -> str | None:
    """The name that a line of words gives to what follows, None for the head of a table."""
    if _HEADS.search(text) or area_in(text) is not None:
        return None
    return text.rstrip(":;, ")[:_NAMED] or None


def _order_notes(columns: Columns, name: str) -> list[Note]:
    """What had to be told by the size of the numbers: latitude before longitude, or either order of metres."""
    if columns.degrees or (columns.east_first and len(columns.xy) == 1):  # LON,LAT and EAST,NORTH are the usual order
        return [] if columns.east_first else [Note("latitude_first", {"source": name})]
    return [Note("east_first" if columns.east_first else "north_first", {"source": name})]
