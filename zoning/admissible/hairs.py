"""Strips thinner than the bound to which sets of centres are drawn: noise between two borders that nearly coincide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.geodesy import area, perimeter
from zoning.admissible.arrangement import together
from zoning.admissible.standing import Standing
from zoning.logic import Outcome

HAIR_M: Final = 0.02


def without_hairs(found: Mapping[Standing, BaseGeometry]) -> dict[Standing, BaseGeometry]:
    """Every part thinner than 2 cm goes to a neighbour whose range holds its own, so that nothing becomes milder.

    Of several neighbours to that with the longest border in common; one thin part after another may follow the same
    neighbour. A part that has none stays.
    """
    standings = sorted(found, key=lambda standing: standing.order)
    parts, owner = shapely.get_parts(np.array([found[one] for one in standings], dtype=object), return_index=True)
    thin = 2.0 * area(parts) < HAIR_M * perimeter(parts)
    if not thin.any() or thin.all():
        return dict(found)
    tree, settled, left = shapely.STRtree(parts), ~thin, np.flatnonzero(thin).tolist()
    while left:
        placed: dict[int, int] = {}
        for hair in left:
            beside = np.sort(tree.query(parts[hair], predicate="intersects"))
            near = beside[settled[beside]].tolist()
            wide = [one for one in near if _holds(standings[owner[one]], standings[owner[hair]])]
            if wide:
                shared = shapely.length(shapely.intersection(shapely.boundary(parts[hair]), parts[wide]))
                placed[hair] = owner[wide[int(np.argmax(shared))]]
        for hair, place in placed.items():
            owner[hair], settled[hair] = place, True
        left = [hair for hair in left if hair not in placed] if placed else []
    return {
        standing: together(parts[owner == index]) for index, standing in enumerate(standings) if np.any(owner == index)
    }


def _holds(wide: Standing, narrow: Standing) -> bool:
    return _within(narrow.outcome, wide.outcome)


def _within(one: Outcome, other: Outcome) -> bool:
    return other.best <= one.best and one.worst <= other.worst
