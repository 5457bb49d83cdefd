"""What an ordinary project is asked: nothing that cannot matter to it, and the decisive first."""

import pytest
from world import Zone, box, county

from zoning.verdict import Verdict

FAR = box(5000, 5000, 5100, 5100)
HERE = box(100, 100, 200, 200)
ZONE = box(0, 0, 1000, 1000)
TOWN = ("urban_growth_boundary", Zone("town", box(4000, 4000, 6000, 6000), {"kind": "concentrated"}))


DRY = {"inland_outfall": "none"}
CLEAN = {"may_pollute_soil": False, "adds_coal_consumption": False, **DRY}


def asked(verdict: Verdict) -> list[str]:
    return [str(question["about"]) for question in verdict.body["questions"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "industry", "nature", "word"),
    [
        ("C3392", "一", "new", "admissible"),
        ("C3392", "一", "rebuilt", "admissible"),
        ("C1352", "一", "expanded", "admissible"),
        ("C3392", "二", "rebuilt", "conditional"),
        ("C1752", "二", "expanded", "conditional"),
        ("C2631", "三", "new", "prohibited"),
        ("E4812", "非工业", "new", "admissible"),
    ],
)
def test_a_project_far_from_everything_with_code_class_nature_and_no_outfall_is_decided_without_a_question(
    code: str, industry: str, nature: str, word: str
) -> None:
    facts = {"industry_class": industry, "nature": nature, **(DRY if industry in ("一", "非工业") else CLEAN)}
    verdict = county().having(*TOWN).ask(FAR, industry=code, facts=facts)
    assert (verdict.word, asked(verdict)) == (word, [])


def test_what_would_else_be_admissible_is_asked_for_an_outfall_since_one_needs_consent_anywhere_on_land() -> None:
    world, facts = county().having(*TOWN), {"industry_class": "一", "nature": "new"}
    verdict = world.ask(FAR, industry="C3392", facts=facts)
    assert (verdict.word, asked(verdict)[0]) == ("undetermined", "inland_outfall")
    for answer in verdict.body["questions"][0]["answers"]:  # type: ignore[index]
        said = world.ask(FAR, industry="C3392", facts={**facts, "inland_outfall": answer["value"]})
        assert said.body["range"] == answer["range"]
    assert world.ask(FAR, industry="C3392", facts={**facts, "discharges_pollutants": False}).word == "admissible"
    settled = {"industry_class": "二", "nature": "rebuilt", "may_pollute_soil": False, "adds_coal_consumption": False}
    assert asked(world.ask(FAR, industry="C3392", facts=settled)) == []  # conditional whatever the answer


def test_a_factory_that_may_pollute_soil_is_asked_what_lies_around_since_the_law_sets_no_distance() -> None:
    facts = {"industry_class": "二", "nature": "rebuilt"}
    assert asked(county().ask(FAR, industry="C3392", facts=facts)) == ["may_pollute_soil", "sensitive_places_around"]
    dirty = {**facts, "may_pollute_soil": True}
    assert asked(county().ask(FAR, industry="C3392", facts=dirty)) == ["sensitive_places_around"]
    alone = {**dirty, "sensitive_places_around": False}
    assert asked(county().ask(FAR, industry="C3392", facts=alone)) == []


def test_an_expanded_pesticide_plant_is_asked_whether_its_product_is_highly_polluting() -> None:
    facts = {"industry_class": "三", "nature": "expanded", **CLEAN}
    assert asked(county().ask(FAR, industry="C2631", facts=facts))[0] == "high_pollution_project"
    allowed = {**facts, "high_pollution_project": False, "industry_policy_class": "none"}
    verdict = county().ask(FAR, industry="C2631", facts=allowed)
    assert (verdict.word, asked(verdict)) == ("conditional", [])


def test_new_class_two_industry_outside_the_industrial_areas_is_asked_only_whether_it_must_cluster() -> None:
    facts = {"industry_class": "二", "nature": "new", **CLEAN}
    assert asked(county().ask(FAR, industry="C3392", facts=facts)) == ["cluster_exception"]
    park = county().having("industrial_area", Zone("p", box(4000, 4000, 6000, 6000)))
    assert asked(park.ask(FAR, industry="C3392", facts=facts)) == []


@pytest.mark.parametrize(
    ("code", "processes"),
    [
        ("C1713", {"process_dyeing_finishing", "eia_level"}),
        ("C3360", {"process_electroplating", "process_coating"}),
        ("C3392", set()),
    ],
)
def test_a_factory_of_which_only_the_code_is_known_is_asked_for_process_class_and_nature_only(
    code: str, processes: set[str]
) -> None:
    about = set(asked(county().ask(FAR, industry=code, facts=CLEAN)))
    assert about
    assert about <= {"industry_class", "nature", "cluster_exception"} | processes
    assert processes <= about


