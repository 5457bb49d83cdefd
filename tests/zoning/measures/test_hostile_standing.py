"""Two editions that speak of one place: the higher standing counts, and nothing is counted twice in silence."""

from datetime import date

import pytest
from measuring import TODAY, MemoryStore, ask
from world import box, line

from zoning.measures.question import (
    AreasQuestion,
    BaysQuestion,
    BuffersQuestion,
    IndicatorsQuestion,
    ShorelineChangesQuestion,
    ShorelineQuestion,
)

WENZHOU, COUNTY = "330300", "330303"
EVERYWHERE = box(-90_000, -90_000, 90_000, 90_000)


def segment(name, metres, type_="N_ROCK", region=COUNTY, y=0.0, **more):
    return name, line((0, y), (metres, y)), {"kind": "mainland", "type": type_, "region": region, **more}


def shoreline(store, region=WENZHOU, **more):
    return ask(store, ShorelineQuestion(region=region, as_of=TODAY, **more)).body


def codes(body):
    return {note["code"] for note in body["notes"]}


@pytest.mark.parametrize("coverage", [None, EVERYWHERE])
def test_a_statutory_shore_without_coverage_takes_the_place_of_an_illustrative_one(coverage):
    store = MemoryStore()
    store.add("coastline", [segment("a", 1000, "A_DIKE")], coverage=coverage)
    store.add("coastline", [segment("a", 1000, y=3)], standing="statutory")
    body = shoreline(store)
    assert body["mainland"]["total_m"] == pytest.approx(1000, rel=1e-3)
    assert body["mainland"]["rate"] == 1.0
    assert [edition["status"] for edition in body["editions"]] == ["statutory"]


def test_a_statutory_county_takes_its_place_in_an_illustrative_city_by_code():
    store = MemoryStore()
    store.add("coastline", [segment("a", 1000, "A_DIKE"), segment("b", 500, region="330326", y=90)])
    store.add("coastline", [segment("a", 1000, y=3)], region=COUNTY, standing="statutory")
    body = shoreline(store)
    rows = {row["region"]: row["mainland"] for row in body["by_region"]}
    assert rows[COUNTY]["total_m"] == pytest.approx(1000, rel=1e-3)
    assert rows[COUNTY]["rate"] == 1.0
    assert len(body["editions"]) == 2


def test_an_illustrative_red_line_adds_nothing_to_a_statutory_one():
    store = MemoryStore()
    store.add("admin_area", [("a", box(0, 0, 10_000, 10_000), {"code": COUNTY, "part": "land"})])
    store.add("ecological_red_line", [("r", box(0, 0, 5000, 5000), {"part": "land"})], coverage=EVERYWHERE)
    store.add("ecological_red_line", [("s", box(6000, 6000, 7000, 7000), {"part": "land"})], standing="statutory")
    body = ask(store, AreasQuestion(region=WENZHOU, as_of=TODAY, layers=("ecological_red_line",))).body
    assert body["layers"][0]["area_m2"] == pytest.approx(1e6, rel=0.01)
    assert body["by_region"][0]["layers"][0]["share"] is None


class TestCityAndCountyOfOneStanding:
    def store(self, **county):
        store = MemoryStore()
        store.add("coastline", [segment("a", 1000, "A_DIKE"), segment("b", 500, region="330326", y=90)])
        store.add("coastline", [segment("a", 1000, y=3)], region=COUNTY, **county)
        return store

    @pytest.mark.parametrize("county", [{}, {"coverage": EVERYWHERE}])
    def test_there_is_no_rate_where_both_hold_line(self, county):
        body = shoreline(self.store(**county))
        assert body["mainland"]["rate"] is None
        assert body["floors"][0]["slack_range_m"] is None
        assert "region_spoken_twice" in codes(body)
        rows = {row["region"]: row["mainland"]["rate"] for row in body["by_region"]}
        assert rows == {COUNTY: None, "330326": 1.0}

    def test_nor_is_a_target_decided(self):
        rows = ask(self.store(), IndicatorsQuestion(region=WENZHOU, as_of=TODAY)).body["indicators"]
        assert {
            row["state"] for row in rows if row["measured_by"] and row["measured_by"]["measure"] == "shoreline"
        } <= {
            "no_baseline",
            "not_computable",
        }

    def test_nor_a_share_of_bays(self):
        store = self.store()
        store.add(
            "bay", [("B", EVERYWHERE, {"code": "B", "status": "built", "built_on": "2024-01-01", "region": COUNTY})]
        )
        store.add("coastline", [segment("a", 1000, bay="B")], region="330381")
        built = ask(store, BaysQuestion(region=WENZHOU, as_of=TODAY)).body["built"]
        assert (built["share"], built["share_range"]) == (None, None)

    def test_changes_are_not_comparable(self):
        store = self.store(effective_from=date(2024, 1, 1))
        question = ShorelineChangesQuestion(region=WENZHOU, as_of=TODAY, since=date(2021, 1, 1))
        body = ask(store, question).body
        assert body["conclusion"] == "not_comparable"
        assert "region_spoken_twice" in {reason["code"] for reason in body["reasons"]}

    def test_each_speaking_of_its_own_counties_they_are_one_shore(self):
        store = MemoryStore()
        store.add("coastline", [segment("b", 500, "A_DIKE", region="330326", y=90)])
        store.add("coastline", [segment("a", 1500, y=3)], region=COUNTY)
        assert shoreline(store)["mainland"]["rate"] == pytest.approx(0.75, abs=1e-5)


def test_banks_of_two_editions_have_no_bank_length():
    store = MemoryStore()
    bank = {"water_body": "河", "role": "left", "region": "330302"}
    store.add("water_line", [("w", line((0, 0), (1000, 0)), bank)])
    store.add("water_line", [("w", line((0, 0), (1000, 0)), bank)], region="330302")
    strip = {"water_body": "河", "status": "delimited"}
    store.add("buffer_strip", [("s", box(0, 0, 400, 40), strip)], coverage=EVERYWHERE)
    body = ask(store, BuffersQuestion(region=WENZHOU, as_of=TODAY)).body
    assert body["statuses"][0]["bank"]["length_m"] is None
    assert body["statuses"][0]["headline"]["length_m"] is None
    assert "region_spoken_twice" in codes(body)
