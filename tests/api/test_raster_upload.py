"""A raster of land cover sent over HTTP: proposed like any delivery, refused like any."""

import numpy as np
import pytest
from class_rasters import write

from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

FORM = {
    "region": "330300",
    "status": "illustrative",
    "accuracy_m": "10",
    "effective_from": "2026-01-01",
    "source": "示例",
    "set": ["class_table=demo", "year=2025"],
}


@pytest.fixture
def store(tmp_path):
    return FilesStore(tmp_path / "store")


@pytest.fixture
def steward(definitions, store, serve, write_token, writer):
    with serve(Desk(store, definitions, Limits()), write_token=write_token) as client:
        client.headers.update(writer)
        yield client


def send(client, path, form):
    return client.post("/layers/land_cover/editions?lang=en", data=form, files={"file": (path.name, path.read_bytes())})


def test_a_raster_is_proposed_and_its_cells_are_kept(steward, store, tmp_path):
    path = write(tmp_path / "cover.tif", np.random.default_rng(1).integers(1, 8, (30, 30)))
    reply = send(steward, path, FORM)
    assert reply.status_code == 201, reply.text
    (edition,) = store.editions()
    with store.file(store.features(edition).attributes["raster"][0]) as kept:
        assert kept.stat().st_size > 0


def test_a_raster_that_is_none_is_refused_and_nothing_is_stored(steward, store, tmp_path):
    path = write(tmp_path / "cover.tif", np.ones((3, 3)), crs=None)
    reply = send(steward, path, FORM)
    assert reply.status_code == 422 and "coordinate reference system" in reply.text
    assert store.editions() == ()
