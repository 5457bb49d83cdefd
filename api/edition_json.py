"""Editions as answers show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from api.service import Service
from layers.catalogue import edition_state, in_force
from layers.editions import Edition
from layers.errors import NotFound
from zoning.verdict import Json


def edition_json(edition: Edition, editions: Iterable[Edition], as_of: date, known_at: datetime) -> Json:
    """One edition with the state it has at (as_of, known_at)."""
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


def editions_in_force(here: Service, layer: str, as_of: date) -> list[Json]:
    """The editions of a layer in force on a day, as known now."""
    editions, now = here.desk.store.editions(), here.clock()
    return [edition_json(entry.edition, editions, as_of, now) for entry in in_force(editions, layer, as_of, now)]


def find_edition(here: Service, layer: str, region: str, number: int) -> Edition:
    """An edition by its name. Raises NotFound."""
    kind = here.kind(layer)
    for edition in here.desk.store.editions():
        if (edition.head.layer, edition.head.region, edition.number) == (kind.layer, region, number):
            return edition
    raise NotFound(f"图层 {layer} 没有版本 {region}/{number}", f"layer {layer} has no edition {region}/{number}")


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
