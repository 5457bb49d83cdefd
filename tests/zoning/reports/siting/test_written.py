"""Reports of verdicts as files: what the model says stands on the pages, the same bytes twice."""

from dataclasses import replace

import pypdfium2
import pytest
from siting_reports import RECORDED, SETTINGS, WorldGround, report_of, shape

from zoning.reports.siting.report import siting_report
from zoning.reports.writers import pdf


def pages(content):
    document = pypdfium2.PdfDocument(content)
    return [document[number].get_textpage().get_text_range() for number in range(len(document))]


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_pdf_of_a_conflict_names_its_feature_on_table_hit_and_map_and_its_number_on_every_page(lang):
    _, body = shape("prohibited")
    content, notes = pdf.write(report_of("prohibited"), lang)
    read = pages(content)
    assert notes == ()
    assert sum("演示水源w1" in page.replace("\r\n", "").replace(" ", "") for page in read) >= 4
    assert all(body["id"].removeprefix("sha256:")[:16] in page.replace("\r\n", "") for page in read)


@pytest.mark.parametrize("name", ["forty_findings", "many_corners"])
def test_long_reports_are_written_whole(name):
    world, body = shape(name)
    few = siting_report(body, recorded=RECORDED, ground=WorldGround(world), settings=replace(SETTINGS, maps=1))
    text = "".join(pages(pdf.write(few, "zh")[0])).replace("\r\n", "").replace(" ", "")
    assert [one["feature"] for one in body["findings"] if one["feature"] not in text] == []
    if name == "many_corners":
        assert "J304" in text


def test_the_same_verdict_is_the_same_pdf():
    world, body = shape("undetermined")
    again = siting_report(body, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS)
    assert pdf.write(report_of("undetermined"), "zh") == pdf.write(again, "zh")
