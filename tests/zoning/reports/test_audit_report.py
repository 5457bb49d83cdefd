"""The audit report: measures in the report model, on paper and in an office."""

import io
import re
from dataclasses import replace

import docx
import pypdfium2
import pytest
from written_reports import squeezed, texts

from layers.definition_file import Titles
from layers.errors import BadInput
from zoning.measures.tables import Column, table
from zoning.reports.audit.report import audit_report
from zoning.reports.audit.turned import fitted
from zoning.reports.measures.formats import write
from zoning.reports.model import Figure
from zoning.reports.writers.walk import Heading, Placed, walk


def blocks(report, kind):
    return [step.block for step in walk(report) if isinstance(step, Placed) and isinstance(step.block, kind)]


@pytest.fixture(scope="module")
def whole(demo_documents):
    return audit_report(demo_documents)


def test_one_measure_is_a_report_of_its_own_name_and_number(made):
    report = audit_report([made()])
    assert (report.title.zh, report.title.en) == ("自然岸线保有率", "Natural shoreline retention")
    assert report.number == made().body["id"]
    assert report.day.isoformat() == made().body["as_of"]
    assert report.ledger is None


def test_several_measures_have_one_number_that_follows_from_theirs(made, whole, demo_documents):
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", whole.number)
    assert audit_report(demo_documents[::-1]).number != whole.number
    assert whole.title.zh == "测算审计报告"


def test_data_that_is_not_statutory_is_marked(made):
    assert audit_report([made()]).mark.zh == "示例数据，不得用于决策"
    assert audit_report([made(status="draft")]).mark.en == "Draft data: not for decisions"
    assert audit_report([made(status="statutory")]).mark is None
    assert audit_report([made(status="statutory"), made()]).mark.zh == "示例数据，不得用于决策"


def test_every_table_note_edition_and_definition_of_every_measure_is_in_it(whole, demo_documents):
    held = squeezed("\n".join(texts(whole, "zh")))
    for document in demo_documents:
        body = document.body
        assert document.command.replace(" ", "") in held
        assert str(body["id"]) in held
        assert [note for note in body["notes"] if squeezed(note["text"]["zh"]) not in held] == []
        for one in (*body["editions"], *body["definitions"]):
            assert one["sha256"].removeprefix("sha256:") in held
        for one in document.tables:
            assert squeezed(one.title.zh) in held


def test_every_chart_is_drawn_and_no_map_twice(whole, demo_documents):
    shown = [figure.title.zh for figure in blocks(whole, Figure)]
    charts = [chart.title.zh for document in demo_documents for chart in document.charts]
    assert [title for title in charts if title not in shown] == []
    maps = [title for title in shown if title.endswith("（地图）")]
    assert maps
    assert all(figure.alt.zh and figure.alt.en for figure in blocks(whole, Figure))


def test_who_cannot_see_a_chart_is_told_its_values(made):
    told = blocks(audit_report([made()]), Figure)[0].alt
    assert "47.05" in told.zh
    assert "Dongtou —" in told.en


def test_a_measure_that_could_not_be_computed_says_why_first(made):
    note = {"code": "x", "values": {}, "text": {"zh": "没有数据版本", "en": "no edition"}}
    document = made(tables=(), charts=(), evidence=())
    body = {**document.body, "state": "not_computable", "notes": [note], "editions": []}
    report = audit_report([replace(document, body=body)])
    first = next(step for step in walk(report) if isinstance(step, Placed) and step.block in report.sections[0].blocks)
    assert first.block.text.zh == "没有数据版本"
    assert first.block.tone == "bad"
    assert not blocks(report, Figure)


def told(picture):
    """The texts of a drawing, which matplotlib leaves as comments beside their outlines."""
    return " ".join(re.findall(r"<!--(.*?)-->", picture.decode("utf-8"), re.DOTALL))


def test_a_picture_speaks_the_languages_of_its_report(made):
    chart, *_, shown = blocks(audit_report([made()]), Figure)
    for figure, words in ((chart, ("洞头", "Dongtou")), (shown, ("坐标系", "CRS"))):
        texts = {lang: told(figure.draw("svg", lang)) for lang in ("zh", "en", "both")}
        assert [[word in texts[lang] for word in words] for lang in ("zh", "en", "both")] == [
            [True, False], [False, True], [True, True],
        ]  # fmt: skip


def test_a_map_bears_its_review_number_or_says_that_it_has_none(made):
    shown = blocks(audit_report([made()]), Figure)[-1]
    assert "审图号：无" in told(shown.draw("svg", "zh"))
    assert "No map review number" in told(shown.draw("svg", "en"))
    reviewed = blocks(audit_report([replace(made(), review="浙S（2026）1号")]), Figure)[-1]
    assert "审图号：浙S（2026）1号" in told(reviewed.draw("svg", "both"))


def test_both_languages_are_for_the_forms_that_can_hold_them(made):
    held = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(write([made()], "pdf", "both").content)
    )
    assert "自然岸线保有率" in held
    assert "Natural shoreline retention" in held
    with pytest.raises(BadInput, match="pdf, docx"):
        write([made()], "xlsx", "both")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_paper_every_text_is_there_and_every_page_bears_number_and_mark(made, lang):
    document = made()
    file = write([document], "pdf", lang)
    assert (file.media_type, file.extension) == ("application/pdf", "pdf")
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file.content)]
    printed = squeezed("".join(pages))
    report = audit_report([document])
    short = [text for text in texts(report, lang) if len(text) < 40]  # a longer one may go on over pages
    assert [text for text in short if squeezed(text) not in printed] == []
    for page in pages:
        assert report.number in squeezed(page)
        assert squeezed(report.mark.zh if lang == "zh" else report.mark.en) in squeezed(page)


def test_the_same_measures_give_the_same_files(made):
    for form in ("pdf", "docx"):
        assert write([made()], form, "zh").content == write([made()], form, "zh").content


def test_an_office_finds_every_measure_as_a_heading(demo_documents, whole):
    opened = docx.Document(io.BytesIO(write(demo_documents[:1], "docx", "en").content))
    heads = [one.text for one in opened.paragraphs if one.style.name == "Heading 1"]
    assert heads == ["Indicators of plans", "Signatures"]
    titles = [step.title.en for step in walk(whole) if isinstance(step, Heading) and step.level == 1]
    assert len(titles) == len(demo_documents) + 1


def test_a_wide_table_of_few_rows_is_turned_and_loses_nothing():
    columns = [Column(f"c{n}", Titles(zh=f"列{n}", en=f"column {n}"), "m", 1) for n in range(12)]
    rows = [[f"r{row}", *(row + n / 4 for n in range(11))] for row in range(2)]
    turned = fitted(table("wide", Titles(zh="宽", en="wide"), columns, rows))
    assert [column.title.zh for column in turned.columns] == ["列0", "r0", "r1"]
    assert [row[0].en for row in turned.rows] == [f"column {n} (m)" for n in range(1, 12)]
    assert [row[2].zh for row in turned.rows] == [
        "1.0", "1.3", "1.5", "1.8", "2.0", "2.3", "2.5", "2.8", "3.0", "3.3", "3.5",
    ]  # fmt: skip
    many = table("many", Titles(zh="多", en="many"), columns, rows * 3)
    assert len(fitted(many).rows) == 6


def test_a_report_of_no_measure_is_refused():
    with pytest.raises(ValueError, match="no measure"):
        audit_report([])
