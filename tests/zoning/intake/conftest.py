"""A desk over the small territory of tests: one county on land and at sea, a red line, a protection zone."""

from __future__ import annotations

import pytest
from served import fill

from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    from served import DATA

    definitions = load_definitions(DATA)
    store = FilesStore(tmp_path_factory.mktemp("store"))
    fill(store, definitions)
    return Desk(store, definitions, Limits(vertices=5_000))


@pytest.fixture
def definitions_only(desk, tmp_path):
    """A desk over an empty store."""
    return Desk(FilesStore(tmp_path / "empty"), desk.definitions, Limits(vertices=5_000))
