"""Layers that hold nothing near a footprint and say so: what reads no other layer comes to the same anywhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from layers.once import once
from layers.snapshot import LayerView
from zoning.nearby import Nearby

_SLACK_M = 20.0  # frames of sets are drawn some metres wider than what they hold


class Bareness:
    """Of one footprint. `excused` are layers whose silence means that nothing is there; `accuracy_m` the project's."""

    def __init__(
        self, nearby: Nearby, views: Mapping[str, LayerView], excused: Collection[str], accuracy_m: float
    ) -> None:
        self._nearby = nearby
        self._views = views
        self._excused = excused
        self._accuracy_m = accuracy_m
        self._told: dict[tuple[str, float], bool] = {}

    def tells(self, layers: frozenset[str], reach_m: float) -> bool:
        """Whether layers surely hold nothing that counts for a place which reads them so far (m), and answer there.

        False tells nothing.
        """
        metres = reach_m + self._margin_m
        if metres > self._nearby.reach_m:
            return False
        return layers <= self._all_around or all(self._bare(layer, metres) for layer in layers)

    @once
    def _margin_m(self) -> float:
        """How much farther than a place reads its layers their features may count, by the accuracy of any of them."""
        drawn = (view.accuracy_near(()) for view in self._views.values())
        return 4 * (self._accuracy_m + max(drawn, default=0.0)) + _SLACK_M

    @once
    def _all_around(self) -> frozenset[str]:
        """The layers that are bare as far as anything was found out: most of them."""
        return frozenset(layer for layer in {*self._views, *self._excused} if self._bare(layer, self._nearby.reach_m))

    def _bare(self, layer: str, metres: float) -> bool:
        key = (layer, metres)
        if key not in self._told:
            self._told[key] = self._holds_nothing(layer, metres)
        return self._told[key]

    def _holds_nothing(self, layer: str, metres: float) -> bool:
        nearby, view, excused = self._nearby, self._views.get(layer), layer in self._excused
        if nearby.footprint.is_empty:
            return False
        if view is None:
            return excused
        return not nearby.features(view, nearby.footprint, metres) and (excused or nearby.answers(view, metres))
