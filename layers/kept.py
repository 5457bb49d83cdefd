"""What is costly to make and asked for again: made once however many ask at once, the most recently used kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key. Where making one fails, all who wait get the fault, and the next to ask tries again."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._made: OrderedDict[K, Future[V]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key; `make` is called where there is none yet."""
        with self._lock:
            found = self._made.get(key)
            mine = found is None
            if found is None:
                found = self._made[key] = Future()
                while len(self._made) > self._keep:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
        if mine:
            try:
                found.set_result(make())
            except BaseException as fault:  # noqa: BLE001 - theirs too who wait
                with self._lock:
                    if self._made.get(key) is found:
                        del self._made[key]
                found.set_exception(fault)
        return found.result()
