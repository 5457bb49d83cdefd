"""What blanking takes away, what it leaves, and that it does not come back."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from recorded import judged

from layers.access import FULL
from layers.errors import BadInput, Gone, NotFound
from zoning.door import Door
from zoning.ledger import book as room
from zoning.ledger.blanking import blank
from zoning.ledger.replay import Replayer
from zoning.ledger.verification import verify

LATER = datetime(2026, 12, 1, 4, tzinfo=UTC)
SITE = shapely.box(120.71, 28.01, 120.711, 28.011)  # the first of the book


def blanked(book, subject, reason="应当事人要求", at=LATER):
    return blank(book.store, subject, reason, actor="key:0123456789ab", at=at)


def test_body_and_question_are_gone_and_the_chain_still_verifies(book):
    entry = next(book.store.log(subject=book.verdicts[0]))
    said = json.loads(entry.body)
    done = blanked(book, book.verdicts[0])
    assert set(done.removed) == {said["body"], said["question"]}
    for sha256 in done.removed:
        with pytest.raises(NotFound):
            book.store.blob(sha256)
    found = verify(book.store, deep=True)
    assert found.sound and found.blanked == 1


def test_word_dates_method_editions_and_definitions_are_left_and_no_place(book):
    before = json.loads(book.desk().desk.ledger.body(book.verdicts[1]))
    blanked(book, book.verdicts[1])
    left = json.loads(book.desk().desk.ledger.body(book.verdicts[1]))
    kept = ("id", "verdict", "range", "as_of", "include", "method", "scope", "editions", "definitions")
    assert {name: left[name] for name in kept} == {name: before[name] for name in kept}
    assert {*left} - {*kept} == {"blanked", "blanked_at", "reason"}
    assert (left["blanked"], left["reason"]) == (True, "应当事人要求")
    assert "geometry" not in json.dumps(left) and before["project"]["name"] not in json.dumps(left, ensure_ascii=False)


def test_the_entry_names_neither_the_reason_nor_what_was_removed_but_by_hash(book):
    done = blanked(book, book.verdicts[0], reason="王某来函要求")
    assert "王某" not in done.entry.body.decode()
    assert json.loads(done.entry.body)["actor"] == "key:0123456789ab"


def test_a_measure_is_blanked_too(book):
    blanked(book, book.measures[1])
    left = json.loads(book.desk().desk.ledger.measure(book.measures[1]))
    assert left["measure"] == "shoreline" and left["blanked"] is True and "mainland" not in left
    assert verify(book.store).sound


def test_blanking_again_changes_the_reason_and_nothing_else(book):
    first = blanked(book, book.verdicts[0], reason="王某来函要求")
    second = blanked(book, book.verdicts[0], reason="依法删除", at=LATER + timedelta(days=1))
    left = json.loads(book.desk().desk.ledger.body(book.verdicts[0]))
    assert left["reason"] == "依法删除" and first.left in second.removed
    with pytest.raises(NotFound):
        book.store.blob(first.left)
    assert verify(book.store).sound


def test_a_blanking_that_was_interrupted_is_found_and_ended_by_the_next(book):
    entry = next(book.store.log(subject=book.verdicts[0]))
    body = book.store.blob(json.loads(entry.body)["body"])
    blanked(book, book.verdicts[0])
    book.store.put_blob(body)  # as if the process had ended between its entry and the removal
    (fault,) = verify(book.store).faults
    assert fault.code == "blanked_present" and book.verdicts[0] in fault.text("en")
    assert json.loads(book.desk().desk.ledger.body(book.verdicts[0]))["blanked"] is True, "and yet it is not served"
    blanked(book, book.verdicts[0])
    assert verify(book.store).sound


def test_the_same_verdict_given_again_is_not_recorded_again(book):
    desk = book.desk().desk
    blanked(book, book.verdicts[0])
    before = book.store.head()
    assert judged(desk, SITE, width_m=20.0) == book.verdicts[0]
    assert book.store.head() == before
    assert json.loads(desk.ledger.body(book.verdicts[0]))["blanked"] is True


def test_another_verdict_on_the_same_site_is_kept_whole(book):
    desk = book.desk().desk
    other = judged(desk, SITE, width_m=20.0, accuracy_m=2.0)
    blanked(book, book.verdicts[0])
    assert desk.ledger.recorded(other).body["project"]["parts"]
    assert Replayer(book.store).replay(other).outcome == "identical"


def test_two_answers_to_one_question_share_no_blob(book):
    """Else blanking one would take the question of the other along."""
    entries = [json.loads(entry.body) for entry in book.store.log() if entry.kind in ("verdict", "measure")]
    questions = [entry["question"] for entry in entries]
    assert len(set(questions)) == len(questions)


def test_status_and_whole_reading_say_that_it_is_gone(book):
    desk = book.desk()
    blanked(book, book.verdicts[0])
    for ask in (lambda: desk.desk.status(book.verdicts[0], LATER), lambda: desk.desk.ledger.recorded(book.verdicts[0])):
        with pytest.raises(Gone):
            ask()


def test_a_blanked_record_leaves_the_door_under_a_tag_of_its_own(book):
    door = Door(book.desk(), FULL)
    before = door.check(book.verdicts[0]).tag
    blanked(book, book.verdicts[0])
    after = door.check(book.verdicts[0])
    assert after.tag != before and not after.whole


def test_a_blanked_baseline_is_as_one_that_is_not_there(book):
    from zoning.measures.sources import Sources

    desk = book.desk()
    blanked(book, book.measures[1])
    from app.demonstration import questions

    question = questions("330300", LATER.date())[1]
    sources = Sources(desk.desk.snapshots, desk.definitions, desk._derived, question, LATER)
    with pytest.raises(Gone):
        sources.recorded(book.measures[1])


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 1001])
def test_a_blanking_needs_a_reason(book, reason):
    with pytest.raises(BadInput):
        blanked(book, book.verdicts[0], reason=reason)


def test_what_was_never_recorded_cannot_be_blanked(book):
    with pytest.raises(NotFound):
        blanked(book, "sha256:" + "0" * 64)


def again(book, subject):
    """The same verdict recorded once more, its question put a little differently."""
    entry = next(book.store.log(subject=subject))
    said = json.loads(entry.body)
    question = json.loads(book.store.blob(said["question"])) | {"notes": ["put again"]}
    sha256 = book.store.put_blob(json.dumps(question).encode())
    book.store.append("verdict", subject, json.dumps({**said, "question": sha256}).encode(), entry.at)
    return sha256


def test_a_verdict_recorded_at_the_moment_of_its_blanking_leaves_nothing_behind(book, monkeypatch):
    """Who records looked for a blanking before, who blanks for recordings: neither saw the other."""
    store, kept = book.store, []
    append = type(store).append

    def late(self, kind, subject, body, at):
        if kind == "blanking" and not kept:
            kept.append(again(book, subject))
        return append(self, kind, subject, body, at)

    monkeypatch.setattr(type(store), "append", late)
    done = blanked(book, book.verdicts[0])
    assert kept[0] in done.removed
    with pytest.raises(NotFound):
        store.blob(kept[0])
    assert verify(store).sound


def test_a_recording_that_comes_behind_a_blanking_takes_its_own_content_back(book, monkeypatch):
    desk = book.desk().desk
    blanked(book, book.verdicts[0], reason="依法删除")
    asked, seen = room.blanking_of, []

    def blind_at_first(*about):
        seen.append(about)
        return None if len(seen) == 1 else asked(*about)

    monkeypatch.setattr(room, "blanking_of", blind_at_first)
    assert judged(desk, SITE, width_m=20.0) == book.verdicts[0]
    assert verify(book.store).sound
    left = json.loads(desk.ledger.body(book.verdicts[0]))
    assert left["reason"] == "依法删除" and "project" not in left


def test_content_that_came_back_after_a_blanking_is_found(book):
    blanked(book, book.verdicts[0])
    entry = next(book.store.log(subject=book.verdicts[0]))
    question = book.store.put_blob(b'{"name": "somebody"}')
    said = {**json.loads(entry.body), "question": question}
    book.store.append("verdict", book.verdicts[0], json.dumps(said).encode(), LATER)
    assert [fault.code for fault in verify(book.store).faults] == ["blanked_present"]
    blanked(book, book.verdicts[0])
    assert verify(book.store).sound
