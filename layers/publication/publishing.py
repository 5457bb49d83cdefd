"""From what passed the checks to an edition: proposed, then published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from layers.editions import Edition
from layers.intake.types import Reading
from layers.kinds import LayerKind
from layers.mapping import DeliveryMapping
from layers.publication import deliveries
from layers.publication.admission import require_place, require_replaceable
from layers.publication.deliveries import MappingUsed
from layers.publication.four_eyes import require_second_person
from layers.publication.preparation import Prepared, Submission, prepare
from layers.regions import Regions
from layers.stores.base import CatalogueMoved, Store

_ATTEMPTS = 20


class Overtaken(CatalogueMoved):
    """Another edition of the same region and standing was published in the same moment."""


@dataclass(frozen=True)
class Proposal:
    """An edition with the delivery it came from."""

    edition: Edition
    prepared: Prepared


def propose(
    store: Store,
    kind: LayerKind,
    reading: Reading,
    submission: Submission,
    *,
    mapping: DeliveryMapping,
    regions: Regions,
    at: datetime,
    actor: str = "",
    file: Path | None = None,
    saved: MappingUsed | None = None,
) -> Proposal:
    """Check a delivery and store it as a proposed edition. Raises as `prepare`; then nothing was stored."""
    prepared = prepare(store, kind, reading, submission, mapping=mapping, regions=regions, at=at)
    return Proposal(propose_prepared(store, prepared, at=at, actor=actor, file=file, saved=saved), prepared)


def propose_prepared(
    store: Store,
    prepared: Prepared,
    *,
    at: datetime,
    actor: str = "",
    file: Path | None = None,
    saved: MappingUsed | None = None,
) -> Edition:
    """Store what passed the checks as a proposed edition, with its report and the `file` its feature names by hash.

    `saved` is the saved mapping that was used. Raises StoreError.
    """
    if file is not None:
        store.put_file(file)
    deliveries.keep(store, prepared.sha256, prepared.report, prepared.notes, at=at, actor=actor, mapping=saved)
    return store.propose(prepared.head, prepared.features, at, actor=actor)


def publish(store: Store, edition: Edition, *, at: datetime, actor: str = "", four_eyes: bool = False) -> Edition:
    """Publish a proposed edition, in one transaction.

    What it replaces and overlaps is judged against the catalogue that it then enters, whatever was published since
    it was proposed. With `four_eyes`, `actor` must be another known person than the one who proposed it.

    Raises Refused naming the other edition or the person, WrongState where it is not proposed, Overtaken where an
    edition of its region and standing is published at the same time.
    """
    if four_eyes:
        require_second_person(store, edition, actor)
    seen: frozenset[int] | None = None
    for _ in range(_ATTEMPTS):
        generation = store.generation()
        editions = store.editions()
        peers = frozenset(_peers(edition, editions, at))
        if seen is not None and peers != seen:
            raise _overtaken(edition)
        seen = peers
        require_replaceable(edition.head, editions, at)
        require_place(replace(edition, state="published", published_at=at), editions, at)
        try:
            return store.publish(edition, at, actor=actor, generation=generation)
        except CatalogueMoved as moved:
            last = moved
    raise last


def _peers(edition: Edition, editions: tuple[Edition, ...], at: datetime) -> list[int]:
    """The numbers of what is published of the same region and standing."""
    head = edition.head
    place = (head.layer, head.region, head.standing)
    return [
        other.number
        for other in editions
        if (other.head.layer, other.head.region, other.head.standing) == place
        and other.number != edition.number
        and other.published_by(at)
    ]


def _overtaken(edition: Edition) -> Overtaken:
    return Overtaken(
        f"发布 {edition.label} 的同时，同一行政区、同一效力的版本有了变化；请重新预览后再发布",
        f"while {edition.label} was being published, the editions of its region and standing changed; look at its"
        " preview again, then publish",
    )
