"""How far long work is, at which rate, and how much longer it takes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layers.errors import Lang
    from zoning.jobs.run import Progress


def progress_text(progress: Progress, lang: Lang) -> str:
    """`12/340 · 1.4/s · 234 s left`."""
    parts = [f"{progress.done}/{progress.total}"]
    if progress.rate_per_s is not None:
        parts.append(f"{progress.rate_per_s:g} 个/秒" if lang == "zh" else f"{progress.rate_per_s:g}/s")
    if progress.remaining_s is not None:
        left = f"{progress.remaining_s:.0f}"
        parts.append(f"还需 {left} 秒" if lang == "zh" else f"{left} s left")
    return " · ".join(parts)


@contextmanager
def paced(lang: Lang) -> Iterator[Callable[[Progress], None]]:
    """Where to tell progress: a line on a terminal's stderr that is written over; nobody in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - keeps --help fast

    with Console(stderr=True).status("…") as status:
        yield lambda progress: status.update(progress_text(progress, lang))
