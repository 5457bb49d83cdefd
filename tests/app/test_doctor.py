"""`sanxian doctor`: what is there, where, and whether it is sound."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from copies import copied

from app.logs import _without_query
from app.settings import desk_folder
from layers.stores.location import without_password


def test_a_sound_store_is_described(sanxian, held):
    code, out, _ = sanxian("doctor", "--json", store=held)
    found = json.loads(out)
    assert code == 0 and found["sound"] is True and found["problems"] == []
    assert found["store"]["path"] == str(held)
    assert (found["store"]["editions"], found["store"]["orphans"]) == (2, 0)
    assert {"python", "GDAL", "GEOS", "PROJ"} <= found["versions"].keys()
    assert found["data"]["loads"] is True
    assert found["desk"] == {"built": desk_folder() is not None}


def test_a_store_that_is_not_there_is_no_fault_and_is_not_made(sanxian, tmp_path):
    code, out, _ = sanxian("doctor", "--json", store=tmp_path / "none")
    assert code == 0 and json.loads(out)["store"]["exists"] is False
    assert not (tmp_path / "none").exists()


def test_a_corrupt_edition_is_found(sanxian, held, tmp_path):
    copy = tmp_path / "copy"
    copied(held, copy)
    path = next((copy / "editions").glob("*.parquet"))
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    code, out, _ = sanxian("doctor", "--json", store=copy)
    found = json.loads(out)
    assert code == 1 and found["store"]["corrupt"] == 1
    assert path.name in found["problems"][0]["en"]
    code, out, _ = sanxian("doctor", "--lang", "en", store=copy)
    assert code == 1 and path.name in out


def test_what_a_killed_writer_left_is_counted_and_swept(sanxian, held, tmp_path):
    copy = tmp_path / "copy"
    copied(held, copy)
    orphan = copy / "editions" / f"{'0' * 64}.parquet"
    orphan.write_bytes(b"left")
    assert json.loads(sanxian("doctor", "--json", store=copy)[1])["store"]["orphans"] == 1
    assert json.loads(sanxian("doctor", "--sweep", "--json", store=copy)[1])["store"]["swept"] == 1
    assert not orphan.exists()


def test_definitions_that_do_not_load_are_found(sanxian, held, tmp_path):
    code, out, _ = sanxian("doctor", "--json", store=held, DATA=tmp_path)
    found = json.loads(out)
    assert code == 1 and found["data"]["loads"] is False and "SANXIAN_DATA" in found["problems"][0]["en"]


def test_a_method_of_a_measure_that_does_not_load_is_found(sanxian, held, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(Path(__file__).resolve().parents[2] / "data", data, ignore=shutil.ignore_patterns("demo"))
    assert json.loads(sanxian("doctor", "--json", store=held, DATA=data)[1])["data"]["targets"] > 50
    method = data / "methods" / "bays" / "built-mainland.yaml"
    method.write_text(method.read_text(encoding="utf-8").replace("default: true", "default: false"), encoding="utf-8")
    code, out, _ = sanxian("doctor", "--json", store=held, DATA=data)
    found = json.loads(out)
    assert code == 1 and found["data"]["loads"] is False and "built-mainland.yaml" in found["problems"][0]["en"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:p@h/d", "postgresql://u@h/d"),
        ("postgresql://u:p%40@h:5/d", "postgresql://u@h:5/d"),
        ("postgresql://h/d?user=u&password=p", "postgresql://h/d?user=u&password=…"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
    ],
)
def test_no_password_is_shown(sanxian, url, shown):
    assert without_password(url) == shown
    code, out, _ = sanxian("doctor", "--json", store=url)
    assert code == 1 and json.loads(out)["store"]["url"] == shown


def test_access_lines_hold_no_position():
    import logging

    arguments = ("127.0.0.1:1", "GET", "/layers/identify?lon=120.1&lat=27.8", "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', arguments, None)
    assert _without_query(record)
    assert record.getMessage() == '127.0.0.1:1 - "GET /layers/identify HTTP/1.1" 200'


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM editions WHERE layer = 'ecological_red_line'",
        "UPDATE editions SET state = 'proposed', published_at = NULL WHERE layer = 'ecological_red_line'",
    ],
)
def test_an_edition_that_the_log_published_and_the_catalogue_lost_is_found(sanxian, held, tmp_path, change):
    copy = tmp_path / "copy"
    copied(held, copy)
    with closing(sqlite3.connect(copy / "catalogue.sqlite")) as database, database:
        database.execute(change)
    code, out, _ = sanxian("doctor", "--json", store=copy)
    assert code == 1 and "ecological_red_line 330324/1" in json.loads(out)["problems"][0]["en"]


def test_a_log_entry_that_was_changed_is_found(sanxian, held, tmp_path):
    copy = tmp_path / "copy"
    copied(held, copy)
    with closing(sqlite3.connect(copy / "catalogue.sqlite")) as database, database:
        database.execute("UPDATE log SET body = ? WHERE kind = 'publication'", (b"{",))
    code, out, _ = sanxian("doctor", "--json", store=copy)
    found = json.loads(out)
    assert code == 1 and found["store"]["log_intact"] is False


@pytest.mark.parametrize("left", [None, b""])
def test_a_store_that_lost_its_catalogue_is_not_begun_anew(sanxian, held, tmp_path, left):
    copy = tmp_path / "copy"
    copied(held, copy)
    for path in copy.glob("catalogue.sqlite*"):
        path.unlink()
    if left is not None:
        (copy / "catalogue.sqlite").write_bytes(left)
    before = sorted(copy.rglob("*"))
    for command in (("check", "120.5,27.9"), ("layers", "list")):
        code, out, err = sanxian(*command, store=copy)
        assert (code, out, err.count("\n")) == (2, "", 1) and "catalogue.sqlite" in err
    code, out, _ = sanxian("doctor", "--sweep", "--json", store=copy)
    assert code == 1 and "catalogue.sqlite" in json.loads(out)["problems"][0]["en"]
    assert sorted(copy.rglob("*")) == before


def test_a_store_folder_of_nobody(sanxian):
    code, out, err = sanxian("check", "120.5,27.9", store="~no-such-user/store")
    assert (code, out, err.count("\n")) == (2, "", 1) and "no-such-user" in err
