"""The ledger: verdicts and measures in the store's append-only, hash-chained log, read back by id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from layers.definition_file import DefinitionFile
from layers.errors import NotFound
from layers.stores.base import LogEntry, Store
from zoning.definitions import Definitions
from zoning.status import Recorded
from zoning.verdict import Verdict, canonical

VERDICT = "verdict"
MEASURE = "measure"


@dataclass(frozen=True)
class Context:
    """What stands beside a verdict in its entry, and never in its id: when, who, in which request and language."""

    at: datetime
    actor: str
    request: str
    lang: str
    versions: dict[str, str]


class Ledger:
    """Verdicts and measures over a store. The body lies as a blob; the entry names it by hash."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, verdict: Verdict, definitions: Definitions, context: Context) -> LogEntry:
        """Keep a verdict and the definitions it used; an incident has no id and is refused with ValueError."""
        if verdict.incident:
            raise ValueError("an incident is not recorded as a verdict")
        for _, content in definitions.files:
            self._store.put_blob(content)
        return self._keep(VERDICT, verdict.id, verdict.record_bytes(), context)

    def record_measure(
        self, measure_id: str, record: bytes, used: Iterable[DefinitionFile], context: Context
    ) -> LogEntry:
        """Keep a measure (RFC 8785 JSON with its id) and the definition files it used."""
        for file in used:
            self._store.put_blob(file.text.encode("utf-8"))
        return self._keep(MEASURE, measure_id, record, context)

    def _keep(self, kind: str, subject: str, record: bytes, context: Context) -> LogEntry:
        entry = {
            "body": self._store.put_blob(record),
            "actor": context.actor,
            "request": context.request,
            "lang": context.lang,
            "versions": context.versions,
        }
        return self._store.append(kind, subject, canonical(entry), context.at)

    def body(self, verdict_id: str) -> bytes:
        """The recorded bytes of a verdict. Raises NotFound."""
        return self._store.blob(json.loads(self._first(verdict_id).body)["body"])

    def measure(self, measure_id: str) -> bytes:
        """The recorded bytes of a measure. Raises NotFound."""
        entry = next(iter(self._store.log(kind=MEASURE, subject=measure_id)), None)
        if entry is None:
            raise NotFound(f"台账中没有编号为 {measure_id} 的测算", f"the ledger holds no measure {measure_id}")
        return self._store.blob(json.loads(entry.body)["body"])

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
