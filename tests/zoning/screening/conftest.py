"""The small territory of tests/support/served.py, and desks that screen over it."""

import pytest
import small_law
from served import definitions, desk, fill, screenings

from layers.stores.files import FilesStore
from layers.tables.files import sheets_of
from zoning.desk import Desk, Limits

__all__ = ["definitions", "desk"]


@pytest.fixture(scope="session")
def screening_desk(desk):
    """Over the repository's own definitions, by which a check takes its time."""
    return screenings(desk)


@pytest.fixture(scope="session")
def quick_desk(tmp_path_factory):
    """Over a law of two rules, by which many can be judged."""
    store = FilesStore(tmp_path_factory.mktemp("quick"))
    law = small_law.definitions(tmp_path_factory.mktemp("law"))
    fill(store, law)
    return screenings(Desk(store, law, Limits()))


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch, tmp_path_factory):
    """Tables are opened here; tests/layers/tables has the process that does it else."""

    def read_sheets(source, name, limits):
        path = tmp_path_factory.mktemp("table") / "input"
        path.write_bytes(source if isinstance(source, bytes) else source.read_bytes())
        return sheets_of(path, name, limits)

    monkeypatch.setattr("zoning.screening.inputs.read_sheets", read_sheets)
