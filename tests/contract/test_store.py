"""What every store promises; the same tests for each, chosen by the fixture `home`."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_homes import FilesHome, Home, PostgisHome, open_store

from layers.editions import Edition, EditionHead, Features, content_hash
from layers.errors import CorruptEdition, NotFound, StoreError
from layers.stores.base import CatalogueMoved, Store, WrongState
from layers.stores.chain import FIRST_PREVIOUS
from layers.stores.files import FilesStore

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
HEAD = EditionHead(
    "ecological_red_line",
    "330300",
    "draft",
    0.5,
    date(2026, 1, 1),
    "浙政发〔2018〕30 号",
    shapely.box(120, 27, 121, 28),
)


@pytest.fixture(params=["files", "postgis"])
def home(request, tmp_path) -> Home:
    if request.param == "files":
        return FilesHome(str(tmp_path / "store"))
    return PostgisHome(request.getfixturevalue("postgis_place"))


@pytest.fixture
def store(home) -> Store:
    return home.open()


def features(count: int = 3, seed: int = 7) -> Features:
    rng = np.random.default_rng(seed)
    corners = rng.uniform((120.0, 27.0), (120.9, 27.9), (count, 2))
    geometries = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 0.01, corners[:, 1] + 0.01)
    if count > 1:
        geometries[1] = shapely.MultiPolygon([geometries[1], shapely.box(119, 26, 119.1, 26.1)])
    ids = tuple(f"HX{row:04d}" for row in range(count))
    attributes = {
        "name": [None if row % 3 == 2 else f"瓯江北口“河口”𠀀{row}" for row in range(count)],
        "kept": [(True, False, None)[row % 3] for row in range(count)],
        "serial": [(2**62 + row, None, -1)[row % 3] for row in range(count)],
        "depth": [(1.0, 0.1 + 0.2, None)[row % 3] for row in range(count)],
        "code": [("01", "1", "")[row % 3] for row in range(count)],
    }
    return Features(ids, geometries, attributes, {ids[0]: shapely.box(120, 27, 120.5, 27.5)} if count else {})


def kept(value: object) -> tuple[str, object]:
    """A value with its type; content is hashed as JSON, where 0 and 0.0 are one number (and true is none)."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return "number" if number else type(value).__name__, value


def assert_same(one: Features, other: Features) -> None:
    assert one.ids == other.ids
    assert [g.wkb for g in one.geometries] == [g.wkb for g in other.geometries]
    assert {n: [kept(v) for v in c] for n, c in one.attributes.items()} == {
        n: [kept(v) for v in c] for n, c in other.attributes.items()
    }
    assert {n: g.wkb for n, g in one.delivered.items()} == {n: g.wkb for n, g in other.delivered.items()}


# --- editions


@pytest.mark.parametrize("count", [1, 2, 3, 250])
def test_features_come_back_exactly_as_proposed(store, count):
    edition = store.propose(HEAD, features(count), NOW)
    assert edition.feature_count == count
    assert_same(store.features(edition), features(count))


def test_the_edition_comes_back_with_everything_said_about_it(home, store):
    head = replace(HEAD, replaces=(("330000", 2), ("331000", 1)))
    edition = store.propose(head, features(), NOW)
    assert edition == Edition(head, 1, content_hash(head, features()), 3, "proposed", NOW)
    assert home.open().editions() == (edition,)


def test_an_edition_without_features_but_with_coverage_is_a_full_edition(home, store):
    edition = store.publish(store.propose(HEAD, features(0), NOW), NOW)
    read = home.open().features(edition)
    assert len(read) == 0
    assert sorted(read.attributes) == sorted(features().attributes)
    assert home.open().editions()[0].head.coverage.equals(HEAD.coverage)


