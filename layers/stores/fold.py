"""A present state kept as the sum of its log entries: nothing of it is overwritten, every step has its entry."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from layers.stores.base import LogEntry, Store

T = TypeVar("T")


class Folded(Generic[T]):
    """The state that follows from all entries of one kind; asking reads only what was appended since.

    `step` makes the next state from the last and one entry; it must not change the state it is given. Safe between
    threads, and never older than the last entry that any process has committed.
    """

    def __init__(self, store: Store, kind: str, start: T, step: Callable[[T, LogEntry], T]) -> None:
        self._store = store
        self._kind = kind
        self._step = step
        self._state = start
        self._last = 0
        self._lock = threading.Lock()

    def now(self) -> T:
        """The state after the last entry. Raises StoreError."""
        with self._lock:
            for entry in self._store.log(kind=self._kind, after=self._last):
                self._state = self._step(self._state, entry)
                self._last = entry.sequence
            return self._state
