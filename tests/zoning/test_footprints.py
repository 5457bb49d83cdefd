"""The index of recorded footprints: whatever lies near a place is found, however the index came to be."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
import shapely
from recorded import METRE, NOW, invented

from layers.offsets import separation
from layers.stores import disk
from layers.stores.files import FilesStore
from zoning.impact.footprints import Footprints
from zoning.impact.records import DAMAGED, GONE, id_of, widened
from zoning.ledger.entries import BLANKING

PLACES = np.array([shapely.Point(x, y).buffer(0.02) for x in (119.5, 120.5, 121.5) for y in (27.5, 28.5)], dtype=object)
REACH_M = 3_000.0


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store that does not wait for the disk."""
    monkeypatch.setattr(disk, "sync", lambda _: None)
    monkeypatch.setattr(disk, "sync_folder", lambda _: None)
    store = FilesStore(tmp_path / "store")
    yield store
    store.close()


def found(footprints, places=PLACES, reach_m=REACH_M):
    rows = footprints.now()
    return {id_of(rows[number]) for number in footprints.near(places, reach_m)}


def test_every_verdict_within_reach_is_found_and_none_that_is_far(store):
    sites = invented(store, 200, seed=1)
    got = found(Footprints(store))
    for verdict_id, geometry in sites:
        metres = min(separation(geometry, place).metres for place in PLACES)
        if metres <= REACH_M:
            assert verdict_id in got
        # the bounds of a site reach beyond it, by no more than its own size
        if metres > 1.5 * REACH_M + 3_000:
            assert verdict_id not in got
    assert 0 < len(got) < len(sites)


def test_what_is_recorded_meanwhile_is_found_as_if_it_had_been_there(store):
    footprints = Footprints(store)
    assert len(footprints.now()) == 0
    assert found(footprints) == set()
    invented(store, 60, seed=2)
    found(footprints)
    invented(store, 60, seed=3)
    assert found(footprints) == found(Footprints(store))
    assert len(footprints.now()) == 120


def test_a_verdict_recorded_twice_counts_once_as_of_the_first_time(store):
    sites = invented(store, 3, seed=4)
    entry = next(iter(store.log(kind="verdict")))
    store.append("verdict", entry.subject, entry.body, NOW)
    rows = Footprints(store).now()
    assert len(rows) == len(sites)
    assert rows["recorded"][0] == entry.at.timestamp()


def test_a_body_with_our_marks_in_its_texts_is_read_by_its_members(store):
    invented(store, 1, seed=5)  # a note of it holds the text `"project":{"accuracy_m":`
    assert Footprints(store).now()["lost"].tolist() == [0]


def blank(store, verdict_id):
    entry = next(iter(store.log(kind="verdict", subject=verdict_id)))
    store.append(BLANKING, verdict_id, b"{}", NOW)
    store.forget(json.loads(entry.body)["body"])


def test_what_is_blanked_is_lost_and_never_dropped_in_silence(store):
    sites = invented(store, 40, seed=6)
    everything = np.array([shapely.box(118, 26, 123, 30)], dtype=object)
    footprints = Footprints(store)
    assert len(found(footprints, everything)) == 40
    blank(store, sites[7][0])
    for each in (footprints, Footprints(store)):
        rows = each.now()
        assert [id_of(row) for row in rows[rows["lost"] == GONE]] == [sites[7][0]]
        assert len(found(each, everything)) == 39
        assert np.isnan(rows["bounds"][7]).all()


def test_a_damaged_body_is_told_apart_and_read_again_at_the_next_start(store, tmp_path):
    invented(store, 5, seed=7)
    blob = next(path for path in sorted((tmp_path / "store" / "blobs").glob("*/*")))
    whole = blob.read_bytes()
    blob.chmod(0o644)
    blob.write_bytes(b"x" + whole[1:])
    cache = tmp_path / "cache"
    assert sorted(Footprints(store, cache).now()["lost"].tolist()) == [0, 0, 0, 0, DAMAGED]
    blob.write_bytes(whole)
    assert Footprints(store, cache).now()["lost"].tolist() == [0] * 5


