"""How long a thing takes on a machine that does other work: noise only adds, so the least of three tries counts."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, process_time, thread_time
from typing import Any

TRIES = 3


def least(act: Callable[[], Any], enough: float, clock: Callable[[], float]) -> float:
    """Seconds of the quickest of three tries; one within `enough` spares the rest."""
    taken = []
    for _ in range(TRIES):
        began = clock()
        act()
        taken.append(clock() - began)
        if taken[-1] < enough:
            break
    return min(taken)


def own_seconds(act: Callable[[], Any], enough: float) -> float:
    """Processor seconds of this thread alone: what other tests left behind it does not count."""
    return least(act, enough, thread_time)


def all_seconds(act: Callable[[], Any], enough: float) -> float:
    """Processor seconds of the whole process, for work that a thread of the service does."""
    return least(act, enough, process_time)


def wall_seconds(act: Callable[[], Any], enough: float) -> float:
    return least(act, enough, monotonic)
