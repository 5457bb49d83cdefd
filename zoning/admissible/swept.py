"""The ground under all discs of one radius at once: for every place, at which centres a disc meets it.

A disc D(x, r) meets a set Z exactly where x lies in Z ⊕ r, so what `zoning.ground` asks of one footprint becomes a set
of centres. Of a disc that misses a place by its shrunken self, no cap beyond the place is farther than t from it: the
special case "passes through" never holds for a disc, and needs no set.

Arcs are chords, so every set is bounded from both sides: `certain` holds no centre at which a disc does not meet the
place certainly, `possible` misses none at which it may. What lies between is open, never milder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.bands import Band, Offset
from layers.engine import of_dimension
from layers.offsets import offset
from layers.once import once
from layers.overlay import difference, intersection
from layers.regions import Regions
from layers.snapshot import EMPTY, LayerView, Snapshot
from zoning.admissible.arrangement import Arrangement
from zoning.evaluated import Evaluated, PlaceResult, join
from zoning.ground import Ground
from zoning.projects import Project
from zoning.rules.model import Reads, Territory
from zoning.rules.places import Anywhere, Opposite, Place, Term

BOUND_M: Final = 0.05  # metres by which a set is drawn too small, or too large, so that chords cannot make it milder
CHORD_M: Final = 0.005  # metres between an arc and its chords; like what follows well within BOUND_M
_THINNED: Final = 5e-8  # degrees (6 mm) that a border may move when its vertices are thinned
Asked = tuple[Place, Reads, Territory]


@dataclass(frozen=True)
class Centres:
    """The centres at which a disc meets a place: `certain` within `possible`, EPSG:4490.

    `known` is what of `possible` no silence makes so; `silent` names the layers whose silence makes the rest so,
    `thin` those whose accuracy may keep a centre open.
    """

    certain: BaseGeometry
    possible: BaseGeometry
    known: BaseGeometry
    thin: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()

    @property
    def sets(self) -> tuple[BaseGeometry, ...]:
        """All of them."""
        return self.certain, self.possible, self.known

    @once
    def results(self) -> tuple[PlaceResult, ...]:
        """What a disc meets by its way: not at all, for silence perhaps, perhaps as far as is known, certainly."""
        return (
            PlaceResult(False),
            PlaceResult(None, silent=self.silent),
            PlaceResult(None, thin=self.thin),
            PlaceResult(True),
        )

    def ways(self, cut: Arrangement) -> NDArray[np.intp]:
        """In which way, by its place in `results`, the disc around the point of each face meets the place."""
        certain, possible, known = (cut.inside(one).astype(np.intp) for one in self.sets)
        return np.asarray(possible * (1 + np.maximum(2 * certain, known)))


class Drawn:
    """Discs of `radius_m` metres with their centres in `frame` (EPSG:4490), and offsets of sets, each drawn once."""

    def __init__(self, frame: BaseGeometry, radius_m: float) -> None:
        self.frame = frame
        self.radius_m = radius_m
        self.shifted: Offset = cache(self._shifted)
        self.reached: Offset = cache(self._reached)

    def _shifted(self, geometry: BaseGeometry, metres: float) -> BaseGeometry:
        """As `layers.bands.shifted`, coarser and thinned: what is offset again has few vertices for its arcs."""
        if metres == 0.0:
            return geometry
        if geometry.is_empty:
            return EMPTY
        return shapely.simplify(offset(geometry, metres, CHORD_M), _THINNED, preserve_topology=True)

    def _reached(self, somewhere: BaseGeometry, metres: float) -> BaseGeometry:
        """The centres in the frame within so many metres of a set, its border thinned; none for metres below 0."""
        if somewhere.is_empty or metres <= 0.0:
            return EMPTY
        if shapely.covers(somewhere, self.frame):
            return self.frame
        return of_dimension(intersection(self.shifted(somewhere, metres), self.frame), 2)


_NOTHING: Final = Centres(EMPTY, EMPTY, EMPTY)


class SweptGround(Ground):
    """Places under every one of some discs.

    `project` stands for all of them: its footprint holds every such disc. Of a layer whose editions differ in accuracy
    the coarsest counts everywhere.
    """

    def __init__(
        self,
        project: Project,
        snapshot: Snapshot,
        regions: Regions,
        not_applicable: Mapping[str, str],
        discs: Drawn,
    ) -> None:
        super().__init__(project, snapshot, regions, not_applicable)
        self.shifted = discs.shifted  # of one block: the same zones are offset for every context
        self._reached = discs.reached
        self._frame = discs.frame
        self._radius = discs.radius_m

    def centres(self, asked: Asked) -> Centres:
        """Where the piece of a disc inside a territory meets a place; what `Ground.place` asks of one."""
        place, reads, territory = asked
        if self.project.footprint(reads).is_empty:
            return _NOTHING
        home = self._home(territory, reads)
        if isinstance(place, Anywhere):
            return self._met(home) if home is not None else Centres(self._frame, self._frame, self._frame)
        if isinstance(place, Opposite):
            return self._opposite(self._met(self._evaluate(place.part, reads)), home)
        return self._inside(self._evaluate(place, reads), home)

    def tolerance(self, view: LayerView, footprint: BaseGeometry, within_m: float = 0.0) -> float:  # noqa: ARG002
        """The project's accuracy and the coarsest of the layer's editions, metres."""
        return self.project.accuracy_m + view.accuracy_near(())

    def _band(self, term: Term, answered: BaseGeometry, footprint: BaseGeometry, zone: BaseGeometry, t: float) -> Band:  # noqa: ARG002
        """As of one footprint; a disc shares no border, since none is drawn from its vertices."""
        if not term.outside:
            return Band.around(zone, t, term.grow_m, self.shifted)
        return Band.around(zone, t, by=self.shifted).complement(answered)

    def _opposite(self, inside: Centres, home: Evaluated | None) -> Centres:
        certain, possible = difference(self._frame, inside.possible), difference(self._frame, inside.certain)
        known = difference(possible, difference(inside.possible, inside.known))
        silent, thin = inside.silent, inside.thin
        if home is not None:
            there = self._met(home)
            certain, possible = intersection(certain, there.certain), intersection(possible, there.possible)
            known = intersection(known, there.known)
            silent, thin = silent | there.silent, thin | there.thin
        return Centres(certain, possible, known, thin, silent)

    def _inside(self, place: Evaluated, home: Evaluated | None) -> Centres:
        """Where a disc lies well inside the territory the place alone is asked, elsewhere both on the same piece."""
        if place.perhaps.outer.is_empty or (home is not None and home.perhaps.outer.is_empty):
            return _NOTHING
        if home is None or shapely.covers(home.band.inner, self.project.footprint("project")):
            return self._met(place)
        joined = self._met(join((place, home), every=True))
        within = self.shifted(home.band.inner, -self._radius - BOUND_M)
        alone = intersection(self._met(place).certain, within)
        return Centres(
            joined.certain if alone.is_empty else shapely.union(joined.certain, alone),
            joined.possible,
            joined.known,
            joined.thin,
            joined.silent,
        )

    def _met(self, place: Evaluated) -> Centres:
        deep = self._radius - place.t - BOUND_M
        certain = [self._reached(place.band.inner, self._radius - BOUND_M)]
        if deep > 0.0:
            certain.append(self._reached(place.band.nominal, deep))
        known = self._reached(place.band.outer, self._radius + BOUND_M)
        possible = known
        if place.silent and place.perhaps.outer is not place.band.outer:
            possible = shapely.union(known, self._reached(place.perhaps.outer, self._radius + BOUND_M))
        sure = intersection(shapely.union_all(certain), self._frame)
        return Centres(
            intersection(sure, possible),
            possible,
            known,
            place.layers,
            place.silent,
        )
