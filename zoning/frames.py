"""Snapshots of the days asked about last: put together once as long as the catalogue does not change."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, datetime

from layers.editions import Edition, Standing
from layers.snapshot import Snapshot, Snapshots

_KEPT = 4  # each holds its layers in memory, shared with the others as far as these are the same


class Frames:
    """Snapshots by day and by what was known; another generation of the catalogue starts anew."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._found: OrderedDict[tuple[object, ...], tuple[Snapshot, ...]] = OrderedDict()
        self._events: tuple[int, Sequence[datetime]] = (-1, ())

    def at(self, as_of: date, known_at: datetime, include: tuple[Standing, ...]) -> tuple[Snapshot, ...]:
        """As `Snapshots.at`; a layer that could not be loaded is tried again each time.

        Raises NoEditions, StoreError.
        """
        generation = self._snapshots.store.generation()
        key = (generation, as_of, self._known(generation, known_at), include)
        found = self._found.get(key)
        if found is None:
            found = self._snapshots.at(as_of, known_at, include)
            if not any(snapshot.failed for snapshot in found):
                self._found[key] = found
                while len(self._found) > _KEPT:
                    self._found.popitem(last=False)
        return found

    def _known(self, generation: int, known_at: datetime) -> int:
        """How many publications and withdrawals lay behind at a time: between two of them nothing else was known."""
        of, events = self._events
        if of != generation:
            events = _events(self._snapshots.store.editions())
            self._events = generation, events
        return bisect_right(events, known_at)


def _events(editions: Sequence[Edition]) -> Sequence[datetime]:
    times = (time for edition in editions for time in (edition.published_at, edition.withdrawn_at))
    return sorted(time for time in times if time is not None)
