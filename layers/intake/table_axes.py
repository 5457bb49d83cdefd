"""The positions of corner tables: which column is east, by head and by size, and how degrees are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.errors import BadGeometry
from layers.intake.axes import east_first
from layers.intake.grid import Grid, column_letters
from layers.intake.notation import unpacked
from layers.intake.statement import Word
from layers.intake.table_header import Pair
from layers.intake.table_rows import TableRow
from layers.intake.table_words import packed_words
from layers.notes import Note

_DEGREES = 180.0


@dataclass(frozen=True)
class Positions:
    """East and north, or longitude and latitude, shape (n, 2), as written; `plain` marks degrees written as a number.

    `word` is how the heads say that degrees are written, None where they do not say. `sexagesimal`: some have minutes.
    """

    xy: NDArray[np.float64]
    is_degrees: bool
    plain: NDArray[np.bool_]
    word: Word | None
    places: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    sexagesimal: bool = False

    @property
    def may_be_packed(self) -> bool:
        """Whether every number can be decimal degrees and ddd.mmss alike, and no head says which."""
        if self.word is not None or not self.is_degrees or not self.plain.all():
            return False
        try:
            unpacked(self.xy, self.place)
        except BadGeometry:
            return False
        return True

    def place(self, index: int) -> tuple[str, str]:
        """The name of a row for messages."""
        return self.places[index], self.places[index]

    def read_as(self, word: Word | None) -> NDArray[np.float64]:
        """The positions with plain degrees read in one notation. Raises BadGeometry where they cannot be packed."""
        if (self.word or word) != "packed" or not self.is_degrees or not self.plain.any():
            return self.xy
        rows = np.flatnonzero(self.plain)
        xy = self.xy.copy()
        xy[rows] = unpacked(self.xy[rows], lambda index: self.place(int(rows[index])))
        return xy


def positions(grid: Grid, pair: Pair, rows: Sequence[TableRow], source: str) -> Positions:
    """The positions of rows under one head.

    Raises BadGeometry where some rows are in degrees and others in metres, BadCRS where some have their columns
    exchanged; each names the row.
    """
    first = np.array([row.first.number for row in rows])
    second = np.array([row.second.number for row in rows])
    places = tuple(grid.place(row.row, min(pair.columns)) for row in rows)
    degrees = (np.abs(first) <= _DEGREES) & (np.abs(second) <= _DEGREES)
    if (odd := degrees != degrees[0]).any():
        index = int(np.argmax(odd))
        seen = f"{first[index]:.10g}, {second[index]:.10g}"
        raise BadGeometry(
            f"{places[index]}：{seen} 与前面的行单位不同（一为度，一为米）；请使各行一致，或分成两张表",
            f"{places[index]}: {seen} and the rows above differ in unit (degrees against metres); write all rows the "
            "same way, or make two tables",
        )
    first_is_east = east_first(first, second, lambda index: (places[index], places[index]))
    notes: list[Note] = []
    if first_is_east is None:
        first_is_east = pair.is_plane and bool(degrees[0])  # degrees under X and Y: x is the longitude
    if pair.is_plane and degrees[0]:
        notes.append(Note("table_degrees_under_xy", {"source": source}))
    elif first_is_east:
        letters = [column_letters(axis.columns[0]) for axis in (pair.first, pair.second)]
        notes.append(Note("axes_swapped", {"source": source, "first": letters[0], "second": letters[1]}))
    marked = np.array([row.first.is_angle or row.second.is_angle for row in rows])
    return Positions(
        xy=np.column_stack([first, second] if first_is_east else [second, first]),
        is_degrees=bool(degrees[0]),
        plain=~marked,
        word=_word(pair) if degrees[0] else None,
        places=places,
        notes=tuple(notes),
        sexagesimal=any(row.first.sexagesimal or row.second.sexagesimal for row in rows),
    )


def _word(pair: Pair) -> Word | None:
    packed = packed_words([pair.first.words, pair.second.words])
    return None if packed is None else "packed" if packed else "decimal"
