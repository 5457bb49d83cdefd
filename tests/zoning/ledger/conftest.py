"""A small territory with a shore and a raster, and a ledger of verdicts and of every measure over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely
from copies import copied
from measuring import measure_definitions
from recorded import judged
from served import fill
from shore_world import fill_shore
from world import definitions

from app.demonstration import questions
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits
from zoning.ledger import Context, rebuilding
from zoning.measures.desk import MeasureDesk

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = date(2026, 11, 22)
SITES = (
    shapely.box(120.71, 28.01, 120.711, 28.011),
    shapely.box(120.6195, 27.9195, 120.6205, 27.9205),
    shapely.LineString([(120.6712345678912, 27.95), (120.69, 27.9912345678912)]),
)


@dataclass(frozen=True)
class Book:
    """A store with a ledger in it, and what was recorded there."""

    folder: Path
    verdicts: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def store(self) -> FilesStore:
        return FilesStore(self.folder)

    def desk(self) -> MeasureDesk:
        return desk_over(self.store)


def desk_over(store) -> MeasureDesk:
    return MeasureDesk(Desk(store, definitions(), Limits()), measure_definitions())


@pytest.fixture(scope="session")
def first_book(tmp_path_factory) -> Book:
    """Read only; tests that write take `book`."""
    folder = tmp_path_factory.mktemp("ledger") / "store"
    store = FilesStore(folder)
    fill(store, definitions())
    fill_shore(store, definitions())
    measures = desk_over(store)
    verdicts = tuple(judged(measures.desk, site, width_m=20.0, at=NOW) for site in SITES)
    results = [measures.answer(question, NOW) for question in questions("330300", DAY)]
    for result in results:
        measures.record(result, Context(NOW, "local:tests", "test", "zh", {"GEOS": "x"}))
    store.close()
    return Book(folder, verdicts, tuple(result.id for result in results))


@pytest.fixture
def book(first_book, tmp_path) -> Book:
    """A copy of its own."""
    folder = tmp_path / "store"
    copied(first_book.folder, folder)
    return Book(folder, first_book.verdicts, first_book.measures)


@pytest.fixture(scope="session")
def rebuilt():
    """Definitions by the hashes of their files, each rebuilt once for all tests."""
    known = {}

    def definitions_of(store, files):
        key = tuple(sorted(files.items()))
        if key not in known:
            known[key] = rebuilding.definitions_of(store, files)
        return known[key]

    return definitions_of


@pytest.fixture
def quick(monkeypatch, rebuilt):
    """Definitions are rebuilt once, not in every test."""
    monkeypatch.setattr("zoning.ledger.replay.definitions_of", rebuilt)
