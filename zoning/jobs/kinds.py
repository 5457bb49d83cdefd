"""What a job can do: one entry per kind, each of them work cut into units."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from layers.errors import BadInput, StoreTimeout, StoreUnavailable
from zoning.jobs.crew import Doing
from zoning.verdict import Json

Unit = Callable[[str], object]


@dataclass(frozen=True)
class JobKind:
    """A kind of work.

    Attributes:
        name: as records name it.
        check: raises a SanxianError where arguments make no sense at a time (aware).
        basis: what outputs rest on beside the plan; where it changes between two attempts, the work begins anew.
        plan: everything that is decided once, JSON with the names of the `units`, of arguments and a time; `sizes`, one
            per unit, where they differ.
        open: of a plan, the function that does a unit; it is called once per process.
        result: of a plan and the outputs in the order of its units, which are read as they are asked for.
        layers: the layers whose geometry the result may show.
        spread: of a plan, what does its units several at once; None: they are done by `open`, one after the other.
    """

    name: str
    check: Callable[[Mapping[str, Any], datetime], None]
    basis: Callable[[], str]
    plan: Callable[[Mapping[str, Any], datetime], Json]
    open: Callable[[Mapping[str, Any]], Unit]
    result: Callable[[Mapping[str, Any], Iterable[Any]], Json]
    layers: Callable[[Mapping[str, Any]], tuple[str, ...]]
    spread: Callable[[Mapping[str, Any]], Doing] | None = None


JobKinds = Mapping[str, JobKind]


def require_kind(kinds: JobKinds, name: str) -> JobKind:
    """The kind of a name. Raises BadInput."""
    if name not in kinds:
        raise BadInput(
            f"没有任务种类 {name}；可用：{', '.join(kinds)}",
            f"there is no kind of job {name}; there are {', '.join(kinds)}",
        )
    return kinds[name]


def require_answering(causes: Container[object]) -> None:
    """Refuse to go on with layers that failed by a cause that passes: what rests on them is to be tried again.

    A store that does not answer for now is no state of a layer. Raises StoreTimeout, StoreUnavailable.
    """
    for fault in (StoreTimeout, StoreUnavailable):
        if fault.slug in causes:
            raise fault("存储暂时没有答复；稍后继续", "the store does not answer for now; to be gone on with later")