def test_lines_and_points_are_kept_too(store):
    for number, geometry in enumerate([shapely.LineString([(120, 27), (121, 28)]), shapely.Point(120, 27)], start=1):
        some = Features(("a",), np.array([geometry], dtype=object), {}, {})
        edition = store.propose(HEAD, some, NOW)
        assert edition.number == number
        assert_same(store.features(edition), some)


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"])),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(values, min_size=1, max_size=6), coordinate=st.floats(-180, 179))
def test_any_value_of_any_type_survives(store, rows, coordinate):
    ids = tuple(f"f{row}" for row in range(len(rows)))
    geometries = np.array([shapely.Point(coordinate, 1 / 3) for _ in rows], dtype=object)
    some = Features(ids, geometries, {"值": rows}, {})
    assert_same(store.features(store.propose(HEAD, some, NOW)), some)


def test_numbers_count_per_layer_and_region(store):
    numbers = [
        store.propose(replace(HEAD, layer=layer, region=region), features(), NOW).number
        for layer, region in [("a", "330300"), ("a", "330300"), ("a", "331000"), ("b", "330300"), ("a", "330300")]
    ]
    assert numbers == [1, 2, 1, 1, 3]


def test_editions_are_listed_by_layer_region_number(store):
    for layer, region in [("b", "330300"), ("a", "331000"), ("a", "330300"), ("a", "330300")]:
        store.propose(replace(HEAD, layer=layer, region=region), features(1), NOW)
    assert [edition.label for edition in store.editions()] == ["a 330300/1", "a 330300/2", "a 331000/1", "b 330300/1"]


def test_the_same_delivery_twice_is_two_editions_of_one_content(store):
    one, two = (store.propose(HEAD, features(), NOW) for _ in range(2))
    assert (one.sha256, one.number, two.number) == (two.sha256, 1, 2)
    assert_same(store.features(one), store.features(two))


def test_an_edition_goes_from_proposed_to_published_to_withdrawn_and_no_other_way(store):
    proposed = store.propose(HEAD, features(), NOW)
    published = store.publish(proposed, LATER)
    assert (published.state, published.published_at) == ("published", LATER)
    with pytest.raises(WrongState, match="must be proposed"):
        store.publish(published, LATER)
    with pytest.raises(StoreError, match="cannot be withdrawn before"):
        store.withdraw(published, NOW)
    withdrawn = store.withdraw(published, LATER + timedelta(days=1))
    assert withdrawn.published_by(LATER) and not withdrawn.published_by(LATER + timedelta(days=1))
    with pytest.raises(WrongState, match="must be proposed or published"):
        store.withdraw(withdrawn, LATER + timedelta(days=2))
    assert store.editions() == (withdrawn,)
    assert_same(store.features(withdrawn), features())  # what was answered once can be answered again


def test_a_proposal_is_taken_back_for_good(home, store):
    proposed = store.propose(HEAD, features(), NOW)
    with pytest.raises(StoreError, match="cannot be withdrawn before"):
        store.withdraw(proposed, NOW - timedelta(days=1))
    taken = store.withdraw(proposed, LATER, actor="key:ann")
    assert (taken.state, taken.published_at, taken.withdrawn_at) == ("withdrawn", None, LATER)
    assert home.open().editions() == (taken,)
    with pytest.raises(WrongState, match="must be proposed"):
        store.publish(taken, LATER)
    assert [entry.kind for entry in store.log()] == ["proposal", "withdrawal"]


def test_a_withdrawal_against_a_catalogue_that_moved_changes_nothing(store):
    edition = store.publish(store.propose(HEAD, features(), NOW), NOW)
    generation = store.generation()
    store.propose(HEAD, features(1), NOW)
    with pytest.raises(CatalogueMoved):
        store.withdraw(edition, LATER, generation=generation)
    assert store.editions()[0] == edition
    assert store.withdraw(edition, LATER, generation=store.generation()).state == "withdrawn"


