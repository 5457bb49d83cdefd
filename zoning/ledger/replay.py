"""Replay: a recorded question asked again, of the definitions and editions it was answered with."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from layers.editions import Edition
from layers.errors import DefinitionError, NotFound, SanxianError, StoreError
from layers.stores.base import CorruptEntry, LogEntry, Store
from layers.stores.chain import entry_hash
from zoning.desk import Desk, Limits
from zoning.ledger.again import Record, compared_again, judged_again, measured_again
from zoning.ledger.book import Ledger
from zoning.ledger.comparison import Difference, compared
from zoning.ledger.entries import COMPARISON, VERDICT, said
from zoning.ledger.rebuilding import Body, catalogue_of, definitions_of, named, without_late
from zoning.measures.desk import MeasureDesk

Outcome = Literal["identical", "same_conclusion", "different", "not_replayable"]
Reason = Literal["method", "blanked", "no_question", "definitions", "store", "refused"]
Answer = Callable[[Sequence[Edition]], Body]
METHODS = ("method", "calculation")  # members that say by which version of our code an answer was computed
_KEPT = 2
_ATTEMPTS = 4


@dataclass(frozen=True)
class Replay:
    """What became of one recorded answer.

    `reason`: why it is not replayable, or that the method has changed since; `fault`: what stood in the way, in
    Chinese and English. `differences` are the first of `count`.
    """

    id: str
    kind: str
    sequence: int
    known_at: datetime
    outcome: Outcome
    reason: Reason | None = None
    differences: tuple[Difference, ...] = ()
    count: int = 0
    fault: tuple[str, str] | None = None


class _Stopped(Exception):  # never leaves this room
    """A record that cannot be answered again."""

    def __init__(self, reason: Reason, fault: SanxianError | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault = None if fault is None else (fault.zh, fault.en)


@contextmanager
def _stopping(reason: Reason, *kinds: type[SanxianError]) -> Iterator[None]:
    try:
        yield
    except kinds as fault:
        raise _Stopped(reason, fault) from fault


class Replayer:
    """Replays the answers of one store; keeps the definitions last rebuilt and their layers. Safe between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ledger = Ledger(store)
        self._desks: OrderedDict[str, tuple[Desk, MeasureDesk | None]] = OrderedDict()
        self._lock = threading.Lock()

    def replay(self, subject: str) -> Replay:
        """Answer again what was recorded. Raises NotFound for an id that nothing was recorded under."""
        entry = self._ledger.first(subject)
        known_at = datetime.fromisoformat(said(entry).get("known_at", entry.at.isoformat()))
        about = (subject, entry.kind, entry.sequence, known_at)
        try:
            record = self._record(entry, known_at)
            replayed = self._again(self._answer(record), record.body)
        except _Stopped as stop:
            return Replay(*about, "not_replayable", stop.reason, fault=stop.fault)
        found = compared(_without_id(record.body), _without_id(replayed))
        if any(_version(record.body, member) != _version(replayed, member) for member in METHODS):
            return Replay(*about, "different", "method", found.differences, found.count)
        return Replay(*about, found.agreement, None, found.differences, found.count)

    def _record(self, entry: LogEntry, known_at: datetime) -> Record:
        if self._ledger.blanking(entry.subject) is not None:
            raise _Stopped("blanked")
        with _stopping("store", NotFound, StoreError):
            _require_unaltered(entry)
            question = self._ledger.question(entry)
            body = json.loads(self._store.blob(said(entry)["body"]))
        if question is None:
            raise _Stopped("no_question")
        return Record(entry, known_at, said(entry)["definitions"], question, body)

    def _again(self, answer: Answer, recorded: Body) -> Body:
        """The answer by the catalogue that was known; again without what was published while it was worked out."""
        with _stopping("refused", SanxianError), _stopping("store", StoreError):
            catalogue = catalogue_of(self._store.editions(), recorded)
            replayed = answer(catalogue)
            for _ in range(_ATTEMPTS):
                fewer = without_late(catalogue, recorded, replayed)
                if named(replayed) == named(recorded) or len(fewer) == len(catalogue):
                    break
                catalogue, replayed = fewer, answer(fewer)
            return replayed

    def _answer(self, record: Record) -> Answer:
        with _stopping("definitions", NotFound, StoreError, DefinitionError):
            desk, measures = self._desk(record.definitions)
        if record.entry.kind == VERDICT:
            return lambda editions: judged_again(record, desk, editions).body
        if measures is None:
            raise _Stopped("definitions")
        if record.entry.kind == COMPARISON:
            verdicts = self._verdicts(record)
            return lambda editions: compared_again(record, verdicts, measures, editions)
        return lambda editions: measured_again(record, measures, editions)

    def _verdicts(self, record: Record) -> list[Record]:
        """The verdicts that a comparison was made of, as of the time when it was."""
        with _stopping("store", NotFound):
            entries = [self._ledger.first(one, VERDICT) for one in record.question["verdicts"]]
        return [self._record(entry, record.known_at) for entry in entries]

    def _desk(self, set_id: str) -> tuple[Desk, MeasureDesk | None]:
        """Desks over the definitions of a set, rebuilt where they are not at hand.

        Built without the lock: a replay by other definitions does not wait for it.
        """
        with self._lock:
            found = self._desks.get(set_id)
            if found is not None:
                self._desks.move_to_end(set_id)
                return found
        rebuilt = definitions_of(self._store, self._ledger.definitions.files(set_id))
        desk = Desk(self._store, rebuilt.siting, Limits())
        built = desk, None if rebuilt.measures is None else MeasureDesk(desk, rebuilt.measures)
        with self._lock:
            found = self._desks.setdefault(set_id, built)
            self._desks.move_to_end(set_id)
            while len(self._desks) > _KEPT:
                self._desks.popitem(last=False)
            return found


def _require_unaltered(entry: LogEntry) -> None:
    """Raises CorruptEntry: what another hand wrote into an entry proves nothing, whichever way the replay ends."""
    if entry.hash != entry_hash(entry):
        raise CorruptEntry(entry.sequence)


def _without_id(body: Body) -> Body:
    return {name: value for name, value in body.items() if name != "id"}


def _version(body: Body, member: str) -> object:
    """A version of our code; the method of a measure is data, and is compared as any other member."""
    value = body.get(member)
    return value if isinstance(value, str) else None
