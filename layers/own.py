"""A value of each thread's own, for what threads had better not share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Own(threading.local, Generic[T]):
    """`value` is made anew for each thread that looks at it, and ends with the thread."""

    def __init__(self, make: Callable[[], T]) -> None:  # runs in every thread
        self.value = make()
