"""The annex of thin contacts, and the seams between features that should tile: each strip listed, none dropped."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from world import EAST, LAT, LON, NORTH, TODAY, World, Zone, box, county, line, point

from layers.engine import overlap
from zoning.case import Case
from zoning.findings import contacts
from zoning.seams import seams_json
from zoning.strips import strip, thinner
from zoning.thin_contacts import thin_contacts, thin_contacts_json

SQUARE = box(0, 0, 1000, 1000)
T = 2.0  # the project's accuracy and the layer's, 1 m each


def red(shape: shapely.Geometry, name: str = "r") -> Zone:
    return Zone(name, shape, {"code": name, "name": name, "part": "land"})


def lines(*zones: Zone) -> World:
    return county().having("ecological_red_line", *zones)


def case(world: World, *parts: Any, **about: Any) -> Case:
    return Case(world.project(*parts, **about), world.snapshot(), world.definitions, TODAY)


def annex(world: World, *parts: Any, layer: str = "ecological_red_line", **about: Any) -> list[dict[str, Any]]:
    asked = case(world, *parts, **about)
    return [entry for entry in thin_contacts_json(asked, contacts(asked, ())) if entry["layer"] == layer]


def wavy(offset: float, step: float = 50.0) -> list[tuple[float, float]]:
    """Vertices of a border that winds north near x = 1000, moved east by `offset` metres."""
    return [(1000 + offset + 5 * np.sin(y / 90), y) for y in np.arange(0, 501, step)]


def area(*points: tuple[float, float]) -> shapely.Polygon:
    return shapely.Polygon([(LON + x * EAST, LAT + y * NORTH) for x, y in points])


def test_a_strip_has_the_sides_of_the_rectangle_of_its_area_and_perimeter() -> None:
    found = strip(box(0, 0, 300, 0.5))
    assert found.width_m == pytest.approx(0.5, rel=0.005)
    assert found.length_m == pytest.approx(300, rel=0.005)
    assert found.width_m * found.length_m == pytest.approx(found.area_m2)
    assert thinner(box(0, 0, 300, 0.5), 0.6)
    assert not thinner(box(0, 0, 300, 0.5), 0.4)


def test_a_border_in_common_pulled_apart_is_a_shared_edge() -> None:
    zone = area(*wavy(0), (0, 500), (0, 0))
    plot = area(*wavy(-0.4), (1400, 500), (1400, 0))
    (entry,) = annex(lines(red(zone)), plot)
    (part,) = entry["parts"]
    assert (entry["certainty"], entry["tolerance_m"]) == ("marginal", T)
    assert (part["kind"], part["cause"]) == ("overlap", "shared_edge")
    assert part["width_m"] == pytest.approx(0.4, rel=0.02)
    assert part["length_m"] == pytest.approx(508, rel=0.02)
    assert part["area_m2"] == entry["overlap_area_m2"] == pytest.approx(200, rel=0.02)


def test_a_strip_whose_borders_were_drawn_apart_is_digitising() -> None:
    plot = area((999.5, 105), (999.5, 400), (1300, 400), (1300, 105))
    (entry,) = annex(lines(red(SQUARE)), plot)
    assert [(part["kind"], part["cause"]) for part in entry["parts"]] == [("overlap", "digitising")]
    assert entry["causes"] == [{"cause": "digitising", **{k: entry[k] for k in entry["causes"][0] if k != "cause"}}]


def test_a_strip_as_wide_as_t_is_real() -> None:
    (entry,) = annex(lines(red(SQUARE)), box(997, 100, 1300, 400))
    assert [part["cause"] for part in entry["parts"]] == ["real"]
    assert entry["parts"][0]["width_m"] == pytest.approx(3, rel=0.01)


def test_a_narrow_lane_that_reaches_in_is_real_however_narrow() -> None:
    plot = shapely.union(box(1010, 100, 1300, 400), box(900, 200, 1010, 201))
    (entry,) = annex(lines(red(SQUARE)), plot)
    assert [(part["cause"], entry["certainty"]) for part in entry["parts"]] == [("real", "certain")]


def test_a_brook_narrower_than_t_that_the_site_lies_across_is_real() -> None:
    (entry,) = annex(lines(red(box(500, -500, 501, 1500))), box(300, 100, 700, 400))
    assert (entry["certainty"], [part["cause"] for part in entry["parts"]]) == ("certain", ["real"])


def test_a_gap_within_t_is_listed_with_its_width() -> None:
    (entry,) = annex(lines(red(SQUARE)), box(1001, 100, 1300, 400))
    (part,) = entry["parts"]
    assert (entry["relation"], part["kind"], part["cause"]) == ("near", "gap", "digitising")
    assert entry["overlap_area_m2"] == 0.0
    assert part["width_m"] == pytest.approx(1.0, rel=0.01)
    assert entry["gap_length_m"] == pytest.approx(300, rel=0.01)


def test_a_border_that_weaves_has_overlaps_and_gaps_summed_apart() -> None:
    plot = area((1000.5, 100), (999.5, 200), (1000.5, 300), (999.5, 400), (1000.5, 500), (1300, 500), (1300, 100))
    (entry,) = annex(lines(red(SQUARE)), plot)
    assert sorted(part["kind"] for part in entry["parts"]) == ["gap", "gap", "gap", "overlap", "overlap"]
    assert entry["overlap_area_m2"] == pytest.approx(50, rel=0.02)
    assert entry["count"] == 5


def test_a_border_touched_between_its_vertices_has_its_length() -> None:
    west = box(0, 0, 1000, 1000)
    east = west.bounds[2]
    plot = shapely.Polygon([(east, LAT + 0.001), (east, LAT + 0.002), (east + 0.002, LAT + 0.001)])
    world = lines(red(shapely.transform(west, lambda xy: np.round(xy, 9))))
    (entry,) = annex(world, shapely.transform(plot, lambda xy: np.round(xy, 9)))
    (part,) = [part for part in entry["parts"] if part["kind"] == "touch"]
    assert part["length_m"] == pytest.approx(110.8, rel=0.01)
    assert (part["area_m2"], part["cause"]) == (0.0, "digitising")


def test_the_same_vertices_on_both_sides_are_no_thin_contact() -> None:
    zone, plot = area(*wavy(0), (0, 500), (0, 0)), area(*wavy(0), (1400, 500), (1400, 0))
    assert annex(lines(red(zone)), plot) == []


def test_neither_is_a_deep_overlap_nor_a_site_far_inside() -> None:
    assert annex(lines(red(SQUARE)), box(500, 100, 1300, 400)) == []
    assert annex(lines(red(SQUARE)), box(500, 500, 800, 501)) == []


def test_the_thin_parts_of_a_deep_overlap_are_listed_beside_it() -> None:
    zone = shapely.union(SQUARE, box(1100, 100.5, 1300, 150))
    plot = shapely.union(box(900, -200, 1300, 101), box(900, -200, 950, 300))
    (entry,) = annex(lines(red(zone)), plot)
    assert entry["certainty"] == "certain"
    (part,) = entry["parts"]
    assert (part["cause"], part["width_m"]) == ("digitising", pytest.approx(0.5, rel=0.02))


def test_a_line_that_comes_within_t_of_the_border_is_a_position() -> None:
    world = lines(red(SQUARE))
    (near,) = annex(world, ("route", line((1001, 100), (1001, 400))))
    assert [(p["kind"], p["cause"], p["width_m"]) for p in near["parts"]] == [
        ("gap", "position", pytest.approx(1, abs=0.01))
    ]
    (inside,) = annex(world, ("route", line((999, 100), (999, 400))))
    assert [(p["kind"], p["cause"], p["width_m"]) for p in inside["parts"]] == [("overlap", "position", None)]
    assert inside["overlap_length_m"] == pytest.approx(300, rel=0.01)
    assert annex(world, ("route", line((500, 100), (1500, 100)))) == [], "one that goes in deep is certain"


def test_a_point_on_the_border_is_a_position_without_measure() -> None:
    (entry,) = annex(lines(red(SQUARE)), ("outlet", point(999, 500)))
    assert [(p["kind"], p["cause"], p["area_m2"], p["length_m"]) for p in entry["parts"]] == [
        ("overlap", "position", 0.0, 0.0)
    ]


def test_a_coastline_within_t_of_the_site_is_listed() -> None:
    shore = {"code": "c", "name": "c", "kind": "mainland", "type": "A_DIKE"}
    world = county().having("coastline", Zone("c", line((0, 1), (200, 1)), shore))
    (entry,) = annex(world, box(50, 0, 150, 100), layer="coastline")
    assert [(part["kind"], part["cause"]) for part in entry["parts"]] == [("overlap", "position")]
    assert entry["overlap_length_m"] == pytest.approx(100, rel=0.01)


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(st.floats(-1.5, 1.5), min_size=3, max_size=8),
    order=st.randoms(use_true_random=False),
    cut=st.floats(0.2, 0.8),
)
def test_sums_are_over_all_parts_and_the_way_a_site_is_cut_changes_nothing(
    steps: list[float], order: Any, cut: float
) -> None:
    border = [(1000 + dx, 100.0 + 60 * i) for i, dx in enumerate(steps)]
    plot = area(*border, (1300, border[-1][1]), (1300, 100))
    world = lines(red(SQUARE))
    middle = 100 + cut * (border[-1][1] - 100)
    halves = [shapely.intersection(plot, box(0, *span)) for span in ((-9, 1500, middle), (middle, 1500, 9000))]
    order.shuffle(halves)
    whole, split = annex(world, plot), annex(world, *halves)
    assert len(whole) == len(split) == 1
    nominal = overlap(plot, SQUARE).area_m2
    assert whole[0]["overlap_area_m2"] == pytest.approx(nominal, abs=0.02), "every overlap here is thin"
    assert split[0]["overlap_area_m2"] == pytest.approx(whole[0]["overlap_area_m2"], abs=0.02)
    kept = thin_contacts(asked := case(world, plot), contacts(asked, ()))
    areas = [part.area_m2 for part in kept[0].parts if part.kind != "gap"]
    assert whole[0]["overlap_area_m2"] == pytest.approx(sum(areas), abs=0.005)


UNIT = {"class": "general", "list_coded": True}


def units(*shapes: shapely.Geometry) -> World:
    world = World().having("admin_area", *county().zones["admin_area"])
    zones = [Zone(f"u{i}", shape, {"code": f"u{i}", "name": f"u{i}", **UNIT}) for i, shape in enumerate(shapes)]
    return world.having("control_unit", *zones)


WEST, EASTERN = box(-5000, -5000, 0, 5000), box(0, -5000, 5000, 5000)


def test_units_that_tile_have_no_seam() -> None:
    assert seams_json(case(units(WEST, EASTERN), box(-100, -100, 100, 100))) == []


def test_a_thin_gap_between_units_is_listed_with_both_neighbours() -> None:
    (seam,) = seams_json(case(units(WEST, box(0.5, -5000, 5000, 5000)), box(-100, -100, 100, 100)))
    assert (seam["layer"], seam["topology"], seam["kind"], seam["accuracy_m"]) == (
        "control_unit",
        "partition",
        "gap",
        1.0,
    )
    assert seam["width_m"] == pytest.approx(0.5, rel=0.01)
    assert seam["length_m"] == pytest.approx(200, rel=0.01)
    assert seam["area_m2"] == pytest.approx(100, rel=0.01)
    assert [neighbour["feature"] for neighbour in seam["neighbours"]] == ["u0", "u1"]


def test_a_thin_overlap_of_units_is_listed_with_both() -> None:
    (seam,) = seams_json(case(units(box(-5000, -5000, 0.4, 5000), EASTERN), box(-100, -100, 100, 100)))
    assert (seam["kind"], [n["feature"] for n in seam["neighbours"]]) == ("overlap", ["u0", "u1"])
    assert seam["width_m"] == pytest.approx(0.4, rel=0.01)


def test_a_gap_as_wide_as_the_accuracy_is_one_of_coverage() -> None:
    assert seams_json(case(units(WEST, box(3, -5000, 5000, 5000)), box(-100, -100, 100, 100))) == []


def test_a_seam_beside_the_site_is_not_under_it() -> None:
    assert seams_json(case(units(WEST, box(0.5, -5000, 5000, 5000)), box(10, -100, 100, 100))) == []


def test_a_line_across_a_seam_has_its_length_in_it() -> None:
    world = units(WEST, box(0.5, -5000, 5000, 5000))
    (seam,) = seams_json(case(world, ("route", line((-100, 0), (100, 0)))))
    assert (seam["area_m2"], seam["width_m"]) == (0.0, None)
    assert seam["length_m"] == pytest.approx(0.5, abs=0.01)


def test_red_lines_that_overlap_by_a_hair_are_listed_but_have_no_gaps() -> None:
    world = lines(red(WEST, "a"), red(box(-0.3, -5000, 3000, 5000), "b"), red(box(3000.5, -5000, 4000, 5000), "c"))
    (seam,) = seams_json(case(world, box(-100, -100, 100, 100)))
    assert (seam["layer"], seam["topology"], seam["kind"]) == ("ecological_red_line", "no_overlap", "overlap")
    assert seams_json(case(world, box(2900, -100, 3100, 100))) == []


def test_the_order_of_units_changes_nothing() -> None:
    world = units(WEST, box(0.5, -5000, 5000, 0.3), box(0.5, 0, 5000, 5000))
    turned = replace(world, zones={**world.zones, "control_unit": world.zones["control_unit"][::-1]})
    site = box(-100, -100, 100, 100)
    found = seams_json(case(world, site))
    assert [seam["kind"] for seam in found] == ["gap", "overlap"]
    assert seams_json(case(turned, site)) == found
