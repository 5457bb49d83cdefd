"""What layers lost and gained between two days, and whether "not less than" holds."""

from datetime import date

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import TODAY, MemoryStore, ask
from world import EAST, NORTH

from layers.geodesy import area
from zoning.measures.areas.ledger import is_thin
from zoning.measures.question import AreasQuestion

RED = "ecological_red_line"
LAND = shapely.box(120.0, 27.6, 120.4, 28.0)
SEA = shapely.box(120.4, 27.6, 120.8, 28.0)
ALL = LAND | SEA
SINCE, TURN = date(2021, 1, 1), date(2024, 1, 1)


def zone(west, south, east, north):
    """A rectangle by metres from (120.2, 27.8)."""
    return shapely.box(120.2 + west * EAST, 27.8 + south * NORTH, 120.2 + east * EAST, 27.8 + north * NORTH)


def m2(geometry):
    return float(area(geometry)[0])


def store_of(before, after, *, old=None, new=None):
    store = MemoryStore()
    land, sea = {"code": "330303", "part": "land"}, {"code": "330303", "part": "sea"}
    store.add("admin_area", [("330303:land", LAND, land), ("330303:sea", SEA, sea)])
    store.add(RED, before, **{"coverage": ALL, **(old or {})})
    store.add(RED, after, **{"coverage": ALL, "effective_from": TURN, **(new or {})})
    return store


def changed(store, **more):
    body = ask(store, AreasQuestion(region="330300", as_of=TODAY, layers=(RED,), since=SINCE, **more)).body
    return body, body["changes"]["layers"][0]


def feature(name, geometry, part="land"):
    return name, geometry, {"part": part}


def test_lost_and_gained_pieces_are_located_and_close():
    before, after = zone(0, 0, 1000, 1000), zone(200, 0, 1300, 1000)
    _, one = changed(store_of([feature("a", before)], [feature("a", after)]))
    total = one["total"]
    assert total["lost_m2"] == pytest.approx(m2(before - after), abs=0.01)
    assert total["gained_m2"] == pytest.approx(m2(after - before), abs=0.01)
    assert total["after_m2"] - total["before_m2"] == pytest.approx(total["gained_m2"] - total["lost_m2"], abs=0.02)
    assert [(p["change"], p["region"], p["part"]) for p in one["pieces"]] == [
        ("gained", "330303", "land"),
        ("lost", "330303", "land"),
    ]


def test_ground_that_changed_its_class_is_lost_in_one_gained_in_the_other_and_neither_over_all():
    ground = zone(0, 0, 1000, 1000)
    _, one = changed(store_of([feature("a", ground, "land")], [feature("a", ground, "sea")]))
    by_class = {entry["class"]: entry for entry in one["entries"] if entry["over"] == "class"}
    whole = next(entry for entry in one["entries"] if entry["over"] == "classes")
    assert by_class["land"]["lost_m2"] == by_class["sea"]["gained_m2"] == pytest.approx(m2(ground), abs=0.01)
    assert (whole["lost_m2"], whole["gained_m2"]) == (0.0, 0.0)
    assert one["non_decrease"]["land"]["holds"] is True


def test_pieces_thinner_than_the_coarser_accuracy_are_slivers_summed_apart():
    before, after = zone(0, 0, 1000, 1000), zone(0, 0, 1003, 1000)
    _, one = changed(store_of([feature("a", before)], [feature("a", after)], old={"accuracy_m": 5.0}))
    assert one["sliver_below_m"] == 5.0
    assert one["pieces"] == []
    assert one["total"]["slivers"] == 1
    assert one["total"]["sliver_gained_m2"] == one["total"]["gained_m2"] == pytest.approx(3000, rel=0.01)


def test_the_evidence_of_changes_holds_slivers_too():
    before, after = zone(0, 0, 1000, 1000), zone(0, 0, 1003, 1000)
    store = store_of([feature("a", before)], [feature("a", after)], old={"accuracy_m": 5.0})
    result = ask(store, AreasQuestion(region="330300", as_of=TODAY, layers=(RED,), since=SINCE))
    changes = result.evidence()[1]
    assert [(row[3], row[4]) for row in changes.table.rows] == [("gained", True)]
    assert m2(changes.geometries[0]) == pytest.approx(3000, rel=0.01)


@pytest.mark.parametrize(
    ("piece", "thin"),
    [
        (zone(0, 0, 1000, 1.9), True),
        (zone(0, 0, 1000, 2.1), False),
        (zone(0, 0, 1.5, 1.5), True),
        (shapely.union_all([zone(0, 0, 1000, 1), zone(500, 0, 503, 3)]), False),
        (zone(0, 0, 100, 100) - zone(1, 1, 99, 99), True),
    ],
)
def test_a_piece_is_thin_where_no_disc_of_that_width_finds_room(piece, thin):
    assert is_thin(piece, 2.0) is thin


