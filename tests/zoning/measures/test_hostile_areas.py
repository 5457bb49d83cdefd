"""Areas made to mislead: outlines that overlap, ground coded to the wrong part."""

import pytest
import shapely
from measuring import TODAY, MemoryStore, ask
from world import box

from zoning.measures.question import AreasQuestion

RED = "ecological_red_line"
EVERYWHERE = shapely.box(119, 27, 122, 29)


def measured(units, reds):
    store = MemoryStore()
    store.add("admin_area", [(f"{code}{part}", shape, {"code": code, "part": part}) for code, part, shape in units])
    store.add(RED, [(f"r{n}", shape, {"part": part}) for n, (part, shape) in enumerate(reds)], coverage=EVERYWHERE)
    return ask(store, AreasQuestion(region="330300", as_of=TODAY, layers=(RED,))).body


def held(body, region, part="land"):
    (row,) = (row for row in body["by_region"] if (row["region"], row["part"]) == (region, part))
    return row["layers"][0]


def note(body, code):
    return next((one["values"] for one in body["notes"] if one["code"] == code), None)


def test_counties_that_overlap_give_no_share_of_the_city():
    units = [("330302", "land", box(0, 0, 3000, 1000)), ("330303", "land", box(2000, 0, 4000, 1000))]
    body = measured(units, [("land", box(2000, 0, 3000, 1000))])  # truly a quarter of the ground, not two fifths
    assert held(body, "330300")["share"] is None
    assert held(body, "330302")["share"] == pytest.approx(1 / 3, abs=1e-4)
    assert note(body, "areas_units_overlap") is not None


def test_land_and_sea_that_overlap_leave_the_share_of_either():
    units = [("330303", "land", box(0, 0, 2000, 1000)), ("330303", "sea", box(1000, 0, 4000, 1000))]
    body = measured(units, [("land", box(0, 0, 1000, 1000))])
    assert held(body, "330300")["share"] == pytest.approx(0.5, abs=1e-4)


def test_a_red_line_of_the_land_that_lies_at_sea_is_told():
    units = [("330303", "land", box(0, 0, 1000, 1000)), ("330303", "sea", box(1000, 0, 2000, 1000))]
    body = measured(units, [("land", box(1200, 200, 1700, 700)), ("land", box(0, 0, 100, 100))])
    assert held(body, "330303", "sea")["area_m2"] == pytest.approx(250_000, rel=0.01)
    said = note(body, "areas_part_differs")
    assert (said["region"], said["part"]) == ("330303", "sea")
    assert said["area_m2"] == pytest.approx(250_000, rel=0.01)


def test_one_that_lies_where_it_says_is_not():
    units = [("330303", "land", box(0, 0, 1000, 1000)), ("330303", "sea", box(1000, 0, 2000, 1000))]
    body = measured(units, [("land", box(200, 200, 700, 700)), ("sea", box(1200, 200, 1700, 700))])
    assert note(body, "areas_part_differs") is None


def test_layers_together_that_do_not_answer_hold_an_unknown_area_and_not_none():
    store, elsewhere = MemoryStore(), box(50_000, 0, 51_000, 1000)
    store.add("admin_area", [("a", box(0, 0, 3000, 1000), {"code": "330302", "part": "land"})])
    store.add(RED, [("r", elsewhere, {"part": "land"})], coverage=elsewhere)
    store.add("water_source_zone", [("w", elsewhere, {"level": "1"})], coverage=elsewhere)
    asked = AreasQuestion(region="330302", as_of=TODAY, layers=(RED, "water_source_zone"))
    land = ask(store, asked).body["together"]["land"]
    assert land == {"status": "not_covered", "area_m2": None, "sum_of_layers_m2": None, "share": None}
