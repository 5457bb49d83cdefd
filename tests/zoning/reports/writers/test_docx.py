"""Reports as Word documents: styles that an office can edit, nothing lost, and an office that opens them."""

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from office import pdf_of
from PIL import Image
from printed import read_codes, word_text
from written_reports import ADDRESS, HOSTILE, NUMBER, REPORT, overlays, squeezed, texts, titles

from zoning.reports.model import Paragraph, Section
from zoning.reports.writers.files import write

LANGUAGES = ("zh", "en", "both")


@cache
def written(lang):
    return write(REPORT, "docx", lang).content


def document(lang):
    return docx.Document(io.BytesIO(written(lang)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_a_report_is_written(lang):
    opened = document(lang)
    foot = "".join(paragraph.text for paragraph in opened.sections[0].footer.paragraphs)
    held = squeezed(word_text(written(lang)) + foot)
    assert [text for text in texts(REPORT, lang) if squeezed(text) not in held] == []


def test_headings_are_styles_that_number_themselves():
    opened = document("zh")
    heads = [(one.style.name, one.text) for one in opened.paragraphs if one.style.name.startswith("Heading")]
    assert heads == [
        ("Heading 1", "项目概况"), ("Heading 1", "压占"), ("Heading 1", "逐项"),
        ("Heading 2", "说明"), ("Heading 2", "图"), ("Heading 1", "签署"),
    ]  # fmt: skip
    for level in (1, 2):
        properties = opened.styles[f"Heading {level}"].element.pPr
        assert properties.numPr.ilvl.val == level - 1
        numbered = properties.numPr.numId.val
        assert numbered in {one.numId for one in opened.part.numbering_part.element.num_lst}


def test_an_office_changes_a_style_and_not_every_paragraph():
    opened = document("both")
    used = {paragraph.style.name for paragraph in opened.paragraphs}
    assert {"Caption", "List Bullet", "Outcome", "Notice Bad", "Notice Caution", "Notice Good", "Notice Open"} <= used
    assert {table.style.name for table in opened.tables} >= {"Report Table", "Report Fields"}
    direct = [
        run.text
        for one in opened.paragraphs
        if one.style.name.startswith("Heading")
        for run in one.runs
        if run.font.bold
    ]
    assert direct == []


def test_a_strong_line_stays_with_what_it_announces():
    styles = document("zh").styles
    kept = {name: styles[f"Notice {name}"].paragraph_format.keep_with_next for name in ("Strong", "Faint", "Bad")}
    assert kept == {"Strong": True, "Faint": None, "Bad": None}


def test_chinese_and_latin_have_typefaces_of_their_own():
    opened = document("zh")
    for name, chinese in (("Normal", "宋体"), ("Heading 1", "黑体"), ("Caption", "黑体"), ("Title", "黑体")):
        fonts = opened.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == chinese
        assert fonts.get(qn("w:asciiTheme")) is None
    lang = opened.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert lang.get(qn("w:eastAsia")) == "zh-CN"


def test_number_ledger_and_page_stand_at_the_foot_of_every_section():
    opened = document("zh")
    assert len(opened.sections) >= 1
    assert all(section.footer.is_linked_to_previous for section in list(opened.sections)[1:])
    foot = opened.sections[0].footer._element
    text = "".join(one.text or "" for one in foot.iter(qn("w:t")))
    assert NUMBER in text
    assert "台账号 4711" in text
    assert [one.text.strip() for one in foot.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


def test_what_is_not_statutory_is_marked_in_the_head_of_every_page():
    with zipfile.ZipFile(io.BytesIO(written("both"))) as archive:
        heads = [archive.read(name).decode() for name in archive.namelist() if "word/header" in name]
    assert any(f'string="{REPORT.mark.zh} {REPORT.mark.en}"' in head for head in heads)
    with zipfile.ZipFile(io.BytesIO(write(replace(REPORT, mark=None), "docx", "zh").content)) as archive:
        assert not any(b"textpath" in archive.read(name) for name in archive.namelist())


def test_a_head_is_repeated_and_a_row_is_not_parted():
    tables = [table for table in document("zh").tables if table.style.name == "Report Table"]
    assert len(tables) == 3
    for table in tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in others[:3])


def test_a_wide_table_lies_on_a_turned_page():
    turned = [section.page_width > section.page_height for section in document("both").sections]
    assert turned[0] is False
    assert True in turned
    assert turned[-1] is False


def test_pictures_have_texts_for_those_who_cannot_see_them():
    alts = [one.get("descr") for one in document("zh").element.body.iter(qn("wp:docPr"))]
    assert alts[1:] == ["项目位置", "很高的图", "小的图"]
    assert NUMBER in alts[0]


def test_the_first_picture_is_the_code_of_the_address():
    opened = document("zh")
    first = opened.inline_shapes[0]._inline.graphic.graphicData.pic.blipFill.blip.embed
    with Image.open(io.BytesIO(opened.part.related_parts[first].blob)) as picture:
        assert read_codes(picture) == [ADDRESS]


def test_a_picture_that_is_too_high_is_made_to_fit():
    shapes = document("zh").inline_shapes
    assert max(shape.height.pt for shape in shapes) <= 561
    tall = shapes[2]
    assert tall.height / tall.width == pytest.approx(4.5, rel=0.01)


def test_a_document_is_dated_by_the_day_of_its_report_and_by_nothing_else():
    core = document("zh").core_properties
    assert (core.created.isoformat()[:10], core.modified.isoformat()[:10]) == ("2026-11-22", "2026-11-22")
    assert (core.author, core.comments, core.language) == ("sanxian", "", "zh-CN")
    with zipfile.ZipFile(io.BytesIO(written("zh"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_report_gives_the_same_bytes_in_any_process():
    code = (
        "import hashlib\nfrom written_reports import REPORT\nfrom zoning.reports.writers.files import write\n"
        "print(hashlib.sha256(write(REPORT, 'docx', 'both').content).hexdigest())"
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


def test_control_characters_do_not_break_the_document():
    report = replace(REPORT, sections=(Section(titles("一"), (Paragraph(titles("a\x00b\x0bc\ud800d")),)),))
    opened = docx.Document(io.BytesIO(write(report, "docx", "zh").content))
    assert any(re.fullmatch(r"a.b.c.d", paragraph.text) for paragraph in opened.paragraphs)


def test_an_office_opens_it_and_every_page_bears_number_and_page(tmp_path):
    report = replace(
        REPORT, sections=(Section(titles("压占", "Overlays"), (overlays(40), Paragraph(titles(HOSTILE)))),)
    )
    opened = pypdfium2.PdfDocument(pdf_of(write(report, "docx", "zh").content, tmp_path))
    shown = [page.get_textpage().get_text_range() for page in opened]
    assert len(shown) > 1
    for number, text in enumerate(shown, start=1):
        assert NUMBER in squeezed(text)
        assert f"{number}/{len(shown)}" in squeezed(text)
    whole = squeezed("".join(shown))
    assert squeezed(HOSTILE) in whole
    assert [n for n in range(1, 41) if f"第{n}条" not in whole] == []
    held = [text for text in shown if "不得新建" in text]
    assert len(held) > 1
    assert all("最近距离" in squeezed(text) for text in held)
