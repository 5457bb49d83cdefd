"""The blocks of a sheet: heads with the rows below them, side by side and below each other; or rows without a head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from layers.errors import BadFile
from layers.intake.axes import east_first
from layers.intake.grid import Grid
from layers.intake.table_cells import value_at
from layers.intake.table_header import Axis, Head, Pair, Role, heads_at, is_value, words_of
from layers.intake.table_rows import Below, rows_below
from layers.intake.table_words import is_total, name_in, names_old_datum
from layers.notes import Note

_PREFIXED = 1e7


@dataclass(frozen=True)
class Block:
    """A head, the pair of columns that is read, and what stands below; `top` to below `bottom` are its rows.

    The rows from `top` to the head hold its titles. `words` are the texts of its head by column.
    """

    head: Head
    pair: Pair
    below: Below
    top: int
    bottom: int
    words: dict[int, str]
    notes: tuple[Note, ...] = field(default=())

    def texts(self, grid: Grid) -> list[tuple[int, str]]:
        """The texts of its title rows and of the rows below that hold no corner."""
        # a row that names each of several pairs of columns says nothing of the one that is read
        last = self.head.row - (len(set(self.head.above)) > 1)
        titles = [(row, " ".join(map(str, _shown(grid, row)))) for row in range(self.top, last)]
        return [(row, text) for row, text in titles if text] + self.below.texts

    def texts_around(self, grid: Grid) -> list[str]:
        """Its texts, and the words of the head of its coordinates."""
        heads = [self.words[column] for column in self.pair.columns]
        over = [text for pair, text in zip(self.head.pairs, self.head.above, strict=False) if pair is self.pair]
        return [*(text for _, text in self.texts(grid)), *heads, *over]


def _shown(grid: Grid, row: int) -> list[object]:
    return list(dict.fromkeys(cell for cell in grid.rows[row] if cell is not None))


def blocks_of(grid: Grid, name: str) -> list[Block]:
    """Every block of a sheet that holds a corner. Raises BadFile where two pairs of columns could be meant."""
    found: list[list[Head]] = []
    row = 0
    while row < len(grid.rows):
        heads = heads_at(grid, row)
        if heads:
            found.append(heads)
            row = heads[0].last_row
        row += 1
    if not found:
        headless = _headless(grid)
        return [headless] if headless else []
    blocks = []
    top = 0
    for number, heads in enumerate(found):
        last = number + 1 == len(found)
        stop = len(grid.rows) if last else found[number + 1][0].row
        chosen = [(head, *_pair(grid, head, name)) for head in heads]
        read = [rows_below(grid, head, pair, stop) for head, pair, _ in chosen]
        end = stop if last else _end_of_block(grid, heads[0], read, stop)
        for (head, pair, notes), below in zip(chosen, read, strict=True):
            if not below.runs:
                continue
            _take_title(grid, below, range(top, head.row))
            if below.empty_rows:
                notes.append(Note("table_rows_without_corner", {"count": below.empty_rows, "sheet": grid.title}))
            words = {column: _head_words(grid, head, column) for column in range(head.west, head.east)}
            own = replace(below, texts=[(row, text) for row, text in below.texts if row < end])
            blocks.append(Block(head, pair, own, top, end, words, tuple(notes)))
        top = end
    return blocks


def _take_title(grid: Grid, below: Below, rows: range) -> None:
    """What the titles above the head name is the name of the first run below it."""
    names = [name for row in rows for text in grid.texts(row) if (name := name_in(text))]
    if names and below.runs[0].label is None:
        below.runs[0].label = names[-1]


def _end_of_block(grid: Grid, head: Head, read: Sequence[Below], stop: int) -> int:
    """Where the titles of the next block begin: behind the last blank row, or else behind the totals."""
    corners = [row.row for below in read for run in below.runs for row in run.rows]
    end = max(corners, default=head.last_row) + 1
    blanks = [row for row in range(end, stop) if all(cell is None for cell in grid.rows[row])]
    if blanks:
        return blanks[-1] + 1
    while end < stop and any(is_total(text) for text in grid.texts(end)[:1]):
        end += 1
    return end


def _head_words(grid: Grid, head: Head, column: int) -> str:
    texts = (words_of(grid.at(row, column)) for row in range(head.row, head.last_row + 1))
    return " ".join(dict.fromkeys(text for text in texts if text))


def _pair(grid: Grid, head: Head, name: str) -> tuple[Pair, list[Note]]:
    """The pair that is read, and a note where others are left out.

    Those of an old datum are, beside others; of metres and degrees the metres count where they say their zone.
    """
    pairs = list(head.pairs)
    modern = [
        pair
        for pair, over in zip(pairs, head.above or [""] * len(pairs), strict=True)
        if not names_old_datum(f"{over} {pair.first.words} {pair.second.words}")
    ]
    kept = modern or pairs
    plane, degrees = ([pair for pair in kept if pair.is_plane is flag] for flag in (True, False))
    if len(plane) == 1 and len(degrees) == 1:
        kept = plane if _is_prefixed(grid, head, plane[0]) else degrees
    if len(kept) > 1:
        columns = "、".join(grid.place(head.row, pair.first.columns[0]) for pair in kept)
        raise BadFile(
            f"{name}：表头中有 {len(kept)} 组坐标列（{columns} 起），分不清用哪一组；"
            "请只留一组，若是并排的几块，请给每组加“点号”列",
            f"{name}: the head has {len(kept)} pairs of coordinate columns (from {columns.replace('、', ', ')} on), "
            "and which is meant cannot be told; leave one, or give each a column of point numbers (点号) if they are "
            "parcels side by side",
        )
    left_out = [grid.place(head.row, pair.first.columns[0]) for pair in pairs if pair is not kept[0]]
    return kept[0], [Note("table_columns_left_out", {"columns": ", ".join(left_out)})] if left_out else []


def _is_prefixed(grid: Grid, head: Head, pair: Pair) -> bool:
    """Whether the first value below names its zone."""
    for row in range(head.last_row + 1, len(grid.rows)):
        if all(is_value(grid.at(row, column)) for column in pair.columns):
            values = [value_at(grid, row, axis.columns).number for axis in (pair.first, pair.second)]
            return max(values) >= _PREFIXED
    return False


def _headless(grid: Grid) -> Block | None:
    """A table without a head: the one pair of neighbouring columns whose numbers can be a position in China."""
    for row, cells in enumerate(grid.rows):
        columns = [column for column, cell in enumerate(cells) if is_value(cell) and not isinstance(cell, bool)]
        pairs = [pair for a, b in pairwise(columns) if (pair := _by_size(grid, row, a, b))]
        if len(pairs) == 1:
            pair = pairs[0]
            west = min(pair.columns)
            roles: dict[Role, int] = {"point": west - 1} if west and grid.at(row, west - 1) is not None else {}
            head = Head(row - 1, row - 1, max(west - 1, 0), max(pair.columns) + 1, (pair,), roles)
            below = rows_below(grid, head, pair, len(grid.rows))
            if not below.runs:
                return None
            note = Note("table_columns_by_size", {"first": grid.place(row, west), "sheet": grid.title or "-"})
            return Block(head, pair, below, 0, len(grid.rows), dict.fromkeys(range(max(pair.columns) + 1), ""), (note,))
        if len(pairs) > 1:
            return None
    return None


def _by_size(grid: Grid, row: int, first: int, second: int) -> Pair | None:
    values = [grid.at(row, column) for column in (first, second)]
    if not all(isinstance(value, int | float | str) for value in values):
        return None
    numbers = [np.array([value_at(grid, row, (column,)).number]) for column in (first, second)]
    is_east = east_first(numbers[0], numbers[1], lambda _: ("", ""))
    if is_east is None:
        return None
    east, north = (first, second) if is_east else (second, first)
    if abs(float(numbers[0][0])) <= 180:
        return Pair(Axis("lat", (north,), ""), Axis("lon", (east,), ""))
    return Pair(Axis("north", (north,), ""), Axis("east", (east,), ""))
