"""A small memory of what was computed from objects that never change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Memo:
    """Values by the very objects they were computed from, the `keep` most recently used; safe between threads."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._held: OrderedDict[tuple[object, ...], tuple[tuple[object, ...], Any]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, build: Callable[[], T], name: Hashable, *objects: object) -> T:
        """`build()`, once per name (by value) and objects (by identity; numbers and texts by value)."""
        key = (name, *(one if isinstance(one, str | int) else id(one) for one in objects))
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return cast("T", self._held[key][1])
        value = build()
        with self._lock:
            self._held[key] = (objects, value)  # holding the objects keeps their ids from being used again
            while len(self._held) > self._keep:
                self._held.popitem(last=False)
        return value
