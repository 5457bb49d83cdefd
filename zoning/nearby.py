"""What lies around one footprint: most layers hold nothing there and answer everywhere, which is found out once."""

from __future__ import annotations

import math
from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from layers import surely
from layers.apart import Apart, Around
from layers.checks.scale import most_width_m, widest_m
from layers.engine import Near, at_point, dissolved
from layers.offsets import grow, separation
from layers.offsets.strips import check_place
from layers.once import once
from layers.snapshot import EMPTY, Feature, LayerView
from layers.window import widened, window
from zoning.silence import remainder

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

    @once
    def frame(self) -> BaseGeometry:
        """A box around all of it: what of a county lies beyond tells nothing of what comes so near."""
        return window(self.footprint, self.metres + _SLACK_M)

    def meets(self, geometry: BaseGeometry) -> bool:
        """Whether a geometry comes so near."""
        if geometry.is_empty:
            return False
        if surely.within(self.footprint, geometry, self.metres):
            return True
        if surely.beyond(self.footprint, geometry, self.metres):
            return False
        return bool(shapely.intersects(geometry, self.outline))

    def features(self, view: LayerView) -> Iterator[Feature]:
        """The features of a layer that come so near, in canonical order."""
        found = view.near(self.footprint, self.metres)
        if found:
            yield from (feature for feature in found if self.meets(feature.within(self.frame)))


class Nearby:
    """Layers within `reach_m` metres of a footprint (EPSG:4490); what is found is kept."""

    def __init__(self, footprint: BaseGeometry, reach_m: float = USUAL_M) -> None:
        self.footprint = footprint
        self.reach_m = reach_m
        self._box = None if footprint.is_empty else widened(footprint.bounds, reach_m + _SLACK_M)
        self._features: dict[str, tuple[Feature, ...]] = {}
        self._answers: dict[tuple[str | bytes, float], bool] = {}
        self._answers_m: dict[tuple[str | bytes, float], float] = {}
        self._around: dict[float, Around] = {}
        self._zones: dict[tuple[Feature, BaseGeometry, float], BaseGeometry] = {}

    def features(self, view: LayerView, footprint: BaseGeometry, metres: float) -> tuple[Feature, ...]:
        """`view.near(footprint, metres)`, of this footprint or a part of it."""
        if metres <= self.reach_m and not self.held(view):
            return ()
        return view.near(footprint, metres)

    def held(self, view: LayerView) -> tuple[Feature, ...]:
        """The features whose bounds come within `reach_m` of those of the footprint."""
        layer = view.kind.layer
        if layer not in self._features:
            self._features[layer] = () if self._box is None else view.in_box(self._box)
        return self._features[layer]

    def apart(self, view: LayerView, metres: float, borders_m: tuple[float, ...] = ()) -> tuple[Apart, ...]:
        """How far the features that may lie within `metres` of the footprint are from it, in canonical order.

        With borders, only as far as asked: the nearest of each class, and between which borders the others lie.
        """
        if metres <= self.reach_m and not self.held(view):
            return ()
        if metres not in self._around:
            self._around[metres] = Around(self.footprint, metres)
        return self._around[metres].features(view, view.class_of if borders_m else None, borders_m)

    def zone(self, feature: Feature, footprint: BaseGeometry, metres: float) -> BaseGeometry:
        """A feature as `engine.dissolved` gives it, near this footprint or a part of it; kept."""
        key = (feature, footprint, metres)
        if key not in self._zones:
            self._zones[key] = dissolved([feature], footprint, metres)
        return self._zones[key]

    def answers(self, view: LayerView, metres: float | None = None) -> bool:
        """Whether a layer surely answers everywhere within `metres` (else `reach_m`) of the footprint.

        False tells nothing.
        """
        asked = self.reach_m if metres is None else metres
        if self._answered(view, self.reach_m):
            return asked <= self.reach_m
        return asked < self.reach_m and self._answered(view, asked)

    def _answered(self, view: LayerView, metres: float) -> bool:
        key = (view.declares or view.kind.layer, metres)
        if key not in self._answers:
            self._answers[key] = self._fills(view, window(self.footprint, metres + _SLACK_M))
        return self._answers[key]

    def _fills(self, view: LayerView, box: BaseGeometry) -> bool:
        if view.kind.coverage == "declared":
            return view.covered(box) is box
        if _tiled(view, box):
            return True
        pieces = [feature.within(box) for feature in view.near(box, 0.0)]
        if any(shapely.covers(piece, box) for piece in pieces):
            return True
        return bool(pieces) and bool(shapely.covers(shapely.union_all(pieces), box))

    def answers_m(self, view: LayerView, metres: float) -> float:
        """The distance (m) to the nearest place where a layer is silent, at most `metres`."""
        if self.answers(view, metres):
            return metres
        key = (view.declares or view.kind.layer, metres)
        if key not in self._answers_m:
            self._answers_m[key] = self._silent_from(view, metres)
        return self._answers_m[key]

    def _silent_from(self, view: LayerView, metres: float) -> float:
        frame = window(self.footprint, metres)
        gap = remainder(frame, view.covered(frame)) if view.kind.coverage == "declared" else _unfilled(view, frame)
        if gap.is_empty:
            return metres
        if shapely.intersects(gap, self.footprint):
            return 0.0
        return min(metres, separation(self.footprint, gap).metres)

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


def _tiled(view: LayerView, box: BaseGeometry) -> bool:
    """Whether a layer of polygons surely fills a box, because none of them ends in it; False tells nothing."""
    edges = view.open_edges
    if edges is None or edges.meet(box):
        return False
    west, south, east, north = box.bounds
    return bool(at_point(view, (west + east) / 2.0, (south + north) / 2.0))


def _unfilled(view: LayerView, frame: BaseGeometry) -> BaseGeometry:
    """What no feature of a wall-to-wall layer fills in a frame, without gaps thinner than the finest accuracy there.

    `LayerView.covered` closes thin gaps by growing all features, which a frame of kilometres has too many of.
    """
    near = view.near(frame, 1.0)
    if not near:
        return frame
    gap = remainder(frame, shapely.union_all([feature.within(frame) for feature in near]))
    finest = min(feature.accuracy_m for feature in near)
    wide = [part for part in shapely.get_parts(gap) if most_width_m(part) > finest and widest_m(part) > finest]
    return shapely.union_all(wide) if wide else EMPTY


def as_printed(one: Apart, *borders_m: float) -> Near | None:
    """A feature as near as it is printed: to 0.001 m and 0.1°, and on which side of some borders (m) it lies.

    Measured only where what is known of it would print two ways; None where it lies beyond the frame.
    """
    begin, end = one.bearing_deg
    alike = (
        _step(one.least_m, 1e3) == _step(one.most_m, 1e3)
        and begin >= 0.0
        and end < 360.0
        and _step(begin, 10.0) == _step(end, 10.0)
        and not any(one.least_m <= border <= one.most_m for border in borders_m)
    )
    if not alike:
        return one.exact
    return Near(one.feature, (one.least_m + one.most_m) / 2.0, (begin + end) / 2.0)


def _step(value: float, steps: float) -> float:
    """Which of the steps in a unit a value is rounded to; infinite for what is not known."""
    return math.floor(value * steps + 0.5) if math.isfinite(value) else math.inf
