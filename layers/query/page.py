"""Pages of features in a stable order: as many rows as are asked for, and where the next page begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.query.filters import Filter
from layers.query.table import Rows, Table

_FIRST_LOOK = 1024  # rows; twice as many each time where few of them pass


@dataclass(frozen=True)
class Query:
    """Which features of a layer: those that meet `place` (EPSG:4490) and pass `where`, from a row of the table on."""

    limit: int
    start: int = 0
    place: BaseGeometry | None = None
    where: Filter | None = None


@dataclass(frozen=True, eq=False)
class Page:
    """Rows of a table, ascending; the row where the next page begins, None at the end.

    `matched` is how many there are in all, where that is known without looking for it.
    """

    rows: Rows
    next: int | None
    matched: int | None


def page(table: Table, query: Query) -> Page:
    """The first `limit` rows from `start` on. Rows behind the page are looked at only until one more is found."""
    rows = np.arange(len(table)) if query.place is None else table.meeting(query.place)
    everything = len(rows)
    rows = rows[np.searchsorted(rows, query.start) :]
    if query.where is None:
        found, matched = rows[: query.limit + 1], everything
    else:
        found, matched = _passing(table, rows, query.where, query.limit + 1), None
    if len(found) > query.limit:
        return Page(found[:-1], int(found[-1]), matched)
    return Page(found, None, len(found) if query.start == 0 else matched)


def _passing(table: Table, rows: Rows, where: Filter, wanted: int) -> Rows:
    found: list[Rows] = []
    count, at, look = 0, 0, max(_FIRST_LOOK, 2 * wanted)
    while at < len(rows) and count < wanted:
        looked = rows[at : at + look]
        found.append(looked[where(table, looked).yes])
        count += len(found[-1])
        at, look = at + look, 2 * look
    return np.concatenate(found)[:wanted] if found else rows[:0]
