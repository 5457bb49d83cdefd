"""A line led around: the stretch by chainage, side and metres; the line so led is judged by the ordinary check."""

import math
import random
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from judging import WorldDesk, frame_of
from world import World, Zone, box, county, harmless, line

from layers.errors import BadInput, StoreError
from layers.geodesy import length
from zoning.alternatives.desk import AlternativesDesk
from zoning.alternatives.detours import Corridor, Led, led_around
from zoning.alternatives.sideways import Course, Shift
from zoning.projects import Project

ROUTE = line((-2000, 0), (2000, 0))


def red(number: int, west: float, south: float, east: float, north: float) -> Zone:
    return Zone(f"r{number}", box(west, south, east, north), {"code": f"r{number}", "part": "land"})


def led(world: World, project: Project, width_m: float = 400.0, step_m: float = 5.0) -> Led:
    return led_around(WorldDesk(world.definitions), project, frame_of(world), Corridor(width_m, step_m))  # type: ignore[arg-type]


def road(world: World, axis: shapely.Geometry = ROUTE, width_m: float = 20.0) -> Project:
    return world.project(("occupied", axis), width_m=width_m, facts=harmless())


def test_a_line_through_the_edge_of_a_zone_is_led_around_on_the_nearer_side() -> None:
    world = county().having("ecological_red_line", red(1, -100, -300, 100, 60))
    found = led(world, road(world))
    (detour,) = found.detours
    assert (detour.state, detour.side) == ("led_around", "left")  # eastwards, north is left
    assert detour.from_m == pytest.approx(2000 - 112, abs=6) and detour.to_m == pytest.approx(2000 + 112, abs=6)
    assert (
        detour.offset_m == detour.left_m == 75.0
    )  # 60 of the zone, 10 of half the width, 2 of accuracy, in steps of 5
    assert detour.right_m == 315.0
    assert found.verdict is not None and found.verdict.word == "admissible"


def test_the_ends_stay_and_the_line_keeps_its_course_elsewhere() -> None:
    world = county().having("ecological_red_line", red(1, -100, -300, 100, 60))
    found = led(world, road(world))
    assert found.project is not None
    after = shapely.get_coordinates(found.project.parts[0].delivered)
    before = shapely.get_coordinates(ROUTE)
    assert after[[0, -1]] == pytest.approx(before, abs=2e-9)
    assert len(after) == 6
    assert found.project.parts[0].width_m == 20.0


def test_one_step_less_on_that_side_would_not_do() -> None:
    world = county().having("ecological_red_line", red(1, -100, -300, 100, 60))
    project = road(world)
    wide, narrow = led(world, project, 75.0), led(world, project, 70.0)
    assert wide.detours[0].offset_m == 75.0
    assert [(one.state, one.side, one.left_m, one.right_m) for one in narrow.detours] == [("no_way", None, None, None)]
    assert (narrow.project, narrow.verdict) == (None, None)


def test_conflicts_far_apart_are_led_around_one_by_one_and_near_ones_together() -> None:
    world = county().having(
        "ecological_red_line",
        red(1, -1500, -300, -1400, 20),
        red(2, 0, -20, 100, 300),
        red(3, 150, -20, 250, 300),
    )
    found = led(world, road(world))
    assert [(one.side, len(one.conflicts)) for one in found.detours] == [("left", 1), ("right", 1)]
    assert found.detours[1].to_m - found.detours[1].from_m > 250
    assert found.verdict is not None and found.verdict.word == "admissible"


def test_what_the_detour_would_newly_meet_is_kept_clear_of_too() -> None:
    world = county().having("ecological_red_line", red(1, -100, -300, 100, 60))
    world = world.having("water_source_zone", Zone("w1", box(-50, 70, 50, 120), {"code": "w1", "level": "1"}))
    found = led(world, road(world))
    (detour,) = found.detours
    assert detour.side == "left" and detour.offset_m is not None and detour.offset_m >= 132.0
    assert found.verdict is not None and found.verdict.body["range"][0] != "prohibited"  # type: ignore[index]


def test_an_end_that_lies_in_the_conflict_cannot_be_led_around() -> None:
    world = county().having("ecological_red_line", red(1, 1900, -100, 2200, 100))
    found = led(world, road(world))
    assert [(one.state, one.side) for one in found.detours] == [("end_in_conflict", None)]


