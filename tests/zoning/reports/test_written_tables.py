"""Measures as terminal lines, CSV, XLSX and GeoPackage."""

import csv
import io
import json
import re
import zipfile
from datetime import date

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from layers.definition_file import Titles
from layers.errors import BadInput
from layers.geodesy import length
from zoning.measures.question import AreasQuestion, ShorelineChangesQuestion, ShorelineQuestion
from zoning.measures.tables import Column, Evidence, table
from zoning.reports import extra
from zoning.reports.measures.cells import shown
from zoning.reports.measures.commands import command_line
from zoning.reports.measures.csv_tables import csv_files
from zoning.reports.measures.formats import write
from zoning.reports.measures.terminal import measure_lines

NAMED = Titles(zh="名称", en="name")


def lines(document, lang="zh"):
    return [line.plain for line in measure_lines(document, lang)]


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def opened(content, folder):
    path = folder / "x.gpkg"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (-2.675, 2, "-2.68"),
        (-0.001, 2, "0.00"),
        (1.005, 2, "1.01"),
        (12345.125 / 1000, 5, "12.34513"),
        (179163.333 / 1000, None, "179.163333"),
        (1e21, 0, "1000000000000000000000"),
        (3, 2, "3.00"),
        (3.0, None, "3"),
        (0, None, "0"),
        (None, 2, "—"),
        ("=x", 2, "=x"),
        (True, None, "是"),
    ],
)
def test_numbers_are_shown_half_up_from_their_decimal_value(value, digits, text):
    assert shown(value, digits, "zh") == text


def test_what_is_no_number_is_not_printed_as_one():
    with pytest.raises(ValueError, match="no number"):
        shown(float("nan"), 2, "en")


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_decimal_is_shown_as_itself_where_it_has_no_more_digits_than_are_shown(units, digits):
    assert float(shown(units / 10**digits, digits, "en")) == units / 10**digits


def test_the_terminal_says_title_region_day_and_standing_before_any_figure(made):
    first, *rest = lines(made())
    assert "自然岸线保有率" in first
    assert "温州市" in first
    assert "2026-11-22" in first
    assert "不得用于决策" in first
    assert "cn-2017 v" in rest[0]
    assert "not for decisions" in lines(made(), "en")[0]
    assert "决策" not in lines(made(status="statutory"))[0]


def test_columns_stand_under_each_other_though_chinese_takes_two_places(made):
    text = lines(made())
    rows = [line for line in text if line.startswith("    大陆") or line.startswith("    海岛")]
    (head,) = [line for line in text if line.startswith("    岸线")]
    assert len({cell_len(line[: line.index(mark)]) for line, mark in zip(rows, ("是", "否"), strict=True)}) == 1
    ends = {cell_len(line[: line.index(mark) + len(mark)]) for line, mark in zip(rows, ("331.72", "0.13"), strict=True)}
    assert ends == {cell_len(head[: head.index("总长（km）") + len("总长（km）")])}
    assert any("2.68" in row for row in rows)
    assert any("—" in row for row in rows)


def test_a_long_table_is_cut_and_says_by_how_much(made):
    long = table("long", NAMED, [Column("n", NAMED, digits=0)], [[n] for n in range(40)])
    text = lines(made(tables=(long,)))
    assert "    … +28" in text
    assert not any(line.strip() == "12" for line in text)


STATES = table(
    "states",
    NAMED,
    [Column(name, NAMED) for name in ("code", "state", "empty")],
    [["built", Titles(zh="建成", en="finished"), None], ["x", Titles(zh="字" * 60, en="=1+1"), None]],
)


def test_a_text_is_read_in_one_language_and_a_column_without_any_is_left_out(made):
    chinese, english = ("\n".join(lines(made(tables=(STATES,)), lang)) for lang in ("zh", "en"))
    assert "建成" in chinese
    assert "字…" in chinese
    assert "finished" not in chinese
    assert "finished" in english
    assert "建成" not in english
    assert "—" not in chinese + english


def test_files_hold_codes_and_the_text_of_one_language(made, tmp_path):
    document = made(tables=(STATES,), evidence=(Evidence(STATES, np.array([shapely.Point(120, 28)] * 2)),))
    assert rows_of(write([document], "csv", "zh", "states").content)[1] == ["built", "建成", ""]
    assert rows_of(write([document], "csv", "en", "states").content)[1:] == [
        ["built", "finished", ""],
        ["x", "'=1+1", ""],
    ]
    book = openpyxl.load_workbook(io.BytesIO(write([document], "xlsx", "en").content))
    assert [(cell.value, cell.data_type) for cell in book.worksheets[0]["B"][4:]] == [("finished", "s"), ("=1+1", "s")]
    frame = pyogrio.read_dataframe(opened(write([document], "gpkg", "zh").content, tmp_path), layer="states")
    assert frame["state"].tolist() == ["建成", "字" * 60]
    assert frame["code"].tolist() == ["built", "x"]


