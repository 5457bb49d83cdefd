"""Reports as a web page that runs nothing, and as a workbook whose numbers are numbers."""

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import openpyxl
import pytest
from written_reports import FORMULA, HOSTILE, NUMBER, REPORT, drawing, overlays, squeezed, texts, titles

from zoning.reports.model import Figure, Section
from zoning.reports.writers.files import write

LANGUAGES = ("zh", "en", "both")


class Page(HTMLParser):
    """The text that is shown, and every element with its attributes."""

    def __init__(self, content):
        super().__init__()
        self.elements, self.text, self._style = [], [], False
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag, attrs):
        self._style = tag == "style"
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self._style = False

    def handle_data(self, data):
        if not self._style:
            self.text.append(data)


@cache
def page(lang):
    return write(REPORT, "html", lang).content


@cache
def book(lang):
    return openpyxl.load_workbook(io.BytesIO(write(REPORT, "xlsx", lang).content))


def cells(workbook):
    return [
        cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_a_report_is_on_the_page(lang):
    shown = squeezed("".join(Page(page(lang)).text))
    assert [text for text in texts(REPORT, lang) if squeezed(text) not in shown] == []


def test_a_page_loads_nothing_and_runs_nothing():
    parsed = Page(page("both"))
    tags = {tag for tag, _ in parsed.elements}
    assert not tags & {"script", "link", "iframe", "object", "embed", "form", "base"}
    for tag, attributes in parsed.elements:
        assert not any(name.startswith("on") for name in attributes), tag
        for name in ("src", "href"):
            address = attributes.get(name) or ""
            assert address.startswith(("data:image/svg+xml;base64,", "#")) or not address
    policies = [
        one.get("content") for tag, one in parsed.elements if one.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_every_picture_of_a_page_has_a_text_and_every_heading_its_place():
    parsed = Page(page("zh"))
    pictures = [attributes for tag, attributes in parsed.elements if tag == "img"]
    assert [one["alt"] for one in pictures][1:] == ["项目位置", "很高的图", "小的图"]
    anchors = {attributes["href"][1:] for tag, attributes in parsed.elements if tag == "a"}
    places = {attributes.get("id") for tag, attributes in parsed.elements if tag in ("h2", "h3")}
    assert anchors <= places
    assert [tag for tag, _ in parsed.elements if re.fullmatch("h[1-6]", tag)] == [
        "h1",
        "h2",
        "h2",
        "h2",
        "h3",
        "h3",
        "h2",
    ]


def test_the_language_of_a_page_is_stated():
    stated = {lang: next(one["lang"] for tag, one in Page(page(lang)).elements if tag == "html") for lang in LANGUAGES}
    assert stated == {"zh": "zh-CN", "en": "en", "both": "zh-CN"}
    beneath = [one for tag, one in Page(page("both")).elements if one.get("class") == "beneath"]
    assert beneath
    assert all(one["lang"] == "en" for one in beneath)


def test_a_page_is_the_same_every_time_and_escapes_what_data_brings():
    assert write(REPORT, "html", "zh").content == page("zh")
    assert "<script>" in HOSTILE
    assert b"<script" not in page("zh")
    assert b"{{ 7*7 }}" in page("zh")


def test_no_text_ends_the_style_of_a_page():
    worst = 'x"; } body { display: none } </style><script>alert(1)</script>'
    content = write(replace(REPORT, number=worst), "html", "zh").content.decode()
    style = content[content.index("<style>") : content.index("</style>")]
    assert "display: none }" not in style
    assert "<script" not in content
    assert squeezed(worst) in squeezed("".join(Page(content.encode()).text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_a_report_is_in_the_workbook(lang):
    held = squeezed(" ".join(str(cell.value) for cell in cells(book(lang))))
    absent = [text for text in texts(REPORT, lang) if squeezed(text) not in held]
    number = re.compile(r"-?\d+\.\d+|—")  # held as it was computed, with more digits; an empty cell
    assert [text for text in absent if not number.fullmatch(text)] == []


def test_numbers_are_numbers_as_they_were_computed():
    sheet = next(sheet for sheet in book("zh").worksheets if "压占汇总" in sheet.title)
    heads = [cell.value for cell in sheet[4]]
    areas = [sheet.cell(row, heads.index("面积（ha）") + 1) for row in range(5, 45)]
    assert [cell.value for cell in areas] == pytest.approx([1.23455 * n for n in range(1, 41)], rel=1e-14)
    assert {cell.number_format for cell in areas} == {"0.0000"}
    assert {cell.data_type for cell in areas} == {"n"}
    assert sheet.cell(5, heads.index("长度（m）") + 1).value is None
    ledger = [row for row in book("zh").worksheets[0].iter_rows(values_only=True) if row[2] == "台账号"]
    assert ledger[0][3] == 4711


def test_no_text_is_a_formula():
    dangerous = [cell for cell in cells(book("zh")) if str(cell.value).startswith(("=", "+", "@", "-x"))]
    assert {FORMULA, "+1", "@SUM"} <= {cell.value for cell in dangerous}
    assert {cell.data_type for cell in dangerous} == {"s"}


def test_every_table_has_a_sheet_with_number_ledger_and_mark_over_it():
    workbook = book("zh")
    assert [sheet.title for sheet in workbook.worksheets] == ["报告", "1 名称", "2 压占汇总", "3 压占汇总"]
    for sheet in workbook.worksheets[1:]:
        assert NUMBER in sheet["A1"].value
        assert "台账号 4711" in sheet["A1"].value
        assert sheet["A2"].value == REPORT.mark.zh
        assert NUMBER in sheet.oddFooter.left.text
    links = [cell.hyperlink.location for row in workbook.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'1 名称'!A1", "'2 压占汇总'!A1", "'3 压占汇总'!A1"]


def test_names_of_sheets_are_what_excel_takes():
    worst = overlays(1)
    named = replace(worst, table=replace(worst.table, title=titles("[a]:*?/\\'" + "很长" * 30)))
    report = replace(REPORT, sections=(Section(titles("一"), (named, named)),))
    names = openpyxl.load_workbook(io.BytesIO(write(report, "xlsx", "zh").content)).sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_a_workbook_is_the_same_every_time_and_dated_by_its_report():
    content = write(REPORT, "xlsx", "both").content
    assert content == write(REPORT, "xlsx", "both").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert set(re.findall(r"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml").decode())) == {"2026-11-22T"}


def test_a_picture_of_very_many_lines_is_shown_as_points():
    def heavy(fmt, lang):
        return drawing(3, 3)(fmt, lang) + (b"<!--" + b"x" * 3_000_000 + b"-->" if fmt == "svg" else b"")

    report = replace(REPORT, sections=(Section(titles("图"), (Figure(titles("重图"), titles("很多线"), heavy),)),))
    pictures = [one["src"] for tag, one in Page(write(report, "html", "zh").content).elements if tag == "img"]
    assert [one.partition(";")[0] for one in pictures] == ["data:image/svg+xml", "data:image/png"]
