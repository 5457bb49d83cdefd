"""Verdicts, measures, comparisons in the ledger: recorded with what it takes to answer them again, read by id."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers.canonical import canonical
from layers.errors import Gone
from layers.stores.base import LogEntry, Store
from zoning.asked import Asked
from zoning.definition_set import DefinitionSet
from zoning.ledger.blanking import Blanking, blanking_of, ended
from zoning.ledger.definition_sets import DefinitionSets
from zoning.ledger.entries import ANSWERS, COMPARISON, MEASURE, VERDICT, Context, said, unknown
from zoning.status import Recorded
from zoning.verdict import Verdict


class Ledger:
    """Answers over a store. Body and question lie as blobs; the entry names them, and the definitions, by hash."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.definitions = DefinitionSets(store)

    def record(self, verdict: Verdict, used: DefinitionSet, context: Context) -> LogEntry | None:
        """Keep a verdict and the definitions it used. None where it was blanked: it is not brought back.

        Raises ValueError for an incident, which has no id, and for a context of another time than the answer's.
        """
        if verdict.incident:
            raise ValueError("an incident is not recorded as a verdict")
        day, record = str(verdict.body["as_of"]), verdict.record_bytes()
        return self._keep(VERDICT, verdict.id, record, as_of=day, asked=verdict.asked, used=used, context=context)

    def record_measure(
        self, measure_id: str, record: bytes, asked: Asked | None, used: DefinitionSet, context: Context
    ) -> LogEntry | None:
        """Keep a measure (RFC 8785 JSON with its id) and the definitions it used; else as `record`."""
        day = _as_of(record)
        return self._keep(MEASURE, measure_id, record, as_of=day, asked=asked, used=used, context=context)

    def record_comparison(
        self,
        comparison_id: str,
        record: bytes,
        verdicts: Sequence[str],
        asked: Asked | None,
        used: DefinitionSet,
        context: Context,
    ) -> LogEntry | None:
        """Keep a comparison (RFC 8785 JSON with its id) of verdicts that are recorded already; else as `record`.

        None also where one of the verdicts was blanked: a comparison holds figures of each.
        """
        day, made_of = _as_of(record), tuple(verdicts)
        return self._keep(
            COMPARISON, comparison_id, record, as_of=day, asked=asked, used=used, context=context, made_of=made_of
        )

    def _keep(
        self,
        kind: str,
        subject: str,
        record: bytes,
        *,
        as_of: str,
        asked: Asked | None,
        used: DefinitionSet,
        context: Context,
        made_of: tuple[str, ...] = (),
    ) -> LogEntry | None:
        if asked is not None and asked.at != context.at:
            raise ValueError(f"answered at {asked.at}, recorded as of {context.at}")
        if self._blanked_of(subject, *made_of) is not None:
            return None
        definitions = self.definitions.record(used, actor=context.actor, at=context.at)
        # with the id, so that no two answers share a blob, and each can be blanked alone
        question = None if asked is None else self._store.put_blob(canonical({"id": subject, **asked.question}))
        entry = {
            "body": self._store.put_blob(record),
            "question": question,
            "definitions": definitions,
            "as_of": as_of,
            "known_at": (context.at if asked is None else asked.known_at).isoformat(),
            "actor": context.actor,
            "request": context.request,
            "lang": context.lang,
            "versions": dict(context.versions),
            **({"verdicts": list(made_of)} if made_of else {}),
        }
        kept = self._store.append(kind, subject, canonical(entry), context.at)
        if (blanking := self._blanked_of(subject, *made_of)) is not None:  # it came in between
            ended(self._store, blanking)
            return None
        return kept

    def _blanked_of(self, *subjects: str) -> Blanking | None:
        found = (blanking_of(self._store, subject) for subject in subjects)
        return next((blanking for blanking in found if blanking is not None), None)

    def body(self, verdict_id: str) -> bytes:
        """The recorded bytes of a verdict, or what its blanking left of it. Raises NotFound."""
        return self._read(self.first(verdict_id, VERDICT))

    def measure(self, measure_id: str) -> bytes:
        """The recorded bytes of a measure, or what its blanking left of it. Raises NotFound."""
        return self._read(self.first(measure_id, MEASURE))

    def whole_measure(self, measure_id: str) -> bytes:
        """The recorded bytes of a measure. Raises NotFound; Gone where it was blanked."""
        self.require_whole(measure_id)
        return self.measure(measure_id)

    def comparison(self, comparison_id: str) -> bytes:
        """The recorded bytes of a comparison, or what its blanking left of it. Raises NotFound."""
        return self._read(self.first(comparison_id, COMPARISON))

    def recorded(self, verdict_id: str) -> Recorded:
        """A verdict's body, and when it was first recorded. Raises NotFound; Gone where it was blanked."""
        entry = self.first(verdict_id, VERDICT)
        self.require_whole(verdict_id)
        return Recorded(json.loads(self._read(entry)), entry.at)

    def question(self, entry: LogEntry) -> Mapping[str, Any] | None:
        """What was asked, of an entry of an answer; None where it was not kept. Raises NotFound."""
        sha256 = said(entry).get("question")
        if sha256 is None:
            return None
        question: Mapping[str, Any] = json.loads(self._store.blob(sha256))
        return question

    def blanking(self, subject: str) -> Blanking | None:
        """How an answer was blanked; None where it was not."""
        return blanking_of(self._store, subject)

    def require_whole(self, subject: str) -> None:
        """Raises Gone where an answer was blanked."""
        if self.blanking(subject) is not None:
            raise blanked(subject)

    def first(self, subject: str, *kinds: str) -> LogEntry:
        """The entry by which an answer (of the kinds given, or of any) was first recorded. Raises NotFound."""
        wanted = kinds or ANSWERS
        entry = next((entry for entry in self._store.log(subject=subject) if entry.kind in wanted), None)
        if entry is not None:
            return entry
        raise unknown(subject, wanted)

    def entries(self, after: int = 0) -> Iterator[LogEntry]:
        """Every verdict entry behind a sequence number, in order."""
        return self._store.log(kind=VERDICT, after=after)

    def _read(self, entry: LogEntry) -> bytes:
        blanking = self.blanking(entry.subject)
        return self._store.blob(said(entry)["body"] if blanking is None else blanking.left)


def _as_of(record: bytes) -> str:
    day: str = json.loads(record)["as_of"]
    return day


def blanked(subject: str) -> Gone:
    """What was recorded under an id is no longer there, because it was blanked."""
    return Gone(
        f"{subject} 的内容已应要求清除，只留下结论字样、日期、方法、版本与定义",
        f"the content of {subject} was blanked; its verdict, dates, method, editions and definitions are left",
    )
