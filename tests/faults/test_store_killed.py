"""A store whose writer is killed before its first step, its second, its third … and so on to the last."""

from __future__ import annotations

import os
import signal
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.editions import EditionHead, Features
from layers.stores.files import FilesStore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = EditionHead("bay", "330300", "draft", 1.0, date(2026, 1, 1), "kill test", shapely.box(120, 27, 121, 28))
FEATURES = Features(("f1",), np.array([shapely.box(120, 27, 120.1, 27.1)], dtype=object), {"name": ["乐清湾"]}, {})

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


def die_at(step: int) -> None:
    """Kill this process at its step-th fsync, rename or SQL statement; every one happens before or not at all."""
    left = [step]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    connect, fsync, rename = sqlite3.connect, os.fsync, Path.replace

    def traced(*given: object, **named: object) -> sqlite3.Connection:
        connection = connect(*given, **named)
        connection.set_trace_callback(count)
        return connection

    sqlite3.connect = traced
    os.fsync = lambda handle: (count(), fsync(handle))[1]
    Path.replace = lambda path, to: (count(), rename(path, to))[1]


def killed_at(step: int, folder: Path) -> bool:
    """Write one of everything in a child that dies at `step`; whether it died before it was through."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            die_at(step)
            store = FilesStore(folder)
            store.publish(store.propose(HEAD, FEATURES, NOW), NOW)
            store.append("verdict", store.put_blob(b"verdict"), b"{}", NOW)
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL)
    return status == signal.SIGKILL


def test_whatever_the_step_what_is_in_the_catalogue_is_whole_and_the_next_writer_goes_on(tmp_path):
    shapely.to_wkb(FEATURES.geometries)
    step, states = 0, set()
    while True:
        step += 1
        folder = tmp_path / str(step)
        died = killed_at(step, folder)
        store = FilesStore(folder)
        editions = store.editions()
        for edition in editions:
            assert store.features(edition).ids == FEATURES.ids
        publications = [entry.subject for entry in store.log(kind="publication")]
        assert publications == [edition.label for edition in editions if edition.state == "published"]
        for entry in store.log(kind="verdict"):
            assert store.blob(entry.subject) == b"verdict"
        assert store.verify_log() is None
        states.add((tuple(edition.state for edition in editions), len(list(store.log()))))

        again = store.publish(store.propose(HEAD, FEATURES, NOW), NOW)
        assert again.number == len(editions) + 1
        assert store.blob(store.put_blob(b"verdict")) == b"verdict"
        store.sweep(datetime(2100, 1, 1, tzinfo=UTC))
        assert store.orphans(datetime(2100, 1, 1, tzinfo=UTC)) == ()
        assert len(store.features(again)) == 1
        store.close()
        if not died:
            break
    assert step > 30  # schema, proposal, publication, blob and entry have many steps each
    assert states == {((), 0), (("proposed",), 1), (("published",), 2), (("published",), 3)}
