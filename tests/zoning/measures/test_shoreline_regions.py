"""Which regions a shore belongs to: counties, cities, provinces, retired codes, and what no edition speaks for."""

from __future__ import annotations

from datetime import date

import pytest
from measuring import MemoryStore
from shores import Pen, codes, measured, store_of

from layers.errors import BadInput, NoEditions, NotFound
from layers.regions import load_regions
from zoning.measures.shoreline.membership import Membership


def rows(body):
    return {row["region"]: row for row in body["by_region"]}


def note(result, code):
    return next(one["values"] for one in result.body["notes"] if one["code"] == code)


def two_counties():
    return Pen().segment(1000).segment(3000, type="A_DIKE").segment(2000, region="330326")


def test_a_city_lists_its_counties_and_not_itself():
    body = measured(store_of(two_counties())).body
    assert list(rows(body)) == ["330326", "330327"]
    assert rows(body)["330327"]["mainland"]["rate"] == 0.25
    assert {row["level"] for row in body["by_region"]} == {"county"}


def test_a_county_row_is_what_the_county_itself_is_told():
    store = store_of(two_counties().segment(700, region=None))
    row = rows(measured(store).body)["330327"]
    asked = measured(store, "330327").body
    assert row["mainland"] == asked["mainland"]
    assert row["islands"] == asked["islands"]


def test_a_city_row_is_what_the_city_itself_is_told():
    pen = two_counties().segment(500, region="330300").segment(700, region=None)
    store = store_of(pen)
    store.add("coastline", [(n, g, {**a, "region": "331081"}) for n, g, a in Pen().segment(900).rows], region="331000")
    province = measured(store, "330000").body
    city = measured(store, "330300").body
    assert rows(province)["330300"]["level"] == "city"
    assert not rows(province)["330300"]["leaf"]
    assert rows(province)["330300"]["mainland"] == city["mainland"]
    leaves = sum(row["total_m"] for row in province["by_region"] if row["leaf"])
    assert leaves + province["unassigned_m"] == pytest.approx(province["mainland"]["total_m"], abs=0.01)


def test_segments_coded_to_the_city_itself_are_of_no_county():
    result = measured(store_of(two_counties().segment(500, region="330300")))
    assert result.body["unassigned_m"] == pytest.approx(500, rel=1e-3)
    assert "line_above_county" in codes(result)


def test_a_city_that_stands_for_its_counties_is_a_leaf():
    result = measured(store_of(Pen().segment(1000, region="330200"), region="330200"), "330200")
    assert [(row["region"], row["leaf"], row["level"]) for row in result.body["by_region"]] == [
        ("330200", True, "city")
    ]
    assert result.body["unassigned_m"] == 0.0


def test_a_county_that_is_not_listed_lies_where_its_digits_say():
    store = store_of(Pen().segment(1000, region="330212"), region="330200")
    assert [(r["region"], r["level"]) for r in measured(store, "330200").body["by_region"]] == [("330212", "county")]
    assert set(rows(measured(store, "330000").body)) == {"330200", "330212"}


def test_segments_without_a_code_are_unassigned_in_the_city_and_open_in_the_county():
    store = store_of(Pen().segment(1000).segment(1000, type="A_DIKE").segment(2000, region=None))
    city = measured(store)
    assert city.body["unassigned_m"] == pytest.approx(2000, rel=1e-3)
    assert note(city, "line_without_region")["length_m"] == city.body["unassigned_m"]
    assert city.body["mainland"]["total_m"] == pytest.approx(4000, rel=1e-3)
    county = measured(store, "330327")
    assert county.body["mainland"]["total_m"] == pytest.approx(2000, rel=1e-3)
    assert county.body["mainland"]["rate_range"] == [0.5, 0.75]
    assert note(county, "line_may_lie_here")["length_m"] == pytest.approx(2000, rel=1e-3)
    assert county.body["floors"][0]["slack_range_m"][0] < county.body["floors"][0]["slack_range_m"][1]


def test_a_retired_code_is_grouped_under_its_successor():
    result = measured(store_of(Pen().segment(1000, region="330322", kind="island").segment(500, region="330305")))
    assert list(rows(result.body)) == ["330305"]
    assert note(result, "region_code_succeeded")["successor"] == "330305"
    alone = measured(store_of(Pen().segment(1000, region="330322", kind="island")), "330305")
    assert alone.body["islands"]["total_m"] == pytest.approx(1000, rel=1e-3)


def test_before_its_successor_a_code_stands_for_itself():
    result = measured(
        store_of(Pen().segment(1000, region="330322"), effective_from=date(2010, 1, 1)), "330322", date(2014, 6, 1)
    )
    assert list(rows(result.body)) == ["330322"]
    assert "region_code_succeeded" not in codes(result)


def test_a_province_of_which_one_city_is_held_has_lengths_but_no_rate():
    result = measured(store_of(two_counties()), "330000")
    mainland = result.body["mainland"]
    assert mainland["total_m"] == pytest.approx(6000, rel=1e-3)
    assert (mainland["rate"], mainland["rate_range"]) == (None, [0.0, 1.0])
    missing = note(result, "region_partly_covered")["missing"].split(", ")
    assert missing == ["330100", "330200", "330400", "330600", "330900", "331000"]
    assert rows(result.body)["330300"]["mainland"]["rate"] == 0.5
    assert result.body["floors"][0]["slack_range_m"] is None


