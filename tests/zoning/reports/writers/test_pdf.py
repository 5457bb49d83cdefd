"""Reports as PDF, read back by another library: nothing lost, nothing cut, nothing drawn that is not there."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from printed import body, codes, letters, pages
from written_reports import (
    ADDRESS,
    HOSTILE,
    NUMBER,
    PLACES,
    RARE,
    REPORT,
    UNKNOWN,
    drawing,
    overlays,
    squeezed,
    texts,
    titles,
)

from layers.errors import BadInput
from zoning.measures.tables import Column, table
from zoning.reports import extra
from zoning.reports.model import Figure, Grid, Items, Paragraph, Section, Signature
from zoning.reports.writers.files import write

LANGUAGES = ("zh", "en", "both")


@cache
def written(lang):
    return write(REPORT, "pdf", lang).content


def of(*blocks, **more):
    """A report of one section with these blocks."""
    return replace(REPORT, sections=(Section(titles("一节", "One"), blocks),), **more)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_a_report_is_printed(lang):
    printed = squeezed(body(written(lang)) + "".join(pages(written(lang))))
    assert [text for text in texts(REPORT, lang) if squeezed(text) not in printed] == []


def test_a_text_of_data_is_never_markup():
    shown = "".join(pages(write(of(Paragraph(titles(HOSTILE))), "pdf", "zh").content))
    assert squeezed(HOSTILE) in squeezed(shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_number_ledger_and_page_stand_at_the_foot_of_every_page(lang):
    every = pages(written(lang))
    assert len(every) > 5
    for number, text in enumerate(every, start=1):
        foot = squeezed(text)
        assert NUMBER in foot
        assert "4711" in foot
        assert f"{number}/{len(every)}" in foot


def test_a_report_that_is_in_no_ledger_says_so_on_every_page():
    for lang, said in (("zh", "未入台账"), ("en", "not recorded")):
        assert all(said in text for text in pages(write(replace(REPORT, ledger=None), "pdf", lang).content))


def test_what_is_not_statutory_is_marked_across_every_page():
    every = pages(written("both"))
    marks = [squeezed(REPORT.mark.zh), squeezed(REPORT.mark.en)]
    assert all(mark in squeezed(text) for text in every for mark in marks)
    turned = pypdfium2.PdfDocument(written("zh"))
    for page in turned:
        found = page.get_textpage()
        angles = [pdfium.FPDFText_GetCharAngle(found, n) for n in range(found.count_chars())]
        assert sum(angle > 0.1 for angle in angles) >= 10
    plain = "".join(pages(write(replace(REPORT, mark=None), "pdf", "zh").content))
    assert REPORT.mark.zh not in plain


def test_the_same_report_gives_the_same_bytes_in_any_process():
    code = (
        "import hashlib\nfrom written_reports import REPORT\nfrom zoning.reports.writers.files import write\n"
        "print(hashlib.sha256(write(REPORT, 'pdf', 'both').content).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7", "TZ": "America/Chicago"},
        cwd="/",
    )
    assert other.stdout.strip() == hashlib.sha256(written("both")).hexdigest()
    assert write(REPORT, "pdf", "both").content == written("both")


def test_a_pdf_is_dated_by_the_day_of_its_report():
    told = pypdfium2.PdfDocument(written("zh")).get_metadata_dict()
    assert told["Title"].startswith(RARE)
    assert told["CreationDate"].startswith("D:20261122")
    later = write(replace(REPORT, day=date(2027, 1, 2)), "pdf", "zh").content
    assert pypdfium2.PdfDocument(later).get_metadata_dict()["CreationDate"].startswith("D:20270102")


def test_bookmarks_are_the_numbered_headings():
    marks = [mark.get_title() for mark in pypdfium2.PdfDocument(written("zh")).get_toc()]
    assert [" ".join(mark.split()) for mark in marks] == [
        "1 项目概况", "2 压占", "3 逐项", "3.1 说明", "3.2 图", "4 签署",
    ]  # fmt: skip


def test_the_file_is_tagged_and_for_the_archive():
    content = written("zh")
    document = pypdfium2.PdfDocument(content)
    assert pdfium.FPDFCatalog_IsTagged(document)
    assert b"pdfaid:part>2" in content
    assert b"pdfuaid:part>1" in content


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_cut_at_the_edge_of_a_page(lang):
    for page in pypdfium2.PdfDocument(written(lang)):
        width, height = page.get_size()
        boxes = letters(page)
        assert boxes[:, 0].min() > 45
        assert boxes[:, 1].min() > 20
        assert boxes[:, 2].max() < width - 45
        assert boxes[:, 3].max() < height - 20


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_letters_lie_on_each_other(lang):
    for number, page in enumerate(pypdfium2.PdfDocument(written(lang)), start=1):
        west, south, east, north = letters(page).T
        across = np.minimum(east[:, None], east) - np.maximum(west[:, None], west)
        up = np.minimum(north[:, None], north) - np.maximum(south[:, None], south)
        shared = np.where((across > 0) & (up > 0), across * up, 0.0)
        least = np.minimum.outer((east - west) * (north - south), (east - west) * (north - south))
        np.fill_diagonal(shared, 0.0)
        assert (shared <= 0.5 * least + 0.5).all(), number


def test_a_table_of_forty_rows_goes_on_over_pages_under_its_head():
    every = pages(write(of(overlays(40)), "pdf", "both").content)
    held = [text for text in every if "不得新建" in text]
    assert len(held) > 1
    assert all("最近距离" in text and "压占汇总" in text for text in held)
    printed = squeezed("".join(every))
    assert all(printed.count(f"第{n}条：不得新建") == 1 for n in range(1, 41))


def test_a_wide_table_stands_on_a_page_turned_on_its_side_and_the_rest_upright():
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(written("both"))]
    lying = [width > height for width, height in sizes]
    assert True in lying
    assert lying[0] is False
    assert lying[-1] is False


def test_a_table_of_far_too_many_columns_breaks_its_words_and_not_its_neighbours():
    columns = [Column(f"c{n}", titles("c")) for n in range(30)]
    wide = Grid(table("wide", titles("宽表"), columns, [["HazardousFacility"] * 30] * 3))
    page = pypdfium2.PdfDocument(write(of(wide, mark=None), "pdf", "zh").content)[1]
    boxes = letters(page)
    overlapping = (boxes[:, None, 0] < boxes[None, :, 2] - 0.8) & (boxes[None, :, 0] < boxes[:, None, 2] - 0.8)
    overlapping &= (boxes[:, None, 1] < boxes[None, :, 3] - 0.8) & (boxes[None, :, 1] < boxes[:, None, 3] - 0.8)
    assert (overlapping.sum(axis=1) <= 1).all()
    assert squeezed(page.get_textpage().get_text_range()).count("HazardousFacility") == 90


def test_a_table_without_rows_says_that_there_is_nothing():
    text = "".join(pages(write(of(overlays(0)), "pdf", "zh").content))
    assert "压占汇总" in text
    assert "无" in text


def test_a_row_that_is_higher_than_a_page_goes_on_over_pages():
    long = overlays(2)
    cells = [list(row) for row in long.table.rows]
    cells[0][-1] = "很长的说明，" * 1500
    tall = replace(long, table=replace(long.table, rows=tuple(tuple(row) for row in cells)))
    content = write(of(tall), "pdf", "zh").content
    assert squeezed(body(content)).count("很") == 1500
    assert len(pypdfium2.PdfDocument(content)) > 2


def test_a_picture_that_is_too_high_is_made_to_fit_on_one_page():
    black = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="200"><rect width="20" height="200"/></svg>'
    tall = Figure(titles("高图"), titles("很高"), lambda fmt, lang: black)
    drawn = []
    for page in pypdfium2.PdfDocument(write(of(tall, mark=None), "pdf", "zh").content):
        ink = np.asarray(page.render(scale=1).to_pil().convert("L")) < 40
        rows = np.flatnonzero(ink.sum(axis=1) > 50)  # a whole row of the picture
        if len(rows) > 300:
            across = np.flatnonzero(ink[rows[len(rows) // 2]])
            drawn.append((rows[-1] - rows[0] + 1, across[-1] - across[0] + 1, rows[0], ink.shape[0] - rows[-1]))
    assert len(drawn) == 1
    high, wide, above, below = drawn[0]
    assert high / wide == pytest.approx(10, rel=0.05)
    assert above > 68
    assert below > 71


def test_a_picture_of_very_many_lines_is_printed_as_points():
    def heavy(fmt, lang):
        return drawing(3, 3)(fmt, lang) + (b"<!--" + b"x" * 3_000_000 + b"-->" if fmt == "svg" else b"")

    content = write(of(Figure(titles("重图"), titles("很多线"), heavy)), "pdf", "zh").content
    kinds = {obj.type for page in pypdfium2.PdfDocument(content) for obj in page.get_objects(max_depth=8)}
    assert pdfium.FPDF_PAGEOBJ_IMAGE in kinds


def test_places_for_signatures_stay_together():
    for lines in range(24, 34):
        report = of(*(Paragraph(titles("一行")) for _ in range(lines)), Signature(PLACES))
        held = [sum(place.zh in text for place in PLACES) for text in pages(write(report, "pdf", "zh").content)]
        assert sorted(held)[-1] == len(PLACES), lines
        assert sum(held) == len(PLACES)


def test_a_strong_line_stays_with_what_it_announces():
    announced = (Paragraph(titles("以下各项"), "strong"), Items((titles("其一"), titles("其二"))))
    for lines in (*range(14, 23), *range(56, 66)):
        report = of(*(Paragraph(titles("一行")) for _ in range(lines)), *announced)
        (page,) = [text for text in pages(write(report, "pdf", "zh").content) if "以下各项" in text]
        assert "其一" in page, lines


def test_rare_characters_of_place_names_are_printed():
    file = write(of(Paragraph(titles(RARE))), "pdf", "zh")
    assert RARE in squeezed("".join(pages(file.content)))
    assert file.notes == ()


def test_a_character_without_a_glyph_is_spelled_out_and_listed_on_the_last_page_and_to_the_caller():
    file = write(of(Paragraph(titles(f"{UNKNOWN}村与\u202e反写😀"))), "pdf", "zh")
    every = pages(file.content)
    assert "〔U+20000〕村与〔U+202E〕反写〔U+1F600〕" in squeezed("".join(every))
    listed = "U+202E, U+1F600, U+20000"
    assert squeezed(listed) in squeezed(every[-1])
    assert len(file.notes) == 1
    assert listed in file.notes[0].zh
    assert listed in file.notes[0].en


@pytest.mark.parametrize("address", [ADDRESS, None])
def test_the_code_holds_the_address_of_the_answer_or_its_number(address):
    content = write(replace(REPORT, address=address), "pdf", "zh").content
    assert codes(pypdfium2.PdfDocument(content)[0]) == [address or NUMBER]
    assert squeezed(address or NUMBER) in squeezed("".join(pages(content)))


def test_a_format_that_there_is_not_is_said():
    with pytest.raises(BadInput, match="a report has no format odt"):
        write(REPORT, "odt", "en")


def test_reports_written_at_the_same_time_do_not_touch_each_other():
    with ThreadPoolExecutor(4) as together:
        several = list(together.map(lambda lang: write(REPORT, "pdf", lang).content, LANGUAGES * 4))
    assert several == [written(lang) for lang in LANGUAGES] * 4


@pytest.mark.parametrize(("form", "package"), [("pdf", "typst"), ("docx", "docx.oxml"), ("html", "jinja2")])
def test_a_missing_extra_is_named(monkeypatch, form, package):
    def missing(name):
        raise ModuleNotFoundError(name, name=package)

    monkeypatch.setattr(extra.importlib, "import_module", missing)
    with pytest.raises(BadInput, match=r"install sanxian\[reports\]") as refusal:
        write(REPORT, form, "en")
    assert package.partition(".")[0] in str(refusal.value)
