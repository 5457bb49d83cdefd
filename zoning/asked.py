"""What was asked, beside the answer: kept in the ledger so that the same can be asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Asked:
    """A question as JSON, as it was judged.

    `at` (aware) is when it was answered; `known_at` the time by which the data had to be published, `at` where none
    was asked for.
    """

    question: Mapping[str, object]
    at: datetime
    known_at: datetime
