"""Screenings over HTTP: taken in, done as a job, looked at, read back as files by whoever may."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from screening import loaded, workbook
from served import NOW, screened

from zoning.jobs.office import JobOffice

HEAD = ("编号", "经度", "纬度", "精度", "行业代码")
GOOD, BAD = ("a", 120.71, 28.01, 5, "C2614"), ("b", "x", 28.01, 5, "C2614")


@pytest.fixture(scope="module")
def reviewer(desk, key_for):
    return key_for(desk, "reviewer")


def ask(client, headers, content=None, name="p.xlsx", **form):
    content = workbook(HEAD, GOOD, BAD) if content is None else content
    return client.post("/siting/screenings", headers=headers, files={"file": (name, content)}, data=form)


@pytest.fixture(scope="module")
def finished(client, desk, reviewer, tmp_path_factory):
    """The path of a finished screening of one sound and one broken row."""
    answer = ask(client, reviewer)
    assert answer.status_code == 202, answer.text
    screened(desk, answer.json()["id"], tmp_path_factory.mktemp("run"))
    return answer.headers["location"]


def test_it_is_taken_in_and_its_location_told(client, reviewer):
    answer = ask(client, reviewer)
    told = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (202, f"/siting/screenings/{told['id']}")
    assert (told["state"], told["summary"]) == ("queued", None)
    assert client.get(answer.headers["location"], headers=reviewer).json() == told


def test_results_are_a_conflict_until_it_is_finished(client, reviewer):
    location = ask(client, reviewer).headers["location"]
    answer = client.get(f"{location}/results", headers=reviewer)
    assert (answer.status_code, answer.json()["slug"]) == (409, "conflict")


def test_whoever_asked_for_it_may_cancel_it_and_no_other_reviewer(client, desk, reviewer, key_for):
    number = ask(client, reviewer).json()["id"]
    path = f"/jobs/{number}/cancellation"
    answer = client.post(path, headers=key_for(desk, "reviewer"))
    assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")
    assert client.post(path, headers=reviewer).json()["state"] == "cancelled"
    assert client.get(f"/siting/screenings/{number}", headers=reviewer).json()["state"] == "cancelled"
    other = ask(client, reviewer).json()["id"]
    assert client.post(f"/jobs/{other}/cancellation", headers=key_for(desk, "steward")).status_code == 201


def test_when_it_is_finished_its_counts_are_told(client, reviewer, finished):
    told = client.get(finished, headers=reviewer).json()
    assert told["state"] == "finished"
    assert told["summary"]["counts"]["problem"] == 1
    assert sum(told["summary"]["counts"].values()) == told["summary"]["rows"] == 2
    assert told["summary"]["redacted"] is False


def test_the_workbook_holds_what_the_single_check_says(client, reviewer, finished):
    answer = client.get(f"{finished}/results", params={"format": "xlsx", "lang": "en"}, headers=reviewer)
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    sheet = loaded(answer.content)["Verdicts"]
    head = next(number for number, line in enumerate(sheet) if line[0].value == "Row")
    titles = [cell.value for cell in sheet[head]]
    found = sheet[head + 1][titles.index("Id of the verdict")].value
    project = {"industry": "C2614", "accuracy_m": 5}
    single = client.post("/siting/checks", json={"site": "120.71,28.01", "project": project, "record": False}).json()
    assert found == single["id"]


@pytest.mark.parametrize(("form", "start"), [("csv", b"PK"), ("gpkg", b"SQLite"), ("xlsx", b"PK")])
def test_every_form_of_results_is_the_same_each_time(client, reviewer, finished, form, start):
    first, second = (client.get(f"{finished}/results", params={"format": form}, headers=reviewer) for _ in range(2))
    assert first.content == second.content
    assert first.content.startswith(start)


def test_problems_are_told_by_row_and_column(client, reviewer, finished):
    answer = client.get(f"{finished}/results", params={"format": "csv", "lang": "en"}, headers=reviewer)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        _, *problems = csv.reader(io.StringIO(archive.read("problems.csv").decode("utf-8-sig")))
    (problem,) = [row for row in problems if row[:2] == ["3", "b"]]
    assert problem


def test_a_table_that_cannot_be_read_is_refused_at_once_and_not_kept(client, desk, reviewer):
    before = set(desk.store.blobs())
    answer = ask(client, reviewer, workbook(("名称",), ("a",)))
    assert (answer.status_code, answer.json()["slug"]) == (422, "bad-file")
    assert set(desk.store.blobs()) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("accuracy_m", "很准"), ("as_of", "2026-02-30"), ("known_at", "yesterday"), ("record", "maybe"), ("x", "1")],
)
def test_a_wrong_field_of_the_form_is_refused_by_name(client, reviewer, field, value):
    answer = ask(client, reviewer, **{field: value})
    assert answer.status_code in (400, 422)
    assert field in answer.text


def test_a_file_of_the_shelf_is_read_by_its_id(client, desk, reviewer, site, tmp_path):
    import json

    sent = client.post("/siting/files", files={"file": ("a.geojson", json.dumps(site()))}).json()["id"]
    answer = ask(client, reviewer, f"名称,文件\n甲,{sent}\n乙,sha256:{'0' * 64}".encode(), "p.csv")
    screened(desk, answer.json()["id"], tmp_path)
    counts = client.get(answer.headers["location"], headers=reviewer).json()["summary"]["counts"]
    assert (counts["problem"], sum(counts.values())) == (1, 2)


def test_what_is_recorded_can_be_read_back(client, desk, reviewer, tmp_path):
    answer = ask(client, reviewer, workbook(HEAD, ("a", 120.7123, 28.0123, 5, "C2614")), record="true")
    screened(desk, answer.json()["id"], tmp_path)
    assert client.get(answer.headers["location"], headers=reviewer).json()["summary"]["recorded"] == 1


def test_another_job_is_no_screening(client, desk, reviewer):
    assert client.get(f"/siting/screenings/{'0' * 32}", headers=reviewer).status_code == 404
    office = JobOffice(desk.store, {}, None)
    job = office.book.create("impact", {}, actor="", home=None, at=NOW)
    answer = client.get(f"/siting/screenings/{job.id}", headers=reviewer)
    assert (answer.status_code, answer.json()["slug"]) == (404, "not-found")


def test_who_may_not_prove_may_not_screen(client, desk, key_for, finished):
    for headers, status in (({}, 401), (key_for(desk, "viewer"), 403)):
        assert ask(client, headers).status_code == status
        assert client.get(finished, headers=headers).status_code == status
        assert client.get(f"{finished}/results", headers=headers).status_code == status
