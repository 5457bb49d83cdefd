"""Items done on the workers of a Dask cluster; what these lack is sent to each of them once."""

from __future__ import annotations

import importlib
import pickle
import uuid
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from typing import Any, Final

from layers.errors import BadInput
from zoning.jobs.crew import TRIES, Done, Item, Lost, Stopping, WorkersLost

_LOOK_SECONDS: Final = 1.0
_PATIENCE_S: Final = 60.0  # without a worker, before it is given up
_AHEAD: Final = 2  # items per thread of the cluster that are with it


@dataclass(frozen=True)
class Wanting:
    """Said by a worker instead of an output: parcels that it needs first."""

    worker: str
    parcels: tuple[str, ...]


@dataclass(frozen=True)
class Cluster:
    """The workers of a scheduler at `address` (`tcp://…`, or `tls://…` as Dask's own configuration says).

    `do` and `take` are functions that workers import: what does the content of an item, or says Wanting; and what keeps
    a parcel, of which `parcel` gives the content.
    """

    address: str
    do: Callable[[Any], object]
    take: Callable[[str, bytes], object]
    parcel: Callable[[str], bytes]

    def each(self, items: Iterable[Item], stopping: Stopping) -> Generator[Done | None]:
        """As `Crew.each`, but that nothing is killed for taking long.

        The scheduler gives an item to another worker where one has died, and LOST after as many deaths as it allows.
        Raises BadInput where the extra is missing, WorkersLost where scheduler or workers do not answer.
        """
        with _connected(self.address) as client:
            turns = _Turns(self, client, iter(items))
            while turns.go_on(stopping):
                yield from turns.done()


def run(packed: bytes) -> object:
    """In a worker: what it is to do, done. Packed, so that the scheduler passes it on without opening it."""
    do, content = pickle.loads(packed)  # noqa: S301 - of the client, who can have a worker run anything anyhow
    return do(content)


@dataclass
class _Turns:
    cluster: Cluster
    client: Any
    items: Iterator[Item]
    again: deque[Item] = field(default_factory=deque)
    busy: dict[Any, Item] = field(default_factory=dict)
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: float = field(default_factory=monotonic)

    def go_on(self, stopping: Stopping) -> bool:
        """Give the cluster as many items as it has room for; whether any is with it."""
        room = _AHEAD * max(1, sum(self._threads().values())) - len(self.busy)
        if not stopping():
            self.again.extend(islice(self.items, max(0, room - len(self.again))))
            for _ in range(min(room, len(self.again))):
                item = self.again.popleft()
                key = f"sanxian-{uuid.uuid4().hex}"
                self.busy[self.client.submit(run, self._packed(item.content), key=key, pure=False)] = item
        return bool(self.busy)

    def done(self) -> Iterator[Done | None]:
        """What has been done since, or None after a while."""
        distributed = _distributed()
        try:
            finished = distributed.wait(list(self.busy), timeout=_LOOK_SECONDS, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            finished = ()
            yield None
        for future in finished:
            item = self.busy.pop(future)
            fault = future.exception() if future.status == "error" else None
            if isinstance(fault, distributed.scheduler.KilledWorker):
                yield item.name, Lost()
            elif fault is not None:
                raise fault
            elif future.status != "finished":  # the scheduler has forgotten it
                self.again.append(item)
            elif isinstance(output := future.result(), Wanting):
                self._send(output)
                self.again.appendleft(item)
            else:
                yield item.name, output
            future.release()

    def _packed(self, content: object) -> bytes:
        packed: bytes = _distributed().protocol.pickle.dumps((self.cluster.do, content))
        return packed

    def _threads(self) -> dict[str, int]:
        """Threads by worker. Raises WorkersLost after a while without any."""
        threads: dict[str, int] = self.client.nthreads() if self.client.status == "running" else {}
        if threads:
            self.seen = monotonic()
        elif monotonic() - self.seen > _PATIENCE_S:
            raise _nobody(self.cluster.address)
        return threads

    def _send(self, wanting: Wanting) -> None:
        for name in wanting.parcels:
            self.sent[wanting.worker, name] += 1
            if self.sent[wanting.worker, name] > TRIES:
                raise WorkersLost(
                    f"工作进程 {wanting.worker} 收到 {name} 后仍说没有；请核对它的缓存文件夹（SANXIAN_WORK）能否写入",
                    f"the worker {wanting.worker} was sent {name} and still lacks it; see that its cache folder "
                    "(SANXIAN_WORK) can be written to",
                )
            self._deliver(wanting.worker, name)

    def _deliver(self, worker: str, name: str) -> None:
        if worker not in self._threads():
            return
        content = self.cluster.parcel(name)
        taken = self.client.submit(
            self.cluster.take, name, content, workers=[worker], allow_other_workers=False, pure=False,
            key=f"sanxian-{uuid.uuid4().hex}", priority=10,
        )  # fmt: skip
        while worker in self._threads():  # one that has gone takes nothing, and its item is done elsewhere
            try:
                _distributed().wait([taken], timeout=_LOOK_SECONDS)
            except TimeoutError:
                continue
            if taken.status == "error":
                raise taken.exception()
            return


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        raise WorkersLost(
            f"连不上调度器 {address}；请先运行 dask scheduler --host 127.0.0.1，并核对地址",
            f"the scheduler {address} does not answer; run `dask scheduler --host 127.0.0.1` first, and see that the "
            "address is right",
        ) from fault
    with client, client.as_current():
        try:
            client.wait_for_workers(1, timeout=10)
        except TimeoutError as fault:
            raise _nobody(address) from fault
        yield client


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as fault:
        raise BadInput(
            f"没有安装分布式筛查所需的包（{fault.name}）；请运行 pip install 'sanxian[cluster]'",
            f"the packages for screening on a cluster are not installed ({fault.name}); run pip install "
            "'sanxian[cluster]'",
        ) from fault


def _nobody(address: str) -> WorkersLost:
    return WorkersLost(
        f"调度器 {address} 没有工作进程；请运行 dask worker {address}，再运行同一命令即从此处继续",
        f"the scheduler {address} has no worker; run `dask worker {address}`, and the same command goes on from here",
    )
