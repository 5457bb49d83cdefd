"""Editions as answers show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from api.access.principal import Principal
from api.access.roles import Right
from api.service import Service
from layers.catalogue import edition_state, in_force
from layers.editions import Edition
from layers.errors import NotFound
from zoning.door import Door
from zoning.verdict import Json


def edition_json(edition: Edition, editions: Iterable[Edition], as_of: date, known_at: datetime) -> Json:
    """One edition in full, as stewards see it, with the state it has at (as_of, known_at)."""
    head = edition.head
    return {
        "layer": head.layer,
        "region": head.region,
        "edition": edition.number,
        "status": head.standing,
        "state": edition_state(edition, editions, as_of, known_at),
        "effective_from": head.effective_from.isoformat(),
        "accuracy_m": head.accuracy_m,
        "features": edition.feature_count,
        "source": head.source,
        "sha256": edition.sha256,
        "coverage": head.coverage is not None,
        "replaces": [f"{region}/{number}" for region, number in head.replaces],
        "proposed_at": _time(edition.proposed_at),
        "published_at": _time(edition.published_at),
        "withdrawn_at": _time(edition.withdrawn_at),
    }


def edition_shown(door: Door, edition: Edition, editions: Iterable[Edition], as_of: date, known_at: datetime) -> Json:
    """The same as a caller sees it: of a withheld layer without the count of features and the hash of their content."""
    body = edition_json(edition, editions, as_of, known_at)
    return body if door.shows(edition.head.layer) else {**body, "features": None, "sha256": None}


def editions_in_force(here: Service, door: Door, layer: str, as_of: date) -> list[Json]:
    """The editions of a layer in force on a day, as known now."""
    editions, now = here.desk.store.editions(), here.clock()
    return [edition_shown(door, entry.edition, editions, as_of, now) for entry in in_force(editions, layer, as_of, now)]


def may_see(caller: Principal, edition: Edition) -> bool:
    """Whether a caller may know of an edition: what was never published is the business of stewards and auditors."""
    return edition.published_at is not None or knows_names(caller)


def knows_names(caller: Principal) -> bool:
    """Whether a caller may know who took the steps of an edition."""
    return caller.may(Right.STEWARD) or caller.may(Right.AUDIT)


def find_edition(here: Service, layer: str, region: str, number: int, caller: Principal | None = None) -> Edition:
    """An edition by its name; for `caller`, one that may be known of. Raises NotFound."""
    kind = here.kind(layer)
    for edition in here.desk.store.editions():
        named = (edition.head.layer, edition.head.region, edition.number) == (kind.layer, region, number)
        if named and (caller is None or may_see(caller, edition)):
            return edition
    raise NotFound(f"图层 {layer} 没有版本 {region}/{number}", f"layer {layer} has no edition {region}/{number}")


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
