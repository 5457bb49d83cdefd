"""What the rows of a table say: columns by their heads, places in every form, facts typed, everything else refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
import screening
import shapely
from screening import answers, csv, judged, problems, workbook

from layers.errors import BadFile
from zoning.screening.desk import Asking

HEAD = ("项目编号", "经度", "纬度", "精度")
PLACE = (120.71, 28.01, 5)


def asked(quick_desk, source, name="projects.xlsx", **said):
    """What each entry asks: its `Asked`."""
    from zoning.screening.asking import asked as read

    docket, _ = quick_desk.docket(source, Asking(name=name, **said).as_json(), screening.AT, None)
    judge = docket.judge
    return [read(entry, docket.common, judge.columns, docket.files, judge.limits) for entry in docket.entries]


def one(quick_desk, source, name="projects.xlsx", **said):
    (found,) = asked(quick_desk, source, name, **said)
    assert found.question is not None, found.problems
    return found.question


def refused(quick_desk, source, name="projects.xlsx", **said):
    (found,) = asked(quick_desk, source, name, **said)
    assert found.question is None
    return found.problems


class TestColumns:
    @pytest.mark.parametrize(
        "heads",
        [("经度", "纬度"), ("lon", "LAT"), (" 东经 ", "北纬"), ("Longitude", "Latitude"), ("经度（E）", "纬度（N）")],
    )
    def test_heads_are_known_in_both_languages_whatever_their_width_case_and_brackets(self, quick_desk, heads):
        place = one(quick_desk, workbook(heads, (120.71, 28.01))).reading.features[0].geometry
        assert (place.x, place.y) == (120.71, 28.01)

    def test_titles_stand_above_the_heads_and_empty_rows_between_the_projects(self, quick_desk):
        book = workbook(("某市 2026 年项目清单",), (), HEAD, ("a", *PLACE), (), ("b", *PLACE))
        assert [found.key for found in asked(quick_desk, book)] == ["a", "b"]

    def test_a_column_that_nothing_is_known_of_is_told_and_not_used(self, quick_desk):
        found = judged(quick_desk, workbook((*HEAD, "备注"), ("a", *PLACE, "x")))
        assert found.about["ignored"] == ["E 备注"]
        assert list(answers(found)) == ["2"]

    def test_two_columns_of_one_meaning_are_refused_by_their_cells(self, quick_desk):
        with pytest.raises(BadFile, match=r"A1.*D1"):
            asked(quick_desk, workbook(("经度", "纬度", "名称", "lon"), (120.7, 28.0, "a", 120.8)))

    def test_a_table_without_places_is_refused_with_what_is_needed(self, quick_desk):
        with pytest.raises(BadFile, match="template"):
            asked(quick_desk, workbook(("名称", "行业"), ("a", "C2614")))

    def test_of_two_tables_in_a_workbook_one_has_to_be_named(self, quick_desk):
        book = workbook(HEAD, ("a", *PLACE), 乙=[HEAD, ("b", *PLACE)])
        with pytest.raises(BadFile, match="source-layer"):
            asked(quick_desk, book)
        assert [found.key for found in asked(quick_desk, book, layer="乙")] == ["b"]

    def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(self, quick_desk):
        with pytest.raises(BadFile, match="项目"):
            asked(quick_desk, workbook(HEAD, ("a", *PLACE)), layer="丙")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_csv_in_every_encoding_and_with_every_separator(self, quick_desk, encoding):
        for separator in ",;\t":
            table = "名称,经度,纬度\n某厂,120.71,28.01".replace(",", separator)
            assert one(quick_desk, csv(table, encoding), "p.csv").project.name == "某厂"

    @pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 no workbook", b"\x00\x01\x02"])
    def test_a_file_that_is_no_table_is_refused_in_words(self, quick_desk, content):
        with pytest.raises(BadFile, match=r"p\.xlsx"):
            asked(quick_desk, content, "p.xlsx")


class TestPlaces:
    @pytest.mark.parametrize(
        ("lon", "lat"),
        [("120°42′36″", "28°0′36″"), ("E120.42.36", "N28.00.36"), ("120.71", "28.01"), ("１２０．７１", "28.01")],
    )
    def test_degrees_in_every_notation(self, quick_desk, lon, lat):
        place = one(quick_desk, workbook(("经度", "纬度"), (lon, lat))).reading.features[0].geometry
        assert (place.x, place.y) == pytest.approx((120.71, 28.01), abs=1e-9)

    def test_rows_of_one_id_are_the_corners_of_one_outline(self, quick_desk):
        corners = [(120.71, 28.01), (120.711, 28.01), (120.711, 28.011), (120.71, 28.011)]
        book = workbook(HEAD[:3], *[("a", *corner) for corner in corners], ("b", 120.72, 28.01))
        first, second = asked(quick_desk, book)
        assert first.question.reading.features[0].geometry.equals(shapely.Polygon(corners))
        assert {note.code for note in first.question.reading.notes} >= {"corners_joined"}
        assert second.question.reading.features[0].geometry.geom_type == "Point"

    def test_an_id_merged_over_its_corners_stands_in_the_first_row_alone(self, quick_desk):
        corners = [("a", 120.71, 28.01), (None, 120.711, 28.01), (None, 120.711, 28.011)]
        found = one(quick_desk, workbook(HEAD[:3], *corners))
        assert found.reading.features[0].geometry.area > 0

    def test_a_hole_is_told_by_where_it_lies(self, quick_desk):
        outer = [(120.71, 28.01), (120.72, 28.01), (120.72, 28.02), (120.71, 28.02)]
        inner = [(120.713, 28.013), (120.716, 28.013), (120.716, 28.016)]
        rows = [("a", 1, *xy) for xy in outer] + [("a", 2, *xy) for xy in inner]
        geometry = one(quick_desk, workbook(("编号", "圈号", "经度", "纬度"), *rows)).reading.features[0].geometry
        assert geometry.equals(shapely.Polygon(outer, [inner]))

    def test_the_corners_of_a_line_are_a_line(self, quick_desk):
        rows = [("a", "穿跨越", 20, 120.71, 28.01), ("a", None, None, 120.72, 28.01)]
        found = one(quick_desk, workbook(("编号", "用途", "宽度（米）", "经度", "纬度"), *rows))
        assert found.reading.features[0].geometry.geom_type == "LineString"
        assert (found.project.role, found.project.width_m) == ("route", 20.0)

    def test_two_corners_of_an_area_enclose_nothing(self, quick_desk):
        (problem,) = refused(quick_desk, workbook(HEAD[:3], ("a", 120.71, 28.01), ("a", 120.72, 28.01)))
        assert "两个拐点" in problem.zh

    def test_plane_coordinates_with_their_zone_or_with_a_crs(self, quick_desk):
        prefixed = one(quick_desk, workbook(("X坐标", "Y坐标"), (3100000.0, 40570000.0)))
        named = one(quick_desk, workbook(("X坐标", "Y坐标", "坐标系"), (3100000.0, 570000.0, "gk3:40")))
        both = [found.reading.features[0].geometry for found in (prefixed, named)]
        assert both[0].distance(both[1]) < 1e-9
        assert "zone_inferred" in {note.code for note in prefixed.reading.notes}

    def test_plane_coordinates_of_no_zone_are_a_problem_of_their_row(self, quick_desk):
        (problem,) = refused(quick_desk, workbook(("X坐标", "Y坐标"), (3100000.0, 570000.0)))
        assert problem.slug in ("bad-crs", "ambiguous-crs")
        assert "gk3:40" in problem.zh

    def test_columns_the_other_way_round_are_told_by_their_size(self, quick_desk):
        right = one(quick_desk, workbook(("X坐标", "Y坐标"), (3100000.0, 40570000.0)))
        wrong = one(quick_desk, workbook(("X坐标", "Y坐标"), (40570000.0, 3100000.0)))
        assert wrong.reading.features[0].geometry.equals(right.reading.features[0].geometry)
        (note,) = [note for note in wrong.reading.notes if note.code == "axes_swapped"]
        assert note.values["first"] == "A X坐标"

    def test_wkt(self, quick_desk):
        text = "POLYGON ((120.71 28.01, 120.711 28.01, 120.711 28.011, 120.71 28.01))"
        assert one(quick_desk, workbook(("名称", "WKT"), ("a", text))).reading.intake == "wkt"

    def test_several_ways_or_none_are_a_problem(self, quick_desk):
        heads = ("名称", "经度", "纬度", "WKT")
        (several,) = refused(quick_desk, workbook(heads, ("a", 120.7, 28.0, "POINT (120.7 28)")))
        (none,) = refused(quick_desk, workbook(heads, ("a", None, None, None)))
        assert "不止一种" in several.zh
        assert "没有位置" in none.zh

    def test_half_a_position_is_a_problem(self, quick_desk):
        (problem,) = refused(quick_desk, workbook(HEAD, ("a", 120.7, None, 5)))
        assert "缺另一个坐标" in problem.zh

    def test_a_file_beside_the_table(self, quick_desk, tmp_path):
        (tmp_path / "plots").mkdir()
        (tmp_path / "plots" / "a.wkt").write_text("POINT (120.71 28.01)")
        (tmp_path / "p.csv").write_text("名称,文件\n甲,plots/a.wkt\n乙,plots/none.wkt\n", encoding="utf-8")
        found = judged(quick_desk, tmp_path / "p.csv", "p.csv", folder=tmp_path)
        assert (answers(found)["2"], answers(found)["3"]) == ("undetermined", None)
        assert "none.wkt" in problems(found)[0][2]

    def test_a_zip_of_the_table_and_its_files(self, quick_desk):
        content = zipped(
            {"表/p.csv": "名称,文件\n甲,plots\\a.wkt\n乙,b.wkt\n", "表/plots/a.wkt": "POINT (120.71 28.01)"}
        )
        found = judged(quick_desk, content, "p.zip")
        assert answers(found) == {"2": "undetermined", "3": None}
        assert "b.wkt" in problems(found)[0][2]

    def test_over_http_a_path_of_a_file_is_no_way_to_read_the_machine(self, quick_desk):
        (problem,) = refused(quick_desk, csv("名称,文件\n甲,/etc/hostname"), "p.csv")
        assert "sha256" in problem.zh

    def test_what_the_store_holds_beside_site_files_cannot_be_had_as_one(self, quick_desk):
        digest = quick_desk.desk.store.put_blob(b'{"kind":"job"}\nPOINT (120.7 28)')
        (problem,) = refused(quick_desk, csv(f"名称,文件\n甲,sha256:{digest}"), "p.csv")
        assert problem.slug == "not-found"

    def test_an_id_used_again_further_down_leaves_neither_place_judged(self, quick_desk):
        """Each may be the project without some of its corners, which could stand where the whole cannot."""
        found = judged(quick_desk, workbook(HEAD, ("a", *PLACE), ("b", *PLACE), ("a", *PLACE)))
        assert [(row, "不相连" in text) for row, _, text in problems(found)] == [("2", True), ("4", True)]
        assert answers(found)["3"] is not None

    def test_coordinates_under_the_name_of_another_datum_are_not_taken_as_cgcs2000(self, quick_desk):
        table = csv("名称,经度,纬度,坐标系\n甲,120.71,28.01,\n乙,120.71,28.01,EPSG:4490")
        found = judged(quick_desk, table, "百度坐标.csv")
        assert [(row, "BD09" in text) for row, _, text in problems(found)] == [("2", True)]
        assert answers(found)["3"] is not None
        above = judged(quick_desk, workbook(("坐标采用1980西安坐标系",), HEAD, ("a", *PLACE)))
        assert answers(above) == {"3": None}

    def test_an_id_is_the_same_as_a_number_and_as_text(self, quick_desk):
        found = judged(quick_desk, workbook(HEAD, (1, *PLACE), ("b", *PLACE), ("1", *PLACE)))
        assert [row for row, _, _ in problems(found)] == ["2", "4"]


class TestValues:
    @pytest.mark.parametrize(
        ("head", "cell", "fact", "value"),
        [
            ("化工项目", "是", "chemical_project", True),
            ("chemical_project", False, "chemical_project", False),
            ("Chemical project", "N", "chemical_project", False),
            ("化工项目", 1, "chemical_project", True),
            ("建设性质", "新建", "nature", "new"),
            ("nature", "expanded", "nature", "expanded"),
            ("环评类别", "报告书", "eia_level", "report"),
            ("新增用海面积（亩）", "1,200.5", "sea_use_mu", 1200.5),
            ("sea_use_mu", 30, "sea_use_mu", 30.0),
        ],
    )
    def test_facts_are_typed_by_their_kinds(self, quick_desk, head, cell, fact, value):
        found = one(quick_desk, workbook((*HEAD, head), ("a", *PLACE, cell)))
        assert quick_desk.desk.definitions.facts.typed(fact, found.project.facts[fact]) == value

    @pytest.mark.parametrize("cell", [None, "", "未知", "不详", "?", "—", "N/A"])
    def test_what_is_not_known_is_no_fact(self, quick_desk, cell):
        assert one(quick_desk, workbook((*HEAD, "化工项目"), ("a", *PLACE, cell))).project.facts == {}

    def test_everything_wrong_with_a_row_is_told_at_once_by_column(self, quick_desk):
        heads = (*HEAD, "化工项目", "行业代码", "依据日期", "用途")
        found = refused(quick_desk, workbook(heads, ("a", 120.7, "abc", "很准", "也许", "XX", "昨天", "睡觉")))
        columns = [problem.column for problem in found]
        assert columns[:4] == ["D 精度", "E 化工项目", "H 用途", "G 依据日期"]
        assert {problem.slug for problem in found} == {"bad-input", "bad-fact", "bad-geometry"}
        assert all(problem.zh and problem.en for problem in found)

    def test_dates_are_cells_or_texts(self, quick_desk):
        days = (date(2026, 3, 1), "2026-03-01", "2026/3/1", "2026年3月1日")
        rows = [(number, *PLACE, day) for number, day in enumerate(days)]
        found = asked(quick_desk, workbook((*HEAD, "依据日期"), *rows))
        assert [each.question.as_of for each in found] == [date(2026, 3, 1)] * 4

    def test_an_industry_code_that_may_have_lost_its_zero_is_refused(self, quick_desk):
        heads = (*HEAD, "行业代码")
        assert one(quick_desk, workbook(heads, ("a", *PLACE, 2614))).project.industry == "2614"
        assert one(quick_desk, workbook(heads, ("a", *PLACE, "0111"))).project.industry == "0111"
        (problem,) = refused(quick_desk, workbook(heads, ("a", *PLACE, 111)))
        assert "0111" in problem.zh

    def test_a_formula_that_was_never_calculated_is_no_empty_cell(self, quick_desk):
        (problem,) = refused(quick_desk, workbook((*HEAD, "化工项目"), ("a", *PLACE, "=1=1")))
        assert (problem.column, "公式" in problem.zh) == ("E 化工项目", True)

    def test_rows_of_one_project_that_differ_are_a_problem(self, quick_desk):
        corners = [("a", "甲", 120.71, 28.01), ("a", "乙", 120.711, 28.01), ("a", None, 120.711, 28.011)]
        (problem,) = refused(quick_desk, workbook(("编号", "名称", "经度", "纬度"), *corners))
        assert problem.column == "B 名称"

    def test_what_holds_for_all_gives_way_to_what_a_row_says(self, quick_desk):
        heads = (*HEAD, "行业代码", "用途")
        book = workbook(heads, ("a", *PLACE[:2], None, None, None), ("b", *PLACE, "C2614", "临时"))
        common = {"industry": "C1310", "accuracy_m": 2.0, "role": "sea_use", "as_of": "2026-03-01"}
        first, second = (found.question for found in asked(quick_desk, book, **common))
        assert (first.project.industry, first.project.accuracy_m, first.project.role) == ("C1310", 2.0, "sea_use")
        assert (second.project.industry, second.project.accuracy_m, second.project.role) == ("C2614", 5.0, "temporary")
        assert first.as_of == second.as_of == date(2026, 3, 1)


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


class TestLayers:
    def test_every_feature_is_a_project_and_its_attributes_are_facts(self, quick_desk):
        feature = (
            '{"type":"Feature","properties":{"id":N,"项目名称":"甲","化工项目":"否","x":1,"其他":2},"geometry":'
            '{"type":"Polygon","coordinates":[[[120.71,28.01],[120.711,28.01],[120.711,28.011],[120.71,28.01]]]}}'
        )
        both = ",".join(feature.replace("N", number) for number in "12")
        layer = f'{{"type":"FeatureCollection","features":[{both}]}}'
        found = asked(quick_desk, layer.encode(), "parcels.geojson")
        assert [(each.key, each.name) for each in found] == [("1", "甲"), ("2", "甲")]
        assert found[0].question.project.facts == {"chemical_project": False}
        assert found[0].question.reading.intake == "geojson"
        assert judged(quick_desk, layer.encode(), "parcels.geojson").about["ignored"] == ["x", "其他"]
