"""Who took which step in the life of an edition, when and why, as the store's log has it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from layers.editions import Edition
from layers.stores.base import Store

StepKind = Literal["proposal", "publication", "withdrawal-request", "withdrawal"]
STEPS: tuple[StepKind, ...] = ("proposal", "publication", "withdrawal-request", "withdrawal")


@dataclass(frozen=True)
class Step:
    """One step. `actor` is as the ledger names people, empty where nobody was named; `sequence` that of its entry.

    The reason of a withdrawal is that of the request which it answers.
    """

    kind: StepKind
    at: datetime
    actor: str
    reason: str | None
    sequence: int


def history(store: Store, edition: Edition) -> tuple[Step, ...]:
    """The steps of one edition in order. Raises StoreError.

    An edition that was received from another store without its log has none.
    """
    steps: list[Step] = []
    for entry in store.log(subject=edition.label):
        for kind in STEPS:
            if entry.kind == kind:
                said = json.loads(entry.body)
                actor, reason = str(said.get("actor") or ""), said.get("reason")
                if kind == "withdrawal" and steps and steps[-1].kind == "withdrawal-request":
                    reason = steps[-1].reason
                steps.append(Step(kind, entry.at, actor, None if reason is None else str(reason), entry.sequence))
    return tuple(steps)


def last(steps: tuple[Step, ...], kind: StepKind) -> Step | None:
    """The last step of one kind."""
    return next((step for step in reversed(steps) if step.kind == kind), None)
