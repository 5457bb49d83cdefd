"""How far moving a store has come, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layers.errors import Lang
    from layers.stores.moment import Progress, Report

_WORDS = {
    "zh": {"blobs": "内容", "editions": "版本", "entries": "台账", "checked": "核对"},
    "en": {"blobs": "blobs", "editions": "editions", "entries": "log entries", "checked": "verified"},
}


@contextmanager
def shown(lang: Lang) -> Iterator[Report]:
    """A report that draws a bar for each kind of thing on a terminal's stderr; one to nobody in a pipe."""
    from layers.stores.moment import silent  # noqa: PLC0415 - geometry libraries, not needed for --help

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415 - keeps --help fast
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {what: bars.add_task(words, visible=False) for what, words in _WORDS[lang].items()}

        def report(progress: Progress) -> None:
            bars.update(tasks[progress.what], completed=progress.done, total=progress.total, visible=True)

        yield report
