"""Next steps: a given move really clears its finding, and every other step names what it asks for."""

from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import DATA, TODAY, World, Zone, box, county, definitions, harmless, line, point

from layers.displacement import Displacement
from layers.engine import dissolved
from layers.offsets import separation
from layers.translation import strip_of
from zoning.case import Case
from zoning.findings import contacts
from zoning.next_steps import CODES, next_steps
from zoning.step_texts import step_text
from zoning.texts import load_notes

Steps = list[dict[str, Any]]
RED_LINE = Zone("r1", box(0, 0, 1000, 1000), {"code": "r1", "part": "land"})
LEVEL_2 = Zone("w2", box(0, 0, 1000, 1000), {"code": "w2", "level": "2"})


def steps_of(world: World, *parts: Any, accuracy_m: float = 1.0, **facts: object) -> tuple[Case, Steps]:
    project = world.project(*parts, facts=harmless(**facts), accuracy_m=accuracy_m)
    case = Case(project, world.snapshot(), world.definitions, TODAY)
    return case, next_steps(case, case.results, contacts(case, case.results))


def by_code(steps: Steps, code: str) -> Steps:
    return [step for step in steps if step["code"] == code]


def move_of(case: Case, step: dict[str, Any]) -> Displacement:
    values = step["values"]
    return Displacement(values["metres"], values["bearing_deg"], strip_of(case.footprint))


def clearance(case: Case, step: dict[str, Any], layer: str) -> float:
    """Metres between the moved footprint and the nearest feature of a layer."""
    there = move_of(case, step).moved(case.footprint)
    zone = dissolved(case.snapshot.views[layer].features, there, 20_000.0)
    return separation(there, zone).metres


def test_a_site_on_the_edge_of_a_red_line_is_told_the_shortest_way_out() -> None:
    case, steps = steps_of(county().having("ecological_red_line", RED_LINE), box(900, 400, 1100, 600))
    (step,) = by_code(steps, "move_clear")
    assert (step["layer"], step["feature"], step["pack"], step["rule"]) == (
        "ecological_red_line",
        "r1",
        "CN/red_line",
        "RL-1",
    )
    assert step["values"]["keep_m"] == 2.0
    assert step["values"]["metres"] == pytest.approx(102.0, abs=0.4)
    assert step["values"]["bearing_deg"] == pytest.approx(90.0, abs=0.5)
    assert step["values"]["clears"] == "finding"
    assert clearance(case, step, "ecological_red_line") > 2.0


def test_the_project_so_moved_no_longer_meets_the_rule() -> None:
    world = county().having("ecological_red_line", RED_LINE)
    case, steps = steps_of(world, box(900, 400, 1100, 600))
    there = move_of(case, by_code(steps, "move_clear")[0]).moved(case.footprint)
    moved = Case(world.project(there, facts=harmless()), world.snapshot(), world.definitions, TODAY)
    assert {result.holds for result in moved.results if result.rule.entry.id == "RL-1"} == {False}
    assert by_code(next_steps(moved, moved.results, contacts(moved, moved.results)), "move_clear") == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.tuples(st.integers(-400, 400), st.integers(-400, 400), st.integers(5, 500), st.integers(5, 500)),
    st.lists(
        st.tuples(st.integers(-600, 600), st.integers(-600, 600), st.integers(5, 600), st.integers(5, 600)),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([0.1, 1.0, 5.0]),
)
def test_every_move_given_clears_its_zone_by_more_than_the_accuracy(
    site: tuple[int, int, int, int], zones: list[tuple[int, int, int, int]], accuracy_m: float
) -> None:
    world = county().having(
        "ecological_red_line",
        *(
            Zone(f"r{index}", box(x, y, x + wide, y + tall), {"code": f"r{index}", "part": "land"})
            for index, (x, y, wide, tall) in enumerate(zones)
        ),
    )
    x, y, wide, tall = site
    case, steps = steps_of(world, box(x, y, x + wide, y + tall), accuracy_m=accuracy_m)
    prohibited = any(r.rule.entry.id == "RL-1" and r.holds is not False for r in case.results)
    moves = by_code(steps, "move_clear")
    assert len(moves) == prohibited
    for step in moves:
        assert clearance(case, step, "ecological_red_line") > step["values"]["keep_m"]
        assert 0 < step["values"]["metres"] < 2000


