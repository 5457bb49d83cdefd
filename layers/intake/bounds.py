"""The bounds that a process which opens outside files sets on itself."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.intake.types import ReadLimits

_BASE_BYTES = 1_500_000_000


def bound(limits: ReadLimits) -> None:
    """Bound this process: processor time, memory beyond what it holds now, size of any file, no core dump."""
    _set(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 2)
    held = _held_bytes() + limits.memory_bytes
    _set(resource.RLIMIT_AS, held, held)
    # the answer is text: geometry grows by a third in base64
    size = 2 * limits.unpacked_bytes
    _set(resource.RLIMIT_FSIZE, size, size)
    _set(resource.RLIMIT_CORE, 0, 0)


@contextmanager
def memory_within(extra: int) -> Iterator[None]:
    """Within it this process may take so many bytes more than it holds now; a library that asks for more is ended."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _held_bytes() + extra
    if before[0] == resource.RLIM_INFINITY or wanted < before[0]:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _set(kind: int, soft: int, hard: int) -> None:
    most = resource.getrlimit(kind)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def _held_bytes() -> int:
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return _BASE_BYTES
    return int(statm.read_text().split()[0]) * resource.getpagesize()
