"""The smallest move: what it finds passes, and on the same lattice, judged place by place, nothing nearer does."""

import math
import random
from dataclasses import replace

import pytest
import shapely
from judging import WorldDesk, frame_of
from world import TODAY, World, Zone, box, county, harmless, line

from layers.errors import BadInput, StoreError
from layers.translation import Translation, strip_of
from zoning.alternatives import moving
from zoning.alternatives.answers import move_answer
from zoning.alternatives.moving import Outcome, moved_project, smallest_move
from zoning.alternatives.search import Search
from zoning.case import Case
from zoning.evaluation import evaluate
from zoning.logic import Strictness
from zoning.projects import Project

RED_LINE = Zone("r1", box(0, 0, 1000, 1000), {"code": "r1", "part": "land"})
ONE_RED_LINE = county().having("ecological_red_line", RED_LINE)


def moved(world: World, project: Project, search: Search, **more: int) -> Outcome:
    return smallest_move(WorldDesk(world.definitions), project, frame_of(world), search, **more)  # type: ignore[arg-type]


def site(world: World, *parts: object, **facts: object) -> Project:
    return world.project(*parts, facts=harmless(**facts))  # type: ignore[arg-type]


class Places:
    """Whether a place passes: asked of the rules themselves, without any of what spares the search asking."""

    def __init__(self, world: World, project: Project) -> None:
        self.world, self.project, self.frame = world, project, frame_of(world)
        self.strip = strip_of(project.footprint("project"))
        self.likely: list[str] = []  # what prohibited another place is asked first

    def passes(self, east: float, north: float) -> bool:
        there = moved_project(self.project, Translation(east, north, self.strip))
        case = Case(there, self.frame.snapshots[0], self.world.definitions, TODAY)
        for rule in sorted(case.rules, key=lambda rule: rule.key not in self.likely):
            outcomes = [evaluate(rule, case.ground, known).outcome for known in case.readings()]
            if any(outcome.best is Strictness.PROHIBIT for outcome in outcomes):
                self.likely.append(rule.key)
                return False
        return self.world.check(there).body["range"][0] != "prohibited"  # type: ignore[index]


def lattice(within_m: float, grid_m: float) -> list[tuple[float, float]]:
    """Every position of a lattice that is nearer than `within_m`."""
    reach = math.ceil(within_m / grid_m)
    steps = range(-reach, reach + 1)
    return [(i * grid_m, j * grid_m) for i in steps for j in steps if math.hypot(i, j) * grid_m < within_m - 1e-6]


def polygon(rng: random.Random, reach: float, least: float, most: float) -> shapely.Polygon:
    """A rectangle, triangle or ring at any angle, metres around the origin."""
    x, y = rng.uniform(-reach, reach), rng.uniform(-reach, reach)
    wide, tall, turn = rng.uniform(least, most), rng.uniform(least, most), rng.uniform(0.0, math.pi)
    corners = [(-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)][: rng.choice((3, 4, 4))]
    turned = [
        (x + a * math.cos(turn) - b * math.sin(turn), y + a * math.sin(turn) + b * math.cos(turn)) for a, b in corners
    ]
    outline = list(line(*turned).coords)
    if rng.random() < 0.2 and len(corners) == 4:
        hole = [(x + 0.5 * (a - x), y + 0.5 * (b - y)) for a, b in turned]
        return shapely.Polygon(outline, [list(line(*hole).coords)])
    return shapely.Polygon(outline)


def random_world(rng: random.Random) -> tuple[World, Project]:
    """Red lines and water sources, larger or smaller than the accuracy, around a site or a corridor."""
    world = replace(county(), accuracy_m=rng.choice((0.5, 2.0, 10.0)))
    for index in range(rng.randint(1, 5)):
        zone = polygon(rng, 120.0, rng.choice((3.0, 20.0)), 120.0)
        if rng.random() < 0.5:
            world = world.having("ecological_red_line", Zone(f"r{index}", zone, {"code": f"r{index}", "part": "land"}))
        else:
            world = world.having("water_source_zone", Zone(f"w{index}", zone, {"code": f"w{index}", "level": "1"}))
    if rng.random() < 0.3:
        axis = line(*((rng.uniform(-80, 80), rng.uniform(-80, 80)) for _ in range(3)))
        return world, world.project(axis, width_m=rng.choice((None, 4.0, 30.0)), facts=harmless())
    accuracy_m = rng.choice((0.5, 1.0, 5.0, 20.0))
    return world, world.project(polygon(rng, 40.0, 2.0, 60.0), accuracy_m=accuracy_m, facts=harmless())


