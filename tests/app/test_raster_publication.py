"""A raster of land cover through the command line."""

import json

import numpy as np
import pytest
from class_rasters import write

from layers.stores.files import FilesStore

PUBLISH = ["--region", "330324", "--status", "illustrative", "--accuracy", "10", "--effective-from", "2024-01-01"]
CELLS = np.random.default_rng(3).integers(1, 8, (40, 50))


@pytest.fixture
def cover(tmp_path):
    return write(tmp_path / "cover.tif", CELLS)


def test_a_raster_is_checked_published_and_shown(sanxian, cover, tmp_path):
    store = tmp_path / "store"
    common = ["land_cover", cover, *PUBLISH, "--source", "试验", "--set", "class_table=demo", "--set", "year=2023"]
    assert sanxian("layers", "check", *common, store=store)[0] == 0
    assert not store.exists()
    code, out, err = sanxian("layers", "publish", *common, "--json", store=store)
    assert (code, err) == (0, ""), err
    assert json.loads(out)["edition"]["state"] == "published"
    held = FilesStore(store)
    (edition,) = held.editions()
    features = held.features(edition)
    assert edition.head.layer == "land_cover" and features.attributes["year"] == (2023,)
    with held.file(features.attributes["raster"][0]) as path:
        assert path.stat().st_size > 0
    assert sanxian("doctor", store=store)[0] == 0
    held.forget(features.attributes["raster"][0])
    code, out, _ = sanxian("doctor", "--json", store=store)
    (problem,) = json.loads(out)["problems"]
    assert code == 1 and "land_cover 330324/1" in problem["en"]


@pytest.mark.parametrize(
    ("more", "says"), [([], "class_table"), (["--set", "class_table=demo", "--source-layer", "x"], "图层")]
)
def test_what_a_raster_lacks_is_one_line_and_nothing_is_stored(sanxian, cover, tmp_path, more, says):
    store = tmp_path / "store"
    code, out, err = sanxian("layers", "publish", "land_cover", cover, *PUBLISH, "--source", "试验", *more, store=store)
    assert (code, out, err.count("\n")) == (2, "", 1) and says in err
