"""From runs of corners to parcels: which runs are one ring, which rings are one parcel, and their geometry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from layers.errors import BadGeometry
from layers.intake.corner_rings import polygon_of, ring_points
from layers.intake.delivered import too_few_places
from layers.intake.table_rows import Run
from layers.notes import Note

_NUMBERED = re.compile(r"(.*?)(\d+)\D?")
_SHAPES = (("point", re.compile("点|point", re.I)), ("line", re.compile("线|line", re.I)))


@dataclass
class Piece:
    """A run with its positions (n, 2), the block it stands in, and the name of its first cell."""

    run: Run
    xy: NDArray[np.float64]
    block: int
    place: str
    is_station: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether it ends where it began."""
        return len(self.xy) > 3 and bool((self.xy[0] == self.xy[-1]).all())


@dataclass(frozen=True)
class Parcel:
    """The pieces of one feature and its name, if it has one."""

    name: str | None
    pieces: tuple[Piece, ...]


def parcels_of(pieces: Sequence[Piece]) -> tuple[list[Parcel], list[Note]]:
    """Pieces by parcel: of one name in the column of parcels, or of one block and section.

    A block that goes on counting where an open ring ended is its continuation, with a note. Raises BadGeometry where
    two blocks may be one ring or two.
    """
    joined: list[Piece] = []
    notes: list[Note] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and _may_continue(last, piece):
            if _counts_on(last, piece):
                last.xy = np.vstack([last.xy, piece.xy])
                last.run.rows.extend(piece.run.rows)
                last.block, last.run.section = piece.block, piece.run.section
                notes.append(Note("table_rows_joined", {"source": last.place, "next": piece.place}))
                continue
            _require_told(last, piece)
        joined.append(piece)
    groups: dict[object, list[Piece]] = {}
    key: object = None
    for piece in joined:
        if piece.run.parcel is not None:
            key = piece.run.parcel
        elif not (piece.run.inner and key is not None):
            key = (piece.block, piece.run.section)
        groups.setdefault(key, []).append(piece)
    return [Parcel(_name(group[0].run), tuple(group)) for group in groups.values()], notes


def _name(run: Run) -> str | None:
    return run.parcel or run.label


def _may_continue(last: Piece, piece: Piece) -> bool:
    """Whether nothing but a blank or a repeated head stands between two pieces, and the first is still open."""
    same = (last.run.parcel, last.run.ring) == (piece.run.parcel, piece.run.ring)
    titled = piece.run.label is not None and piece.run.label != last.run.label
    return same and not titled and not piece.run.inner and not last.is_closed


def _counts_on(last: Piece, piece: Piece) -> bool:
    before, after = last.run.rows[-1].point, piece.run.rows[0].point
    first, second = _NUMBERED.fullmatch(before or ""), _NUMBERED.fullmatch(after or "")
    if first is None or second is None or first[1] != second[1]:
        return False
    if int(second[2]) == int(first[2]):
        return bool((last.xy[-1] == piece.xy[0]).all())
    return int(second[2]) == int(first[2]) + 1


def _require_told(last: Piece, piece: Piece) -> None:
    """Two blocks of nameless corners, the first of them open, may be one ring or two."""
    nameless = last.run.rows[-1].point is None or piece.run.rows[0].point is None
    if nameless and piece.block != last.block and piece.run.parcel is None:
        raise BadGeometry(
            f"{piece.place}：看不出这一段界址点是接着 {last.place} 的，还是另一个地块；"
            "请加“点号”列（连续编号）或“地块”列",
            f"{piece.place}: whether these corners go on from {last.place} or bound another parcel cannot be told; add "
            "a column of point numbers (点号) that count on, or one of parcels (地块)",
        )


def geometry_of(parcel: Parcel, source: str) -> tuple[BaseGeometry, list[Note]]:
    """The parcel's polygon, line or point, rings told by containment, and what was done to it.

    A single corner is a point; stations make a line; a column may say what it is. Raises BadGeometry for two corners
    of which no column says that they are a line.
    """
    pieces = parcel.pieces
    stated = next((piece.run.shape for piece in pieces if piece.run.shape), None) or ""
    shape = next((shape for shape, pattern in _SHAPES if pattern.search(stated)), "polygon")
    if not stated and any(piece.is_station for piece in pieces):
        shape = "line"
    if shape == "point" or (all(len(piece.xy) == 1 for piece in pieces) and len(pieces) < 3):
        xy = np.vstack([piece.xy for piece in pieces])
        if len(xy) == 1:
            return Point(xy[0]), []
        if shape == "point":
            return MultiPoint(xy), []
    if shape == "line":
        lines = [_line(piece, source) for piece in pieces]
        return (lines[0] if len(lines) == 1 else MultiLineString(lines)), []
    return _polygon(pieces, source)


def _line(piece: Piece, source: str) -> LineString:
    if len(piece.xy) < 2:
        raise too_few_places(source, len(piece.xy), 2)
    return LineString(piece.xy)


def _polygon(pieces: Sequence[Piece], source: str) -> tuple[BaseGeometry, list[Note]]:
    notes: list[Note] = []
    numbers = [number for number, piece in enumerate(pieces) for _ in piece.xy]
    closed = []
    for ring in ring_points(np.vstack([piece.xy for piece in pieces]), numbers):
        is_closed = len(ring) > 1 and bool((ring[0] == ring[-1]).all())
        whole = ring if is_closed else np.vstack([ring, ring[:1]])
        if len(whole) < 4:
            raise _too_few(source, len(np.unique(whole, axis=0)))
        if not is_closed and Note("corner_ring_closed", {"source": source}) not in notes:
            notes.append(Note("corner_ring_closed", {"source": source}))
        closed.append(whole)
    geometry, shells, holes = polygon_of(closed, source)
    if len(closed) > 1:
        notes.append(Note("rings_by_containment", {"source": source, "outer": shells, "holes": holes}))
    return geometry, notes


def _too_few(source: str, count: int) -> BadGeometry:
    return BadGeometry(
        f"{source}：这一段只有 {count} 个不同的点，围不成面；请补全界址点，是线或点的请加“图形”列写明“线”或“点”",
        f"{source}: only {count} different point(s) here, which bound no area; complete the corners, or add a column "
        "图形 (shape) that says 线 (line) or 点 (point)",
    )
