"""Patches of cells of one kind, joined across windows as they are read; only patches that may still grow are held.

A window is taken as runs: cells of one kind in a row, side by side. Runs that touch are one patch. GDAL's polygonizer
is no help here: it joins nothing across windows, and of a whole raster it holds everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geodesy import Floats
from layers.rasters.grid import Window

Index = NDArray[np.intp]
_WIDEST = 1 << 40  # columns that a row may have, and more


@dataclass(frozen=True)
class Patch:
    """Cells of one kind that touch each other.

    `row`, `col`: its first cell; `shape`: its cells in cell space; `area_m2`: of them in the zone; `pairs`: the same
    by pair of places, as they were handed in.
    """

    kind: int
    row: int
    col: int
    shape: BaseGeometry
    area_m2: float
    pairs: dict[int, float]


@dataclass(frozen=True)
class Found:
    """Patches in the order of their first cells; of the smaller ones per kind how many there are, and their m²."""

    patches: tuple[Patch, ...]
    smaller: dict[int, tuple[int, float]]


@dataclass
class _Runs:
    """Runs as columns: row, columns [start, stop), kind, and the patch they belong to."""

    row: Index
    start: Index
    stop: Index
    kind: Index
    patch: Index

    def __len__(self) -> int:
        return len(self.row)

    def take(self, chosen: NDArray[np.bool_] | Index) -> _Runs:
        return _Runs(self.row[chosen], self.start[chosen], self.stop[chosen], self.kind[chosen], self.patch[chosen])


@dataclass
class _Parts:
    """m² by patch and pair."""

    patch: Index
    pair: Index
    area: Floats


@dataclass
class Patcher:
    """Takes the windows of one band of rows after another; `min_m2` parts the patches from the smaller ones."""

    min_m2: float
    connectivity: int
    _runs: list[_Runs] = field(default_factory=list)
    _parts: list[_Parts] = field(default_factory=list)
    _open: tuple[_Runs, _Parts] = field(default_factory=lambda: (_no_runs(), _no_parts()))
    _last_row: int = -1
    _patches: list[Patch] = field(default_factory=list)
    _smaller: dict[int, tuple[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.connectivity not in (4, 8):
            raise ValueError(f"cells touch by 4 or 8 neighbours, not {self.connectivity}")

    def add(self, window: Window, kind: Index, pair: Index, area: Floats) -> None:
        """One window: per cell its kind (0: none), its pair and its m² in the zone, each (height, width)."""
        self._last_row = window.row + window.height - 1
        inside = kind != 0
        if not inside.any():
            return
        before = np.zeros_like(inside)
        before[:, 1:] = inside[:, 1:] & (kind[:, 1:] == kind[:, :-1])
        first = inside & ~before
        last = inside.copy()
        last[:, :-1] &= ~before[:, 1:]
        row, start = np.nonzero(first)
        stop = np.nonzero(last)[1] + 1
        taken = sum(len(runs) for runs in self._runs)
        number = taken + np.arange(len(row))
        self._runs.append(_Runs(row + window.row, start + window.col, stop + window.col, kind[first], number))
        run_of_cell = np.cumsum(first.ravel())[inside.ravel()] - 1
        self._parts.append(_summed(_Parts(taken + run_of_cell, pair[inside], area[inside])))

    def close_band(self) -> None:
        """The windows of a band of rows are complete: join them to what is open, and let go of what cannot grow."""
        old, old_parts = self._open
        known = int(old.patch.max()) + 1 if len(old) else 0
        fresh, fresh_parts = _joined(self._runs), _joined_parts(self._parts)
        self._runs, self._parts = [], []
        fresh.patch += known
        fresh_parts.patch += known
        total = known + len(fresh)
        rim = old.take(old.row == int(fresh.row.min()) - 1) if len(fresh) else _no_runs()
        linked = _links(_joined([rim, fresh]), 1 if self.connectivity == 8 else 0)
        patch_of = _components(total, *linked)
        runs = _joined([old, fresh])
        runs.patch = patch_of[runs.patch]
        parts = _joined_parts([old_parts, fresh_parts])
        parts.patch = patch_of[parts.patch]
        growing = np.zeros(total, dtype=bool)
        growing[runs.patch[runs.row == self._last_row]] = True
        parts = _summed(parts)
        self._settle(runs.take(~growing[runs.patch]), _taken(parts, ~growing[parts.patch]))
        self._open = _renumbered(runs.take(growing[runs.patch]), _taken(parts, growing[parts.patch]))

    def finish(self) -> Found:
        """Everything that was found."""
        self._settle(*self._open)
        self._open = (_no_runs(), _no_parts())
        patches = sorted(self._patches, key=lambda patch: (patch.row, patch.col))
        return Found(tuple(patches), dict(sorted(self._smaller.items())))

    def _settle(self, runs: _Runs, parts: _Parts) -> None:
        if not len(runs):
            return
        runs, parts = _renumbered(runs, parts)
        areas = np.bincount(parts.patch, parts.area, int(runs.patch.max()) + 1)
        kinds = np.zeros(len(areas), dtype=np.intp)
        kinds[runs.patch] = runs.kind
        small = areas < self.min_m2
        for kind in np.unique(kinds[small]).tolist():
            own = small & (kinds == kind)
            count, area = self._smaller.get(kind, (0, 0.0))
            self._smaller[kind] = (count + int(own.sum()), area + float(areas[own].sum()))
        kept = ~small[runs.patch]
        runs, parts = runs.take(kept), _summed(_taken(parts, ~small[parts.patch]))
        boxes = shapely.box(runs.start, -runs.row - 1, runs.stop, -runs.row)
        order = np.lexsort((runs.start, runs.row, runs.patch))
        bounds = np.flatnonzero(np.diff(runs.patch[order], prepend=-1))
        for members in np.split(order, bounds[1:]) if len(order) else ():
            number, first = int(runs.patch[members[0]]), int(members[0])
            own = slice(*np.searchsorted(parts.patch, [number, number + 1]).tolist())
            self._patches.append(
                Patch(
                    kind=int(runs.kind[first]),
                    row=int(runs.row[first]),
                    col=int(runs.start[first]),
                    shape=shapely.simplify(shapely.union_all(boxes[members]), 0.0),
                    area_m2=float(areas[number]),
                    pairs=dict(zip(parts.pair[own].tolist(), parts.area[own].tolist(), strict=True)),
                )
            )


def _links(runs: _Runs, reach: int) -> tuple[Index, Index]:
    """Patches of runs that touch and are of one kind; `reach` 1: also where they touch at a corner."""
    order = np.lexsort((runs.start, runs.row))
    runs = runs.take(order)
    start, stop = runs.row * _WIDEST + runs.start, runs.row * _WIDEST + runs.stop
    side = np.flatnonzero((start[1:] == stop[:-1]) & (runs.kind[1:] == runs.kind[:-1]))
    # in the next row, every run that ends after this one begins and begins before this one ends
    low = np.searchsorted(stop, start + _WIDEST - reach, side="right")
    high = np.searchsorted(start, stop + _WIDEST + reach, side="left")
    many = np.maximum(high - low, 0)
    above = np.repeat(np.arange(len(runs)), many)
    below = np.arange(len(above)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(low, many)
    same = runs.kind[above] == runs.kind[below]
    one = np.concatenate([runs.patch[side], runs.patch[above[same]]])
    other = np.concatenate([runs.patch[side + 1], runs.patch[below[same]]])
    return one, other


def _components(count: int, one: Index, other: Index) -> Index:
    """For each of `count` things the least one it is linked with, directly or through others."""
    least = np.arange(count)
    while True:
        low, high = np.minimum(least[one], least[other]), np.maximum(least[one], least[other])
        if not (low != high).any():
            return least
        np.minimum.at(least, high, low)
        while (shorter := least[least]).tobytes() != least.tobytes():
            least = shorter


def _summed(parts: _Parts) -> _Parts:
    """One row per patch and pair."""
    if not len(parts.patch):
        return parts
    order = np.lexsort((parts.pair, parts.patch))
    patch, pair = parts.patch[order], parts.pair[order]
    first = np.flatnonzero(np.diff(patch, prepend=-1) | np.diff(pair, prepend=-1))
    return _Parts(patch[first], pair[first], np.add.reduceat(parts.area[order], first))


def _taken(parts: _Parts, chosen: NDArray[np.bool_]) -> _Parts:
    return _Parts(parts.patch[chosen], parts.pair[chosen], parts.area[chosen])


def _renumbered(runs: _Runs, parts: _Parts) -> tuple[_Runs, _Parts]:
    """The same with patches numbered from 0 without gaps."""
    names, runs.patch = np.unique(runs.patch, return_inverse=True)
    parts.patch = np.searchsorted(names, parts.patch)
    return runs, parts


def _no_runs() -> _Runs:
    return _Runs(*(np.zeros(0, dtype=np.intp) for _ in range(5)))


def _no_parts() -> _Parts:
    return _Parts(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0))


def _joined(several: list[_Runs]) -> _Runs:
    return _Runs(
        *(
            np.concatenate([np.zeros(0, dtype=np.intp), *(getattr(runs, name) for runs in several)])
            for name in ("row", "start", "stop", "kind", "patch")
        )
    )


def _joined_parts(several: list[_Parts]) -> _Parts:
    return _Parts(
        np.concatenate([np.zeros(0, dtype=np.intp), *(parts.patch for parts in several)]),
        np.concatenate([np.zeros(0, dtype=np.intp), *(parts.pair for parts in several)]),
        np.concatenate([np.zeros(0), *(parts.area for parts in several)]),
    )