def test_a_city_held_by_one_county_names_the_others():
    result = measured(store_of(Pen().segment(1000), region="330327"))
    assert result.body["mainland"]["rate"] is None
    assert note(result, "region_partly_covered")["missing"].startswith("330303, 330305, 330326")
    assert measured(store_of(Pen().segment(1000), region="330327"), "330327").body["mainland"]["rate"] == 1.0


def test_coastal_counties_without_a_segment_are_named():
    result = measured(store_of(two_counties()))
    assert note(result, "coast_without_segments")["regions"] == "330303, 330305, 330381, 330382, 330383"
    assert result.body["mainland"]["rate"] == 0.5


def test_a_region_without_a_coast_is_not_applicable():
    body = measured(store_of(Pen().segment(1000)), "330800").body
    assert not body["applicable"]
    assert body["mainland"]["total_m"] is None
    assert body["unassigned_m"] is None
    assert body["editions"] == []


def test_segments_coded_to_a_region_without_a_coast_are_still_measured():
    body = measured(store_of(Pen().segment(1000, region="330304")), "330304").body
    assert body["applicable"]
    assert body["mainland"]["rate"] == 1.0


def test_one_clear_answer_to_a_region_or_day_that_cannot_be():
    store = store_of(Pen().segment(1000))
    with pytest.raises(NotFound, match="999999"):
        measured(store, "999999")
    with pytest.raises(BadInput, match="330305"):
        measured(store, "330322")
    with pytest.raises(NoEditions, match="2020-01-01"):
        measured(store, "330300", date(2019, 12, 31))
    with pytest.raises(NoEditions, match="331000"):
        measured(store, "331000")
    with pytest.raises(NoEditions):
        measured(MemoryStore())
    with pytest.raises(BadInput, match="cn-2017"):
        measured(store, method="cn-1917")


def test_an_edition_with_no_segment_is_a_full_answer():
    body = measured(store_of([])).body
    assert (body["mainland"]["total_m"], body["mainland"]["rate"]) == (0.0, None)
    assert body["by_region"] == []


def test_bays_and_islands_are_grouped_by_their_names():
    pen = Pen().segment(1000, bay="乐清湾").segment(1000, bay="乐清湾", type="A_DIKE").segment(500)
    pen.segment(300, kind="island", island="大屿").segment(100, kind="island", island="大屿", type="A_PORT")
    pen.segment(200, kind="island", island="大屿", region="330326").segment(50, kind="island")
    body = measured(store_of(pen)).body
    assert [(row["bay"], row["mainland"]["rate"]) for row in body["by_bay"]] == [("乐清湾", 0.5)]
    assert body["without_bay_m"] == pytest.approx(1150, rel=1e-3)
    assert [(r["island"], r["region"], r["rate"]) for r in body["by_island"]] == [
        ("大屿", "330326", 1.0),
        ("大屿", "330327", pytest.approx(0.75, abs=1e-5)),
    ]
    assert body["without_island_m"] == pytest.approx(50, rel=1e-3)


REGIONS = """version: "1"
source: invented
coast_source: invented
regions:
  - {code: "330000", name: {zh: 省, en: P}, level: province, coast: true}
  - {code: "330300", name: {zh: 市, en: C}, level: city, parent: "330000", coast: true}
  - {code: "330301", name: {zh: 旧, en: Old}, level: county, parent: "330300", coast: true, valid_to: 2018-12-31,
     successors: ["330302", "330303"]}
  - {code: "330302", name: {zh: 甲, en: A}, level: county, parent: "330300", coast: true, valid_from: 2019-01-01}
  - {code: "330303", name: {zh: 乙, en: B}, level: county, parent: "330300", coast: true, valid_from: 2019-01-01}
  - {code: "330304", name: {zh: 丙, en: D}, level: county, parent: "330300", coast: true}
"""


def test_a_divided_region_may_lie_in_each_of_its_successors_and_surely_above_them(tmp_path):
    path = tmp_path / "regions.yaml"
    path.write_text(REGIONS, encoding="utf-8")
    now, then = (Membership(load_regions(path), day) for day in (date(2020, 1, 1), date(2018, 1, 1)))
    old = ("330301", "330300")
    assert now.split("330301") == ("330302", "330303")
    assert [now.belongs(old, code) for code in ("330302", "330303", "330304")] == ["maybe", "maybe", "no"]
    assert [now.belongs(old, code) for code in ("330300", "330000")] == ["yes", "yes"]
    assert then.split("330301") == ()
    assert then.belongs(old, "330302") == "no"


def test_nothing_is_missing_where_every_county_on_the_coast_has_an_edition(tmp_path):
    path = tmp_path / "regions.yaml"
    path.write_text(REGIONS, encoding="utf-8")
    regions = Membership(load_regions(path), date(2020, 1, 1))
    assert regions.missing("330300", ["330302", "330303", "330304"]) == ()
    assert regions.missing("330300", ["330302", "330303"]) == ("330304",)
    assert regions.missing("330302", ["330000"]) == ()
    assert regions.missing("330300", []) == ("330300",)
