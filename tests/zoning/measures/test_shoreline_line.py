"""Topology gates with places, and how the figures depend on the detail of the line."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from measuring import MemoryStore
from shores import Pen, codes, measured, store_of
from world import line

from layers import held
from layers.geodesy import length
from zoning.measures.areas.polygons import column
from zoning.measures.shoreline.sensitivity import thinned


def rows(*lines, **attributes):
    given = {"kind": "mainland", "type": "N_ROCK", "region": "330327", **attributes}
    return [(f"s{n}", one, given) for n, one in enumerate(lines)]


def gates(store, region="330300"):
    return {row["gate"]: row for row in measured(store, region).body["gates"]}


def test_a_chain_has_nothing_but_its_two_free_ends():
    found = gates(store_of(rows(line((0, 0), (100, 0)), line((100, 0), (200, 0)))))
    assert {gate: row["count"] for gate, row in found.items() if row["count"]} == {"dangling": 2}
    assert found["dangling"]["length_m"] is None
    assert found["doubled"] == {"gate": "doubled", "count": 0, "length_m": 0.0, "places": []}


def test_lines_drawn_twice_and_shared_stretches_are_told_with_their_metres():
    twice = line((0, 0), (100, 0))
    result = measured(store_of(rows(twice, twice.reverse(), line((50, 0), (100, 0), (100, 50)))))
    found = {row["gate"]: row for row in result.body["gates"]}
    assert (found["doubled"]["count"], found["doubled"]["length_m"]) == (1, pytest.approx(100, rel=1e-3))
    assert (found["overlapping"]["count"], found["overlapping"]["length_m"]) == (2, pytest.approx(100, rel=1e-3))
    assert twice.distance(shapely.Point(found["doubled"]["places"][0])) < 1e-8
    assert "line_counted_twice" in codes(result)


def test_crossings_and_ends_that_miss():
    found = gates(store_of(rows(line((0, 0), (100, 0)), line((50, -50), (50, 50)), line((101, 0), (200, 0)))))
    assert found["crossing"]["count"] == 1
    assert found["end_misses"]["count"] == 2
    assert found["end_misses"]["length_m"] == pytest.approx(2.0, rel=1e-2)
    bow = line((0, 0), (100, 100), (100, 0), (0, 100))
    assert gates(store_of(rows(bow)))["self_crossing"]["count"] == 1


def test_unclassed_segments_are_counted_with_at_most_ten_places():
    pen = Pen()
    for _ in range(12):
        pen.segment(100, type="unclassed")
    row = gates(store_of(pen))["unclassed"]
    assert (row["count"], row["length_m"], len(row["places"])) == (12, pytest.approx(1200, rel=1e-3), 10)


def test_a_fault_is_counted_where_a_segment_of_the_region_is_in_it():
    store = MemoryStore()
    twice = line((0, 0), (100, 0))
    here = {"kind": "mainland", "type": "N_ROCK", "region": "330327"}
    store.add("coastline", [("a", twice, here), ("b", twice, {**here, "region": "330326"})])
    assert gates(store, "330327")["doubled"]["count"] == 1
    assert gates(store, "330381")["doubled"]["count"] == 0


def zigzag(count, step, amplitude):
    return line(*((step * k, amplitude * (k % 2)) for k in range(count)))


def test_vertices_are_kept_a_step_along_from_the_last_and_ends_always():
    straight = line(*((7.0 * k, 0.0) for k in range(11)))
    (kept,) = thinned(column([straight]), [20.0])
    xy = shapely.get_coordinates(kept[0])
    assert xy.tolist() == shapely.get_coordinates(straight)[[0, 3, 6, 9, 10]].tolist()
    assert length(kept[0])[0] == pytest.approx(float(length(straight)[0]), rel=1e-12)


def test_parts_and_rings_are_thinned_one_by_one():
    ring = shapely.LineString([*line((0, 0), (5, 0), (5, 5), (0, 5)).coords, line((0, 0), (1, 1)).coords[0]])
    both = shapely.MultiLineString([zigzag(5, 4, 3), ring])
    (kept,) = thinned(column([both, ring]), [1000.0])
    assert [len(part.coords) for part in kept[0].geoms] == [2, 2]
    assert [len(part.coords) for part in kept[1].geoms] == [2]
    assert thinned(column([]), [10.0])[0].size == 0


def test_a_rough_line_shortens_as_its_vertices_are_thinned():
    rough = zigzag(400, 6, 8)
    result = measured(store_of(rows(rough)), sensitivity=True)
    totals = [row["mainland"]["total_m"] for row in result.body["sensitivity"]]
    assert [row["step_m"] for row in result.body["sensitivity"]] == [10.0, 50.0, 100.0]
    assert result.body["mainland"]["total_m"] == pytest.approx(399 * 10, rel=1e-2)
    assert totals[0] == pytest.approx(result.body["mainland"]["total_m"], rel=0.05)
    assert totals[0] > totals[1] > totals[2] > 399 * 6 * 0.99
    assert "sensitivity_is_no_figure" in codes(result)
    assert "sensitivity" not in measured(store_of(rows(rough))).body


def test_thinning_agrees_with_the_plain_rule():
    rng = np.random.default_rng(7)
    walk = np.cumsum(rng.normal(0, 15, (300, 2)), axis=0)
    shape = line(*map(tuple, walk))
    xy = shapely.get_coordinates(shape)
    along = np.concatenate([[0], np.cumsum([length(shapely.LineString(xy[k : k + 2]))[0] for k in range(len(xy) - 1)])])
    kept, last = [0], 0
    for k in range(1, len(xy) - 1):
        if along[k] - along[last] >= 50.0:
            kept.append(k)
            last = k
    assert shapely.get_coordinates(thinned(column([shape]), [50.0])[0][0]).tolist() == xy[[*kept, len(xy) - 1]].tolist()


def test_every_segment_is_made_an_object_once_however_many_a_table_keeps(monkeypatch):
    made = []

    class Counted(held.HeldFeature):
        def __init__(self, table, row):
            made.append(row)
            super().__init__(table, row)

    monkeypatch.setattr(held, "HeldFeature", Counted)
    monkeypatch.setattr(held, "_KEPT", 8)
    body = measured(store_of(rows(*(line((100 * k, 0), (100 * k + 100, 0)) for k in range(100))))).body
    assert body["mainland"]["total_m"] == pytest.approx(10_000, rel=1e-3)
    assert sorted(made) == sorted(range(100))