def test_times_are_kept_to_the_microsecond_and_given_back_in_utc(store):
    at = datetime(2026, 11, 22, 16, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    edition = store.publish(store.propose(HEAD, features(), at), at)
    assert edition.published_at == at
    assert store.editions()[0].published_at.isoformat() == "2026-11-22T08:30:00.123456+00:00"


def test_a_time_without_a_zone_is_refused_and_nothing_is_stored(store):
    with pytest.raises(ValueError, match="without a zone"):
        store.propose(HEAD, features(), NOW.replace(tzinfo=None))
    assert store.editions() == ()


def test_an_edition_of_another_store_is_not_found(store, tmp_path):
    stranger = FilesStore(tmp_path / "other").propose(HEAD, features(2), NOW)
    with pytest.raises(NotFound, match="330300/1"):
        store.features(stranger)
    store.propose(HEAD, features(3), NOW)  # same name, other content
    with pytest.raises(NotFound):
        store.publish(stranger, NOW)


def test_the_generation_changes_with_the_catalogue_and_with_nothing_else(home, store):
    seen = [store.generation()]
    edition = store.propose(HEAD, features(), NOW)
    seen.append(home.open().generation())
    store.publish(edition, NOW)
    seen.append(home.open().generation())
    store.withdraw(store.editions()[0], LATER)
    seen.append(store.generation())
    assert len(set(seen)) == 4
    store.append("verdict", "x", b"{}", NOW)
    store.put_blob(b"x")
    assert store.generation() == seen[-1]


def test_publication_against_a_catalogue_that_moved_changes_nothing(store):
    edition = store.propose(HEAD, features(), NOW)
    generation = store.generation()
    store.propose(HEAD, features(1), NOW)
    with pytest.raises(CatalogueMoved):
        store.publish(edition, NOW, generation=generation)
    assert {e.state for e in store.editions()} == {"proposed"}
    assert [entry.kind for entry in store.log()] == ["proposal", "proposal"]
    assert store.publish(edition, NOW, generation=store.generation()).state == "published"


def test_every_step_of_an_edition_writes_its_own_log_entry(store):
    edition = store.publish(store.propose(HEAD, features(), NOW, actor="key:ann"), NOW, actor="key:bob")
    store.withdraw(edition, LATER)
    entries = list(store.log())
    assert [(e.kind, e.subject, e.at) for e in entries] == [
        ("proposal", edition.label, NOW),
        ("publication", edition.label, NOW),
        ("withdrawal", edition.label, LATER),
    ]
    assert [json.loads(entry.body).pop("actor") for entry in entries] == ["key:ann", "key:bob", ""]
    assert json.loads(entries[0].body) == {
        "layer": "ecological_red_line",
        "region": "330300",
        "edition": 1,
        "sha256": edition.sha256,
        "actor": "key:ann",
    }


# --- moving between stores


def take(store, edition):
    store.keep(edition, features())
    store.receive([edition], [])


def test_an_edition_is_received_as_it_stood_and_twice_is_once(store):
    edition = replace(Edition(HEAD, 4, content_hash(HEAD, features()), 3, "published", NOW), published_at=LATER)
    take(store, edition)
    seen = store.generation()
    take(store, edition)
    assert store.generation() == seen
    assert store.editions() == (edition,)
    assert_same(store.features(edition), features())
    assert store.head() is None


def test_an_edition_received_again_takes_the_steps_it_took_meanwhile_and_none_back(store):
    proposed = Edition(HEAD, 1, content_hash(HEAD, features()), 3, "proposed", NOW)
    published = replace(proposed, state="published", published_at=NOW)
    withdrawn = replace(published, state="withdrawn", withdrawn_at=LATER)
    for edition in (proposed, published, withdrawn):
        seen = store.generation()
        take(store, edition)
        assert store.editions() == (edition,)
        assert store.generation() > seen
    for other in (proposed, published, replace(withdrawn, withdrawn_at=NOW), replace(withdrawn, published_at=LATER)):
        with pytest.raises(StoreError):
            take(store, other)
    assert store.editions() == (withdrawn,)


def test_what_does_not_fit_is_not_received(store):
    edition = Edition(HEAD, 1, content_hash(HEAD, features()), 3, "proposed", NOW)
    with pytest.raises(StoreError):
        store.keep(edition, features(2))
    with pytest.raises(StoreError, match="features"):
        store.receive([edition], [])
    take(store, edition)
    with pytest.raises(StoreError):
        take(store, replace(edition, proposed_at=LATER))
    assert store.editions() == (edition,)


def test_what_is_kept_for_an_edition_is_seen_by_nobody_until_it_is_received(store):
    seen = store.generation()
    store.keep(Edition(HEAD, 1, content_hash(HEAD, features()), 3, "proposed", NOW), features())
    assert (store.editions(), store.head(), store.generation()) == ((), None, seen)


def test_editions_and_entries_are_received_all_or_not_at_all(store, tmp_path):
    other = FilesStore(tmp_path / "other")
    for number in range(2):
        other.publish(other.propose(replace(HEAD, region=f"33030{number}"), features(), NOW), NOW)
    entries = list(other.log())
    for edition in other.editions():
        store.keep(edition, features())
    for harmed in ([*entries[:3], replace(entries[3], subject="x")], entries[1:], [entries[0], *entries[2:]]):
        with pytest.raises(StoreError, match="entry"):
            store.receive(other.editions(), harmed)
        assert (store.editions(), store.head()) == ((), None)
    store.receive(other.editions(), entries)
    assert (store.editions(), list(store.log())) == (other.editions(), entries)


def test_a_log_is_received_only_as_the_chain_it_is(home, store, tmp_path):
    other = FilesStore(tmp_path / "other")
    entries = [other.append("verdict", f"sha256:{n}", bytes(range(256)), NOW) for n in range(3)]
    with pytest.raises(StoreError):
        store.receive([], entries[1:])
    store.receive([], entries[:1])
    with pytest.raises(StoreError):
        store.receive([], [replace(entries[1], body=b"[]")])
    store.receive([], entries[1:])
    assert list(home.open().log()) == entries
    assert store.head() == entries[2]
    assert list(store.log(after=1)) == entries[1:]
    assert store.verify_log() is None


def test_a_forgotten_blob_is_gone_and_can_be_put_again(home, store):
    kept, gone = store.put_blob(b"kept"), store.put_blob(b"gone")
    store.forget(gone)
    store.forget(gone)
    assert list(home.open().blobs()) == [kept]
    with pytest.raises(NotFound):
        store.blob(gone)
    assert store.put_blob(b"gone") == gone
    assert list(store.blobs()) == sorted((kept, gone))


def test_waiting_ends_at_a_change_of_another_process_or_after_its_time(home, store):
    generation = store.generation()
    assert store.wait(generation, 0.05) == generation
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.wait, generation, 20.0)
        home.open().propose(HEAD, features(), NOW)
        assert waiting.result(timeout=10) > generation


