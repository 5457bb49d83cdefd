"""Findings: each feature the project meets or comes near, measured; and the dissolved totals per layer and class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from layers import certainty, surely
from layers.bands import Band, Offset
from layers.borders import shares_border
from layers.engine import Measure, Near, dissolved, meets, overlap
from layers.snapshot import Feature, LayerView
from zoning.case import Case
from zoning.evaluation import RuleResult
from zoning.ground import ADMIN
from zoning.logic import Strictness
from zoning.verdict import Json, metres, rounded, share, square_metres

Relation = Literal["overlaps", "adjacent", "near"]
FeatureKey = tuple[str, str, int, str]


@dataclass(frozen=True)
class Contact:
    """A feature at or near the footprint, measured."""

    feature: Feature
    relation: Relation
    certain: bool
    nominal: Measure
    least: Measure
    greatest: Measure
    near: Near


@dataclass(frozen=True)
class Total:
    """The dissolved overlap of one layer and class."""

    layer: str
    code: str | None
    nominal: Measure
    least: Measure
    greatest: Measure


def contacts(case: Case, results: Iterable[RuleResult]) -> tuple[Contact, ...]:
    """Every feature of every layer (admin_area apart) met, or within t, or within a `within_m` that could hold."""
    reach = _reach(results)
    found: list[Contact] = []
    for layer in sorted(case.snapshot.views):
        if layer == ADMIN:
            continue
        view = case.snapshot.views[layer]
        within, widest = reach.get(layer, 0.0), case.project.accuracy_m + view.accuracy_near(())
        if not case.nearby.features(view, case.footprint, max(widest, within)):
            continue
        t = case.ground.tolerance(view, case.footprint)
        found += [_contact(case, near, t) for near in meets(view, case.footprint, max(t, within))]
    return tuple(found)


def _reach(results: Iterable[RuleResult]) -> Mapping[str, float]:
    reach: dict[str, float] = {}
    for result in results:
        if result.holds is not False:
            for layer, farthest_m in result.rule.place.reach_by_layer.items():
                reach[layer] = max(reach.get(layer, 0.0), farthest_m)
    return reach


def _contact(case: Case, near: Near, t: float) -> Contact:
    feature, by, nothing = near.feature, case.ground.shifted, Measure()
    if near.distance_m > t:
        return Contact(feature, "near", True, nothing, nothing, nothing, near)
    footprint = case.beside(feature.geometry, 4 * t + 10.0)
    zone = case.nearby.zone(feature, footprint, 4 * t + 10.0)
    inside = deep(footprint, zone, t, by)
    if not inside and shares_border(footprint, zone, t):
        return Contact(feature, "adjacent", True, nothing, nothing, nothing, near)
    nominal = overlap(footprint, zone)
    if inside:
        return Contact(feature, "overlaps", True, nominal, nominal, nominal, near)
    relation: Relation = "near" if near.distance_m > 0 else "adjacent"
    if shapely.relate_pattern(footprint, zone, "T********"):  # inner points in common; lines that cross have one too
        relation = "overlaps"
    certain = certainty.meeting(footprint, Band.around(zone, t, by=by), t, by) == "certain"
    least, greatest = case.ground.overlap_range(footprint, zone, t)
    return Contact(feature, relation, certain, nominal, least, greatest, near)


def deep(footprint: BaseGeometry, zone: BaseGeometry, t: float, by: Offset) -> bool:
    """Whether the whole footprint lies in the zone, more than t from its border."""
    if surely.deep(footprint, zone, t):
        return True
    return bool(shapely.covers(zone, footprint) and shapely.covers(by(zone, -t), footprint))


def totals(case: Case, found: Sequence[Contact]) -> tuple[Total, ...]:
    """Per layer and class that the footprint overlaps, the dissolved overlap; all features around are dissolved."""
    out: list[Total] = []
    by = case.ground.shifted
    for layer, view in sorted(case.snapshot.views.items()):
        met = {view.class_of(c.feature) for c in found if c.feature.layer == layer and c.relation == "overlaps"}
        if not met:
            continue
        t = case.ground.tolerance(view, case.footprint)
        around = view.near(case.footprint, 4 * t)
        for code in sorted(met, key=lambda c: (c is None, c or "")):
            features = [feature for feature in around if view.class_of(feature) == code]
            zone = dissolved(features, case.footprint, 4 * t + 10.0)
            nominal = overlap(case.footprint, zone)
            if deep(case.footprint, zone, t, by):
                out.append(Total(layer, code, nominal, nominal, nominal))
            else:
                out.append(Total(layer, code, nominal, *case.ground.overlap_range(case.footprint, zone, t)))
    return tuple(out)


def by_feature(results: Iterable[RuleResult]) -> Mapping[FeatureKey, Sequence[RuleResult]]:
    """The rules whose place selects a feature, by `Feature.order`."""
    found: dict[FeatureKey, list[RuleResult]] = {}
    for result in results:
        for feature in result.place.features:
            found.setdefault(feature.order, []).append(result)
    return found


def finding_json(case: Case, contact: Contact, results: Mapping[FeatureKey, Sequence[RuleResult]]) -> Json:
    """One finding as the contract has it, with its rules `by_feature`; texts are added when rendering."""
    feature = contact.feature
    view = case.snapshot.views[feature.layer]
    whole = case.size
    return {
        "layer": feature.layer,
        "region": feature.edition.head.region,
        "edition": feature.edition.number,
        "feature": feature.id,
        "name": feature.attributes.get("name"),
        "class": view.class_of(feature),
        "relation": contact.relation,
        "certainty": "certain" if contact.certain else "marginal",
        **_measures(contact.nominal, contact.least, contact.greatest),
        "overlap_share": _share(contact.nominal, whole, view),
        "distance_m": metres(contact.near.distance_m),
        "bearing_deg": None if contact.near.bearing_deg is None else rounded(contact.near.bearing_deg, 1),
        "attributes": {name: value for name, value in sorted(feature.attributes.items()) if value is not None},
        "rules": [_rule_json(result, feature, case) for result in results.get(feature.order, ())],
    }


def total_json(case: Case, total: Total) -> Json:
    """One total as the contract has it."""
    return {
        "layer": total.layer,
        "class": total.code,
        **_measures(total.nominal, total.least, total.greatest),
        "share": _share(total.nominal, case.size, case.snapshot.views[total.layer]),
    }


def dissolved_json(
    case: Case, found: Sequence[Contact], results: Mapping[FeatureKey, Sequence[RuleResult]]
) -> list[Json]:
    """What is prohibited for certain, and what is restricted at all, each ground counted once over all layers.

    Areas of layers that lie over each other do not add up; these do not overlap. Nominal, without a range.
    """
    out: list[Json] = []
    for name, least in (("prohibited", Strictness.PROHIBIT), ("restricted", Strictness.REQUIRE)):
        bound = [
            contact.feature
            for contact in found
            if contact.relation == "overlaps"
            and any(r.for_feature(contact.feature)[1].best >= least for r in results.get(contact.feature.order, ()))
        ]
        if not bound:
            continue
        measured = overlap(case.footprint, dissolved(bound, case.footprint, 10.0))
        whole = case.size
        share_of = measured.area_m2 / whole.area_m2 if whole.area_m2 > 0 else None
        if share_of is None and whole.length_m > 0:
            share_of = measured.length_m / whole.length_m
        out.append(
            {
                "what": name,
                "layers": sorted({feature.layer for feature in bound}),
                "overlap_area_m2": square_metres(measured.area_m2),
                "overlap_length_m": metres(measured.length_m),
                "share": None if share_of is None else share(share_of),
            }
        )
    return out


def _measures(nominal: Measure, least: Measure, greatest: Measure) -> Json:
    return {
        "overlap_area_m2": square_metres(nominal.area_m2),
        "overlap_area_range_m2": [square_metres(least.area_m2), square_metres(greatest.area_m2)],
        "overlap_length_m": metres(nominal.length_m),
        "overlap_length_range_m": [metres(least.length_m), metres(greatest.length_m)],
    }


def _share(nominal: Measure, whole: Measure, view: LayerView) -> float | None:
    """The share of the footprint inside: by area, by length for a footprint of lines; null where it has no meaning."""
    if view.kind.geometry != "polygon":
        return None
    if whole.area_m2 > 0:
        return share(nominal.area_m2 / whole.area_m2)
    return share(nominal.length_m / whole.length_m) if whole.length_m > 0 else None


def _rule_json(result: RuleResult, feature: Feature, case: Case) -> Json:
    holds, outcome = result.for_feature(feature)
    rule = result.rule
    basis = rule.basis(case.as_of)
    effect = rule.effect
    if rule.table_layer is not None:
        effect = ("inform", "require", "prohibit")[outcome.worst]
    return {
        "pack": rule.pack,
        "rule": rule.entry.id,
        "effect": effect,
        "holds": holds,
        "missing_facts": sorted(result.missing) if holds is None or outcome.best != outcome.worst else [],
        "exceptions": [{"id": exception.id, "state": state} for exception, state in result.exceptions],
        "requirements": list(result.requirements),
        "basis": {"title": basis[0].title, "article": basis[0].article},
        "further_basis": [{"title": other.title, "article": other.article} for other in basis[1:]],
        "confidence": rule.entry.confidence,
    }
