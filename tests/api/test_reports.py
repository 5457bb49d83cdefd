"""The report of a recorded verdict over HTTP."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest

from api.access.rates import units
from api.reports import router

FORMS = {
    "pdf": (b"%PDF-", "application/pdf", "inline"),
    "docx": (b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
    "xlsx": (b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
    "html": (b"<!", "text/html", "inline"),
}


@pytest.fixture
def check_id(client, site):
    return client.post("/siting/checks", json={"site": site(), "project": {"name": "某加工厂"}}).json()["id"]


def pages(content):
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.parametrize("form", FORMS)
def test_a_recorded_verdict_is_written_in_every_form(client, check_id, form):
    answer = client.get(f"/siting/checks/{check_id}/report", params={"format": form})
    begins, kind, shown = FORMS[form]
    assert answer.status_code == 200 and answer.content.startswith(begins), answer.text[:200]
    assert answer.headers["content-type"].partition(";")[0] == kind
    name = f"siting-{check_id.removeprefix('sha256:')[:12]}.{form}"
    assert answer.headers["content-disposition"] == f'{shown}; filename="{name}"'


def test_the_same_verdict_gives_the_same_bytes_and_is_not_sent_twice(client, check_id):
    path = f"/siting/checks/{check_id}/report"
    first, again = client.get(path), client.get(path)
    assert first.content == again.content
    kept = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")
    assert client.get(path, params={"lang": "en"}).headers["etag"] != first.headers["etag"]


def test_every_page_names_the_verdict_and_its_entry_in_the_ledger(client, desk, check_id):
    sequence = desk.ledger.first(check_id).sequence
    found = pages(client.get(f"/siting/checks/{check_id}/report", params={"lang": "en"}).content)
    assert len(found) > 3
    for text in found:
        joined = text.replace("\r\n", "").replace("\n", "")
        assert check_id in joined and f"{sequence}" in joined


def test_the_language_is_that_asked_for_or_both(client, check_id):
    path = f"/siting/checks/{check_id}/report"
    said = {
        name: client.get(path, params={"format": "html", **asked}).text
        for name, asked in {"zh": {"lang": "zh"}, "en": {"lang": "en"}, "both": {"bilingual": "true"}}.items()
    }
    zh, en = "建设项目选址空间冲突分析报告", "Spatial conflict analysis"
    assert zh in said["zh"] and en not in said["zh"]
    assert en in said["en"] and zh not in said["en"]
    assert zh in said["both"] and en in said["both"]


def test_a_page_of_it_runs_and_fetches_nothing(client, check_id):
    answer = client.get(f"/siting/checks/{check_id}/report", params={"format": "html"})
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"] and "<script" not in answer.text


def test_a_word_document_is_whole(client, check_id):
    content = client.get(f"/siting/checks/{check_id}/report", params={"format": "docx"}).content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None and "word/document.xml" in packed.namelist()


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/siting/checks/sha256:" + "0" * 64 + "/report", {}, 404),
        ("/siting/checks/{id}/report", {"format": "odt"}, 422),
        ("/siting/checks/{id}/report", {"pages": "1"}, 400),
    ],
)
def test_what_cannot_be_written_is_told(client, check_id, path, query, status):
    answer = client.get(path.format(id=check_id), params=query)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_report_costs_as_much_as_the_check_that_it_is_made_of():
    assert units("/siting/checks/{check_id}/report", "GET") == units("/siting/checks", "POST")
    assert units("/siting/checks/{check_id}", "GET") < units("/siting/checks/{check_id}/report", "GET")
    paths = [route.path for route in router.routes]
    assert "/siting/checks/{check_id}/report" in paths
