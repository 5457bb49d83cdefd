"""Shorelines made to mislead: wrong codes, doubled line, line of nobody; no plain figure comes of it."""

from fractions import Fraction

import pytest
from measuring import TODAY, MemoryStore, ask, measure_definitions
from world import line

from zoning.measures.question import IndicatorsQuestion, ShorelineQuestion
from zoning.measures.shoreline.slack import slack_m
from zoning.measures.shoreline.tally import Tally

WENZHOU, COUNTY = "330300", "330303"


def segment(name, metres, type_="N_ROCK", region=COUNTY, y=0.0, **more):
    return name, line((0, y), (metres, y)), {"kind": "mainland", "type": type_, "region": region, **more}


def shoreline(rows, region=WENZHOU, **head):
    store = MemoryStore()
    store.add("coastline", rows, **head)
    return ask(store, ShorelineQuestion(region=region, as_of=TODAY)).body


def note(body, code):
    return next((one["values"] for one in body["notes"] if one["code"] == code), None)


def test_artificial_line_coded_to_another_city_does_not_vanish_without_a_word():
    body = shoreline([segment("a", 1000), segment("b", 3000, "A_DIKE", "331081", y=20)])
    said = note(body, "line_coded_elsewhere")
    assert said["codes"] == "331081"
    assert said["length_m"] == pytest.approx(3000, rel=1e-3)


def test_line_of_another_city_s_edition_is_not_complained_of():
    store = MemoryStore()
    store.add("coastline", [segment("a", 1000)])
    store.add("coastline", [segment("b", 1000, region="331081", y=20)], region="331000")
    assert note(ask(store, ShorelineQuestion(region=WENZHOU, as_of=TODAY)).body, "line_coded_elsewhere") is None


def test_a_code_that_is_in_no_list_is_said():
    body = shoreline([segment("a", 1000, region="330399")])
    assert note(body, "region_code_unlisted")["code"] == "330399"
    store = MemoryStore()
    store.add("coastline", [segment("a", 10, region="330212")], region="330200")  # a city that stands for its counties
    assert note(ask(store, ShorelineQuestion(region="330200", as_of=TODAY)).body, "region_code_unlisted") is None


def test_a_county_has_no_rate_while_line_without_a_code_may_be_its_own():
    rows = [segment("a", 1), segment("b", 9000, "A_DIKE", None, y=20)]
    county = shoreline(rows, COUNTY)["mainland"]
    assert county["rate"] is None
    assert county["rate_range"][0] < 0.001
    assert shoreline(rows)["mainland"]["rate"] is not None


def test_doubled_natural_line_does_not_meet_a_target():
    rows = [segment("a", 500), segment("b", 500), segment("c", 1000, "A_DIKE", y=30)]  # truly 500 of 1500
    store = MemoryStore()
    store.add("coastline", rows)
    found = ask(store, IndicatorsQuestion(region=WENZHOU, as_of=TODAY)).body["indicators"]
    rates = [row for row in found if (row["measured_by"] or {}).get("figure") == "mainland.rate"]
    assert rates
    for row in rates:
        low, high = row["value_range"]
        assert row["value"] is None
        assert low - 0.001 <= 100 / 3 <= high
        assert "indicator_line_twice" in {one["code"] for one in row["missing"]}


def test_a_bay_has_no_rate_where_only_a_part_of_the_region_is_held():
    rows = [segment("a", 1000, bay="甲湾"), segment("b", 1000, "A_DIKE", bay="甲湾", y=20)]
    assert shoreline(rows, "330000")["by_bay"][0]["mainland"]["rate"] is None
    assert shoreline(rows)["by_bay"][0]["mainland"]["rate"] == pytest.approx(0.5, abs=1e-5)


def test_the_nation_s_value_is_neither_met_nor_failed_by_a_province():
    store = MemoryStore()
    store.add("coastline", [segment("a", 1000)], region="330000")
    rows = ask(store, IndicatorsQuestion(region="330000", as_of=TODAY)).body["indicators"]
    row = next(row for row in rows if row["id"] == "national-shoreline-mainland")
    assert (row["state"], row["slack_m"]) == ("not_computable", None)


@pytest.mark.parametrize("denominator", [700.0, 1100.0, 1_300.0, 2_900.0, 1e7])
def test_a_rate_equal_to_a_floor_has_no_slack_and_no_want(denominator):
    exact = Fraction("0.35") * Fraction(denominator)
    tally = Tally(method(), (float(exact), 0.0, 0.0, denominator - float(exact), 0.0, 0.0), 1)
    assert Fraction(tally.natural_m) == exact
    assert slack_m(tally, 0.35) == 0.0


def method():
    return measure_definitions().shoreline.chosen(None)