def test_a_figure_that_is_known_nowhere_is_a_dash_and_not_left_out(made):
    rates = table("rates", NAMED, [Column("a", NAMED), Column("rate", NAMED, "%", 2)], [["x", None], ["y", None]])
    assert [line for line in lines(made(tables=(rates,))) if line.endswith("—")]


def test_editions_and_notes_are_lines(made):
    text = "\n".join(lines(made(notes=[{"code": "standing_draft", "values": {"layers": "岸线"}}])))
    assert "海岸线修测成果（2024）" in text
    assert "尚未批准的草案" in text


def test_a_zip_of_csv_has_every_table_its_columns_and_the_method(made):
    file = write([made()], "csv", "zh")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert archive.namelist() == ["summary.csv", "names.csv", "columns.csv", "method.csv"]
        stated = {row[0]: row[1] for row in rows_of(archive.read("method.csv"))}
        described = rows_of(archive.read("columns.csv"))
    assert (file.extension, file.media_type) == ("zip", "application/zip")
    assert stated["编号"] == f"sha256:{'12' * 32}"
    assert ["summary", "total_km", "总长", "total", "km", "2"] in described


def test_a_csv_has_one_head_row_full_numbers_and_empty_cells_for_what_is_not_known(made):
    file = write([made()], "csv", "zh", "summary")
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert file.extension == "csv"
    head, mainland, islands, third = rows_of(file.content)
    assert head == ["岸线", "总长（km）", "保有率（%）", "达标"]
    assert mainland == ["大陆", "331.724123", "2.675", "true"]
    assert islands == ["海岛", "0.125", "", "false"]
    assert third[1:] == ["-0.001", "179.163333", ""]


def test_csv_texts_are_no_formulas_and_survive_quoting(made):
    cells = [row[0] for row in rows_of(csv_files([made()], "en")["names"])[1:]]
    assert cells == ["'=HYPERLINK(1)", "'+1", "'-1", "'@SUM", "'\tx", "平常", 'a,"b"\r\nc']


def test_tables_of_several_measures_are_named_by_measure_and_found_by_either_name(made):
    both = [made(), made(measure="areas")]
    assert list(csv_files(both, "en"))[:3] == ["shoreline.summary", "shoreline.names", "areas.summary"]
    assert write(both, "csv", "en", "areas.names").content == write(both, "csv", "en", "names").content


def test_an_unknown_table_is_answered_with_those_there_are(made):
    with pytest.raises(BadInput, match="there are summary, names"):
        write([made()], "csv", "en", "nothing")


def test_a_workbook_has_numbers_as_numbers_with_their_decimals(made):
    book = openpyxl.load_workbook(io.BytesIO(write([made()], "xlsx", "zh").content))
    assert book.sheetnames == ["自然岸线保有率", "名称", "字段说明", "方法"]
    sheet = book["自然岸线保有率"]
    assert "不得用于决策" in sheet["A1"].value
    assert [cell.value for cell in sheet[4]] == ["岸线", "总长（km）", "保有率（%）", "达标"]
    assert (sheet["B5"].value, sheet["B5"].data_type, sheet["B5"].number_format) == (331.724123, "n", "0.00")
    assert sheet["C6"].value is None
    assert sheet["D5"].value is True
    assert sheet.freeze_panes == "A5"


ABSENT = {
    "tables": (),
    "charts": (),
    "evidence": (),
    "editions": [],
    "definitions": [],
    "state": "not_computable",
    "method": {"id": "", "version": ""},
    "notes": [{"code": "measure_not_computable", "values": {"reason_zh": "没有海岸线", "reason_en": "no coastline"}}],
}


def test_the_workbook_of_several_measures_lists_its_sheets_with_links_and_says_what_could_not_be_computed(made):
    documents = [made(), made(measure="areas"), made(measure="bays", **ABSENT)]
    book = openpyxl.load_workbook(io.BytesIO(write(documents, "xlsx", "zh").content))
    contents = book.worksheets[0]
    assert contents.title == "目录"
    rows = list(contents.iter_rows(min_row=2, max_col=5))
    assert [row[4].value for row in rows[:-1]] == book.sheetnames[1:-2]
    for row in rows[:-1]:
        assert row[4].hyperlink.location == f"'{row[4].value}'!A1"
    assert "美丽海湾" in rows[-1][0].value
    assert "没有海岸线" in rows[-1][3].value
    assert rows[-1][4].value is None


