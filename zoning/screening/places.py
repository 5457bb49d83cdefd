"""Where a project of a table lies: its corners, its WKT or its file as a reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.errors import BadGeometry, BadInput
from layers.intake import wkt
from layers.intake.corner_rings import polygon_of, ring_points
from layers.intake.delivered import Delivered
from layers.intake.dms import is_angle, read_angle
from layers.intake.finish import finish
from layers.intake.statement import parse_statement
from layers.intake.types import RawFeature, Reading, ReadLimits
from layers.notes import Note
from layers.tables.sheet import Cell
from zoning.screening.entries import Stated, TableEntry
from zoning.screening.values import number, text

_LINES: Final = ("route", "outlet")
_NORTH: Final = (1_800_000.0, 6_100_000.0)  # northings of China, metres


class Files(Protocol):
    """Where files that a table refers to are."""

    def reading(self, reference: str, crs: str | None, layer: str | None) -> Reading:
        """What a file holds. Raises BadInput's kinds, NotFound."""
        ...


def place_of(
    entry: TableEntry, *, crs: str | None, role: str | None, layer: str | None, files: Files, limits: ReadLimits
) -> Reading:
    """The reading of a table's entry, from the one way in which its rows state a place.

    Raises BadGeometry where they state none or several, and what the reading raises.
    """
    given = {name: entry.stated(name) for name in ("wkt", "file")}
    corners = [(row, corner) for row, corner in entry.corners() if corner]
    ways = [name for name, values in given.items() if values]
    ways += [
        "/".join(pair)
        for pair in (("lon", "lat"), ("north", "east"))
        if any(name in corner for _, corner in corners for name in pair)
    ]
    if len(ways) != 1:
        said = "、".join(ways)
        raise BadGeometry(
            f"位置写了不止一种（{said}）；请只留一种" if ways else "没有位置；请填坐标、WKT 或文件",
            f"the place is given in several ways ({', '.join(ways)}); leave one"
            if ways
            else "no place is given; fill in coordinates, WKT or a file",
        )
    if values := given["file"]:
        return files.reading(text(_one(values)), crs, layer)
    if values := given["wkt"]:
        delivered = wkt.deliver(text(_one(values)).encode(), _shown(entry))
    else:
        delivered = _of_corners(entry, corners, role)
        crs = _without_packed(crs, corners)
    delivered.beside += entry.head.beside
    return finish(delivered, crs, limits)


def _one(values: Sequence[Stated]) -> Cell:
    if len(values) > 1:
        raise BadGeometry(
            f"同一编号的各行写了不同的{values[0].column}；请只留一个",
            f"rows of one id give different values of {values[0].column}; leave one",
        )
    return values[0].value


def _shown(entry: TableEntry) -> str:
    return f"#{entry.label}"


def _of_corners(entry: TableEntry, corners: Sequence[tuple[int, Mapping[str, Stated]]], role: str | None) -> Delivered:
    """A point of one row, a line of a route's, else the polygon that the rows of an id are the corners of."""
    notes: list[Note] = []
    xy = np.array([_position(row, corner) for row, corner in corners])
    swapped = [_axes_swapped(x, y) for x, y in xy]
    if any(swapped):
        if not all(swapped):
            row = corners[swapped.index(not swapped[0])][0]
            raise BadGeometry(
                f"第 {row} 行的东、北坐标与其他行相反；请核对各行", f"row {row} has east and north the other way round"
            )
        xy = xy[:, ::-1]
        east, north = (corners[0][1][name].column for name in _pair(corners[0][1]))
        columns = {"first": north, "second": east}
        notes.append(Note("axes_swapped", {"source": _shown(entry), **columns}))
    numbers = [_ring(corner) for _, corner in corners]
    geometry = _geometry(xy, numbers, role, _shown(entry))
    if len(xy) > 1:
        notes.append(Note("corners_joined", {"count": len(xy)}))
    degrees = bool((np.abs(xy) <= 360).all())
    kind = "lonlat" if degrees else "corner_txt"
    sexagesimal = any(_in_minutes(corner[name]) for _, corner in corners for name in _pair(corner))
    units = [_unit(corner[name]) for _, corner in corners for name in _pair(corner)]
    unit = min((one for one in units if one is not None), default=None)
    return Delivered(kind, [RawFeature(geometry, {}, _shown(entry))], notes=notes, sexagesimal=sexagesimal, unit=unit)


