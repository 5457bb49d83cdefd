"""When which edition of a layer speaks, from one moment on, as far as the present catalogue tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

import shapely
from shapely.geometry.base import BaseGeometry

from layers.catalogue import CHINA, InForce, civil_date, in_force
from layers.editions import Edition

_Spoken = tuple[str, int, bytes | None]


@dataclass(frozen=True)
class Period:
    """An edition in force from `since` (None: already at the first moment) to before `until` (None: without end).

    Inside `excluded` (EPSG:4490; None: nowhere) it does not speak, because another does.
    """

    edition: Edition
    excluded: BaseGeometry | None
    since: datetime | None
    until: datetime | None


def periods(editions: Iterable[Edition], layer: str, start: datetime) -> tuple[Period, ...]:
    """All periods of a layer from an aware moment on, ordered by region, number, time.

    What is in force is what `catalogue.in_force` says; it can change at a midnight in China on which an edition takes
    effect, and at the moment of a publication or a withdrawal.
    """
    mine = [edition for edition in editions if edition.head.layer == layer]
    running: dict[_Spoken, Period] = {}
    ended: list[Period] = []
    for moment in (start, *_changes(mine, start)):
        present = {_spoken(entry): entry for entry in in_force(mine, layer, civil_date(moment), moment)}
        for key in running.keys() - present.keys():
            last = running.pop(key)
            ended.append(Period(last.edition, last.excluded, last.since, moment))
        for key in present.keys() - running.keys():
            entry = present[key]
            running[key] = Period(entry.edition, entry.excluded, None if moment == start else moment, None)
    found = [*ended, *running.values()]
    return tuple(sorted(found, key=lambda p: (p.edition.head.region, p.edition.number, p.since or start)))


def _changes(editions: Iterable[Edition], start: datetime) -> list[datetime]:
    found = {moment for edition in editions for moment in _moments(edition) if moment > start}
    return sorted(found)


def _moments(edition: Edition) -> Iterator[datetime]:
    if edition.published_at is not None:
        yield edition.published_at
        yield _midnight(edition.head.effective_from)
    if edition.withdrawn_at is not None:
        yield edition.withdrawn_at


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _spoken(entry: InForce) -> _Spoken:
    excluded = None if entry.excluded is None else shapely.to_wkb(entry.excluded)
    return entry.edition.head.region, entry.edition.number, excluded
