"""Natural shoreline retention: what counts, what is divided by what, and what stays open."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import measure_definitions
from shores import Pen, codes, halves, measured, store_of

from zoning.measures.shoreline.slack import slack_m, slack_range_m
from zoning.measures.shoreline.tally import GROUPS, Tally

METHODS = measure_definitions().shoreline


def tally(method="cn-2017", floating=(0.0, 0.0, 0.0), **metres):
    return Tally(METHODS[method], tuple(metres.get(group, 0.0) for group in GROUPS), 1, floating)


# 6630 km of Zhejiang in 2018: artificial 2253, natural 4353, estuary 24. The published 34.0 / 65.6 / 0.4 % come from
# unrounded lengths or were made to add up to 100, so that the last published digit is nothing to compare with.
ZHEJIANG = {"artificial": 2_253_000.0, "native": 4_353_000.0, "estuary": 24_000.0}


def test_the_worked_example_of_zhejiang():
    whole = tally(**ZHEJIANG)
    assert whole.total_m == 6_630_000.0
    assert whole.as_json()["rate_percent"] == 65.66
    assert tally("zj-2018-no-estuary", **ZHEJIANG).as_json()["rate_percent"] == 65.89
    assert tally("sh-2016", **ZHEJIANG).as_json()["rate_percent"] == 66.02


def test_the_rate_is_rounded_half_up_once_from_unrounded_lengths():
    assert tally(native=50_005.0, artificial=49_995.0).as_json()["rate_percent"] == 50.01  # 50.005 %
    assert tally(native=1.0005, artificial=0.0).as_json()["natural_m"] == 1.001
    third = tally(native=1.0, artificial=2.0)
    assert (third.as_json()["rate"], third.rate) == (0.333333, 1 / 3)


def test_mainland_and_islands_stand_apart():
    body = measured(
        store_of(
            Pen()
            .segment(1000)
            .segment(3000, type="A_DIKE")
            .segment(500, kind="island", island="甲")
            .segment(500, kind="island", island="甲", type="A_PORT")
        )
    ).body
    assert (body["mainland"]["rate"], body["islands"]["rate"]) == (pytest.approx(0.25, abs=1e-6), 0.5)
    assert body["mainland"]["total_m"] == pytest.approx(4000, rel=1e-3)
    assert "rate" not in body


def test_restored_line_counts_only_where_its_recognition_is_stated():
    pen = Pen().segment(1000, type="A_DIKE")
    for recognised in (True, False, None):
        pen.segment(1000, type="R_REST", recognised=recognised)
    result = measured(store_of(pen))
    mainland = result.body["mainland"]
    assert mainland["restored_m"] == pytest.approx(1000, rel=1e-3)
    assert mainland["restored_unrecognised_m"] == pytest.approx(2000, rel=1e-3)
    assert (mainland["native_m"], mainland["rate"]) == (0.0, 0.25)
    assert "restored_not_recognised" in codes(result)
    counted = {row["counted"]: row["length_m"] for row in result.body["by_type"] if row["type"] == "R_REST"}
    assert counted["restored_unrecognised"] == pytest.approx(2 * counted["restored"], rel=1e-6)


def test_estuary_line_stands_in_the_denominator_only_where_the_method_has_it():
    store = store_of(Pen().segment(1000).segment(1000, type="A_DIKE").segment(2000, type="E_RIVER"))
    rates = {
        m: measured(store, method=m).body["mainland"]["rate"] for m in ("cn-2017", "zj-2018-no-estuary", "sh-2016")
    }
    assert rates == {"cn-2017": 0.25, "zj-2018-no-estuary": 0.5, "sh-2016": 0.75}
    assert measured(store, method="sh-2016").body["method"] == {"id": "sh-2016", "version": "1"}


def test_unclassed_line_leaves_the_rate_open_within_bounds():
    result = measured(store_of(Pen().segment(2000).segment(1000, type="A_DIKE").segment(1000, type="unclassed")))
    mainland = result.body["mainland"]
    assert (mainland["rate"], mainland["rate_percent"]) == (None, None)
    assert mainland["rate_range"] == [0.5, 0.75]
    assert mainland["total_m"] == pytest.approx(4000, rel=1e-3)
    assert result.body["floors"][0]["slack_m"] is None
    assert result.body["floors"][0]["slack_range_m"] == pytest.approx([600.0, 1600.0], rel=1e-3)
    assert "unclassed_mainland_line" in codes(result)


def test_nothing_to_divide_by_gives_no_rate_and_says_so():
    result = measured(store_of(Pen().segment(1000)))
    islands = result.body["islands"]
    assert (islands["total_m"], islands["rate"], islands["rate_range"]) == (0.0, None, None)
    assert "no_island_line" in codes(result)
    only_estuary = measured(store_of(Pen().segment(1000, type="E_RIVER")), method="zj-2018-no-estuary")
    assert only_estuary.body["mainland"]["rate"] is None
    assert "no_mainland_line" in codes(only_estuary)


def test_a_mainland_method_says_that_islands_are_counted_by_analogy():
    with_island = store_of(Pen().segment(1000).segment(1000, kind="island"))
    assert "islands_by_analogy" in codes(measured(with_island))
    assert "islands_by_analogy" not in codes(measured(store_of(Pen().segment(1000))))


def test_slack_is_the_natural_metres_that_may_still_turn_artificial():
    shore = tally(native=400.0, artificial=600.0)
    assert slack_m(shore, 0.35) == pytest.approx(50.0)
    assert shore.turned_artificial({"native": 50.0}, {}).rate == pytest.approx(0.35)
    assert slack_m(tally(native=300.0, artificial=700.0), 0.35) == pytest.approx(-50.0)
    open_ = tally(native=400.0, artificial=500.0, unclassed=100.0)
    assert slack_m(open_, 0.35) is None
    assert slack_range_m(open_, 0.35) == pytest.approx((50.0, 150.0))


def test_segments_that_may_not_belong_widen_the_range_both_ways():
    shore = tally(native=100.0, artificial=100.0, floating=(100.0, 100.0, 100.0))
    assert shore.rate is None
    assert shore.rate_range == pytest.approx((100 / 400, 300 / 400))


segments = st.lists(
    st.tuples(
        st.floats(1.0, 5000.0),
        st.sampled_from(["N_ROCK", "N_SAND", "A_DIKE", "R_REST", "E_RIVER", "unclassed"]),
        st.sampled_from(["mainland", "island"]),
        st.sampled_from(["330326", "330327", "330300", None]),
        st.sampled_from([True, False, None]),
    ),
    min_size=1,
    max_size=12,
)
LENGTHS = ("total_m", "natural_m", "native_m", "restored_m", "artificial_m", "estuary_m", "unclassed_m")


def pen_of(drawn):
    pen = Pen()
    for metres, kind_of, kind, region, recognised in drawn:
        pen.segment(metres, type=kind_of, kind=kind, region=region, recognised=recognised)
    return pen


def same(one, other, within):
    for member in ("mainland", "islands"):
        for name in LENGTHS:
            assert one[member][name] == pytest.approx(other[member][name], abs=within)
        assert one[member]["rate"] == pytest.approx(other[member]["rate"], abs=2e-6)
        assert one[member]["rate_range"] == pytest.approx(other[member]["rate_range"], abs=2e-6)


@settings(max_examples=40, deadline=None)
@given(segments)
def test_the_regions_and_what_is_unassigned_add_up_to_the_whole(drawn):
    body = measured(store_of(pen_of(drawn))).body
    leaves = sum(row["total_m"] for row in body["by_region"] if row["leaf"])
    whole = body["mainland"]["total_m"] + body["islands"]["total_m"]
    assert leaves + body["unassigned_m"] == pytest.approx(whole, abs=0.01)
    assert sum(row["length_m"] for row in body["by_type"]) == pytest.approx(whole, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(segments, st.randoms(use_true_random=False))
def test_splitting_turning_and_reordering_segments_changes_nothing(drawn, random):
    rows = pen_of(drawn).rows
    whole = measured(store_of(rows)).body
    same(whole, measured(store_of(list(halves(rows)))).body, 0.002)
    same(whole, measured(store_of([(n, g.reverse(), a) for n, g, a in rows])).body, 0.002)
    renamed = [(f"r{random.random():.9f}{n}", g, a) for n, g, a in rows]
    same(whole, measured(store_of(renamed)).body, 0.002)


@settings(max_examples=25, deadline=None)
@given(segments)
def test_bounds_hold_the_rate_and_unrecognised_line_never_counts(drawn):
    body = measured(store_of(pen_of(drawn))).body
    forgotten = [(*one[:4], None) for one in drawn]
    for member in ("mainland", "islands"):
        one = body[member]
        if one["rate"] is not None:
            assert one["rate_range"] == [one["rate"], one["rate"]]
        elif one["rate_range"] is not None:
            assert 0.0 <= one["rate_range"][0] <= one["rate_range"][1] <= 1.0
        assert measured(store_of(pen_of(forgotten))).body[member]["restored_m"] == 0.0


@settings(max_examples=25, deadline=None)
@given(segments)
def test_the_mainland_rate_does_not_depend_on_islands(drawn):
    mainland = [one for one in drawn if one[2] == "mainland"]
    alone = measured(store_of(pen_of(mainland))).body["mainland"]
    together = measured(store_of(pen_of([*mainland, *[one for one in drawn if one[2] == "island"]]))).body["mainland"]
    assert alone == together
