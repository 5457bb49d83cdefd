"""Measures over HTTP: their shapes, files, records and refusals."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import zipfile
from xml.etree import ElementTree

import docx
import openpyxl
import pypdfium2
import pytest
from pydantic import SecretStr
from shore_world import fill_shore

from api.access.roles import Role
from api.models.areas import AreasAnswer
from api.models.bays import BaysAnswer
from api.models.buffers import BuffersAnswer
from api.models.indicators import IndicatorsAnswer
from api.models.land_cover import LandCoverAnswer
from api.models.measure_answers import MeasureAnswer, MethodList, RecordedMeasure, ReportAnswer
from api.models.shoreline import ShorelineAnswer
from api.models.shoreline_changes import ShorelineChangesAnswer
from layers.canonical import canonical
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

WHERE = {"region": "330300", "as_of": "2026-11-22"}
SINCE = {"since": "2024-06-30"}
ASKED = [
    ("shoreline", {}, ShorelineAnswer),
    ("shoreline", {"sensitivity": "true", "method": "zj-2018-no-estuary"}, ShorelineAnswer),
    ("shoreline", {"known_at": "2026-11-22T04:00:00+00:00"}, ShorelineAnswer),
    ("shoreline/changes", SINCE, ShorelineChangesAnswer),
    ("shoreline/changes", {**SINCE, "shoreline_method": "sh-2016"}, ShorelineChangesAnswer),
    ("buffers", {}, BuffersAnswer),
    ("buffers", {"water_body": "示例江"}, BuffersAnswer),
    ("areas", {"layer": "ecological_red_line"}, AreasAnswer),
    ("areas", {"layer": "ecological_red_line,control_unit"}, AreasAnswer),
    ("areas", {"layer": "ecological_red_line", **SINCE, "plane": "EPSG:4549"}, AreasAnswer),
    ("bays", {}, BaysAnswer),
    ("land-cover", {}, LandCoverAnswer),
    ("land-cover", {"zone": "ecological_red_line", **SINCE, "min_patch_m2": "0"}, LandCoverAnswer),
    ("indicators", {}, IndicatorsAnswer),
    # regions without a shoreline, or without an edition of buffer strips
    ("shoreline", {"region": "330302"}, ShorelineAnswer),
    ("shoreline/changes", {**SINCE, "region": "330302"}, ShorelineChangesAnswer),
    ("bays", {"region": "330302"}, BaysAnswer),
    ("indicators", {"region": "330000"}, IndicatorsAnswer),
    ("buffers", {"region": "330400"}, BuffersAnswer),
]
FILES = [
    ("csv", "application/zip", "zip"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("pdf", "application/pdf", "pdf"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("gpkg", "application/geopackage+sqlite3", "gpkg"),
    ("geojson", "application/geo+json", "geojson"),
    ("png", "image/png", "png"),
    ("svg", "image/svg+xml", "svg"),
    ("html", "text/html; charset=utf-8", "html"),
]


@pytest.fixture(scope="module")
def shore_desk(definitions, tmp_path_factory, fill_store):
    store = FilesStore(tmp_path_factory.mktemp("shore"))
    fill_store(store, definitions)
    fill_shore(store, definitions)
    return Desk(store, definitions, Limits(vertices=5_000))


@pytest.fixture(scope="module")
def shore(shore_desk, serve):
    with serve(shore_desk, body_bytes=50_000, anonymous_role=Role.REVIEWER) as client:  # of whole measures
        yield client


def get(client, path, headers=None, **query):
    return client.get(f"/measures/{path}", params={**WHERE, **query}, headers=headers)


def post(client, **body):
    return client.post("/measures?lang=en", json={**WHERE, **body})


# --- answers


@pytest.mark.parametrize(("path", "query", "model"), ASKED)
def test_every_answer_fits_its_documented_shape(shore, path, query, model):
    answer = get(shore, path, **query)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    model.model_validate(body)
    MeasureAnswer.model_validate(body)
    assert body["region"] == query.get("region", "330300") and body["as_of"] == "2026-11-22"
    assert all(note["text"]["zh"] and note["text"]["en"] for note in body["notes"])
    assert ("known_at" in body) == ("known_at" in query)


def test_the_figures_are_those_of_the_store(shore):
    shoreline = get(shore, "shoreline").json()
    kinds = {(row["kind"], row["type"]) for row in shoreline["by_type"]}
    assert kinds == {
        ("mainland", "N_MUD"),
        ("mainland", "A_PORT"),
        ("mainland", "A_DIKE"),
        ("mainland", "R_REST"),
        ("island", "N_ROCK"),
    }
    assert shoreline["mainland"]["rate"] == pytest.approx(0.28 / 0.404, abs=2e-3)
    bays = get(shore, "bays").json()
    assert [(bay["code"], bay["state"]) for bay in bays["bays"]] == [("B-1", "built"), ("B-2", "fostered")]
    cover = get(shore, "land-cover", **SINCE).json()
    assert {row["class"] for row in cover["total"]["classes"]} == {"1", "5", "6", "7"}
    assert {(row["before"], row["after"]) for row in cover["change"]["matrix"]} >= {("1", "6"), ("5", "7")}


def test_the_day_defaults_to_today_in_china(shore):
    assert shore.get("/measures/bays?region=330300").json()["as_of"] == "2026-11-22"
    earlier = get(shore, "shoreline", as_of="2025-06-01").json()
    assert [edition["edition"] for edition in earlier["editions"]] == [1]


def test_the_list_names_every_measure_with_one_default_method_each_and_where_to_ask(shore):
    body = shore.get("/measures").json()
    MethodList.model_validate(body)
    listed = {entry["measure"]: entry for entry in body["measures"]}
    assert set(listed) == {
        "shoreline",
        "shoreline_changes",
        "buffers",
        "areas",
        "bays",
        "land_cover",
        "indicators",
    }
    queries = {"shoreline_changes": SINCE, "areas": {"layer": "bay"}}
    for measure, entry in listed.items():
        (default,) = [method for method in entry["methods"] if method["default"]]
        answer = shore.get(entry["href"], params={**WHERE, **queries.get(measure, {}), "method": default["id"]})
        assert answer.json()["method"] == {"id": default["id"], "version": default["version"]}, answer.text


def test_a_report_holds_every_measure_in_its_order_and_changes_only_with_since(shore):
    body = get(shore, "report").json()
    ReportAnswer.model_validate(body)
    assert [one["measure"] for one in body["measures"]] == ["indicators", "shoreline", "bays", "buffers", "areas"]
    with_changes = [one["measure"] for one in get(shore, "report", **SINCE).json()["measures"]]
    assert with_changes == ["indicators", "shoreline", "shoreline_changes", "bays", "buffers", "areas"]


def test_a_measure_of_a_report_without_an_edition_is_there_and_says_so(client):
    body = get(client, "report").json()  # a store without a coastline
    ReportAnswer.model_validate(body)
    (shoreline,) = [one for one in body["measures"] if one["measure"] == "shoreline"]
    assert shoreline["state"] == "not_computable" and "coastline" in shoreline["notes"][0]["text"]["en"]
    RecordedMeasure.model_validate(
        {key: value for key, value in shoreline.items() if key not in TEXTS}
        | {"notes": [{name: note[name] for name in ("code", "values")} for note in shoreline["notes"]]}
    )


TEXTS = ("title", "region_title", "data_standing", "caveat", "notes")


# --- asked again


def test_an_answer_is_asked_for_again_cheaply(shore):
    first = get(shore, "shoreline")
    tag = first.headers["etag"]
    assert tag == f'W/"{first.json()["id"]}+restricted"' and first.headers["cache-control"] == "no-cache"
    again = get(shore, "shoreline", {"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert get(shore, "shoreline", {"If-None-Match": tag}, as_of="2025-06-01").status_code == 200
    report = get(shore, "report")
    assert get(shore, "report", {"If-None-Match": report.headers["etag"]}).status_code == 304
    assert get(shore, "report", {"If-None-Match": report.headers["etag"]}, **SINCE).status_code == 200


# --- files


@pytest.mark.parametrize(("form", "media", "extension"), FILES)
def test_every_format_is_what_it_says(shore, form, media, extension, tmp_path):
    answer = get(shore, "shoreline", {"Accept-Language": "en"}, format=form)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media), answer.text[:300]
    assert answer.headers["content-disposition"].endswith(f'filename="shoreline-330300-2026-11-22.{extension}"')
    assert "sandbox" in answer.headers["content-security-policy"]
    READ[form](answer.content, tmp_path)


def _zip(content, _):
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        assert any(name.endswith(".csv") for name in files.namelist()) and files.testzip() is None


def _xlsx(content, _):
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert any(isinstance(cell, float) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)


def _gpkg(content, folder):
    path = folder / "found.gpkg"
    path.write_bytes(content)
    (count,) = sqlite3.connect(path).execute("select count(*) from gpkg_contents").fetchone()
    assert count > 0


def _geojson(content, _):
    found = json.loads(content)
    assert found["type"] == "FeatureCollection" and found["features"]


def _png(content, _):
    assert content.startswith(b"\x89PNG\r\n\x1a\n")


def _svg(content, _):
    assert ElementTree.fromstring(content).tag.endswith("svg")


def _html(content, _):
    assert content.lstrip().lower().startswith(b"<!doctype html") and b"330300" in content


def _pdf(content, _):
    pages = pypdfium2.PdfDocument(content)
    assert len(pages) > 1 and all("sha256:" in page.get_textpage().get_text_range() for page in pages)


def _docx(content, _):
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    assert any("Natural shoreline retention" in text or "自然岸线保有率" in text for text in texts)


READ = {
    "csv": _zip, "xlsx": _xlsx, "gpkg": _gpkg, "geojson": _geojson, "png": _png, "svg": _svg, "html": _html,
    "pdf": _pdf, "docx": _docx,
}  # fmt: skip


def test_a_part_is_one_table_or_one_chart(shore):
    table = get(shore, "shoreline", format="csv", part="summary")
    assert table.headers["content-type"] == "text/csv; charset=utf-8" and len(table.text.splitlines()) > 2
    chart = get(shore, "shoreline", format="svg", part="by_type")
    assert chart.headers["content-type"] == "image/svg+xml"
    assert chart.headers["content-disposition"].startswith("inline")
    for query in ({"format": "csv", "part": "nothing"}, {"format": "json", "part": "summary"}, {"part": "summary"}):
        assert get(shore, "shoreline", **query).json()["slug"] == "bad-input"


@pytest.mark.parametrize("form", ["html", "xlsx", "pdf", "docx"])
def test_a_report_is_one_file_of_all_measures(shore, form, tmp_path):
    answer = get(shore, "report", format=form, **SINCE)
    assert answer.status_code == 200
    assert f'filename="report-330300-2026-11-22.{form}"' in answer.headers["content-disposition"]
    READ[form](answer.content, tmp_path)


def test_a_file_speaks_the_language_asked_for(shore):
    assert "自然岸线" in get(shore, "shoreline", {"Accept-Language": "zh"}, format="html").text
    english = get(shore, "shoreline", format="html", lang="en")
    assert english.headers["content-language"] == "en" and "natural shoreline retention" in english.text.lower()
    both = get(shore, "shoreline", format="docx", bilingual="true")
    assert both.headers["content-language"] == "zh, en"


# --- refused


@pytest.mark.parametrize(
    ("path", "query", "status", "slug", "word"),
    [
        ("shoreline", {"region": "999999"}, 404, "not-found", "999999"),
        ("shoreline", {"region": "33"}, 422, "invalid-request", "query.region"),
        ("bays", {"region": "330322"}, 422, "bad-input", "retired"),
        ("shoreline", {"as_of": "2020-01-01"}, 422, "no-editions", "coastline"),
        ("shoreline", {"method": "none"}, 422, "bad-input", "none"),
        ("indicators", {"method": "none"}, 422, "bad-input", "none"),
        ("shoreline", {"known_at": "2027-01-01T00:00:00Z"}, 422, "bad-input", "future"),
        ("shoreline", {"known_at": "2026-01-01"}, 422, "invalid-request", "known_at"),
        ("shoreline", {"since": "2024-06-30"}, 400, "malformed-request", "since"),
        ("report", {"format": "html", "bilingual": "true"}, 422, "bad-input", "docx"),
        ("shoreline", {"bilingual": "true"}, 422, "bad-input", "docx"),
        ("shoreline", {"format": "dwg"}, 422, "invalid-request", "format"),
        ("shoreline/changes", {}, 422, "invalid-request", "since"),
        ("shoreline/changes", {"since": "2027-01-01"}, 422, "bad-input", "later"),
        ("areas", {}, 422, "invalid-request", "layer"),
        ("areas", {"layer": "unicorns"}, 404, "not-found", "ecological_red_line"),
        ("areas", {"layer": ""}, 422, "bad-input", "empty"),
        ("areas", {"layer": "bay,,wetland"}, 422, "bad-input", "empty"),
        ("report", {"layer": "unicorns"}, 404, "not-found", "ecological_red_line"),
        ("areas", {"layer": "coastline"}, 422, "bad-input", "no area"),
        ("areas", {"layer": "bay", "plane": "EPSG:3857"}, 422, "bad-crs", "EPSG:3857"),
        ("buffers", {"water_body": "没有的江"}, 404, "not-found", "没有的江"),
        ("land-cover", {"zone": "bay:none"}, 422, "bad-input", "none"),
        ("land-cover", {"zone": "unicorns:x"}, 404, "not-found", "ecological_red_line"),
        ("land-cover", {"min_patch_m2": "-1"}, 422, "invalid-request", "min_patch_m2"),
        ("land-cover", {"min_patch_m2": "500"}, 422, "bad-input", "since"),
        ("report", {"method": "cn-2017"}, 400, "malformed-request", "method"),
        ("report", {"format": "csv"}, 422, "invalid-request", "format"),
        ("records/sha256:" + "0" * 64, {}, 400, "malformed-request", "region"),
    ],
)
def test_what_cannot_be_measured_is_a_problem_that_says_why(shore, path, query, status, slug, word):
    answer = get(shore, path, lang="en", **query)
    problem = answer.json()
    assert (answer.status_code, problem["slug"]) == (status, slug), answer.text
    assert word in problem["detail"]
    chinese = get(shore, path, lang="zh", **query).json()["detail"]
    assert chinese != problem["detail"] and any("一" <= sign <= "鿿" for sign in chinese)


def test_a_closed_service_measures_for_those_with_a_token(shore_desk, serve):
    with serve(shore_desk, anonymous_reading=False, read_token=SecretStr("r")) as client:
        token = {"Authorization": "Bearer r"}
        assert client.get("/measures").status_code == get(client, "bays").status_code == 401
        assert post(client, measure="bays").status_code == 401
        assert get(client, "bays", token).headers["cache-control"] == "private, no-cache"


# --- recorded


def test_a_recorded_measure_is_read_back_as_the_bytes_of_its_id(shore):
    answer = post(shore, measure="areas", layers=["ecological_red_line"], **SINCE)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    place = answer.headers["location"]
    assert place == f"/measures/records/{body['id']}"
    read = shore.get(place, headers={"Accept-Encoding": "identity"})  # what is packed on its way has a weak tag
    record = json.loads(read.content)
    RecordedMeasure.model_validate(record)
    unnamed = {key: value for key, value in record.items() if key != "id"}
    assert read.content == canonical(record)
    assert record["id"] == f"sha256:{hashlib.sha256(canonical(unnamed)).hexdigest()}" == body["id"]
    assert {key: body[key] for key in record if key != "notes"} == {k: v for k, v in record.items() if k != "notes"}
    assert read.headers["etag"] == f'"{body["id"]}+restricted"' and read.headers["cache-control"] == "no-cache"
    again = shore.get(place, headers={"If-None-Match": read.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    asked = get(shore, "areas", layer="ecological_red_line", **SINCE).json()
    assert asked["id"] == body["id"]


@pytest.mark.parametrize(
    "more",
    [
        {"measure": "shoreline", "sensitivity": True},
        {"measure": "shoreline_changes", **SINCE},
        {"measure": "buffers"},
        {"measure": "bays"},
        {"measure": "land_cover", **SINCE},
        {"measure": "indicators"},
        {"measure": "indicators", "region": "330000"},
        {"measure": "shoreline", "region": "330302"},
    ],
)
def test_every_measure_is_recorded_in_its_documented_shape(shore, more):
    answer = post(shore, **more)
    assert answer.status_code == 201, answer.text
    record = shore.get(answer.headers["location"]).json()
    RecordedMeasure.model_validate(record)
    assert "title" not in record and record["id"] == answer.json()["id"]
    assert shore.get(f"{answer.headers['location']}/words").json() == answer.json()


def test_the_features_behind_the_figures_are_named_with_the_measure_they_belong_to(shore):
    changes = get(shore, "shoreline/changes", **SINCE).json()
    drawn = get(shore, "shoreline/changes", format="geojson", **SINCE).json()
    assert (drawn["name"], drawn["measure"], drawn["id"]) == ("stretches", "shoreline_changes", changes["id"])
    lost = [one["properties"]["old_m"] for one in drawn["features"] if one["properties"]["change"] == "lost"]
    assert sum(lost) == pytest.approx(
        sum(changes[kind]["closure"]["lost_m"] for kind in ("mainland", "islands")), abs=0.01
    )
    gaps = get(shore, "buffers", format="geojson", part="gaps").json()
    assert gaps["name"] == "gaps" and set(gaps["parts"]) == {"stretches", "gaps", "widths", "strips"}
    assert get(shore, "buffers", format="geojson", part="nothing").json()["slug"] == "bad-input"


def test_a_blanked_measure_has_no_words_left(shore, shore_desk, key_for):
    number = post(shore, measure="bays", as_of="2026-11-19").json()["id"]
    blanked = shore.post(
        f"/measures/records/{number}/blanking", json={"reason": "as asked"}, headers=key_for(shore_desk, "admin")
    )
    assert blanked.status_code == 201, blanked.text
    assert shore.get(f"/measures/records/{number}/words").status_code == 410


def test_what_is_not_to_be_recorded_is_not(shore):
    answer = post(shore, measure="buffers", as_of="2026-11-21", record=False)
    assert answer.status_code == 200 and "location" not in answer.headers
    unknown = shore.get(f"/measures/records/{answer.json()['id']}")
    assert (unknown.status_code, unknown.json()["slug"]) == (404, "not-found")


def test_a_verdict_is_no_measure(shore, site):
    verdict = shore.post("/siting/checks", json={"site": site()}).json()["id"]
    assert shore.get(f"/measures/records/{verdict}").status_code == 404


# --- what a project takes


def test_what_a_project_takes_is_the_same_however_it_is_sent(shore, site):
    outline = site(120.898, 27.82, 0.005)
    kept = shore.post("/siting/files", files={"file": ("site.geojson", json.dumps(outline).encode())}).json()["id"]
    answers = [post(shore, measure="shoreline", site=one, accuracy_m=2) for one in (outline, {"file": kept})]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    first, second = ([a.json()["project"][name] for name in ("taken", "mainland", "fines")] for a in answers)
    assert first == second
    project = answers[0].json()["project"]
    ShorelineAnswer.model_validate(answers[0].json())
    assert project["touches"] is True and project["accuracy_m"] == 2.0
    (taken,) = project["taken"]
    assert (taken["kind"], taken["counted"]) == ("mainland", "native")
    assert taken["length_m"] == pytest.approx(554.0, abs=1.0)
    RecordedMeasure.model_validate(shore.get(answers[0].headers["location"]).json())


def test_a_point_has_no_extent_and_takes_nobody_knows_what(shore):
    answer = post(shore, measure="shoreline", site="120.9,27.82")
    ShorelineAnswer.model_validate(answer.json())
    RecordedMeasure.model_validate(shore.get(answer.headers["location"]).json())
    project = answer.json()["project"]
    assert project["extent_known"] is False and project["mainland"] is None and "perhaps_m" not in project


def test_a_project_in_a_region_without_shore_is_refused_rather_than_dropped(shore, site):
    answer = post(shore, measure="shoreline", region="330302", site=site())
    assert answer.status_code == 422 and answer.json()["slug"] == "bad-input" and "330302" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "slug", "word"),
    [
        ({"measure": "bays", "since": "2024-06-30"}, "bad-input", "since"),
        ({"measure": "shoreline", "layers": ["bay"]}, "bad-input", "layers"),
        ({"measure": "areas", "layers": ["bay"], "site": "120,28"}, "bad-input", "site"),
        ({"measure": "indicators", "sensitivity": True}, "bad-input", "sensitivity"),
        ({"measure": "areas"}, "bad-input", "layers"),
        ({"measure": "areas", "layers": ["bay", ""]}, "bad-input", "empty"),
        ({"measure": "areas", "layers": ["unicorns"]}, "not-found", "ecological_red_line"),
        ({"measure": "land_cover", "zone": "unicorns"}, "not-found", "ecological_red_line"),
        ({"measure": "land_cover", "min_patch_m2": 500}, "bad-input", "since"),
        ({"measure": "shoreline_changes"}, "bad-input", "since"),
        ({"measure": "shoreline", "crs": "GCJ02"}, "bad-input", "site"),
        ({"measure": "shoreline", "site": {"file": "sha256:" + "0" * 64}}, "not-found", "POST /siting/files"),
        ({"measure": "shoreline", "site": {"file": 3}}, "invalid-request", "site"),
        ({"measure": "shoreline", "site": "here"}, "bad-geometry", "here"),
        ({"measure": "shoreline", "site": "120.9,27.82", "crs": "EPSG:1"}, "bad-crs", "EPSG:1"),
        ({"measure": "beauty"}, "invalid-request", "measure"),
        ({"measure": "bays", "colour": "red"}, "invalid-request", "colour"),
        ({"measure": "bays", "record": "no"}, "invalid-request", "record"),
        ({"measure": "bays", "region": "wenzhou"}, "invalid-request", "region"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(shore, body, slug, word):
    answer = post(shore, **body)
    assert answer.json()["slug"] == slug and word in answer.json()["detail"], answer.text
    assert answer.status_code in (404, 422)


def test_members_of_another_measure_may_be_there_as_null(shore):
    body = {"measure": "bays", "since": None, "site": None, "layers": [], "sensitivity": False, "record": False}
    assert post(shore, **body).status_code == 200


def test_a_body_beyond_the_limit_is_refused(shore):
    answer = post(shore, measure="shoreline", site={"type": "Point", "coordinates": [0.0] * 20_000})
    assert (answer.status_code, answer.json()["slug"]) == (413, "too-large")
