"""Where recorded verdicts stand: an R-tree in memory that finds those near a place, kept up with the log."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from rtree.index import Index

from layers.stores.base import LogEntry, Store
from zoning.impact import shelf
from zoning.impact.records import DAMAGED, GONE, ROW, Rows, boxes, id_of, rows_of, widened
from zoning.ledger.entries import BLANKING, VERDICT

_PAGE: Final = 5_000
_PAIRS: Final = 1_000_000  # places × verdicts compared at once
_WORTH_KEEPING: Final = 500  # bodies read since the shelf was written


class Footprints:
    """Every recorded verdict of a store once, as a row, by its first entry; safe between threads.

    A row keeps its number. What lies on the `shelf`, a file that may be lost at any time, is what reading all bodies
    again would give; where it is absent, damaged or of another store they are read again.
    """

    def __init__(self, store: Store, cache: Path | None = None) -> None:
        self._store = store
        self._cache = cache
        self._rows: Rows = np.empty(0, dtype=ROW)
        self._by_id: dict[str, int] = {}
        self._tree: Index | None = None
        self._last = 0
        self._lock = threading.Lock()

    def now(self) -> Rows:
        """The rows after the last entry of the log; not to be written to. Raises StoreTimeout, StoreUnavailable."""
        with self._lock:
            if self._tree is None:
                kept = shelf.take(self._cache, self._store)
                if kept is not None:
                    self._last = kept.sequence
                    self._add(kept.rows)
            self._catch_up()
            return self._rows

    def drop(self) -> None:
        """Take from the shelf what may tell where something that was just blanked stood."""
        shelf.drop(self._cache)

    def near(self, places: NDArray[np.object_], reach_m: float) -> NDArray[np.intp]:
        """Numbers of the rows, ascending, whose bounds, widened by their margin and by `reach_m`, meet a place.

        `places` are geometries in EPSG:4490. Rows that are lost have no bounds and are never near.
        """
        with self._lock:
            rows, tree = self._rows, self._tree
            if tree is None or not len(places) or not len(rows):
                return np.empty(0, dtype=np.intp)
            frames = widened(shapely.bounds(places), reach_m)
            numbers, counts = tree.intersection_v(  # type: ignore[no-untyped-call]
                frames[:, :2].copy(), frames[:, 2:].copy()
            )
        frame = boxes(widened(rows["bounds"], rows["margin_m"] + reach_m))
        shapely.prepare(places)
        found = np.zeros(len(rows), dtype=bool)
        counts = counts.astype(np.int64)
        ends = np.cumsum(counts)
        for start, end in _pieces(ends):
            which = np.repeat(np.arange(start, end), counts[start:end])
            row = numbers[ends[start] - counts[start] : ends[end - 1]].astype(np.intp)
            open_ = ~found[row]
            which, row = which[open_], row[open_]
            found[row[shapely.intersects(places[which], frame[row])]] = True
        return np.flatnonzero(found)

    def _catch_up(self) -> None:
        head = self._store.head()
        if head is None or head.sequence <= self._last:
            self._add(np.empty(0, dtype=ROW))
            return
        read = 0
        entries = self._fresh(head)
        while page := list(islice(entries, _PAGE)):
            self._add(rows_of(self._store, page))
            read += len(page)
        blanked = [
            entry.subject
            for entry in self._store.log(kind=BLANKING, after=self._last)
            if entry.sequence <= head.sequence and entry.subject in self._by_id
        ]
        self._lose(blanked)
        self._last = head.sequence
        damaged = bool((self._rows["lost"] == DAMAGED).any())  # read again at the next start
        if blanked or (read >= _WORTH_KEEPING and not damaged):
            shelf.put(self._cache, shelf.Kept(head.sequence, head.hash, self._rows))

    def _fresh(self, head: LogEntry) -> Iterator[LogEntry]:
        """First entries of verdicts not yet known, up to `head`."""
        seen: set[str] = set()
        for entry in self._store.log(kind=VERDICT, after=self._last):
            if entry.sequence > head.sequence:
                return
            if entry.subject not in self._by_id and entry.subject not in seen:
                seen.add(entry.subject)
                yield entry

    def _add(self, rows: Rows) -> None:
        start = len(self._rows)
        self._rows = np.concatenate([self._rows, rows]) if start else rows
        self._by_id |= {id_of(row): number for number, row in enumerate(rows, start=start)}
        placed = np.flatnonzero(rows["lost"] == 0)
        bounds = widened(rows["bounds"][placed], rows["margin_m"][placed])
        numbers = placed.astype(np.int64) + start
        if self._tree is None and len(numbers):
            self._tree = Index((numbers, bounds[:, :2].copy(), bounds[:, 2:].copy()))
        elif self._tree is not None:
            for number, box in zip(numbers.tolist(), bounds.tolist(), strict=True):
                self._tree.insert(number, box)

    def _lose(self, ids: list[str]) -> None:
        if not ids:
            return
        rows = self._rows.copy()
        for number in (self._by_id[verdict_id] for verdict_id in ids):
            row = rows[number]
            if not row["lost"] and self._tree is not None:
                box = widened(row["bounds"][None, :], row["margin_m"])[0]
                self._tree.delete(number, box.tolist())
            row["lost"], row["bounds"], row["margin_m"] = GONE, np.nan, 0.0
        self._rows = rows


def _pieces(ends: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Runs of places with about `_PAIRS` pairs each."""
    start, total = 0, len(ends)
    while start < total:
        done = ends[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(ends, done + _PAIRS, side="right")))
        yield start, end
        start = end
