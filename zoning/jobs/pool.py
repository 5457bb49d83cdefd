"""Items done by processes of this machine, one item each at a time, so that a death costs the item in hand alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from multiprocessing.connection import wait as wait_for
from time import monotonic
from typing import Any, Final

from zoning.jobs.crew import TRIES, Done, Item, Lost, Opener, Stopping, WorkersLost

_LOOK_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Pool:
    """So many processes, each begun afresh (`spawn`) and opened by `opener` when there is an item for it.

    One that dies is begun again; its item is tried again, TRIES times in all. One that takes longer for an item than it
    may is killed. They end with the process that began them, in whatever way it ends.
    """

    workers: int
    opener: Opener

    def each(self, items: Iterable[Item], stopping: Stopping) -> Generator[Done | None]:
        """As `Crew.each`; closed early it ends what is in hand.

        Raises WorkersLost where a process dies TRIES times before it is open.
        """
        with _Turns(self, iter(items)) as turns:
            while turns.go_on(stopping):
                yield from turns.done()


@dataclass
class _Slot:
    """One process, and what it has in hand; an item of None is that it opens."""

    executor: ProcessPoolExecutor
    item: Item | None = None
    until: float | None = None  # monotonic seconds
    pid: int = 0
    late: bool = False
    deaths: int = 0  # at its opening, in a row

    def end(self) -> None:
        """End its process, whatever it does: it holds nothing that has to be put away."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)  # ours, and not waited for yet: no other has its id
        self.pid = 0
        self.executor.shutdown(wait=True, cancel_futures=True)


@dataclass
class _Turns:
    pool: Pool
    items: Iterator[Item]
    again: deque[Item] = field(default_factory=deque)
    tried: dict[str, int] = field(default_factory=dict)
    slots: list[_Slot] = field(default_factory=list)
    idle: list[_Slot] = field(default_factory=list)
    busy: dict[Future[Any], _Slot] = field(default_factory=dict)

    def __enter__(self) -> _Turns:
        return self

    def __exit__(self, *_: object) -> None:
        for slot in self.slots:
            slot.end()

    def go_on(self, stopping: Stopping) -> bool:
        """Give every idle process an item; whether any is at work."""
        if not stopping():
            while self.idle and self._waiting(1):
                self._give(self.idle.pop(), self.again.popleft())
            opening = sum(slot.item is None for slot in self.busy.values())
            while len(self.slots) < self.pool.workers and self._waiting(opening + 1):
                self._begin()
                opening += 1
        return bool(self.busy)

    def done(self) -> Iterator[Done | None]:
        """What has been done since, or None after a while."""
        finished, _ = wait(self.busy, _LOOK_SECONDS, FIRST_COMPLETED)
        self._kill_late()
        if not finished:
            yield None
        for future in finished:
            slot = self.busy.pop(future)
            item = slot.item
            try:
                output = future.result()
            except BrokenProcessPool:
                yield from self._died(slot, item)
                continue
            self.idle.append(slot)
            if item is None:
                slot.pid, slot.deaths = output, 0
            else:
                yield item.name, output

    def _kill_late(self) -> None:
        now = monotonic()
        for future, slot in self.busy.items():
            if slot.until is not None and now > slot.until and not slot.late and not future.done():
                slot.late = True
                with suppress(ProcessLookupError):  # dead already: its future says so in a moment
                    os.kill(slot.pid, signal.SIGKILL)

    def _waiting(self, count: int) -> bool:
        """Whether so many items wait to be given out."""
        self.again.extend(islice(self.items, max(0, count - len(self.again))))
        return len(self.again) >= count

    def _begin(self) -> None:
        slot = _Slot(_executor())
        self.slots.append(slot)
        self._open(slot)

    def _open(self, slot: _Slot) -> None:
        slot.item, slot.until = None, None
        self.busy[slot.executor.submit(_ready, self.pool.opener)] = slot

    def _give(self, slot: _Slot, item: Item) -> None:
        try:
            future = slot.executor.submit(_do, self.pool.opener, item.content)
        except BrokenProcessPool:  # it died while it had nothing to do
            self.again.appendleft(item)
            self._renew(slot)
            return
        slot.item, slot.late = item, False
        slot.until = None if item.seconds is None else monotonic() + item.seconds
        self.busy[future] = slot

    def _died(self, slot: _Slot, item: Item | None) -> Iterator[Done | None]:
        if item is None:
            slot.deaths += 1
            if slot.deaths >= TRIES:
                raise WorkersLost(
                    f"工作进程接连 {TRIES} 次在打开数据时退出（常因内存不足）；请减少 --workers，已完成的不会丢失",
                    f"a worker process died {TRIES} times in a row while it opened the data, mostly for want of "
                    "memory; use fewer --workers: what is done stays done",
                )
        else:
            self.tried[item.name] = self.tried.get(item.name, 0) + 1
            if slot.late or self.tried[item.name] >= TRIES:
                yield item.name, Lost(slot.late)
            else:
                self.again.append(item)
        self._renew(slot)

    def _renew(self, slot: _Slot) -> None:
        slot.pid = 0
        slot.executor.shutdown(wait=True)
        slot.executor = _executor()
        self._open(slot)


def _executor() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")  # a fork would copy locks that threads of this process hold
    return ProcessPoolExecutor(1, mp_context=context, initializer=_bound_to_parent)


def _bound_to_parent() -> None:
    """In a worker: a Ctrl+C of the terminal is for the process that began it, and so is its life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), name="sanxian-parent", daemon=True).start()


def _end_with(sentinel: int) -> None:
    with suppress(OSError):
        wait_for([sentinel])
    os._exit(1)


def _do(opener: Opener, content: object) -> object:
    return _opened(opener)(content)


def _ready(opener: Opener) -> int:
    _opened(opener)
    return os.getpid()


@lru_cache(maxsize=1)
def _opened(opener: Opener) -> Callable[[Any], object]:
    """What does an item in this process, opened when it is first asked for."""
    return opener()
