"""What one part of a region delivered is never shown as a figure of the whole."""

from datetime import date

import pytest
from measuring import TODAY, MemoryStore, ask
from world import box, definitions, line

from layers.regions import Region, Regions
from zoning.measures.question import AreasQuestion, BaysQuestion, BuffersQuestion, IndicatorsQuestion, ShorelineQuestion
from zoning.measures.shoreline.membership import Membership
from zoning.measures.wholeness import unspoken

WENZHOU, TAIZHOU, ZHEJIANG = "330300", "331000", "330000"
LAND, SEA = box(0, 0, 20_000, 20_000), box(20_000, 0, 40_000, 20_000)
EVERYWHERE = box(-50_000, -50_000, 50_000, 50_000)
RED = "ecological_red_line"


def segment(name, metres, region, **more):
    return name, line((0, 0), (metres, 0)), {"kind": "mainland", "type": "N_ROCK", "region": region, **more}


def coast(*codes, region):
    store = MemoryStore()
    store.add("coastline", [segment(code, 1000 + 10 * n, code) for n, code in enumerate(codes)], region=region)
    return store


def codes(body):
    return {note["code"] for note in body["notes"]}


def values(body, code):
    return [note["values"] for note in body["notes"] if note["code"] == code]


def shoreline(store, region=ZHEJIANG):
    return ask(store, ShorelineQuestion(region=region, as_of=TODAY)).body


class TestShoreline:
    @pytest.mark.parametrize("office", [WENZHOU, ZHEJIANG])
    def test_two_cities_of_a_province_are_not_its_rate(self, office):
        body = shoreline(coast("330303", "331081", region=office))
        assert body["mainland"]["total_m"] > 1000.0
        assert (body["mainland"]["rate"], body["mainland"]["rate_range"]) == (None, [0.0, 1.0])
        assert body["floors"][0]["slack_m"] is None
        (said,) = values(body, "region_partly_covered")
        assert "330200" in said["missing"]

    def test_a_city_within_it_has_its_rate(self):
        body = shoreline(coast("330303", "331081", region=ZHEJIANG))
        rows = {row["region"]: row["mainland"]["rate"] for row in body["by_region"]}
        assert rows["330300"] == rows["331000"] == 1.0

    def test_line_without_a_code_may_be_of_any_city(self):
        store = MemoryStore()
        store.add("coastline", [segment("a", 1000, None)], region=ZHEJIANG)
        body = shoreline(store)
        assert body["mainland"]["rate"] == 1.0
        assert "coast_without_segments" not in codes(body)

    def test_a_merged_region_is_held_when_all_that_it_was_merged_from_are(self):
        listed = definitions().regions
        one, other, now = (
            Region(code=code, name=listed[WENZHOU].name, level="county", parent=WENZHOU, coast=True, **more)
            for code, more in (
                ("330398", {"valid_to": date(2020, 1, 1), "successors": ("330397",)}),
                ("330399", {"valid_to": date(2020, 1, 1), "successors": ("330397",)}),
                ("330397", {"valid_from": date(2020, 1, 2)}),
            )
        )
        regions = Regions(
            {c: listed[c] for c in (ZHEJIANG, WENZHOU)} | {r.code: r for r in (one, other, now)}, listed.file
        )
        assert unspoken(WENZHOU, ["330398"], regions, TODAY) == ("330397",)
        assert unspoken(WENZHOU, ["330398", "330399"], regions, TODAY) == ()
        assert Membership(regions, TODAY).missing(WENZHOU, ["330398"]) == ("330397",)


def admin(*codes):
    rows = []
    for place, code in enumerate(codes):
        west = place * 40_000
        rows.append((f"{code}l", box(west, 0, west + 20_000, 20_000), {"code": code, "part": "land"}))
        rows.append((f"{code}s", box(west + 20_000, 0, west + 40_000, 20_000), {"code": code, "part": "sea"}))
    return rows


