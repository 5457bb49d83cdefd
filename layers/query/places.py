"""Spatial conditions of a filter: topological relations of features with a shape, under straight edges in degrees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.query.table import Relation, Rows, Table, Truths
from layers.query.truth import Truth

# how shapely says it of (the shape, the feature)
PLACES: Mapping[str, Relation] = {
    "s_intersects": "intersects",
    "s_disjoint": "intersects",
    "s_within": "contains",
    "s_contains": "within",
    "s_touches": "touches",
    "s_crosses": "crosses",
    "s_overlaps": "overlaps",
    "s_equals": "covers",
}


class Placed:
    """A spatial condition: the rows where it holds, found once for a table by its index."""

    def __init__(self, op: str, shape: BaseGeometry) -> None:
        self._op, self._shape = op, shape
        self._found: tuple[Table, Truths] | None = None

    def __call__(self, table: Table, rows: Rows) -> Truth:
        """Whether it holds of rows; it is never unknown, since every feature has a geometry."""
        if self._found is None or self._found[0] is not table:
            self._found = table, self._holds(table)
        return Truth.certain(self._found[1][rows])

    def _holds(self, table: Table) -> Truths:
        found = table.meeting(self._shape, PLACES[self._op])
        if self._op == "s_equals":  # covered both ways
            found = np.intersect1d(found, table.meeting(self._shape, "covered_by"))
        holds = np.zeros(len(table), np.bool_)
        holds[found] = True
        return ~holds if self._op == "s_disjoint" else holds
