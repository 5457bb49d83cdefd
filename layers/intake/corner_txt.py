"""The land survey's corner file (界址点坐标 TXT): a block of keys, then parcels of numbered corners.

X is north and Y is east; the file's own header may name datum, zone and unit. What it leaves out is inferred with
a note, or refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from layers.crs import Points
from layers.errors import BadFile, BadGeometry
from layers.intake.corner_header import Header, read_header
from layers.intake.corner_rings import polygon_of, ring_points, shoelace_area
from layers.intake.delivered import Delivered, too_few_places
from layers.intake.packed_degrees import degrees
from layers.intake.text import decode, fold
from layers.intake.types import AttributeValue, RawFeature
from layers.notes import Note, NoteValue

CORNER = re.compile(
    r"^[^,，\t\[\]=]{0,20}[,，\t]\s*\d{1,6}\s*[,，\t]\s*-?\d+\.?\d*\s*[,，\t]\s*-?\d+\.?\d*", re.MULTILINE
)
_SECTION = re.compile(r"\[(.+?)\]")
_SEPARATOR = re.compile(r"[,，\t]")
_NUMBER = re.compile(r"[-+]?\d+(\.\d*)?")
_FIELDS = ("地块面积", "地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
_SHAPES = {"点": "point", "线": "line", "面": "polygon"}
_HECTARE_M2 = 10_000.0
_TOLERATED_SHARE = 0.01


@dataclass
class _Corner:
    line: int
    ring: int
    x: str
    y: str


@dataclass
class _Parcel:
    line: int
    cells: list[str]
    stated: int | None
    corners: list[_Corner] = field(default_factory=list)

    @property
    def name(self) -> str:
        return next((cell for cell in (self.cells[3:4] + self.cells[2:3]) if cell), "")

    @property
    def shape(self) -> str:
        """The kind its header states in the fifth field; a polygon where it states none."""
        return next((_SHAPES[cell] for cell in self.cells[4:5] if cell in _SHAPES), "polygon")

    def source(self, name: str) -> str:
        return f"{name}:{self.line}（{self.name[:40]}）" if self.name else f"{name}:{self.line}"


def deliver(data: bytes, name: str) -> Delivered:
    """The parcels of a corner file as features in the CRS of its header, x = east.

    Raises BadFile (a line that is neither key, parcel nor corner; a wrong count), BadGeometry, BadCRS (an old datum,
    a zone that does not exist).
    """
    text, notes = decode(data)
    keys, parcels = _sections(text, name)
    header = read_header(keys)
    reader = _Parcels(header, name)
    features = [reader.feature(parcel) for parcel in parcels]
    return Delivered(
        "corner_txt",
        features,
        header.crs,
        notes=[*notes, *header.notes, *reader.notes],
    )


def _sections(text: str, name: str) -> tuple[dict[str, str], list[_Parcel]]:
    keys: dict[str, str] = {}
    parcels: list[_Parcel] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = fold(raw)
        if not line or _SECTION.fullmatch(line):
            continue
        cells = [cell.strip() for cell in _SEPARATOR.split(raw)]
        if "@" in fold(cells[-1]):
            parcels.append(_header(number, cells, name))
        elif (corner := _corner(number, cells)) is not None:
            if not parcels:
                parcels.append(_Parcel(number, [], None))
            parcels[-1].corners.append(corner)
        elif "=" in line and not parcels:
            key, _, value = (part.strip() for part in line.partition("="))
            if keys.setdefault(key, value) != value:
                raise BadFile(
                    f"{name} 第 {number} 行：{key} 先写作“{keys[key]}”，又写作“{value}”；请只留一个",
                    f'{name}, line {number}: {key} was "{keys[key]}" before and is "{value}" here; leave one',
                )
        else:
            shown = raw.strip()[:60]
            raise BadFile(
                f"{name} 第 {number} 行“{shown}”既不是“点号,圈号,X,Y”，也不是以 @ 结尾的地块行",
                f'{name}, line {number}: "{shown}" is neither "point,ring,X,Y" nor a parcel line that ends with @',
            )
    return keys, parcels


def _header(number: int, cells: list[str], name: str) -> _Parcel:
    # 7, 8 or 12 fields, then the @; the first is the count of corners
    fields = [*cells[:-1], cells[-1].replace("@", "").replace("＠", "").strip()]
    stated = fold(fields[0])
    if not stated.isdigit():
        raise BadFile(
            f"{name} 第 {number} 行：地块行的第一项应是界址点数，实为“{fields[0][:20]}”",
            f'{name}, line {number}: a parcel line starts with its count of corners, not "{fields[0][:20]}"',
        )
    return _Parcel(number, fields, int(stated))


def _corner(number: int, cells: list[str]) -> _Corner | None:
    while cells and not cells[-1]:
        cells = cells[:-1]
    plain = [fold(cell) for cell in cells]
    if len(plain) not in (4, 5) or not plain[1].isdigit():
        return None
    if not all(_NUMBER.fullmatch(cell) for cell in plain[2:]):
        return None
    return _Corner(number, int(plain[1]), plain[2], plain[3])


class _Parcels:
    """Turns parcels into features and keeps a note of each thing it had to decide."""

    def __init__(self, header: Header, name: str) -> None:
        self.header = header
        self.name = name
        self.notes: list[Note] = []

    def feature(self, parcel: _Parcel) -> RawFeature:
        source = parcel.source(self.name)
        if not parcel.corners:
            raise BadGeometry(f"{source}：地块没有界址点", f"{source}: the parcel has no corners")
        if parcel.stated is None:
            self.notes.append(Note("corner_parcel_without_header", {"source": source}))
        xy = self._coordinates(parcel, source)
        rings = ring_points(xy, [corner.ring for corner in parcel.corners])
        if parcel.shape == "polygon":
            self._check_count(parcel, rings, source)
            geometry = self._polygon(parcel, rings, source)
        else:
            if parcel.stated not in (None, len(xy)):
                raise _wrong_count(source, parcel.stated, len(xy))
            geometry = _points_or_lines(parcel.shape, xy, [corner.ring for corner in parcel.corners], source)
        return RawFeature(geometry, _attributes(parcel), source)

    def _coordinates(self, parcel: _Parcel, source: str) -> Points:
        north, east = [corner.x for corner in parcel.corners], [corner.y for corner in parcel.corners]
        if all(abs(float(value)) <= 180 for value in (*north, *east)):
            lat, lon, note = degrees(north, east, self.header.packed, source)
            if note not in self.notes:
                self.notes.append(note)
            return np.column_stack([lon, lat])
        return np.column_stack([np.array(east, dtype=np.float64), np.array(north, dtype=np.float64)])

    def _check_count(self, parcel: _Parcel, rings: list[NDArray[np.float64]], source: str) -> None:
        """Accept a count with or without the closing points; any other says that rows are missing."""
        rows = len(parcel.corners)
        closing = sum(len(ring) > 1 and bool((ring[0] == ring[-1]).all()) for ring in rings)
        if parcel.stated is not None and parcel.stated not in {rows, rows - closing, rows + len(rings) - closing}:
            raise _wrong_count(source, parcel.stated, rows)

    def _polygon(self, parcel: _Parcel, rings: list[NDArray[np.float64]], source: str) -> BaseGeometry:
        closed = []
        for ring in rings:
            is_closed = bool((ring[0] == ring[-1]).all())
            whole = ring if is_closed else np.vstack([ring, ring[:1]])
            if len(whole) < 4:
                raise too_few_places(source, len(np.unique(whole, axis=0)), 3)
            if not is_closed:
                self.notes.append(Note("corner_ring_closed", {"source": source}))
            closed.append(whole)
        geometry, shells, holes = polygon_of(closed, source)
        if len(closed) > 1:
            self.notes.append(Note("rings_by_containment", {"source": source, "outer": shells, "holes": holes}))
        self._compare_area(parcel, geometry, source)
        return geometry

    def _compare_area(self, parcel: _Parcel, geometry: BaseGeometry, source: str) -> None:
        stated = fold(parcel.cells[1]) if len(parcel.cells) > 1 else ""
        if not _NUMBER.fullmatch(stated):
            return
        declared, computed = float(stated), shoelace_area(geometry) / _HECTARE_M2
        if computed > 0 and abs(declared - computed) > _TOLERATED_SHARE * computed:
            values: dict[str, NoteValue] = {
                "source": source,
                "declared_ha": declared,
                "computed_ha": round(computed, 4),
            }
            self.notes.append(Note("declared_area_differs", values))


def _wrong_count(source: str, stated: int | None, rows: int) -> BadFile:
    return BadFile(
        f"{source}：地块行写明 {stated} 个界址点，实有 {rows} 行；文件可能不完整，请核对",
        f"{source}: the parcel line states {stated} corners but {rows} rows follow; the file may be incomplete",
    )


def _points_or_lines(shape: str, xy: Points, numbers: list[int], source: str) -> BaseGeometry:
    if shape == "point":
        return Point(xy[0]) if len(xy) == 1 else MultiPoint(xy)
    marks = np.array(numbers)
    lines = [xy[marks == number] for number in dict.fromkeys(numbers)]
    for line in lines:
        if len(line) < 2:
            raise too_few_places(source, len(line), 2)
    return LineString(lines[0]) if len(lines) == 1 else MultiLineString([LineString(line) for line in lines])


def _attributes(parcel: _Parcel) -> dict[str, AttributeValue]:
    return {key: value for key, value in zip(_FIELDS, parcel.cells[1:], strict=False) if value}