def holds(seed: int, within_m: float = 200.0, step_m: float = 40.0) -> str:
    """Search a random scene and try every nearer place of a lattice twice as fine as the step; what came of it."""
    world, project = random_world(random.Random(seed))
    found = moved(world, project, Search(within_m, step_m))
    places = Places(world, project)
    if found.moved is not None:
        assert found.moved.verdict.body["range"][0] != "prohibited", seed  # type: ignore[index]
        if found.moved.by.metres == 0.0:
            return "stands"
        assert places.passes(found.moved.by.east_m, found.moved.by.north_m), seed
    for place in lattice(found.none_nearer_than_m, step_m / 2.0):
        assert not places.passes(*place), (seed, place)
    return "none" if found.moved is None else "moved"


def test_on_random_scenes_the_move_passes_and_no_nearer_place_of_a_lattice_twice_as_fine_does() -> None:
    outcomes = [holds(seed) for seed in (7, 8, 9, 10, 11)]
    assert "moved" in outcomes


@pytest.mark.long
def test_the_same_on_many_scenes_and_on_finer_lattices() -> None:
    # zones of these scenes are seldom wider than 200 m: only a short reach shows what is said where no place passes
    outcomes = [holds(seed, step_m=16.0) for seed in range(100, 300)]
    outcomes += [holds(seed, 40.0, 16.0) for seed in range(100, 300, 4)]
    assert {"moved", "stands", "none"} <= set(outcomes)


def test_a_site_on_the_edge_of_a_red_line_is_moved_out_of_it_by_the_shortest_way() -> None:
    found = moved(ONE_RED_LINE, site(ONE_RED_LINE, box(900, 400, 1100, 600)), Search(400.0, 4.0))
    assert found.moved is not None and found.complete
    assert (found.moved.by.bearing_deg, found.moved.by.north_m) == (90.0, 0.0)
    assert 98.0 <= found.moved.by.east_m <= 102.0  # out of it but for the accuracy of 2 m
    assert found.moved.verdict.word == "undetermined"


def test_a_stricter_aim_moves_farther_until_nothing_open_can_prohibit() -> None:
    project = site(ONE_RED_LINE, box(900, 400, 1100, 600))
    found = moved(ONE_RED_LINE, project, Search(400.0, 4.0, "conditional"))
    assert found.moved is not None
    assert found.moved.verdict.word == "admissible"
    assert 102.0 < found.moved.by.east_m <= 106.0


def test_hardly_any_place_has_to_be_judged() -> None:
    found = moved(ONE_RED_LINE, site(ONE_RED_LINE, box(400, 400, 600, 600)), Search(1000.0, 4.0))
    assert found.moved is not None and found.checks <= 10


def test_a_site_that_passes_stays_where_it_is() -> None:
    project = site(ONE_RED_LINE, box(2000, 0, 2100, 100))
    found = moved(ONE_RED_LINE, project, Search(100.0, 10.0))
    assert found.moved is not None
    assert (found.moved.by.metres, found.moved.by.bearing_deg, found.moved.project) == (0.0, None, project)


def test_where_no_place_within_the_radius_passes_it_says_so_to_the_radius() -> None:
    found = moved(ONE_RED_LINE, site(ONE_RED_LINE, box(400, 400, 600, 600)), Search(300.0, 10.0))
    assert (found.moved, found.none_nearer_than_m, found.complete) == (None, 300.0, True)


def test_a_search_that_ends_at_its_bound_says_up_to_where_nothing_passes() -> None:
    project = site(ONE_RED_LINE, box(900, 400, 1100, 600))
    found = moved(ONE_RED_LINE, project, Search(400.0, 1.0, "conditional"), most_checks=3)
    assert (found.moved, found.complete, found.checks) == (None, False, 3)
    assert 90.0 < found.none_nearer_than_m < 102.5


