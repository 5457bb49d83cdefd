"""The check report of a delivery: what was delivered as what, what was found, and that it was refused."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pypdfium2
import pytest
from measuring import DATA
from written_reports import squeezed, texts

from layers.definition_file import Titles
from layers.editions import Edition, EditionHead
from layers.publication.deliveries import Delivered
from layers.publication.history import Step
from zoning.definitions import load_definitions
from zoning.reports.delivery.edition import edition_report
from zoning.reports.delivery.report import Checked, delivery_report
from zoning.reports.model import Grid, Paragraph
from zoning.reports.writers.files import write
from zoning.reports.writers.walk import Placed, walk


def told(number, severity="error", code="key_repeated", place=(120.5, 28.0)):
    text = {"zh": f"第 {number} 个要素的代码重复；请改正", "en": f"the code of feature {number} is repeated; mend it"}
    source = f"file#{number}"
    return {"severity": severity, "code": code, "source": source, "place": place, "values": {}, "text": text}


def found(*problems, notes=()):
    passed = not any(one["severity"] == "error" for one in problems)
    return {"passed": passed, "features": 27, "changed": 1, "problems": list(problems), "notes": list(notes)}


CHECKED = Checked(
    layer="ecological_red_line",
    region="330300",
    standing="statutory",
    accuracy_m=5.0,
    effective_from=date(2026, 12, 1),
    source="浙政函〔2026〕1号",
    file="红线.zip",
    day=date(2026, 11, 22),
    found=found(),
)
NOTE = {"code": "x", "values": {}, "text": {"zh": "按 GBK 读取", "en": "read as GBK"}}


@pytest.fixture(scope="module")
def definitions():
    return load_definitions(DATA)


def grids(report):
    return [step.block for step in walk(report) if isinstance(step, Placed) and isinstance(step.block, Grid)]


def words(report, lang="zh"):
    return squeezed("\n".join(texts(report, lang)))


def test_a_delivery_is_named_with_all_that_it_was_delivered_as(definitions):
    report = delivery_report(replace(CHECKED, found=found(notes=[NOTE]), edition=3, mapping="省厅/红线"), definitions)
    assert report.subject == Titles(
        zh="生态保护红线 · 温州市（330300）", en="Ecological protection red line · Wenzhou City (330300)"
    )
    said = words(report)
    for text in (
        "330300/3",
        "浙政函〔2026〕1号",
        "红线.zip",
        "2026-12-01",
        "2026-11-22",
        "法定",
        "省厅/红线",
        "按GBK读取",
    ):
        assert text in said
    assert report.day == date(2026, 11, 22)
    assert (report.ledger, report.address, report.mark) == (None, None, None)


def test_the_outcome_is_the_worst_that_was_found(definitions):
    cases = (
        (found(), None, ("合格", "good")),
        (found(told(1, "warning")), None, ("合格，有警告", "caution")),
        (found(told(1, "warning"), told(2)), None, ("不合格", "bad")),
        (found(told(2)), Titles(zh="未入库", en="nothing stored"), ("不合格，不予入库", "bad")),
        (found(), Titles(zh="与现行版本重叠", en="it overlaps"), ("不合格，不予入库", "bad")),
    )
    for body, refused, outcome in cases:
        report = delivery_report(replace(CHECKED, found=body, refused=refused), definitions)
        assert (report.outcome.word.zh, report.outcome.tone) == outcome
        assert refused is None or refused.zh in report.outcome.beside.zh


def test_every_problem_is_listed_with_feature_and_place(definitions):
    problems = [*(told(n) for n in range(1, 31)), told(31, "warning", "sliver", None)]
    by_kind, listed = grids(delivery_report(replace(CHECKED, found=found(*problems)), definitions))
    assert [row[1:3] for row in by_kind.table.rows] == [("key_repeated", 30), ("sliver", 1)]
    assert [row[0] for row in listed.table.rows] == list(range(1, 32))
    assert listed.table.rows[0][2:5] == ("file#1", 120.5, 28.0)
    assert listed.table.rows[30][2:5] == ("file#31", None, None)
    assert dict(listed.tones)[0] == "bad"
    assert dict(listed.tones)[30] == "caution"


def test_what_is_too_many_to_list_is_counted_aloud(definitions):
    problems = [*(told(n) for n in range(1, 1001)), told(1001, "warning", "sliver")]
    report = delivery_report(replace(CHECKED, found=found(*problems)), definitions)
    by_kind, listed = grids(report)
    assert len(listed.table.rows) == 301
    assert by_kind.table.rows[0][2] == 1000
    rest = [
        step.block.text.zh for step in walk(report) if isinstance(step, Placed) and isinstance(step.block, Paragraph)
    ]
    assert any("另有 700 处" in text for text in rest)


def test_the_number_follows_from_what_was_found(definitions):
    number = delivery_report(CHECKED, definitions).number
    assert number == delivery_report(replace(CHECKED), definitions).number
    for other in (
        replace(CHECKED, found=found(told(1))),
        replace(CHECKED, accuracy_m=1.0),
        replace(CHECKED, region="330302"),
        replace(CHECKED, day=date(2026, 11, 23)),
    ):
        assert delivery_report(other, definitions).number != number


def test_what_is_not_statutory_is_marked(definitions):
    marks = {
        standing: delivery_report(replace(CHECKED, standing=standing), definitions).mark
        for standing in ("draft", "illustrative")
    }
    assert marks["draft"].zh == "草案数据，不得用于决策"
    assert marks["illustrative"].en == "Illustrative data: not for decisions"


def test_a_region_that_is_not_known_is_shown_as_itself(definitions):
    assert delivery_report(replace(CHECKED, region="999999"), definitions).subject.zh == "生态保护红线 · 999999"


def test_it_is_written_in_every_form(definitions):
    report = delivery_report(replace(CHECKED, found=found(told(1), notes=[NOTE])), definitions)
    pages = [
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(write(report, "pdf", "both").content)
    ]
    printed = squeezed("".join(pages))
    assert [text for text in texts(report, "both") if squeezed(text) not in printed] == []
    sheets = openpyxl.load_workbook(io.BytesIO(write(report, "xlsx", "zh").content)).sheetnames
    assert sheets == ["报告", "1 按种类", "2 全部问题"]
    assert "不合格" in write(report, "html", "zh").content.decode()
    assert write(report, "docx", "zh").content == write(report, "docx", "zh").content


AT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
KEPT = Delivered(AT, "local:ann", found(), (), None, 7)
STEPS = (
    Step("proposal", AT, "local:ann", None, 8),
    Step("publication", AT, "local:bob", None, 9),
    Step("withdrawal-request", AT, "local:cid", "送错了", 12),
)


def edition(**more):
    head = EditionHead(
        layer="ecological_red_line",
        region="330300",
        standing="statutory",
        accuracy_m=5.0,
        effective_from=date(2026, 12, 1),
        source="浙政函〔2026〕1号",
    )
    return Edition(head, 3, "sha256:ab", 27, more.pop("state", "proposed"), AT, **more)


def test_of_an_edition_the_report_says_what_the_ledger_holds(definitions):
    published = edition(state="published", published_at=AT)
    report = edition_report(published, KEPT, STEPS, definitions, named=True)
    assert report.ledger == 7
    assert report.day == date(2026, 11, 21)
    (course,) = [grid.table for grid in grids(report) if grid.table.name == "course"]
    assert [(row[0], row[1].zh, row[3]) for row in course.rows] == [
        (7, "质检", "local:ann"),
        (8, "提出", "local:ann"),
        (9, "发布", "local:bob"),
        (12, "要求撤回", "local:cid"),
    ]
    assert "第330300/3版已于2026-11-2101:30:00发布" in words(report)


def test_who_took_the_steps_is_told_to_those_who_may_know(definitions):
    report = edition_report(edition(), KEPT, STEPS, definitions, named=False)
    said = words(report)
    assert "local:" not in said
    assert "要求撤回" not in said
    assert "尚未发布" in said
    assert "not told" in "\n".join(texts(report, "en"))
