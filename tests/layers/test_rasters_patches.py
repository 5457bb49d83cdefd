"""Patches of change: joined across windows, parted by kind, and the same whatever the windows."""

from __future__ import annotations

from collections import deque
from itertools import product

import numpy as np
import pytest
import shapely
from class_rasters import cells_box, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.geodesy import area
from layers.rasters.classraster import opened
from layers.rasters.grid import Window
from layers.rasters.patches import Patcher
from layers.rasters.tabulate import changes

LABELS = np.zeros((4, 4), dtype=np.uint8)  # places: 1 natural, 2 built, 3 bare, nodata
LABELS[0, 1], LABELS[0, 2] = 1, 2
FAST = settings(max_examples=120, deadline=None)


def found(kinds, *, connectivity=8, size=1024, least=0.0):
    """Patches of an array of kinds, cells of 1 m²; the pair of a cell is its kind times ten."""
    patcher = Patcher(least, connectivity)
    height, width = kinds.shape
    for row in range(0, height, size):
        for col in range(0, width, size):
            part = kinds[row : row + size, col : col + size]
            patcher.add(Window(row, col, *part.shape), part, part * 10, np.ones(part.shape))
        patcher.close_band()
    return patcher.finish()


def by_search(kinds, connectivity):
    """(kind, first cell, number of cells) of every patch, by plain search from cell to cell."""
    steps = [(a, b) for a, b in product((-1, 0, 1), repeat=2) if (a, b) != (0, 0)]
    steps = [(a, b) for a, b in steps if connectivity == 8 or 0 in (a, b)]
    seen, out = set(), []
    for cell in zip(*np.nonzero(kinds), strict=True):
        if cell in seen:
            continue
        seen.add(cell)
        queue, count = deque([cell]), 0
        while queue:
            row, col = queue.popleft()
            count += 1
            for a, b in steps:
                other = (row + a, col + b)
                inside = 0 <= other[0] < kinds.shape[0] and 0 <= other[1] < kinds.shape[1]
                if inside and other not in seen and kinds[other] == kinds[cell]:
                    seen.add(other)
                    queue.append(other)
        out.append((int(kinds[cell]), (int(cell[0]), int(cell[1])), count))
    return out


@given(
    kinds=st.integers(1, 14).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([0, 0, 1, 1, 2]), min_size=width, max_size=width), min_size=1, max_size=14
        )
    ),
    connectivity=st.sampled_from([4, 8]),
    size=st.integers(1, 16),
    least=st.integers(0, 5),
)
@FAST
def test_patches_are_those_of_a_plain_search_whatever_the_windows(kinds, connectivity, size, least):
    kinds = np.array(kinds)
    expected = by_search(kinds, connectivity)
    result = found(kinds, connectivity=connectivity, size=size, least=least)
    assert [(p.kind, (p.row, p.col), p.area_m2) for p in result.patches] == [e for e in expected if e[2] >= least]
    small = [e for e in expected if e[2] < least]
    assert result.smaller == {
        kind: (sum(e[0] == kind for e in small), sum(e[2] for e in small if e[0] == kind))
        for kind in sorted({e[0] for e in small})
    }
    for patch in result.patches:
        assert patch.shape.area == patch.area_m2 == sum(patch.pairs.values())
        assert set(patch.pairs) == {patch.kind * 10}


@pytest.mark.parametrize("size", [2, 3, 100])
def test_a_patch_over_a_corner_of_four_windows_is_one(size):
    kinds = np.zeros((6, 6), dtype=int)
    kinds[1:5, 1:5] = 1
    (patch,) = found(kinds, size=size).patches
    assert patch.shape.equals(shapely.box(1, -5, 5, -1)) and len(shapely.get_coordinates(patch.shape)) == 5


