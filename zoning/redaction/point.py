"""What lies at a point of layers that are withheld: per class that it is near, in steps of 100 m."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from layers.engine import meets
from layers.snapshot import LayerView
from zoning.definitions import Definitions
from zoning.redaction.coarse import STEP_M, hundreds_below_m, hundreds_m
from zoning.titles import classed
from zoning.verdict import Json

_LOWEST_FIRST = ("illustrative", "draft", "statutory")


def classes_near(definitions: Definitions, view: LayerView, point: BaseGeometry, within_m: float) -> list[Json]:
    """The classes of a layer whose nearest feature is, to the full 100 m, no farther than the steps in `within_m`.

    At 0 m that is what lies within 50 m of the point: what is inside is not told from what is just outside. The
    standing is the lowest of the layer's editions.
    """
    reach = hundreds_below_m(within_m)
    nearest: dict[str | None, float] = {}
    for near in meets(view, point, reach + STEP_M / 2):
        step, code = hundreds_m(near.distance_m), view.class_of(near.feature)
        if step <= reach:
            nearest[code] = min(step, nearest.get(code, step))
    standings = {edition.head.standing for edition in view.editions}
    return [
        {
            **classed(definitions, {"layer": view.kind.layer, "class": code}),
            "region": None,
            "edition": None,
            "status": next(standing for standing in _LOWEST_FIRST if standing in standings),
            "feature": None,
            "distance_m": nearest[code],
            "attributes": {},
        }
        for code in sorted(nearest, key=lambda code: (code is None, code or ""))
    ]