@settings(max_examples=15, deadline=None)
@given(st.integers(-200, 900), st.integers(10, 300), st.integers(100, 900))
def test_moves_do_not_depend_on_how_a_zone_is_cut_or_in_which_order(west: int, wide: int, cut: int) -> None:
    site = box(west, 300, west + wide, 400)
    pieces = (
        Zone("b", box(cut, 0, 1000, 1000), {"code": "b", "part": "land"}),
        Zone("a", box(0, 0, cut, 1000), {"code": "a", "part": "land"}),
    )
    whole = by_code(steps_of(county().having("ecological_red_line", RED_LINE), site)[1], "move_clear")
    split = by_code(steps_of(county().having("ecological_red_line", *pieces), site)[1], "move_clear")
    assert len(whole) == len(split)
    for one, other in zip(whole, split, strict=True):
        assert one["values"]["metres"] == pytest.approx(other["values"]["metres"], abs=0.11)


def test_two_certain_conflicts_get_one_move_that_clears_both() -> None:
    world = county().having("ecological_red_line", Zone("r1", box(0, 0, 500, 1000), {"code": "r1", "part": "land"}))
    world = world.having(
        "water_source_zone", Zone("w1", box(550, 0, 1200, 1000), {"code": "w1", "level": "1", "delimited": True})
    )
    case, steps = steps_of(world, box(450, 480, 600, 520))
    assert {step["layer"] for step in by_code(steps, "move_clear")} >= {"ecological_red_line", "water_source_zone"}
    (together,) = by_code(steps, "move_clear_of_all")
    assert together["values"]["clears"] == "certain_conflicts"
    assert clearance(case, together, "ecological_red_line") > 2.0
    assert clearance(case, together, "water_source_zone") > 2.0
    alone = max(step["values"]["metres"] for step in by_code(steps, "move_clear"))
    assert together["values"]["metres"] > alone  # moving out of the one runs into the other


def test_a_zone_too_wide_to_leave_is_said_to_be_so() -> None:
    wide = Zone("r1", box(-20_000, -20_000, 20_000, 20_000), {"code": "r1", "part": "land"})
    _, steps = steps_of(county().having("ecological_red_line", wide), box(0, 0, 100, 100))
    assert by_code(steps, "move_clear") == []
    (step,) = by_code(steps, "cannot_clear_by_moving")
    assert step["values"]["within_m"] == 5000.0


def test_no_move_leads_where_the_layer_gives_no_answer() -> None:
    world = county().having("ecological_red_line", RED_LINE)
    world = world.covering("ecological_red_line", box(-1000, -1000, 1120, 2000))
    case, steps = steps_of(world, box(900, 400, 1000, 600))
    (step,) = by_code(steps, "move_clear")
    there = move_of(case, step).moved(case.footprint)
    assert shapely.covers(box(-1000, -1000, 1120, 2000), there)
    narrow = world.covering("ecological_red_line", box(-1000, -1000, 1050, 2000))
    case, steps = steps_of(narrow, box(900, 400, 1000, 600))
    (other,) = by_code(steps, "move_clear")
    assert other["values"]["metres"] > step["values"]["metres"]


def test_moving_is_no_answer_to_a_condition() -> None:
    world = county().having("ecological_red_line", RED_LINE)
    road = {"activity": "linear_infrastructure", "unavoidable": True, "in_spatial_plan": True}
    _, steps = steps_of(world, box(900, 400, 1100, 600), **road, industry_class=None, new_construction_land=True)
    assert by_code(steps, "move_clear") == []
    wanted = {step["values"]["requirement"] for step in by_code(steps, "obtain_opinion")}
    assert "zj_recognition_opinion" in wanted
    assert {step["values"]["requirement"] for step in by_code(steps, "attach_document")} >= {
        "provincial_opinion_if_new_construction_land"
    }


def test_an_open_fact_is_asked_for_and_an_opinion_of_its_authority() -> None:
    world = county().having("ecological_red_line", RED_LINE)
    _, steps = steps_of(
        world, box(100, 100, 200, 200), activity="linear_infrastructure", unavoidable=None, in_spatial_plan=True
    )
    facts = {step["values"]["fact"]: step for step in by_code(steps, "state_fact")}
    assert "unavoidable" in facts
    assert facts["unavoidable"]["rule"] == "RL-1"
    _, claimed = steps_of(world, box(100, 100, 200, 200), national_major_project=True)
    asked = {step["values"].get("fact") for step in by_code(claimed, "obtain_opinion")}
    assert "provincial_no_avoidance_opinion" in asked


