"""Which strips lie at which banks, computed once for two layer views; statuses, years and regions are chosen later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.banks import Lines, Matched, Profile, Stretches, chained, profile, shadow
from layers.geodesy import Floats, area, length
from layers.geodesy.flat import Indices
from layers.snapshot import Feature, LayerView
from layers.window import METRES_PER_DEGREE
from zoning.measures.areas.polygons import column
from zoning.measures.buffers.method import BufferMethod
from zoning.measures.buffers.river import RiverPoints, river_points

BANKS = ("left", "right", "ring")
CENTRE = "centre"
_TOUCHING = 1e-7  # degrees (1 cm): what rounding leaves between borders drawn as one
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Attachment:
    """Banks, strips, and where they meet.

    Attributes:
        banks: the bank features, one per line of `lines`.
        bodies: (water body, side) of each group of `lines`.
        lines: the chained banks; the owner of an edge is an index into `banks`.
        uncovered_m: metres of each bank where the strips' editions do not say what is missing.
        doubled_m: metres by which banks of one side lie on each other, per group.
        strips: the strip features.
        strip, from_m, to_m, bank: rows, one per stretch of one edge at which a strip lies.
        joined: number of the patch of each strip: strips of one water body, side and status that touch.
        reason: why a strip lies at no bank; "" for those that do, and for those joined to one that does.
        area_m2: area of each strip as it is; own_area_m2: without what earlier strips of its status hold.
        sample_at_m, sample_bank: chainage and bank of the normals along which widths are taken.
        passages: what the normals pass through.
        river: points of the banks on the centre lines.
    """

    banks: Sequence[Feature]
    bodies: tuple[tuple[str, str], ...]
    lines: Lines
    uncovered_m: Floats
    doubled_m: Floats
    strips: Sequence[Feature]
    strip: Indices
    from_m: Floats
    to_m: Floats
    bank: Indices
    joined: Indices
    reason: Texts
    area_m2: Floats
    own_area_m2: Floats
    sample_at_m: Floats
    sample_bank: Indices
    passages: Profile
    river: RiverPoints

    def cover(self, chosen: NDArray[np.bool_]) -> Stretches:
        """The stretches of bank at which one of the chosen strips lies."""
        rows = chosen[self.strip]
        return Stretches.of(self.from_m[rows], self.to_m[rows])

    def ranges(self, chosen: NDArray[np.bool_]) -> Stretches:
        """The stretches that the chosen banks take up."""
        parts = chosen[self.lines.part_owner]
        return Stretches.of(self.lines.part_from_m[parts], self.lines.part_to_m[parts])

    def per_bank(self, stretches: Stretches) -> Floats:
        """Metres of a set of stretches on each bank."""
        metres = stretches.measure(self.lines.part_from_m, self.lines.part_to_m)
        return np.bincount(self.lines.part_owner, metres, len(self.banks)).astype(np.float64)

    def body_of(self, bank: int) -> tuple[str, str]:
        """(water body, side) of a bank."""
        return _body(self.banks[bank])


def attachment(water_lines: LayerView, strips: LayerView, method: BufferMethod) -> Attachment:
    """Strips matched to banks by water body, and side where the strip names one; nothing is assigned by nearness."""
    banks = tuple(f for f in water_lines.features if f.attributes["role"] in BANKS)
    centres = tuple(f for f in water_lines.features if f.attributes["role"] == CENTRE)
    bodies = tuple(sorted({_body(f) for f in banks}))
    lines = chained(
        column([f.geometry for f in banks]),
        [bodies.index(_body(f)) for f in banks],
        [-1 if f.attributes["role"] == "right" else 1 for f in banks],
    )
    polygons = column([f.geometry for f in strips.features])
    group = lines.run_group[lines.run] if len(lines) else np.zeros(0, dtype=np.intp)
    matched = Matched(polygons, group, _allowed(bodies, strips.features))
    found = shadow(lines.frames, matched, method.hair_m, method.attach_m)
    from_m, to_m = lines.chainage(found.edge, found.t0), lines.chainage(found.edge, found.t1)
    cover = Stretches.of(from_m, to_m)
    at_m = _stations(lines, cover, method.step_m)
    edge = lines.edge_at(at_m)
    passages = profile(lines.frames, edge, lines.fraction(edge, at_m), matched, method.max_width_m)
    joined = _joined(strips.features, polygons)
    attached_m = np.bincount(found.polygon, to_m - from_m, len(polygons)).astype(np.float64)
    areas = area(polygons) if len(polygons) else np.zeros(0)
    return Attachment(
        banks=banks,
        bodies=bodies,
        lines=lines,
        uncovered_m=_uncovered(banks, strips),
        doubled_m=_doubled(banks, bodies, method.attach_m),
        strips=strips.features,
        strip=found.polygon,
        from_m=from_m,
        to_m=to_m,
        bank=lines.owner[found.edge],
        joined=joined,
        reason=_reasons(lines, matched, attached_m, joined, method),
        area_m2=areas,
        own_area_m2=_own_areas(strips.features, polygons, areas),
        sample_at_m=at_m,
        sample_bank=lines.owner[edge] if len(lines) else edge,
        passages=passages,
        river=river_points(lines, bodies, centres, cover, np.concatenate([from_m, to_m])),
    )


def _body(feature: Feature) -> tuple[str, str]:
    return water_body(feature), str(feature.attributes["role"])


def water_body(feature: Feature) -> str:
    """The name of the water body, without blanks around it."""
    return str(feature.attributes["water_body"]).strip()


def _allowed(bodies: tuple[tuple[str, str], ...], strips: Sequence[Feature]) -> NDArray[np.bool_]:
    names = np.array([water_body(strip) for strip in strips], dtype=object)
    sides = np.array([strip.attributes["side"] for strip in strips], dtype=object)
    out = np.zeros((len(bodies), len(strips)), dtype=bool)
    for row, (name, side) in enumerate(bodies):
        out[row] = (names == name) & np.array([one is None or one == side for one in sides], dtype=bool)
    return out


def _stations(lines: Lines, cover: Stretches, step_m: float) -> Floats:
    """Chainages half a step, one and a half … from the start of each run, where a strip lies."""
    every = [np.zeros(0)]
    for begin, end in zip(lines.run_from_m, lines.run_to_m, strict=True):
        every.append(begin + step_m * (np.arange(int((end - begin) / step_m) + 1) + 0.5))
    at_m = np.concatenate(every)
    return at_m[cover.holds(at_m)]


def _reasons(lines: Lines, matched: Matched, attached_m: Floats, joined: Indices, method: BufferMethod) -> Texts:
    """Why strips lie at no bank: no line of it, at another bank, on the water side, or too far off."""
    count = len(matched.polygons)
    out = np.full(count, "", dtype=object)
    alone = np.flatnonzero(
        ~np.isin(joined, joined[attached_m > method.hair_m])
    )  # a hair's breadth at a corner is no bank
    if not len(alone):
        return out
    rest = Matched(matched.polygons[alone], matched.group, matched.allowed[:, alone])
    other = Matched(rest.polygons, rest.group, ~rest.allowed)
    wet = np.unique(shadow(lines.frames.mirrored(), rest, method.hair_m, method.attach_m).polygon)
    elsewhere = np.unique(shadow(lines.frames, other, method.hair_m, method.attach_m).polygon)
    out[alone] = "apart"
    out[alone[elsewhere]] = "other_bank"
    out[alone[wet]] = "water_side"
    out[alone[~rest.allowed.any(axis=0)]] = "no_water_line"
    return out


def _joined(features: Sequence[Feature], polygons: Texts) -> Indices:
    """Number of the patch of each strip, the least index of its members."""
    keys = [(water_body(f), f.attributes["side"], f.attributes["status"]) for f in features]
    patch = np.arange(len(features))
    if not len(features):
        return patch
    one, other = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=_TOUCHING)
    same = np.array([keys[i] == keys[j] for i, j in zip(one.tolist(), other.tolist(), strict=True)], dtype=bool)
    one, other = one[same], other[same]
    while True:
        least = patch.copy()
        np.minimum.at(least, one, patch[other])
        if np.array_equal(least, patch):
            return patch
        patch = least[least]


def _own_areas(features: Sequence[Feature], polygons: Texts, areas: Floats) -> Floats:
    """Area of each strip without what earlier strips of its status hold (by year, a missing one last, then id)."""
    out = areas.copy()
    if not len(polygons):
        return out
    order = sorted(range(len(features)), key=lambda i: (year_key(features[i]), features[i].order))
    place = {index: rank for rank, index in enumerate(order)}
    one, other = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    before: dict[int, list[int]] = {}
    for i, j in zip(one.tolist(), other.tolist(), strict=True):
        if place[j] < place[i] and features[i].attributes["status"] == features[j].attributes["status"]:
            before.setdefault(i, []).append(j)
    for i, earlier in before.items():
        out[i] = area(shapely.difference(polygons[i], shapely.union_all(polygons[earlier])))[0]
    return out


def year_key(feature: Feature) -> float:
    """The year of a strip; one without comes after all others."""
    year = feature.attributes["year"]
    return float("inf") if year is None else float(year)


def _uncovered(banks: Sequence[Feature], strips: LayerView) -> Floats:
    if not banks:
        return np.zeros(0)
    whole = length(column([bank.geometry for bank in banks]))
    held = length(column([strips.covered(bank.geometry) for bank in banks]))
    return np.where(whole - held > 0.01, whole - held, 0.0)


def _doubled(banks: Sequence[Feature], bodies: tuple[tuple[str, str], ...], attach_m: float) -> Floats:
    """Metres by which banks of one side lie on each other, or so near that one strip is at both of them."""
    out = np.zeros(len(bodies))
    for row, body in enumerate(bodies):
        lines = column([bank.geometry for bank in banks if _body(bank) == body])
        doubled = float(length(lines).sum() - length(shapely.union_all(lines))[0])
        doubled = max(doubled, _beside(lines, attach_m))
        out[row] = doubled if doubled > 0.01 else 0.0
    return out


def _beside(lines: Texts, metres: float) -> float:
    """About how many metres of lines run within `metres` of another; what is near where two meet is not counted."""
    wide = shapely.buffer(lines, metres / METRES_PER_DEGREE)
    one, other = shapely.STRtree(wide).query(lines)
    one, other = one[one < other], other[one < other]
    near = length(shapely.intersection(lines[one], wide[other])) if len(one) else np.zeros(0)
    return float(near[near > 4.0 * metres].sum())
