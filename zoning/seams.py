"""Seams: thin gaps and overlaps under the site between the features of a layer that should tile, or not overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers import surely
from layers.engine import of_dimension, size
from layers.kinds import TopologyRule
from layers.overlay import difference, intersection
from layers.snapshot import Feature, LayerView
from layers.window import neighbourhood
from zoning.case import Case
from zoning.strips import Strip, place, strip, thinner
from zoning.verdict import Json, metres, square_metres

NOISE_M = 2e-4  # positions are stored to 1e-9°, about 0.1 mm: what is thinner is no fault
BESIDE_DEG = 1e-8
NO_STRIP = Strip(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Seam:
    """A strip covered by no feature or by two, thinner than the finest accuracy (m) of the features around it.

    `under` is what of it lies under the site: for a site without area `length_m` is that of its lines, and the area 0.
    """

    layer: str
    rule: str
    kind: Literal["gap", "overlap"]
    accuracy_m: float
    under: Strip
    neighbours: tuple[Feature, ...]
    at: tuple[float, float]


def seams(case: Case) -> tuple[Seam, ...]:
    """Every seam under the site, of all layers with the topology `partition` or `no_overlap`, by layer and place.

    A gap or overlap as wide as the accuracy is not listed here: a gap of that width is one of coverage.
    """
    found: list[Seam] = []
    for layer in sorted(case.snapshot.views):
        view = case.snapshot.views[layer]
        if view.kind.geometry == "polygon":
            rules = [rule for rule in view.kind.topology if rule.rule in ("partition", "no_overlap")]
            if not rules or not case.nearby.features(view, case.footprint, 4 * view.accuracy_near(()) + 1.0):
                continue
            own = [seam for rule in rules for seam in _of_rule(view, rule, case.footprint)]
            found += sorted(own, key=lambda s: (s.kind, -s.under.area_m2, s.at, [f.order for f in s.neighbours]))
    return tuple(found)


def _of_rule(view: LayerView, rule: TopologyRule, footprint: BaseGeometry) -> Iterator[Seam]:
    widest = view.accuracy_near(())
    groups: dict[str, list[Feature]] = {}
    for feature in view.near(footprint, 4 * widest + 1.0):
        value = feature.attributes.get(rule.by) if rule.by is not None else ""
        groups.setdefault(str(value), []).append(feature)
    for key in sorted(groups):
        members = groups[key]
        accuracy = min(feature.accuracy_m for feature in members)
        for kind, shape, neighbours in _strips(rule, members, footprint, accuracy):
            under = _under(shape, footprint)
            if under is not None:
                yield Seam(view.kind.layer, rule.rule, kind, accuracy, under, neighbours, place(shape))


def _strips(
    rule: TopologyRule, members: Sequence[Feature], footprint: BaseGeometry, accuracy: float
) -> Iterator[tuple[Literal["gap", "overlap"], BaseGeometry, tuple[Feature, ...]]]:
    """Thin strips near the site, each with the features beside it."""
    if rule.rule != "partition" and len(members) < 2:
        return
    reach = 4 * accuracy
    frame = neighbourhood(footprint, reach)
    parts = np.array([feature.within(frame) for feature in members], dtype=object)
    under = np.flatnonzero(shapely.dwithin(parts, footprint, BESIDE_DEG))
    filled = rule.rule != "partition" or any(surely.deep(footprint, parts[index], 0.0) for index in under)
    if filled and len(under) < 2:
        return
    pieces = np.array([shapely.union_all([part]) for part in parts], dtype=object)
    one, other = under[shapely.STRtree(pieces[under]).query(pieces[under], predicate="intersects")]
    for a, b in sorted(zip(one[one < other].tolist(), other[one < other].tolist(), strict=True)):
        for part in _thin(of_dimension(intersection(pieces[a], pieces[b]), 2), footprint, accuracy):
            yield "overlap", part, (members[a], members[b])
    if filled:
        return
    ground = shapely.union_all(pieces)
    if shapely.covers(ground, footprint):
        return
    for part in _thin(of_dimension(difference(frame, ground), 2), footprint, accuracy):
        beside = np.flatnonzero(shapely.dwithin(pieces, part, BESIDE_DEG))
        yield "gap", part, tuple(members[index] for index in beside.tolist())


def _thin(region: BaseGeometry, footprint: BaseGeometry, accuracy: float) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(region):
        if (
            not part.is_empty
            and shapely.intersects(part, footprint)
            and strip(part).width_m >= NOISE_M
            and thinner(part, accuracy)
        ):
            yield part


def _under(shape: BaseGeometry, footprint: BaseGeometry) -> Strip | None:
    """What of a strip lies under a site; None where they only touch."""
    common = intersection(footprint, shape)
    surfaces = [strip(part) for part in shapely.get_parts(of_dimension(common, 2)) if not part.is_empty]
    if surfaces:
        area, long = sum(s.area_m2 for s in surfaces), sum(s.length_m for s in surfaces)
        return Strip(area, area / long, long) if square_metres(area) > 0 else None
    if not of_dimension(footprint, 2).is_empty:
        return None
    long = size(common).length_m
    if metres(long) > 0:
        return Strip(0.0, 0.0, long)
    return NO_STRIP if not of_dimension(footprint, 0).is_empty and not common.is_empty else None


def seams_json(case: Case) -> list[Json]:
    """Every seam with its neighbours; `width_m` is null under a site without area."""
    return [_json(case, seam) for seam in seams(case)]


def _json(case: Case, seam: Seam) -> Json:
    view = case.snapshot.views[seam.layer]
    return {
        "layer": seam.layer,
        "topology": seam.rule,
        "kind": seam.kind,
        "accuracy_m": metres(seam.accuracy_m),
        "area_m2": square_metres(seam.under.area_m2),
        "width_m": metres(seam.under.width_m) if seam.under.area_m2 > 0 else None,
        "length_m": metres(seam.under.length_m),
        "neighbours": [
            {
                "region": feature.edition.head.region,
                "edition": feature.edition.number,
                "feature": feature.id,
                "class": view.class_of(feature),
            }
            for feature in seam.neighbours
        ],
        "at": list(seam.at),
    }