class TestAreas:
    def store(self, rows, office):
        store = MemoryStore()
        store.add("admin_area", rows, region=office)
        red = box(1000, 1000, 5000, 5000)
        everywhere = box(-1000, -1000, 400_000, 30_000)
        store.add(RED, [("r", red, {"part": "land"})], region=office, coverage=everywhere)
        return store

    def row(self, body, region, part="land"):
        (found,) = (row for row in body["by_region"] if (row["region"], row["part"]) == (region, part))
        return found["layers"][0]

    def asked(self, store, region=ZHEJIANG, **more):
        return ask(store, AreasQuestion(region=region, as_of=TODAY, layers=(RED,), **more)).body

    @pytest.mark.parametrize("office", [WENZHOU, ZHEJIANG])
    def test_the_share_of_one_city_is_no_share_of_the_province(self, office):
        body = self.asked(self.store(admin("330303"), office))
        province = self.row(body, ZHEJIANG)
        assert province["area_m2"] == pytest.approx(16e6, rel=0.01)
        assert (province["share"], province["at_least"], province["status"]) == (None, True, "partly")
        assert self.row(body, "330303")["share"] == pytest.approx(0.04, rel=0.01)
        assert any("331000" in said["missing"] for said in values(body, "region_not_whole"))

    def test_two_layers_together_have_none_either(self):
        store = self.store(admin("330303"), ZHEJIANG)
        store.add("protected_area", [("p", box(0, 0, 100, 100), {})], coverage=EVERYWHERE, region=ZHEJIANG)
        body = ask(store, AreasQuestion(region=ZHEJIANG, as_of=TODAY, layers=(RED, "protected_area"))).body
        assert body["together"]["land"]["share"] is None
        assert body["together"]["land"]["status"] == "partly"

    def test_not_less_cannot_be_said_of_it(self):
        store = self.store(admin("330303"), WENZHOU)
        body = self.asked(store, since=date(2021, 1, 1))
        (layer,) = body["changes"]["layers"]
        assert layer["non_decrease"]["land"]["holds"] is None
        assert "boundary_incomplete" in layer["non_decrease"]["land"]["reasons"]

    def test_with_its_own_outline_the_province_is_whole(self):
        rows = [*admin("330303"), ("pl", box(0, 0, 20_000, 20_000), {"code": ZHEJIANG, "part": "land"})]
        body = self.asked(self.store(rows, ZHEJIANG))
        assert self.row(body, ZHEJIANG)["share"] == pytest.approx(0.04, rel=0.01)

    def test_counties_without_an_outline_are_named(self):
        (said,) = values(self.asked(self.store(admin("330303"), WENZHOU), WENZHOU), "areas_counties_without_outline")
        assert "330302" in said["counties"]
        assert "330303" not in said["counties"]

    def test_inland_cities_do_not_count_for_the_sea(self):
        cities = ("330100", "330200", "330400", "330600", "330900", "330303", "331081")
        body = self.asked(self.store(admin(*cities), ZHEJIANG))
        assert self.row(body, ZHEJIANG)["share"] is None  # 330500, 330700, 330800, 331100 have land
        assert [said["region"] for said in values(body, "region_not_whole")] == [f"{ZHEJIANG} (land)"]
        assert self.row(body, ZHEJIANG, "sea")["share"] is not None

    def test_without_any_boundary_it_is_said_that_the_layer_is_of_one_city(self):
        store = MemoryStore()
        store.add(RED, [("r", LAND, {"part": "land"})], region=WENZHOU)
        body = self.asked(store)
        (said,) = values(body, "region_not_whole")
        assert said["layer"] == RED

    def test_an_indicator_of_the_province_is_not_computed_from_it(self):
        store = self.store(admin("330303"), ZHEJIANG)
        rows = {
            row["id"]: row for row in ask(store, IndicatorsQuestion(region=ZHEJIANG, as_of=TODAY)).body["indicators"]
        }
        assert rows["zhejiang-red-line-share"]["value"] is None
        assert rows["zhejiang-spatial-red-line"]["state"] == "not_computable"


