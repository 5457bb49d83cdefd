"""What is the same for every disc over a piece of ground: layers that cannot speak there, law that is not covered.

Both follow from the areas that a disc, widened by the reach of the rules, meets (`zoning.applicability`). Bounded on
the safe side: a layer is excused where it surely is, law counts as not covered where it may not be.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.kinds import LayerKinds
from layers.offsets import grow
from layers.overlay import intersection
from layers.regions import Regions
from layers.snapshot import EMPTY, Feature, LayerView, Snapshot
from layers.window import METRES_PER_DEGREE, cut, window
from zoning.admissible.arrangement import Arrangement
from zoning.admissible.swept import BOUND_M, CHORD_M
from zoning.applicability import Site, not_applicable
from zoning.case import coarsest_tolerance, reaches
from zoning.definitions import Definitions
from zoning.ground import ADMIN
from zoning.silence import remainder


@dataclass(frozen=True)
class Context:
    """`excused`: layers that cannot say anything; `uncovered`: `rules:…` cells whose rules are not complete.

    `admin_open`: admin_area does not answer under the whole disc.
    """

    excused: tuple[tuple[str, str], ...]
    uncovered: tuple[str, ...]
    admin_open: bool

    @property
    def not_applicable(self) -> Mapping[str, str]:
        """Layer → the source that excuses it."""
        return dict(self.excused)


@dataclass(frozen=True)
class _Met:
    """The areas met within some metres of a disc, each as the centres that meet it; where admin_area may be silent."""

    areas: tuple[tuple[Feature, BaseGeometry], ...]
    maybe_silent: BaseGeometry


class Contexts:
    """What discs of `radius_m` metres, stated to within `accuracy_m`, have around them, by their centres in `frame`.

    Under the rules of the snapshot's day. `borders` are the sets of centres (EPSG:4490) between which a context is the
    same; where admin_area does not exist it is the same everywhere.
    """

    def __init__(
        self, frame: BaseGeometry, radius_m: float, accuracy_m: float, snapshot: Snapshot, definitions: Definitions
    ) -> None:
        self._definitions, self._as_of = definitions, snapshot.as_of
        self._reach = reaches(definitions.rules_in_force(snapshot.as_of), definitions)
        view = snapshot.view(ADMIN)
        self._drawn = view is not None
        met: list[_Met] = []
        self._surely_silent: BaseGeometry = EMPTY
        if view is not None:
            t = accuracy_m + view.accuracy_near(())
            farthest = max(self._reach.values(), default=0.0) + t
            self._far = _met(view, frame, radius_m, farthest)
            self._surely_silent = _within(_gap(view, frame, radius_m + farthest), radius_m + farthest - BOUND_M, frame)
            self._home = _met(view, frame, radius_m, t)
            self._under = _met(view, frame, radius_m, 0.0)
            self._local: dict[float, _Met] = {}
            if not self._far.maybe_silent.is_empty:  # near the edge of what is drawn
                coarsest = coarsest_tolerance(accuracy_m, snapshot, definitions)
                reach = sorted(set(self._reach.values()))
                self._local = {metres: _met(view, frame, radius_m, metres + coarsest) for metres in reach}
            met = [self._far, self._home, self._under, *self._local.values()]
        self.borders = _borders(met, self._surely_silent, frame)

    def at(self, cut: Arrangement) -> list[Context]:
        """The context of the disc around the point of each face of an arrangement that `borders` cut."""
        if not self.borders:
            return [self._at(point) for point in cut.points[:1]] * len(cut.points)
        inside = np.column_stack([cut.inside(border) for border in self.borders])
        _, first, same = np.unique(inside, axis=0, return_index=True, return_inverse=True)
        found = [self._at(cut.points[index]) for index in first.tolist()]
        return [found[index] for index in same.reshape(-1).tolist()]

    def _at(self, point: BaseGeometry) -> Context:
        if not self._drawn:
            return Context((), _uncovered((), self._definitions, self._as_of), admin_open=True)
        excused = self._excused(point)
        regions = tuple(sorted({str(f.attributes.get("code")) for f in _areas_at(self._home, point)}))
        return Context(
            tuple(sorted(excused.items())),
            _uncovered(regions, self._definitions, self._as_of),
            admin_open=_holds(self._under.maybe_silent, point),
        )

    def _excused(self, point: BaseGeometry) -> dict[str, str]:
        """The layers that cannot speak over the discs around a centre, as `zoning.case` finds them for one."""
        far, definitions = self._far, self._definitions
        silent = _holds(self._surely_silent, point)
        whole = _said(far, point, definitions.kinds, definitions.regions, answered=True) if not silent else {}
        if _answered(far, point):
            return whole
        near: dict[str, str] = {}
        for metres, met in self._local.items():
            said = _said(met, point, definitions.kinds, definitions.regions, answered=_answered(met, point))
            near |= {layer: source for layer, source in said.items() if self._reach[layer] == metres}
        if silent or not _told(far, point):
            return near
        return {layer: source for layer, source in near.items() if layer in whole}  # whichever of the two it is


def _met(view: LayerView, frame: BaseGeometry, radius_m: float, reach_m: float) -> _Met:
    around = window(frame, radius_m + reach_m + 1.0)
    near = view.near(around, 0.0)
    areas = tuple(
        (feature, _within(cut(feature.geometry, around), radius_m + reach_m + BOUND_M, frame)) for feature in near
    )
    return _Met(
        tuple((feature, centres) for feature, centres in areas if not centres.is_empty),
        _within(_gap(view, frame, radius_m + reach_m), radius_m + reach_m + BOUND_M, frame),
    )


def _gap(view: LayerView, frame: BaseGeometry, metres: float) -> BaseGeometry:
    """Where within so many metres of the frame a layer does not answer."""
    around = window(frame, metres + 1.0)
    return remainder(around, view.covered(around))


def _within(somewhere: BaseGeometry, metres: float, frame: BaseGeometry) -> BaseGeometry:
    """The centres in the frame within so many metres of a set."""
    if somewhere.is_empty:
        return EMPTY
    if shapely.covers(somewhere, frame):
        return frame
    least, greatest = _between(somewhere, frame)
    if least > metres:
        return EMPTY
    return frame if greatest <= metres else intersection(grow(somewhere, metres, CHORD_M), frame)


def _between(somewhere: BaseGeometry, frame: BaseGeometry) -> tuple[float, float]:
    """Metres that no point of the frame is nearer, and none farther, to a set: rough, on the safe side by 2 %."""
    scale = np.array([math.cos(math.radians(frame.centroid.y)), 1.0]) * METRES_PER_DEGREE
    flat, box = (shapely.transform(one, lambda xy: xy * scale) for one in (somewhere, frame))
    middle = box.centroid
    corner = float(shapely.distance(middle, shapely.points(shapely.get_coordinates(box)[0])))
    return 0.98 * float(shapely.distance(box, flat)), 1.02 * (float(shapely.distance(middle, flat)) + corner)


def _borders(met: Iterable[_Met], silent: BaseGeometry, frame: BaseGeometry) -> list[BaseGeometry]:
    """The sets of centres that hold a part of the frame only."""
    sets = [silent, *(one for m in met for one in (*(centres for _, centres in m.areas), m.maybe_silent))]
    unequal = {one.wkb: one for one in sets if not one.is_empty and not shapely.covers(one, frame)}
    return list(unequal.values())


def _areas_at(met: _Met, point: BaseGeometry) -> list[Feature]:
    return [feature for feature, centres in met.areas if _holds(centres, point)]


def _holds(somewhere: BaseGeometry, point: BaseGeometry) -> bool:
    return bool(shapely.intersects(somewhere, point))


def _answered(met: _Met, point: BaseGeometry) -> bool:
    return not _holds(met.maybe_silent, point) and _told(met, point)


def _told(met: _Met, point: BaseGeometry) -> bool:
    met_there = _areas_at(met, point)
    return all(feature.attributes.get(name) is not None for feature in met_there for name in ("code", "part"))


def _said(met: _Met, point: BaseGeometry, kinds: LayerKinds, regions: Regions, *, answered: bool) -> dict[str, str]:
    there = [feature.attributes for feature in _areas_at(met, point)]
    site = Site(
        regions=tuple(sorted({str(attributes.get("code")) for attributes in there})),
        parts=frozenset(str(attributes.get("part")) for attributes in there),
        answered=answered,
    )
    return not_applicable(site, kinds, regions)


def _uncovered(regions: Iterable[str], definitions: Definitions, as_of: date) -> tuple[str, ...]:
    """The cells of law that are not covered, as `Case.law` names them."""
    return tuple(
        f"rules:{entry.instrument}:{jurisdiction}"
        for entry in definitions.instruments
        for jurisdiction in entry.expected(regions)
        if not entry.covered(jurisdiction, as_of)
    )
