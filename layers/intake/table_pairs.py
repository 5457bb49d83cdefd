"""Two pairs of coordinate columns for the same corners: the one that is read against the one that is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from layers.crs import Points, gauss_kruger, zone_of
from layers.crs_source import ZONES, Zone
from layers.errors import BadInput
from layers.intake.fineness import fineness
from layers.intake.grid import Grid
from layers.intake.measured import distance
from layers.intake.statement import Word
from layers.intake.table_axes import Positions, positions
from layers.intake.table_blocks import Block
from layers.intake.table_cells import value_at
from layers.intake.table_header import Pair
from layers.intake.table_rows import TableRow
from layers.intake.table_words import names_old_datum
from layers.notes import Note

Floats = NDArray[np.float64]
_PREFIXED = 1e7
_TOLERANCE_M = 1.0  # beyond what the decimals of both hide


def pairs_compared(grid: Grid, block: Block, read: Positions) -> Iterator[Note]:
    """Notes on pairs left out that say another place than the pair that is read; old datums cannot be compared.

    Plane coordinates without a zone may be in either zone of their degrees.
    """
    rows = [row for run in block.below.runs for row in run.rows]
    for pair in block.head.pairs:
        if pair is block.pair or names_old_datum(f"{pair.first.words} {pair.second.words}"):
            continue
        kept = [(number, row) for number, one in enumerate(rows) if (row := _row(grid, pair, one)) is not None]
        if not kept:
            continue
        try:
            other = positions(grid, pair, [row for _, row in kept], "")
        except BadInput:
            continue  # what is not read may be anything
        if other.is_degrees == read.is_degrees:
            continue
        own = [number for number, _ in kept]
        written = other if other.is_degrees else read
        plane = read.xy[own] if other.is_degrees else other.xy
        words: list[Word | None] = [None, "packed"] if written.may_be_packed else [None]
        degrees = [xy if other.is_degrees else xy[own] for xy in map(written.read_as, words)]
        apart = _least(each for xy in degrees for each in _apart(xy, plane))
        if apart is None:
            continue
        allowed = _TOLERANCE_M + _hidden(degrees[0], written) + _hidden(plane, None)
        if apart.max() > allowed:
            worst = kept[int(np.argmax(apart))][1].row
            yield Note(
                "table_columns_differ",
                {
                    "columns": grid.place(worst, min(block.pair.columns)),
                    "other": grid.place(worst, min(pair.columns)),
                    "count": int((apart > allowed).sum()),
                    "metres": float(f"{apart.max():.3g}"),
                },
            )


def _row(grid: Grid, pair: Pair, row: TableRow) -> TableRow | None:
    """The same corner by another pair; None where its cells hold no coordinate."""
    try:
        first, second = (value_at(grid, row.row, axis.columns) for axis in (pair.first, pair.second))
    except BadInput:
        return None
    return TableRow(row.row, row.point, first, second)


def _hidden(xy: Points, degrees: Positions | None) -> float:
    """Metres that the decimals hide, of the positions in degrees or of plane ones."""
    packed = degrees is not None and degrees.word == "packed"
    sexagesimal = degrees is not None and (degrees.sexagesimal or packed)
    found = fineness(xy, is_degrees=degrees is not None, sexagesimal=sexagesimal)
    return 0.0 if found is None else found.metres


def _apart(degrees: Points, plane: Points) -> Iterator[Floats]:
    """Metres between both for each corner, by every zone that the plane ones may be in."""
    for zone in _zones(degrees, plane):
        found = _in_zone(degrees, plane, zone)
        if found is not None:
            yield found


def _least(found: Iterable[Floats]) -> Floats | None:
    return min(found, key=lambda each: float(each.max()), default=None)


def _zones(degrees: Points, plane: Points) -> Sequence[Zone]:
    if plane[0, 0] >= _PREFIXED:
        number = int(plane[0, 0] // 1e6)
        return [zone_of(number)] if any(number in numbers for numbers in ZONES.values()) else []
    middle = float(np.median(degrees[:, 0]))
    return [Zone(width, number) for width in (3, 6) for number in ZONES[width] if _covers(Zone(width, number), middle)]


def _covers(zone: Zone, longitude: float) -> bool:
    return abs(zone.central_meridian - longitude) <= zone.width


def _in_zone(degrees: Points, plane: Points, zone: Zone) -> Floats | None:
    try:
        lonlat, _ = gauss_kruger(zone).to_cgcs2000(plane)
    except BadInput:
        return None
    return distance(degrees[:, 0], degrees[:, 1], lonlat[:, 0], lonlat[:, 1])
