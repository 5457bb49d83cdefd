"""The questions that an audit report joins."""

from datetime import UTC, date, datetime

from zoning.measures.desk import MEASURES
from zoning.measures.question import NAMES
from zoning.measures.report import REPORT_LAYERS, report_questions

ASKED = {"region": "330300", "as_of": date(2026, 11, 22)}
SINCE = date(2024, 6, 30)


def names(questions):
    return [NAMES[type(question)] for question in questions]


def test_targets_come_first_and_changes_only_with_an_earlier_day():
    assert names(report_questions(**ASKED)) == ["indicators", "shoreline", "bays", "buffers", "areas"]
    with_changes = report_questions(**ASKED, since=SINCE)
    assert names(with_changes) == ["indicators", "shoreline", "shoreline_changes", "bays", "buffers", "areas"]
    assert [question.since for question in with_changes if hasattr(question, "since")] == [SINCE, SINCE]


def test_every_question_is_of_the_same_region_day_and_knowledge_by_its_own_default_method():
    known = datetime(2026, 6, 1, tzinfo=UTC)
    for question in report_questions(**ASKED, known_at=known, since=SINCE):
        assert (question.region, question.as_of, question.known_at) == ("330300", ASKED["as_of"], known)
        assert question.method is None and type(question) in MEASURES


def test_areas_are_those_of_the_red_line_unless_layers_are_named():
    assert report_questions(**ASKED)[-1].layers == REPORT_LAYERS == ("ecological_red_line",)
    assert report_questions(**ASKED, layers=["wetland", "bay"])[-1].layers == ("wetland", "bay")
