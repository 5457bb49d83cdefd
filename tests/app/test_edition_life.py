"""`sanxian layers`: from a proposal to an edition in force and out of force again, by one person or two."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import shapely

from app.cli.mappings import _heading
from layers.mapping import DeliveryMapping
from layers.publication.saved_mappings import History, SavedMapping
from layers.stores.files import FilesStore

COUNTY = shapely.box(120.4, 27.8, 121.0, 28.2)
ZONE = shapely.box(120.6, 27.95, 120.7, 28.05)
WIDER = shapely.box(120.6, 27.95, 120.75, 28.05)
RED_LINE = "ecological_red_line"


def write(path, *rows):
    features = [
        {"type": "Feature", "properties": fields, "geometry": json.loads(shapely.to_geojson(shape))}
        for shape, fields in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
    return path


def said(day="2020-01-01"):
    return ["--region", "330324", "--status", "draft", "--accuracy", "1", "--effective-from", day, "--source", "公告"]


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def first(tmp_path):
    return write(tmp_path / "first.geojson", (ZONE, {"code": "R1", "part": "land"}))


@pytest.fixture
def second(tmp_path):
    rows = [(WIDER, {"code": "R1", "part": "land"}), (shapely.box(120.8, 28, 120.81, 28.01), {"code": "R2"})]
    return write(tmp_path / "second.geojson", *((shape, {**row, "part": "land"}) for shape, row in rows))


@pytest.fixture
def people(monkeypatch):
    """Sets who sits at this machine."""

    def sit(name):
        monkeypatch.setattr("app.answers.actor", lambda: f"local:{name}")

    sit("ann")
    return sit


def states(folder):
    store = FilesStore(folder)
    found = {f"{edition.head.region}/{edition.number}": edition.state for edition in store.editions()}
    store.close()
    return found


def test_a_proposal_is_previewed_published_and_rolled_back(sanxian, people, store, first, second):
    code, _, err = sanxian("layers", "publish", RED_LINE, first, *said(), store=store)
    assert (code, err) == (0, "")
    check = ("layers", "check", RED_LINE, second, *said("2021-01-01"), "--preview")
    code, tried, _ = sanxian(*check, store=store)
    assert code == 0 and "检查通过" in tried and states(store) == {"330324/1": "published"}
    assert json.loads(sanxian(*check, "--json", store=store)[1])["preview"]["edition"]["edition"] == 2
    code, out, _ = sanxian("layers", "propose", RED_LINE, second, *said("2021-01-01"), store=store)
    assert code == 0 and "330324/2" in out
    code, out, err = sanxian("layers", "preview", RED_LINE, "330324/2", store=store)
    assert (code, err) == (0, "") and "取代 330324/1" in out and "新增 1" in out and "改形 1" in out
    assert tried.endswith(out)
    code, out, _ = sanxian("layers", "preview", RED_LINE, "330324/2", "--json", store=store)
    body = json.loads(out)
    assert [edition["edition"] for edition in body["affected"]] == [1]
    assert {(place["change"], place["feature"]) for place in body["places"]} == {("added", "R2"), ("reshaped", "R1")}
    people("bob")
    code, out, _ = sanxian("layers", "publish", RED_LINE, "--edition", "330324/2", "--json", store=store)
    assert code == 0 and json.loads(out)["edition"]["state"] == "published"
    code, out, err = sanxian("layers", "preview", RED_LINE, "330324/2", "--lang", "en", store=store)
    assert (code, out) == (2, "") and "must be proposed" in err
    code, out, _ = sanxian("layers", "rollback", RED_LINE, "--region", "330324", "--reason", "图形有误", store=store)
    assert code == 0 and f"已撤回：{RED_LINE} 330324/2" in out and f"恢复现行：{RED_LINE} 330324/1" in out
    code, out, err = sanxian("layers", "rollback", RED_LINE, "--region", "330324", "--lang", "en", store=store)
    assert (code, out) == (1, "") and "--to-nothing" in err
    code, out, _ = sanxian("layers", "rollback", RED_LINE, "--region", "330324", "--to-nothing", "--json", store=store)
    assert code == 0 and json.loads(out)["in_force"] == []
    assert set(states(store).values()) == {"withdrawn"}


def test_the_report_of_a_proposal_and_its_steps_are_read_later(sanxian, people, store, first, tmp_path):
    sanxian("layers", "propose", RED_LINE, first, *said(), store=store)
    people("bob")
    code, _, _ = sanxian("layers", "withdraw", RED_LINE, "330324/1", "--reason", "送错了", store=store)
    assert code == 0
    code, out, _ = sanxian("layers", "report", RED_LINE, "330324/1", "--json", store=store)
    body = json.loads(out)
    assert code == 0 and body["report"]["passed"] and body["report"]["features"] == 1
    assert [(step["step"], step["actor"], step["reason"]) for step in body["history"]] == [
        ("proposal", "local:ann", None),
        ("withdrawal-request", "local:bob", "送错了"),
        ("withdrawal", "local:bob", "送错了"),
    ]
    assert body["edition"]["state"] == "withdrawn" and body["edition"]["published_at"] is None
    for name in ("check.pdf", "check.json", "check.html"):
        given = ("--report", tmp_path / name, "--json")
        code, _, err = sanxian("layers", "report", RED_LINE, "330324/1", *given, store=store)
        assert code == 0 and (tmp_path / name).read_bytes()[:1] in (b"%", b"{", b"<") and name in err
    page = (tmp_path / "check.html").read_text(encoding="utf-8")
    assert "未入台账" not in page and "要求撤回" in page and "local:bob" in page and "送错了" in page
    code, out, _ = sanxian("layers", "report", RED_LINE, "330324/1", store=store)
    assert code == 0 and "要求撤回：送错了" in out and "local:ann" in out


def test_with_four_eyes_one_person_cannot_put_anything_in_force_or_out(sanxian, people, store, first):
    eyes = {"FOUR_EYES": "true"}
    code, out, err = sanxian("layers", "publish", RED_LINE, first, *said(), "--lang", "en", store=store, **eyes)
    assert (code, out) == (1, "") and "layers propose" in err and "--edition REGION/N" in err
    assert not store.exists()
    sanxian("layers", "propose", RED_LINE, first, *said(), store=store)
    publish = ("layers", "publish", RED_LINE, "--edition", "330324/1", "--lang", "en")
    code, out, err = sanxian(*publish, store=store)
    assert (code, out) == (1, "") and "local:ann proposed" in err and states(store) == {"330324/1": "proposed"}
    people("bob")
    assert sanxian(*publish, store=store)[0] == 0
    withdraw = ("layers", "withdraw", RED_LINE, "330324/1", "--reason", "图形有误", "--lang", "en")
    code, out, _ = sanxian(*withdraw, store=store)
    assert code == 0 and "another person has to do the same" in out and states(store) == {"330324/1": "published"}
    people("cy")
    assert sanxian(*withdraw, store=store)[0] == 0 and states(store) == {"330324/1": "withdrawn"}


def test_the_demonstration_is_not_published_by_one_person_under_four_eyes(sanxian, store):
    code, out, err = sanxian("demo", "--no-serve", "--lang", "en", store=store, FOUR_EYES="true")
    assert (code, out) == (1, "") and "SANXIAN_FOUR_EYES" in err and not store.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("publish", RED_LINE), "FILE is missing"),
        (("publish", RED_LINE, "--edition", "330324/1", "--region", "330324"), "--region cannot be given"),
        (("publish", RED_LINE, "--edition", "330324"), "must have the form REGION/N"),
        (("publish", RED_LINE, "--edition", "330324/7"), "has no edition 330324/7"),
        (("withdraw", RED_LINE, "330324/1"), "--reason is missing"),
        (("withdraw", RED_LINE, "330324/1", "--reason", " "), "say why"),
        (("preview", RED_LINE, "1"), "must have the form REGION/N"),
    ],
)
def test_what_is_typed_wrongly_exits_with_2_and_says_how(sanxian, held, arguments, message):
    code, out, err = sanxian("layers", *arguments, "--lang", "en", store=held)
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1


def test_an_edition_takes_force_at_its_midnight_in_china(sanxian, people, monkeypatch, store, first, second):
    sanxian("layers", "publish", RED_LINE, first, *said(), store=store)
    sanxian("layers", "publish", RED_LINE, second, *said("2026-12-01"), store=store)
    midnight = datetime(2026, 11, 30, 16, tzinfo=UTC)  # 00:00 on 1 December in China
    for now, shown in (
        (midnight - timedelta(seconds=1), ["published", "scheduled"]),
        (midnight, ["superseded", "published"]),
    ):
        monkeypatch.setattr("app.wiring.clock", lambda now=now: now)
        code, out, _ = sanxian("layers", "list", "--json", store=store)
        assert code == 0 and [edition["state"] for edition in json.loads(out)["editions"]] == shown
        code, out, _ = sanxian("layers", "list", "--coming", "--json", store=store)
        assert [edition["edition"] for edition in json.loads(out)["editions"]] == ([2] if "scheduled" in shown else [])


# --- mappings


def test_a_saved_mapping_is_used_and_the_edition_says_which(sanxian, people, tmp_path, store):
    theirs = write(tmp_path / "theirs.geojson", (ZONE, {"BM": "R1", "LX": "山"}))
    save = ("layers", "mappings", "save", RED_LINE, "省测绘院", "--map", "code=BM", "--map", "part=LX")
    assert sanxian(*save, "--values", "part:山=sea", store=store)[0] == 0
    code, out, _ = sanxian(*save, "--values", "part:山=land", "--json", store=store)
    assert code == 0 and (json.loads(out)["name"], json.loads(out)["version"]) == ("default", 2)
    delivery = ("layers", "propose", RED_LINE, theirs, *said(), "--mapping-of", "省测绘院", "--json")
    code, out, err = sanxian(*delivery, store=store)
    assert (code, err) == (0, "")
    code, out, _ = sanxian("layers", "report", RED_LINE, "330324/1", "--json", store=store)
    assert json.loads(out)["mapping"] == {"office": "省测绘院", "name": "default", "version": 2}
    code, out, _ = sanxian("layers", "mappings", "show", RED_LINE, "省测绘院", "--version", "1", store=store)
    assert code == 0 and "--values part:山=sea" in out
    assert sanxian("layers", "mappings", "retire", RED_LINE, "省测绘院", store=store)[0] == 0
    code, out, _ = sanxian("layers", "mappings", "list", "--json", store=store)
    assert json.loads(out) == {"mappings": []}
    code, _, err = sanxian(*delivery, "--lang", "en", store=store)
    assert code == 2 and "retired" in err


# --- at once


def test_of_two_processes_that_publish_one_proposal_one_wins(sanxian, people, store, first):
    sanxian("layers", "propose", RED_LINE, first, *said(), store=store)
    start = [sys.executable, "-c", "from app.cli.main import main; main()"]
    line = [*start, "layers", "publish", RED_LINE, "--edition", "330324/1", "--lang", "en"]
    environment = {**os.environ, "SANXIAN_STORE": str(store)}
    both = [subprocess.Popen(line, env=environment, stdout=-1, stderr=-1, text=True) for _ in range(2)]
    said_by = [process.communicate(timeout=60) for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes == [0, 2], said_by
    assert any("it must be proposed" in err for _, err in said_by)
    own = FilesStore(store)
    assert [entry.kind for entry in own.log() if entry.kind != "delivery"] == ["proposal", "publication"]
    assert own.verify_log() is None
    own.close()


def test_the_day_on_which_a_mapping_was_saved_is_that_of_china():
    at = datetime(2026, 11, 22, 17, tzinfo=UTC)  # one in the morning of the 23rd
    saved = SavedMapping(RED_LINE, "省测绘院", "default", 1, DeliveryMapping(), at, "", 1)
    assert "2026-11-23" in next(_heading(History((saved,)), "zh"))