def test_a_zone_right_across_the_corridor_leaves_no_way() -> None:
    world = county().having("ecological_red_line", red(1, -50, -3000, 50, 3000))
    assert [one.state for one in led(world, road(world)).detours] == ["no_way"]


def test_a_line_without_conflict_has_nothing_to_be_led_around() -> None:
    world = county()
    assert led(world, road(world)).detours == ()


def test_a_project_without_a_line_is_refused() -> None:
    world = county()
    with pytest.raises(BadInput, match="no line"):
        led(world, world.project(box(0, 0, 10, 10), facts=harmless()))


def test_parts_that_join_stay_joined_and_areas_stay_where_they_are() -> None:
    world = county().having("ecological_red_line", red(1, -100, -300, 100, 60))
    axis = [line((-2000, 0), (0, 0)), line((0, 0), (2000, 0))]
    works = box(2000, -50, 2100, 50)
    project = world.project(
        ("occupied", axis[0]), ("occupied", axis[1]), ("occupied", works), width_m=20.0, facts=harmless()
    )
    found = led(world, project)
    assert found.project is not None
    one, other, area = (part.delivered for part in found.project.parts)
    assert shapely.get_coordinates(one)[-1].tolist() == shapely.get_coordinates(other)[0].tolist()
    assert shapely.equals(area, project.parts[2].delivered)
    assert found.verdict is not None and found.verdict.word == "admissible"


def test_where_both_sides_are_equal_the_line_is_led_to_the_left() -> None:
    world = county().having("ecological_red_line", red(1, -50, -40, 50, 40))
    (detour,) = led(world, road(world)).detours
    assert detour.left_m == detour.right_m and detour.side == "left"


def test_random_lines_so_led_have_no_certain_conflict_left_and_keep_their_ends() -> None:
    cleared = 0
    for seed in range(6):
        rng = random.Random(seed)
        world = county()
        for number in range(rng.randint(1, 3)):
            x, y = rng.uniform(-1200, 1200), rng.uniform(-120, 120)
            wide, tall = rng.uniform(20, 200), rng.uniform(20, 150)
            world = world.having("ecological_red_line", red(number, x - wide, y - tall, x + wide, y + tall))
        axis = line(*((x, rng.uniform(-80, 80)) for x in range(-2000, 2001, 800)))
        project = road(world, axis, rng.choice((4.0, 30.0)))
        found = led(world, project, 500.0, 10.0)
        if found.verdict is None or any(one.state != "led_around" for one in found.detours):
            continue
        cleared += 1
        assert found.verdict.body["range"][0] != "prohibited", seed  # type: ignore[index]
        assert found.project is not None
        after = shapely.get_coordinates(found.project.parts[0].delivered)
        assert after[[0, -1]] == pytest.approx(shapely.get_coordinates(axis)[[0, -1]], abs=2e-9)
        assert length(found.project.parts[0].delivered) >= length(axis) - 0.01
    assert cleared >= 3


def test_a_shift_moves_both_edges_of_a_corner_by_its_metres() -> None:
    course = Course(np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0]]), np.array([0.0, 100.0, 200.0]))
    moved = course.shifted(Shift(20.0, 180.0, 5.0, 10.0, 10.0))
    expected = [[0, 0], [10, 0], [20, 5], [95, 5], [95, 80], [100, 90], [100, 100]]
    assert moved.xy == pytest.approx(np.array(expected, dtype=float))


@pytest.mark.parametrize(
    "asked", [(0.0, 1.0), (6000.0, 10.0), (100.0, 0.05), (10.0, 20.0), (5000.0, 1.0), (math.nan, 1.0)]
)
def test_a_corridor_that_cannot_be_searched_is_refused(asked: tuple[float, float]) -> None:
    with pytest.raises(BadInput):
        Corridor(*asked)


def test_a_layer_that_cannot_be_read_is_no_line_without_conflict() -> None:
    whole = county().having("ecological_red_line", red(1, -100, -300, 100, 60))
    world = replace(whole, failed=frozenset(("ecological_red_line",)))
    desk = AlternativesDesk(SimpleNamespace(desk=WorldDesk(world.definitions)))  # type: ignore[arg-type]
    told = desk.lead_around(road(whole), frame_of(whole), Corridor(400.0, 5.0))
    assert told.body["outcome"] == "led_around"
    with pytest.raises(StoreError, match="doctor"):
        desk.lead_around(road(world), frame_of(world), Corridor(400.0, 5.0))
