"""Banks and strips drawn to mislead: wrong direction, doubled, of other regions' editions."""

import pytest
import shapely
from measuring import TODAY, MemoryStore, ask
from metres import box, line

from zoning.measures.question import AreasQuestion, BuffersQuestion, IndicatorsQuestion, ShorelineQuestion

EVERYWHERE = shapely.box(120, 27, 121, 28)
RING = line((0, 0), (0, 500), (500, 500), (500, 0), (0, 0))  # clockwise: the water lies to its right
AROUND = box(-30, -30, 530, 530).difference(box(0, 0, 500, 500))


def bank(geometry, role="left", **more):
    return geometry, {"water_body": "河", "role": role, "region": "330302", **more}


def strip(geometry, status="delimited", **more):
    return geometry, {"water_body": "河", "status": status, "year": 2022, **more}


def world(banks, strips, *, strips_of="330300"):
    store = MemoryStore()
    for layer, rows, region in (("water_line", banks, "330300"), ("buffer_strip", strips, strips_of)):
        features = [(f"{layer[0]}{i:02d}", *row) for i, row in enumerate(rows)]
        store.add(layer, features, coverage=EVERYWHERE, region=region)
    return store


def measured(store, region="330300"):
    return ask(store, BuffersQuestion(region=region, as_of=TODAY)).body


def codes(body):
    return {note["code"] for note in body["notes"]}


def test_a_ring_drawn_the_wrong_way_round_says_that_its_strips_lie_on_the_water():
    body = measured(world([bank(RING.reverse(), "ring")], [strip(AROUND)]))
    assert body["statuses"][0]["bank"]["length_m"] == 0.0
    assert [one["reason"] for one in body["unattached"]["listed"]] == ["water_side"]
    assert "buffer_strips_water_side" in codes(body)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_where_a_ring_starts_changes_nothing(turns):
    corners = list(RING.coords)[:-1]
    ring = shapely.LineString([*corners[turns:], *corners[:turns], corners[turns]])
    one = measured(world([bank(ring, "ring")], [strip(AROUND)]))["statuses"][0]
    assert one["bank"]["ring_m"] == pytest.approx(2000.0, abs=0.01)
    assert one["gaps"]["count"] == 0


def test_doubled_banks_decide_no_target():
    left = line((0, 0), (60_000, 0))
    strips = [strip(box(0, 0, 60_000, 30), "built")]
    store = world([bank(left), bank(left), bank(line((0, -40), (60_000, -40)), "centre")], strips)
    rows = ask(store, IndicatorsQuestion(region="330300", as_of=TODAY)).body["indicators"]
    row = next(row for row in rows if row["id"] == "wenzhou-buffer-built")  # 100 km; drawn twice the bank has 120
    assert row["state"] == "not_computable"
    assert row["value_range"][0] == pytest.approx(60, rel=1e-2)
    assert "indicator_line_twice" in {one["code"] for one in row["missing"]}


@pytest.mark.parametrize("apart", [0.0, 1.0, 4.0])
def test_a_bank_drawn_twice_beside_itself_is_told(apart):
    store = world([bank(line((0, 0), (1000, 0))), bank(line((0, apart), (1000, apart)))], [strip(box(0, 5, 400, 30))])
    (said,) = [note["values"] for note in measured(store)["notes"] if note["code"] == "buffer_banks_doubled"]
    assert said["length_m"] == pytest.approx(1000, rel=0.01)


def test_banks_that_follow_on_one_another_are_not_doubled():
    store = world([bank(line((0, 0), (500, 0))), bank(line((500, 0), (1000, 20)))], [strip(box(0, 0, 400, 30))])
    assert "buffer_banks_doubled" not in codes(measured(store))


def test_a_figure_names_the_editions_of_other_regions_that_it_counts():
    store = world([bank(line((0, 0), (1000, 0)))], [strip(box(0, 0, 400, 30))], strips_of="331000")
    store.add("buffer_strip", [], region="330300")
    body = measured(store)
    assert body["statuses"][0]["bank"]["length_m"] == pytest.approx(400, abs=0.01)
    assert ("buffer_strip", "331000") in {(one["layer"], one["region"]) for one in body["editions"]}


def test_so_does_a_shore_with_line_from_the_neighbour_s_edition():
    store = MemoryStore()
    shore = {"kind": "mainland", "type": "N_ROCK", "region": "330303"}
    store.add("coastline", [("a", line((0, 0), (100, 0)), shore)])
    store.add("coastline", [("b", line((0, 9), (100, 9)), shore)], region="331000")
    body = ask(store, ShorelineQuestion(region="330300", as_of=TODAY)).body
    assert [one["region"] for one in body["editions"]] == ["330300", "331000"]


def test_and_an_area_with_ground_from_it():
    store = MemoryStore()
    store.add("admin_area", [("a", box(0, 0, 1000, 1000), {"code": "330303", "part": "land"})])
    store.add("wetland", [], region="330300", coverage=box(0, 0, 10, 10))
    store.add("wetland", [("w", box(500, 500, 5000, 5000), {})], region="331000")
    body = ask(store, AreasQuestion(region="330300", as_of=TODAY, layers=("wetland",))).body
    assert {one["region"] for one in body["editions"] if one["layer"] == "wetland"} == {"330300", "331000"}
