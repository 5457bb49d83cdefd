"""A recorded verdict's question answered twice, without and with a change of the catalogue, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from layers.editions import Edition, Standing
from layers.errors import BadInput, NotFound, StoreError, StoreTimeout, StoreUnavailable
from layers.snapshot import Snapshots
from layers.stores.base import Store
from zoning import siting
from zoning.definitions import Definitions
from zoning.impact.change import Change
from zoning.impact.difference import conclusion, difference
from zoning.ledger import Ledger
from zoning.project_json import project_of
from zoning.projects import Project
from zoning.status import Recorded
from zoning.verdict import Json, Verdict

_PASSING = {fault.slug: fault for fault in (StoreTimeout, StoreUnavailable)}


class Unjudged(Exception):
    """A verdict that cannot be judged again; `cause` is the slug of why."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Judge:
    """Answers questions by the catalogues of a change. Nothing it answers is ever recorded.

    Its snapshots are its own: no other desk may meet editions that are only supposed to be published.
    """

    def __init__(self, store: Store, definitions: Definitions, change: Change) -> None:
        self._ledger = Ledger(store)
        self._definitions = definitions
        self._change = change
        self._snapshots = Snapshots(store, definitions.kinds)

    def judge(self, verdict_id: str) -> Json:
        """What the change does to one recorded verdict.

        `result` is `verdict` where the word or its range differs, `numbers` where anything else does, `unchanged`, or
        `not_judged` with a `cause`, which counts as changed. `recorded`, `before` and `after` give word and range as
        recorded, and on the `day` of comparison without and with the change.

        Raises StoreTimeout, StoreUnavailable.
        """
        told: Json = {"id": verdict_id}
        try:
            recorded = self._recorded(verdict_id)
            day = self._change.day(recorded.as_of, historical=recorded.historical)
            told |= {
                "as_of": recorded.as_of.isoformat(),
                "day": day.isoformat(),
                "recorded": conclusion(recorded.body),
            }
            project = _project(recorded, self._definitions)
            include = cast("Sequence[Standing]", recorded.body["include"])
            before = self._answer(project, self._change.before, day, include)
            after = self._answer(project, self._change.after, day, include)
        except Unjudged as unjudged:
            return {**told, "result": "not_judged", "cause": unjudged.cause}
        return {**told, **difference(before.record(), after.record())}

    def _recorded(self, verdict_id: str) -> Recorded:
        try:
            return self._ledger.recorded(verdict_id)
        except (StoreTimeout, StoreUnavailable):
            raise
        except (NotFound, StoreError) as fault:
            raise Unjudged(fault.slug) from fault

    def _answer(self, project: Project, editions: Sequence[Edition], day: date, include: Sequence[Standing]) -> Verdict:
        snapshots = self._snapshots.of(editions, day, self._change.at, include)
        causes = {cause for snapshot in snapshots for cause in snapshot.failed.values()}
        for cause in _PASSING.keys() & causes:
            raise _PASSING[cause]("存储暂时没有答复；请稍后再试", "the store does not answer for now; try again later")
        verdict = siting.check(project, snapshots, self._definitions, day, include=include)
        if verdict.incident:
            raise Unjudged(min(causes))
        return verdict


def _project(recorded: Recorded, definitions: Definitions) -> Project:
    """The project of a recorded body, its facts as they were given; what follows from them is derived anew."""
    said = recorded.body["project"]
    facts = {
        name: value["given"] if isinstance(value, dict) else value for name, value in said["facts"].items()
    }  # what only follows is shown with both sides
    try:
        return project_of(
            {**said, "facts": {name: value for name, value in facts.items() if value is not None}, "notes": ()},
            definitions,
        )
    except BadInput as fault:  # a fact that these definitions no longer know
        raise Unjudged(fault.slug) from fault