def test_long_texts_are_wrapped_and_wide_sheets_keep_their_first_column_in_sight(made):
    columns = [Column("a", NAMED), *(Column(f"n{n}", NAMED, digits=1) for n in range(9))]
    wide = table("wide", NAMED, columns, [["字" * 50, *range(9)], ["短", *range(9)]])
    sheet = openpyxl.load_workbook(io.BytesIO(write([made(tables=(wide,))], "xlsx", "zh").content)).worksheets[0]
    assert [bool(sheet[cell].alignment.wrap_text) for cell in ("A5", "A6")] == [True, False]
    assert sheet.column_dimensions["A"].width == 60
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


@pytest.mark.parametrize(("lang", "said"), [("zh", "不能计算"), ("en", "not computable")])
def test_the_terminal_says_at_once_what_could_not_be_computed_and_why(made, lang, said):
    first, second, last = lines(made(**ABSENT), lang)
    assert said in first
    assert ("没有海岸线" if lang == "zh" else "no coastline") in second
    assert "12" * 32 in last


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("zh", "指标名称 高（H），分子口径 中（M）"),
        ("en", "name of the indicator high (H), reading of the numerator medium (M)"),
    ],
)
def test_a_method_that_is_not_equally_sure_of_everything_says_so_in_words(made, lang, text):
    method = {"id": "built-mainland", "version": "1"}
    assert text in csv_files([made(measure="bays", method=method)], lang)["method"].decode("utf-8-sig")


def test_csv_of_several_measures_states_what_could_not_be_computed(made):
    files = csv_files([made(), made(measure="bays", **ABSENT)], "zh")
    assert "没有海岸线" in files["method"].decode("utf-8-sig")


def test_workbook_texts_are_never_formulas(made):
    book = openpyxl.load_workbook(io.BytesIO(write([made()], "xlsx", "zh").content))
    cells = [row[0] for row in book["名称"].iter_rows(min_row=5)]
    assert [cell.data_type for cell in cells] == ["s"] * 7
    assert cells[0].value == "=HYPERLINK(1)"


def test_the_method_sheet_states_everything_that_a_figure_rests_on(made):
    book = openpyxl.load_workbook(io.BytesIO(write([made()], "xlsx", "zh").content))
    text = "\n".join(str(cell) for row in book["方法"].iter_rows(values_only=True) for cell in row)
    assert ("方法 · 可信度", "高（H）") in book["方法"].iter_rows(values_only=True)
    for part in ("cn-2017", "温州市", "2026-11-22", "12" * 32, "ab" * 32, "cd" * 32, "国海发", "sanxian measure"):
        assert part in text, part


def test_a_workbook_takes_titles_that_excel_refuses_and_control_characters(made):
    odd = table("odd", Titles(zh="甲/乙:[丙]*?" + "长" * 40, en="x"), [Column("a", NAMED)], [["a\x00b\ud800"]])
    book = openpyxl.load_workbook(io.BytesIO(write([made(tables=(odd, odd))], "xlsx", "zh").content))
    assert len({name.casefold() for name in book.sheetnames}) == 4
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert book.worksheets[0]["A5"].value == "a\ufffdb\ufffd"


def test_a_geopackage_holds_the_segments_with_the_lengths_that_were_counted(made, tmp_path):
    path = opened(write([made()], "gpkg", "zh").content, tmp_path)
    assert [name for name, _ in pyogrio.list_layers(path)] == ["segments", "columns", "method"]
    frame = pyogrio.read_dataframe(path, layer="segments")
    assert frame.crs.to_epsg() == 4490
    np.testing.assert_allclose(length(frame.geometry.to_numpy()), frame["length_m"].to_numpy(), rtol=0, atol=1e-9)
    kinds = dict(zip(pyogrio.read_info(path, layer="segments")["fields"], frame.dtypes[:-1], strict=True))
    assert kinds["edition"] == np.int64
    assert frame["recognised"].isna().any()
    stated = pyogrio.read_dataframe(path, layer="method")
    assert "12" * 32 in "".join(stated["value"])


def test_a_geopackage_keeps_types_nulls_and_mixed_geometries(made, tmp_path):
    columns = [Column(name, NAMED) for name in ("fid", "flag", "n", "x", "mixed")]
    rows = [["a", True, 2**40, 0.1, "t"], [None, None, None, None, 1]]
    shapes = np.array([shapely.Point(120.5, 28.0), shapely.box(120, 27, 121, 28)], dtype=object)
    mixed = Evidence(table("mixed", NAMED, columns, rows), shapes)
    path = opened(write([made(evidence=(mixed,))], "gpkg", "en").content, tmp_path)
    frame = pyogrio.read_dataframe(path, layer="mixed", use_arrow=False)
    assert list(frame.columns) == ["fid_", "flag", "n", "x", "mixed", "geometry"]
    assert bool(frame["flag"][0]) is True
    assert frame["n"][0] == 2**40
    assert frame["mixed"].tolist() == ["t", "1"]
    assert frame.iloc[1][["fid_", "flag", "n", "x"]].isna().all()
    assert shapely.equals(frame.geometry.to_numpy(), shapes).all()


