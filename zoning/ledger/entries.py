"""What an entry of the ledger says: its kinds, and the members of its body.

Nothing that names a person or a place stands in an entry but the actor's pseudonym: that lies in blobs, which entries
name by hash, and which can be blanked while the chain still holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from layers.errors import NotFound, StoreError
from layers.stores.base import LogEntry

VERDICT = "verdict"
MEASURE = "measure"
COMPARISON = "comparison"  # of alternatives; its entry names their verdicts too
DEFINITIONS = "definitions"
BLANKING = "blanking"
REPLAY = "replay"
ANSWERS = (VERDICT, MEASURE, COMPARISON)
_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {VERDICT: ("结论", "verdict"), MEASURE: ("测算", "measure"), COMPARISON: ("比选", "comparison")}
)


@dataclass(frozen=True)
class Context:
    """What stands beside an answer in its entry, and never in its id: when, who, in which request and language.

    `at` is the time that the answer was asked for with; `request` a number or a command, never a name of a file.
    """

    at: datetime
    actor: str
    request: str
    lang: str
    versions: Mapping[str, str]


def said(entry: LogEntry) -> Mapping[str, Any]:
    """The body of an entry. Raises StoreError where it is no JSON object."""
    try:
        body = json.loads(entry.body)
    except ValueError as fault:
        raise _unreadable(entry) from fault
    if not isinstance(body, dict):
        raise _unreadable(entry)
    return body


def unknown(subject: str, kinds: Sequence[str] = ANSWERS) -> NotFound:
    """That no answer of these kinds was recorded under an id."""
    zh, en = zip(*(_NAMES[kind] for kind in kinds), strict=True)
    return NotFound(f"台账中没有编号为 {subject} 的{'或'.join(zh)}", f"the ledger holds no {' or '.join(en)} {subject}")


def _unreadable(entry: LogEntry) -> StoreError:
    return StoreError(
        f"台账第 {entry.sequence} 条的内容读不出；请运行 sanxian ledger verify",
        f"the body of ledger entry {entry.sequence} cannot be read; run `sanxian ledger verify`",
    )
