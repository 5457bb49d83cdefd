"""Topology of polygon layers: overlaps of features that must not overlap, gaps in what must be wall to wall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from layers import geodesy
from layers.checks.report import Problem, warning
from layers.checks.scale import NOISE_M2, most_width_m, place_of, polygons_of, widest_m

Polygons = NDArray[np.object_]


def check_overlaps(polygons: Polygons, sources: Sequence[str], accuracy_m: float) -> Iterator[Problem]:
    """Warnings for overlaps: one each where wider than the accuracy, the thin ones counted and summed together.

    Polygons in EPSG:4490; areas in m², widths (diameter of the largest circle inside) in m. An overlap of at most
    0.01 m² is the noise of stored coordinates.
    """
    suspects = _not_fitting(polygons)
    asked, found = shapely.STRtree(polygons).query(polygons[suspects], predicate="intersects")
    both = np.column_stack([suspects[asked], found])
    first, second = np.unique(np.sort(both[both[:, 0] != both[:, 1]], axis=1), axis=0).T
    pieces = shapely.intersection(polygons[first], polygons[second])
    areas = geodesy.area(pieces) if len(pieces) else np.zeros(0)
    real = areas > NOISE_M2
    pairs = list(zip(first[real], second[real], strict=True))
    wide, thin = _split((polygons_of(piece) for piece in pieces[real]), areas[real], accuracy_m)
    for number, (piece, area, width) in wide:
        a, b = pairs[number]
        told = {"other": sources[b], "area_m2": round(area, 2), "width_m": round(width, 2)}
        yield warning("overlap", sources[a], place_of(piece), **told)
    if thin:
        number, (piece, _, _) = max(thin, key=lambda item: item[1][1])
        a, b = pairs[number]
        told = {"other": sources[b], **_summed(thin, accuracy_m)}
        yield warning("overlaps_thin", sources[a], place_of(piece), **told)


def check_gaps(polygons: Polygons, sources: Sequence[str], accuracy_m: float) -> Iterator[Problem]:
    """Warnings for gaps between polygons that should leave none: one each where wider than the accuracy.

    A gap is what polygons enclose together and none of them holds; the feature named is one beside it.
    """
    if not len(polygons):
        return
    suspects = _not_fitting(polygons)
    fitting = shapely.coverage_union_all(np.delete(polygons, suspects))
    parts = shapely.get_parts(shapely.union_all([fitting, *polygons[suspects]]))
    holes = np.array([Polygon(ring) for part in parts for ring in part.interiors], dtype=object)
    areas = geodesy.area(holes) if len(holes) else np.zeros(0)
    real = areas > NOISE_M2
    wide, thin = _split(iter(holes[real]), areas[real], accuracy_m)
    if not wide and not thin:
        return
    tree = shapely.STRtree(polygons)
    for _, (hole, area, width) in wide:
        beside = sources[int(tree.query(hole, predicate="touches").min(initial=len(sources) - 1))]
        yield warning("gap", beside, place_of(hole), area_m2=round(area, 2), width_m=round(width, 2))
    if thin:
        _, (hole, _, _) = max(thin, key=lambda item: item[1][1])
        yield warning("gaps_thin", "", place_of(hole), **_summed(thin, accuracy_m))


_Piece = tuple[int, tuple[BaseGeometry, float, float]]


def _split(
    pieces: Iterable[BaseGeometry], areas: NDArray[np.float64], accuracy_m: float
) -> tuple[list[_Piece], list[_Piece]]:
    """Pieces as (number, (polygon, area, width)), those wider than the accuracy and the others."""
    wide: list[_Piece] = []
    thin: list[_Piece] = []
    for number, (piece, area) in enumerate(zip(pieces, areas.tolist(), strict=True)):
        bound = max(most_width_m(part) for part in shapely.get_parts(piece))
        width = bound if bound <= accuracy_m else widest_m(piece)
        (wide if width > accuracy_m else thin).append((number, (piece, area, width)))
    return wide, thin


def _summed(thin: Sequence[_Piece], accuracy_m: float) -> dict[str, float]:
    total = sum(area for _, (_, area, _) in thin)
    return {"count": len(thin), "area_m2": round(total, 2), "accuracy_m": accuracy_m}


def _not_fitting(polygons: Polygons) -> NDArray[np.intp]:
    """Indices of the polygons whose edges do not match their neighbours'.

    Of two that overlap at least one is among them: of two that are nested, only the inner one.
    """
    edges = shapely.coverage_invalid_edges(polygons)
    return np.flatnonzero(~shapely.is_empty(edges))
