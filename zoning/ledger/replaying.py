"""Many replays: in this process, or in several that each open the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context

from layers.canonical import canonical
from layers.stores.base import Store
from layers.stores.opening import open_place
from zoning.ledger.entries import ANSWERS, REPLAY, Context
from zoning.ledger.replay import Replay, Replayer


def answered(store: Store) -> tuple[str, ...]:
    """The id of every answer, in the order in which they were first recorded."""
    return tuple(dict.fromkeys(entry.subject for entry in store.log() if entry.kind in ANSWERS))


def replays(place: str, subjects: Sequence[str], processes: int) -> Iterator[Replay]:
    """The replay of each answer of the store at a place, as it is done; raises NotFound for an id it does not hold."""
    if processes == 1 or len(subjects) < 2:
        replayer = Replayer(open_place(place, make=False))
        yield from map(replayer.replay, subjects)
        return
    with ProcessPoolExecutor(min(processes, len(subjects)), mp_context=get_context("spawn")) as pool:
        running = [pool.submit(_replayed, place, subject) for subject in subjects]
        try:
            for done in as_completed(running):
                yield done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def record_replay(store: Store, replay: Replay, context: Context) -> None:
    """Keep that an answer was replayed and what came of it; differences may show a place and are only counted."""
    body = {
        "outcome": replay.outcome,
        "reason": replay.reason,
        "sequence": replay.sequence,
        "difference_count": replay.count,
        "actor": context.actor,
        "request": context.request,
        "lang": context.lang,
        "versions": dict(context.versions),
    }
    store.append(REPLAY, replay.id, canonical(body), context.at)


@cache
def _replayer(place: str) -> Replayer:
    """One to a worker process."""
    return Replayer(open_place(place, make=False))


def _replayed(place: str, subject: str) -> Replay:
    return _replayer(place).replay(subject)
