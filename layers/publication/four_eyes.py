"""Four-eyes: what one person began another one has to finish; a person who is not known finishes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from layers.editions import Edition
from layers.errors import Refused
from layers.publication.history import Step, history, last
from layers.stores.base import Store

NOBODY = frozenset(("", "anonymous", "local:unknown"))  # names that several people may act under
STANDS = timedelta(days=30)  # how long a request for withdrawal can be joined by a second person


def require_second_person(store: Store, edition: Edition, actor: str) -> None:
    """Raises Refused unless `actor` and whoever proposed the edition are two known people."""
    _require_known(actor)
    proposal = last(history(store, edition), "proposal")
    if proposal is None or proposal.actor in NOBODY:
        raise Refused(
            f"启用了双人复核，而 {edition.label} 由谁提出没有记录，不予发布；请由一人重新提出，再由另一人发布",
            f"four-eyes is on, and it is not known who proposed {edition.label}, so it is not published; let one person"
            " propose it again and another publish it",
        )
    if proposal.actor == actor:
        raise Refused(
            f"启用了双人复核：{edition.label} 由 {actor} 提出，须由另一人发布",
            f"four-eyes is on: {actor} proposed {edition.label}, so another person has to publish it",
        )


def first_person(steps: Iterable[Step], actor: str, at: datetime) -> Step | None:
    """Somebody else's request to withdraw that `actor` would be the second person to. Raises Refused for nobody."""
    _require_known(actor)
    asked = [
        step
        for step in steps
        if step.kind == "withdrawal-request" and step.actor not in {actor, *NOBODY} and at - step.at <= STANDS
    ]
    return asked[-1] if asked else None


def _require_known(actor: str) -> None:
    if actor in NOBODY:
        raise Refused(
            f"启用了双人复核，而操作人不明（{actor or '未给出'}）；请以本人的密钥或系统账户操作",
            f"four-eyes is on, and nobody is known to act ({actor or 'no name given'}); act under a key or an account"
            " of your own",
        )