def _without_packed(crs: str | None, corners: Sequence[tuple[int, Mapping[str, Stated]]]) -> str | None:
    """What is stated of the numbers, without `packed` where all are marked °′″: these are in decimal degrees already.

    Raises BadGeometry where some are marked and others may be packed.
    """
    said = parse_statement(crs)
    marked = [_is_marked(corner[name]) for _, corner in corners for name in _pair(corner)]
    if said.word != "packed" or not any(marked):
        return crs
    if not all(marked):
        raise BadGeometry(
            "坐标写明为度分秒连写（packed），而有的单元格带 °′″；请使同一项目的各单元格写法一致",
            "the degrees are stated to be packed, but some cells have °′″; write all cells of a project alike",
        )
    return str(replace(said, word=None)) or None


def _is_marked(stated: Stated) -> bool:
    return isinstance(stated.value, str) and is_angle(stated.value)


def _unit(stated: Stated) -> float | None:
    """The unit of the last place of a coordinate that was written as text: a number cell has lost its zeros."""
    if not isinstance(stated.value, str):
        return None
    if is_angle(stated.value):
        return read_angle(stated.value, (stated.column, stated.column)).unit
    return 10.0 ** -len(stated.value.strip().partition(".")[2])


def _in_minutes(stated: Stated) -> bool:
    return _is_marked(stated) and read_angle(str(stated.value), (stated.column, stated.column)).dms


def _geometry(xy: NDArray[np.float64], numbers: list[int], role: str | None, source: str) -> BaseGeometry:
    if len(xy) == 1:
        return shapely.Point(xy[0])
    if role in _LINES:
        return shapely.LineString(xy)
    if len(xy) == 2:
        raise BadGeometry(
            f"{source}：只有两个拐点，围不成范围；线路请把用途写为“穿跨越”",
            f"{source}: two corners enclose nothing; for a line give the role `route`",
        )
    geometry, _, _ = polygon_of(ring_points(xy, numbers), source)
    return geometry


def _position(row: int, corner: Mapping[str, Stated]) -> tuple[float, float]:
    """East and north, or longitude and latitude, of one row."""
    pair = _pair(corner)
    for name in pair:
        if name not in corner:
            other = corner[next(iter(set(pair) & set(corner)))]
            raise BadGeometry(
                f"第 {row} 行只有“{other.column}”，缺另一个坐标；请补上",
                f"row {row} has {other.column!r} alone; the other coordinate is missing",
            )
    first, second = (_coordinate(row, corner[name]) for name in pair)
    return first, second


def _pair(corner: Mapping[str, Stated]) -> tuple[str, str]:
    return ("lon", "lat") if "lon" in corner or "lat" in corner else ("east", "north")


def _coordinate(row: int, stated: Stated) -> float:
    try:
        if _is_marked(stated):
            place = f"第 {row} 行 {stated.column}", f"row {row}, {stated.column}"
            return read_angle(str(stated.value), place).degrees
        return number(stated.value)
    except BadInput as fault:
        if str(row) in fault.zh:
            raise
        raise BadGeometry(
            f"第 {row} 行 {stated.column}：{fault.zh}", f"row {row}, {stated.column}: {fault.en}"
        ) from fault


def _ring(corner: Mapping[str, Stated]) -> int:
    return int(number(corner["ring"].value)) if "ring" in corner else 1


def _axes_swapped(east: float, north: float) -> bool:
    """Whether two numbers can only be read the other way round: China's ranges of the two do not meet."""
    if max(abs(east), abs(north)) <= 360:
        return 3 <= east <= 54.1 and 73 <= north <= 135.1
    return _in(_NORTH, east) and not _in(_NORTH, north)


def _in(bounds: tuple[float, float], value: float) -> bool:
    return bounds[0] <= value <= bounds[1]
