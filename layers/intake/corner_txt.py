"""The land survey's corner file (界址点坐标 TXT): a block of keys, then parcels of numbered corners.

X is north and Y is east; the file's own header may name datum, zone and unit. What it leaves out is inferred with
a note, or refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import LineString, MultiLineString, MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from layers.crs import Points
from layers.errors import BadFile, BadGeometry
from layers.intake.columns import NUMBER, Columns, read_columns
from layers.intake.corner_header import Header, read_header
from layers.intake.corner_lines import Corner, Parcel, corners_of, read_lines
from layers.intake.corner_rings import outline_of, ring_points
from layers.intake.declared_area import parse_area
from layers.intake.delivered import Alternative, Delivered, too_few_places
from layers.intake.text import decode
from layers.intake.types import AttributeValue, RawFeature
from layers.notes import Note

_FIELDS = ("地块面积", "地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
_SHAPES = {
    "点": "point", "point": "point", "线": "line", "line": "line",
    "面": "polygon", "多边形": "polygon", "polygon": "polygon",
}  # fmt: skip
_FIRST, _SECOND = "X", "Y"


def deliver(data: bytes, name: str) -> Delivered:
    """The parcels of a corner file as features in the CRS of its header, x = east.

    Raises BadFile (a line that is neither key, parcel nor corner; a wrong count), BadGeometry, BadCRS (an old datum,
    a zone that does not exist).
    """
    text, encoding = decode(data)
    lines = read_lines(text, name)
    header = read_header(lines.keys)
    parcels = lines.parcels
    for parcel in parcels:
        if not parcel.corners:
            source = parcel.source(name)
            raise BadGeometry(
                f"{source}：地块没有界址点；请补上或删去地块行",
                f"{source}: the parcel has no corners; add them or delete the parcel line",
            )
    notes = [*encoding, *header.notes]
    if not parcels:
        return Delivered("corner_txt", [], header.crs, notes=notes)
    columns = _columns(list(corners_of(parcels)), header, name)
    if columns.east_first:
        notes.append(Note("axes_swapped", {"source": name, "first": _FIRST, "second": _SECOND}))
    packed = header.packed
    if columns.degrees and columns.plain and (packed or columns.packed is None):
        notes.append(Note("packed_degrees") if packed else Note("decimal_degrees"))
    xy = columns.packed if packed and columns.packed is not None else columns.xy
    features, told = _features(parcels, xy, name)
    declared = header.crs or (header.datum if columns.degrees else None)
    delivered = Delivered("corner_txt", features, declared, notes=[*notes, *told], texts=tuple(lines.keys.values()))
    delivered.sexagesimal, delivered.unit = columns.sexagesimal, columns.unit
    delivered.said_precision_m = header.precision_m
    if columns.degrees and columns.plain:
        delivered.word = "packed" if packed else "decimal"
        if packed is None and columns.packed is not None:
            other, _ = _features(parcels, columns.packed, name)
            delivered.alternatives = (Alternative("packed", other, (Note("packed_degrees"),)),)
    return delivered


def _columns(corners: Sequence[Corner], header: Header, name: str) -> Columns:
    def place(row: int) -> tuple[str, str]:
        return f"{name} 第 {corners[row].line} 行", f"{name}, line {corners[row].line}"

    first, second = [corner.first for corner in corners], [corner.second for corner in corners]
    return read_columns(first, second, place, usual_east_first=False, packed=header.packed)


@dataclass(frozen=True)
class _Kind:
    """The kind a parcel line states, a polygon where it states none; `known` where it is one of the format's."""

    shape: str
    known: bool


def _kind(parcel: Parcel) -> _Kind:
    said = parcel.cell(4).lower()
    return _Kind(_SHAPES.get(said, "polygon"), not said or said in _SHAPES)


def _features(parcels: Sequence[Parcel], xy: Points, name: str) -> tuple[list[RawFeature], list[Note]]:
    """The parcels with the corners `xy`, and a note of each thing that had to be decided."""
    features: list[RawFeature] = []
    notes: list[Note] = []
    start = raised = remarked = 0
    for parcel in parcels:
        count = len(parcel.corners)
        features.append(_feature(parcel, xy[start : start + count], name, notes))
        start += count
        rests = [corner.rest for corner in parcel.corners if corner.rest]
        raised += any(NUMBER.fullmatch(rest) for rest in rests)
        remarked += sum(not NUMBER.fullmatch(rest) for rest in rests)
    if raised:
        notes.append(Note("z_dropped", {"count": raised}))
    if remarked:
        notes.append(Note("corner_remarks_dropped", {"count": remarked}))
    return features, notes


def _feature(parcel: Parcel, xy: Points, name: str, notes: list[Note]) -> RawFeature:
    source = parcel.source(name)
    if parcel.stated is None:
        notes.append(Note("corner_parcel_without_header", {"source": source}))
    numbers = _rings(parcel, name)
    kind = _kind(parcel)
    if not kind.known:
        notes.append(Note("corner_kind_unknown", {"source": source, "kind": parcel.cell(4)[:20]}))
    if kind.shape == "polygon":
        rings = ring_points(xy, numbers)
        _require_count(parcel, rings, source)
        geometry, told = outline_of(rings, source)
        notes += told
    else:
        if parcel.stated not in (None, len(xy)):
            raise _wrong_count(source, parcel.stated, len(xy))
        geometry = _points_or_lines(kind.shape, xy, numbers, source)
    return RawFeature(geometry, _attributes(parcel), source, parcel.name or None, _declared_area(parcel, source, notes))


def _rings(parcel: Parcel, name: str) -> list[int]:
    """The ring of each corner. Raises BadFile where some corners state theirs and others do not."""
    numbers = [corner.ring for corner in parcel.corners]
    if 0 in numbers and any(numbers):
        without_is_odd = 2 * numbers.count(0) <= len(numbers)
        line = next(corner.line for corner in parcel.corners if (corner.ring == 0) == without_is_odd)
        raise BadFile(
            f"{name} 第 {line} 行：有的行写了圈号，有的没有；请统一写成“点号,圈号,X,Y”",
            f'{name}, line {line}: some rows state their ring and some do not; write all as "point,ring,X,Y"',
        )
    return numbers


def _require_count(parcel: Parcel, rings: list[Points], source: str) -> None:
    """Accept a count with or without the closing points; any other says that rows are missing."""
    rows = len(parcel.corners)
    closing = sum(len(ring) > 1 and bool((ring[0] == ring[-1]).all()) for ring in rings)
    if parcel.stated is not None and parcel.stated not in {rows, rows - closing, rows + len(rings) - closing}:
        raise _wrong_count(source, parcel.stated, rows)


def _wrong_count(source: str, stated: int | None, rows: int) -> BadFile:
    return BadFile(
        f"{source}：地块行写明 {stated} 个界址点，实有 {rows} 行；文件可能不完整，请核对后补齐或改正点数",
        f"{source}: the parcel line states {stated} corners but {rows} rows follow; the file may be incomplete; "
        "complete it or correct the count",
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


def _attributes(parcel: Parcel) -> dict[str, AttributeValue]:
    return {key: value for key, value in zip(_FIELDS, parcel.cells[1:], strict=False) if value}


def _declared_area(parcel: Parcel, source: str, notes: list[Note]) -> float | None:
    """Square metres; the format states hectares, unless a unit stands beside the number."""
    stated = parcel.cell(1)
    area = parse_area(stated, "ha")
    if stated and area is None:
        notes.append(Note("declared_area_unreadable", {"source": source, "stated": stated[:20]}))
    return area