class TestBuffers:
    def body(self, office, region=ZHEJIANG, code="330302"):
        store = MemoryStore()
        bank = {"water_body": "河", "role": "left", "region": code, "required_width_m": 30.0}
        store.add("water_line", [("w", line((0, 0), (1000, 0)), bank)], region=office, coverage=EVERYWHERE)
        strip = {"water_body": "河", "status": "delimited", "year": 2022, "width_m": 20.0}
        store.add("buffer_strip", [("s", box(0, 0, 400, 40), strip)], region=office, coverage=EVERYWHERE)
        return ask(store, BuffersQuestion(region=region, as_of=TODAY)).body

    @pytest.mark.parametrize("office", [WENZHOU, ZHEJIANG])
    def test_lengths_of_one_city_are_at_least_and_no_share_is_given(self, office):
        body = self.body(office)
        delimited, restored, _ = body["statuses"]
        assert delimited["bank"]["length_m"] == pytest.approx(400, rel=1e-3)
        assert delimited["at_least"] is True
        assert delimited["widths"]["share_meeting"] is None
        assert delimited["widths"]["share_meeting_range"] is None
        assert delimited["widths"]["share_declared_met"] is None
        assert restored["bank"]["length_m"] is None  # not 0: nobody says so of the other cities
        assert values(body, "region_not_whole")

    def test_of_the_city_itself_they_are_the_figure(self):
        delimited, restored, _ = self.body(WENZHOU, WENZHOU)["statuses"]
        assert delimited["at_least"] is False
        assert delimited["widths"]["share_meeting"] == 1.0
        assert restored["bank"]["length_m"] == 0.0


class TestBays:
    def body(self, office, region=ZHEJIANG):
        store = MemoryStore()
        bay = {"code": "B", "name": "甲湾", "status": "built", "built_on": "2024-01-01", "region": "330303"}
        store.add("bay", [("B", LAND, bay)], region=office)
        store.add("coastline", [segment("a", 1000, "330303", bay="B"), segment("b", 3000, "330326")], region=office)
        return ask(store, BaysQuestion(region=region, as_of=TODAY)).body

    @pytest.mark.parametrize("office", [WENZHOU, ZHEJIANG])
    def test_the_bays_of_one_city_are_at_least_and_have_no_share(self, office):
        built = self.body(office)["built"]
        assert (built["count"], built["at_least"], built["share"], built["mainland_m"]) == (1, True, None, None)

    def test_of_the_city_itself_they_are_the_figure(self):
        built = self.body(WENZHOU, WENZHOU)["built"]
        assert (built["count"], built["at_least"]) == (1, False)
        assert built["share"] == pytest.approx(0.25, rel=1e-3)

    def test_an_undated_bay_does_not_make_the_count_of_the_province_known(self):
        store = MemoryStore()
        rows = [
            (name, LAND, {"code": name, "name": name, "status": "built", "region": "330303", "built_on": day})
            for name, day in (("B", "2024-01-01"), ("C", None))
        ]
        store.add("bay", rows, region=WENZHOU)
        store.add("coastline", [segment("a", 1000, "330303", bay="B")], region=WENZHOU)
        found = ask(store, IndicatorsQuestion(region=ZHEJIANG, as_of=TODAY)).body["indicators"]
        row = next(row for row in found if row["id"] == "zhejiang-beautiful-bays")
        assert (row["value"], row["value_range"], row["state"]) == (None, None, "not_computable")

    def test_a_bay_in_the_editions_of_its_city_and_its_county_is_counted_once(self):
        store = MemoryStore()
        bay = {"code": "B", "name": "甲湾", "status": "built", "built_on": "2024-01-01", "region": "330303"}
        for office in (WENZHOU, "330303"):
            store.add("bay", [("B", LAND, bay)], region=office)
        store.add("coastline", [segment("a", 1000, "330303")], region=WENZHOU)
        body = ask(store, BaysQuestion(region=WENZHOU, as_of=TODAY)).body
        assert (body["built"]["count"], body["built"]["at_least"]) == (1, True)
        assert values(body, "bays_units_recurring") == [{"bays": "B"}]

    def test_a_retired_code_stands_under_its_successor(self):
        store = MemoryStore()
        store.add("bay", [], region=WENZHOU)
        store.add("coastline", [segment("a", 1000, "330322"), segment("b", 500, "330305")], region=WENZHOU)
        body = ask(store, BaysQuestion(region=WENZHOU, as_of=TODAY)).body
        assert [row["region"] for row in body["by_region"]] == ["330305"]
