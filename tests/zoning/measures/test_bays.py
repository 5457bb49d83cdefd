"""Shoreline of beautiful bays: built by a date, never because somebody fosters them."""

from datetime import date

import demo_files
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import TODAY, MemoryStore, ask, measure_definitions
from pyproj import Geod
from world import box, definitions, line

from layers.errors import BadInput, NoEditions
from zoning.measures import presentation
from zoning.measures.bays.units import BayIndex, bay_units, state_on
from zoning.measures.question import BaysQuestion
from zoning.measures.rendering import render

DAY = date(2024, 6, 30)
AREA = box(0, 0, 1000, 1000)


def bay(code, name, status="built", **more):
    return code, AREA, {"code": code, "name": name, "status": status, "region": "330300", **more}


def shore(name, metres, bay_name=None, *, kind="mainland", region="330303", south=0.0):
    return name, line((0, south), (metres, south)), {"kind": kind, "region": region, "bay": bay_name}


def world(bays, segments, **edition):
    store = MemoryStore()
    store.add("bay", bays, **edition)
    store.add("coastline", segments, **edition)
    return store


def bays(store, region="330300", as_of=TODAY):
    return ask(store, BaysQuestion(region=region, as_of=as_of)).body


def codes(body):
    return [note["code"] for note in body["notes"]]


BUILT = {"listed_on": "2022-01-01", "built_on": "2024-06-30"}


def test_the_share_is_of_mainland_line_in_built_bays_alone():
    store = world(
        [bay("B1", "甲湾", **BUILT), bay("B2", "乙湾", "fostered", listed_on="2022-01-01")],
        [
            shore("a", 3000, "甲湾"),
            shore("b", 1000, "B1", south=10),
            shore("c", 4000, "乙湾", south=20),
            shore("d", 2000, south=30),
            shore("e", 9000, "甲湾", kind="island", south=40),
        ],
    )
    body = bays(store)
    assert body["built"]["count"] == 1
    assert body["built"]["built_m"] == pytest.approx(4000, rel=1e-3)
    assert body["built"]["islands_m"] == pytest.approx(9000, rel=1e-3)
    assert body["built"]["mainland_m"] == pytest.approx(10000, rel=1e-3)
    assert body["built"]["share"] == pytest.approx(0.4, abs=1e-5)
    assert body["built"]["share_range"] == [body["built"]["share"]] * 2
    assert body["without_bay"]["mainland_m"] == pytest.approx(2000, rel=1e-3)
    assert body["confidence"] == {"name": "H", "numerator": "M"}


def test_a_bay_is_built_from_the_day_of_its_notice_on():
    store = world([bay("B1", "甲湾", **BUILT)], [shore("a", 3000, "甲湾")])
    assert bays(store, as_of=DAY)["built"]["share"] == 1.0
    before = bays(store, as_of=date(2024, 6, 29))
    assert (before["built"]["count"], before["built"]["share"]) == (0, 0.0)
    assert before["bays"][0]["state"] == "listed"


@pytest.mark.parametrize(
    ("status", "listed", "built", "state"),
    [
        ("built", None, "2024-06-30", "built"),
        ("built", None, "2024-07-01", "undated"),
        ("built", "2020-01-01", "2024-07-01", "listed"),
        ("built", "2020-01-01", None, "built_undated"),
        ("fostered", "2020-01-01", None, "fostered"),
        ("fostered", "2020-01-01", "2024-01-01", "contradictory"),
        ("fostered", "2025-01-01", None, "not_yet"),
        ("listed", "2020-01-01", None, "listed"),
        ("listed", None, None, "undated"),
        (None, None, "2024-01-01", "built"),
    ],
)
def test_the_state_on_a_day_follows_from_the_dates(status, listed, built, state):
    assert state_on(status, listed, built, DAY) == state


@pytest.mark.parametrize(
    ("unit", "note"),
    [
        (bay("B1", "甲湾", listed_on="2022-01-01"), "bays_undated"),
        (bay("B1", "甲湾", "fostered", built_on="2023-01-01"), "bays_contradictory"),
    ],
)
def test_a_bay_that_may_be_built_is_not_counted_and_opens_the_share(unit, note):
    body = bays(world([unit], [shore("a", 1000, "甲湾"), shore("b", 3000, south=10)]))
    assert (body["built"]["count"], body["built"]["undated"], body["built"]["at_least"]) == (0, 1, True)
    assert body["built"]["share"] is None
    assert body["built"]["share_range"] == [0.0, pytest.approx(0.25, abs=1e-5)]
    assert note in codes(body)


