"""Which area each place of a line lies in: lines cut at the borders, exactly, all at once."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.assignment.lines import NONE, Geometries, Indices, Lines, Stretches, stretches
from layers.geodesy import Floats

_PARALLEL = 1e-9  # sine of the angle below which two edges have no one crossing


def located(lines: Lines, polygons: Geometries, labels: Indices) -> Stretches:
    """The parts as stretches that lie in one of the polygons each; label NONE where a place lies in none.

    `labels[i]` is that of `polygons[i]`, ascending. A place in several, or on a border in common, is the first's.
    """
    label = np.full(len(lines), NONE, dtype=np.intp)
    if not len(lines) or not len(polygons):
        return stretches(lines, *_whole(lines, np.arange(len(lines))), label)
    tree = shapely.STRtree(lines.parts)
    met = np.bincount(tree.query(polygons, predicate="intersects")[1], minlength=len(lines))
    holder, held = tree.query(polygons, predicate="contains_properly")
    label[held] = labels[holder]
    simple = (met == 0) | ((met == 1) & (label != NONE))
    mixed = np.flatnonzero(~simple)
    part, begin, end = _cut(lines, mixed, polygons)
    inside = _holders(lines.position(part, (begin + end) / 2.0), polygons, labels)
    whole = _whole(lines, np.flatnonzero(simple))
    return stretches(
        lines,
        np.concatenate([whole[0], part]),
        np.concatenate([whole[1], begin]),
        np.concatenate([whole[2], end]),
        np.concatenate([label[simple], inside]),
    )


def border_edges(polygons: Geometries, bounds: Floats) -> tuple[Geometries, Floats, Indices]:
    """The edges of all rings that meet the bounds: as lines, as positions (n, 2, 2), and whose they are."""
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    rings, of = shapely.get_rings(parts, return_index=True)
    owner = polygon[of]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    pairs = np.stack([xy[:-1], xy[1:]], axis=1)
    kept = (ring[:-1] == ring[1:]) & np.any(pairs[:, 0] != pairs[:, 1], axis=1)
    kept &= np.all((pairs.min(axis=1) <= bounds[2:]) & (pairs.max(axis=1) >= bounds[:2]), axis=1)
    pairs = pairs[kept]
    return _edges(pairs), pairs, owner[ring[:-1][kept]]


def _whole(lines: Lines, part: Indices) -> tuple[Indices, Floats, Floats]:
    return part, np.zeros(len(part)), lines.edges[part].astype(np.float64)


def _edges(pairs: Floats) -> Geometries:
    return np.asarray(shapely.linestrings(pairs), dtype=object) if len(pairs) else np.zeros(0, dtype=object)


def _cut(lines: Lines, mixed: Indices, polygons: Geometries) -> tuple[Indices, Floats, Floats]:
    """Every edge of some parts, cut at everything it has in common with a border: part, begin, end."""
    count = lines.edges[mixed]
    part = np.repeat(mixed, count)
    edge = np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count)
    start, end = lines.xy[lines.first[part] + edge], lines.xy[lines.first[part] + edge + 1]
    if not len(part):
        return part, np.zeros(0), np.zeros(0)
    bounds = np.concatenate([np.minimum(start, end).min(axis=0), np.maximum(start, end).max(axis=0)])
    borders, border, _ = border_edges(polygons, bounds)
    moving = np.flatnonzero(np.any(start != end, axis=1))  # GEOS crashes on a prepared line of no length
    ahead = _edges(np.stack([start[moving], end[moving]], axis=1))
    asked, other = shapely.STRtree(borders).query(ahead, predicate="intersects")
    own = moving[asked]
    t = _common(start[own], end[own], border[other])
    parts = np.concatenate([part, part, part[own], part[own]])
    at = np.concatenate([edge, edge + 1.0, edge[own] + t[:, 0], edge[own] + t[:, 1]])
    order = np.lexsort((at, parts))
    parts, at = parts[order], at[order]
    follows = (parts[1:] == parts[:-1]) & (at[1:] > at[:-1])
    return parts[:-1][follows], at[:-1][follows], at[1:][follows]


def _common(start: Floats, end: Floats, border: Floats) -> Floats:
    """Fractions of n edges at which they have something in common with n border edges, two each, shape (n, 2).

    Edges that cross have one position, told twice; those along each other the ends of what is common.
    """
    course, other = end - start, border[:, 1] - border[:, 0]
    to = border - start[:, None, :]
    turn = course[:, 0] * other[:, 1] - course[:, 1] * other[:, 0]
    square = np.square(course).sum(axis=1)
    across = np.abs(turn) > _PARALLEL * np.sqrt(square * np.square(other).sum(axis=1))
    ends = (to * course[:, None, :]).sum(axis=2) / np.where(square > 0.0, square, 1.0)[:, None]
    crossing = (to[:, 0, 0] * other[:, 1] - to[:, 0, 1] * other[:, 0]) / np.where(across, turn, 1.0)
    t = np.where(across[:, None], np.stack([crossing, crossing], axis=1), ends)
    return np.asarray(np.clip(t, 0.0, 1.0))


def _holders(xy: Floats, polygons: Geometries, labels: Indices) -> Indices:
    """The least label of the polygons that hold each position, border included; NONE: none does."""
    found = np.full(len(xy), np.iinfo(np.intp).max, dtype=np.intp)
    holder, held = shapely.STRtree(_points(xy)).query(polygons, predicate="intersects")
    np.minimum.at(found, held, labels[holder])
    found[found == np.iinfo(np.intp).max] = NONE
    return found


def _points(xy: Floats) -> NDArray[np.object_]:
    return np.asarray(shapely.points(xy), dtype=object)
