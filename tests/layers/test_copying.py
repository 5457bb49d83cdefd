"""A store copied into another: the same editions, blobs and log, verified; taken up where it ended."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import shapely
from first_version import leave_as_first_version

from layers.editions import EditionHead, Features
from layers.errors import BadInput, CorruptEdition, StoreError
from layers.stores import copying
from layers.stores.copying import copy
from layers.stores.files import FilesStore
from layers.stores.moment import moment

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
HEAD = EditionHead("bay", "330300", "draft", 0.5, date(2026, 1, 1), "试验", shapely.box(120, 27, 121, 28))


def features(east: float) -> Features:
    shapes = np.array([shapely.box(east, 27.1, east + 0.1, 27.2), shapely.Point(east, 27)], dtype=object)
    return Features(("a", "b"), shapes, {"name": ["海湾", None], "n": [1, 2.5]}, {"a": shapely.box(120, 27, 121, 28)})


def fill(store):
    """Editions in every state, blobs, and entries of other kinds among theirs."""
    published = store.publish(store.propose(HEAD, features(120.1), NOW, actor="key:ann"), NOW, actor="key:bob")
    store.append("verdict", "sha256:1", store.put_blob(b"{}").encode(), NOW)
    store.withdraw(published, LATER)
    store.publish(store.propose(replace(HEAD, replaces=(("330000", 2),)), features(120.2), NOW), LATER)
    store.propose(replace(HEAD, region="330400", coverage=None), features(120.3), LATER)
    store.put_blob(bytes(range(256)) * 9000)
    store.append("key", "k", bytes(range(256)), LATER)
    return store


@pytest.fixture
def source(tmp_path):
    return fill(FilesStore(tmp_path / "source"))


@pytest.fixture
def target(tmp_path):
    return FilesStore(tmp_path / "target")


def held(store):
    return moment(store), list(store.log()), [features_of(store, edition) for edition in store.editions()]


def features_of(store, edition):
    table = store.features(edition)
    shapes = [shapely.to_wkb(shape) for shape in table.geometries]
    return table.ids, shapes, {n: list(c) for n, c in table.attributes.items()}, dict(table.delivered)


def test_everything_is_copied_as_it_stands_and_the_log_is_the_same_chain(source, target):
    copied = copy(source, target)
    assert held(target) == held(source)
    assert (copied.editions, copied.blobs, copied.entries) == (3, 2, 8)
    assert copied.head == source.head().hash
    assert (copied.fresh_editions, copied.fresh_blobs, copied.fresh_entries) == (3, 2, 8)


def test_an_empty_store_is_copied_too(tmp_path, target):
    copied = copy(FilesStore(tmp_path / "empty"), target)
    assert (copied.editions, copied.blobs, copied.entries, copied.head) == (0, 0, 0, None)


def test_a_second_copy_brings_only_what_is_new_and_later_states(source, target):
    copy(source, target)
    proposed = source.editions()[-1]
    source.publish(proposed, LATER)
    source.put_blob(b"later")
    copied = copy(source, target)
    assert (copied.fresh_editions, copied.fresh_blobs, copied.fresh_entries) == (1, 1, 1)
    assert held(target) == held(source)
    again = copy(source, target)
    assert (again.fresh_editions, again.fresh_blobs, again.fresh_entries) == (0, 0, 0)


class Stopped(Exception):
    pass


@pytest.mark.parametrize("what", ["blobs", "editions", "entries", "checked"])
def test_a_copy_that_was_interrupted_anywhere_is_taken_up(source, target, what):
    def stop(progress):
        if progress.what == what:
            raise Stopped

    with pytest.raises(Stopped):
        copy(source, target, stop)
    source.withdraw(next(e for e in source.editions() if e.state == "published"), LATER + timedelta(hours=1))
    copied = copy(source, target)
    assert held(target) == held(source)
    assert 0 < copied.fresh_entries <= 9


@pytest.mark.parametrize("what", ["blobs", "editions", "entries"])
def test_a_target_in_the_making_has_no_edition_and_no_entry_so_that_nobody_takes_a_part_for_the_whole(
    source, target, what
):
    def stop(progress):
        if progress.what == what and progress.done == progress.total:
            raise Stopped

    with pytest.raises(Stopped):
        copy(source, target, stop)
    assert (target.editions(), target.head(), target.generation()) == ((), None, 0)


def test_progress_counts_up_to_all_there_is(source, target):
    seen = {}
    copy(source, target, lambda progress: seen.setdefault(progress.what, []).append((progress.done, progress.total)))
    assert {what: steps[-1] for what, steps in seen.items()} == {
        "blobs": (2, 2), "editions": (3, 3), "entries": (8, 8), "checked": (5, 5),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("foreign", "named"),
    [
        (lambda store: store.propose(replace(HEAD, region="110000"), features(120.4), NOW), "bay 110000/1"),
        (lambda store: store.propose(HEAD, features(120.4), NOW), "bay 330300/1"),
        (lambda store: store.append("verdict", "other", b"", NOW), "entry 1 of the log"),
        (lambda store: store.put_blob(b"other"), "content "),
    ],
)
def test_a_target_that_holds_something_else_is_refused_and_left_as_it_was(source, target, foreign, named):
    foreign(target)
    before = held(target)
    with pytest.raises(BadInput, match=named):
        copy(source, target)
    assert held(target) == before


def test_a_target_that_went_on_by_itself_is_refused(source, target):
    copy(source, target)
    target.append("verdict", "mine", b"", LATER)
    with pytest.raises(BadInput, match="entry 9 of the log"):
        copy(source, target)


def test_a_store_is_not_copied_into_itself(source):
    with pytest.raises(BadInput, match="one place"):
        copy(source, FilesStore(source._folder))


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_harm_in_the_source_stops_the_copy_and_is_named(source, target, tmp_path):
    edition = source.editions()[0]
    flip(tmp_path / "source" / "editions" / f"{edition.sha256}.parquet")
    with pytest.raises(CorruptEdition, match="330300/1"):
        copy(source, target)


def test_harm_to_what_lay_in_the_target_already_is_found(source, target, tmp_path):
    copy(source, target)
    sha256 = next(source.blobs())
    flip(tmp_path / "target" / "blobs" / sha256[:2] / sha256)
    with pytest.raises(StoreError, match=sha256):
        copy(source, target)


def test_a_broken_log_is_not_copied(source, target):
    with source._database.writing() as connection:
        connection.execute("UPDATE log SET subject = 'other' WHERE sequence = 3")
    with pytest.raises(StoreError, match="entry 3"):
        copy(source, target)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE editions SET state = 'published' WHERE number = 1 AND region = '330300'",
        "UPDATE editions SET state = 'withdrawn', withdrawn_at = published_at WHERE number = 2",
        "UPDATE editions SET published_at = proposed_at WHERE number = 2",
        "UPDATE editions SET withdrawn_at = '2030-01-01T00:00:00+00:00' WHERE region = '330300' AND number = 1",
        "UPDATE editions SET state = 'published', published_at = proposed_at WHERE region = '330400'",
        "DELETE FROM editions WHERE number = 2",
        "UPDATE editions SET region = '330500' WHERE region = '330400'",
    ],
)
def test_a_catalogue_that_is_not_what_the_log_says_is_not_copied(source, target, change):
    with source._database.writing() as connection:
        assert connection.execute(change).rowcount == 1
    with pytest.raises(StoreError, match="than in the log"):
        copy(source, target)
    assert (target.editions(), target.head()) == ((), None)


@pytest.mark.parametrize("at_once", [1, 3])
def test_blobs_go_in_batches_and_every_one_arrives(source, target, monkeypatch, at_once):
    monkeypatch.setattr(copying, "_AT_ONCE", at_once)
    for number in range(7):
        source.put_blob(b"blob %d" % number)
    assert copy(source, target).fresh_blobs == 9
    assert held(target) == held(source)


def test_what_the_source_takes_in_meanwhile_waits_for_the_next_copy(source, target):
    before = held(source)

    def write(progress):
        source.append("verdict", "meanwhile", source.put_blob(b"meanwhile %d" % progress.done).encode(), LATER)

    copy(source, target, write)
    assert held(target) == before
    copy(source, target)
    assert held(target) == held(source)


def test_a_blob_forgotten_under_the_copy_is_told_and_not_passed_over(source, target, monkeypatch):
    monkeypatch.setattr(copying, "_AT_ONCE", 1)
    last = max(source.blobs())

    def forget(progress):
        source.forget(last)

    with pytest.raises(StoreError, match=f"forgot the content {last}"):
        copy(source, target, forget)
    copy(source, target)
    assert held(target) == held(source)


def test_what_was_blanked_in_the_source_goes_from_an_earlier_copy_too(source, target):
    copy(source, target)
    sha256 = max(source.blobs())
    body = json.dumps({"removed": [sha256], "left": "", "actor": ""}).encode()
    source.append("blanking", "sha256:1", body, LATER)
    source.forget(sha256)
    copy(source, target)
    assert sha256 not in set(target.blobs())
    assert held(target) == held(source)


# --- of the first versions


def test_a_store_that_wrote_no_entries_of_proposals_is_copied_and_goes_on(source, target, tmp_path):
    old = FilesStore(tmp_path / "old")
    leave_as_first_version(source, old)
    assert "proposal" not in {entry.kind for entry in old.log()} and old.editions() == source.editions()
    old.publish(old.editions()[-1], LATER)  # proposed by the first version
    upgraded = LATER + timedelta(hours=1)
    old.publish(old.propose(HEAD, features(120.4), upgraded), upgraded)
    copy(old, target)
    assert held(target) == held(old)


def test_what_no_entry_says_is_seen_in_such_a_store_too(source, target, tmp_path):
    old = FilesStore(tmp_path / "old")
    leave_as_first_version(source, old)
    (proposed,) = [edition for edition in old.editions() if edition.state == "proposed"]
    old.receive([replace(proposed, state="published", published_at=LATER)], [])
    with pytest.raises(StoreError, match="stands otherwise"):
        copy(old, target)
