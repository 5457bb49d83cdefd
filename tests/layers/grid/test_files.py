"""Grids kept in files: the same as made, refused where a byte differs, never in the way of an answer."""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely
from grid_worlds import world
from world import definitions

from layers import engine, snapshot
from layers.editions import EditionHead, Features
from layers.grid.files import GridFiles
from layers.grid.index import index_of
from layers.grid.shapes import Shapes
from layers.held import HeldTable
from layers.snapshot import Indexing, Snapshots
from layers.stores.files import FilesStore

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LAYER = "ecological_red_line"


def test_what_is_kept_comes_back_as_it_was(tmp_path):
    files = GridFiles(tmp_path / "grids")
    for number, geometries in enumerate(world(3)):
        shapes = Shapes.of(geometries)
        index = index_of(shapes)
        ids = [f"f{row:04}" for row in range(len(geometries))]
        texts = [json.dumps({"名称": f"第 {row} 处", "level": row / 2}) for row in range(len(geometries))]
        assert files.load(str(number)) is None
        files.save(str(number), ids, texts, shapes, index)
        files.save(str(number), ids, texts, shapes, index)  # twice is once
        kept = files.load(str(number))
        assert kept.ids == ids and kept.attributes(7) == {"名称": "第 7 处", "level": 3.5}
        for made, back in ((shapes, kept.shapes), (index, kept.index)):
            for name, value in vars(made).items():
                assert name == "handle" or np.array_equal(value, getattr(back, name), equal_nan=False), name
    assert len(list((tmp_path / "grids").iterdir())) == 3


@pytest.mark.parametrize(
    "name", ["shapes_xy.npy", "grid_part.npy", "grid_run_to.npy", "rows.arrow", "numbers.json", "manifest.json"]
)
@pytest.mark.parametrize("harm", ["turned", "cut", "gone"])
def test_a_harmed_file_is_never_used(tmp_path, name, harm):
    files = GridFiles(tmp_path)
    geometries = world(3)[0]
    shapes = Shapes.of(geometries)
    files.save("a", ["x"] * len(geometries), ["{}"] * len(geometries), shapes, index_of(shapes))
    (folder,) = tmp_path.iterdir()
    content = bytearray((folder / name).read_bytes())
    if harm == "gone":
        (folder / name).unlink()
    else:
        content[len(content) // 2] ^= 0xFF
        (folder / name).write_bytes(content if harm == "turned" else content[: len(content) // 2])
    assert files.load("a") is None
    files.save("a", ["x"] * len(geometries), ["{}"] * len(geometries), shapes, index_of(shapes))
    assert files.load("a") is not None


@pytest.mark.parametrize("name", ["numbers.json", "manifest.json"])
def test_no_digit_of_the_numbers_may_differ(tmp_path, name):
    files = GridFiles(tmp_path)
    shapes = Shapes.of(world(3)[0])
    files.save("a", ["x"] * len(shapes), ["{}"] * len(shapes), shapes, index_of(shapes))
    (folder,) = tmp_path.iterdir()
    told = (folder / name).read_text()
    places = [at for at, sign in enumerate(told) if sign in "0123456789"]
    for at in places[:: max(1, len(places) // 60)]:
        (folder / name).write_text(told[:at] + str((int(told[at]) + 1) % 10) + told[at + 1 :])
        assert files.load("a") is None
    (folder / name).write_text(told)
    assert files.load("a") is not None


@pytest.fixture
def store(tmp_path):
    kept = FilesStore(tmp_path / "store")
    geometries = world(6)[0]
    head = EditionHead(LAYER, "330300", "illustrative", 1.0, date(2020, 1, 1), "test", shapely.box(119, 27, 121, 29))
    kind = definitions().kinds[LAYER]
    columns = {name: [None] * len(geometries) for name in kind.attributes}
    ids = tuple(f"f{row:04}" for row in range(len(geometries)))
    kept.publish(kept.propose(head, Features(ids, geometries, columns, {}), NOW), NOW)
    yield kept
    kept.close()


def answers(view):
    asked = shapely.box(120.1, 28.1, 120.2, 28.2)
    return [(one.feature.id, one.measure.area_m2, dict(one.feature.attributes)) for one in engine.overlaps(view, asked)]


def view(store, indexing):
    return Snapshots(store, definitions().kinds, indexing=indexing).layer(store.editions(), LAYER, NOW.date(), NOW)


def test_answers_are_the_same_from_the_store_from_files_and_by_reference(store, tmp_path, monkeypatch):
    monkeypatch.setattr(snapshot, "_WORTH_KEEPING", 1)
    files = GridFiles(tmp_path / "grids")
    made = view(store, Indexing(files=files))
    assert len(list((tmp_path / "grids").iterdir())) == 1
    monkeypatch.setattr(store, "features", lambda edition: pytest.fail("read again"))
    mapped = view(store, Indexing(files=files))
    assert isinstance(mapped.tables[0], HeldTable)
    assert answers(made) == answers(mapped)
    monkeypatch.undo()
    by_reference = answers(view(store, Indexing(indexed=False)))
    assert [(name, told) for name, _, told in by_reference] == [(name, told) for name, _, told in answers(mapped)]
    assert [m2 for _, m2, _ in by_reference] == pytest.approx([m2 for _, m2, _ in answers(mapped)], abs=1e-4)


def test_a_folder_that_cannot_be_written_costs_no_answer(store, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(snapshot, "_WORTH_KEEPING", 1)
    (tmp_path / "grids").write_text("a file, no folder")
    with caplog.at_level(logging.WARNING):
        assert answers(view(store, Indexing(files=GridFiles(tmp_path / "grids"))))
    assert "could not be kept" in caplog.text