def test_a_dispensation_that_is_not_claimed_is_offered() -> None:
    _, steps = steps_of(county().having("ecological_red_line", RED_LINE), box(100, 100, 200, 200))
    offered = [step["values"] for step in by_code(steps, "apply_dispensation") if step["rule"] == "RL-1"]
    assert {
        "exception": "national-major",
        "claim": "national_major_project",
        "act": "provincial_no_avoidance_opinion",
        "rules": ["CN/red_line#RL-1"],
    } in offered


@pytest.mark.parametrize(
    ("east", "decides"),
    [(-0.5, 0.5), (0.7, 0.7), (-1.5, 1.5)],
)
def test_a_thin_contact_is_told_the_metres_that_decide(east: float, decides: float) -> None:
    _, steps = steps_of(county().having("ecological_red_line", RED_LINE), box(-100, 400, east, 600))
    found = [step for step in by_code(steps, "improve_accuracy") if step["rule"] == "RL-1"]
    assert [step["feature"] for step in found] == ["r1"]
    values = found[0]["values"]
    assert values["decides_m"] == pytest.approx(decides, abs=0.02)
    assert (values["t_m"], values["project_m"], values["layer_m"]) == (2.0, 1.0, 1.0)


def test_a_survey_as_fine_as_that_decides() -> None:
    world = county().having("ecological_red_line", RED_LINE)
    site = box(-100, 400, 0.7, 600)
    finer = World(**{**world.__dict__, "accuracy_m": 0.3})
    for accuracy_m, holds in ((0.35, True), (0.45, None)):  # t = 0.65 < 0.7 < 0.75
        project = finer.project(site, facts=harmless(), accuracy_m=accuracy_m)
        case = Case(project, finer.snapshot(), finer.definitions, TODAY)
        assert {result.holds for result in case.results if result.rule.entry.id == "RL-1"} == {holds}


def test_a_silent_layer_is_to_be_obtained() -> None:
    _, steps = steps_of(county().without("ecological_red_line"), box(100, 100, 200, 200))
    found = {step["layer"]: step for step in by_code(steps, "obtain_layer")}
    assert "CN/red_line#RL-1" in found["ecological_red_line"]["values"]["rules"]


def test_a_point_is_to_be_drawn() -> None:
    _, steps = steps_of(county(), point(0, 0))
    assert len(by_code(steps, "draw_extent")) == 1


def test_a_clear_site_needs_no_step() -> None:
    _, steps = steps_of(county(), box(2000, 0, 2100, 100))
    assert steps == []


def test_steps_stand_in_one_order_and_only_once() -> None:
    world = county().having("ecological_red_line", RED_LINE).having("water_source_zone", LEVEL_2)
    _, steps = steps_of(world, box(900, 400, 1100, 600), activity=None, discharges_pollutants=None)
    ranks = [CODES.index(step["code"]) for step in steps]
    assert ranks == sorted(ranks)
    assert len({str(step) for step in steps}) == len(steps)


def test_a_route_is_moved_as_a_whole() -> None:
    core = Zone("c1", box(0, 0, 300, 300), {"code": "c1", "part": "land", "core_zone": True})
    world = county().having("ecological_red_line", core)
    case, steps = steps_of(world, ("route", line((-500, 280), (800, 280))))
    (step,) = [step for step in by_code(steps, "move_clear") if "CN/red_line#RL-1c" in step["values"]["rules"]]
    assert clearance(case, step, "ecological_red_line") > 2.0
    assert step["values"]["metres"] == pytest.approx(22.0, abs=0.5)


def test_every_code_has_a_text_in_both_languages() -> None:
    notes, _ = load_notes(DATA / "codes" / "notes.yaml")
    assert {f"step_{code}" for code in CODES} <= set(notes)
    world = county().having("ecological_red_line", RED_LINE).having("water_source_zone", LEVEL_2)
    _, steps = steps_of(world, box(900, 400, 1100, 600), activity=None, discharges_pollutants=None)
    assert steps
    for step in steps:
        text = step_text(definitions(), step)
        for shown in (str(text["zh"]), str(text["en"])):
            assert "{" not in shown
            assert step["code"] not in shown
