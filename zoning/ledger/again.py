"""A recorded question answered again: by its own definitions, on the catalogue that is given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from layers.editions import Edition
from layers.errors import StoreError
from layers.snapshot import Snapshot
from layers.stores.base import LogEntry
from zoning import siting
from zoning.alternatives.comparison import compare
from zoning.alternatives.criterion import criterion_of
from zoning.alternatives.shore import natural_taken
from zoning.desk import Desk, standings
from zoning.ledger.rebuilding import Body
from zoning.measures.desk import MeasureDesk
from zoning.measures.question_json import question_of
from zoning.project_json import project_of
from zoning.projects import Project
from zoning.verdict import Verdict


@dataclass(frozen=True)
class Record:
    """An entry with what was asked and what was answered; `known_at` (aware): what was published by then counts."""

    entry: LogEntry
    known_at: datetime
    definitions: str
    question: Mapping[str, Any]
    body: Body


@dataclass(frozen=True)
class Judged:
    """A project with its verdict."""

    project: Project
    verdict: Verdict

    @property
    def body(self) -> Body:
        """The verdict as it would be recorded."""
        body: Body = json.loads(self.verdict.record_bytes())
        return body


def judged_again(record: Record, desk: Desk, editions: Sequence[Edition]) -> Judged:
    """A verdict given again. Layers that could not be read then stay unread.

    Raises StoreError for one that cannot be now, BadInput's kinds for what the definitions do not know.
    """
    asked = record.question
    as_of, include = date.fromisoformat(asked["as_of"]), standings(asked["include"])
    unread = {cell["layer"]: cell["cause"] for cell in record.body["coverage"] if cell["status"] == "failed"}
    snapshots = desk.snapshots.of(editions, as_of, record.known_at, include)
    project = project_of(asked["project"], desk.definitions)
    verdict = siting.check(
        project,
        [_with_unread(snapshot, unread) for snapshot in snapshots],
        desk.definitions,
        as_of,
        known_at=_moment(asked["known_at"]),
        include=include,
    )
    return Judged(project, verdict)


def measured_again(record: Record, desk: MeasureDesk, editions: Sequence[Edition]) -> Body:
    """A measure taken again. Raises BadInput's kinds, StoreError."""
    question = question_of(record.question, desk.definitions.base)
    body: Body = json.loads(desk.attempt(question, record.known_at, editions).record_bytes())
    return body


def compared_again(record: Record, verdicts: Sequence[Record], desk: MeasureDesk, editions: Sequence[Edition]) -> Body:
    """A comparison made again of its `verdicts`, each judged again, in its order. Raises as `judged_again`."""
    asked = record.question
    judged = [judged_again(one, desk.desk, editions) for one in verdicts]
    shores = [
        natural_taken(
            desk,
            one.project,
            one.verdict,
            as_of=date.fromisoformat(asked["as_of"]),
            known_at=_moment(asked["known_at"]),
            now=record.known_at,
            editions=editions,
        )
        for one in judged
    ]
    made = compare(asked["names"], [one.verdict.record() for one in judged], shores, criterion_of(asked["criterion"]))
    body: Body = json.loads(made.record_bytes())
    return body


def _moment(said: str | None) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said)


def _with_unread(snapshot: Snapshot, unread: Mapping[str, str]) -> Snapshot:
    lost = sorted(snapshot.failed.keys() - unread.keys())
    if lost:
        raise StoreError(
            f"图层 {', '.join(lost)} 现在读不出；请运行 sanxian doctor",
            f"layers {', '.join(lost)} cannot be read now; run `sanxian doctor`",
        )
    views = {layer: view for layer, view in snapshot.views.items() if layer not in unread}
    return Snapshot(snapshot.as_of, views, unread)
