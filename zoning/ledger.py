"""The ledger: verdicts recorded in the store's append-only, hash-chained log, and read back by id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from layers.errors import NotFound
from layers.stores.base import LogEntry, Store
from zoning.definitions import Definitions
from zoning.status import Recorded
from zoning.verdict import Verdict, canonical

VERDICT = "verdict"


@dataclass(frozen=True)
class Context:
    """What stands beside a verdict in its entry, and never in its id: when, who, in which request and language."""

    at: datetime
    actor: str
    request: str
    lang: str
    versions: dict[str, str]


class Ledger:
    """Verdicts over a store. The body lies as a blob; the entry names it by hash."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, verdict: Verdict, definitions: Definitions, context: Context) -> LogEntry:
        """Keep a verdict and the definitions it used; an incident has no id and is refused with ValueError."""
        if verdict.incident:
            raise ValueError("an incident is not recorded as a verdict")
        for _, content in definitions.files:
            self._store.put_blob(content)
        body = self._store.put_blob(verdict.record_bytes())
        entry = {
            "body": body,
            "actor": context.actor,
            "request": context.request,
            "lang": context.lang,
            "versions": context.versions,
        }
        return self._store.append(VERDICT, verdict.id, canonical(entry), context.at)

    def body(self, verdict_id: str) -> bytes:
        """The recorded bytes of a verdict. Raises NotFound."""
        return self._store.blob(json.loads(self._first(verdict_id).body)["body"])

    def recorded(self, verdict_id: str) -> Recorded:
        """A verdict's body, and when it was first recorded. Raises NotFound."""
        entry = self._first(verdict_id)
        return Recorded(json.loads(self.body(verdict_id)), entry.at)

    def _first(self, verdict_id: str) -> LogEntry:
        entry = next(iter(self._store.log(kind=VERDICT, subject=verdict_id)), None)
        if entry is None:
            raise NotFound(f"台账中没有编号为 {verdict_id} 的结论", f"the ledger holds no verdict {verdict_id}")
        return entry

    def entries(self) -> Iterator[LogEntry]:
        """Every verdict entry, in order."""
        return self._store.log(kind=VERDICT)
