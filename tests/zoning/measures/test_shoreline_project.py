"""What a project takes of the shore: metres, the rate after it, slack, and the fine."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import measure_definitions
from shores import Pen, codes, measured, store_of
from world import box, line, point

from layers.errors import BadInput
from zoning.measures.presentation import tables
from zoning.measures.rendering import render
from zoning.projects import Part, Project, normalise


def project(*parts, accuracy_m=1.0, width_m=None):
    drawn = tuple(
        Part(role, normalise(shape, "part"), shape, width_m if shape.geom_type == "LineString" else None)
        for role, shape in parts
    )
    return Project(parts=drawn, accuracy_m=accuracy_m, facts={}, name="码头")


def shore():
    """Native 1000 m at y = 0, artificial 1000 m at y = 5, island sand 1000 m at y = 10, unrecognised at y = 15."""
    pen = Pen().segment(1000).segment(1000, type="A_DIKE")
    return pen.segment(1000, kind="island", type="N_SAND", island="甲").segment(1000, type="R_REST")


def effect(asked, pen=None, **question):
    return measured(store_of(pen or shore()), project=asked, **question)


ON_NATIVE = box(100, -50, 300, 2)


def test_the_metres_inside_the_footprint_are_taken():
    body = effect(project(("occupied", ON_NATIVE))).body["project"]
    assert body["touches"] is True
    assert [(row["kind"], row["counted"]) for row in body["taken"]] == [("mainland", "native")]
    assert body["taken"][0]["length_m"] == pytest.approx(200, rel=1e-3)
    assert body["mainland"]["natural_taken_m"] == body["taken"][0]["length_m"]
    assert body["islands"]["natural_taken_m"] == 0.0


def test_a_project_is_never_dropped_where_the_region_has_no_coast():
    with pytest.raises(BadInput, match="no sea front"):
        effect(project(("occupied", ON_NATIVE)), region="330800")


def test_the_rate_after_it_supposes_that_the_line_taken_turns_artificial():
    result = effect(project(("occupied", ON_NATIVE)))
    before, after = result.body["mainland"], result.body["project"]["mainland"]
    assert after["rate"] == before["rate"] == pytest.approx(1 / 3, abs=1e-5)
    assert after["rate_after"] == pytest.approx(800 / 3000, abs=1e-5)
    assert after["rate_change"] == pytest.approx(-after["natural_taken_m"] / before["denominator_m"], abs=1e-6)
    assert after["natural_after_m"] == pytest.approx(before["natural_m"] - after["natural_taken_m"], abs=0.002)


def test_accuracy_of_project_and_edition_together_makes_the_range():
    body = effect(project(("occupied", ON_NATIVE), accuracy_m=3.0)).body["project"]
    least, most = body["taken"][0]["length_range_m"]
    assert least == 0.0  # the upper edge lies 2 m above the line, and 4 m may be lost
    assert most == pytest.approx(208, abs=0.5)
    sharp = effect(project(("occupied", ON_NATIVE), accuracy_m=0.5)).body["project"]
    assert sharp["taken"][0]["length_range_m"] == pytest.approx([197.0, 203.0], abs=0.3)
    low, high = sharp["mainland"]["rate_after_range"]
    assert low < sharp["mainland"]["rate_after"] < high


def test_what_only_the_accuracy_brings_to_the_line_is_open():
    body = effect(project(("occupied", box(100, -50, 300, -1)))).body["project"]
    assert body["touches"] is None
    assert body["taken"][0]["length_m"] == 0.0
    assert body["taken"][0]["length_range_m"][1] > 190.0


def test_a_project_that_touches_nothing_takes_nothing():
    body = effect(project(("occupied", box(100, -500, 300, -400)))).body["project"]
    assert (body["touches"], body["taken"], body["segments"]) == (False, [], [])
    assert body["mainland"]["natural_taken_m"] == 0.0
    assert body["mainland"]["rate_after"] == body["mainland"]["rate"]
    assert body["fines"][0]["cny"] == [0.0, 0.0]


@pytest.mark.parametrize("role", ["occupied", "sea_use", "temporary", "route"])
def test_every_role_that_takes_ground_counts_a_line_with_its_width(role):
    body = effect(project((role, line((100, -50), (100, 2))), width_m=20.0)).body["project"]
    assert body["mainland"]["natural_taken_m"] == pytest.approx(20, rel=1e-2)


def test_an_outlet_and_an_opinion_take_nothing():
    parts = ("outlet", point(100, 0)), ("opinion", ON_NATIVE)
    assert effect(project(*parts)).body["project"]["touches"] is False


@pytest.mark.parametrize("part", [("occupied", point(100, 0)), ("sea_use", line((100, -50), (100, 2)))])
def test_an_unknown_extent_leaves_every_figure_open(part):
    result = effect(project(part))
    body = result.body["project"]
    assert (body["extent_known"], body["touches"], body["mainland"]) == (False, None, None)
    assert "shoreline_extent_unknown" in codes(result)


def test_a_route_without_width_is_open_only_where_it_meets_the_shore():
    assert effect(project(("route", line((100, -50), (100, 2))))).body["project"]["touches"] is None
    assert effect(project(("route", line((100, -50), (100, -40))))).body["project"]["touches"] is False


def test_unrecognised_line_is_told_apart_and_not_natural():
    body = effect(project(("occupied", box(100, 13, 300, 17)), accuracy_m=0.1)).body["project"]
    assert [row["counted"] for row in body["taken"]] == ["restored_unrecognised"]
    assert body["mainland"]["natural_taken_m"] == 0.0
    assert body["fines"][0]["natural_m"] == 0.0


def test_the_fine_is_per_metre_of_natural_line_and_only_from_its_day():
    fine = effect(project(("occupied", ON_NATIVE))).body["project"]["fines"][0]
    assert fine["basis"] == {"title": "中华人民共和国生态环境法典", "article": "1217（一）"}
    assert fine["per_metre_cny"] == [500.0, 10000.0]
    assert fine["cny"] == pytest.approx([500 * fine["natural_m"], 10000 * fine["natural_m"]], abs=5.1)
    assert fine["cny_range"][0] <= fine["cny"][0]
    assert fine["cny_range"][1] >= fine["cny"][1]
    earlier = effect(project(("occupied", ON_NATIVE)), as_of=date(2026, 8, 14))
    assert earlier.body["project"]["fines"] == []
    assert "shoreline_fine_not_in_force" in codes(earlier)
    assert effect(project(("occupied", ON_NATIVE)), as_of=date(2026, 8, 15)).body["project"]["fines"]


def test_unclassed_line_taken_leaves_the_fine_within_bounds():
    fine = effect(project(("occupied", ON_NATIVE)), Pen().segment(1000, type="unclassed")).body["project"]["fines"][0]
    assert (fine["natural_m"], fine["cny"]) == (0.0, None)
    assert fine["cny_range"][0] == 0.0
    assert fine["cny_range"][1] == pytest.approx(2_040_000, rel=1e-2)  # 204 m


def test_slack_before_and_after_the_project():
    pen = Pen().segment(400).segment(600, type="A_DIKE")
    row = effect(project(("occupied", box(100, -50, 180, 2)), accuracy_m=0.2), pen).body["project"]["floors"][0]
    assert row["slack_m"] == pytest.approx(50, rel=1e-2)
    assert row["slack_after_m"] == pytest.approx(-30, rel=1e-2)
    assert row["holds_after"] is False
    kept = effect(project(("occupied", box(100, -50, 110, 2)), accuracy_m=0.2), pen).body["project"]["floors"][0]
    assert kept["holds_after"] is True


def test_sandy_island_line_must_not_shrink():
    body = effect(project(("sea_use", box(100, 8, 300, 12)), accuracy_m=0.1)).body["project"]
    assert (body["kept"][0]["holds"], body["kept"][0]["types"]) == (False, ["N_SAND"])
    assert effect(project(("occupied", ON_NATIVE), accuracy_m=0.1)).body["project"]["kept"][0]["holds"] is True


def test_line_of_another_county_is_named_and_not_taken_from_this_one():
    pen = Pen().segment(1000).segment(1000, region="330326").segment(1000, region=None)
    result = effect(project(("occupied", box(100, -50, 300, 50)), accuracy_m=0.1), pen, region="330327")
    body = result.body["project"]
    assert body["mainland"]["natural_taken_m"] == pytest.approx(200, rel=1e-2)
    assert body["elsewhere_m"] == pytest.approx(200, rel=1e-2)
    assert body["perhaps_m"] == pytest.approx(200, rel=1e-2)
    assert [row["here"] for row in body["segments"]] == [True, False, None]
    assert "project_on_line_without_region" in codes(result)
    assert body["fines"][0]["natural_m"] == pytest.approx(600, rel=1e-2)


def test_the_pieces_taken_are_evidence():
    result = effect(project(("occupied", ON_NATIVE)))
    segments, taken = result.evidence()
    assert (segments.name, len(segments.table.rows)) == ("segments", 4)
    assert taken.table.rows[0][:3] == ("s001", "330300/1", None)
    assert taken.geometries[0].length < segments.geometries[0].length


@settings(max_examples=20, deadline=None)
@given(st.floats(-100, 1100), st.floats(1, 800), st.floats(0.1, 20))
def test_least_nominal_and_most_are_in_order_and_the_rate_never_rises(west, wide, accuracy_m):
    result = effect(project(("occupied", box(west, -50, west + wide, 3)), accuracy_m=accuracy_m))
    body = result.body["project"]
    for row in body["taken"]:
        least, most = row["length_range_m"]
        assert 0.0 <= least <= row["length_m"] <= most
    after = body["mainland"]
    assert after["rate_after"] <= after["rate"]
    assert after["rate_after_range"][0] <= after["rate_after"] <= after["rate_after_range"][1]
    assert sum(row["length_m"] for row in body["segments"]) == pytest.approx(
        sum(row["length_m"] for row in body["taken"]), abs=0.01
    )


def test_the_effect_is_shown_as_a_table():
    definitions = measure_definitions()
    body = render(effect(project(("occupied", ON_NATIVE))).record(), definitions)
    (shown,) = [table for table in tables(body, definitions) if table.name == "project"]
    inside = next(row for row in shown.rows if "原生自然" in row[0].zh)
    assert inside[1:3] == ("m", body["project"]["taken"][0]["length_m"])
    assert inside[0].en == "mainland: inside, native"
    fine = next(row for row in shown.rows if row[1] == "CNY")
    assert list(fine[3:]) == body["project"]["fines"][0]["cny_range"]
    unknown = render(effect(project(("occupied", point(0, 0)))).record(), definitions)
    assert "project" not in [table.name for table in tables(unknown, definitions)]
