"""`sanxian ledger`: list, show, verify, replay, blank."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from copies import copied

SITE = "120.6500,28.0000"


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A folder for what is recorded once for all tests here."""
    return tmp_path_factory.mktemp("recorded")


@pytest.fixture
def ledger(sanxian, store_maker, once, environment, tmp_path):
    """A store of its own with one recorded check: its folder, and the id."""
    if not (once / "id").exists():
        store_maker(once / "store")  # other files record checks in the store that tests share
        code, out, err = sanxian("check", SITE, "--accuracy", "1", "--json", store=once / "store")
        assert code == 0, err
        (once / "id").write_text(json.loads(out)["id"], encoding="utf-8")
    copied(once / "store", tmp_path / "own")
    environment.setenv("SANXIAN_STORE", str(tmp_path / "own"))
    return tmp_path / "own", (once / "id").read_text(encoding="utf-8")


def document(sanxian, *arguments, code=0):
    found, out, err = sanxian(*arguments, "--json")
    assert found == code, err
    return json.loads(out)


def harm(folder, statement, *values):
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as database, database:
        database.execute(statement, values)


def test_a_kind_that_no_entry_has_names_those_there_are(sanxian, ledger):
    code, out, err = sanxian("ledger", "list", "--kind", "verdicts", "--lang", "en")
    assert (code, out) == (0, "no entry fits\n")
    assert err == "kinds in the ledger: definitions, proposal, publication, verdict\n"


def test_the_check_is_listed_with_its_actor_and_clocks(sanxian, ledger):
    _, number = ledger
    (entry,) = document(sanxian, "ledger", "list", "--kind", "verdict", "--subject", number)["entries"]
    assert entry["actor"].startswith("local:") and entry["as_of"] and entry["known_at"]
    code, out, _ = sanxian("ledger", "list", "--limit", "1")
    assert code == 0 and "--after 1" in out
    assert document(sanxian, "ledger", "list", "--since", "2999-01-01")["entries"] == []
    assert document(sanxian, "ledger", "list", "--until", "2999-01-01", "--kind", "verdict")["entries"] == [entry]


def test_an_entry_is_shown_by_number_and_by_id(sanxian, ledger):
    _, number = ledger
    (entry,) = document(sanxian, "ledger", "show", number)["entries"]
    assert document(sanxian, "ledger", "show", str(entry["sequence"]))["entries"] == [entry]
    assert entry["body"]["request"] == "check", "and no name of a file"
    code, out, _ = sanxian("ledger", "show", number)
    assert code == 0 and entry["body"]["question"] in out
    for unknown in ("9999", "sha256:x"):
        code, out, err = sanxian("ledger", "show", unknown)
        assert (code, out) == (2, "") and err.strip()


def test_a_sound_ledger_verifies_and_an_altered_one_is_told_with_its_entry(sanxian, ledger):
    folder, _ = ledger
    head = document(sanxian, "ledger", "verify", "--deep")["head"]
    assert document(sanxian, "ledger", "verify", "--head", head)["sound"] is True
    harm(folder, "UPDATE log SET body = ? WHERE sequence = 2", b'{"actor":"somebody"}')
    found = document(sanxian, "ledger", "verify", code=1)
    assert {fault["sequence"] for fault in found["faults"]} == {2}
    code, out, _ = sanxian("ledger", "verify", "--lang", "en")
    assert code == 1 and "entry 2" in out


def test_an_end_cut_off_is_told_by_the_head_noted_before(sanxian, ledger):
    folder, _ = ledger
    head = document(sanxian, "ledger", "verify")["head"]
    harm(folder, "DELETE FROM log WHERE sequence = (SELECT max(sequence) FROM log)")
    assert document(sanxian, "ledger", "verify")["sound"] is True
    found = document(sanxian, "ledger", "verify", "--head", head, code=1)
    assert [fault["code"] for fault in found["faults"]] == ["head_cut"]
    code, _, err = sanxian("ledger", "verify", "--head", "somewhere")
    assert code == 2 and "序号:散列" in err


def test_a_recorded_check_replays_identical_and_is_noted_only_when_asked(sanxian, ledger):
    _, number = ledger
    before = document(sanxian, "ledger", "verify")["entries"]
    done = document(sanxian, "ledger", "replay", number)
    assert [one["outcome"] for one in done["replays"]] == ["identical"]
    assert document(sanxian, "ledger", "verify")["entries"] == before
    code, out, err = sanxian("ledger", "replay", "--all", "--record", "--lang", "en")
    assert (code, out.strip()) == (0, "replayed: identical 1"), err
    (entry,) = document(sanxian, "ledger", "list", "--kind", "replay")["entries"]
    assert entry["subject"] == number


def test_an_answer_that_does_not_come_out_again_gives_exit_code_one(sanxian, ledger, environment):
    _, number = ledger
    environment.setattr("zoning.siting.METHOD", "next")
    code, out, _ = sanxian("ledger", "replay", number, "--lang", "en")
    assert code == 1 and "another version" in out and "/method" in out


@pytest.mark.parametrize("arguments", [(), ("sha256:x", "--all"), ("--all", "--processes", "0")])
def test_replay_is_told_what_to_replay(sanxian, ledger, arguments):
    code, out, err = sanxian("ledger", "replay", *arguments)
    assert (code, out) == (2, "") and err.strip()


def test_blanking_takes_the_content_and_says_what_it_does_not_reach(sanxian, ledger):
    _, number = ledger
    code, _, err = sanxian("ledger", "blank", number)
    assert code == 2 and "--reason" in err
    code, out, _ = sanxian("ledger", "blank", number, "--reason", "erased on request", "--lang", "en")
    assert code == 0 and "out of reach: site files" in out
    found = document(sanxian, "ledger", "verify")
    assert found["sound"] and found["blanked"] == 1
    code, out, _ = sanxian("ledger", "replay", number, "--lang", "en")
    assert code == 0 and "blanked" in out
    assert document(sanxian, "ledger", "blank", number, "--reason", "again")["id"] == number


def test_a_check_that_was_blanked_is_answered_and_not_recorded_again(sanxian, ledger):
    _, number = ledger
    sanxian("ledger", "blank", number, "--reason", "erased on request")
    entries = document(sanxian, "ledger", "verify")["entries"]
    code, out, err = sanxian("check", SITE, "--accuracy", "1", "--json", "--lang", "en")
    assert code == 0 and json.loads(out)["id"] == number and "blanked" in err
    assert document(sanxian, "ledger", "verify")["entries"] == entries


def test_no_name_of_a_file_enters_the_ledger(sanxian, held, tmp_path):
    folder = tmp_path / "own"
    copied(held, folder)
    file = tmp_path / "王家厂区.geojson"
    point = {"type": "Point", "coordinates": [120.65, 28.0]}
    file.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": point}), encoding="utf-8")
    code, _, err = sanxian("check", file, "--accuracy", "1", store=folder)
    assert code == 0, err
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as database:
        assert not any("王家" in bytes(body).decode() for (body,) in database.execute("SELECT body FROM log"))