def test_a_move_into_the_silence_of_a_layer_is_no_way_out() -> None:
    world = ONE_RED_LINE.covering("ecological_red_line", box(-4000, -4000, 1200, 4000))
    found = moved(world, site(world, box(900, 400, 1100, 600)), Search(800.0, 20.0))
    assert found.moved is not None
    assert found.moved.by.east_m <= 100.0  # one step to the east nothing is known


def test_the_moved_project_keeps_its_shape_and_the_area_of_an_opinion_stays() -> None:
    works, opinion = box(900, 400, 1100, 600), box(880, 380, 1120, 620)
    project = site(ONE_RED_LINE, works, ("opinion", opinion))
    there = moved_project(project, Translation(300.0, -400.0, strip_of(works)))
    assert there.parts[1] == project.parts[1]
    east, north = shapely.get_coordinates(there.parts[0].delivered)[0] - shapely.get_coordinates(works)[0]
    assert (east * 98_500, north * 110_850) == (pytest.approx(300.0, rel=0.01), pytest.approx(-400.0, rel=0.01))
    again = moved_project(there, Translation(-300.0, 400.0, strip_of(works)))
    assert shapely.hausdorff_distance(again.parts[0].geometry, project.parts[0].geometry) < 2e-9


def test_lines_with_a_width_are_moved_by_their_axis() -> None:
    project = ONE_RED_LINE.project(line((-200, 500), (300, 500)), width_m=20.0, facts=harmless())
    found = moved(ONE_RED_LINE, project, Search(800.0, 8.0))
    assert found.moved is not None
    assert found.moved.project.parts[0].width_m == 20.0
    assert found.moved.verdict.body["range"][0] != "prohibited"  # type: ignore[index]


def test_a_layer_that_cannot_be_read_stops_the_search() -> None:
    world = replace(ONE_RED_LINE, failed=frozenset(("ecological_red_line",)))
    with pytest.raises(StoreError, match="doctor"):
        moved(world, site(world, box(900, 400, 1100, 600)), Search(400.0, 4.0))


@pytest.mark.parametrize(
    "asked", [(0.0, 1.0), (30_000.0, 100.0), (100.0, 0.01), (100.0, 200.0), (5000.0, 1.0), (math.nan, 1.0)]
)
def test_what_cannot_be_searched_is_refused(asked: tuple[float, float]) -> None:
    with pytest.raises(BadInput):
        Search(*asked)


def test_a_verdict_to_aim_at_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadInput, match="not_prohibited, conditional, admissible"):
        Search(100.0, 1.0, "prohibited")  # type: ignore[arg-type]


def test_the_order_of_positions_is_by_distance_and_bearing() -> None:
    class Nothing:
        def block(self, *_: float) -> bool:
            return False

    found = list(moving._positions(Nothing(), Search(20.0, 10.0)))  # type: ignore[arg-type]
    places = [place for place, _ in found if place is not None]
    assert len(places) == len(found) == 48
    assert places[:4] == [(0.0, 5.0), (5.0, 0.0), (0.0, -5.0), (-5.0, 0.0)]
    apart = [metres for _, metres in found]
    assert apart == sorted(apart) == pytest.approx([math.hypot(*place) for place in places])


def test_after_so_many_squares_the_search_says_how_far_it_got() -> None:
    class Nothing:
        def block(self, *_: float) -> bool:
            return False

    found = list(moving._positions(Nothing(), Search(20.0, 10.0), most_squares=40))  # type: ignore[arg-type]
    assert found[-1][0] is None and all(place is not None for place, _ in found[:-1])
    assert found[-2][1] <= found[-1][1] < 20.0


def test_a_site_that_stays_where_its_verdict_is_open_is_told_that_it_is() -> None:
    search = Search(100.0, 10.0)
    for west, told in ((999, True), (2000, False)):
        project = site(ONE_RED_LINE, box(west, 400, west + 100, 500))
        record = move_answer(moved(ONE_RED_LINE, project, search), search, frame_of(ONE_RED_LINE)).record()
        codes = {note["code"] for note in record["notes"]}  # type: ignore[attr-defined]
        assert record["outcome"] == "stands" and ("stands_open" in codes) is told
