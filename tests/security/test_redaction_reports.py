"""The report that a viewer is given: two stores that differ in restricted outlines write the same file."""

from __future__ import annotations

import re

import pytest
from alike import ACROSS, check, texts

from zoning.reports.siting import recorded


@pytest.mark.parametrize("form", ["html", "xlsx"])
def test_two_stores_write_one_redacted_report(services, viewers, form):
    """But for the id, and the code that holds it: maps, tables and texts are the same to the byte."""
    seen = []
    for service, viewer in zip(services, viewers, strict=True):
        number = check(service, viewer, ACROSS).json()["id"]
        path = f"/siting/checks/{number}/report"
        answer = service.get(path, params={"format": form, "lang": "en"}, headers=viewer)
        assert answer.status_code == 200, answer.text
        text = texts(answer.content, answer.headers["content-type"]).replace("<wbr>", "")  # ids may break anywhere
        text = text.replace(number.removeprefix("sha256:"), "ID")
        seen.append(re.sub(r'src="data:[^"]*"', "", text, count=1))  # the code on the first page
        assert "withheld" in text
    assert seen[0] == seen[1]


def written(service, headers, form):
    number = check(service, headers, ACROSS).json()["id"]
    asked = {"format": form, "lang": "zh"}
    answer = service.get(f"/siting/checks/{number}/report", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return number, answer.content


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_two_stores_write_one_redacted_report_to_the_byte(services, viewers, reviewers, monkeypatch, form):
    """Both verdicts are given one id when the report is put together; nothing else of the files may differ."""
    whole = recorded.siting_report
    same = f"sha256:{'5a' * 32}"
    monkeypatch.setattr(recorded, "siting_report", lambda shown, **more: whole({**shown, "id": same}, **more))
    (one, first), (other, second) = (
        written(service, viewer, form) for service, viewer in zip(services, viewers, strict=True)
    )
    assert one != other, "the two records are the same: the test compares nothing"
    assert first == second
    (_, first), (_, second) = (
        written(service, reviewer, form) for service, reviewer in zip(services, reviewers, strict=True)
    )
    assert first != second, "who may see the outlines is shown the same: the test compares nothing"
