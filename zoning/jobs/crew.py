"""Who does the units of a piece of work: this process one after the other, or others several at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from layers.errors import SanxianError

Stopping = Callable[[], bool]
Done = tuple[str, object]
Doing = Callable[[Sequence[str], Stopping], Generator[Done | None]]
"""Does units of these names, none begun once `Stopping` says so: each with its output as it is done, in any order.

None comes in between, at least about once a second, so that whoever waits can look at something else.
"""

TRIES: Final = 3  # how often an item is begun whose process dies


class WorkersLost(SanxianError):
    """The processes that were to do the work die, or go, before they have begun."""

    slug = "workers-lost"


@dataclass(frozen=True)
class Lost:
    """What became of an item whose process died each time that it was tried; `late`: took longer than it may."""

    late: bool = False


@dataclass(frozen=True)
class Item:
    """Work by name; `content` travels to whoever does it, who has so many `seconds` for it."""

    name: str
    content: Any
    seconds: float | None = None


class Crew(Protocol):
    """Processes that do items of work."""

    def each(self, items: Iterable[Item], stopping: Stopping) -> Generator[Done | None]:
        """Do items, of which only a few are taken before they are needed: as `Doing`, or Lost instead of an output.

        What is in hand when `stopping` says so is finished. Raises WorkersLost, and what an item raises.
        """


class Opener(Hashable, Protocol):
    """Gives what does an item. It travels to other processes, so it is a frozen dataclass of plain values."""

    def __call__(self) -> Callable[[Any], object]:
        """Opened once per process, before the first item."""


def one_by_one(unit: Callable[[str], object]) -> Doing:
    """Units done in this process, in their order."""

    def doing(names: Sequence[str], stopping: Stopping) -> Generator[Done | None]:
        for name in names:
            if stopping():
                return
            yield name, unit(name)

    return doing
