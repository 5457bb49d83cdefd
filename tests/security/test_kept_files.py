"""Uploaded site files are bounded: the oldest make room, and nothing else of the store goes with them."""

from __future__ import annotations

import json

import pytest

from api.shelf import FileShelf
from layers.errors import NotFound
from layers.intake import ReadLimits
from layers.stores.files import FilesStore


def shelf(store, kept_bytes):
    return FileShelf(store, ReadLimits(), keep=4, readers=1, kept_bytes=kept_bytes)


def point(number):
    return json.dumps({"type": "Point", "coordinates": [120.7 + number / 1000, 28.01]}).encode()


@pytest.fixture
def store(tmp_path):
    return FilesStore(tmp_path / "store")


def put(files, number, now):
    return files.put(point(number), "a.geojson", None, None, at=now, actor="anonymous")[0]


def test_the_oldest_file_makes_room_for_the_newest(store, now):
    files = shelf(store, 400)  # room for three
    ids = [put(files, number, now) for number in range(4)]
    assert len(list(store.blobs())) == 3
    with pytest.raises(NotFound, match="newer ones"):
        files.reading(ids[0], None)
    other = shelf(store, 400)  # a service beside it, or after a restart
    for number in (1, 2, 3):
        assert other.reading(ids[number], None).features[0].geometry.x == 120.7 + number / 1000
    with pytest.raises(NotFound):
        other.reading(ids[0], None)


def test_a_file_that_came_again_is_kept_once_and_noted_once(store, now):
    files = shelf(store, 400)
    assert put(files, 1, now) == put(files, 1, now)
    (entry,) = store.log(kind="site-file")
    said = json.loads(entry.body)
    assert said["actor"] == "anonymous" and said["dropped"] == [] and said["bytes"] > len(point(1))
    assert len(list(store.blobs())) == 1


def test_what_the_ledger_keeps_of_the_same_bytes_stays(store, now):
    body = store.put_blob(point(0))
    files = shelf(store, 150)
    for number in range(3):
        put(files, number, now)
    assert store.blob(body) == point(0)


def test_small_files_are_bounded_in_number(store, now, monkeypatch):
    monkeypatch.setattr("api.shelf._MOST", 2)
    files = shelf(store, 5_000_000_000)
    for number in range(4):
        put(files, number, now)
    assert len(list(store.blobs())) == 2


@pytest.mark.parametrize("number", ["", "sha256:", "sha256:" + "0" * 64, "0" * 64])
def test_no_blob_but_a_site_file_is_read_as_one(store, now, number):
    files = shelf(store, 400)
    blob = store.put_blob(point(0))
    for text in (number, f"sha256:{blob}"):
        with pytest.raises(NotFound):
            files.reading(text, None)
