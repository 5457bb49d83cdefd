"""An answer that does not come out again, or cannot: which it is, why, and where they first differ."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
import shapely
from world import definitions

from layers.canonical import canonical
from layers.errors import NotFound
from layers.stores.base import LogEntry
from zoning.definition_set import DefinitionSet
from zoning.desk import ProjectInput, SitingQuestion
from zoning.ledger import Context, Ledger, rebuilding
from zoning.ledger.replay import Replayer

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
SITE = shapely.box(120.6195, 27.9195, 120.6205, 27.9205)  # across the corner of the red line
pytestmark = pytest.mark.usefixtures("quick")


def told(replay):
    return replay.outcome, replay.reason


def whole(replay):
    return told(replay) + tuple(difference.path for difference in replay.differences)


def next_reading(*geometries):
    from layers.intake.types import RawFeature, Reading

    return Reading(tuple(RawFeature(g, {}, "test") for g in geometries), "geojson", "EPSG:4490")


def test_definitions_come_from_the_ledger_and_not_from_the_checkout(book):
    """Recorded under definitions of which the checkout has another version of one file."""
    desk = book.desk().desk
    base = definitions().complete
    name = "codes/accuracy.yaml"
    files = {**base.files, name: base.files[name] + "# 另一个版本\n".encode()}
    verdict = desk.check(SitingQuestion(next_reading(SITE), ProjectInput(accuracy_m=1.0), date(2026, 11, 22)), NOW)
    used = DefinitionSet("siting", files)
    Ledger(book.store).record(verdict, used, Context(NOW, "local:tests", "check", "zh", {}))
    replay = Replayer(book.store).replay(verdict.id)
    assert replay.outcome == "different"
    changed = next(d for d in replay.differences if d.path.startswith("/definitions/") and d.path.endswith("/sha256"))
    assert changed.replayed == used.hashes[name], "the replay read the file that was recorded"


def test_a_changed_measuring_rule_is_said(book, monkeypatch):
    monkeypatch.setattr("zoning.siting.METHOD", "next")
    replay = Replayer(book.store).replay(book.verdicts[0])
    assert whole(replay) == ("different", "method", "/method")
    monkeypatch.setattr("zoning.measures.result.CALCULATION", "next")
    assert whole(Replayer(book.store).replay(book.measures[1])) == ("different", "method", "/calculation")


def test_another_answer_is_said_with_the_first_places_where_it_differs(book):
    """A record whose body is not what its question gives: found though blob and chain are sound."""
    store, ledger = book.store, book.desk().desk.ledger
    entry = ledger.first(book.verdicts[1])
    said = json.loads(entry.body)
    body = json.loads(store.blob(said["body"]))
    body["verdict"], body["totals"] = "admissible", []
    forged = "sha256:" + "f" * 64
    store.append("verdict", forged, canonical({**said, "body": store.put_blob(canonical(body))}), NOW)
    replay = Replayer(store).replay(forged)
    assert replay.outcome == "different" and replay.count >= 2
    assert {"/totals/0", "/verdict"} <= {difference.path for difference in replay.differences}


def test_a_layer_that_could_not_be_read_then_stays_unread(book):
    """Its edition is sound again; the verdict was given without it, and is given so again."""
    store, desk = book.store, book.desk().desk
    asked = SitingQuestion(next_reading(SITE), ProjectInput(accuracy_m=1.0), date(2026, 11, 22))
    cells = desk.check(asked, NOW).body["coverage"]
    layer = next(cell["layer"] for cell in cells if cell["status"] == "covered" and not cell["required"])
    desk = book.desk().desk
    edition = next(e for e in store.editions() if e.head.layer == layer)
    path = book.folder / "editions" / f"{edition.sha256}.parquet"
    sound = path.read_bytes()
    path.write_bytes(b"X" + sound[1:])
    verdict = desk.check(asked, NOW)
    failed = [cell for cell in verdict.body["coverage"] if cell["status"] == "failed"]
    assert [cell["layer"] for cell in failed] == [layer] and not verdict.incident
    desk.record(verdict, Context(NOW, "local:tests", "check", "zh", {}))
    path.write_bytes(sound)
    assert told(Replayer(store).replay(verdict.id)) == ("identical", None)


@pytest.mark.parametrize("layer", ["ecological_red_line", "coastline"])
def test_an_edition_that_cannot_be_read_now_is_said_and_not_passed_over(book, layer):
    store = book.store
    for edition in store.editions():
        if edition.head.layer == layer:
            (book.folder / "editions" / f"{edition.sha256}.parquet").unlink()
    replay = Replayer(store).replay(book.verdicts[1] if layer == "ecological_red_line" else book.measures[1])
    assert told(replay) == ("not_replayable", "store") and all(replay.fault)


def test_lost_definitions_are_said(book, monkeypatch):
    monkeypatch.setattr("zoning.ledger.replay.definitions_of", rebuilding.definitions_of)
    entry = next(book.store.log(kind="definitions", subject="siting"))
    book.store.forget(json.loads(entry.body)["files"]["codes/regions.yaml"])
    assert told(Replayer(book.store).replay(book.verdicts[0])) == ("not_replayable", "definitions")


def test_a_ledger_can_name_no_file_outside_the_folder_that_definitions_are_rebuilt_in(book):
    used = DefinitionSet("siting", {"../../../outside.yaml": b"x"})
    desk = book.desk().desk
    verdict = desk.check(SitingQuestion(next_reading(SITE), ProjectInput(accuracy_m=3.0), date(2026, 11, 22)), NOW)
    Ledger(book.store).record(verdict, used, Context(NOW, "local:tests", "check", "zh", {}))
    replay = Replayer(book.store).replay(verdict.id)
    assert told(replay) == ("not_replayable", "definitions") and "outside data/" in replay.fault[1]


def test_a_record_of_before_questions_were_kept_is_said(book):
    entry: LogEntry = next(book.store.log(subject=book.verdicts[0]))
    older = {name: value for name, value in json.loads(entry.body).items() if name in ("body", "actor")}
    book.store.append("verdict", "sha256:" + "e" * 64, canonical(older), NOW)
    assert told(Replayer(book.store).replay("sha256:" + "e" * 64)) == ("not_replayable", "no_question")


def test_what_was_blanked_is_said(book):
    from zoning.ledger.blanking import blank

    blank(book.store, book.verdicts[0], "测试", actor="local:tests", at=LATER)
    assert told(Replayer(book.store).replay(book.verdicts[0])) == ("not_replayable", "blanked")


def test_an_id_that_was_never_recorded_is_not_found(first_book):
    with pytest.raises(NotFound):
        Replayer(first_book.store).replay("sha256:" + "0" * 64)


def test_nothing_is_proven_by_an_entry_that_another_hand_has_altered(book):
    """What was asked and answered is sound; when it was, and who asked, is not what was written."""
    entry = next(book.store.log(subject=book.verdicts[0]))
    body = canonical({**json.loads(entry.body), "actor": "local:somebody"})
    with closing(sqlite3.connect(book.folder / "catalogue.sqlite")) as database, database:
        database.execute("UPDATE log SET body = ? WHERE sequence = ?", (body, entry.sequence))
    assert told(Replayer(book.store).replay(book.verdicts[0])) == ("not_replayable", "store")