class TestTheCache:
    @pytest.fixture
    def cache(self, store, tmp_path, monkeypatch):
        monkeypatch.setattr("zoning.impact.footprints._WORTH_KEEPING", 10)
        invented(store, 50, seed=8)
        cache = tmp_path / "work" / "footprints"
        self.rows = Footprints(store, cache).now()
        assert cache.exists()
        return cache

    @pytest.fixture
    def reads(self, store, monkeypatch):
        """How many blobs were read."""
        counted = []
        read = store.blob
        monkeypatch.setattr(store, "blob", lambda sha256: (counted.append(sha256), read(sha256))[1])
        return counted

    def test_it_spares_the_bodies_and_gives_the_same(self, store, cache, reads):
        again = Footprints(store, cache)
        assert again.now().tobytes() == self.rows.tobytes()
        assert reads == []
        assert found(again) == found(Footprints(store))

    def test_only_what_came_after_it_is_read(self, store, cache, reads):
        invented(store, 3, seed=9)
        assert len(Footprints(store, cache).now()) == 53
        assert len(reads) == 3

    @pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b"", lambda b: b[:200] + b"x" + b[201:]])
    def test_a_damaged_one_is_not_believed(self, store, cache, reads, damage):
        cache.write_bytes(damage(cache.read_bytes()))
        assert Footprints(store, cache).now().tobytes() == self.rows.tobytes()
        assert len(reads) == 50

    def test_one_of_another_store_is_not_believed(self, cache, tmp_path):
        other = FilesStore(tmp_path / "other")
        invented(other, 50, seed=10)
        assert Footprints(other, cache).now()["id"].tobytes() != self.rows["id"].tobytes()
        other.close()

    def test_what_was_blanked_does_not_stay_in_it(self, store, cache):
        verdict_id = id_of(self.rows[20])
        blank(store, verdict_id)
        Footprints(store, cache).now()
        assert self.rows["bounds"][20].tobytes() not in cache.read_bytes()
        assert Footprints(store, cache).now()["lost"][20] == GONE


def test_widened_bounds_hold_every_point_so_near():
    boxes = np.array([[120.0, 27.0, 120.1, 27.1], [119.0, 40.0, 119.0, 40.0]])
    for bounds, wide in zip(boxes, widened(boxes, np.array([500.0, 5_000.0])), strict=True):
        outline = shapely.box(*wide).exterior
        metres = separation(
            shapely.box(*bounds) if bounds[0] < bounds[2] else shapely.Point(bounds[:2]), outline
        ).metres
        assert metres >= (500.0 if bounds[0] < bounds[2] else 5_000.0)


@pytest.mark.long
def test_a_hundred_thousand_are_searched_in_seconds(store, tmp_path, record_property):
    """Loading, from bodies and from the cache, keeping up, and searching, each by its own processor time."""
    sites = invented(store, 100_000, seed=11)

    def timed(name, act):
        before = time.process_time()
        value = act()
        record_property(name, round(time.process_time() - before, 3))
        print(f"{name}: {time.process_time() - before:.3f} s CPU")
        return value

    cache = tmp_path / "cache"
    cold = Footprints(store, cache)
    timed("read from bodies", cold.now)
    warm = Footprints(store, cache)
    assert len(timed("read from the cache", warm.now)) == len(sites)
    more = invented(store, 100, seed=12)
    timed("100 more", warm.now)
    before = time.process_time()
    got = found(warm)
    assert time.process_time() - before < 5.0
    timed("search", lambda: found(warm))
    near = [verdict_id for verdict_id, g in (*sites, *more) if shapely.dwithin(g, PLACES, REACH_M * METRE / 2).any()]
    assert set(near) <= got


def test_nothing_on_the_shelf_tells_where_a_blanked_verdict_stood_once_it_is_dropped(store, tmp_path, monkeypatch):
    monkeypatch.setattr("zoning.impact.footprints._WORTH_KEEPING", 1)
    file = tmp_path / "footprints"
    invented(store, 5, seed=4)
    footprints = Footprints(store, file)
    footprints.now()
    assert file.exists()
    footprints.drop()
    footprints.drop()
    assert not file.exists()
