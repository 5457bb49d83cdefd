"""What an entry says, what lies beside it, and what it costs."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import shapely
from recorded import judged

from layers.errors import NotFound
from layers.intake.types import RawFeature, Reading
from layers.notes import Note
from zoning.definition_set import DefinitionSet
from zoning.desk import ProjectInput, SitingQuestion
from zoning.ledger import Context, Ledger
from zoning.ledger.definition_sets import DefinitionSets
from zoning.verdict import Verdict

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
SITE = shapely.box(120.75, 28.05, 120.751, 28.051)


def entry_of(store, subject):
    return next(entry for entry in store.log(subject=subject))


def test_an_entry_has_the_actor_and_both_clocks_and_names_all_else_by_hash(first_book):
    entry = entry_of(first_book.store, first_book.verdicts[0])
    said = json.loads(entry.body)
    assert entry.at == NOW
    assert (said["actor"], said["as_of"], said["known_at"]) == ("local:tests", "2026-11-22", NOW.isoformat())
    assert set(said) == {
        "body", "question", "definitions", "as_of", "known_at", "actor", "request", "lang", "versions"
    }  # fmt: skip


def test_the_known_at_asked_for_stands_in_the_entry(book):
    asked = NOW - timedelta(minutes=0)
    question = SitingQuestion(reading(SITE), ProjectInput(accuracy_m=1.0), date(2026, 11, 22), known_at=asked)
    desk = book.desk().desk
    later = NOW + timedelta(days=3)
    verdict = desk.check(question, later)
    assert desk.record(verdict, Context(later, "local:tests", "check", "zh", {}))
    entry = entry_of(book.store, verdict.id)
    assert (entry.at, json.loads(entry.body)["known_at"]) == (later, asked.isoformat())


def reading(*geometries, notes=()):
    return Reading(tuple(RawFeature(g, {}, "王家厂区.kml, row 1") for g in geometries), "kml", "EPSG:4490", notes)


def test_no_entry_holds_the_projects_name_its_place_or_a_name_of_a_file(book):
    desk = book.desk().desk
    noted = (Note("crs_assumed", {"crs": "EPSG:4490"}),)
    stated = ProjectInput(name="王某的养鸡场", accuracy_m=1.0, industry="A0321")
    verdict = desk.check(SitingQuestion(reading(SITE, notes=noted), stated, date(2026, 11, 22)), NOW)
    desk.record(verdict, Context(NOW, "key:0123456789ab", "r-1", "zh", {}))
    for entry in book.store.log():
        for told in ("王", "养鸡场", "120.75", "A0321"):
            assert told not in entry.body.decode(), entry.kind


def test_an_answer_recorded_for_another_time_than_it_was_given_is_a_fault(book):
    desk = book.desk().desk
    verdict = desk.check(SitingQuestion(reading(SITE), ProjectInput(), date(2026, 11, 22)), NOW)
    with pytest.raises(ValueError, match="answered at"):
        desk.record(verdict, Context(NOW + timedelta(seconds=1), "local:tests", "check", "zh", {}))


def test_definitions_are_entered_once_for_siting_and_once_for_measures(first_book):
    entries = list(first_book.store.log(kind="definitions"))
    assert [entry.subject for entry in entries] == ["siting", "measures"]
    siting, measures = (json.loads(entry.body) for entry in entries)
    assert siting["files"].items() < measures["files"].items()
    assert "codes/notes.yaml" in siting["files"] and "methods/shoreline/cn-2017.yaml" in measures["files"]
    assert siting["added"] == sorted(siting["files"]) and siting["removed"] == siting["changed"] == []


def test_a_change_of_definitions_is_entered_before_the_next_verdict_and_says_what_changed(book):
    desk = book.desk().desk
    base = desk.definitions.complete
    names = sorted(base.files)
    files = dict(base.files)
    files[names[0]] += b"# changed\n"
    gone, new = names[1], "rules/CN/new.yaml"
    files[new] = files.pop(gone)
    ledger = Ledger(book.store)
    verdict = Verdict({"as_of": "2026-11-22", "verdict": "admissible"})
    entry = ledger.record(verdict, DefinitionSet("siting", files), Context(NOW, "local:tests", "check", "zh", {}))
    before = next(book.store.log(after=entry.sequence - 2))
    said = json.loads(before.body)
    assert (before.kind, said["added"], said["removed"], said["changed"]) == ("definitions", [new], [gone], [names[0]])
    assert json.loads(entry.body)["definitions"] == said["set"]
    assert book.store.blob(said["files"][names[0]]) == files[names[0]]


def test_the_same_definitions_are_entered_by_no_second_process(book):
    before = book.store.head().sequence
    judged(book.desk().desk, SITE)
    assert book.store.head().sequence == before + 1


def test_recording_puts_two_blobs_and_not_every_definition_again(book, monkeypatch):
    desk = book.desk().desk
    put = []
    original = desk.store.put_blob
    monkeypatch.setattr(desk.store, "put_blob", lambda content: put.append(content) or original(content))
    judged(desk, SITE)
    assert len(put) == 2


def test_a_set_that_was_never_recorded_is_not_found(first_book):
    with pytest.raises(NotFound):
        DefinitionSets(first_book.store).files("sha256:" + "0" * 64)


def test_going_back_to_an_earlier_set_is_a_change_too(book):
    sets = DefinitionSets(book.store)
    one = DefinitionSet("siting", {"a.yaml": b"1"})
    other = DefinitionSet("siting", {"a.yaml": b"2"})
    for used in (one, other, one, one):
        sets.record(used, actor="local:tests", at=NOW)
    told = [json.loads(entry.body)["set"] for entry in book.store.log(kind="definitions", subject="siting")]
    assert told[-3:] == [one.id, other.id, one.id]


def test_every_answer_of_a_desk_says_what_was_asked(book):
    desk = book.desk().desk
    verdict = desk.check(SitingQuestion(reading(SITE), ProjectInput(), date(2026, 11, 22)), NOW)
    assert verdict.asked.question["project"]["parts"][0]["geometry"]["type"] == "Polygon"
    assert replace(verdict, asked=None) == verdict, "what was asked is no part of what is answered"
