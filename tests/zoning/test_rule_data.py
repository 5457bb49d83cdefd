"""The packs under data/rules: they load, they cite, and they come to what the law says at a site of known zones."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from zoning.definitions import load_definitions
from zoning.evaluated import PlaceResult
from zoning.evaluation import evaluate
from zoning.facts import Known
from zoning.logic import Outcome
from zoning.rules.places import Anywhere, Group, Opposite, Term

DATA = Path(__file__).parents[2] / "data"
DEFINITIONS = load_definitions(DATA)
TODAY = date(2026, 11, 22)
PART_ONE = ("drinking_water", "red_line", "control_units")
RULES = [rule for pack in DEFINITIONS.packs for rule in pack.rules if rule.instrument in PART_ONE]


@dataclass
class Site:
    """A ground without geometry: the footprint lies wholly inside each listed (layer, attributes)."""

    zones: list
    roles: tuple = ("project", "occupation", "outlet")
    project: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(parts=(), draws_outlet=False))

    def place(self, place, reads, territory):
        return PlaceResult(reads in self.roles and self.met(place))

    def met(self, place):
        if isinstance(place, Anywhere):
            return True
        if isinstance(place, Opposite):
            return not self.met(place.part)
        if isinstance(place, Group):
            return (all if place.every else any)(self.met(part) for part in place.parts)
        assert isinstance(place, Term)
        inside = any(
            layer == place.zone.layer and all(attributes.get(name) in values for name, values in place.zone.where)
            for layer, attributes in self.zones
        )
        return inside != place.outside


def level(code, **more):
    return Site([("water_source_zone", {"level": code, "backup": False, "delimited": True, **more})])


def unit(code, *, park=False, coded=True):
    zones = [("control_unit", {"class": code, "list_coded": coded})]
    return Site([*zones, ("industrial_area", {"kind": "park"})] if park else zones)


def red_line(part="land", core=False, roles=("project", "occupation", "outlet")):
    return Site([("ecological_red_line", {"part": part, "core_zone": core})], roles)


def outcome(site, as_of=TODAY, only=None, **facts):
    kinds = DEFINITIONS.facts
    stated = {name: frozenset((kinds.typed(name, value),)) for name, value in facts.items()}
    known = Known(kinds.closure(stated))
    results = [evaluate(rule, site, known) for rule in RULES if rule.in_force(as_of)]
    if only is not None:
        results = [result for result in results if result.rule.entry.id == only]
        assert results, f"no rule {only} in force on {as_of}"
    return Outcome.strictest(result.outcome for result in results)


def word(site, as_of=TODAY, only=None, **facts):
    return outcome(site, as_of, only, **facts).word


# --- what every rule must have


def test_every_rule_has_both_languages_one_line_titles_and_a_basis_in_chinese():
    assert len(RULES) >= 35
    for rule in RULES:
        for text in (rule.entry.title.zh, rule.entry.title.en):
            assert text.strip() and "\n" not in text, rule.key
        assert re.search(r"[一-鿿]", rule.entry.title.zh), rule.key
        for basis in rule.entry.basis:
            assert re.search(r"[一-鿿]", basis.title), rule.key


def test_a_rule_below_the_highest_confidence_says_why():
    for rule in RULES:
        if rule.entry.confidence != "H" and "CU-list" not in rule.key:
            assert rule.entry.remark or rule.entry.basis[0].article is None, rule.key


def test_no_rule_cites_a_repealed_law_after_the_code_nor_the_code_before_it():
    repealed = re.compile("^中华人民共和国(水污染防治法|环境保护法|海洋环境保护法|固体废物污染环境防治法)$")
    for rule in RULES:
        after = {basis.title for basis in rule.basis(date(2026, 8, 15))}
        before = {basis.title for basis in rule.basis(date(2026, 8, 14))}
        assert not any(repealed.match(title) for title in after), rule.key
        assert "中华人民共和国生态环境法典" not in before, rule.key


@pytest.mark.parametrize(
    ("rule_id", "old", "new"),
    [
        ("DW-0", "64", "318"),
        ("DW-1a", "65", "319"),
        ("DW-2a", "66", "320"),
        ("DW-3", "67", "321"),
        ("RL-2", "21", "481"),
    ],
)
def test_the_article_changes_with_the_code(rule_id, old, new):
    (rule,) = [rule for rule in RULES if rule.entry.id == rule_id]
    assert [basis.article for basis in rule.basis(date(2026, 8, 14))] == [old]
    assert [basis.article for basis in rule.basis(date(2026, 8, 15))] == [new]


def test_every_fact_is_read_by_a_rule_or_by_class_and_level_or_is_the_name_of_the_national_plan():
    used = set(DEFINITIONS.industries.processes) | DEFINITIONS.eia.facts()
    for pack in DEFINITIONS.packs:
        for rule in pack.rules:
            used |= set(rule.selector.facts()) | {rule.entry.settled_by}
            for row in rule.rows:
                used |= set(row.selector.facts())
            for entry in rule.exceptions:
                used |= {entry.claim, entry.act} | (set(entry.when.facts()) if entry.when else set())
    assert set(DEFINITIONS.facts) - used == {"national_plan"}


def test_every_limited_activity_is_in_both_the_exception_and_the_activity_list():
    (rule,) = [rule for rule in RULES if rule.entry.id == "RL-1"]
    for exception in rule.exceptions:
        if exception.when is not None:
            listed = set(_values(exception.when, "activity"))
            assert listed == DEFINITIONS.activities.under(exception.id), exception.id


def _values(selector, fact):
    if getattr(selector, "fact", None) == fact:
        yield from selector.values
    for part in getattr(selector, "parts", ()):
        yield from _values(part, fact)


def test_today_is_covered_in_zhejiang_and_no_other_province_is_listed():
    for instrument in DEFINITIONS.instruments:
        if instrument.instrument in PART_ONE:
            assert instrument.covered("CN", TODAY) and instrument.covered("CN-33", TODAY)
            assert {entry.jurisdiction[: len("CN-33")] for entry in instrument.complete} == {"CN", "CN-33"}


# --- drinking water

CLEAN = {
    "discharges_pollutants": False,
    "stores_polluting_waste": False,
    "uses_phosphorus_pesticides_fertiliser": False,
    "vessel_use": "none",
    "carries_toxics_or_hazardous_waste": False,
    "activity": "manufacturing",
}


def test_level_one_bans_what_does_not_serve_water_supply_whatever_else_is_known():
    assert word(level("1"), serves_water_supply=False) == "prohibited"


def test_a_water_works_that_pollutes_nothing_may_stand_in_level_one():
    facts = {**CLEAN, "activity": "flood_control_water_supply", "serves_water_supply": True}
    assert word(level("1"), **facts, may_pollute_drinking_water=False) == "admissible"
    assert word(level("1"), **facts) == "undetermined"


def test_level_two_bans_dischargers_and_leaves_the_rest_to_the_authority():
    assert word(level("2"), discharges_pollutants=True) == "prohibited"
    assert outcome(level("2"), **CLEAN).range == ("conditional", "prohibited")
    assert word(level("2"), **CLEAN, level_2_opinion="favourable") == "conditional"
    assert word(level("2"), **CLEAN, level_2_opinion="unfavourable") == "prohibited"


def test_an_unknown_discharge_is_never_allowed():
    assert outcome(level("2"), only="DW-2a").range == ("admissible", "prohibited")


def test_the_quasi_zone_bans_severe_polluters_and_rebuilding_that_discharges_more_only():
    site = level("quasi")
    assert word(site, nature="new", severely_water_polluting=True) == "prohibited"
    assert word(site, nature="rebuilt", raises_discharge=True) == "prohibited"
    mild = {**CLEAN, "discharges_pollutants": True, "severely_water_polluting": False}
    assert word(site, **mild, nature="new") == "admissible"
    assert word(site, **mild, nature="rebuilt", raises_discharge=False) == "admissible"


def test_an_outfall_is_banned_in_the_zone_but_the_quasi_zone_is_not_part_of_it():
    assert word(level("2"), only="DW-0", sets_outfall=True) == "prohibited"
    assert word(level("quasi"), only="DW-0", sets_outfall=True) == "admissible"


@pytest.mark.parametrize("code", ["1", "2", "quasi"])
def test_in_zhejiang_the_bans_of_the_quasi_zone_hold_in_stricter_levels_too(code):
    assert word(level(code), only="DW-Z3a", nature="new", activity="oil_depot") == "prohibited"
    assert word(level(code), only="DW-Z3b", vessel_use="polluting_wharf") == "prohibited"


@pytest.mark.parametrize(("code", "expected"), [("1", "prohibited"), ("2", "prohibited"), ("quasi", "admissible")])
def test_in_zhejiang_the_bans_of_level_two_hold_in_level_one_and_not_in_the_quasi_zone(code, expected):
    assert word(level(code), only="DW-Z2a", stores_polluting_waste=True) == expected


def test_household_breeding_is_not_a_scale_farm():
    assert word(level("2"), only="DW-4", livestock_scale_farm=True) == "prohibited"
    assert word(level("2"), only="DW-4", livestock_scale_farm=False, activity="livestock") == "admissible"


def test_a_backup_source_that_is_not_delimited_is_neither_banned_nor_free():
    site = level("1", backup=True, delimited=False)
    assert outcome(site, serves_water_supply=False).range == ("conditional", "prohibited")
    assert word(site, undelimited_source_opinion="favourable") == "conditional"
    assert word(level("1", backup=True), serves_water_supply=False) == "prohibited"


# --- red line


def test_a_factory_in_the_red_line_is_prohibited_without_a_question():
    assert word(red_line(), activity="manufacturing", waste_facility_kind="none") == "prohibited"


def test_an_unavoidable_road_in_the_plan_is_conditional_and_an_avoidable_one_prohibited():
    road = {"activity": "linear_infrastructure", "in_spatial_plan": True, "waste_facility_kind": "none"}
    for land in (True, False):
        assert word(red_line(), **road, unavoidable=True, new_construction_land=land) == "conditional"
    assert word(red_line(), **road, unavoidable=False) == "prohibited"
    assert outcome(red_line(), **road, new_construction_land=True).range == ("conditional", "prohibited")


def test_a_dispensation_that_is_not_claimed_is_not_held():
    factory = {"activity": "manufacturing", "waste_facility_kind": "none"}
    assert outcome(red_line(), **factory, national_major_project=True).range == ("conditional", "prohibited")
    held = {"national_major_project": True, "provincial_no_avoidance_opinion": True}
    assert word(red_line(), **factory, **held) == "conditional"


def test_residents_may_build_within_their_plot_without_an_opinion():
    home = {
        "activity": "resident_living_production",
        "nature": "rebuilt",
        "enlarges_scale": False,
        "residents_building": True,
        "new_construction_land": False,
        "waste_facility_kind": "none",
    }
    assert word(red_line(), **home) == "admissible"
    assert word(red_line(), **{**home, "new_construction_land": True}) == "conditional"
    assert word(red_line(), **{**home, "residents_building": False}) == "conditional"
    assert word(red_line(), **{**home, "enlarges_scale": True}) == "prohibited"
    assert word(red_line(), **{**home, "nature": "expanded"}) == "prohibited"


def test_a_core_zone_admits_no_limited_activity_by_itself():
    visit = {"activity": "patrol_research_rescue", "new_construction_land": False, "waste_facility_kind": "none"}
    assert word(red_line(), **visit) == "conditional"
    assert word(red_line(core=True), **visit) == "prohibited"


def test_a_route_that_takes_no_land_is_outcome_two():
    crossing = red_line(roles=("project", "route"))
    assert word(crossing, activity="linear_infrastructure", waste_facility_kind="none") == "conditional"


def test_construction_waste_sites_are_banned_from_the_code_on_only():
    facts = {"waste_facility_kind": "construction_waste"}
    assert word(red_line(), only="RL-2b", **facts) == "prohibited"
    assert word(red_line(), date(2026, 8, 14), only="RL-2", **facts) == "admissible"
    assert word(red_line(), only="RL-2", waste_facility_kind="in_plant_store") == "admissible"


def test_outfalls_and_reclamation_are_banned_in_the_red_line_at_sea():
    assert word(red_line("sea"), only="RL-3", outfall_kind="industrial") == "prohibited"
    assert word(red_line("land"), only="RL-3", outfall_kind="industrial") == "admissible"
    assert word(red_line("sea"), only="RL-5", reclamation=True) == "prohibited"
    approved = {"national_strategic_reclamation": True, "reclamation_approval": True}
    assert word(red_line("sea"), only="RL-5", reclamation=True, **approved) == "conditional"


# --- control units


@pytest.mark.parametrize(
    ("unit_class", "industry", "nature", "outside", "inside"),
    [
        ("priority", "一", "new", "conditional", "conditional"),
        ("priority", "二", "new", "prohibited", "conditional"),
        ("priority", "二", "expanded", "conditional", "conditional"),
        ("priority", "三", "new", "prohibited", "prohibited"),
        ("priority", "三", "expanded", "prohibited", "prohibited"),
        ("priority", "三", "rebuilt", "conditional", "conditional"),
        ("key_industrial", "一", "new", "admissible", "admissible"),
        ("key_industrial", "二", "new", "admissible", "admissible"),
        ("key_industrial", "三", "new", "conditional", "conditional"),
        ("key_urban", "一", "expanded", "admissible", "admissible"),
        ("key_urban", "二", "new", "prohibited", "admissible"),
        ("key_urban", "二", "rebuilt", "conditional", "admissible"),
        ("key_urban", "三", "expanded", "prohibited", "prohibited"),
        ("key_urban", "三", "rebuilt", "conditional", "conditional"),
        ("general", "一", "new", "admissible", "admissible"),
        ("general", "二", "new", "prohibited", "admissible"),
        ("general", "三", "new", "prohibited", "prohibited"),
        ("general", "三", "expanded", "conditional", "conditional"),
    ],
)
def test_the_matrix_of_units(unit_class, industry, nature, outside, inside):
    facts = {"industry_class": industry, "nature": nature, "cluster_exception": "none"}
    assert word(unit(unit_class), only="CU", **facts) == outside
    assert word(unit(unit_class, park=True), only="CU", **facts) == inside


def test_farm_processing_need_not_stand_in_an_industrial_area_of_a_general_unit():
    facts = {"industry_class": "二", "nature": "new", "cluster_exception": "agri_processing"}
    assert word(unit("general"), only="CU", **facts) == "admissible"
    assert word(unit("key_urban"), only="CU", **facts) == "prohibited"


@pytest.mark.parametrize("unit_class", ["key_industrial", "key_urban", "key", "general"])
def test_a_project_that_is_not_industrial_is_no_matter_of_the_matrix(unit_class):
    assert word(unit(unit_class), only="CU", industry_class="非工业") == "admissible"


def test_a_priority_unit_is_managed_as_a_restricted_area_whatever_is_built():
    assert word(unit("priority"), only="CU", industry_class="非工业") == "conditional"


def test_a_chemical_code_spans_the_rows_of_class_two_and_three():
    known = Known({"industry_class": frozenset(("二", "三")), "nature": frozenset(("new",))})
    (rule,) = [rule for rule in RULES if rule.entry.id == "CU"]
    assert evaluate(rule, unit("key_industrial"), known).outcome.range == ("admissible", "conditional")
    assert evaluate(rule, unit("priority"), known).outcome.word == "prohibited"


def test_a_key_unit_that_is_not_split_stays_open_for_class_three():
    assert outcome(unit("key"), industry_class="三", nature="new", livestock_scale_farm=False).range == (
        "conditional",
        "prohibited",
    )


@pytest.mark.parametrize("as_of", [date(2025, 6, 1), TODAY])
def test_a_unit_whose_list_is_not_coded_is_conditional_at_best(as_of):
    facts = {"industry_class": "一", "nature": "new", "livestock_scale_farm": False}
    assert word(unit("general"), as_of, **facts) == "admissible"
    assert word(unit("general", coded=False), as_of, **facts) == "conditional"