def test_not_less_than_fails_by_a_square_metre_in_a_thousand_square_kilometres():
    before = LAND - zone(0, 0, 1, 1)
    after = LAND - zone(0, 0, 1, 2)
    _, one = changed(store_of([feature("a", before)], [feature("a", after)]))
    check = one["non_decrease"]["land"]
    assert check["before_m2"] > 1e9
    assert check["slack_m2"] == pytest.approx(-1.0, rel=0.01)
    assert (check["state"], check["holds"]) == ("compared", False)


def test_the_same_ground_in_other_pieces_has_not_decreased():
    ground = zone(0, 0, 1000.3, 777.7)
    halves = [feature("a", zone(0, 0, 333.3, 777.7)), feature("b", ground - zone(0, 0, 333.3, 777.7))]
    _, one = changed(store_of([feature("a", ground)], halves))
    assert one["non_decrease"]["land"] == {
        "state": "compared",
        "before_m2": one["total"]["before_m2"],
        "after_m2": one["total"]["after_m2"],
        "slack_m2": 0.0,
        "holds": True,
        "reasons": [],
    }


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ({"source": "re-delimitation of 2022"}, "source"),
        ({"accuracy_m": 10.0}, "accuracy_m"),
        ({"standing": "draft"}, "standing"),
    ],
)
def test_editions_of_another_version_are_not_comparable_and_say_in_what(new, reason):
    ground = zone(0, 0, 1000, 1000)
    old = {"effective_from": date(2020, 1, 1), **({"standing": "illustrative"} if "standing" in new else {})}
    body, one = changed(store_of([feature("a", ground)], [feature("a", zone(0, 0, 900, 1000))], old=old, new=new))
    check = one["non_decrease"]["land"]
    assert (check["state"], check["holds"]) == ("not_comparable", None)
    assert reason in check["reasons"]
    assert check["slack_m2"] < 0.0
    assert "areas_not_comparable" in [note["code"] for note in body["notes"]]


def test_a_unit_not_answered_on_one_day_is_not_comparable():
    ground = zone(0, 0, 1000, 1000)
    west = shapely.box(120.0, 27.6, 120.3, 28.0)
    _, one = changed(store_of([feature("a", ground)], [feature("a", ground)], old={"coverage": west}))
    check = one["non_decrease"]["land"]
    assert (check["state"], check["holds"], check["reasons"]) == ("not_comparable", None, ["coverage"])


def test_a_region_without_sea_has_no_check_there():
    store = MemoryStore()
    store.add("admin_area", [("330303:land", LAND, {"code": "330303", "part": "land"})])
    store.add(RED, [feature("a", zone(0, 0, 10, 10))], coverage=LAND)
    store.add(RED, [feature("a", zone(0, 0, 10, 10))], coverage=LAND, effective_from=TURN)
    _, one = changed(store)
    assert one["non_decrease"]["sea"]["state"] == "not_applicable"
    assert one["non_decrease"]["sea"]["holds"] is None


def test_without_boundaries_the_change_is_given_and_nothing_concluded():
    store = MemoryStore()
    store.add(RED, [feature("a", zone(0, 0, 100, 100))], coverage=ALL)
    store.add(RED, [feature("a", zone(0, 0, 100, 50))], coverage=ALL, effective_from=TURN)
    _, one = changed(store)
    assert one["total"]["lost_m2"] == pytest.approx(5000, rel=0.01)
    assert one["non_decrease"]["land"]["reasons"] == ["no_boundary"]


spots = st.lists(
    st.tuples(
        st.integers(-30, 30),
        st.integers(-30, 30),
        st.integers(1, 25),
        st.integers(1, 25),
        st.sampled_from(["land", "sea"]),
    ),
    min_size=0,
    max_size=5,
)


def drawn(chosen):
    return [
        feature(f"z{i}", zone(x * 900.5, y * 500.5, (x + w) * 900.5, (y + h) * 500.5), part)
        for i, (x, y, w, h, part) in enumerate(chosen)
    ]


@settings(max_examples=25, deadline=None)
@given(spots, spots)
def test_the_ledger_closes_in_every_unit_and_class(before, after):
    _, one = changed(store_of(drawn(before), drawn(after)))
    for entry in (one["total"], *one["entries"]):
        assert entry["after_m2"] - entry["before_m2"] == pytest.approx(
            entry["gained_m2"] - entry["lost_m2"], abs=0.05 + 1e-9 * entry["after_m2"]
        )
        assert entry["sliver_gained_m2"] <= entry["gained_m2"]
    listed = sum(piece["area_m2"] for piece in one["pieces"])
    by_class = [entry for entry in one["entries"] if entry["over"] == "class"]
    moved = sum(e["gained_m2"] + e["lost_m2"] - e["sliver_gained_m2"] - e["sliver_lost_m2"] for e in by_class)
    assert listed == pytest.approx(moved, abs=1.0)
