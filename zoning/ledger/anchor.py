"""A place in a ledger that was noted elsewhere: what a rewritten or shortened ledger is found out by."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from layers.errors import BadInput

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=1, le=2**53 - 1)]  # as RFC 8785 can write it
_WRITTEN = re.compile(r"(\d{1,15}):([0-9a-f]{64})", re.ASCII)


class Anchor(BaseModel):
    """An entry by its number and its hash."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    sequence: Number
    hash: Sha256

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


def anchor(text: str) -> Anchor:
    """`SEQ:HASH` as `ledger verify` prints it. Raises BadInput."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        raise BadInput(
            f"“{text[:80]}”不是台账的落点；写作 序号:散列，如 ledger verify 所示",
            f'"{text[:80]}" is no place in a ledger; write SEQ:HASH as `ledger verify` prints it',
        )
    return Anchor(sequence=int(match[1]), hash=match[2])
