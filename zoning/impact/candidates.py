"""Which recorded verdicts a change of the catalogue may concern: quick, and never too few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.catalogue import views
from layers.editions import Edition, Features, Standing
from layers.publication.affected import NOWHERE, Places, affected
from layers.stores.base import Store
from zoning.definitions import Definitions
from zoning.ground import ADMIN
from zoning.impact.change import Change
from zoning.impact.footprints import Footprints
from zoning.impact.records import BAND, DAMAGED, GONE, Rows, id_of, include_of, recorded_at
from zoning.moves import MARGIN_M, REACH_M
from zoning.rules.model import Rule
from zoning.rules.places import Term
from zoning.surroundings import RINGS_M

LATE_S: Final = 600.0  # so long after its own time a publication may be committed, unseen by answers of meanwhile


@dataclass(frozen=True)
class Candidate:
    """A recorded verdict that a change may concern, and the day on which its question meets it."""

    id: str
    as_of: date
    recorded_at: datetime
    day: date


@dataclass(frozen=True)
class Candidates:
    """Those found, in the order of the ledger.

    `recorded` is how many verdicts there are. `blanked` and `damaged` are ids of verdicts whose bodies are not to be
    had: where they stand is not known, so that each may be concerned.
    """

    recorded: int
    found: tuple[Candidate, ...]
    blanked: tuple[str, ...]
    damaged: tuple[str, ...]


def candidates(change: Change, footprints: Footprints, definitions: Definitions, store: Store) -> Candidates:
    """The recorded verdicts within reach of any place where the change tells on the day of their question.

    Reach is that of rules and of what a verdict shows around its site. Raises StoreTimeout, StoreUnavailable.
    """
    rows = footprints.now()
    days = np.where(rows["historical"], rows["as_of"], np.maximum(rows["as_of"], change.first_day.toordinal()))
    asked = _asked(change, rows, days)
    met = np.zeros(len(rows), dtype=bool)
    for layer in change.layers:
        for places, group in _groups(change, layer, rows, days, cache(store.features)):
            if places.everywhere:
                met |= group
            elif len(places.geometries):
                near = footprints.near(places.geometries, reach(definitions, change, layer))
                near = near[near < len(rows)]  # what was recorded since
                met[near] |= group[near]
    present = rows["lost"] == 0
    return Candidates(
        recorded=len(rows),
        found=tuple(
            Candidate(
                id=id_of(rows[number]),
                as_of=date.fromordinal(int(rows[number]["as_of"])),
                recorded_at=recorded_at(rows[number]),
                day=date.fromordinal(int(days[number])),
            )
            for number in np.flatnonzero(met & asked & present)
        ),
        blanked=tuple(id_of(row) for row in rows[asked & (rows["lost"] == GONE)]),
        damaged=tuple(id_of(row) for row in rows[asked & (rows["lost"] == DAMAGED)]),
    )


def reach(definitions: Definitions, change: Change, layer: str) -> float:
    """How far (m) from a site a layer can still tell in a verdict; the site's own margin comes on top.

    What lies around is shown to the last ring; moves out of a zone are looked for as far as REACH_M, and keep off it by
    the distance its rule names. Where administrative areas end decides for every layer that is read there.
    """
    terms = [term for pack in definitions.packs for rule in pack.rules for term in _terms(rule)]
    grown = max((term.grow_m for term in terms if layer in (term.zone.layer, ADMIN)), default=0.0)
    accuracies = (edition.head.accuracy_m for edition in change.after if edition.head.layer == layer)
    return max(RINGS_M[-1], REACH_M + grown + MARGIN_M) + BAND * max(accuracies, default=0.0)


def _terms(rule: Rule) -> Iterator[Term]:
    yield from rule.place.terms()
    for row in rule.rows:
        if row.only is not None:
            yield from row.only.terms()


def _asked(change: Change, rows: Rows, days: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The rows whose question comes to a day that the change can tell of, and whose answer does not rest on it."""
    first = min(edition.head.effective_from for edition in change.editions).toordinal()
    unknown = rows["as_of"] == 0
    asked: NDArray[np.bool_] = unknown | (days >= first)
    if change.known_since is not None:
        informed = rows["known"] >= change.known_since.timestamp() + LATE_S
        asked &= ~(informed & (rows["as_of"] >= change.effective.toordinal()))
    return asked


def _groups(
    change: Change, layer: str, rows: Rows, days: NDArray[np.int64], load: Callable[[Edition], Features]
) -> Iterator[tuple[Places, NDArray[np.bool_]]]:
    """Rows whose day and included standings give the same editions in force, with the places that differ for them."""
    starts = {edition.head.effective_from.toordinal() for edition in change.after if edition.head.layer == layer}
    spans = np.searchsorted(np.array(sorted(starts)), days, side="right")
    for span in np.unique(spans[rows["lost"] == 0]):
        for bits in np.unique(rows["include"][(spans == span) & (rows["lost"] == 0)]):
            group = (spans == span) & (rows["include"] == bits) & (rows["lost"] == 0)
            day = date.fromordinal(int(days[group][0]))
            yield _places(change, layer, day, include_of(int(bits)), load), group


def _places(
    change: Change, layer: str, day: date, include: tuple[Standing, ...], load: Callable[[Edition], Features]
) -> Places:
    before = views(change.before, layer, day, change.at, include)
    after = views(change.after, layer, day, change.at, include)
    found = [affected(layer, old, new, load) for old, new in zip(before, after, strict=True)]
    geometries = [places.geometries for places in found if len(places.geometries)]
    return Places(
        np.concatenate(geometries) if geometries else NOWHERE.geometries, any(places.everywhere for places in found)
    )