def test_a_chemical_plant_is_asked_for_its_process_once_its_nature_is_known() -> None:
    assert asked(county().ask(FAR, industry="C2614", facts=CLEAN)) == ["nature"]
    facts = {"nature": "new", "high_pollution_project": False, **CLEAN}
    assert "process_mixing_only" in asked(county().ask(FAR, industry="C2614", facts=facts))


def test_a_code_that_can_be_class_three_is_never_let_through_as_class_one() -> None:
    verdict = county().ask(FAR, industry="C1713", facts={"industry_class": "一", "nature": "new"})
    assert verdict.body["range"] == ["admissible", "prohibited"]
    assert asked(verdict)[:2] == ["process_dyeing_finishing", "industry_class"]


@pytest.mark.parametrize(("dyes", "word"), [(True, "prohibited"), (False, "admissible")])
def test_the_answer_on_the_process_does_what_the_question_announced(dyes: bool, word: str) -> None:
    facts = {"nature": "new", "industry_class": "三" if dyes else "二", "cluster_exception": "agri_processing", **CLEAN}
    first = county().ask(FAR, industry="C1713", facts={"nature": "new"})
    answers = {
        (question["about"], answer["value"]): answer["range"]
        for question in first.body["questions"]  # type: ignore[attr-defined]
        for answer in question["answers"]
    }
    said = county().ask(FAR, industry="C1713", facts={"nature": "new", "process_dyeing_finishing": dyes})
    assert said.body["range"] == answers["process_dyeing_finishing", dyes]
    both = county().ask(FAR, industry="C1713", facts={**facts, "process_dyeing_finishing": dyes, "eia_level": "form"})
    assert (both.word, asked(both)) == (word, [])


def test_a_road_is_not_asked_for_a_class_of_industry() -> None:
    facts = {"activity": "linear_infrastructure", "nature": "new", **DRY}
    verdict = county().having(*TOWN).ask(FAR, industry="E4812", facts=facts)
    assert (verdict.word, asked(verdict)) == ("admissible", [])
    assert county().ask(FAR, industry="E4812", facts=facts).word == "conditional"  # outside the urban growth boundary


def test_a_factory_without_a_code_outside_the_urban_boundary_is_asked_whether_it_is_part_of_a_park() -> None:
    facts = {"activity": "manufacturing", "nature": "new", "industry_class": "一"}
    assert "concentrated_town_construction" in asked(county().ask(FAR, facts=facts))
    assert "concentrated_town_construction" not in asked(county().having(*TOWN).ask(FAR, facts=facts))


def test_a_factory_in_level_two_is_first_asked_whether_it_discharges() -> None:
    world = county().having("water_source_zone", Zone("w", ZONE, {"level": "2"}))
    verdict = world.ask(HERE, industry="C1713", facts={"industry_class": "二", "nature": "rebuilt"})
    assert asked(verdict)[0] == "discharges_pollutants"
    assert {"livestock_scale_farm", "activity", "serves_water_supply"}.isdisjoint(asked(verdict))


def test_a_factory_in_level_one_is_prohibited_without_a_question() -> None:
    world = county().having("water_source_zone", Zone("w", ZONE, {"level": "1"}))
    verdict = world.ask(HERE, industry="C1713", facts={"industry_class": "二", "nature": "rebuilt"})
    assert (verdict.word, asked(verdict)) == ("prohibited", [])


def test_a_factory_in_the_quasi_zone_is_first_asked_whether_it_pollutes_severely() -> None:
    world = county().having("water_source_zone", Zone("w", ZONE, {"level": "quasi"}))
    verdict = world.ask(HERE, industry="C3392", facts={"industry_class": "一", "nature": "new"})
    assert asked(verdict)[0] == "severely_water_polluting"


def test_a_factory_on_the_red_line_is_asked_only_for_an_authority_s_act() -> None:
    world = county().having("ecological_red_line", Zone("r", ZONE, {"part": "land"}))
    verdict = world.ask(HERE, industry="C3392", facts={"industry_class": "一", "nature": "new"})
    assert verdict.word == "prohibited"
    assert set(asked(verdict)) == {"national_major_project", "other_law_permission_claimed"}


def test_a_tunnel_under_a_core_zone_is_asked_only_whether_the_list_allows_it() -> None:
    world = county().having("ecological_red_line", Zone("r", ZONE, {"part": "land", "core_zone": True}))
    facts = {"activity": "linear_infrastructure", "nature": "new", "waste_facility_kind": "none"}
    verdict = world.ask(("occupied", FAR), ("route", box(100, 100, 900, 110)), industry="E4812", facts=facts)
    answers = {
        question["about"]: {answer["value"]: answer["verdict"] for answer in question["answers"]}
        for question in verdict.body["questions"]  # type: ignore[attr-defined]
    }
    assert verdict.word == "prohibited"
    assert answers == {"core_zone_purpose": {True: "conditional", False: "prohibited"}}
