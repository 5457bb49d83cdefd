"""A small store for the commands: one county's land with a red line in its middle, published in 2020."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely

from app.cli.main import run
from layers.editions import EditionHead, Features
from layers.kinds import load_kinds
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions

ROOT = Path(__file__).resolve().parents[2]
COUNTY = shapely.box(120.4, 27.8, 121.0, 28.2)
RED_LINE = shapely.box(120.6, 27.95, 120.7, 28.05)
PUBLISHED = datetime(2024, 1, 1, tzinfo=UTC)


def features(layer, rows):
    """Features of a layer from (id, geometry, attributes) rows."""
    kind = load_kinds(ROOT / "data" / "layers")[layer]
    geometries = np.empty(len(rows), dtype=object)
    geometries[:] = [geometry for _, geometry, _ in rows]
    columns = {name: [given.get(name) for _, _, given in rows] for name in kind.attributes}
    return Features(tuple(name for name, _, _ in rows), geometries, columns, {})


def make_store(folder):
    store = FilesStore(folder)
    deliveries = {
        "admin_area": [
            ("330324:land", COUNTY, {"code": "330324", "name": "试验县", "level": "county", "part": "land"}),
        ],
        "ecological_red_line": [
            ("R1", RED_LINE, {"code": "R1", "name": "试验红线", "part": "land", "core_zone": False}),
        ],
    }
    for layer, rows in deliveries.items():
        head = EditionHead(layer, "330324", "statutory", 1.0, date(2020, 1, 1), "试验来源", COUNTY)
        store.publish(store.propose(head, features(layer, rows), PUBLISHED), PUBLISHED)
    store.close()


@pytest.fixture(scope="session")
def store_maker():
    """Makes the small store in a folder."""
    return make_store


@pytest.fixture(scope="session")
def held(tmp_path_factory):
    """The folder of the small store; checks may be recorded in it, editions stay as they are."""
    folder = tmp_path_factory.mktemp("held") / "store"
    make_store(folder)
    return folder


@cache
def definitions(data):
    """The definitions of a folder, read once for all tests: they never change while these run."""
    return load_definitions(data)


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """An environment without settings of ours, and a store that does not exist yet."""
    for name in ("LANG", "DATA", "HOST", "PORT", "DEBUG", "MAX_VERTICES"):
        monkeypatch.delenv(f"SANXIAN_{name}", raising=False)
    monkeypatch.setenv("SANXIAN_STORE", str(tmp_path / "store"))
    for user in ("app.wiring", "app.health", "zoning.definitions"):
        monkeypatch.setattr(f"{user}.load_definitions", definitions)
    return monkeypatch


@pytest.fixture
def sanxian(environment, capfd):
    """Runs one command line in this process; returns exit code, stdout and stderr."""

    def command(*arguments, store=None, **variables):
        if store is not None:
            environment.setenv("SANXIAN_STORE", str(store))
        for name, value in variables.items():
            environment.setenv(f"SANXIAN_{name}", str(value))
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return command
