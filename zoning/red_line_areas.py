"""How much of a project lies in the red line: what it occupies, what it crosses, and what an opinion covers of it."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry

from layers import certainty
from layers.engine import Measure, dissolved, overlap
from layers.snapshot import Feature
from zoning.case import Case
from zoning.findings import deep
from zoning.opinion_area import OpinionCover
from zoning.verdict import Json, metres, rounded, square_metres

Range = tuple[Measure, Measure, Measure]
NOTHING: Range = (Measure(), Measure(), Measure())


def areas(case: Case, layer: str, cover: OpinionCover | None) -> Json:
    """`occupied` (also by class of the layer: land and sea), `crossed` (None without a route) and `opinion`."""
    occupation, route = case.project.footprint("occupation"), case.project.footprint("route")
    view = case.snapshot.view(layer)
    near = () if view is None else view.near(occupation, 4 * case.ground.tolerance(view, occupation))
    by_class: list[Json] = []
    if view is not None:
        for code in sorted({view.class_of(feature) or "" for feature in near}):
            own = [feature for feature in near if (view.class_of(feature) or "") == code]
            by_class.append({"class": code or None, **_surface(_measure(case, layer, occupation, own))})
    crossed = None
    if not route.is_empty:
        along = () if view is None else view.near(route, 4 * case.ground.tolerance(view, route))
        nominal, least, greatest = _measure(case, layer, route, along)
        crossed = {
            "length_m": metres(nominal.length_m),
            "length_range_m": [metres(least.length_m), metres(greatest.length_m)],
            "area_m2": square_metres(nominal.area_m2),
            "area_range_m2": [square_metres(least.area_m2), square_metres(greatest.area_m2)],
        }
    return {
        "occupied": {
            **_surface(_measure(case, layer, occupation, near)),
            "by_class": [entry for entry in by_class if entry["area_range_m2"] != [0.0, 0.0]],
        },
        "crossed": crossed,
        "opinion": None if cover is None else _opinion(cover),
    }


def _measure(case: Case, layer: str, footprint: BaseGeometry, features: Sequence[Feature]) -> Range:
    """Nominal, least and greatest overlap with the features dissolved."""
    view = case.snapshot.view(layer)
    if view is None or not features or footprint.is_empty:
        return NOTHING
    by, t = case.ground.shifted, case.ground.tolerance(view, footprint)
    zone = dissolved(features, footprint, 4 * t + 10.0)
    nominal = overlap(footprint, zone)
    if deep(footprint, zone, t, by):
        return nominal, nominal, nominal
    return nominal, *certainty.overlap_range(footprint, zone, t, by)


def _surface(measured: Range) -> Json:
    nominal, least, greatest = (measure.area_m2 for measure in measured)
    return {
        "area_m2": square_metres(nominal),
        "area_range_m2": [square_metres(least), square_metres(greatest)],
        "area_ha": hectares(nominal),
        "area_range_ha": [hectares(least), hectares(greatest)],
    }


def _opinion(cover: OpinionCover) -> Json:
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
