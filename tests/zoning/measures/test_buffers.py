"""Length, width and gaps of buffer strips on shapes that can be checked by hand, in true metres."""

from datetime import date
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import NOW, TODAY, MemoryStore, ask, desk, measure_definitions
from metres import box, line, on_ground
from shapely.ops import split

from layers.errors import BadInput, NotFound
from layers.geodesy import length
from zoning.measures.presentation import charts, tables
from zoning.measures.question import BuffersQuestion
from zoning.measures.rendering import render

EVERYWHERE = shapely.box(120, 27, 121, 28)
RIVER = "演示河"
LEFT, RIGHT = line((0, 0), (1000, 0)), line((0, -80), (1000, -80))
CENTRE = line((-50, -40), (1050, -40))


def bank(geometry, role="left", body=RIVER, **more):
    return geometry, {"water_body": body, "role": role, "region": "330302", "required_width_m": 30.0, **more}


def strip(geometry, status="delimited", body=RIVER, **more):
    return geometry, {"water_body": body, "status": status, "side": None, "year": 2022, **more}


def world(banks, strips, *, coverage=EVERYWHERE, region="330300") -> MemoryStore:
    store = MemoryStore()
    for layer, rows in (("water_line", banks), ("buffer_strip", strips)):
        if rows is not None:
            features = [(f"{layer[0]}{i:02d}", *row) for i, row in enumerate(rows)]
            store.add(layer, features, coverage=coverage, region=region)
    return store


def measured(banks, strips, *, coverage=EVERYWHERE, region="330300", **more):
    question = BuffersQuestion(**{"region": region, "as_of": TODAY, **more})
    return ask(world(banks, strips, coverage=coverage), question).body


def of(body, status="delimited"):
    return next(one for one in body["statuses"] if one["status"] == status)


def noted(body):
    return {note["code"] for note in body["notes"]}


class TestBankLength:
    def test_four_hundred_metres_of_strip_set_back_three_metres_are_four_hundred_metres(self):
        one = of(measured([bank(LEFT)], [strip(box(200, 3, 600, 33))]))
        assert one["bank"]["length_m"] == pytest.approx(400.0, abs=1e-3)
        assert one["widths"]["mean_m"] == pytest.approx(33.0, abs=1e-3)
        assert one["area"]["area_per_length_m"] == pytest.approx(30.0, abs=1e-3)

    def test_statuses_are_counted_apart_and_no_figure_adds_them_up(self):
        body = measured([bank(LEFT)], [strip(box(0, 0, 400, 30)), strip(box(0, 0, 300, 30), "built")])
        assert of(body)["bank"]["length_m"] == pytest.approx(400.0, abs=1e-3)
        assert of(body, "built")["bank"]["length_m"] == pytest.approx(300.0, abs=1e-3)
        assert of(body, "restored")["bank"]["length_m"] == 0.0
        assert "buffer_statuses_apart" in noted(body)

    def test_sides_are_given_apart_and_together(self):
        strips = [strip(box(0, 0, 300, 30), side="left"), strip(box(0, -120, 500, -80), side="right")]
        one = of(measured([bank(LEFT), bank(RIGHT, "right")], strips))["bank"]
        assert [one[f"{side}_m"] for side in ("left", "right", "ring")] == pytest.approx([300, 500, 0], abs=1e-3)
        assert one["length_m"] == pytest.approx(800.0, abs=2e-3)

    def test_a_strip_on_the_water_side_is_said_and_does_not_count(self):
        body = measured([bank(LEFT)], [strip(box(0, -30, 400, 0))])
        assert of(body)["bank"]["length_m"] == 0.0
        assert [one["reason"] for one in body["unattached"]["listed"]] == ["water_side"]
        assert body["unattached"]["area_m2"] == pytest.approx(12_000.0, abs=0.1)
        assert "buffer_strips_water_side" in noted(body)

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            ({"geometry": box(0, 10, 400, 40)}, "apart"),
            ({"geometry": box(0, 0, 400, 30), "side": "right"}, "other_bank"),
            ({"geometry": box(0, 0, 400, 30), "body": "别的河"}, "no_water_line"),
        ],
    )
    def test_a_strip_at_no_bank_of_its_own_is_listed_with_its_area(self, more, reason):
        geometry = more.pop("geometry")
        body = measured([bank(LEFT), bank(RIGHT, "right")], [strip(geometry, **more)])
        assert of(body)["bank"]["length_m"] == 0.0
        assert [one["reason"] for one in body["unattached"]["listed"]] == [reason]
        assert f"buffer_strips_{reason}" in noted(body)

    def test_a_strip_behind_another_goes_with_it_and_is_not_unattached(self):
        body = measured([bank(LEFT)], [strip(box(0, 0, 400, 20)), strip(box(0, 20, 400, 40))])
        assert body["unattached"]["count"] == 0
        assert of(body)["area"]["area_m2"] == pytest.approx(16_000.0, abs=0.1)
        assert of(body)["widths"]["mean_m"] == pytest.approx(40.0, abs=1e-3)

    def test_the_bank_of_another_river_close_by_does_not_count(self):
        other = bank(line((0, -2), (1000, -2)), body="支流")
        body = measured([bank(LEFT), other], [strip(box(0, 0, 400, 30))])
        assert of(body)["bank"]["length_m"] == pytest.approx(400.0, abs=1e-3)

    def test_round_a_convex_and_a_concave_bend_every_metre_of_bank_counts(self):
        bent = [(0, 0), (300, 0), (300, 300), (700, 300)]  # the land on the left: first in the angle, then round it
        land = on_ground(shapely.LineString(bent).buffer(30, single_sided=True, join_style="mitre"))
        one = of(measured([bank(line(*bent))], [strip(land)]))
        assert one["bank"]["length_m"] == pytest.approx(1000.0, abs=2e-3)

    def test_banks_drawn_twice_are_said(self):
        body = measured([bank(LEFT), bank(line((500, 0), (1000, 0)))], [strip(box(0, 0, 400, 30))])
        assert "buffer_banks_doubled" in noted(body)


