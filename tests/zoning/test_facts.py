"""Facts: typing, states, implications, and statements that deny each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import Zone, box, county, definitions, harmless

from layers.errors import BadFact
from zoning import projects
from zoning.facts import MANY, FactKind, FactKinds, FactState, Known, readings

T = {"zh": "题", "en": "title"}
YES, NO = frozenset((True,)), frozenset((False,))


def kind(fact: str, type_: str, **more: object) -> FactKind:
    return FactKind.model_validate({"fact": fact, "type": type_, "title": T, "question": T, **more})


COLOURS = {"red": T, "green": T, "Blue": T}
KINDS = FactKinds(
    [
        kind("wet", "boolean", implies={"true": {"colour": ("green", "Blue")}, "否": {"deep": ("false",)}}),
        kind("deep", "boolean", implies={"true": {"wet": ("true",)}}),
        kind("colour", "code", values=COLOURS, spoken={"绿": "green"}, implies={"Blue": {"deep": ("true",)}}),
        kind("size", "number", unit="m"),
        kind("plan", "text"),
        kind("opinion", "opinion"),
    ]
)


@pytest.mark.parametrize("text", ["true", "True", "1", "yes", "是", True])
def test_a_yes_may_be_said_in_several_ways(text: object) -> None:
    assert KINDS.typed("wet", text) is True


@pytest.mark.parametrize("value", ["maybe", "", 1, 0, 1.0, None, [], {}])
def test_what_is_no_clear_yes_or_no_is_refused(value: object) -> None:
    with pytest.raises(BadFact, match="true, false"):
        KINDS.typed("wet", value)


def test_a_code_is_itself_or_its_spoken_form() -> None:
    assert (KINDS.typed("colour", "Blue"), KINDS.typed("colour", "绿")) == ("Blue", "green")


@pytest.mark.parametrize("value", ["blue", "", None, True, 3, ["red"]])
def test_a_code_that_is_not_listed_is_refused_with_the_list(value: object) -> None:
    with pytest.raises(BadFact, match="red, green, Blue"):
        KINDS.typed("colour", value)


@pytest.mark.parametrize(("value", "number"), [(3, 3.0), ("2.5", 2.5), (-1.0, -1.0)])
def test_a_number_may_come_as_text(value: object, number: float) -> None:
    assert KINDS.typed("size", value) == number


@pytest.mark.parametrize("value", ["nan", "inf", float("nan"), float("-inf"), True, "two", None])
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    with pytest.raises(BadFact, match="number"):
        KINDS.typed("size", value)


def test_a_text_is_trimmed_and_an_empty_one_refused() -> None:
    assert KINDS.typed("plan", "  国家公路网规划 ") == "国家公路网规划"
    with pytest.raises(BadFact):
        KINDS.typed("plan", "   ")


def test_an_opinion_is_favourable_or_not() -> None:
    assert KINDS.typed("opinion", "unfavourable") == "unfavourable"
    with pytest.raises(BadFact, match="favourable"):
        KINDS.typed("opinion", "neutral")


def test_an_unknown_fact_is_refused_by_name_in_both_languages() -> None:
    with pytest.raises(BadFact) as caught:
        KINDS.typed("colour_of_sky", "red")
    assert "colour_of_sky" in caught.value.zh
    assert "colour_of_sky" in caught.value.en


@pytest.mark.parametrize(
    "broken", [{"type": "code"}, {"type": "boolean", "values": COLOURS}, {"type": "text", "spoken": {"绿": "green"}}]
)
def test_a_fact_whose_values_do_not_fit_its_type_cannot_be(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"values"):
        FactKind.model_validate({"fact": "odd", "title": T, "question": T, **broken})


def test_numbers_and_texts_have_no_list_of_values() -> None:
    assert (KINDS["size"].domain, KINDS["plan"].domain) == (None, None)
    assert KINDS["opinion"].listed == ("favourable", "unfavourable")


# --- what follows from what


def test_a_value_narrows_other_facts_and_what_these_narrow_in_turn() -> None:
    assert KINDS.closure({"deep": YES}) == {"deep": YES, "wet": YES, "colour": frozenset(("green", "Blue"))}


def test_values_with_capitals_and_spoken_keys_imply_too() -> None:
    assert KINDS.closure({"colour": frozenset(("Blue",))})["deep"] == YES
    assert KINDS.closure({"wet": NO})["deep"] == NO


def test_while_several_values_are_possible_only_what_all_of_them_say_follows() -> None:
    assert "deep" not in KINDS.closure({"colour": frozenset(("Blue", "red"))})


def test_a_contradiction_keeps_what_was_stated() -> None:
    stated = {"wet": YES, "colour": frozenset(("red",))}
    assert KINDS.closure(stated) == stated


FACTS = definitions().facts
booleans = st.sampled_from([fact for fact, k in FACTS.items() if k.type == "boolean"])


@given(st.dictionaries(booleans, st.booleans(), max_size=8))
def test_closure_only_narrows_and_closing_twice_changes_nothing(stated: dict[str, bool]) -> None:
    start = {fact: frozenset((value,)) for fact, value in stated.items()}
    closed = FACTS.closure(start)
    assert all(closed[fact] <= values for fact, values in start.items())
    assert FACTS.closure(closed) == closed


@pytest.mark.parametrize(
    ("stated", "follows", "value"),
    [
        ({"discharges_pollutants": False}, "sets_outfall", False),
        ({"discharges_pollutants": False}, "outfall_kind", "none"),
        ({"outfall_kind": "industrial"}, "discharges_pollutants", True),
        ({"severely_water_polluting": True}, "discharges_pollutants", True),
        ({"class1_heavy_metals_or_pops": True}, "discharges_pollutants", True),
        ({"livestock_scale_farm": True}, "industry_class", "非工业"),
        ({"activity": "manufacturing"}, "livestock_scale_farm", False),
        ({"activity": "linear_infrastructure"}, "industry_class", "非工业"),
        ({"residents_building": True}, "activity", "resident_living_production"),
    ],
)
def test_the_facts_of_the_packs_spare_questions(stated: dict[str, object], follows: str, value: object) -> None:
    known = {fact: frozenset((FACTS.typed(fact, text),)) for fact, text in stated.items()}
    assert FACTS.closure(known)[follows] == {value}


@pytest.mark.parametrize(
    ("stated", "open_fact"),
    [
        ({"discharges_pollutants": True}, "sets_outfall"),
        ({"sets_outfall": False}, "discharges_pollutants"),
        ({"severely_water_polluting": False}, "discharges_pollutants"),
        ({"activity": "manufacturing"}, "vessel_use"),
        ({"activity": "manufacturing"}, "industry_class"),
        ({"activity": "livestock"}, "livestock_scale_farm"),
        ({"industry_class": "三"}, "discharges_pollutants"),
    ],
)
def test_and_settle_nothing_that_does_not_follow(stated: dict[str, object], open_fact: str) -> None:
    known = {fact: frozenset((FACTS.typed(fact, text),)) for fact, text in stated.items()}
    assert len(FACTS.closure(known).get(open_fact, frozenset((1, 2)))) > 1


# --- given and derived


def test_what_agrees_has_one_reading_and_what_contradicts_has_two() -> None:
    agreeing = FactState(given="二", derived=frozenset(("二", "三")))
    denied = FactState(given="一", derived=frozenset(("二", "三")))
    assert agreeing.readings == (frozenset(("二",)),)
    assert denied.readings == (frozenset(("一",)), frozenset(("二", "三")))
    assert FactState(derived=frozenset(("二", "三"))).readings == (frozenset(("二", "三")),)


def test_each_side_of_each_contradiction_is_read_with_each_side_of_the_others() -> None:
    denied = FactState(given=False, derived=YES)
    found = readings({"a": denied, "b": FactState(given=True), "c": denied})
    assert found == tuple(Known({"a": a, "b": YES, "c": c}) for a in (NO, YES) for c in (NO, YES))


def test_many_contradictions_do_not_multiply_without_bound() -> None:
    denied = {f"f{index}": FactState(given=False, derived=YES) for index in range(20)}
    found = readings(denied)
    assert len(found) == 22
    for name in denied:
        assert {reading.possible[name] for reading in found} == {YES, NO}
    assert Known(dict.fromkeys(denied, YES)) in found
    few = dict(list(denied.items())[:MANY])
    assert len(readings(few)) == 2**MANY


def test_given_facts_that_deny_each_other_are_found_on_both_sides() -> None:
    states = projects.states({"discharges_pollutants": False, "severely_water_polluting": True}, {}, FACTS)
    assert states["discharges_pollutants"] == FactState(given=False, derived=YES)
    assert states["severely_water_polluting"] == FactState(given=True, derived=NO)


def test_a_contradiction_with_the_industry_code_is_not_softened_by_another_fact() -> None:
    derived = {"industry_class": frozenset(("二", "三"))}
    states = projects.states({"industry_class": "一", "activity": "real_estate"}, derived, FACTS)
    assert states["industry_class"].derived == {"二", "三", "非工业"}


def test_facts_that_agree_gain_nothing_derived() -> None:
    states = projects.states({"sets_outfall": True, "discharges_pollutants": True}, {}, FACTS)
    assert states == {
        "sets_outfall": FactState(given=True),
        "discharges_pollutants": FactState(given=True),
    }


def test_who_says_severe_polluter_and_no_discharge_is_judged_as_a_discharger() -> None:
    world = county().having("water_source_zone", Zone("w", box(0, 0, 1000, 1000), {"level": "2"}))
    facts = harmless(severely_water_polluting=True, discharges_pollutants=False, level_2_opinion="favourable")
    verdict = world.ask(box(100, 100, 200, 200), facts=facts)
    assert verdict.word == "prohibited"
    noted = {note["values"]["fact"] for note in verdict.body["notes"] if note["code"] == "fact_conflict"}  # type: ignore[attr-defined]
    assert noted == {"discharges_pollutants", "severely_water_polluting"}


def test_a_unit_that_is_a_word_is_said_in_both_languages() -> None:
    every = {kind.unit: kind.unit_text for kind in definitions().facts.values() if kind.unit}
    assert {"头", "亩", "years", "ha"} <= set(every)
    for unit, text in every.items():
        assert text.en.isascii() or text.en == "m³", unit
        assert text.zh == text.en or not text.zh.isascii(), unit
    assert (every["ha"].zh, every["ha"].en) == ("ha", "ha")
    assert (KINDS["size"].unit_text.zh, KINDS["wet"].unit_text.en) == ("m", "")
