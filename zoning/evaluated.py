"""A place near a footprint, as far as the accuracy and the silence of its layers leave it: joined, supposed, met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from layers import certainty
from layers.bands import Band, Offset, intersect, unite
from layers.snapshot import Feature
from zoning.logic import Truth, all_of, any_of
from zoning.rules.places import Zone


@dataclass(frozen=True)
class PlaceResult:
    """Whether a footprint meets a place.

    `thin` names the layers whose accuracy keeps it open, `silent` those whose gaps do; `features` are those the place's
    own zones select at or near the footprint.
    """

    truth: Truth
    thin: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    features: tuple[Feature, ...] = ()


@dataclass(frozen=True)
class Assumption:
    """What a question supposes of a layer: whether its zones are there where its contact is thin, or it is silent."""

    layer: str
    cause: Literal["accuracy", "coverage"]
    truth: bool


def together(places: Sequence[PlaceResult]) -> PlaceResult:
    """One place on several grounds: met where any of them is, open for whatever keeps any of them open."""
    features = {feature.order: feature for place in places for feature in place.features}
    return PlaceResult(
        truth=any_of(place.truth for place in places),
        thin=frozenset[str]().union(*(place.thin for place in places)),
        silent=frozenset[str]().union(*(place.silent for place in places)),
        features=tuple(features[key] for key in sorted(features)),
    )


@dataclass(frozen=True)
class Evaluated:
    """A term or group near the footprint: its band, the same with what silent layers may hold, and the t used."""

    band: Band
    perhaps: Band
    t: float
    layers: frozenset[str]
    silent: frozenset[str]
    features: tuple[Feature, ...]
    parts: tuple[Evaluated, ...] = ()

    def meeting(self, footprint: BaseGeometry, by: Offset, features: tuple[Feature, ...] | None = None) -> PlaceResult:
        """Whether a footprint meets it; with other features named than its own."""
        own = self.features if features is None else features
        met = certainty.meeting(footprint, self.band, self.t, by)
        if met == "certain":
            return PlaceResult(True, features=own)
        thin = self._thin(footprint, by) if met == "marginal" else frozenset[str]()
        if self.silent and self.perhaps.reached(footprint):
            return PlaceResult(None, thin=thin, silent=self.silent, features=own)
        if met == "marginal":
            return PlaceResult(None, thin=thin, features=own)
        return PlaceResult(False, features=own)

    def _thin(self, footprint: BaseGeometry, by: Offset) -> frozenset[str]:
        """Of what a marginal place is joined from, the layers that are marginal themselves; all where none is."""
        own = [
            part._thin(footprint, by)
            for part in self.parts
            if certainty.meeting(footprint, part.band, part.t, by) == "marginal"
        ]
        return frozenset[str]().union(*own) if own else self.layers

    def holds(self, footprint: BaseGeometry) -> bool:
        """Whether a footprint lies wholly in the inner set."""
        return self.band.told(footprint).inner == "whole" or bool(shapely.covers(self.band.inner, footprint))


def matches(zone: Zone, feature: Feature) -> Truth:
    """Whether a zone selects a feature; Unknown where the feature lacks an attribute the zone names."""
    return all_of(
        None if feature.attributes.get(name) is None else feature.attributes[name] in values
        for name, values in zone.where
    )


def join(parts: list[Evaluated] | tuple[Evaluated, ...], *, every: bool) -> Evaluated:
    """What belongs to every place, or to any of them."""
    combine = intersect if every else unite
    features = {feature.order: feature for part in parts for feature in part.features}
    band = combine([part.band for part in parts])
    nowhere_more = all(part.perhaps is part.band for part in parts)
    return Evaluated(
        band=band,
        perhaps=band if nowhere_more else combine([part.perhaps for part in parts]),
        t=max(part.t for part in parts),
        layers=frozenset[str]().union(*(part.layers for part in parts)),
        silent=frozenset[str]().union(*(part.silent for part in parts)),
        features=tuple(features[key] for key in sorted(features)),
        parts=tuple(parts),
    )


def supposed(evaluated: Evaluated, assumption: Assumption, *, outside: bool) -> Evaluated:
    """A term whose zone is as large, or as small, as its accuracy or its silence leaves it."""
    large = assumption.truth != outside
    band = evaluated.band
    if assumption.cause == "accuracy":
        settled = band.settled(large=large)
        return replace(evaluated, band=settled, perhaps=settled.or_what_may(evaluated.perhaps))
    if large:
        band = band.with_all(evaluated.perhaps)
    return replace(evaluated, band=band, perhaps=band, silent=frozenset())
