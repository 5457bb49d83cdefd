"""The results of a screening as files: typed cells, nothing read as a formula, everything that was found in them."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from contextlib import closing
from datetime import date

import pytest
import shapely
import small_law
from screening import loaded

from layers.errors import BadInput
from zoning.reports.screening import template
from zoning.reports.screening.formats import write
from zoning.screening.columns import load_columns
from zoning.screening.entries import of_sheets
from zoning.screening.results import Results

HOSTILE = "=cmd|' /C calc'!A0"
WKB = shapely.to_wkb(shapely.box(120.7, 28.0, 120.71, 28.01), hex=True)


def answer(verdict="prohibited", **more):
    rule = {"pack": "CN/x", "rule": "R-1", "effect": "prohibit", "holds": True, "text": {"zh": "禁", "en": "ban"}}
    finding = {
        "layer": "ecological_red_line",
        "layer_title": {"zh": "生态保护红线", "en": "Red line"},
        "class": None,
        "class_title": None,
        "region": "330300",
        "edition": 1,
        "feature": "-1+2",
        "name": "@红线",
        "relation": "overlaps",
        "certainty": "certain",
        "overlap_area_m2": 1234.5,
        "overlap_area_range_m2": [1200.0, 1300.25],
        "overlap_length_m": 0.0,
        "overlap_share": 0.25,
        "distance_m": 0.0,
        "bearing_deg": None,
        "rules": [{**rule, "basis": {"title": "某法", "article": None}}],
    }
    reason = {"best": "prohibited", "worst": "prohibited", "rule": "CN/x#R-1", "text": {"zh": "禁", "en": "ban"}}
    return {
        "id": "sha256:" + "0" * 64,
        "verdict": verdict,
        "range": ["prohibited", "prohibited"],
        "incident": False,
        "recorded": False,
        "redacted": False,
        "as_of": "2026-11-22",
        "name": None,
        "industry": "0111",
        "accuracy_m": 5.0,
        "measures": {"area_m2": 4938.0, "survey_area_m2": 4938.0, "length_m": 0.0},
        "standings": ["illustrative"],
        "prohibited_m2": 1234.5,
        "restricted_m2": None,
        "reasons": [reason],
        "questions": [{"zh": "问？", "en": "which?"}],
        "findings": [finding],
        "notes": [{"zh": "假定", "en": "assumed"}],
        "parts": [{"role": "occupied", "width_m": None, "wkb": WKB}],
        **more,
    }


def results(*rows, standings=("illustrative",)):
    about = {
        "name": "p.xlsx",
        "sheet": "项目",
        "rows": len(rows),
        "ignored": ["Z 备注"],
        "doubts": [{"code": "shift_possible_by_format", "text": {"zh": "或已加偏", "en": "may be shifted"}, "rows": 2}],
        "doubtful": 1,
        "as_of": "2026-11-22",
        "known_at": None,
        "include": [],
        "common": {"crs": "gk3:40", "industry": None, "accuracy_m": None, "role": None, "width_m": None},
        "method": "2",
        "definitions": "0" * 64,
        "definition_files": [{"file": "codes/regions.yaml", "version": "1", "sha256": "1" * 64}],
        "counts": {"prohibited": 1, "undetermined": 0, "conditional": 0, "admissible": 0, "problem": 1},
        "incidents": 0,
        "recorded": 0,
        "standings": list(standings),
        "editions": [
            {
                "layer": "ecological_red_line",
                "region": "330300",
                "edition": 1,
                "status": "illustrative",
                "sha256": "2" * 64,
            }
        ],
    }
    return Results(about, lambda: iter(rows))


def row(number="2", name="某厂", **more):
    return {"row": number, "key": "a", "name": name, "problems": [], "doubts": DOUBTS, "answer": answer(), **more}


DOUBTS = [
    {"code": "shift_possible_by_format", "text": {"zh": "或已加偏", "en": "may be shifted"}},
    {"code": "coordinates_rounded", "text": {"zh": "小数太少", "en": "too few decimals"}},
]
BAD = {
    "row": "3-5",
    "key": "\tb",
    "name": "+1",
    "problems": [{"column": "C 经度", "slug": "bad-input", "text": {"zh": "不是数字", "en": "no number"}}],
    "doubts": [],
    "answer": None,
}


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    return small_law.definitions(tmp_path_factory.mktemp("law"))


@pytest.fixture(scope="module")
def sheets(law):
    return loaded(write(results(row(name=HOSTILE), BAD), "xlsx", law, "zh").content)


def column(sheet, title):
    """The cells below a head, wherever that row is."""
    head = next(number for number, line in enumerate(sheet) if line[0].value in ("行", "Row"))
    place = [cell.value for cell in sheet[head]].index(title)
    return [line[place] for line in sheet[head + 1 :]]


def test_numbers_are_numbers_and_days_are_days(sheets):
    verdicts = sheets["结论"]
    assert [cell.value for cell in column(verdicts, "行")] == [2, "3-5"]
    assert column(verdicts, "面积（m²）")[0].value == 4938
    (day, nothing) = column(verdicts, "依据日期")
    assert (day.is_date, day.value.date(), nothing.value) == (True, date(2026, 11, 22), None)
    assert column(verdicts, "行业代码")[0].value == "0111"
    found = sheets["发现"]
    cells = [column(found, title)[0].value for title in ("压占面积（m²）", "压占面积上限（m²）", "占项目比例")]
    assert cells == [1234.5, 1300.25, 0.25]


def test_no_text_is_a_formula(sheets):
    assert column(sheets["结论"], "项目名称")[0].value == HOSTILE
    for cells in sheets.values():
        assert {cell.data_type for line in cells for cell in line} <= {"s", "n", "d"}
    assert column(sheets["发现"], "要素编号")[0].value == "-1+2"


def test_the_verdict_stands_in_words_and_colour(sheets):
    prohibited, failed = column(sheets["结论"], "结论")
    assert (prohibited.value, failed.value) == ("禁止", "未能研判")
    assert prohibited.fill.fgColor.rgb != failed.fill.fgColor.rgb != "00000000"
    assert column(sheets["结论"], "最好")[1].value is None


def test_a_row_that_took_too_long_is_undetermined_and_says_why(law):
    late = {**BAD, "problems": [{"column": None, "slug": "timed-out", "text": {"zh": "超时", "en": "too long"}}]}
    written = loaded(write(results(late), "xlsx", law, "en").content)
    verdicts = written["Verdicts"]
    titles = ("Verdict", "Best", "Worst", "First reasons", "Id of the verdict")
    said = [column(verdicts, title)[0].value for title in titles]
    assert said == ["undetermined", "admissible", "prohibited", "too long", None]
    assert column(written["Problems"], "Kind")[-1].value == "not judged"


def test_every_sheet_begins_with_the_standing_of_the_data(sheets):
    for cells in sheets.values():
        assert cells[0][0].value == "用到示例数据，不得用于决策"


def test_of_statutory_data_no_warning_is_given(law):
    content = write(results(row(), standings=("statutory",)), "xlsx", law, "en").content
    assert all("not for decisions" not in str(lines[0][0].value) for lines in loaded(content).values())


def test_problems_are_told_by_row_and_column_in_both_languages(sheets):
    problems = sheets["问题"]
    titles = ("行", "性质", "列", "原因（中文）", "原因（英文）")
    said = list(zip(*(column(problems, title) for title in titles), strict=True))
    told = [tuple(cell.value for cell in cells) for cells in said]
    assert told[0][:3] == ("head", "未使用", "Z 备注")
    assert told[3] == ("3-5", "未能研判", "C 经度", "不是数字", "no number")


def test_doubts_stand_among_the_problems_and_what_many_rows_share_once(sheets):
    problems = sheets["问题"]
    said = zip(*(column(problems, title) for title in ("行", "性质", "原因（中文）", "类别代码")), strict=True)
    told = [tuple(cell.value for cell in cells) for cells in said]
    assert told[1:3] == [
        ("head", "存疑", "2 个项目：或已加偏", "shift_possible_by_format"),
        (2, "存疑", "小数太少", "coordinates_rounded"),
    ]
    assert [cell.value for cell in column(sheets["结论"], "存疑数")] == [1, None]


def test_the_basis_names_editions_and_definitions_by_hash(sheets):
    texts = {str(cell.value) for line in sheets["依据"] for cell in line}
    assert {"p.xlsx", "2" * 64, "1" * 64, "crs=gk3:40", "codes/regions.yaml"} <= texts


@pytest.mark.parametrize("fmt", ["xlsx", "csv", "gpkg"])
def test_the_same_results_give_the_same_bytes(law, fmt):
    first, second = (write(results(row(), BAD), fmt, law, "en").content for _ in range(2))
    assert first == second


def test_csv_has_the_same_sheets_and_defuses_formulas(law):
    content = write(results(row(name=HOSTILE), BAD), "csv", law, "en").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))) for name in archive.namelist()
        }
    assert list(tables) == ["verdicts.csv", "findings.csv", "problems.csv", "basis.csv"]
    (head, first, failed) = tables["verdicts.csv"]
    assert (first[head.index("Name")], failed[head.index("Name")]) == (f"'{HOSTILE}", "'+1")
    assert failed[head.index("Project id")] == "'\tb"
    assert first[head.index("As of")] == "2026-11-22"
    assert tables["basis.csv"][0] == ["illustrative data: not for decisions"]


def test_a_geopackage_has_the_outlines_with_their_verdicts_and_the_other_sheets(law, tmp_path):
    path = tmp_path / "r.gpkg"
    path.write_bytes(write(results(row(), BAD), "gpkg", law, "en").content)
    with closing(sqlite3.connect(path)) as database:
        ((name, verdict, code, area),) = database.execute("SELECT name, verdict, verdict_code, area FROM projects")
        assert (name, verdict, code, area) == ("某厂", "prohibited", "prohibited", 4938.0)
        assert database.execute("SELECT overlap_area FROM findings").fetchall() == [(1234.5,)]
        assert database.execute("SELECT kind FROM problems").fetchall() == [
            ("not used",), ("doubtful",), ("doubtful",), ("not judged",),
        ]  # fmt: skip
        assert ("Input", "p.xlsx") in database.execute("SELECT item, value FROM basis").fetchall()


def test_without_a_verdict_there_is_no_outline_to_write(law):
    with pytest.raises(BadInput, match="no geometry"):
        write(results(BAD), "gpkg", law, "zh")


def test_an_unknown_format_is_refused_with_those_there_are(law):
    with pytest.raises(BadInput, match="xlsx, csv, gpkg"):
        write(results(row()), "pdf", law, "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_is_read_as_what_it_says(law, lang, tmp_path):
    from layers.intake.types import ReadLimits
    from layers.tables.files import sheets_of

    columns = load_columns(small_law.DATA, law.facts)
    content = template.template(columns, lang)
    assert content == template.template(columns, lang)
    (tmp_path / "t").write_bytes(content)
    sheets = sheets_of(tmp_path / "t", "t.xlsx", ReadLimits())
    projects, *others = sheets
    filled = projects.__class__(
        projects.title, (projects.rows[0], tuple(1 if place < 4 else None for place in range(len(projects.rows[0]))))
    )
    found = of_sheets([filled, *others], columns, "t.xlsx", None)
    assert (len(found.entries), found.ignored) == (1, ())
    assert set(found.entries[0].facts()) == set(columns.template)