def test_names_that_differ_by_the_suffix_of_a_stretch_are_not_matched_silently():
    store = world([bay("B1", "乐清湾-台州段", **BUILT)], [shore("a", 1000, "乐清湾"), shore("b", 1000, south=10)])
    body = bays(store)
    assert body["built"]["built_m"] == 0.0
    assert body["unmatched"][0]["resembles"] == ["乐清湾-台州段"]
    assert body["unmatched"][0]["mainland_m"] == pytest.approx(1000, rel=1e-3)
    assert (body["built"]["share"], body["built"]["share_range"]) == (None, [0.0, pytest.approx(0.5, abs=1e-5)])
    assert "bays_unmatched" in codes(body)


def test_two_stretches_of_one_bay_resemble_each_other_and_a_plain_name_only_its_stretches():
    store = world([bay("B1", "乐清湾-台州段"), bay("B2", "乐清湾（温州段）"), bay("B3", "台州湾")], [])
    view = store.features(store.editions()[0])
    assert len(view) == 3
    index = BayIndex(bay_units(_features(store), DAY))
    assert index.resembling("乐清湾") == ("乐清湾-台州段", "乐清湾（温州段）")
    assert index.resembling("台州湾") == ()
    assert index.resembling("乐清湾-台州段") == ("乐清湾（温州段）",)


def _features(store):
    from measuring import NOW

    from layers.snapshot import Snapshots

    return Snapshots(store, definitions().kinds).layer(store.editions(), "bay", TODAY, NOW).features


def test_a_name_that_two_units_bear_picks_neither():
    body = bays(world([bay("B1", "甲湾", **BUILT), bay("B2", "甲湾", "listed")], [shore("a", 1000, "甲湾")]))
    assert body["unmatched"][0]["names"] == 2
    assert body["built"]["built_m"] == 0.0
    assert body["built"]["share_range"] == [0.0, 1.0]


def test_a_bay_shared_by_regions_counts_where_its_segments_are_coded():
    store = world(
        [bay("B1", "乐清湾", **BUILT)],
        [
            shore("a", 1000, "乐清湾", region="330382"),
            shore("b", 3000, "乐清湾", region="331083", south=10),
            shore("c", 1000, region="330382", south=20),
        ],
        region="330000",
    )
    here, there = bays(store, "330300"), bays(store, "331000")
    assert here["built"]["built_m"] == pytest.approx(1000, rel=1e-3)
    assert there["built"]["built_m"] == pytest.approx(3000, rel=1e-3)
    assert here["by_region"][0]["region"] == "330382"
    assert [one["mainland_m"] for one in there["bays"]] == [there["built"]["built_m"]]


def test_segments_that_no_code_places_leave_a_range():
    store = world(
        [bay("B1", "甲湾", **BUILT)],
        [
            shore("a", 1000, "甲湾"),
            shore("b", 1000, south=10),
            shore("c", 2000, "甲湾", region=None, south=20),
        ],
    )
    body = bays(store, "330303")
    assert body["built"]["share"] is None
    assert body["built"]["share_range"] == [pytest.approx(0.5, abs=1e-4), pytest.approx(0.75, abs=1e-4)]
    assert "bays_unplaced" in codes(body)
    assert bays(store)["built"]["share"] == pytest.approx(0.75, abs=1e-4)


def test_a_coastline_without_any_bay_tells_nothing_which_is_not_0():
    body = bays(world([bay("B1", "甲湾", **BUILT)], [shore("a", 1000)]))
    assert (body["built"]["built_m"], body["built"]["share"], body["built"]["share_range"]) == (None, None, None)
    assert body["bays"][0]["mainland_m"] is None
    assert "bays_no_codes" in codes(body)


def test_a_province_of_which_only_one_city_is_delivered_has_no_share():
    body = bays(world([bay("B1", "甲湾", **BUILT)], [shore("a", 1000, "甲湾")]), "330000")
    assert (body["built"]["share"], body["built"]["mainland_m"], body["built"]["at_least"]) == (None, None, True)
    assert {"bays_shore_missing", "bays_units_missing"} <= set(codes(body))


