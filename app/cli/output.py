"""What commands print: results on stdout, messages on stderr, progress on a terminal only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from layers.publication.one_line import shown

if TYPE_CHECKING:
    from rich.text import Text

_LONGEST = 2000


def document(value: object) -> None:
    """One JSON document on stdout, in UTF-8 whatever the locale."""
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def raw(content: bytes) -> None:
    """A document on stdout as it is."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def lines(texts: Iterable[Text | str]) -> None:
    """Lines on stdout, coloured on a terminal alone; they are never wrapped, since a pipe has no width.

    What came from a file is shown without the codes by which it could move the cursor and overwrite a verdict.
    """
    from rich.console import Console  # noqa: PLC0415 - keeps --help fast
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=sys.stdout, soft_wrap=True, highlight=False, markup=False, emoji=False)
    for text in texts:
        line = text if isinstance(text, Text) else Text(text)
        if (plain := shown(line.plain)) != line.plain:
            line.plain = plain
        console.print(line)


def message(text: str) -> None:
    """One line on stderr, of a length that can be read."""
    line = shown(" ".join(text.split()))
    sys.stderr.write((line if len(line) <= _LONGEST else line[:_LONGEST] + "…") + "\n")


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show on a terminal's stderr that something is being done; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - keeps --help fast

    with Console(stderr=True).status(text):
        yield
