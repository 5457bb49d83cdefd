"""What commands print: results on stdout, messages on stderr, progress on a terminal only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text


def document(value: object) -> None:
    """One JSON document on stdout, in UTF-8 whatever the locale."""
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def lines(texts: Iterable[Text | str]) -> None:
    """Lines on stdout, coloured on a terminal alone; they are never wrapped, since a pipe has no width."""
    from rich.console import Console  # noqa: PLC0415 - keeps --help fast

    console = Console(file=sys.stdout, soft_wrap=True, highlight=False, markup=False, emoji=False)
    for text in texts:
        console.print(text)


def message(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(" ".join(text.split()) + "\n")


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show on a terminal's stderr that something is being done; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - keeps --help fast

    with Console(stderr=True).status(text):
        yield
