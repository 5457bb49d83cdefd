"""What footprints and the polygons of layers have in common, by kernels: areas, and the places themselves where asked.

Where anything is too close to tell, or does not come out even, it is left to be asked by exact means.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numba import types

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.geodesy.local import area_series
from layers.grid.areas import under_its_border, under_own_border
from layers.grid.beneath import BENEATH, Beneath, beneath
from layers.grid.clip import place_in
from layers.grid.common import common
from layers.grid.crossed import along, crossed
from layers.grid.index import ASK, IN, INDEX, Index
from layers.grid.outlines import OUTLINES, Outlines, of_polygon
from layers.grid.stack import STACK, Stack, stacked
from layers.grid.told import (
    DRAWN,
    OVERLAPS,
    TOLD,
    Drawn,
    Overlaps,
    Told,
    columns,
    draw,
    drawn,
    nothing_told,
    tell,
)  # fmt: skip

PART, WHOLE, ASKED = 0, 1, 2  # part of the footprint lies in the feature; all of it; to be asked by exact means

_SLACK: Final = 1e-9  # of a footprint's area, by which rounding may go beyond it
_I8, _XY = types.int64, types.Array(types.float64, 2, "C")


@kernel(types.void(_I8, types.boolean, INDEX, OUTLINES, _I8, TOLD))
def _beside(feature: int, bordering: bool, index: Index, outlines: Outlines, p: int, told: Told) -> None:
    """Tells of a feature whose border does not come near: all of the footprint lies where its first corner does."""
    corner, held = outlines.chain[outlines.first[p]], IN
    if bordering:
        held = place_in(outlines.xy[corner, 0], outlines.xy[corner, 1], feature, index)
    if held == ASK:
        tell(told, feature, np.nan, ASKED)
    elif held == IN:
        tell(told, feature, outlines.whole[p], WHOLE)


@kernel(types.void(INDEX, OUTLINES, _I8, BENEATH, types.boolean, TOLD))
def _across(index: Index, outlines: Outlines, p: int, under: Beneath, draws: bool, told: Told) -> None:
    """Tells of features whose borders come near."""
    whole, first, xy, chain = outlines.whole[p], outlines.first[p], outlines.xy, outlines.chain
    inside = np.empty(outlines.first[p + 1] - first, np.bool_)
    crossing = crossed(under, outlines, p, index)
    series = area_series(outlines.bounds[p, 1], outlines.bounds[p, 3])
    for g in range(under.features):
        feature = under.feature[g]
        if under.at[g] == under.at[g + 1]:
            _beside(feature, under.bordering[g], index, outlines, p, told)
            continue
        every, unsure = True, crossing.unsure[g]
        for ring in range(len(inside)):
            if unsure:
                break
            corner = chain[first + ring]
            held = place_in(xy[corner, 0], xy[corner, 1], feature, index)
            inside[ring], unsure = held == IN, held == ASK
            every = every and held == IN
        if unsure:
            tell(told, feature, np.nan, ASKED)
            continue
        area, touched = under_its_border(g, under, crossing, series, index)
        order = along(crossing.begin[under.at[g]], crossing.begin[under.at[g + 1]], chain[first], crossing)
        own, even = under_own_border(inside, order, crossing, outlines, p, series)
        area += own
        if not even or not -_SLACK * whole <= area <= (1.0 + _SLACK) * whole:
            tell(told, feature, np.nan, ASKED)
        elif not touched and every:
            tell(told, feature, whole, WHOLE)
        elif touched or area != 0.0:
            if draws:
                rings = common(g, inside, order, under, crossing, outlines, p, index)
                if rings.rings > 0:
                    draw(told, rings)
            tell(told, feature, min(max(area, 0.0), whole), PART)


@kernel(TOLD(STACK, OUTLINES, types.boolean))
def _told(stack: Stack, outlines: Outlines, draws: bool) -> Told:
    """What each layer says of each footprint."""
    indexes = stack.indexes
    told = nothing_told(len(outlines.whole), len(indexes))
    for index in indexes:
        for p in range(len(outlines.whole)):
            if outlines.bounds[p, 0] <= outlines.bounds[p, 2]:
                under = beneath(outlines, p, index)
                if under.at[under.features]:
                    _across(index, outlines, p, under, draws, told)
                else:
                    for g in range(under.features):
                        _beside(under.feature[g], under.bordering[g], index, outlines, p, told)
            told.asked += 1
            told.at[told.asked] = told.overlaps
    return told


@kernel(OVERLAPS(STACK, OUTLINES))
def _measured(stack: Stack, outlines: Outlines) -> Overlaps:
    return columns(_told(stack, outlines, False))


@kernel(DRAWN(STACK, OUTLINES, types.boolean))
def _drawn(stack: Stack, outlines: Outlines, draws: bool) -> Drawn:
    return drawn(_told(stack, outlines, draws))


@kernel(DRAWN(STACK, _XY, types.boolean))
def _drawn_of(stack: Stack, polygon: Floats, draws: bool) -> Drawn:
    return drawn(_told(stack, of_polygon(polygon), draws))


class Overlaid:
    """Polygons of layers, to be asked together."""

    def __init__(self, indexes: Iterable[Index]) -> None:
        self._stacks = stacked(indexes)

    def measured(self, outlines: Outlines) -> Overlaps:
        """What each of n footprints has in common with each polygon, in m²."""
        found: Overlaps = _measured(self._stacks.value, outlines)
        return found

    def drawn(self, outlines: Outlines, *, places: bool) -> Drawn:
        """The same of a single footprint, with the places themselves where they are wanted."""
        found: Drawn = _drawn(self._stacks.value, outlines, places)
        return found

    def drawn_of(self, polygon: Floats, *, places: bool) -> Drawn:
        """The same of a valid polygon by the vertices of all its rings, the shell first."""
        found: Drawn = _drawn_of(self._stacks.value, polygon, places)
        return found
