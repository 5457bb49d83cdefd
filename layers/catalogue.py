"""Which editions are in force: legal time (`as_of`), what was known (`known_at`), standing, and place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from layers.editions import STANDINGS, Edition, Standing

CHINA = timezone(timedelta(hours=8), "CST")  # no summer time since 1992, and law is dated in years after that

DisplayState = Literal["proposed", "scheduled", "published", "superseded", "withdrawn"]


@dataclass(frozen=True)
class InForce:
    """An edition in force; inside `excluded` (EPSG:4490; None: nowhere) it does not speak, because another does."""

    edition: Edition
    excluded: BaseGeometry | None


def civil_date(at: datetime) -> date:
    """The civil date in China Standard Time at an aware time."""
    return at.astimezone(CHINA).date()


def in_force(editions: Iterable[Edition], layer: str, as_of: date, known_at: datetime) -> tuple[InForce, ...]:
    """The editions of a layer in force, by region, number, each with the place where it does not speak.

    Of one region and standing, the edition of the latest `effective_from` (then of the highest number) replaces the
    earlier ones wholly. Across regions an edition in force speaks in place of those it `replaces`, within its
    coverage; and a lower standing is silent within the coverage of a higher one.

    Args:
        editions: all editions of the store; those of other layers are passed over.
        layer: the layer.
        as_of: civil date in China Standard Time; `effective_from` is inclusive.
        known_at: aware time; counted is what was published, and not withdrawn, by then.
    """
    return _ranked(current(editions, layer, as_of, known_at), STANDINGS)


def views(
    editions: Iterable[Edition], layer: str, as_of: date, known_at: datetime, include: Collection[Standing]
) -> tuple[tuple[InForce, ...], ...]:
    """`in_force` first; then, for each included standing below statutory, the view in which it goes first.

    In such a view the included standing speaks in its own coverage in place of all others; its editions without
    coverage add their features. One view per included standing, highest first, also where it has no edition.
    """
    chosen = current(editions, layer, as_of, known_at)
    orders = [STANDINGS]
    orders += [(first, *(s for s in STANDINGS if s != first)) for first in STANDINGS[1:] if first in include]
    return tuple(_ranked(chosen, order) for order in orders)


def current(editions: Iterable[Edition], layer: str, as_of: date, known_at: datetime) -> tuple[Edition, ...]:
    """The newest edition in effect of each region and standing, by region, number."""
    newest: dict[tuple[str, Standing], Edition] = {}
    for edition in editions:
        head = edition.head
        if head.layer != layer or head.effective_from > as_of or not edition.published_by(known_at):
            continue
        place = (head.region, head.standing)
        if place not in newest or _age(edition) > _age(newest[place]):
            newest[place] = edition
    return tuple(sorted(newest.values(), key=lambda edition: (edition.head.region, edition.number)))


def edition_state(edition: Edition, editions: Iterable[Edition], as_of: date, known_at: datetime) -> DisplayState:
    """The state to show: `scheduled` until it takes effect, `superseded` once a newer one of its region has.

    A place lost to an edition of another region or of a higher standing does not make an edition superseded.
    """
    if edition.withdrawn_at is not None and edition.withdrawn_at <= known_at:
        return "withdrawn"
    if not edition.published_by(known_at):
        return "proposed"
    head = edition.head
    day = max(as_of, head.effective_from)  # of two that take effect on one day the earlier never will
    newest = next(
        other
        for other in current([*editions, edition], head.layer, day, known_at)
        if (other.head.region, other.head.standing) == (head.region, head.standing)
    )
    if newest.number != edition.number:
        return "superseded"
    return "published" if head.effective_from <= as_of else "scheduled"


def _ranked(chosen: Sequence[Edition], order: Sequence[Standing]) -> tuple[InForce, ...]:
    rank = {standing: place for place, standing in enumerate(order)}
    return tuple(
        InForce(
            edition,
            _union([other.head.coverage for other in chosen if _goes_before(other, edition, rank)]),
        )
        for edition in chosen
    )


def _goes_before(other: Edition, edition: Edition, rank: dict[Standing, int]) -> bool:
    theirs, ours = rank[other.head.standing], rank[edition.head.standing]
    return theirs < ours or (theirs == ours and (edition.head.region, edition.number) in other.head.replaces)


def _union(coverages: Sequence[BaseGeometry | None]) -> BaseGeometry | None:
    covered = [coverage for coverage in coverages if coverage is not None]
    if len(covered) < 2:
        return covered[0] if covered else None
    united: BaseGeometry = shapely.union_all(covered)
    return united


def _age(edition: Edition) -> tuple[date, int]:
    return edition.head.effective_from, edition.number
