"""Siting over HTTP: the same body as everywhere, recorded once, read back byte by byte."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date

import rfc8785

from api.models.siting import CheckAnswer
from layers.intake import read_geojson
from zoning.desk import ProjectInput, SitingQuestion
from zoning.rendering import render


def ask(client, site, headers=None, **more):
    return client.post("/siting/checks", json={"site": site, **more}, headers=headers)


def test_the_answer_to_one_who_may_see_all_is_the_desks_own_body_with_texts(client, desk, site, now, writer):
    answer = ask(client, site(), writer, project={"facts": {"nature": "new"}}, as_of="2026-11-22").json()
    question = SitingQuestion(read_geojson(site()), ProjectInput(facts={"nature": "new"}), date(2026, 11, 22))
    verdict = desk.check(question, now)
    expected = render(verdict.record(), desk.definitions)
    assert answer == json.loads(json.dumps(expected))
    CheckAnswer.model_validate(answer)


def test_a_recorded_verdict_is_read_back_byte_by_byte_and_hashes_to_its_id(client, site, writer):
    answer = ask(client, site())
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/siting/checks/{answer.json()['id']}"
    recorded = client.get(answer.headers["location"], headers=writer)
    body = recorded.json()
    number = body.pop("id")
    assert number == f"sha256:{hashlib.sha256(rfc8785.dumps(body)).hexdigest()}" == answer.json()["id"]
    assert recorded.content == rfc8785.dumps({**body, "id": number})
    assert recorded.headers["cache-control"] == "private, no-cache"  # it can be blanked


def test_a_recorded_verdict_in_words_is_the_answer_that_was_given(client, site):
    given = client.post("/siting/checks", json={"site": site()}).json()
    assert client.get(f"/siting/checks/{given['id']}/words").json() == given


def test_a_blanked_verdict_has_no_words_left(desk, serve, site, key_for):
    with serve(desk) as client:
        number = client.post(
            "/siting/checks", json={"site": site(120.731, 28.021), "project": {"name": "清除我"}}
        ).json()["id"]
        admin = key_for(desk, "admin")
        client.post(f"/siting/checks/{number}/blanking", json={"reason": "as asked"}, headers=admin)
        answer = client.get(f"/siting/checks/{number}/words")
    assert answer.status_code == 410
    assert f"/siting/checks/{number} " in answer.json()["detail"]


def test_a_caller_that_has_the_record_is_told_so(client, site):
    place = ask(client, site()).headers["location"]
    tag = client.get(place).headers["etag"]
    again = client.get(place, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(place, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_same_question_is_the_same_id_whatever_the_language(client, site):
    numbers = {client.post(f"/siting/checks?lang={lang}", json={"site": site()}).json()["id"] for lang in ("zh", "en")}
    assert len(numbers) == 1


def test_without_record_nothing_is_kept(client, site):
    answer = ask(client, site(120.73, 28.02), record=False)
    assert answer.status_code == 200 and "location" not in answer.headers
    assert client.get(f"/siting/checks/{answer.json()['id']}").status_code == 404


def test_the_ledger_knows_the_request(client, desk, site):
    answer = client.post(
        "/siting/checks?lang=en", json={"site": site(120.715)}, headers={"X-Request-Id": "my-request.1"}
    )
    assert answer.headers["x-request-id"] == "my-request.1"
    entry = next(entry for entry in desk.ledger.entries() if entry.subject == answer.json()["id"])
    told = json.loads(entry.body)
    assert (told["actor"], told["request"], told["lang"]) == ("anonymous", "my-request.1", "en")
    assert told["versions"] == {"GEOS": "x.y"}


def test_a_file_sent_before_gives_the_verdict_of_its_content(client, site):
    content = json.dumps({"type": "Feature", "properties": {"role": "temporary"}, "geometry": site()})
    sent = client.post("/siting/files", files={"file": ("works.geojson", content.encode())})
    assert sent.status_code == 201
    assert [part["role"] for part in sent.json()["parts"]] == ["temporary"]
    by_file = ask(client, {"file": sent.json()["id"]}).json()
    direct = ask(client, json.loads(content)).json()
    assert by_file["id"] == direct["id"]


def test_a_file_is_known_to_another_process_on_the_same_store(client, desk, serve, site):
    sent = client.post("/siting/files?name=a.geojson", content=json.dumps(site()).encode()).json()
    with serve(desk) as other:
        assert ask(other, {"file": sent["id"]}, record=False).status_code == 200


def test_a_bare_body_and_a_form_with_the_same_name_are_the_same_file(client, site):
    content = json.dumps(site()).encode()
    form = client.post("/siting/files", files={"file": ("a.geojson", content)}).json()
    assert client.post("/siting/files?name=a.geojson", content=content).json()["id"] == form["id"]


def test_a_corner_file_is_read_with_notes_on_what_was_assumed(client):
    head = "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米", "带号=40", "精度=0.01"
    places = (3099500, 40570000), (3099500, 40570030), (3099540, 40570030), (3099540, 40570000)
    rows = [f"J{number},1,{north}.0,{east}.0" for number, (north, east) in enumerate(places, 1)]
    corners = "\n".join(["[属性描述]", *head, "转换参数=,,,,,,", "[地块坐标]", "4,0.12,1,甲,面,,,,@", *rows])
    sent = client.post("/siting/files", files={"file": ("界址点.txt", corners.encode("gbk"))})
    assert sent.status_code == 201, sent.text
    body = sent.json()
    assert body["intake"] == "corner_txt"
    assert all(note["text"]["zh"] and note["text"]["en"] and "{" not in note["text"]["zh"] for note in body["notes"])
    assert "gbk_assumed" in {note["code"] for note in body["notes"]}


def test_a_typed_point_is_a_site(client):
    answer = ask(client, "120.72，28.02", role="outlet")
    assert answer.status_code == 201
    assert answer.json()["project"]["parts"][0]["geometry"] == {"type": "Point", "coordinates": [120.72, 28.02]}


def test_project_members_of_a_file_yield_to_what_is_asked(client, site):
    document = {"type": "Feature", "properties": {}, "geometry": site(), "project": {"name": "甲", "accuracy_m": 2}}
    body = ask(client, document, project={"name": "乙"}).json()
    assert (body["project"]["name"], body["project"]["accuracy_m"]) == ("乙", 2.0)


def test_illustrative_data_and_the_caveat_are_said(client, site):
    body = ask(client, site()).json()
    assert "示例" in body["data_standing"]["zh"] and "illustrative" in body["data_standing"]["en"]
    assert "有权机关" in body["caveat"]["zh"] and "authority decides" in body["caveat"]["en"]


def test_an_unreadable_layer_is_an_incident_without_id(definitions, tmp_path, fill_store, serve, site, caplog):
    from layers.stores.files import FilesStore
    from zoning.desk import Desk, Limits

    store = FilesStore(tmp_path / "store")
    fill_store(store, definitions)
    digest = next(e.sha256 for e in store.editions() if e.head.layer == "water_source_zone")
    file = next(path for path in (tmp_path / "store").rglob(f"*{digest}*") if path.is_file())
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-100])
    with serve(Desk(store, definitions, Limits())) as client:
        answer = ask(client, site())
    assert answer.status_code == 200
    assert answer.json()["id"] is None and answer.json()["verdict"] == "undetermined"
    assert answer.headers["cache-control"] == "no-store" and "location" not in answer.headers
    assert "failed" in {cell["status"] for cell in answer.json()["coverage"]}
    assert not list(store.log(kind="verdict"))
    (alarm,) = [record.getMessage() for record in caplog.records if record.name == "api.alarms"]
    assert answer.headers["x-request-id"] in alarm and "doctor" in alarm


def test_a_store_that_is_gone_is_not_answered_from_and_not_made_anew(
    definitions, tmp_path, fill_store, serve, site, caplog
):
    from layers.stores.files import FilesStore
    from zoning.desk import Desk, Limits

    store = FilesStore(tmp_path / "store")
    fill_store(store, definitions)
    with serve(Desk(store, definitions, Limits())) as client:
        assert ask(client, site()).status_code == 201
        shutil.rmtree(tmp_path / "store")
        answers = [ask(client, site()), ask(client, site(), record=False), client.get("/health/ready")]
        answers.append(client.post("/siting/files", content=b'{"type": "Point", "coordinates": [120.71, 28.01]}'))
    for answer in answers:
        assert (answer.status_code, answer.json()["slug"]) == (503, "store-error")
        assert str(tmp_path) not in answer.text
    assert not (tmp_path / "store").exists()
    alarms = [record.getMessage() for record in caplog.records if record.name == "api.alarms"]
    assert len(alarms) == len(answers) and str(tmp_path) in alarms[0]