def test_figures_without_features_have_no_geopackage(made):
    empty = Evidence(table("none", NAMED, [Column("a", NAMED)], []), np.array([], dtype=object))
    for evidence in ((), (empty,)):
        with pytest.raises(BadInput, match="no features"):
            write([made(evidence=evidence)], "gpkg", "en")


def test_geojson_holds_the_features_of_one_evidence_with_the_cells_of_its_rows(made):
    document = made()
    found = json.loads(write([document], "geojson", "en").content)
    assert (found["name"], found["parts"], found["id"]) == ("segments", ["segments"], document.body["id"])
    evidence = document.evidence[0]
    names = [column.name for column in evidence.table.columns]
    for feature, row, geometry in zip(found["features"], evidence.table.rows, evidence.geometries, strict=True):
        assert list(feature["properties"]) == names
        assert feature["properties"]["length_m"] == row[names.index("length_m")]
        assert shapely.equals_exact(shapely.geometry.shape(feature["geometry"]), geometry, 1e-9)
    with pytest.raises(BadInput, match="segments"):
        write([document], "geojson", "en", "nothing")
    with pytest.raises(BadInput, match="no features"):
        write([made(evidence=())], "geojson", "en")


@pytest.mark.parametrize("fmt", ["json", "csv", "xlsx", "gpkg", "geojson"])
def test_the_same_measure_gives_the_same_bytes(made, fmt):
    assert write([made()], fmt, "zh").content == write([made()], fmt, "zh").content


@pytest.fixture(params=["dcterms", "dct"])
def prefix(request):
    """The prefix under which libraries of this process write Dublin Core terms."""
    from lxml import etree

    etree.register_namespace(request.param, "http://purl.org/dc/terms/")
    yield request.param
    etree.register_namespace("dcterms", "http://purl.org/dc/terms/")


def test_files_carry_no_time_of_their_making(made, prefix):
    for fmt in ("csv", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(write([made()], fmt, "zh").content)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    with zipfile.ZipFile(io.BytesIO(write([made()], "xlsx", "zh").content)) as archive:
        assert set(re.findall(r"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml").decode())) == {"1980-01-01T"}
    assert b"2026-11-22T00:00:00.000Z" in write([made()], "gpkg", "zh").content


def test_json_is_the_body_and_of_several_measures_all_of_them_under_region_and_day(made):
    document = made()
    assert json.loads(write([document], "json", "zh").content) == document.body
    several = json.loads(write([document, document], "json", "zh").content)
    assert several.pop("measures") == [document.body] * 2
    assert several == {"region": document.body["region"], "as_of": document.body["as_of"]}


def test_a_format_that_does_not_exist_is_said(made):
    with pytest.raises(BadInput, match="no output format dwg"):
        write([made()], "dwg", "en")


@pytest.mark.parametrize("package", ["openpyxl", "matplotlib.figure", "jinja2"])
def test_a_missing_extra_is_named(made, monkeypatch, package):
    def missing(name):
        raise ModuleNotFoundError(name, name=package)

    monkeypatch.setattr(extra.importlib, "import_module", missing)
    with pytest.raises(BadInput, match=r"sanxian\[reports\]"):
        write([made()], "xlsx", "en")


def test_a_fault_of_our_own_is_not_called_a_missing_extra(made, monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name, name="zoning.nothing")

    monkeypatch.setattr(extra.importlib, "import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        write([made()], "xlsx", "en")


def test_a_question_is_written_as_the_command_that_asks_it():
    day = date(2026, 11, 22)
    assert command_line(ShorelineQuestion(region="330300", as_of=day, sensitivity=True)) == (
        "sanxian measure shoreline --region 330300 --as-of 2026-11-22 --sensitivity"
    )
    changes = ShorelineChangesQuestion(region="330300", as_of=day, since=date(2020, 1, 1), method="a b")
    assert command_line(changes).endswith(
        "shoreline --region 330300 --as-of 2026-11-22 --method 'a b' --since 2020-01-01"
    )
    areas = AreasQuestion(region="330300", as_of=day, layers=("a", "b"))
    assert command_line(areas).endswith("--layer a --layer b")
