"""What looks wrong of a row or of a table stands beside the verdicts, which are those of the single checks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
import screening
import shapely
from screening import csv, judged

from layers.intake import read_lonlat
from zoning.desk import ProjectInput, SitingQuestion

PACKED = ("120.4158,28.0025", "120.3942,27.5936", "120.4812,28.0433", "120.5311,27.5207")


def table(*places, heads="经度,纬度", more=""):
    return csv("\n".join([f"{heads}", *(f"{place}{more}" for place in places)]))


def doubts(results):
    """Code → the texts of it, of each row."""
    return [{one["code"]: one["text"] for one in row["doubts"]} for row in results.rows()]


def of_table(results):
    return {one["code"]: one["rows"] for one in results.about["doubts"]}


def test_packed_degrees_in_rows_of_one_point_each_are_suspected_of_the_table(quick_desk):
    found = judged(quick_desk, table(*PACKED), "p.csv")
    assert of_table(found)["packed_suspected_in_table"] is None
    (text,) = (one["text"] for one in found.about["doubts"] if one["code"] == "packed_suspected_in_table")
    assert "EPSG:4490,packed" in text["zh"] and "EPSG:4490,packed" in text["en"]


@pytest.mark.parametrize("crs", ["EPSG:4490,packed", "EPSG:4490,decimal"])
def test_a_notation_that_is_stated_for_all_or_in_a_row_ends_that_doubt(quick_desk, crs):
    assert "packed_suspected_in_table" not in of_table(judged(quick_desk, table(*PACKED), "p.csv", crs=crs))
    rows = table(*PACKED, heads="经度,纬度,坐标系", more=f',"{crs}"')
    assert "packed_suspected_in_table" not in of_table(judged(quick_desk, rows, "p.csv"))


def test_one_degree_that_cannot_be_packed_leaves_few_too_few_to_suspect(quick_desk):
    found = judged(quick_desk, table(*PACKED[:3], "120.7841,27.9943"), "p.csv")
    assert "packed_suspected_in_table" not in of_table(found)


def test_marked_degrees_in_a_table_of_packed_ones_are_not_unpacked_again(quick_desk):
    found = judged(quick_desk, table("120.4158,28.0025", "120°41′58″,28°00′25″"), "p.csv", crs="EPSG:4490,packed")
    plain, marked = (row["answer"]["parts"][0]["wkb"] for row in found.rows())
    assert plain == marked


def test_a_row_that_mixes_packed_and_marked_degrees_is_refused(quick_desk):
    (row,) = judged(quick_desk, table("120.4158,28°00′25″"), "p.csv", crs="EPSG:4490,packed").rows()
    (problem,) = row["problems"]
    assert row["answer"] is None
    assert "°" in problem["text"]["zh"] and "packed" in problem["text"]["en"]


def test_few_decimals_are_a_doubt_of_the_row_with_the_metres_that_they_hide(quick_desk):
    rough, fine = doubts(judged(quick_desk, table("120.7,28.1", "120.71341,28.01252"), "p.csv"))
    assert "7880" in rough["coordinates_rounded"]["zh"]
    assert "coordinates_rounded" not in fine


def test_an_accuracy_of_the_row_that_takes_in_few_decimals_ends_that_doubt(quick_desk):
    found = judged(quick_desk, table("120.71,28.01", heads="经度,纬度,精度", more=",800"), "p.csv")
    assert "coordinates_rounded" not in doubts(found)[0]


def test_a_place_far_from_all_that_is_drawn_is_a_doubt_of_its_row(quick_desk):
    (found,) = doubts(judged(quick_desk, table("110.71341,38.01252"), "p.csv"))
    assert "read_outside_drawn" in found


def test_a_datum_that_no_row_states_is_told_once_with_the_rows_it_concerns(quick_desk):
    rows = csv("经度,纬度,坐标系\n120.71341,28.01252,\n120.71342,28.01253,\n120.71343,28.01254,EPSG:4490")
    found = judged(quick_desk, rows, "p.csv")
    assert of_table(found) == {"shift_possible_by_format": 2}
    assert found.about["doubtful"] == 0
    assert of_table(judged(quick_desk, rows, "p.csv", crs="EPSG:4490")) == {}


def test_doubts_change_no_verdict(quick_desk):
    (row,) = judged(quick_desk, table("120.7,28.1"), "p.csv").rows()
    question = SitingQuestion(replace(read_lonlat("120.7,28.1")), ProjectInput(), date(2026, 11, 22))
    single = quick_desk.desk.check(question, screening.AT)
    assert row["doubts"] and row["answer"]["id"] == single.id


class TestStatedAreas:
    """A square of 0.001° beside 120.7101, 28.0101, of 1.0893 ha."""

    CORNERS = ("120.7101,28.0101", "120.7111,28.0101", "120.7111,28.0111", "120.7101,28.0111")

    def of(self, quick_desk, head, area, **said):
        rows = [f"编号,经度,纬度,{head}", *(f"a,{corner},{area}" for corner in self.CORNERS)]
        (row,) = judged(quick_desk, csv("\n".join(rows)), "p.csv", accuracy_m=1.0, crs="EPSG:4490", **said).rows()
        return {one["code"]: one["text"]["en"] for one in row["doubts"]}

    @pytest.mark.parametrize(
        ("head", "area"),
        [
            ("用地面积（公顷）", "1.0893"),
            ("面积/亩", "16.339"),
            ("占地面积(m²)", "10893"),
            ("site area (ha)", "1.0893"),
            ("面积[单位：公顷]", "1.0893"),
            ("面积", "1.0893公顷"),
            ("面积", "16.339 亩"),
            ("用地面积（亩）", "—"),
        ],
    )
    def test_one_that_agrees_by_the_unit_of_its_head_or_cell_is_not_doubted(self, quick_desk, head, area):
        assert self.of(quick_desk, head, area) == {}

    @pytest.mark.parametrize(
        ("head", "area", "slip"),
        [
            ("用地面积（公顷）", "10.893", "declared_area_decimal_point"),
            ("用地面积（公顷）", "16.339", "declared_area_in_mu"),
            ("用地面积（公顷）", "10893", "declared_area_in_square_metres"),
            ("面积（m²）", "1.0893", "declared_area_in_hectares"),
            ("面积（公顷）", "1.2", "declared_area_wrong"),
        ],
    )
    def test_one_that_differs_is_told_as_in_a_file_with_what_has_slipped(self, quick_desk, head, area, slip):
        found = self.of(quick_desk, head, area)
        assert set(found) == {"declared_area_differs", slip}
        assert "#2-5" in found["declared_area_differs"]

    def test_without_a_unit_or_of_a_point_it_is_not_compared_and_that_is_told_once(self, quick_desk):
        assert set(self.of(quick_desk, "面积", "1.0893")) == {"areas_without_unit"}
        rows = csv("经度,纬度,面积（亩）\n120.71341,28.01252,3\n120.71342,28.01253,4")
        assert of_table(judged(quick_desk, rows, "p.csv", crs="EPSG:4490")) == {"areas_of_points": 2}

    def test_what_is_no_area_keeps_no_row_from_its_verdict(self, quick_desk):
        assert set(self.of(quick_desk, "面积（亩）", "约十亩")) == {"declared_area_unreadable"}

    def test_the_note_is_part_of_the_verdict(self, quick_desk):
        rows = csv('名称,wkt,面积（公顷）\n甲,"POLYGON((120.71 28.01,120.711 28.01,120.711 28.011,120.71 28.01))",9')
        (row,) = judged(quick_desk, rows, "p.csv").rows()
        assert any("写明面积 9" in note["zh"] for note in row["answer"]["notes"])

    def test_a_plane_area_of_the_own_zone_agrees_too_though_a_third_of_a_percent_off_at_its_rim(self, quick_desk):
        corners = ((3103000, 20864000), (3103000, 20864100), (3103100, 20864100), (3103100, 20864000))
        rows = ["编号,X坐标,Y坐标,面积（m²）", *(f"a,{north},{east},10000" for north, east in corners)]
        (row,) = judged(quick_desk, csv("\n".join(rows)), "p.csv").rows()
        assert row["answer"]["measures"]["area_m2"] < 9970
        assert "declared_area_differs" not in {one["code"] for one in row["doubts"]}

    def test_a_parcel_of_a_layer_is_told_of_its_own_area_alone(self, quick_desk):
        features = [
            {
                "type": "Feature",
                "properties": {"id": name, "面积（公顷）": area},
                "geometry": shapely.geometry.mapping(shapely.box(west, 28.01, west + 0.001, 28.011)),
            }
            for name, west, area in (("a", 120.71, 1.0893), ("b", 120.72, 10.893))
        ]
        layer = json.dumps({"type": "FeatureCollection", "features": features})
        first, second = doubts(judged(quick_desk, layer.encode(), "p.geojson"))
        assert "declared_area_differs" not in first
        assert {"declared_area_differs", "declared_area_decimal_point"} <= set(second)
