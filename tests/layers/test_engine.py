"""The engine's interface on a small invented layer: met, near, overlaps, totals, nearest, crossings, points."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from world import ALL, box, definitions, line, point

from layers.catalogue import InForce
from layers.editions import Edition, EditionHead
from layers.engine import at_point, crossings, meets, meets_many, nearest, overlaps, totals
from layers.geodesy import area, distance, length
from layers.held import tables_of
from layers.snapshot import Feature, LayerView

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = EditionHead("water_source_zone", "330300", "illustrative", 1.0, date(2020, 1, 1), "test", ALL)
EDITION = Edition(HEAD, 1, "0" * 64, 0, "published", NOW, NOW)


def view(*zones: tuple[str, str, shapely.Geometry], order: int = 1) -> LayerView:
    """A layer of water source zones (id, level, geometry), handed in forwards or backwards."""
    features = [Feature("water_source_zone", EDITION, name, {"level": level}, shape) for name, level, shape in zones]
    return LayerView(definitions().kinds["water_source_zone"], tables_of(features[::order]), [InForce(EDITION, None)])


THREE = (
    ("a", "1", box(0, 0, 100, 100)),
    ("b", "2", box(100, 0, 300, 100)),
    ("c", "2", box(250, 0, 500, 100)),
)


def test_what_touches_is_met_and_what_is_near_is_met_within_metres() -> None:
    site = box(300, 0, 400, 100)
    assert [near.feature.id for near in meets(view(*THREE), site)] == ["b", "c"]
    assert [near.feature.id for near in meets(view(*THREE), site, 250.0)] == ["a", "b", "c"]
    assert meets(view(*THREE), box(800, 0, 900, 100), 250.0) == ()


def test_the_order_of_features_changes_nothing() -> None:
    site = box(50, 50, 280, 90)
    forwards, backwards = view(*THREE), view(*THREE, order=-1)
    assert [n.feature.id for n in meets(forwards, site)] == [n.feature.id for n in meets(backwards, site)]
    assert [(o.feature.id, o.measure) for o in overlaps(forwards, site)] == [
        (o.feature.id, o.measure) for o in overlaps(backwards, site)
    ]
    assert totals(forwards, site) == totals(backwards, site)


def test_distance_and_bearing_are_geodesic_from_the_site_to_the_feature() -> None:
    east = nearest(view(*THREE), box(-300, 40, -200, 60), 1000.0)
    assert east is not None and east.feature.id == "a"
    metres = float(distance(*box(-300, 40, -200, 60).exterior.coords[0], *box(0, 0, 100, 100).exterior.coords[1]))
    assert east.distance_m < metres
    assert east.distance_m == pytest.approx(200.0, rel=0.005)
    assert east.bearing_deg == pytest.approx(90.0, abs=0.1)


def test_nearest_keeps_to_what_is_asked_for_and_to_the_reach() -> None:
    site = box(-300, 40, -200, 60)
    second = nearest(view(*THREE), site, 1000.0, lambda feature: feature.attributes["level"] == "2")
    assert second is not None and second.feature.id == "b"
    assert nearest(view(*THREE), site, 150.0) is None


def test_of_two_equally_near_the_first_in_canonical_order_is_named() -> None:
    twins = (("z", "1", box(0, 0, 10, 10)), ("k", "1", box(0, 0, 10, 10)))
    found = nearest(view(*twins), box(-30, 0, -20, 10), 100.0)
    assert found is not None and found.feature.id == "k"


def test_an_overlap_is_measured_per_feature_and_a_total_is_dissolved() -> None:
    site = box(0, 0, 500, 100)
    found = {entry.feature.id: entry.measure.area_m2 for entry in overlaps(view(*THREE), site)}
    whole = float(area(box(0, 0, 500, 100))[0])
    assert found["b"] + found["c"] > totals(view(*THREE), site)["2"].area_m2
    assert totals(view(*THREE), site)["1"].area_m2 + totals(view(*THREE), site)["2"].area_m2 == pytest.approx(whole)


def test_a_border_in_common_measures_nothing() -> None:
    found = {entry.feature.id: entry.measure for entry in overlaps(view(*THREE[:1]), box(100, 0, 200, 100))}
    assert (found["a"].area_m2, found["a"].length_m) == (0.0, 0.0)


def test_a_line_is_measured_inside_and_not_along_the_border() -> None:
    across, along = line((-50, 50), (150, 50)), line((0, 0), (100, 0))
    inside = overlaps(view(*THREE[:1]), across)[0].measure
    assert inside.length_m == pytest.approx(100.0, rel=0.005)
    assert overlaps(view(*THREE[:1]), along)[0].measure.length_m == 0.0


def test_crossings_run_on_by_chainage_and_sum_to_what_is_inside() -> None:
    road = line((-100, 50), (200, 50), (600, 60))
    found = crossings(view(*THREE), road)
    assert [crossing.feature.id for crossing in found] == ["a", "b", "c"]
    assert found[0].from_m == pytest.approx(100.0, rel=0.005)
    assert found[0].to_m == pytest.approx(found[1].from_m, abs=1e-6)
    inside = sum(crossing.to_m - crossing.from_m for crossing in found[:1])
    assert inside == pytest.approx(overlaps(view(*THREE[:1]), road)[0].measure.length_m, abs=1e-6)
    assert found[-1].to_m < float(length(road)[0])


def test_a_line_that_leaves_and_returns_crosses_twice() -> None:
    loop = line((-50, 20), (50, 20), (50, 150), (80, 150), (80, 50), (-50, 50))
    first, second = crossings(view(*THREE[:1]), loop)
    assert first.to_m - first.from_m == pytest.approx(50 + 80, rel=0.005)
    assert second.to_m - second.from_m == pytest.approx(50 + 80, rel=0.005), "though it crosses itself at (50, 50)"


def test_features_at_a_point_are_those_whose_closed_area_holds_it() -> None:
    inside, border, outside = point(50, 50), point(100, 50), point(-1, 50)
    assert [f.id for f in at_point(view(*THREE), inside.x, inside.y)] == ["a"]
    assert "b" in [f.id for f in at_point(view(*THREE), border.x + 1e-12, border.y)]
    assert at_point(view(*THREE), outside.x, outside.y) == ()


def test_many_footprints_are_answered_one_by_one() -> None:
    sites = [box(10, 10, 20, 20), box(800, 0, 900, 100), box(260, 10, 270, 20)]
    assert [[n.feature.id for n in found] for found in meets_many(view(*THREE), sites)] == [["a"], [], ["b", "c"]]


@settings(max_examples=30, deadline=None)
@given(
    x=st.floats(-400, 800),
    y=st.floats(-400, 400),
    size=st.floats(1, 300),
    reach=st.floats(1, 500),
    seed=st.integers(0, 99),
)
def test_the_index_finds_what_a_walk_over_all_features_finds(
    x: float, y: float, size: float, reach: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    corners = rng.uniform(-400, 800, (12, 2))
    zones = [(f"f{i:02}", "1", box(e, n, e + 60, n + 60)) for i, (e, n) in enumerate(corners)]
    site, layer = box(x, y, x + size, y + size), view(*zones)
    walked = [feature.id for feature in layer.features if shapely.intersects(feature.geometry, site)]
    assert [near.feature.id for near in meets(layer, site)] == walked
    within = {near.feature.id: near.distance_m for near in meets(layer, site, reach)}
    assert set(walked) <= set(within)
    for name, metres in within.items():
        assert (metres == 0.0) == (name in walked)
        assert metres <= reach