class TestYears:
    def test_a_stretch_in_two_years_counts_once_in_the_earlier(self):
        strips = [strip(box(0, 0, 400, 30), year=2021), strip(box(300, 0, 700, 30), year=2023)]
        one = of(measured([bank(LEFT)], strips))
        assert one["bank"]["length_m"] == pytest.approx(700.0, abs=1e-3)
        assert [entry["year"] for entry in one["by_year"]] == [2021, 2023]
        assert [entry["bank_length_m"] for entry in one["by_year"]] == pytest.approx([400.0, 300.0], abs=1e-3)
        assert one["counted_twice"] == [{"first_year": 2021, "year": 2023, "length_m": pytest.approx(100.0, abs=1e-3)}]

    def test_the_area_of_overlapping_strips_is_dissolved(self):
        strips = [strip(box(0, 0, 400, 30), year=2021), strip(box(300, 0, 700, 30), year=2023)]
        assert of(measured([bank(LEFT)], strips))["area"]["area_m2"] == pytest.approx(21_000.0, abs=0.5)

    def test_a_strip_without_a_year_counts_only_what_no_year_has(self):
        strips = [strip(box(0, 0, 400, 30), year=None), strip(box(300, 0, 700, 30), year=2023)]
        one = of(measured([bank(LEFT)], strips))
        assert [(e["year"], round(e["bank_length_m"])) for e in one["by_year"]] == [(2023, 400), (None, 300)]

    def test_the_years_add_up_to_the_status(self):
        strips = [strip(box(50 * i, 0, 50 * i + 220, 30), year=2018 + i % 4) for i in range(12)]
        one = of(measured([bank(LEFT)], strips))
        assert sum(entry["bank_length_m"] for entry in one["by_year"]) == pytest.approx(
            one["bank"]["length_m"], abs=5e-3
        )

    def test_a_strip_of_a_later_year_than_the_day_asked_about_does_not_count(self):
        strips = [strip(box(0, 0, 400, 30), year=2021), strip(box(300, 0, 700, 30), year=2023)]
        body = measured([bank(LEFT)], strips, as_of=date(2022, 12, 31))
        assert of(body)["bank"]["length_m"] == pytest.approx(400.0, abs=1e-3)
        assert "buffer_later_years" in noted(body)


