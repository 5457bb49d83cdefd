"""A disk that fills up at any byte of a publication: it is refused in words, and what was there before is whole.

The limit of a file's size stands for the disk: a write beyond it fails part-way, as on a full disk.
"""

from __future__ import annotations

import json
import os
import resource
import signal
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.editions import EditionHead, Features
from layers.errors import StoreError
from layers.stores.files import FilesStore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = EditionHead("bay", "330300", "draft", 1.0, date(2026, 1, 1), "disk test", shapely.box(120, 27, 121, 28))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


def features(count: int) -> Features:
    corners = np.random.default_rng(5).uniform(0, 0.9, (count, 2))
    geometries = shapely.box(120 + corners[:, 0], 27 + corners[:, 1], 120.01 + corners[:, 0], 27.01 + corners[:, 1])
    return Features(tuple(f"f{row:05d}" for row in range(count)), geometries, {"name": ["乐清湾"] * count}, {})


def limited(folder: Path, limit: int, told: Path) -> None:
    """Publish and record in a child whose files cannot grow beyond `limit` bytes; what it says goes to `told`."""
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            said = {"done": [], "error": None}
            store = FilesStore(folder)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            try:
                edition = store.propose(HEAD, features(400), NOW)
                said["done"].append("proposed")
                store.publish(edition, NOW)
                said["done"].append("published")
                store.append("verdict", store.put_blob(b"v" * 60_000), b"{}", NOW)
                said["done"].append("recorded")
            except StoreError as error:
                said["error"] = [error.zh, error.en]
            except BaseException as error:  # noqa: BLE001 - told to the parent, which fails on it
                said["error"] = repr(error)
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            told.write_text(json.dumps(said))
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def test_whenever_the_disk_is_full_the_store_stays_whole_and_goes_on(tmp_path):
    shapely.to_wkb(features(3).geometries)
    outcomes = set()
    for turn, limit in enumerate([1, 500, 4_000, 9_000, 16_000, 30_000, 45_000, 65_000, 110_000, 200_000, 2_000_000]):
        folder, told = tmp_path / str(turn), tmp_path / f"{turn}.json"
        before = FilesStore(folder)
        first = before.publish(before.propose(HEAD, features(3), NOW), NOW)
        before.close()
        limited(folder, limit, told)
        said = json.loads(told.read_text())
        outcomes.add(tuple(said["done"]))

        store = FilesStore(folder)
        assert store.verify_log() is None
        states = {edition.number: edition.state for edition in store.editions()}
        assert states[first.number] == "published"
        assert (2 in states) == ("proposed" in said["done"])
        assert (states.get(2) == "published") == ("published" in said["done"])
        for edition in store.editions():
            assert len(store.features(edition)) == edition.feature_count
        assert len(list(store.log(kind="verdict"))) == said["done"].count("recorded")
        if "recorded" not in said["done"]:
            assert isinstance(said["error"], list), said["error"]
            assert "disk" in said["error"][1]
        again = store.publish(store.propose(HEAD, features(50), NOW), NOW)
        assert len(store.features(again)) == 50
        store.sweep(datetime(2100, 1, 1, tzinfo=UTC))
        assert store.orphans(datetime(2100, 1, 1, tzinfo=UTC)) == ()
        store.close()
    assert () in outcomes and ("proposed", "published", "recorded") in outcomes
