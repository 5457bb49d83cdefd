"""How much of a project lies in the red line: what it occupies, what it crosses, and what an opinion covers of it."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry

from layers.engine import Measure, dissolved, overlap, size
from layers.snapshot import Feature
from zoning.case import Case
from zoning.findings import deep
from zoning.opinion_area import OpinionCover
from zoning.silence import silence
from zoning.verdict import Json, metres, rounded, square_metres

Range = tuple[Measure, Measure, Measure]
NOTHING: Range = (Measure(), Measure(), Measure())
UNKNOWN: Json = {"area_m2": None, "area_range_m2": None, "area_ha": None, "area_range_ha": None}


def areas(case: Case, layer: str, cover: OpinionCover | None) -> Json:
    """`occupied` (also by class of the layer: land and sea), `crossed` (None without a route) and `opinion`.

    Areas and lengths are None where the layer answers nowhere under the parts; where it answers under some of them only
    the greatest counts the rest, for it may hold all of that.
    """
    occupation, route = case.project.footprint("occupation"), case.project.footprint("route")
    view = case.snapshot.view(layer)
    near = () if view is None else view.near(occupation, 4 * case.ground.tolerance(view, occupation))
    by_class: list[Json] = []
    if view is not None:
        for code in sorted({view.class_of(feature) or "" for feature in near}):
            own = [feature for feature in near if (view.class_of(feature) or "") == code]
            measured = _measure(case, layer, occupation, own)
            if measured is not None:
                by_class.append({"class": code or None, **_surface(measured)})
    crossed = None
    if not route.is_empty:
        along = () if view is None else view.near(route, 4 * case.ground.tolerance(view, route))
        crossed = _crossed(_measure(case, layer, route, along))
    return {
        "occupied": {
            **_surface(_measure(case, layer, occupation, near)),
            "by_class": [entry for entry in by_class if entry["area_range_m2"] != [0.0, 0.0]],
        },
        "crossed": crossed,
        "opinion": None if cover is None else _opinion(cover),
    }


def _measure(case: Case, layer: str, footprint: BaseGeometry, features: Sequence[Feature]) -> Range | None:
    """Nominal, least and greatest overlap with the features dissolved; None where the layer answers nowhere."""
    if layer in case.not_applicable:
        return _overlap(case, layer, footprint, features)
    missing = silence(case.snapshot.view(layer), footprint)
    if missing.complete:
        return _overlap(case, layer, footprint, features)
    if missing.share <= 0.0:
        return None
    nominal, least, greatest = _overlap(case, layer, footprint, features)
    whole, untold = size(footprint), size(missing.gap)
    most = Measure(
        max(greatest.area_m2, min(whole.area_m2, greatest.area_m2 + untold.area_m2)),
        max(greatest.length_m, min(whole.length_m, greatest.length_m + untold.length_m)),
    )
    return nominal, least, most


def _overlap(case: Case, layer: str, footprint: BaseGeometry, features: Sequence[Feature]) -> Range:
    view = case.snapshot.view(layer)
    if view is None or not features or footprint.is_empty:
        return NOTHING
    by, t = case.ground.shifted, case.ground.tolerance(view, footprint)
    zone = dissolved(features, footprint, 4 * t + 10.0)
    nominal = overlap(footprint, zone)
    if deep(footprint, zone, t, by):
        return nominal, nominal, nominal
    return nominal, *case.ground.overlap_range(footprint, zone, t)


def _crossed(measured: Range | None) -> Json:
    if measured is None:
        return {"length_m": None, "length_range_m": None, "area_m2": None, "area_range_m2": None}
    nominal, least, greatest = measured
    return {
        "length_m": metres(nominal.length_m),
        "length_range_m": [metres(least.length_m), metres(greatest.length_m)],
        "area_m2": square_metres(nominal.area_m2),
        "area_range_m2": [square_metres(least.area_m2), square_metres(greatest.area_m2)],
    }


def _surface(measured: Range | None) -> Json:
    if measured is None:
        return UNKNOWN
    nominal, least, greatest = (measure.area_m2 for measure in measured)
    return {
        "area_m2": square_metres(nominal),
        "area_range_m2": [square_metres(least), square_metres(greatest)],
        "area_ha": hectares(nominal),
        "area_range_ha": [hectares(least), hectares(greatest)],
    }


def _opinion(cover: OpinionCover) -> Json:
    if cover.untold:
        measured = ("inside_m2", "inside_ha", "outside_m2", "outside_ha", "outside_range_m2")
        known: Json = {"area_m2": square_metres(cover.opinion_m2), **dict.fromkeys(measured)}
        return {**known, "complete": cover.complete}
    return {
        "area_m2": square_metres(cover.opinion_m2),
        "inside_m2": square_metres(cover.inside_m2),
        "inside_ha": hectares(cover.inside_m2),
        "outside_m2": square_metres(cover.outside_m2),
        "outside_ha": hectares(cover.outside_m2),
        "outside_range_m2": [square_metres(cover.outside_least_m2), square_metres(cover.outside_greatest_m2)],
        "complete": cover.complete,
    }


def hectares(area_m2: float) -> float:
    """An area as reviewers print it: hectares to 4 decimals, 1 m²."""
    return rounded(area_m2 / 10_000.0, 4)