class TestRiverLength:
    def test_two_banks_of_three_hundred_metres_that_face_over_a_hundred_are_five_hundred_of_river(self):
        strips = [strip(box(100, 0, 400, 30)), strip(box(300, -120, 600, -80))]
        one = of(measured([bank(LEFT), bank(RIGHT, "right"), bank(CENTRE, "centre")], strips))
        assert one["bank"]["length_m"] == pytest.approx(600.0, abs=2e-3)
        assert one["river"]["length_m"] == pytest.approx(500.0, abs=2e-3)

    def test_without_a_centre_line_it_cannot_be_computed_and_is_not_half_the_banks(self):
        body = measured([bank(LEFT), bank(RIGHT, "right")], [strip(box(0, 0, 400, 30))])
        assert of(body)["river"]["length_m"] is None
        assert of(body)["river"]["without_centre_line"] == [RIVER]
        assert "buffer_no_centre_line" in noted(body)

    def test_the_inside_of_a_bend_counts_the_whole_bend_of_the_river(self):
        centre = bank(line((0, 0), (500, 0), (500, 500)), "centre")
        inner = bank(line((0, 40), (460, 40), (460, 500)))
        one = of(measured([inner, centre], [strip(on_ground(shapely.box(0, 40, 460, 500)))]))
        assert one["bank"]["length_m"] == pytest.approx(920.0, abs=1e-2)
        assert one["river"]["length_m"] == pytest.approx(1000.0, abs=1e-2)

    def test_a_jump_over_the_neck_of_a_meander_adds_nothing(self):
        meander = line((0, 0), (400, 0), (400, 900), (440, 900), (440, 0), (900, 0))
        along = bank(line((0, 10), (900, 10)))
        one = of(measured([along, bank(meander, "centre")], [strip(box(0, 10, 900, 40))]))
        assert one["river"]["length_m"] < 1000.0

    def test_bank_past_the_end_of_the_centre_line_is_said(self):
        short = bank(line((0, -40), (500, -40)), "centre")
        body = measured([bank(LEFT), short], [strip(box(200, 0, 900, 30))])
        assert of(body)["river"]["length_m"] == pytest.approx(300.0, abs=1e-2)
        assert of(body)["river"]["past_m"] == pytest.approx(400.0, abs=5.0)
        assert "buffer_past_centre" in noted(body)

    def test_a_lake_counts_along_its_ring_under_both_rules(self):
        ring = bank(line((0, 0), (0, 300), (300, 300), (300, 0), (0, 0)), "ring", "演示湖")
        body = measured([ring], [strip(box(-30, 50, 0, 250), body="演示湖", side="ring")])
        one = of(body)
        assert body["banks"]["ring_m"] == pytest.approx(1200.0, abs=1e-2)
        assert one["bank"]["ring_m"] == one["river"]["length_m"] == pytest.approx(200.0, abs=1e-3)
        assert "buffer_ring_is_bank" in noted(body)

    def test_the_method_says_which_length_stands_first(self):
        banks = [bank(LEFT), bank(RIGHT, "right"), bank(CENTRE, "centre")]
        strips = [strip(box(100, 0, 400, 30)), strip(box(300, -120, 600, -80))]
        first = of(measured(banks, strips))["headline"]
        second = of(measured(banks, strips, method="river-length"))["headline"]
        assert (first["rule"], round(first["length_m"])) == ("bank_length", 600)
        assert (second["rule"], round(second["length_m"])) == ("river_length", 500)


