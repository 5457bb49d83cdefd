"""Engines asked the same things in turn: what each took, and whether they said the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

PARTS = 5  # of a run, for the spread of its ratio
Same = Callable[[Any, Any, Any], str | None]


def _nothing() -> int:
    return 0


def _as_it_is(answer: Any) -> Any:
    return answer


@dataclass(frozen=True)
class Engine:
    """Whoever answers.

    Attributes:
        ask: the question, timed.
        read: its answer in the form in which answers are compared, not timed.
        elsewhere: processor nanoseconds so far of another process that works for it.
        share: a slow one is asked at every so manieth place only.
    """

    name: str
    ask: Callable[[Any], Any]
    read: Callable[[Any], Any] = _as_it_is
    elsewhere: Callable[[], int] = _nothing
    share: int = 1


@dataclass
class Times:
    """Seconds by the number of the place, of processors and by the clock, and what differed; by engine."""

    seconds: dict[str, dict[int, float]] = field(default_factory=dict)
    different: list[str] = field(default_factory=list)
    clock: dict[str, dict[int, float]] = field(default_factory=dict)

    def quantile(self, name: str, share: float) -> float:
        """Seconds of an engine, over everything that it was asked."""
        return float(np.quantile(list(self.seconds[name].values()), share))

    def ratio(self, ours: str, peer: str, share: float) -> tuple[float, float, float]:
        """A peer's quantile in ours over the places that both were asked; the least and greatest of parts of them."""
        both, mine, theirs = self._both(self.seconds, ours, peer)
        whole = float(np.quantile(theirs, share) / np.quantile(mine, share))
        edges = np.linspace(0, len(both), min(PARTS, len(both)) + 1).astype(int)
        parts = [np.quantile(theirs[a:b], share) / np.quantile(mine[a:b], share) for a, b in pairwise(edges)]
        return whole, float(min(parts)), float(max(parts))

    def by_the_clock(self, ours: str, peer: str, share: float) -> float:
        """The same ratio by the clock, which a busy machine bends."""
        _, mine, theirs = self._both(self.clock, ours, peer)
        return float(np.quantile(theirs, share) / np.quantile(mine, share))

    @staticmethod
    def _both(
        seconds: Mapping[str, Mapping[int, float]], ours: str, peer: str
    ) -> tuple[list[int], NDArray[np.float64], NDArray[np.float64]]:
        both = sorted(seconds[ours].keys() & seconds[peer].keys())
        mine, theirs = (np.array([seconds[name][place] for place in both]) for name in (ours, peer))
        return both, mine, theirs


def in_turn(
    engines: Sequence[Engine],
    places: Sequence[Any],
    same: Mapping[str, Same],
    *,
    warm: int = 2,
    until: float = np.inf,
    spell: int = 1,
    settling: int = 0,
) -> Times:
    """Put every place to every engine, forwards and then backwards; the first is the reference.

    Each is asked `spell` places before it is the next one's turn: with one, what the others moved is all that lies in
    the processor's caches; with many, of which the first `settling` are not counted, an engine works as a service does
    that has the machine to itself.

    Seconds are processor time of this thread and of the process that works for an engine: on a busy machine they say
    more than the clock, and waiting for a server costs its peer nothing. The first `warm` places are not counted. It
    ends after the last place, or once `time.perf_counter()` is past `until`. `same[name]` compares an answer with that
    of the reference, as (place, expected, got), and says what differs.
    """
    times = Times({engine.name: {} for engine in engines}, clock={engine.name: {} for engine in engines})
    for turn, begin in enumerate(range(0, len(places), spell)):
        if time.perf_counter() > until and begin > warm + PARTS:
            break
        numbers = range(begin, min(begin + spell, len(places)))
        answers = {
            engine.name: {
                number: _answer(
                    engine, places[number], number, times if number >= max(warm, begin + settling) else None
                )
                for number in numbers
                if number < warm or number // spell % engine.share == 0
            }
            for engine in engines[:: 1 if turn % 2 else -1]
        }
        expected = answers[engines[0].name]
        for engine in engines[1:]:
            for number, got in answers[engine.name].items():
                wrong = same[engine.name](places[number], expected[number], got)
                if wrong:
                    times.different.append(f"{engine.name}, place {number}: {wrong}")
    return times


def _answer(engine: Engine, place: Any, number: int, times: Times | None) -> Any:
    """An engine's answer as answers are compared; what it took goes into `times`."""
    before, clock, begin = engine.elsewhere(), time.perf_counter(), time.thread_time_ns()
    answer = engine.ask(place)
    spent = time.thread_time_ns() - begin
    clock = time.perf_counter() - clock
    spent += engine.elsewhere() - before
    if times is not None:
        times.seconds[engine.name][number] = spent / 1e9
        times.clock[engine.name][number] = clock
    return engine.read(answer)


@dataclass(frozen=True)
class Rounds:
    """Seconds of whole runs by engine, round by round, and what each said in a first round that is not counted."""

    seconds: dict[str, list[float]]
    answers: dict[str, Any]


def rounds(acts: Mapping[str, Callable[[], Any]], count: int, clock: Callable[[], float]) -> Rounds:
    """Whole runs in turn: A B C, C B A, and so on; seconds by a clock."""
    found = Rounds({name: [] for name in acts}, {})
    for number in range(count + 1):
        for name in list(acts)[:: 1 if number % 2 else -1]:
            begin = clock()
            answer = acts[name]()
            if number:
                found.seconds[name].append(clock() - begin)
            else:
                found.answers[name] = answer
    return found
