"""After nesting each place has one class, the strictest, and no ground is lost."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from layers import geodesy
from layers.checks.nesting import apply_nesting

ORDER = ("1", "2", "quasi")


def nested(*zones):
    geometries = np.empty(len(zones), dtype=object)
    geometries[:] = [geometry for geometry, _ in zones]
    return apply_nesting(geometries, [level for _, level in zones], ORDER, [f"row {n + 1}" for n in range(len(zones))])


def test_the_stricter_zone_is_cut_out_with_areas_before_and_after():
    outer, inner = box(120, 28, 120.03, 28.03), box(120.01, 28.01, 120.02, 28.02)
    out, cut, (problem,) = nested((outer, "2"), (inner, "1"))
    assert cut == (0,)
    assert out[1] is inner
    assert (problem.severity, problem.code, problem.source) == ("warning", "zone_cut", "row 1")
    before, after, hole = geodesy.area(np.array([outer, out[0], inner], dtype=object))
    assert before - after == pytest.approx(hole, rel=1e-9)
    assert (problem.values["area_before_m2"], problem.values["area_after_m2"]) == (round(before, 2), round(after, 2))


def test_zones_that_only_touch_stay_as_they_are():
    west, east = box(120, 28, 120.01, 28.01), box(120.01, 28, 120.02, 28.01)
    out, cut, problems = nested((west, "1"), (east, "2"))
    assert (cut, problems) == ((), ())
    assert out[1] is east


def test_a_zone_that_lies_wholly_under_a_stricter_one_is_an_error():
    same = box(120, 28, 120.01, 28.01)
    _, cut, (problem,) = nested((same, "1"), (same, "quasi"))
    assert (problem.severity, problem.code, problem.source) == ("error", "nothing_left_of_zone", "row 2")
    assert cut == ()


def test_a_zone_without_a_level_is_left_alone():
    same = box(120, 28, 120.01, 28.01)
    out, cut, problems = nested((same, "1"), (same, None))
    assert (cut, problems) == ((), ())
    assert out[1] is same


zones = st.tuples(
    st.builds(
        lambda x, y, w, h: box(120 + x / 100, 28 + y / 100, 120 + (x + w) / 100, 28 + (y + h) / 100),
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(1, 4),
        st.integers(1, 4),
    ),
    st.sampled_from(ORDER),
)


@given(st.lists(zones, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_levels_are_disjoint_and_cover_what_they_covered(members):
    out, _, problems = nested(*members)
    lost = {problem.source for problem in problems if problem.severity == "error"}
    kept = [row for row in range(len(members)) if f"row {row + 1}" not in lost]
    for a, b in combinations(kept, 2):
        if members[a][1] != members[b][1]:
            assert shapely.intersection(out[a], out[b]).area < 1e-12
    before = shapely.union_all([geometry for geometry, _ in members])
    assert shapely.union_all(out[kept]).area == pytest.approx(before.area, rel=1e-9)