class TestWidths:
    def test_share_meeting_the_approved_width_with_what_the_accuracy_leaves_open(self):
        strips = [strip(box(0, 0, 250, 20)), strip(box(250, 0, 500, 31)), strip(box(500, 0, 1000, 40))]
        widths = of(measured([bank(LEFT)], strips))["widths"]
        assert widths["samples"] == 100
        assert widths["share_meeting"] == 0.75
        assert widths["share_meeting_range"] == [0.5, 0.75]

    def test_least_tenth_percentile_median_and_mean(self):
        strips = [strip(box(0, 0, 200, 10)), strip(box(200, 0, 1000, 40))]
        widths = of(measured([bank(LEFT)], strips))["widths"]
        found = [widths[name] for name in ("min_m", "p10_m", "median_m", "mean_m")]
        assert found == pytest.approx([10, 10, 40, 34], abs=2e-3)

    def test_a_reach_without_an_approved_width_meets_and_fails_nothing(self):
        body = measured([bank(LEFT, required_width_m=None)], [strip(box(0, 0, 400, 30))])
        assert of(body)["widths"]["share_meeting"] is None
        assert of(body)["widths"]["share_meeting_range"] is None
        assert "buffer_no_required_width" in noted(body)

    def test_a_hole_ends_the_width_and_not_the_length(self):
        one = of(measured([bank(LEFT)], [strip(box(0, 0, 400, 40) - box(100, 10, 200, 30))]))
        assert one["bank"]["length_m"] == pytest.approx(400.0, abs=1e-3)
        assert one["widths"]["min_m"] == pytest.approx(10.0, abs=1e-3)

    def test_the_declared_width_stands_beside_the_measured(self):
        widths = of(measured([bank(LEFT)], [strip(box(0, 0, 400, 30), width_m=50.0)]))["widths"]
        assert widths["declared_mean_m"] == 50.0
        assert widths["share_declared_met"] == 0.0

    def test_an_area_that_does_not_fit_length_and_width_is_marked(self):
        far = box(0, 0, 400, 20) | box(0, 60, 400, 160) | box(0, 20, 1, 60)  # a second field behind the strip
        body = measured([bank(LEFT)], [strip(far)])
        assert of(body)["area"]["differs"] is True
        assert "buffer_area_differs" in noted(body)


class TestGaps:
    def test_gaps_are_listed_by_chainage_the_longest_first(self):
        gaps = of(measured([bank(LEFT)], [strip(box(100, 0, 300, 30)), strip(box(350, 0, 600, 30))]))["gaps"]
        assert gaps["count"] == 3
        found = [(gap["from_m"], gap["to_m"]) for gap in gaps["listed"]]
        assert [round(x) for pair in found for x in pair] == [600, 1000, 0, 100, 300, 350]

    def test_counted_and_bare_bank_make_up_the_whole(self):
        body = measured([bank(LEFT)], [strip(box(100, 0, 300, 30)), strip(box(350, 0, 600, 30))])
        one = of(body)
        assert one["bank"]["length_m"] + one["gaps"]["total_m"] == pytest.approx(body["banks"]["total_m"], abs=2e-3)

    def test_a_gap_over_the_start_of_a_ring_is_one(self):
        ring = bank(line((0, 0), (0, 300), (300, 300), (300, 0), (0, 0)), "ring", "演示湖")
        gaps = of(measured([ring], [strip(box(0, 300, 300, 330), body="演示湖")]))["gaps"]
        assert gaps["count"] == 1
        assert gaps["listed"][0]["from_m"] > gaps["listed"][0]["to_m"]
        assert gaps["listed"][0]["length_m"] == pytest.approx(900.0, abs=1e-2)