def test_cells_that_touch_at_a_corner_are_one_patch_of_eight_neighbours_and_two_of_four():
    kinds = np.array([[1, 0], [0, 1]])
    assert len(found(kinds, connectivity=8).patches) == 1
    assert len(found(kinds, connectivity=4).patches) == 2
    assert len(found(kinds, connectivity=8, size=1).patches) == 1


def test_a_ring_open_at_a_corner_keeps_its_hole():
    kinds = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 0]])
    (patch,) = found(kinds).patches
    assert patch.shape.is_valid and patch.shape.area == 7


def test_other_neighbourhoods_are_refused():
    with pytest.raises(ValueError, match="4 or 8"):
        Patcher(0.0, 6)


# --- two rasters


def changed(tmp_path, before, after, zone, **more):
    one, other = write(tmp_path / "before.tif", before), write(tmp_path / "after.tif", after)
    options = {"labels": LABELS, "min_patch_m2": 0.0, "connectivity": 8} | more
    with opened(one, "before") as old, opened(other, "after") as new:
        return changes(old, new, zone, (1, 2, 3), **options)


def test_a_change_is_counted_from_class_to_class(tmp_path):
    result = changed(tmp_path, [[1, 1], [1, 0]], [[1, 2], [3, 2]], cells_box(0, 0, 2, 2))
    cell = area([cells_box(row, 0, 1, 1) for row in (0, 1)])
    expected = np.zeros((4, 4))
    expected[0, 0], expected[0, 1], expected[0, 2], expected[3, 1] = cell[0], cell[0], cell[1], cell[1]
    assert result.matrix == pytest.approx(expected, rel=1e-7)
    assert [(p.kind, p.row, p.col) for p in result.found.patches] == [(1, 0, 1), (2, 1, 0)]


def test_only_the_part_of_a_patch_in_the_zone_is_measured(tmp_path):
    zone = cells_box(0.5, 0, 1, 1)
    result = changed(tmp_path, [[1], [1]], [[2], [2]], zone)
    (patch,) = result.found.patches
    assert patch.area_m2 == pytest.approx(float(area(zone)[0]), rel=1e-4)


@given(seed=st.integers(0, 2**16), size=st.sampled_from([5, 16, 64]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_windows_of_any_size_find_the_same_changes_and_the_same_patches(tmp_path, seed, size):
    rng = np.random.default_rng(seed)
    before, after = rng.integers(0, 4, (2, 40, 40))
    zone = cells_box(3.3, 2.7, 33.1, 31.9)
    whole = changed(tmp_path, before, after, zone, min_patch_m2=30_000.0)
    parts = changed(tmp_path, before, after, zone, min_patch_m2=30_000.0, size=size)
    assert parts.matrix == pytest.approx(whole.matrix, rel=1e-6, abs=1e-3)
    assert parts.matrix.sum() == pytest.approx(float(area(zone)[0]), rel=1e-4)

    def listed(result):
        return [(p.kind, p.row, p.col, p.shape.normalize().wkt) for p in result.found.patches]

    assert listed(parts) == listed(whole)
    one, other = ([p.area_m2 for p in result.found.patches] for result in (parts, whole))
    assert one == pytest.approx(other, rel=1e-6)
    assert {kind: count for kind, (count, _) in parts.found.smaller.items()} == {
        kind: count for kind, (count, _) in whole.found.smaller.items()
    }
    in_patches = sum(p.area_m2 for p in whole.found.patches) + sum(m2 for _, m2 in whole.found.smaller.values())
    assert in_patches == pytest.approx(float(whole.matrix[LABELS > 0].sum()), rel=1e-9)


def test_rasters_on_different_grids_are_never_compared(tmp_path):
    one, other = write(tmp_path / "a.tif", [[1]]), write(tmp_path / "b.tif", [[1]], west=120.6)
    with opened(one, "a") as old, opened(other, "b") as new, pytest.raises(ValueError, match="different grids"):
        changes(old, new, cells_box(0, 0, 1, 1), (1, 2, 3), labels=LABELS, min_patch_m2=0, connectivity=8)