# --- harm


@pytest.mark.parametrize("where", [0, 3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, -1])
def test_a_flipped_byte_in_an_edition_is_never_served(home, store, where):
    edition = store.publish(store.propose(HEAD, features(50), NOW), NOW)
    home.flip(edition, where)
    with pytest.raises(CorruptEdition, match="330300/1"):
        store.features(edition)


@pytest.mark.parametrize("left", [0, 1, 0.5, 0.999])
def test_a_truncated_edition_is_never_served(home, store, left):
    edition = store.propose(HEAD, features(50), NOW)
    home.cut(edition, left)
    with pytest.raises(CorruptEdition):
        store.features(edition)


def test_a_missing_edition_is_corrupt_and_not_empty(home, store):
    edition = store.propose(HEAD, features(), NOW)
    home.lose(edition)
    with pytest.raises(CorruptEdition, match="backup"):
        store.features(edition)


def test_a_sound_file_of_another_content_is_not_taken_for_the_edition(home, store):
    edition, other = store.propose(HEAD, features(3), NOW), store.propose(HEAD, features(4), NOW)
    home.put_in_place_of(edition, other)
    with pytest.raises(CorruptEdition):
        store.features(edition)
    assert_same(store.features(other), features(4))  # the rest goes on


@pytest.mark.parametrize(
    "change",
    ["accuracy_m = 50", "standing = 'statutory'", "effective_from = '2020-01-01'", "source = 'x'", "coverage = NULL"],
)
def test_a_catalogue_record_changed_behind_the_store_makes_its_edition_corrupt(home, store, change):
    store.propose(HEAD, features(), NOW)
    home.execute(f"UPDATE editions SET {change}")
    with pytest.raises(CorruptEdition):
        store.features(store.editions()[0])