class TestWhatIsNotKnown:
    def test_without_a_water_line_nothing_is_computed_from_areas(self):
        body = measured(None, [strip(box(0, 0, 400, 30))])
        assert (body["state"], body["reason"]) == ("not_computable", "no_water_line_edition")
        assert of(body)["bank"] is None
        assert of(body)["headline"]["length_m"] is None
        assert "buffer_no_water_line_edition" in noted(body)

    def test_without_strips_in_force_lengths_are_unknown(self):
        body = measured([bank(LEFT)], None)
        assert (body["state"], body["reason"]) == ("not_computable", "no_strip_edition")
        assert of(body)["bank"] is None

    def test_a_water_body_without_a_line_is_listed_as_not_computable(self):
        body = measured([bank(LEFT)], [strip(box(0, 500, 400, 530), body="无线河")])
        assert [(one["water_body"], one["bank_length_m"]) for one in body["without_line"]] == [("无线河", None)]

    def test_a_water_body_asked_for_that_has_no_line_is_not_computable(self):
        body = measured([bank(LEFT)], [strip(box(0, 500, 400, 530), body="无线河")], water_body="无线河")
        assert (body["state"], body["reason"]) == ("not_computable", "no_water_line")

    def test_a_water_body_that_nothing_names_is_refused_with_the_names_there_are(self):
        with pytest.raises(NotFound, match=RIVER):
            measured([bank(LEFT)], [strip(box(0, 0, 400, 30))], water_body="没有的河")

    def test_an_unknown_method_is_refused(self):
        with pytest.raises(BadInput, match="bank-length"):
            measured([bank(LEFT)], [strip(box(0, 0, 400, 30))], method="half-perimeter")

    def test_nothing_found_where_the_layer_is_complete_is_a_true_zero(self):
        one = of(measured([bank(LEFT)], [strip(box(0, 0, 400, 30))]), "built")
        assert one["bank"]["length_m"] == 0.0
        assert one["at_least"] is False

    def test_nothing_found_where_the_layer_says_nothing_of_itself_is_null(self):
        body = measured([bank(LEFT)], [strip(box(0, 0, 400, 30))], coverage=None)
        assert of(body, "built")["bank"]["length_m"] is None
        assert of(body)["at_least"] is True
        assert of(body)["bank"]["length_m"] == pytest.approx(400.0, abs=1e-3)
        assert "buffer_at_least" in noted(body)


class TestRegions:
    BANKS = (bank(line((0, 0), (400, 0))), bank(line((400, 0), (1000, 0)), region="330303"))

    def test_counties_add_up_to_the_city(self):
        body = measured(self.BANKS, [strip(box(300, 0, 700, 30))])
        rows = [(r["region"], r["statuses"][0]["bank"]["length_m"]) for r in body["by_region"]]
        assert rows == [("330302", pytest.approx(100, abs=1e-3)), ("330303", pytest.approx(300, abs=1e-3))]
        assert of(body)["bank"]["length_m"] == pytest.approx(400.0, abs=1e-3)

    def test_a_county_has_the_length_at_its_own_banks_and_the_area_that_goes_with_it(self):
        one = of(measured(self.BANKS, [strip(box(300, 0, 700, 30))], region="330303"))
        assert one["bank"]["length_m"] == pytest.approx(300.0, abs=1e-3)
        assert one["area"]["area_m2"] == pytest.approx(9_000.0, abs=1.0)

    def test_a_bank_without_a_code_is_unassigned_and_belongs_to_the_whole_delivery(self):
        banks = [bank(line((0, 0), (400, 0)), region=None), self.BANKS[1]]
        body = measured(banks, [strip(box(300, 0, 700, 30))])
        assert body["unassigned_m"] == pytest.approx(400.0, abs=1e-3)
        assert of(body)["bank"]["length_m"] == pytest.approx(400.0, abs=1e-3)

    def test_for_a_county_it_is_open_whether_a_bank_without_a_code_belongs(self):
        banks = [bank(line((0, 0), (400, 0)), region=None), self.BANKS[1]]
        body = measured(banks, [strip(box(300, 0, 700, 30))], region="330303")
        assert of(body)["bank"]["length_m"] == pytest.approx(300.0, abs=1e-3)
        assert "buffer_banks_undecided" in noted(body)

    def test_reaches_carry_their_approved_width(self):
        banks = [
            bank(line((0, 0), (400, 0)), reach="上"),
            bank(line((400, 0), (1000, 0)), reach="下", required_width_m=20),
        ]
        body = measured(banks, [strip(box(300, 0, 700, 25))])
        rows = {
            r["reach"]: (r["required_width_m"], r["statuses"][0]["widths"]["share_meeting"]) for r in body["by_reach"]
        }
        assert rows == {"上": (30.0, 0.0), "下": (20.0, 1.0)}


