"""What a question takes of the attached strips: its banks, strips up to its year, and the stretches that count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.banks import Stretches
from layers.geodesy import Floats
from layers.geodesy.flat import Indices
from layers.once import once
from layers.snapshot import Feature, LayerView
from zoning.measures.buffers.attachment import BANKS, Attachment, attachment, water_body, year_key
from zoning.measures.buffers.method import BufferMethod
from zoning.measures.buffers.river import RiverLength, river_length
from zoning.measures.question import BuffersQuestion
from zoning.measures.sources import Sources
from zoning.measures.standing import spoken_twice, touching
from zoning.measures.wholeness import silent_cities, unspoken_by

Flags = NDArray[np.bool_]
Year = int | None


@dataclass(frozen=True, eq=False)
class Selection:
    """The banks and strips of a question.

    Attributes:
        held: what lies at which bank.
        method: how it is counted.
        bank: banks of the region and water body; maybe: banks whose code does not say whether they are.
        strip: strips of the region and water body, wherever they lie.
        dated: strips not of a year after that of the question.
        region: the region asked about.
        twice: regions of which two editions hold banks, and nothing tells which of them counts.
        lacking: layer and the regions within for which no edition of it speaks, or cities without any bank.
    """

    held: Attachment
    method: BufferMethod
    bank: Flags
    maybe: Flags
    strip: Flags
    dated: Flags
    region: str
    lacking: Mapping[str, tuple[str, ...]]
    twice: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether what is held is all of the region's."""
        return not self.lacking and self.uncovered_m <= 0.0

    @property
    def own_banks(self) -> list[Feature]:
        """The banks of the question."""
        return [self.held.banks[row] for row in np.flatnonzero(self.bank).tolist()]

    @property
    def own_strips(self) -> list[Feature]:
        """The strips of the region, and those of other regions that lie at its banks."""
        there = np.unique(self.held.strip[self.bank[self.held.bank]])
        return [self.held.strips[row] for row in {*there.tolist(), *np.flatnonzero(self.strip).tolist()}]

    @once
    def scope(self) -> Stretches:
        """The stretches that the banks take up."""
        return self.held.ranges(self.bank)

    @once
    def status(self) -> NDArray[np.object_]:
        """Status of each strip."""
        return np.array([strip.attributes["status"] for strip in self.held.strips], dtype=object)

    @once
    def year(self) -> Floats:
        """Year of each strip, infinite where it has none."""
        return np.array([year_key(strip) for strip in self.held.strips], dtype=np.float64)

    @property
    def uncovered_m(self) -> float:
        """Metres of bank on which the strips' editions do not say that there is nothing more."""
        return float(self.held.uncovered_m[self.bank].sum())

    @once
    def bodies(self) -> list[str]:
        """The water bodies of the banks, by name."""
        return sorted({self.held.body_of(int(i))[0] for i in np.flatnonzero(self.bank)})

    @once
    def by_body(self) -> dict[str, Flags]:
        """Which of the banks belong to each water body."""
        names = np.array([water_body(bank) for bank in self.held.banks], dtype=object)
        return {name: self.bank & np.asarray(names == name, dtype=bool) for name in self.bodies}

    def counted(self, status: str) -> Counted:
        """The stretches that count with a status, and in which year each was first counted."""
        chosen = self.dated & (self.status == status)
        years: list[tuple[Year, Stretches]] = []
        twice: list[tuple[Year, Year, float]] = []
        so_far = Stretches.of([], [])
        for key in np.unique(self.year[chosen]):
            year = None if np.isinf(key) else int(key)
            cover = self.held.cover(chosen & (self.year == key)) & self.scope
            twice += [(first, year, m) for first, own in years if (m := (cover & own).total_m) > 0.0]
            years.append((year, cover - so_far))
            so_far = Stretches.union([so_far, cover])
        return Counted(self, status, chosen, so_far, tuple(years), tuple(twice))


@dataclass(frozen=True, eq=False)
class Counted:
    """Bank with strips of one status: `cover` in all, `years` by the first year, `twice` what came again later."""

    selection: Selection
    status: str
    strips: Flags
    cover: Stretches
    years: tuple[tuple[Year, Stretches], ...]
    twice: tuple[tuple[Year, Year, float], ...]

    @once
    def per_bank(self) -> Floats:
        """Counted metres of each bank."""
        return np.where(self.selection.bank, self.selection.held.per_bank(self.cover), 0.0)

    def by_side(self, banks: Flags) -> dict[str, float]:
        """Counted metres of some banks by side."""
        return sides(self.selection.held.banks, np.where(banks, self.per_bank, 0.0))

    @once
    def rivers(self) -> dict[str, RiverLength]:
        """River length of each water body; of a lake or reservoir the counted length of its ring."""
        return {name: self._river(name) for name in self.selection.bodies}

    def _river(self, name: str) -> RiverLength:
        selection = self.selection
        banks = selection.by_body[name]
        metres = self.by_side(banks)
        ring, flowing = metres["ring"], metres["left"] + metres["right"]
        if flowing <= 0.0:
            return RiverLength(ring)
        own = self.cover & selection.held.ranges(banks)
        length = river_length(selection.held.river, name, own, selection.method.inner_bend)
        return RiverLength(None if length.metres is None else length.metres + ring, length.past_m)

    @once
    def gaps(self) -> list[Gap]:
        """The stretches of bank without a strip of the status, the longest first; cracks are none."""
        return _gaps(self)

    def area_m2(self, banks: Flags) -> float:
        """Area of the strips, dissolved; of one that lies at other banks too the share by its length at these.

        A strip behind another, at no bank itself, goes with the patch that it touches.
        """
        held = self.selection.held
        rows, count = self.strips[held.strip], len(held.strips)
        metres = np.where(rows, held.to_m - held.from_m, 0.0)
        here = np.where(banks[held.bank], metres, 0.0)
        own = _share(held.strip, here, metres, count)
        patch = _share(held.joined[held.strip], here, metres, count)[held.joined]
        return float((held.own_area_m2 * self.strips * np.where(np.isnan(own), np.nan_to_num(patch), own)).sum())


