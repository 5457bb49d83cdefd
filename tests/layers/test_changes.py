"""What a steward is told about the difference between two editions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.editions import Features
from layers.geodesy import area, length
from layers.kinds import load_kinds
from layers.publication.changes import changes

KINDS = load_kinds(Path(__file__).parents[2] / "data" / "layers")
ZONE, COAST = KINDS["water_source_zone"], KINDS["coastline"]


def square(lon=120.0, width=0.01):
    return shapely.box(lon, 27.0, lon + width, 27.01)


def edition(kind, **features) -> Features:
    """Features from id=(geometry, {attribute: value})."""
    ids = tuple(sorted(features))
    geometries = np.empty(len(ids), dtype=object)
    geometries[:] = [features[name][0] for name in ids]
    columns = {name: [features[one][1].get(name) for one in ids] for name in kind.attributes}
    return Features(ids, geometries, columns, {})


def test_an_edition_does_not_differ_from_itself():
    same = edition(ZONE, a=(square(), {"level": "1"}), b=(square(121), {"level": "2"}))
    found = changes(same, same, ZONE)
    assert (found.added, found.removed, found.changed, found.unchanged) == ((), (), (), 2)


def test_another_first_vertex_or_direction_is_no_change():
    turned = shapely.Polygon([(120.01, 27.01), (120.01, 27.0), (120.0, 27.0), (120.0, 27.01)])
    assert changes(edition(ZONE, a=(square(), {})), edition(ZONE, a=(turned, {})), ZONE).unchanged == 1


def test_added_and_removed_features_are_named_with_their_areas():
    old = edition(ZONE, a=(square(), {"level": "1"}), b=(square(121), {"level": "2"}))
    new = edition(ZONE, a=(square(), {"level": "1"}), c=(square(122, 0.02), {"level": "quasi"}))
    found = changes(old, new, ZONE)
    (added,), (removed,) = found.added, found.removed
    assert (added.id, added.class_code, added.measure) == ("c", "quasi", pytest.approx(area([square(122, 0.02)])[0]))
    assert (removed.id, removed.class_code) == ("b", "2")
    assert found.unchanged == 1


def test_a_feature_under_a_new_id_is_matched_by_its_geometry():
    (found,) = changes(edition(ZONE, a=(square(), {})), edition(ZONE, b=(square(), {})), ZONE).changed
    assert found.renamed
    assert (found.old.id, found.new.id, found.reshaped, found.retyped) == ("a", "b", False, False)


def test_the_id_goes_before_the_geometry():
    old = edition(ZONE, a=(square(120), {}), b=(square(121), {}))
    new = edition(ZONE, a=(square(121), {}), b=(square(120), {}))
    found = changes(old, new, ZONE)
    assert [(change.old.id, change.new.id) for change in found.reshaped] == [("a", "a"), ("b", "b")]


def test_a_reshaped_feature_tells_what_it_gained_and_lost():
    old, new = square(120.0, 0.02), square(120.01, 0.03)
    (found,) = changes(edition(ZONE, a=(old, {})), edition(ZONE, a=(new, {})), ZONE).reshaped
    assert found.gained == pytest.approx(area([square(120.02, 0.02)])[0], rel=1e-9)
    assert found.lost == pytest.approx(area([square(120.0, 0.01)])[0], rel=1e-9)
    assert found.new.measure - found.old.measure == pytest.approx(found.gained - found.lost, rel=1e-9)


def test_a_line_tells_its_lengths():
    old = shapely.LineString([(120, 27), (120, 27.1)])
    new = shapely.LineString([(120, 27.05), (120, 27.2)])
    found = changes(edition(COAST, a=(old, {})), edition(COAST, a=(new, {})), COAST)
    assert found.unit == "m"
    assert found.reshaped[0].lost == pytest.approx(length([shapely.LineString([(120, 27), (120, 27.05)])])[0])
    assert found.reshaped[0].gained == pytest.approx(length([shapely.LineString([(120, 27.1), (120, 27.2)])])[0])


def test_a_new_class_is_retyped_and_another_attribute_is_told_with_both_values():
    old = edition(ZONE, a=(square(), {"level": "1", "name": "珊溪", "backup": False}))
    new = edition(ZONE, a=(square(), {"level": "2", "name": "珊溪水库", "backup": None}))
    (found,) = changes(old, new, ZONE).changed
    assert found.retyped and not found.reshaped
    assert found.attributes == {"name": ("珊溪", "珊溪水库"), "backup": (False, None)}


def test_totals_are_given_per_class():
    old = edition(ZONE, a=(square(120), {"level": "1"}), b=(square(121), {"level": "1"}), c=(square(122), {}))
    new = edition(ZONE, a=(square(120), {"level": "2"}), b=(square(121), {"level": "1"}), c=(square(122), {}))
    one = area([square()])[0]
    totals = [
        (t.class_code, t.old_count, t.new_count, t.old_measure, t.new_measure) for t in changes(old, new, ZONE).totals
    ]
    assert totals == [
        ("1", 2, 1, pytest.approx(2 * one), pytest.approx(one)),
        ("2", 0, 1, 0, pytest.approx(one)),
        (None, 1, 1, pytest.approx(one), pytest.approx(one)),
    ]


def test_against_an_empty_edition_everything_is_added_or_removed():
    nothing, some = edition(ZONE), edition(ZONE, a=(square(), {"level": "1"}))
    assert [side.id for side in changes(nothing, some, ZONE).added] == ["a"]
    assert [side.id for side in changes(some, nothing, ZONE).removed] == ["a"]
    assert changes(nothing, nothing, ZONE).as_json()["counts"]["unchanged"] == 0


def test_the_machine_form_is_json_with_counts_that_agree_with_its_lists():
    old = edition(ZONE, a=(square(), {"level": "1"}), b=(square(121), {}), d=(square(123), {"name": "旧"}))
    new = edition(ZONE, a=(square(120, 0.02), {"level": "2"}), c=(square(122), {}), d=(square(123), {"name": "新"}))
    body = json.loads(json.dumps(changes(old, new, ZONE).as_json()))
    assert body["counts"] == {
        "added": 1,
        "removed": 1,
        "retyped": 1,
        "reshaped": 1,
        "attributes": 1,
        "renamed": 0,
        "unchanged": 0,
    }
    assert [side["id"] for side in body["added"]] == ["c"]
    assert [change["new"]["id"] for change in body["changed"]] == ["a", "d"]
    assert body["changed"][0]["delta"] == pytest.approx(area([square()])[0], abs=0.01)
    assert body["unit"] == "m2"


cells = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.integers(0, 5), st.sampled_from(["1", "2", None])), max_size=6
)


@settings(max_examples=100, deadline=None)
@given(before=cells, after=cells)
def test_every_feature_is_accounted_for_and_areas_balance(before, after):
    old, new = (
        edition(ZONE, **{name: (square(120 + cell / 50), {"level": level}) for name, (cell, level) in side.items()})
        for side in (before, after)
    )
    found = changes(old, new, ZONE)
    assert len(found.removed) + len(found.changed) + found.unchanged == len(old)
    assert len(found.added) + len(found.changed) + found.unchanged == len(new)
    grown = sum(s.measure for s in found.added) - sum(s.measure for s in found.removed)
    grown += sum(change.gained - change.lost for change in found.changed)
    assert sum(t.new_measure - t.old_measure for t in found.totals) == pytest.approx(grown, abs=0.01)
    assert len(changes(new, old, ZONE).added) == len(found.removed)
