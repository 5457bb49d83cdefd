"""A property that is computed once, and never makes one instance wait for another."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from layers.once import once

WAIT_S = 10


@dataclass(frozen=True)
class Slow:
    both_in: threading.Barrier
    times: list[int] = field(default_factory=list)

    @once
    def value(self) -> int:
        """The value."""
        self.times.append(1)
        self.both_in.wait(WAIT_S)
        return len(self.times)


def test_it_is_computed_once_even_in_what_is_frozen():
    one = Slow(threading.Barrier(1))
    assert (one.value, one.value, one.times) == (1, 1, [1])
    assert Slow.value.__doc__ == "The value."


def test_two_instances_are_computed_at_the_same_time():
    both = threading.Barrier(2)
    values: list[int] = []
    threads = [threading.Thread(target=lambda: values.append(Slow(both).value)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert values == [1, 1]
