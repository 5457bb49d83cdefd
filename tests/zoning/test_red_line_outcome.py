"""The outcome of a red-line review: each of those a reviewer can write, and what keeps one open."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from world import ALL, DATA, LAND, SEA, TODAY, World, Zone, box, county, definitions, harmless, line, point

from layers.errors import DefinitionError
from zoning.case import Case
from zoning.facts import Known
from zoning.opinion_area import OpinionCover, area_condition, limited
from zoning.red_line import RedLineOutcome, red_line_outcome, stricter
from zoning.red_line_law import RedLineLaw, load_outcomes

FILE = DATA / "codes" / "red_line_outcomes.yaml"
RED_LINE = Zone("r1", box(0, 0, 1000, 1000), {"code": "r1", "name": "演示红线", "part": "land"})
INSIDE = box(100, 100, 200, 200)
ROAD = {"activity": "linear_infrastructure", "unavoidable": True, "in_spatial_plan": True}
HOUSE = {"activity": "resident_living_production", "residents_building": True, "enlarges_scale": False}
MAJOR = {"national_major_project": True, "provincial_no_avoidance_opinion": True}
LAW: RedLineLaw = load_outcomes(FILE, definitions().packs)[0]


def fujian() -> World:
    """A county of Fujian under the same red line."""
    return World().having(
        "admin_area",
        Zone("350128:land", LAND, {"code": "350128", "name": "平潭县", "level": "county", "part": "land"}),
        Zone("350128:sea", SEA, {"code": "350128", "name": "平潭县", "level": "county", "part": "sea"}),
    )


def review(
    *parts: Any, world: World | None = None, as_of: date = TODAY, accuracy_m: float = 1.0, **facts: object
) -> RedLineOutcome:
    world = (world or county()).having("ecological_red_line", RED_LINE)
    return judge(world, *parts, as_of=as_of, accuracy_m=accuracy_m, **facts)


def judge(world: World, *parts: Any, as_of: date = TODAY, accuracy_m: float = 1.0, **facts: object) -> RedLineOutcome:
    project = world.project(*parts, facts=harmless(**facts), accuracy_m=accuracy_m)
    case = Case(project, world.snapshot(), world.definitions, as_of)
    return red_line_outcome(case, case.results, LAW)


def test_a_site_clear_of_the_red_line_is_outcome_1() -> None:
    found = review(box(2000, 0, 2100, 100))
    assert found.outcome == "1"
    assert found.as_json()["occupied"]["area_m2"] == 0.0  # type: ignore[index]
    assert found.as_json()["by"] == []


def test_a_tunnel_under_the_red_line_with_portals_outside_is_outcome_2() -> None:
    found = review(("route", line((-500, 500), (1500, 500))), ("occupied", box(-600, 400, -500, 600)), **ROAD)
    assert found.outcome == "2"
    assert found.as_json()["crossed"]["length_m"] == pytest.approx(1000, rel=1e-3)  # type: ignore[index]
    assert [entry["rule"] for entry in found.by] == ["RL-1r"]


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({**ROAD, "new_construction_land": True}, "3a"),
        ({**ROAD, "new_construction_land": False}, "3b"),
        ({**HOUSE, "new_construction_land": False}, "3c"),
        ({**HOUSE, "residents_building": False, "new_construction_land": False}, "3b"),
        ({"activity": "manufacturing", **MAJOR}, "4"),
        ({"activity": "manufacturing"}, "none"),
        ({**ROAD, "unavoidable": False, "new_construction_land": True}, "none"),
        ({"activity": "boundary_works", "new_construction_land": True}, "3"),
    ],
)
def test_occupation_in_zhejiang(facts: dict[str, object], outcome: str) -> None:
    assert review(INSIDE, **facts).outcome == outcome


def test_a_limited_activity_is_not_divided_outside_zhejiang() -> None:
    assert review(INSIDE, world=fujian(), **ROAD, new_construction_land=True).outcome == "3"
    assert review(INSIDE, world=fujian(), **ROAD, new_construction_land=None).outcome == "3"


def test_nor_before_zhejiang_divided_it() -> None:
    assert review(INSIDE, as_of=date(2022, 12, 13), **ROAD, new_construction_land=True).outcome == "3"
    assert review(INSIDE, as_of=date(2022, 12, 14), **ROAD, new_construction_land=True).outcome == "3a"


def test_a_limited_activity_needs_no_listing_as_a_major_project() -> None:
    assert review(INSIDE, **ROAD, **MAJOR, new_construction_land=True).outcome == "3a"


def test_an_unknown_fact_keeps_the_outcomes_that_it_decides_between() -> None:
    found = review(INSIDE, **ROAD, new_construction_land=None)
    assert (found.outcome, found.possible) == ("open", ("3b", "3a"))
    assert found.keeps_open == (("fact", "new_construction_land"),)
    unavoidable = review(INSIDE, **{**ROAD, "unavoidable": None}, new_construction_land=True)
    assert unavoidable.possible == ("3a", "none")
    assert ("fact", "unavoidable") in unavoidable.keeps_open


def test_a_claim_without_its_act_may_still_become_outcome_4() -> None:
    found = review(INSIDE, national_major_project=True)
    assert found.possible == ("4", "none")
    assert found.keeps_open == (("fact", "provincial_no_avoidance_opinion"),)
    assert review(INSIDE).not_claimed == ("HA-10", "national-major")


def test_residents_housing_is_possible_only_for_residents() -> None:
    house = {"activity": None, "industry_class": None, "residents_building": None, "new_construction_land": False}
    found = review(INSIDE, **house, enlarges_scale=False)
    assert found.possible == ("3c", "3b", "3", "none")  # "3": boundary works, which Zhejiang does not divide
    assert "3c" not in review(INSIDE, **house, enlarges_scale=True).possible
    road = review(INSIDE, **ROAD, residents_building=None, enlarges_scale=None, new_construction_land=False)
    assert road.possible == ("3b",)


def test_a_core_zone_leaves_no_way_through_over_it_or_under_it() -> None:
    core = Zone("c1", box(0, 0, 1000, 1000), {"code": "c1", "part": "land", "core_zone": True})
    world = county().having("ecological_red_line", core)
    assert judge(world, INSIDE, **ROAD, new_construction_land=True).outcome == "none"
    assert judge(world, ("route", line((-500, 500), (1500, 500))), **ROAD).outcome == "none"
    permitted = judge(
        world, ("route", line((-500, 500), (1500, 500))), **ROAD, core_zone_purpose=True, core_zone_consent=True
    )
    assert permitted.outcome == "2"
    claimed = judge(world, ("route", line((-500, 500), (1500, 500))), **ROAD, core_zone_purpose=True)
    assert (claimed.possible, claimed.keeps_open) == (("2", "none"), (("fact", "core_zone_consent"),))


def test_another_ban_of_the_red_line_closes_a_way_that_the_activity_would_open() -> None:
    assert review(INSIDE, **ROAD, new_construction_land=True, waste_facility_kind="hazardous").outcome == "none"


def test_a_contact_thinner_than_the_accuracy_keeps_the_outcome_open() -> None:
    found = review(box(-100, 100, 0.5, 200), **ROAD, new_construction_land=True)
    assert found.possible == ("1", "3a")
    assert found.keeps_open == (("accuracy", "ecological_red_line"),)


def test_a_silent_layer_keeps_the_outcome_open() -> None:
    found = judge(county().without("ecological_red_line"), INSIDE, **ROAD, new_construction_land=True)
    assert found.possible == ("1", "3a", "none")  # for all that is known it may be a core zone
    assert found.keeps_open == (("coverage", "ecological_red_line"),)
    factory = judge(county().without("ecological_red_line"), INSIDE)
    assert factory.possible == ("1", "none")


def test_a_point_that_occupies_something_may_occupy_the_red_line() -> None:
    found = review(point(-300, 500), **ROAD, new_construction_land=True)
    assert found.possible == ("1", "3a")
    assert ("fact", "extent") in found.keeps_open


def test_an_outlet_alone_in_the_red_line_is_neither_out_of_it_nor_a_crossing_for_certain() -> None:
    found = review(box(-300, 0, -200, 100), ("outlet", point(500, 500)))
    assert (found.possible, found.keeps_open) == (("1", "2"), (("role", "outlet"),))


def test_before_the_notice_the_law_of_occupation_is_not_ours_to_say() -> None:
    found = review(INSIDE, as_of=date(2022, 8, 21))
    assert found.outcome == "open"
    assert ("coverage", "rules:red_line:CN") in found.keeps_open
    assert review(box(2000, 0, 2100, 100), as_of=date(2022, 8, 21)).outcome == "1"


def test_contradicting_facts_count_by_the_stricter() -> None:
    world = county().having("ecological_red_line", RED_LINE)
    project = world.project(INSIDE, industry="C2614", facts=harmless(**ROAD, new_construction_land=True))
    case = Case(project, world.snapshot(), world.definitions, TODAY)
    assert red_line_outcome(case, case.results, LAW).outcome == "none"


def test_areas_are_given_in_square_metres_and_hectares_by_land_and_sea() -> None:
    sea = Zone("r2", box(1000, 0, 2000, 1000), {"code": "r2", "part": "sea"})
    world = county().having("ecological_red_line", RED_LINE, sea)
    body = judge(world, box(900, 100, 1100, 200)).as_json()
    occupied: Any = body["occupied"]
    assert occupied["area_m2"] == pytest.approx(20_000, rel=2e-3)
    assert occupied["area_ha"] == pytest.approx(2.0, rel=2e-3)
    assert occupied["area_ha"] == round(occupied["area_m2"] / 10_000, 4)
    assert [entry["class"] for entry in occupied["by_class"]] == ["land", "sea"]
    assert sum(entry["area_m2"] for entry in occupied["by_class"]) == pytest.approx(occupied["area_m2"], abs=0.011)
    least, greatest = occupied["area_range_m2"]
    assert least <= occupied["area_m2"] <= greatest


def opinion_of(found: RedLineOutcome) -> Any:
    return found.as_json()["opinion"]


def test_an_opinion_that_covers_all_that_is_occupied_is_complete() -> None:
    found = review(INSIDE, ("opinion", INSIDE), **ROAD, new_construction_land=True)
    assert opinion_of(found)["complete"] is True
    assert opinion_of(found)["outside_m2"] == 0.0
    assert found.outcome == "3a"


def test_what_lies_outside_the_red_line_needs_no_opinion() -> None:
    found = review(box(-100, 100, 100, 200), ("opinion", box(0, 100, 100, 200)), **ROAD, new_construction_land=True)
    assert opinion_of(found)["complete"] is True
    assert found.outcome == "3a"


@pytest.mark.parametrize(("facts", "before"), [({**ROAD, "new_construction_land": True}, "3a"), (MAJOR, "4")])
def test_occupation_outside_the_opinion_has_no_way_through(facts: dict[str, object], before: str) -> None:
    assert review(INSIDE, **facts).outcome == before
    found = review(INSIDE, ("opinion", box(100, 100, 180, 200)), **facts)
    assert opinion_of(found)["complete"] is False
    assert opinion_of(found)["outside_m2"] == pytest.approx(2000, rel=3e-3)
    assert found.outcome == "none"
    assert {entry["state"] for entry in found.by if entry["exception"] is not None} == {"fails"}


def test_occupation_outside_the_opinion_by_less_than_the_accuracy_is_open() -> None:
    found = review(INSIDE, ("opinion", box(100, 100, 199.5, 200)), **ROAD, new_construction_land=True)
    assert opinion_of(found)["complete"] is None
    assert found.possible == ("3a", "none")
    assert ("accuracy", "opinion") in found.keeps_open


def test_an_activity_that_needs_no_provincial_opinion_is_not_bound_to_its_area() -> None:
    found = review(INSIDE, ("opinion", box(100, 100, 180, 200)), **ROAD, new_construction_land=False)
    assert (found.outcome, opinion_of(found)["complete"]) == ("3b", False)


def test_without_an_opinion_part_nothing_is_said_of_its_area() -> None:
    assert opinion_of(review(INSIDE, **ROAD, new_construction_land=True)) is None


COVER = OpinionCover(1.0, 1.0, 1.0, 1.0, 1.0, complete=False)


@pytest.mark.parametrize(
    ("requirements", "facts", "truth", "missing"),
    [
        (["area_inside_opinion"], {}, False, set()),
        (["provincial_opinion_if_new_construction_land"], {"new_construction_land": True}, False, set()),
        (["provincial_opinion_if_new_construction_land"], {"new_construction_land": False}, True, set()),
        (["provincial_opinion_if_new_construction_land"], {}, None, {"new_construction_land"}),
        (["no_new_reclamation"], {}, True, set()),
    ],
)
def test_the_area_condition_of_an_exception(
    requirements: list[str], facts: dict[str, bool], truth: bool | None, missing: set[str]
) -> None:
    known = Known({name: frozenset((value,)) for name, value in facts.items()})
    judged = area_condition(requirements, known, COVER)
    assert (judged.truth, judged.missing) == (truth, missing)
    assert area_condition(requirements, known, None).truth is True


def test_an_area_condition_only_ever_takes_away() -> None:
    assert [limited("holds", truth) for truth in (True, None, False)] == ["holds", "open", "fails"]
    assert [limited("open", truth) for truth in (True, None, False)] == ["open", "open", "fails"]
    assert {limited(state, False) for state in ("fails", "not_claimed")} == {"fails", "not_claimed"}


def test_of_several_snapshots_the_stricter_outcome_counts() -> None:
    milder, harsher = review(INSIDE, **ROAD, new_construction_land=False), review(INSIDE)
    assert stricter([milder, harsher], LAW).outcome == "none"
    assert stricter([harsher, milder], LAW).outcome == "none"


@settings(max_examples=15, deadline=None)
@given(st.integers(-300, 900), st.integers(20, 400), st.integers(1, 999))
def test_how_the_red_line_is_cut_into_features_changes_nothing(west: int, wide: int, cut: int) -> None:
    site = box(west, 100, west + wide, 300)
    pieces = (
        Zone("b", box(cut, 0, 1000, 1000), {"code": "b", "part": "land"}),
        Zone("a", box(0, 0, cut, 1000), {"code": "a", "part": "land"}),
    )
    facts = {**ROAD, "new_construction_land": True}
    whole = review(site, ("opinion", box(0, 0, 500, 400)), **facts).as_json()
    split = judge(
        county().having("ecological_red_line", *pieces), site, ("opinion", box(0, 0, 500, 400)), **facts
    ).as_json()
    assert {key: whole[key] for key in ("outcome", "possible", "open")} == {
        key: split[key] for key in ("outcome", "possible", "open")
    }
    one, other = whole["occupied"], split["occupied"]
    assert one["area_m2"] == pytest.approx(other["area_m2"], abs=0.011)  # type: ignore[index]
    assert whole["opinion"]["complete"] == split["opinion"]["complete"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('    HA-9: "3"\n', "", "HA-9"),
        ('    HA-9: "3"\n', '    HA-9: "9"\n', "no outcome '9'"),
        ("rule: CN/red_line#RL-1\n", "rule: CN/red_line#RL-77\n", "RL-77"),
        ('not_in: "1"', 'not_in: "0"', "no outcome '0'"),
    ],
)
def test_a_fault_in_the_outcomes_is_named_with_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "outcomes.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=says) as fault:
        load_outcomes(path, definitions().packs)
    assert "outcomes.yaml:" in fault.value.en


def test_the_red_line_lies_within_its_coverage() -> None:
    assert shapely.covers(ALL, RED_LINE.geometry)
