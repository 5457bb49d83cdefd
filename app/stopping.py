"""Being told to stop: by a signal, or by the end of the process that this one belongs to."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType, TracebackType

_NICE = 5


class Stopping:
    """Inside the block SIGTERM and Ctrl+C are noted instead of killing; a second one kills.

    An `attached` process also stops when its stdin ends, which it does when the one that started it dies in whatever
    way; and it leaves the processor to the service first.
    """

    def __init__(self, *, attached: bool) -> None:
        self._attached = attached
        self._asked = threading.Event()
        self._before: dict[int, object] = {}

    def asked(self) -> bool:
        """Whether it is time to stop."""
        return self._asked.is_set()

    def __enter__(self) -> Stopping:
        for number in (signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, self._note)
        if self._attached:
            os.nice(_NICE)
            threading.Thread(target=self._watch, name="sanxian-parent", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._restore()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._asked.set()
        self._restore()

    def _restore(self) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)  # type: ignore[arg-type]

    def _watch(self) -> None:
        while sys.stdin.buffer.read(1):
            pass
        self._asked.set()
