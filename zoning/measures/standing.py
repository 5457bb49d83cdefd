"""Which editions may speak beside each other where they declare no coverage: one place is never counted twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from layers.catalogue import InForce
from layers.editions import STANDINGS, Edition
from layers.held import tables_of
from layers.kinds import LayerKind
from layers.regions import Regions
from layers.snapshot import Feature, LayerView


def place_of(feature: Feature, kind: LayerKind) -> str:
    """The region code of a feature, else the region its edition was delivered for."""
    name = next((name for name, one in kind.attributes.items() if one.holds == "region"), None)
    code = None if name is None else feature.attributes.get(name)
    return feature.edition.head.region if code is None else str(code)


def highest_only(view: LayerView, regions: Regions) -> LayerView:
    """The view without what a lower standing says of a region for which a higher one was delivered without coverage.

    Coverages tell places apart by themselves; an edition without one speaks for its whole region. The very same view
    where nothing is to be left out.
    """
    bare = [edition for edition in view.editions if edition.head.coverage is None]
    over = {
        edition.label: [one.head.region for one in bare if _rank(one) < _rank(edition)] for edition in view.editions
    }
    if not any(over.values()):
        return view

    def speaks(edition: Edition, region: str) -> bool:
        return not any(regions.within(region, office) for office in over[edition.label])

    kept = [entry for entry in view.in_force if speaks(entry.edition, entry.edition.head.region)]
    heard = {entry.edition.label for entry in kept}
    features = [
        feature
        for feature in view.features
        if feature.edition.label in heard and speaks(feature.edition, place_of(feature, view.kind))
    ]
    return LayerView(view.kind, tables_of(features), kept)


def _rank(edition: Edition) -> int:
    return STANDINGS.index(edition.head.standing)


@dataclass(frozen=True)
class Rivals:
    """Two editions of one standing, the `inner` delivered for a region inside that of the `outer`.

    Nothing says which of them speaks there.
    """

    inner: Edition
    outer: Edition


def rivals(entries: Iterable[InForce], regions: Regions) -> tuple[Rivals, ...]:
    """Editions that may say the same twice: one of them has no coverage, and neither replaces the other."""
    editions = [entry.edition for entry in entries]
    return tuple(
        Rivals(inner, outer)
        for inner in editions
        for outer in editions
        if inner.head.region != outer.head.region
        and inner.head.standing == outer.head.standing
        and regions.within(inner.head.region, outer.head.region)
        and (inner.head.coverage is None or outer.head.coverage is None)
        and not _linked(inner, outer)
    )


def _linked(one: Edition, other: Edition) -> bool:
    return (other.head.region, other.number) in one.head.replaces or (
        one.head.region,
        one.number,
    ) in other.head.replaces


def spoken_twice(view: LayerView, regions: Regions) -> tuple[str, ...]:
    """The regions of which two editions in force both hold features, and nothing tells which of them counts."""
    found = []
    for pair in rivals(view.in_force, regions):
        office = pair.inner.head.region
        told = {
            feature.edition.label
            for feature in view.features
            if feature.edition.label in (pair.inner.label, pair.outer.label)
            and regions.within(place_of(feature, view.kind), office)
        }
        if len(told) == 2:
            found.append(office)
    return tuple(dict.fromkeys(sorted(found)))


def touching(codes: Iterable[str], region: str, regions: Regions) -> tuple[str, ...]:
    """Those of the codes that lie in a region, or that it lies in."""
    return tuple(code for code in codes if regions.within(code, region) or regions.within(region, code))