def _share(of: Indices, here: Floats, whole: Floats, count: int) -> Floats:
    """Sum of `here` ÷ sum of `whole` for each number in `of`; NaN where there is nothing."""
    part, every = np.bincount(of, here, count), np.bincount(of, whole, count)
    return np.asarray(np.divide(part, every, out=np.full(count, np.nan), where=every > 0.0))


@dataclass(frozen=True)
class Gap:
    """A stretch of bank without a strip; chainages (m) from the start of the run, `run` counted from 1 on each bank.

    On a ring it may run over the start: then `to_m` is below `from_m`.
    """

    bank: Feature
    run: int
    from_m: float
    to_m: float
    pieces: tuple[tuple[float, float], ...]  # on the common axis

    @property
    def length_m(self) -> float:
        """Metres."""
        return sum(end - begin for begin, end in self.pieces)


def _gaps(counted: Counted) -> list[Gap]:
    selection, lines = counted.selection, counted.selection.held.lines
    hair = selection.method.hair_m
    bare = selection.scope.closed(hair) - counted.cover.closed(hair)
    pieces = [(float(a), float(b)) for a, b in zip(bare.from_m, bare.to_m, strict=True) if b - a > hair]
    found: list[Gap] = []
    for run, group in _runs(pieces, lines.run_from_m):
        begin, end = float(lines.run_from_m[run]), float(lines.run_to_m[run])
        over = bool(lines.run_closed[run]) and len(group) > 1 and group[0][0] <= begin and group[-1][1] >= end
        joined = [(group[-1], group[0]), *((piece,) for piece in group[1:-1])] if over else [(p,) for p in group]
        number = run - int(np.searchsorted(lines.run_group, lines.run_group[run])) + 1
        for one in joined:
            bank = selection.held.banks[int(lines.owner[lines.edge_at([one[0][0]])[0]])]
            found.append(Gap(bank, number, one[0][0] - begin, one[-1][1] - begin, tuple(one)))
    return sorted(found, key=lambda gap: (-round(gap.length_m, 6), gap.bank.order, gap.from_m))


def _runs(pieces: Sequence[tuple[float, float]], starts: Floats) -> Iterator[tuple[int, list[tuple[float, float]]]]:
    held: dict[int, list[tuple[float, float]]] = {}
    for piece in pieces:
        held.setdefault(int(np.searchsorted(starts, piece[0], side="right")) - 1, []).append(piece)
    yield from held.items()


def sides(banks: Sequence[Feature], metres: Floats) -> dict[str, float]:
    """Metres by side."""
    role = np.array([bank.attributes["role"] for bank in banks], dtype=object)
    return {side: float(metres[role == side].sum()) for side in BANKS}


def selection(
    question: BuffersQuestion, sources: Sources, views: tuple[LayerView, LayerView], method: BufferMethod
) -> Selection:
    """What of the attachment of two views (water lines, strips) belongs to a question."""
    held = sources.derived_pair(*views, attachment, method)
    wanted = None if question.water_body is None else question.water_body.strip()
    regions = sources.definitions.base.regions

    def codes(features: Sequence[Feature]) -> list[str]:
        return [str(f.attributes["region"] or f.edition.head.region) for f in features]

    def named(features: Sequence[Feature]) -> Flags:
        return np.array([wanted in (None, water_body(f)) for f in features], dtype=bool)

    within = {code: sources.within(code) for code in {*codes(held.banks), *codes(held.strips)}}
    inside = np.array([within[code] for code in codes(held.banks)], dtype=bool)
    above = np.array([regions.within(sources.region.code, code) for code in codes(held.banks)], dtype=bool)
    return Selection(
        held=held,
        method=method,
        bank=inside & named(held.banks),
        maybe=above & ~inside & named(held.banks),
        strip=np.array([within[code] for code in codes(held.strips)], dtype=bool) & named(held.strips),
        dated=np.array([not sources.as_of.year < year_key(s) < float("inf") for s in held.strips], dtype=bool),
        region=sources.region.code,
        twice=touching(spoken_twice(views[0], regions), sources.region.code, regions),
        lacking=_lacking(views, codes(held.banks), sources),
    )


def _lacking(
    views: tuple[LayerView, LayerView], banks: Sequence[str], sources: Sources
) -> Mapping[str, tuple[str, ...]]:
    regions = sources.definitions.base.regions

    def holds(city: str) -> bool:
        return any(regions.within(code, city) or regions.within(city, code) for code in set(banks))

    bare = silent_cities(sources.region.code, holds, regions, sources.as_of)
    found = {view.kind.layer: unspoken_by(view, sources) for view in views}
    lines = views[0].kind.layer
    found[lines] = tuple(dict.fromkeys((*found[lines], *bare)))
    return {layer: missing for layer, missing in found.items() if missing}
