"""What lies around one footprint: most layers hold nothing there and answer everywhere, which is found out once."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from layers import surely
from layers.offsets import grow
from layers.offsets.strips import check_place
from layers.once import once
from layers.snapshot import EMPTY, Feature, LayerView
from layers.window import window

USUAL_M = 5100.0  # what is asked of a layer farther out is rare, and asked of the layer itself
_SLACK_M = 1.0  # a part's corridor may be drawn a hair beside the whole's


class Reach:
    """Everything within some metres of a footprint (EPSG:4490); its outline is drawn when it is needed.

    Raises BadGeometry where offsets by so much are not defined.
    """

    def __init__(self, footprint: BaseGeometry, metres: float) -> None:
        check_place(footprint.bounds, metres)
        self.footprint = footprint
        self.metres = metres

    @once
    def outline(self) -> BaseGeometry:
        """The outline, EPSG:4490."""
        return grow(self.footprint, self.metres)

    def meets(self, geometry: BaseGeometry) -> bool:
        """Whether a geometry comes so near."""
        if surely.within(self.footprint, geometry, self.metres):
            return True
        if surely.beyond(self.footprint, geometry, self.metres):
            return False
        return bool(shapely.intersects(geometry, self.outline))


class Nearby:
    """Layers within `reach_m` metres of a footprint (EPSG:4490); what is found is kept."""

    def __init__(self, footprint: BaseGeometry, reach_m: float = USUAL_M) -> None:
        self.footprint = footprint
        self.reach_m = reach_m
        self._box = EMPTY if footprint.is_empty else window(footprint, reach_m + _SLACK_M)
        self._features: dict[str, tuple[Feature, ...]] = {}
        self._answers: dict[tuple[str, float], bool] = {}

    def features(self, view: LayerView, footprint: BaseGeometry, metres: float) -> tuple[Feature, ...]:
        """`view.near(footprint, metres)`, of this footprint or a part of it."""
        if metres <= self.reach_m and not self.held(view):
            return ()
        return view.near(footprint, metres)

    def held(self, view: LayerView) -> tuple[Feature, ...]:
        """The features whose bounds come within `reach_m` of those of the footprint."""
        layer = view.kind.layer
        if layer not in self._features:
            self._features[layer] = view.near(self._box, 0.0)
        return self._features[layer]

    def answers(self, view: LayerView, metres: float | None = None) -> bool:
        """Whether a layer surely answers everywhere within `metres` (else `reach_m`) of the footprint.

        False tells nothing.
        """
        asked = self.reach_m if metres is None else metres
        if self._answered(view, self.reach_m):
            return asked <= self.reach_m
        return asked < self.reach_m and self._answered(view, asked)

    def _answered(self, view: LayerView, metres: float) -> bool:
        key = (view.kind.layer, metres)
        if key not in self._answers:
            self._answers[key] = self._fills(view, window(self.footprint, metres + _SLACK_M))
        return self._answers[key]

    def _fills(self, view: LayerView, box: BaseGeometry) -> bool:
        if view.kind.coverage == "declared":
            return view.covered(box) is box
        pieces = [feature.within(box) for feature in view.near(box, 0.0)]
        if any(shapely.covers(piece, box) for piece in pieces):
            return True
        return bool(pieces) and bool(shapely.covers(shapely.union_all(pieces), box))

    def silent(self, view: LayerView, metres: float) -> bool:
        """Whether a wall-to-wall layer surely leaves a place within `metres` unanswered; False tells nothing."""
        if view.kind.coverage == "declared":
            return False
        box = window(self.footprint, metres)
        near = view.near(box, 0.0)
        ground = shapely.union_all([feature.within(box) for feature in near])
        closed_m = view.accuracy_near(())  # gaps thinner than that may be closed
        return any(
            surely.within(self.footprint, place, metres) and surely.beyond(place, ground, closed_m)
            for place in shapely.point_on_surface(shapely.get_parts(shapely.difference(box, ground)))
        )
