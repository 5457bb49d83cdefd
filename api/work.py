"""Work off the event loop: so many requests at once, so many more in line, each for so long, none for one caller alone.

A thread cannot be stopped. One whose request was given up works on to its end and keeps its place until then, so
that there are never more of them than there are threads; what it finds is given to nobody and enters no ledger.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar, copy_context
from functools import partial, wraps
from typing import Annotated, TypeVar
from weakref import WeakValueDictionary

from fastapi import Depends
from starlette.concurrency import run_in_threadpool

from api.problems import Busy, TimedOut

T = TypeVar("T")
_AGAIN_S = 5


class Turn:
    """One request at work. It ends by its answer or by being given up, never by both.

    Only a `timed` one is given up for its time: one that reads, or one that settles before it writes.
    """

    def __init__(self, lane: Lane, *, timed: bool, share: asyncio.Semaphore | None = None) -> None:
        self.lane = lane
        self.timed = timed
        self.share = share
        self._lock = threading.Lock()
        self._given_up = self._settled = False

    def settle(self) -> None:
        """Before anything is written: from here on the answer is waited for. Raises TimedOut if it was given up."""
        with self._lock:
            if self._given_up:
                raise TimedOut(
                    "请求已因超时放弃，未作记录", "the request was given up for its time; nothing is recorded"
                )
            self._settled = True

    def give_up(self) -> bool:
        """Wait no longer; False where the answer is being written and has to be waited for."""
        with self._lock:
            self._given_up = not self._settled
            return self._given_up


class Lane:
    """Some threads, of which one caller has half at most."""

    def __init__(self, threads: int, name: str) -> None:
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._at_once = (threads + 1) // 2
        self._shares: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def share(self, who: str) -> asyncio.Semaphore:
        """What one caller has of it."""
        return self._shares.setdefault(who, asyncio.Semaphore(self._at_once))


class Work:
    """The threads that answer. `threads` work at once, `waiting` requests more may stand in line.

    What computes for long has `computing` threads of its own beside them: more of those would only take the interpreter
    from each other, and reads go past them. One caller has half of all places at most, and half of the threads: who
    asks for what takes long keeps no other out.
    """

    def __init__(self, *, threads: int, computing: int, waiting: int, seconds: float) -> None:
        self._answering = Lane(threads, "answer")
        self._computing = Lane(computing, "compute")
        self._places = threads + computing + waiting
        self._most = (self._places + 1) // 2
        self._by: Counter[str] = Counter()
        self._seconds = seconds

    @asynccontextmanager
    async def place(self, who: str | None, *, timed: bool, computes: bool) -> AsyncIterator[None]:
        """A place for one request, from before its body is read until it is answered. Raises Busy where all are taken.

        `who` asks; None is nobody in particular, and not kept to a share. `computes`: it takes the processor for long.
        Taken and given back on the event loop alone.
        """
        if self._places == 0 or (who is not None and self._by[who] >= self._most):
            raise _busy()
        self._places -= 1
        lane = self._computing if computes else self._answering
        share = None
        if who is not None:
            self._by[who] += 1
            share = lane.share(who)
        reset = _TURN.set((self, Turn(lane, timed=timed, share=share)))
        try:
            yield
        finally:
            _TURN.reset(reset)
            self._places += 1
            if who is not None:
                self._by[who] -= 1
                self._by += Counter()  # without those who have no request any more

    async def run(self, work: Callable[[], T], turn: Turn) -> T:
        """What `work` returns or raises; for a timed turn that takes too long TimedOut, or Busy if it never began."""
        until = asyncio.get_running_loop().time() + self._seconds if turn.timed else None
        if turn.share is not None:
            try:
                async with asyncio.timeout_at(until):
                    await turn.share.acquire()
            except TimeoutError as fault:
                raise _busy() from fault
        future = turn.lane.pool.submit(copy_context().run, work)
        answer = asyncio.wrap_future(future)
        answer.add_done_callback(_seen)
        if turn.share is not None:
            answer.add_done_callback(_given_back(turn.share))
        try:
            left = None if until is None else max(0.0, until - asyncio.get_running_loop().time())
            await asyncio.wait((answer,), timeout=left)
        except asyncio.CancelledError:  # the server stops
            if turn.give_up():
                future.cancel()
            raise
        if answer.done() or not turn.give_up():
            return await answer
        if future.cancel():
            raise _busy()
        raise TimedOut(
            f"未能在 {self._seconds:g} 秒内算完；请缩小范围、简化图形，或用命令行计算",
            f"not answered within {self._seconds:g} s; ask about less, simplify the geometry, or use the command line",
        )


_TURN: ContextVar[tuple[Work, Turn] | None] = ContextVar("turn", default=None)


def at_work(call: Callable[..., T]) -> Callable[..., Awaitable[T]]:
    """A handler as a coroutine function that has it worked on in the turn of its request.

    Where requests need no caller and so have no turn (health), it is a thread beside the work.
    """

    @wraps(call)
    async def answered(**values: object) -> T:
        found = _TURN.get()
        if found is None:
            return await run_in_threadpool(call, **values)
        work, turn = found
        return await work.run(partial(call, **values), turn)

    return answered


async def turn() -> Turn:
    """The turn of a request that is timed though it writes: it settles before it does."""
    found = _TURN.get()
    if found is None:
        raise LookupError("a route that names no right has no turn")
    return found[1]


Timed = Annotated[Turn, Depends(turn)]


def _busy() -> Busy:
    return Busy(
        "服务正忙，排队已满；请稍后再试", "the service is busy and the line is full; ask again in a moment", _AGAIN_S
    )


def _given_back(share: asyncio.Semaphore) -> Callable[[object], None]:
    """When the thread has ended, which for an answer that was given up is later."""
    return lambda _: share.release()


def _seen(answer: asyncio.Future[T]) -> None:
    """What a request that was given up raised in the end is nobody's fault; asyncio would log it as forgotten."""
    if not answer.cancelled():
        answer.exception()