def test_a_region_without_a_coast_is_not_applicable():
    body = bays(world([bay("B1", "甲湾", **BUILT)], [shore("a", 1000, "甲湾")]), "330800")
    assert (body["applicable"], body["built"], body["bays"]) == (False, None, [])
    assert codes(body) == ["no_coast"]


def test_islands_alone_have_nothing_to_divide_by():
    body = bays(world([bay("B1", "甲湾", **BUILT)], [shore("a", 1000, "甲湾", kind="island")]))
    assert (body["built"]["mainland_m"], body["built"]["share"], body["built"]["share_range"]) == (0.0, None, None)


def test_no_bays_in_force_and_an_unknown_method_are_said():
    store = MemoryStore()
    store.add("coastline", [shore("a", 1000)])
    with pytest.raises(NoEditions, match="bay"):
        bays(store)
    with pytest.raises(BadInput, match="no method guess"):
        ask(store, BaysQuestion(region="330300", as_of=TODAY, method="guess"))


pieces = st.lists(
    st.tuples(
        st.integers(100, 5000),
        st.sampled_from(["甲湾", "乙湾", "丙湾", None]),
        st.sampled_from(["330303", "330305", "331002"]),
        st.sampled_from(["mainland", "island"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(pieces)
def test_bays_and_what_lies_in_none_add_up_to_the_whole_mainland(chosen):
    segments = [
        shore(f"s{i:02d}", metres, name, region=region, kind=kind, south=10.0 * i)
        for i, (metres, name, region, kind) in enumerate(chosen)
    ]
    store = world([bay("B1", "甲湾", **BUILT), bay("B2", "乙湾", "fostered")], segments, region="330000")
    parts = [bays(store, code) for code in ("330300", "331000")]
    for body in parts:
        if body["built"]["built_m"] is None:
            continue
        whole = (
            sum(one["mainland_m"] for one in (*body["bays"], *body["unmatched"])) + body["without_bay"]["mainland_m"]
        )
        assert whole == pytest.approx(body["built"]["mainland_m"], abs=0.02)
        by_region = sum(one["mainland_m"] for one in body["by_region"])
        assert by_region == pytest.approx(body["built"]["mainland_m"], abs=0.02)
        assert body["built"]["built_m"] <= body["built"]["mainland_m"] + 0.001


def test_the_demonstration_bays_are_pinned_and_recomputed():
    store = MemoryStore()
    for name, layer in (("bay.geojson", "bay"), ("coastline_2025.geojson", "coastline")):
        attributes = definitions().kinds[layer].attributes
        properties, geometries = demo_files.rows(name)
        rows = zip(properties, geometries, strict=True)
        store.add(layer, [(p["code"], g, {k: v for k, v in p.items() if k in attributes}) for p, g in rows])
    result = ask(store, BaysQuestion(region="330300", as_of=TODAY))
    built = result.body["built"]
    assert (built["count"], built["built_m"], built["mainland_m"], built["share"]) == (
        1,
        18866.866,
        331724.123,
        0.056875,
    )

    geod = Geod(a=6378137.0, rf=298.257222101)
    properties, geometries = demo_files.rows("coastline_2025.geojson")
    chosen = [p["kind"] == "mainland" and p["bay"] == "沿浦湾" for p in properties]
    cut = shapely.get_parts(shapely.segmentize(geometries[chosen], 50.0 / 112_000.0))
    second = sum(geod.line_length(*shapely.get_coordinates(one).T) for one in cut)
    assert second == pytest.approx(built["built_m"], rel=1e-6)

    (evidence,) = result.evidence()
    counted = [row[9] for row in evidence.table.rows if row[7] == "built" and row[2] == "mainland"]
    assert sum(counted) == pytest.approx(built["built_m"], abs=0.01)
    body = render(result.record(), measure_definitions())
    shown = presentation.tables(body, measure_definitions())
    assert [one.name for one in shown] == ["bays", "bay_units", "bays_by_region"]
    assert shown[0].rows[0][2] == pytest.approx(18.866866)
    assert presentation.charts(body, measure_definitions())[0].unit == "km"
