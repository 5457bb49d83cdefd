"""Industry codes: what is read, what is refused, and what a code leaves open."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import BadInput, DefinitionError
from zoning.activities import load_activities
from zoning.fact_files import load_facts
from zoning.industries import load_industries

CODES = Path(__file__).parents[2] / "data" / "codes"
FACTS, _ = load_facts(CODES / "facts")
INDUSTRIES = load_industries(CODES / "industries.yaml", FACTS)
ACTIVITIES = load_activities(CODES / "activities.yaml", FACTS)


@pytest.mark.parametrize("text", ["C2614", "c2614", " C 2614 ", "2614", "Ｃ２６１４", "C26.14"])
def test_the_same_code_however_it_is_written(text):
    code = INDUSTRIES.parse(text)
    assert str(code) == "C2614"
    assert INDUSTRIES.notes(code) == ()


@pytest.mark.parametrize("text", ["", "C", "2", "C26145", "U2614", "98", "0012", "化工", "26-14", "CC26", "-2614"])
def test_a_malformed_code_is_refused_and_the_message_says_what_is_allowed(text):
    with pytest.raises(BadInput) as refused:
        INDUSTRIES.parse(text)
    assert "01" in refused.value.zh and "97" in refused.value.zh
    assert "A–T" in refused.value.en


@given(st.integers(1, 97), st.integers(0, 99))
def test_every_well_formed_code_is_kept_and_has_the_letter_of_its_division(division, rest):
    code = INDUSTRIES.parse(f"{division:02d}{rest:02d}")
    assert code.digits == f"{division:02d}{rest:02d}"
    assert code.letter in INDUSTRIES.head.letters
    for fact, values in INDUSTRIES.derive(code).items():
        assert values and values <= FACTS[fact].domain


def test_a_wrong_letter_is_noted_and_the_divisions_own_is_used():
    code = INDUSTRIES.parse("A2614")
    assert code.letter == "C"
    (note,) = INDUSTRIES.notes(code)
    assert note.code == "industry_letter_mismatch"
    assert note.values == {"written": "A", "letter": "C", "division": "26"}


def test_a_code_outside_the_list_is_kept_with_a_note_and_no_sector():
    code = INDUSTRIES.parse("C1311")
    (note,) = INDUSTRIES.notes(code)
    assert note.code == "industry_not_listed"
    assert note.values["name"] == "农副食品加工业"
    assert INDUSTRIES.sectors(code) == frozenset()
    assert INDUSTRIES.derive(code)["industry_class"] == {"一", "二", "三"}


def test_no_code_settles_class_three_or_class_one():
    for number in range(100, 9800):
        derived = INDUSTRIES.derive(INDUSTRIES.parse(f"{number:04d}")).get("industry_class", {"", "-"})
        assert derived == {"非工业"} or len(derived) > 1


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("C2614", "basic_chemicals"),
        ("1752", "dyeing"),
        ("2631", "pesticide"),
        ("3360", "plating"),
        ("4411", "coal_power"),
    ],
)
def test_a_class_three_candidate_leaves_two_and_three(code, sector):
    parsed = INDUSTRIES.parse(code)
    assert INDUSTRIES.derive(parsed)["industry_class"] == {"二", "三"}
    assert INDUSTRIES.sectors(parsed) == {sector}


@pytest.mark.parametrize("code", ["2625", "2646", "3240", "4417"])
def test_neighbours_of_the_candidates_are_listed_but_are_not_candidates(code):
    parsed = INDUSTRIES.parse(code)
    assert INDUSTRIES.listed(parsed)
    assert INDUSTRIES.sectors(parsed) == frozenset()
    assert "一" in INDUSTRIES.derive(parsed).get("industry_class", {"一"})


def test_a_short_code_leaves_open_what_only_longer_codes_decide():
    assert INDUSTRIES.derive(INDUSTRIES.parse("26"))["industry_class"] == {"一", "二", "三"}


def test_ordinary_manufacturing_falls_under_no_limited_activity():
    limited = frozenset().union(*(ACTIVITIES.under(f"HA-{n}") for n in range(1, 10)))
    assert len(limited) >= 14
    for division in range(13, 44):
        possible = ACTIVITIES.derive(INDUSTRIES.parse(f"{division}"))["activity"]
        assert "manufacturing" in possible
        assert not possible & limited


def test_a_road_can_still_be_linear_infrastructure_and_a_farm_cannot_be_manufacturing():
    assert "linear_infrastructure" in ACTIVITIES.derive(INDUSTRIES.parse("E4812"))["activity"]
    assert "manufacturing" not in ACTIVITIES.derive(INDUSTRIES.parse("A0313"))["activity"]


def test_a_factory_store_is_no_centralised_waste_facility_but_hazardous_waste_treatment_is():
    assert INDUSTRIES.derive(INDUSTRIES.parse("C2614"))["waste_facility_kind"] == {"none", "in_plant_store"}
    assert INDUSTRIES.derive(INDUSTRIES.parse("N7724"))["waste_facility_kind"] == {"hazardous"}
    assert "waste_facility_kind" not in INDUSTRIES.derive(INDUSTRIES.parse("C4210"))


def changed(tmp_path, name, old, new):
    text = (CODES / name).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_list_in_which_a_code_settles_class_three_does_not_load(tmp_path):
    path = changed(
        tmp_path, "industries.yaml", "implies: {industry_class: [二, 三]}", "implies: {industry_class: [三]}"
    )
    with pytest.raises(DefinitionError, match=r"industries\.yaml:\d+: a code never settles class III"):
        load_industries(path, FACTS)


def test_a_code_listed_twice_does_not_load(tmp_path):
    path = changed(tmp_path, "industries.yaml", '      "3120": 炼钢', '      "4411": 炼钢')
    with pytest.raises(DefinitionError, match="4411"):
        load_industries(path, FACTS)


def test_activities_and_the_values_of_the_fact_must_be_the_same_list(tmp_path):
    path = changed(tmp_path, "activities.yaml", "id: real_estate", "id: real_estates")
    with pytest.raises(DefinitionError, match="real_estates"):
        load_activities(path, FACTS)
    path = changed(tmp_path, "activities.yaml", "  - {id: manufacturing, industries: [C]}\n", "")
    with pytest.raises(DefinitionError, match="manufacturing"):
        load_activities(path, FACTS)