def test_a_coverage_that_cannot_be_read_is_corrupt(home, store):
    store.propose(HEAD, features(), NOW)
    home.spoil_coverage()
    with pytest.raises(CorruptEdition, match="330300/1"):
        store.editions()


def test_proposing_a_corrupt_edition_anew_heals_it(home, store):
    edition = store.propose(HEAD, features(), NOW)
    home.cut(edition, 1)
    store.propose(HEAD, features(), NOW)
    assert_same(store.features(edition), features())


# --- blobs


def test_blobs_are_kept_by_their_hash_and_once(home, store):
    content = "结论".encode() * 1000
    sha256 = store.put_blob(content)
    assert sha256 == hashlib.sha256(content).hexdigest() == store.put_blob(content)
    assert home.open().blob(sha256) == content
    assert store.blob(store.put_blob(b"")) == b""


def test_a_blob_that_was_never_put_is_not_found(store):
    with pytest.raises(NotFound):
        store.blob("0" * 64)


def test_a_blob_that_no_longer_matches_is_refused_and_put_again_healed(home, store):
    sha256 = store.put_blob(b"verdict")
    home.alter_blob(sha256, b"Verdict")
    with pytest.raises(StoreError, match="does not match"):
        store.blob(sha256)
    home.lose_blob(sha256)
    with pytest.raises(StoreError, match="cannot be read"):
        store.blob(sha256)
    store.put_blob(b"verdict")
    assert store.blob(sha256) == b"verdict"


def test_a_file_is_kept_as_a_blob_and_lent_as_a_file(home, store, tmp_path):
    source = tmp_path / "cover.tif"
    content = bytes(range(256)) * 12_345
    source.write_bytes(content)
    sha256 = store.put_file(source)
    assert sha256 == hashlib.sha256(content).hexdigest() == store.put_file(source) == store.put_blob(content)
    assert source.read_bytes() == content
    with home.open().file(sha256) as path:
        assert path.read_bytes() == content
    assert store.blob(sha256) == content
    with store.file(store.put_blob(b"small")) as path:
        assert path.read_bytes() == b"small"


def test_a_file_that_was_never_put_is_not_found(store):
    with pytest.raises(NotFound), store.file("0" * 64):
        pass


def test_a_file_that_no_longer_matches_is_refused_and_put_again_healed(home, store, tmp_path):
    source = tmp_path / "cover.tif"
    source.write_bytes(b"classes")
    sha256 = store.put_file(source)
    home.alter_blob(sha256, b"Classes")
    with pytest.raises(StoreError, match="does not match"), store.file(sha256):
        pass
    home.lose_blob(sha256)
    with pytest.raises(StoreError, match="cannot be read"), store.file(sha256):
        pass
    store.put_file(source)
    with store.file(sha256) as path:
        assert path.read_bytes() == b"classes"


# --- log


def test_the_log_gives_entries_in_order_filtered_and_chained(home, store):
    kinds = ["verdict", "export", "verdict", "verdict"]
    written = [store.append(kind, f"sha256:{row % 2}", b'{"n":%d}' % row, NOW) for row, kind in enumerate(kinds)]
    read = list(home.open().log())
    assert read == written
    assert [entry.sequence for entry in read] == [1, 2, 3, 4]
    assert [entry.previous for entry in read] == [FIRST_PREVIOUS, *(entry.hash for entry in read[:-1])]
    assert [entry.sequence for entry in store.log(kind="verdict")] == [1, 3, 4]
    assert [entry.sequence for entry in store.log(subject="sha256:1")] == [2, 4]
    assert [entry.sequence for entry in store.log(kind="verdict", subject="sha256:1")] == [4]
    assert list(store.log(kind="nothing")) == []
    assert store.verify_log() is None