class TestProperties:
    @given(
        st.lists(st.floats(0.01, 0.99), max_size=5),
        st.lists(st.tuples(st.floats(50, 950), st.floats(-60, 60)), max_size=3),
    )
    @settings(max_examples=12, deadline=None)
    def test_splitting_banks_and_strips_changes_no_length(self, bank_cuts, strip_cuts):
        ground = box(100, 2, 420, 33), box(380, 4, 800, 20)
        whole = of(measured([bank(LEFT), bank(CENTRE, "centre")], [strip(g) for g in ground]))
        ends = [0.0, *sorted({round(1000 * t, 3) for t in bank_cuts}), 1000.0]
        banks = [bank(line((a, 0), (b, 0))) for a, b in pairwise(ends)]
        parts = list(ground)
        for x, lean in strip_cuts:
            blade = line((x - lean, -10), (x + lean, 50))
            parts = [piece for part in parts for piece in shapely.get_parts(split(part, blade))]
        cut = of(measured([*banks, bank(CENTRE, "centre")], [strip(g) for g in parts]))
        assert cut["bank"]["length_m"] == pytest.approx(whole["bank"]["length_m"], abs=1.1e-3)
        assert cut["river"]["length_m"] == pytest.approx(whole["river"]["length_m"], abs=5e-3)
        assert cut["area"]["area_m2"] == pytest.approx(whole["area"]["area_m2"], abs=0.05)
        assert cut["gaps"]["total_m"] == pytest.approx(whole["gaps"]["total_m"], abs=2e-3)


class TestEvidence:
    BANKS = (bank(LEFT), bank(RIGHT, "right"))
    STRIPS = (strip(box(0, 0, 400, 30), year=2021), strip(box(300, 0, 700, 30), year=2023, width_m=20.0))

    def evidence(self):
        return {one.name: one for one in ask(world(self.BANKS, self.STRIPS), self.question()).evidence()}

    def question(self):
        return BuffersQuestion(region="330300", as_of=TODAY)

    def test_stretches_add_up_to_the_length_and_are_as_long_as_they_say(self):
        table = self.evidence()["stretches"].table
        names = [column.name for column in table.columns]
        lengths = [row[names.index("length_m")] for row in table.rows]
        assert sum(lengths) == pytest.approx(700.0, abs=1e-3)
        drawn = length(self.evidence()["stretches"].geometries)
        assert drawn.tolist() == pytest.approx(lengths, abs=1e-6)

    def test_gaps_and_samples_are_lines_of_the_length_they_state(self):
        found = self.evidence()
        names = [column.name for column in found["widths"].table.columns]
        widths = [row[names.index("width_m")] for row in found["widths"].table.rows]
        assert length(found["widths"].geometries).tolist() == pytest.approx(widths, rel=1e-5)
        gaps = found["gaps"].table
        place = [column.name for column in gaps.columns].index("length_m")
        assert length(found["gaps"].geometries).tolist() == pytest.approx([row[place] for row in gaps.rows], abs=1e-6)

    def test_every_strip_is_there(self):
        assert len(self.evidence()["strips"].geometries) == 2

    def test_tables_and_charts_are_drawn_from_the_rendered_body(self):
        body = render(ask(world(self.BANKS, self.STRIPS), self.question()).record(), measure_definitions())
        summary = tables(body, measure_definitions())[0]
        assert [cell.en for cell in summary.rows[0][:2]] == ["delimited", "bank length"]
        assert summary.rows[0][2:4] == (pytest.approx(0.7), pytest.approx(0.7))
        assert {chart.name for chart in charts(body, measure_definitions())} >= {"buffers_lengths", "buffers_widths"}
        assert all("{" not in note["text"]["en"] and note["code"] not in note["text"]["en"] for note in body["notes"])

    def test_a_body_that_is_not_computable_is_shown_without_figures(self):
        body = render(ask(world(None, self.STRIPS), self.question()).record(), measure_definitions())
        summary = tables(body, measure_definitions())[0]
        assert summary.rows[0][2:5] == (None, None, None)
        assert charts(body, measure_definitions()) == ()

    def test_a_second_question_on_the_same_editions_reads_no_geometry_again(self):
        one = desk(world(self.BANKS, self.STRIPS))
        first, second = (one.answer(self.question(), NOW) for _ in range(2))
        assert first.id == second.id
