"""Out of force again: a published edition withdrawn, a proposal taken back, a region rolled back by one edition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import rfc8785

from layers.catalogue import civil_date, current
from layers.coverage import Overlap, overlaps
from layers.editions import Edition, Standing
from layers.errors import BadInput, Refused
from layers.publication import one_line
from layers.publication.four_eyes import first_person
from layers.publication.history import history
from layers.stores import refusals
from layers.stores.base import Store

REQUEST = "withdrawal-request"


@dataclass(frozen=True)
class Withdrawal:
    """What became of a withdrawal.

    Attributes:
        edition: the edition as it stands now.
        done: whether it is withdrawn; False: it was asked for, and a second person has to ask for it too.
        in_force: what is in force instead for its region and standing on its day; empty: nothing is.
        overlaps: where that and another edition both speak, because the other was published meanwhile.
    """

    edition: Edition
    done: bool
    in_force: tuple[Edition, ...] = ()
    overlaps: tuple[Overlap, ...] = ()


def withdraw(
    store: Store,
    edition: Edition,
    *,
    at: datetime,
    reason: str,
    actor: str = "",
    four_eyes: bool = False,
    generation: int | None = None,
) -> Withdrawal:
    """Withdraw a published edition from `at` on, or take a proposed one back; what it superseded is in force again.

    The reason enters the log first, as a request; then the edition is withdrawn. To withdraw can free land, so with
    `four_eyes` a published edition is withdrawn only at the request of a second known person; the first one's is kept,
    and joined within 30 days. A proposal can be taken back by anyone: nothing rests on it.

    Raises BadInput for a reason that is none, Refused where nobody is known to act, WrongState for what is withdrawn
    already, CatalogueMoved where the catalogue is no longer at `generation`.
    """
    _require_reason(reason)
    if edition.state == "withdrawn":
        raise refusals.wrong_state(edition, "proposed", "published")
    if generation is not None and store.generation() != generation:
        raise refusals.moved(edition)
    needs_another = four_eyes and edition.state == "published"
    first = first_person(history(store, edition), actor, at) if needs_another else None
    _ask(store, edition, reason, actor=actor, at=at)
    if needs_another and first is None:
        return Withdrawal(edition, done=False)
    withdrawn = store.withdraw(edition, at, actor=actor, generation=generation)
    editions = store.editions()
    returned = in_force_without(withdrawn, editions, at)
    return Withdrawal(
        withdrawn, True, returned, tuple(overlap for other in returned for overlap in overlaps(other, editions, at))
    )


def rollback(
    store: Store,
    layer: str,
    region: str,
    *,
    at: datetime,
    reason: str,
    actor: str = "",
    standing: Standing | None = None,
    to_nothing: bool = False,
    four_eyes: bool = False,
) -> Withdrawal:
    """Withdraw the edition of a region in force, so that the one before it is in force again.

    Raises Refused where none is in force, where several standings are and none is named, and, without `to_nothing`,
    where nothing would be in force then; else as `withdraw`.
    """
    _require_reason(reason)
    generation = store.generation()
    editions = store.editions()
    held = [
        edition
        for edition in current(editions, layer, civil_date(at), at)
        if edition.head.region == region and standing in (None, edition.head.standing)
    ]
    if not held:
        raise Refused(
            f"图层 {layer} 在 {region} 没有现行版本，无可回退；用 sanxian layers list 查看全部",
            f"layer {layer} has no edition of {region} in force, so there is none to roll back; see"
            " `sanxian layers list`",
        )
    if len(held) > 1:
        names = ", ".join(edition.head.standing for edition in held)
        raise Refused(
            f"图层 {layer} 在 {region} 有几种效力的现行版本（{names}）；请用 --status（HTTP：status）指明",
            f"layer {layer} has editions of several standings in force for {region} ({names}); say which with --status"
            " (over HTTP `status`)",
        )
    newest = held[0]
    before = in_force_without(newest, editions, at)
    if not before and not to_nothing:
        raise Refused(
            f"回退 {newest.label} 之后，{region} 将没有任何现行版本；确要如此请加 --to-nothing（HTTP：to_nothing）",
            f"with {newest.label} rolled back nothing would be in force for {region}; say --to-nothing (over HTTP"
            " `to_nothing`) where that is meant",
        )
    return withdraw(store, newest, at=at, reason=reason, actor=actor, four_eyes=four_eyes, generation=generation)


def in_force_without(edition: Edition, editions: tuple[Edition, ...], at: datetime) -> tuple[Edition, ...]:
    """What is in force for an edition's region and standing without it: today, or on its first day if that comes."""
    head = edition.head
    others = [replace(other, withdrawn_at=at) if _same(other, edition) else other for other in editions]
    return tuple(
        other
        for other in current(others, head.layer, max(head.effective_from, civil_date(at)), at)
        if (other.head.region, other.head.standing) == (head.region, head.standing)
    )


def _ask(store: Store, edition: Edition, reason: str, *, actor: str, at: datetime) -> None:
    head = edition.head
    body = {
        "layer": head.layer,
        "region": head.region,
        "edition": edition.number,
        "sha256": edition.sha256,
        "actor": actor,
        "reason": reason.strip(),
    }
    store.append(REQUEST, edition.label, rfc8785.dumps(body), at)  # type: ignore[arg-type]


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput("请写明撤回的理由（--reason）", "say why it is withdrawn (--reason)")
    one_line.require(reason, "理由（--reason）", "a reason (--reason)")


def _same(one: Edition, other: Edition) -> bool:
    return (one.head.layer, one.head.region, one.number) == (other.head.layer, other.head.region, other.number)
