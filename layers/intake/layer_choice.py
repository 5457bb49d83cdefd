"""A file whose layers, or sheets, leave open which is meant: its refusal names those there are."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from layers.errors import BadFile

MOST_NAMES = 500


class LayerOpen(BadFile):
    """None of the layers that a file holds was named, or one that it does not hold.

    `layers` are those to choose from, `several` whether more than one may be named (with commas). Of a file with more
    than MOST_NAMES of them there is no choice: `layers` is empty, and the text tells the first few.
    """

    def __init__(self, zh: str, en: str, layers: Iterable[str] = (), *, several: bool = False) -> None:
        super().__init__(zh, en)
        names = tuple(islice(layers, MOST_NAMES + 1))
        self.layers = names if len(names) <= MOST_NAMES else ()
        self.several = several
