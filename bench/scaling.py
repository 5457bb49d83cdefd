"""What a second process, or a second Dask worker, brings to a screening: `python bench/scaling.py [--rounds 3]`.

The crews that judge screenings do equal units of overlays, one process and two by turns, so that whatever else the
machine does falls on both. A rate counts units, and parts of units, per second while all processes of a crew were at
work: what it takes to open them is left out.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

import numpy as np
import shapely

from zoning.jobs.cluster import Cluster
from zoning.jobs.crew import Crew, Item
from zoning.jobs.pool import Pool

GOAL = 1.5
FREE = 0.85  # of a core
UNITS = 6  # per process of a crew
Told = tuple[int, float, float, float, float]  # process, begun, ended (monotonic seconds), processor seconds, area


def overlay(turns: int) -> Told:
    """One unit: rough outlines of 2,000 vertices cut with each other, as long as some ten checks take."""
    begun, used = time.monotonic(), time.thread_time()
    angle = np.linspace(0.0, 2 * np.pi, 2_000)
    area = 0.0
    for turn in range(turns):
        rough = [1.0 + 0.1 * np.sin(waves * angle + turn) for waves in (37, 53)]
        shapes = [shapely.polygons(np.column_stack((r * np.cos(angle), r * np.sin(angle)))) for r in rough]
        area += float(shapely.area(shapely.intersection(*shapes)))
    return os.getpid(), begun, time.monotonic(), time.thread_time() - used, area


@dataclass(frozen=True)
class Overlays:
    """Opens nothing."""

    def __call__(self) -> Callable[[int], Told]:
        """What does a unit."""
        return overlay


@dataclass(frozen=True)
class Rate:
    """Units per second while all were at work, processor seconds of a unit, the share of a core that each had."""

    per_s: float
    used_s: float
    share: float


def rate(crew: Crew, workers: int, turns: int) -> Rate:
    """How quickly a crew of so many does its units, all of which must answer alike."""
    items = [Item(str(number), turns) for number in range(UNITS * workers)]
    done = [output[1] for output in crew.each(items, lambda: False) if output is not None]
    told: list[Told] = [one for one in done if isinstance(one, tuple)]
    if len(told) != len(items) or len({one[4] for one in told}) != 1:
        raise SystemExit("units were lost, or differ")
    spans = {pid: [one for one in told if one[0] == pid] for pid in {one[0] for one in told}}
    first = max(min(one[1] for one in mine) for mine in spans.values())
    last = min(max(one[2] for one in mine) for mine in spans.values())
    parts = [
        max(0.0, min(ended, last) - max(begun, first)) / (ended - begun)
        for _, begun, ended, _, _ in chain.from_iterable(spans.values())
    ]
    used = statistics.fmean(one[3] for one in told)
    return Rate(sum(parts) / (last - first), used, sum(one[3] for one in told) / sum(one[2] - one[1] for one in told))


def compared(name: str, one: Crew, two: Crew, turns: int, rounds: int) -> None:
    """Print what two bring over one, of rounds by turns.

    By the clock where the machine is free. Where others leave one process less than most of a core, two of them get no
    more than one did, and the clock says nothing: then what is printed is by processor time, how much dearer a unit
    is made by a second process beside it.
    """
    rates: dict[int, list[Rate]] = {1: [], 2: []}
    for number in range(rounds):
        for workers, crew in ((1, one), (2, two)) if number % 2 == 0 else ((2, two), (1, one)):
            rates[workers].append(rate(crew, workers, turns))
    pairs = list(zip(rates[1], rates[2], strict=True))
    clock = [second.per_s / first.per_s for first, second in pairs]
    processor = [2 * first.used_s / second.used_s for first, second in pairs]
    share = statistics.median(one.share for one in rates[1])
    free = share >= FREE
    ratios = clock if free else processor
    middle = statistics.median(ratios)
    busy = f"by processor time; by the clock {statistics.median(clock):.2f}×, one had {share:.0%} of a core"
    said = "by the clock" if free else busy
    missed = "" if middle >= GOAL else " MISSED"
    spread = f"{min(ratios):.2f}–{max(ratios):.2f}, {rounds} rounds"
    print(f"RATIO {name} {middle:.2f}× goal {GOAL}×{missed} ({spread}; {said})", flush=True)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--turns", type=int, default=120)
    options = asked.parse_args()
    from distributed import LocalCluster  # noqa: PLC0415 - of no use to the processes of a pool

    compared("screening-2-processes", Pool(1, Overlays()), Pool(2, Overlays()), options.turns, options.rounds)
    logging.getLogger("distributed").setLevel(logging.ERROR)
    settings = {"threads_per_worker": 1, "processes": True, "dashboard_address": ":0", "host": "127.0.0.1"}
    with LocalCluster(n_workers=1, **settings) as small, LocalCluster(n_workers=2, **settings) as large:
        one, two = (Cluster(each.scheduler_address, overlay, _take, _none) for each in (small, large))
        compared("screening-2-dask-workers", one, two, options.turns, options.rounds)


def _take(_name: str, _content: bytes) -> None:
    raise NotImplementedError


def _none(_name: str) -> bytes:
    raise NotImplementedError


if __name__ == "__main__":
    main()
