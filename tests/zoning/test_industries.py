"""Industry codes: what is read, what is refused, and what a code leaves open."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import BadInput, DefinitionError
from zoning.activities import load_activities
from zoning.fact_files import load_facts
from zoning.industries import load_industries
from zoning.standard import load_standard

CODES = Path(__file__).parents[2] / "data" / "codes"
FACTS, _ = load_facts(CODES / "facts")
STANDARD = load_standard(CODES / "gbt4754.yaml")
INDUSTRIES = load_industries(CODES / "industries.yaml", FACTS, STANDARD)
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
    code = INDUSTRIES.parse("C1315")
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


@pytest.mark.parametrize(
    ("code", "given", "left"),
    [
        ("1752", {"process_dyeing_finishing": True}, {"三"}),
        ("1752", {"process_dyeing_finishing": False}, {"二"}),
        ("1752", {"process_mixing_only": True}, {"二", "三"}),  # not a process of this sector
        ("2631", {"process_mixing_only": True}, {"二"}),
        ("2631", {"process_mixing_only": False}, {"三"}),
        ("2811", {"process_spinning_only": True}, {"二"}),
        ("4411", {"process_coal_fired": True}, {"三"}),
        ("4412", {"process_coal_fired": False}, {"二"}),
        ("3360", {"process_electroplating": False}, {"二", "三"}),  # coating is still open
        ("3360", {"process_electroplating": False, "process_coating": False}, {"二"}),
        ("3360", {"process_coating": True}, {"三"}),
        ("3392", {"process_electroplating": True}, {"三"}),  # whatever the industry
        ("3392", {"process_electroplating": False}, {"一", "二", "三"}),
        ("1752", {"process_dyeing_finishing": False, "process_electroplating": True}, {"三"}),
        ("26", {"process_mixing_only": False}, {"一", "二", "三"}),
        ("5111", {"process_electroplating": True}, {"非工业"}),
    ],
)
def test_code_and_process_together_settle_the_class(code, given, left):
    parsed = INDUSTRIES.parse(code)
    assert INDUSTRIES.derive(parsed, given)["industry_class"] == left
    noted = [note.values["classes"] for note in INDUSTRIES.notes(parsed, given)]
    assert noted == (["|".join(sorted(left))] if left in ({"三"}, {"二"}) else [])


def test_only_the_processes_that_decide_the_class_of_a_code_are_wanted():
    assert INDUSTRIES.deciding(INDUSTRIES.parse("2710"), {}) == {"process_chemical_synthesis"}
    assert INDUSTRIES.deciding(INDUSTRIES.parse("3360"), {"process_coating": False}) == {"process_electroplating"}
    assert INDUSTRIES.deciding(INDUSTRIES.parse("3360"), {"process_coating": True}) == frozenset()
    assert INDUSTRIES.deciding(INDUSTRIES.parse("3392"), {}) == frozenset()


@pytest.mark.parametrize(
    ("code", "sectors"),
    [
        ("C2631", {"chemicals"}),
        ("C1752", {"dyeing"}),
        ("C3011", {"building_materials"}),
        ("C1711", {"dyeing", "none"}),
        ("C26", {"chemicals", "none"}),
        ("D4411", {"thermal_power"}),
        ("C3360", {"none"}),  # a class-III candidate, but none of the nine sectors
        ("C3130", {"iron_steel"}),  # of the nine sectors, but no class-III candidate
        ("E4812", {"none"}),
        ("C9999", None),
    ],
)
def test_the_nine_carbon_sectors_are_not_the_candidates_of_class_three(code, sectors):
    if sectors is None:
        with pytest.raises(BadInput):
            INDUSTRIES.parse(code)
        return
    assert INDUSTRIES.derive(INDUSTRIES.parse(code))["carbon_sector"] == sectors


def test_the_table_is_that_of_the_2017_standard():
    assert (len(STANDARD.head.divisions), len(STANDARD.groups)) == (97, 473)
    assert len(STANDARD.classes) == 1381  # published: 1380; the file's head says why
    assert STANDARD.classes["2832"] == "生物基、淀粉基新材料制造"
    assert STANDARD.classes["4417"] == "生物质能发电"
    assert STANDARD.classes["2646"] == "密封用填料及类似品制造"
    assert STANDARD.groups["019"] == "其他农业"
    assert {code[:2] for code in STANDARD.classes} == {division.code for division in INDUSTRIES.head.divisions}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2832", ["2832"]),
        ("c2832", ["2832"]),
        ("Ｃ２８３", ["283", "2831", "2832"]),
        ("生物质能", ["4417"]),
        (" 农药 制造", ["263", "2631", "2632"]),
        ("C", ["C"]),
        ("", []),
        ("没有这个行业", []),
    ],
)
def test_an_industry_is_found_by_code_or_by_name(text, found):
    assert list(INDUSTRIES.search(text)) == found


def test_a_code_whose_name_is_not_that_of_the_standard_does_not_load(tmp_path):
    path = changed(tmp_path, "industries.yaml", '"3120": 炼钢', '"3120": 炼铜')
    with pytest.raises(DefinitionError, match="3120"):
        load_industries(path, FACTS, STANDARD)


def test_a_class_of_codes_decided_both_ways_or_by_no_fact_does_not_load(tmp_path):
    for other in ("process_dying", "carbon_sector"):
        path = changed(tmp_path, "industries.yaml", "[process_dyeing_finishing]", f"[{other}]")
        with pytest.raises(DefinitionError, match=other):
            load_industries(path, FACTS, STANDARD)
    path = changed(
        tmp_path, "industries.yaml", "{made_by: [process_tanning]}", "{made_by: [process_tanning], spared_by: [x]}"
    )
    with pytest.raises(DefinitionError, match="made_by or spared_by"):
        load_industries(path, FACTS, STANDARD)


def test_a_table_with_a_code_in_the_wrong_group_does_not_load(tmp_path):
    path = changed(tmp_path, "gbt4754.yaml", '"0111": 稻谷种植', '"0121": 稻谷种植')
    with pytest.raises(DefinitionError, match="011"):
        load_standard(path)


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
    assert INDUSTRIES.derive(INDUSTRIES.parse("C3392"))["waste_facility_kind"] == {"none", "in_plant_store"}
    for code in ("C2511", "C2614", "C3011", "C3130", "C3212"):  # waste oil, cement co-processing, secondary lead
        assert "waste_facility_kind" not in INDUSTRIES.derive(INDUSTRIES.parse(code))
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
        load_industries(path, FACTS, STANDARD)


def test_a_code_listed_twice_does_not_load(tmp_path):
    path = changed(tmp_path, "industries.yaml", '      "3120": 炼钢', '      "4411": 炼钢')
    with pytest.raises(DefinitionError, match="4411"):
        load_industries(path, FACTS, STANDARD)


def test_activities_and_the_values_of_the_fact_must_be_the_same_list(tmp_path):
    path = changed(tmp_path, "activities.yaml", "id: real_estate", "id: real_estates")
    with pytest.raises(DefinitionError, match="real_estates"):
        load_activities(path, FACTS)
    path = changed(tmp_path, "activities.yaml", "  - {id: manufacturing, industries: [C]}\n", "")
    with pytest.raises(DefinitionError, match="manufacturing"):
        load_activities(path, FACTS)


@pytest.mark.parametrize("code", ["C3392", "C2521", "C1752", "H6110", "Q8411"])
def test_no_code_says_that_a_plant_adds_no_coal(code):
    assert "adds_coal_consumption" not in INDUSTRIES.derive(INDUSTRIES.parse(code))