def test_a_long_log_is_read_whole(store):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda row: store.append("verdict", str(row), b"", NOW), range(1100)))
    assert [entry.sequence for entry in store.log()] == list(range(1, 1101))
    assert store.verify_log() is None


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE log SET body = x'7b7d' WHERE sequence = 3",
        "UPDATE log SET at = '2026-11-22T08:30:00.000001+00:00' WHERE sequence = 3",
        "UPDATE log SET kind = 'export' WHERE sequence = 3",
        "UPDATE log SET subject = 'other' WHERE sequence = 3",
        "UPDATE log SET hash = previous WHERE sequence = 3",
        "UPDATE log SET previous = 'x' WHERE sequence = 3",
        "DELETE FROM log WHERE sequence = 3",
        "DELETE FROM log WHERE sequence <= 2",
    ],
)
def test_a_changed_or_missing_entry_breaks_the_chain_at_its_place(home, store, harm):
    for row in range(5):
        store.append("verdict", f"s{row}", b'{"n":%d}' % row, NOW)
    home.execute(harm)
    assert store.verify_log() == (1 if "<= 2" in harm else 3)


def test_bodies_are_kept_byte_by_byte(store):
    body = bytes(range(256))
    store.append("verdict", "x", body, NOW)
    assert next(iter(store.log())).body == body


# --- many at once


def _work(kind: str, place: str, worker: int, rounds: int) -> None:
    store = open_store(kind, place)
    for turn in range(rounds):
        store.append("verdict", f"{worker}", b"%d" % turn, NOW)
        store.put_blob(b"%d" % (turn % 3))
        edition = store.propose(HEAD, features(2, seed=worker * 100 + turn), NOW)
        if turn % 2:
            store.publish(edition, NOW)


def test_processes_share_a_store_without_forking_chain_or_numbers(home):
    context = multiprocessing.get_context("spawn")  # the store is made by whichever comes first
    workers = [context.Process(target=_work, args=(home.kind, home.place, worker, 6)) for worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    store = home.open()
    assert sorted(edition.number for edition in store.editions()) == list(range(1, 19))
    assert sum(edition.state == "published" for edition in store.editions()) == 9
    assert store.verify_log() is None
    assert len(list(store.log(kind="verdict"))) == 18
    for worker in range(3):  # nobody's entries were lost or reordered
        assert [entry.body for entry in store.log(subject=str(worker))] == [b"%d" % turn for turn in range(6)]
    for edition in store.editions():
        store.features(edition)


RACES = 5


def _race(kind: str, place: str, ready: Barrier, told: Queue[list[str]]) -> None:
    """Publish one edition after the other, each at the same time as the other process."""
    store, answers = open_store(kind, place), []
    for edition in store.editions():
        ready.wait(60)
        try:
            answers.append(store.publish(edition, NOW).state)
        except WrongState:
            answers.append("conflict")
    told.put(answers)


def test_of_two_processes_that_publish_one_edition_at_once_one_wins(home, store):
    for turn in range(RACES):
        store.propose(HEAD, features(3, seed=turn), NOW)
    context = multiprocessing.get_context("spawn")
    ready, told = context.Barrier(2), context.Queue()
    racers = [context.Process(target=_race, args=(home.kind, home.place, ready, told)) for _ in range(2)]
    for racer in racers:
        racer.start()
    one, other = [told.get(timeout=120) for _ in racers]
    for racer in racers:
        racer.join(60)
        assert racer.exitcode == 0
    assert [sorted(pair) for pair in zip(one, other, strict=True)] == [["conflict", "published"]] * RACES
    assert {edition.state for edition in store.editions()} == {"published"}
    assert [entry.subject for entry in store.log(kind="publication")] == [one.label for one in store.editions()]
    assert store.verify_log() is None


def test_threads_share_one_store(store):
    def work(worker: int) -> None:
        edition = store.publish(store.propose(HEAD, features(2, seed=worker), NOW), NOW)
        assert_same(store.features(edition), features(2, seed=worker))
        store.append("verdict", str(worker), b"", NOW)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(12)))
    assert sorted(edition.number for edition in store.editions()) == list(range(1, 13))
    assert store.verify_log() is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_uses_its_own_connection(home, store):
    store.append("verdict", "parent", b"", NOW)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            store.append("verdict", "child", b"", NOW)
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    store.append("verdict", "parent", b"", NOW)
    assert [entry.subject for entry in store.log()] == ["parent", "child", "parent"]
    assert store.verify_log() is None


def test_the_location_is_named(home, store):
    assert store.location == home.place
