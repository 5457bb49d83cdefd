"""What a caller states about the numbers of a file: their CRS, the order of columns, the notation of degrees."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from layers.errors import BadCRS

Word = Literal["packed", "decimal"]
"""How degrees are written: `packed` ddd.mmss, or `decimal`."""

_OPTION = re.compile(r"(?:^|[,，])\s*(swapped|packed|decimal)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """`crs` as for `layers.crs.parse_crs`; `swapped`: the two columns are in the order other than the format's own."""

    crs: str | None = None
    swapped: bool = False
    word: Word | None = None

    def otherwise(self, crs: str) -> str:
        """The token for another CRS, with the same options."""
        return str(replace(self, crs=crs))

    def __str__(self) -> str:
        """The token that states it: `gk3:40,swapped`."""
        options = [self.crs, "swapped" if self.swapped else None, self.word]
        return ",".join(option for option in options if option)


def parse_statement(token: str | None) -> Statement:
    """The statement of a token: a CRS, options, or a CRS with options after commas.

    Raises BadCRS for options that contradict each other; the CRS itself is for `parse_crs` to read.
    """
    if token is None:
        return Statement()
    left, swapped = token, False
    word: Word | None = None
    while match := _OPTION.search(left):
        left = left[: match.start()]
        option = match[1].lower()
        if option == "swapped":
            swapped = True
        elif word not in (None, option):
            raise BadCRS(
                f"{token}：packed（度分秒）与 decimal（十进制度）只能取一个",
                f"{token}: degrees are either packed or decimal; state one of the two",
            )
        else:
            word = "packed" if option == "packed" else "decimal"
    empty = not left.strip() and (swapped or word is not None)
    return Statement(None if empty else left, swapped, word)
