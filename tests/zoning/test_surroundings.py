"""Surroundings: the nearest of every layer and class in three rings, and what is not known there."""

import math
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from world import ALL, EAST, TODAY, World, Zone, box, county, line, point

from layers.engine import meets
from zoning.case import Case
from zoning.surroundings import RINGS_M, ring_of, surroundings, surroundings_json

SITE = box(0, 0, 100, 100)


def case(world: World, *parts: Any, **about: Any) -> Case:
    return Case(world.project(*(parts or (SITE,)), **about), world.snapshot(), world.definitions, TODAY)


def around(world: World, layer: str = "water_source_zone", *parts: Any, **about: Any) -> dict[str, Any]:
    """What the surroundings say of one layer."""
    (found,) = [entry for entry in surroundings_json(case(world, *parts, **about)) if entry["layer"] == layer]
    return found


def water(name: str, shape: shapely.Geometry, level: str = "1") -> Zone:
    return Zone(name, shape, {"code": name, "name": f"水源{name}", "level": level})


def ponds(*zones: Zone) -> World:
    return county().having("water_source_zone", *zones)


def test_the_nearest_of_each_class_has_distance_bearing_and_ring() -> None:
    found = around(
        ponds(
            water("east", box(700, 20, 800, 80)),
            water("north", box(20, 3100, 80, 3200), "2"),
            water("far", box(2000, 0, 2100, 100)),
        )
    )
    first, second = found["classes"]
    assert (first["class"], first["feature"], first["name"], first["ring_m"]) == ("1", "east", "水源east", 2500.0)
    assert first["distance_m"] == pytest.approx(600, rel=0.002)
    assert first["bearing_deg"] == pytest.approx(90, abs=0.1)
    assert (second["class"], second["ring_m"]) == ("2", 5000.0)
    assert math.cos(math.radians(second["bearing_deg"])) == pytest.approx(1, abs=1e-3), "north"
    assert [entry["count"] for entry in first["counts"]] == [0, 2, 0]
    assert [ring["count"] for ring in found["rings"]] == [0, 2, 1]


def test_what_the_site_meets_is_at_no_distance_and_in_the_first_ring() -> None:
    (met,) = around(ponds(water("here", box(50, 50, 300, 300))))["classes"]
    assert (met["distance_m"], met["bearing_deg"], met["ring_m"]) == (0.0, None, 500.0)


def test_what_lies_beyond_the_last_ring_is_not_listed() -> None:
    found = around(ponds(water("off", box(5200, 0, 5300, 100))))
    assert found["classes"] == []
    assert [(ring["complete"], ring["count"]) for ring in found["rings"]] == [(True, 0)] * 3


def test_a_layer_that_covers_only_what_is_near_says_from_where_on_it_is_silent() -> None:
    world = ponds(water("w", box(3000, 0, 3100, 100))).covering("water_source_zone", box(-1000, -1000, 1100, 1100))
    found = around(world)
    assert found["answers_m"] == pytest.approx(1000, rel=0.005)
    assert [ring["complete"] for ring in found["rings"]] == [True, False, False]
    (nearest,) = found["classes"]
    assert nearest["complete"] is False, "something nearer may lie where the layer is silent"
    assert nearest["at_least_m"] == found["answers_m"] < nearest["distance_m"]


def test_a_feature_nearer_than_the_edge_of_the_coverage_is_the_nearest_for_certain() -> None:
    world = ponds(water("w", box(300, 0, 400, 100))).covering("water_source_zone", box(-1000, -1000, 1100, 1100))
    (nearest,) = around(world)["classes"]
    assert nearest["complete"] is True
    assert nearest["at_least_m"] == nearest["distance_m"]


@pytest.mark.parametrize("coverage", [None, box(50, -9000, 9000, 9000)], ids=["none", "half the site"])
def test_where_the_layer_does_not_answer_under_the_site_no_ring_is_complete(coverage: shapely.Geometry | None) -> None:
    found = around(county().covering("water_source_zone", coverage))
    assert found["answers_m"] == 0.0
    assert not any(ring["complete"] for ring in found["rings"])


def test_a_layer_without_edition_or_that_failed_answers_nowhere() -> None:
    assert around(county().without("bay"), "bay")["answers_m"] == 0.0
    failed = World(county().zones, failed=frozenset(("bay",)))
    assert around(failed, "bay")["rings"][0] == {"ring_m": 500.0, "complete": False, "count": 0}


def test_a_wall_to_wall_layer_is_silent_where_no_feature_lies() -> None:
    unit = {"code": "u", "name": "u", "class": "general", "list_coded": True}
    units = {"control_unit": (Zone("u", shapely.difference(ALL, box(800, 0, 900, 100)), unit),)}
    found = around(World({**county().zones, **units}), "control_unit")
    assert found["answers_m"] == pytest.approx(700, rel=0.005)


def test_administrative_areas_are_no_surroundings() -> None:
    assert "admin_area" not in [found.layer for found in surroundings(case(county()))]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), where=st.sampled_from(("site", "road", "point")))
def test_the_rings_hold_what_measuring_every_feature_finds(seed: int, where: str) -> None:
    rng = np.random.default_rng(seed)
    zones = []
    for name, (x, y, size) in enumerate(zip(*rng.uniform(-5500, 5500, (2, 25)), rng.uniform(5, 900, 25), strict=True)):
        shape = box(x, y, x + size, y + size) if name % 2 else shapely.buffer(point(x, y), size * EAST, quad_segs=20)
        zones.append(water(f"w{name:02}", shape, str(1 + name % 3)))
    site = {"site": SITE, "road": line((-3000, -200), (0, 0), (800, 2500)), "point": point(10, 10)}[where]
    asked = case(ponds(*zones[:: 1 if seed % 2 else -1]), ("route" if where == "road" else "occupied", site))
    (found,) = [entry for entry in surroundings(asked) if entry.layer == "water_source_zone"]
    every = meets(asked.snapshot.views["water_source_zone"], asked.footprint, RINGS_M[-1])
    for code in ("1", "2", "3"):
        own = [near for near in every if near.feature.attributes["level"] == code]
        kept = [entry for entry in found.classes if entry.code == code]
        assert len(kept) == bool(own)
        if own:
            least = min(own, key=lambda near: (near.distance_m, near.feature.order))
            assert kept[0].nearest.feature == least.feature
            assert kept[0].nearest.distance_m == pytest.approx(least.distance_m, rel=1e-6, abs=1e-3)
            assert kept[0].nearest.bearing_deg == pytest.approx(least.bearing_deg, abs=1e-2)
            rings = [ring_of(near.distance_m) for near in own]
            assert list(kept[0].counts) == [rings.count(index) for index in range(len(RINGS_M))]


def test_a_zone_in_two_pieces_is_as_near_as_one() -> None:
    west, east = box(400, 0, 500, 100), box(500, 0, 600, 100)
    (whole,) = around(ponds(water("w", box(400, 0, 600, 100))))["classes"]
    (split,) = around(ponds(water("a", west), water("b", east)))["classes"]
    assert (split["distance_m"], split["bearing_deg"]) == (whole["distance_m"], whole["bearing_deg"])
    assert math.isclose(whole["distance_m"], 300, rel_tol=0.01)
