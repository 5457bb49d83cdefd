"""Whether what a project occupies of a zone lies within the area that an authority's opinion was given for.

The `opinion` parts of a project are that area. An opinion speaks for its area only: what is occupied outside it stands
as if no opinion had been given (national land-use review template, outcomes ③ and ④: "all inside the opinion's area").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely.geometry.base import BaseGeometry

from layers import certainty
from layers.bands import Band
from layers.engine import dissolved, of_dimension, overlap, size
from layers.snapshot import EMPTY, Feature, LayerView
from zoning.evaluated import matches
from zoning.facts import Known
from zoning.ground import Ground
from zoning.logic import Truth
from zoning.rules.places import Zone
from zoning.rules.selectors import Among, Judgement
from zoning.silence import NEGLIGIBLE_M2, remainder, silence

if TYPE_CHECKING:
    from zoning.evaluation import ExceptionState

OPINION = "opinion"  # the role of those parts, and what a question about their reach is about
ALL_INSIDE = "area_inside_opinion"  # requirement codes that bind what is occupied to the opinion's area
ALL_INSIDE_IF_NEW = "provincial_opinion_if_new_construction_land"
NEW_LAND = Among("new_construction_land", frozenset((True,)))


@dataclass(frozen=True)
class OpinionCover:
    """Occupation ∩ zone, inside and outside the opinion's area (m², ellipsoidal).

    `complete` is True where nothing lies outside, False where something certainly does, None where what lies outside is
    within the accuracy, or a layer is silent there; the greatest outside then counts what it may hold there. `untold`:
    it answers nowhere under what is occupied, and no measure says anything.
    """

    opinion_m2: float
    inside_m2: float
    outside_m2: float
    outside_least_m2: float
    outside_greatest_m2: float
    complete: Truth
    untold: bool = False


def opinion_cover(ground: Ground, zone: Zone) -> OpinionCover | None:
    """The cover of a zone's occupation by the project's `opinion` parts; None where it has none.

    Certainly outside is what lies farther from the opinion than the project's accuracy and meets the zone certainly.
    What merely skirts the zone within 2t of the opinion does not make a cover incomplete that is so as drawn.
    """
    parts = [part.geometry for part in ground.project.parts if part.role == "opinion"]
    if not parts:
        return None
    opinion = of_dimension(shapely.union_all(parts), 2)
    occupied = of_dimension(ground.project.footprint("occupation"), 2)
    view = ground.snapshot.view(zone.layer)
    beyond = of_dimension(remainder(occupied, opinion), 2)
    whole, by = size(opinion).area_m2, ground.shifted
    if view is None:
        return OpinionCover(whole, 0.0, 0.0, 0.0, 0.0, True if beyond.is_empty else None, untold=True)
    t, slack = ground.tolerance(view, occupied) if not occupied.is_empty else 0.0, ground.project.accuracy_m
    place = dissolved(_chosen(view, zone, occupied, 4 * t), occupied, 4 * t + 10.0)
    taken = overlap(occupied, place).area_m2
    outside = overlap(beyond, place).area_m2 if not beyond.is_empty else 0.0
    least, greatest, certain = 0.0, outside, False
    if not beyond.is_empty and not place.is_empty:
        surely = remainder(beyond, by(opinion, slack))
        if not surely.is_empty:
            certain = certainty.meeting(surely, Band.around(place, t, by=by), t, by) == "certain"
            least = min(outside, certainty.overlap_range(surely, place, t, by)[0].area_m2)
        greatest = max(outside, overlap(beyond, by(place, t)).area_m2)
    gap = silence(view, beyond).gap
    doubtful = outside > NEGLIGIBLE_M2 or not gap.is_empty
    if greatest > NEGLIGIBLE_M2 and not doubtful:
        apart = remainder(beyond, by(opinion, 2 * t))
        doubtful = overlap(apart, by(place, t)).area_m2 > NEGLIGIBLE_M2
    complete = False if certain else None if doubtful else True
    excused = zone.layer in ground.not_applicable
    if not gap.is_empty and not excused:
        greatest = max(greatest, min(size(beyond).area_m2, greatest + size(gap).area_m2))
    untold = not excused and silence(view, occupied).share <= 0.0
    return OpinionCover(whole, max(0.0, taken - outside), outside, least, greatest, complete, untold)


def _chosen(view: LayerView, zone: Zone, footprint: BaseGeometry, metres: float) -> list[Feature]:
    near = view.near(footprint if not footprint.is_empty else EMPTY, metres)
    return [feature for feature in near if matches(zone, feature) is not False]


def area_condition(requirements: Collection[str], known: Known, cover: OpinionCover | None) -> Judgement:
    """Whether an exception with these requirements may rest on the opinion, as far as areas go.

    True where no opinion part was given: then the requirement itself still says so. `missing` names the fact that
    decides whether an opinion is needed at all.
    """
    if cover is None or cover.complete is True:
        return Judgement(True)
    if ALL_INSIDE in requirements:
        return Judgement(cover.complete)
    if ALL_INSIDE_IF_NEW not in requirements:
        return Judgement(True)
    needed = NEW_LAND.evaluate(known)
    if needed.truth is False:
        return Judgement(True)
    return Judgement(cover.complete if needed.truth else None, needed.missing)


def limited(state: ExceptionState, condition: Truth) -> ExceptionState:
    """The state of an exception under its area condition: it fails where that is False, is open where it is Unknown."""
    if state not in ("holds", "open") or condition is True:
        return state
    return "fails" if condition is False else "open"
