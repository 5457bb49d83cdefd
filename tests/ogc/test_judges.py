"""Clients that are not ours read the OGC API of a service in a process of its own: GDAL, of two versions, and OWSLib.

GDAL holds the interpreter while it reads, so that a service in a thread beside it would never answer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from owslib.ogcapi.features import Features
from served import LAND, LEVEL_2, SEA, features

from layers.editions import EditionHead
from layers.stores.files import FilesStore

ROOT = Path(__file__).resolve().parents[2]
SERVICE = str(ROOT / "tests/support/small_service.py")
COUNT = 250  # several pages


@pytest.fixture(scope="module")
def base(definitions, fill_store, now, tmp_path_factory):
    """The service over a layer of several pages."""
    store = FilesStore(tmp_path_factory.mktemp("judges"))
    fill_store(store, definitions)
    rows = [
        (
            f"I-{n:03}",
            shapely.box(120.5 + n * 1e-3, 28, 120.5 + n * 1e-3 + 5e-4, 28.05),
            {"name": f"园区{n}", "code": str(n)},
        )
        for n in range(COUNT)
    ]
    head = EditionHead(
        "industrial_area", "330300", "illustrative", 5.0, date(2026, 2, 1), "x", shapely.union(LAND, SEA)
    )
    store.publish(store.propose(head, features(definitions, "industrial_area", rows), now), now)
    before = os.environ.get("NO_PROXY")
    os.environ["NO_PROXY"] = "127.0.0.1"
    with subprocess.Popen(
        [sys.executable, SERVICE, store.location, "0"], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        try:
            _, port = next(line for line in process.stdout if line.startswith("ready")).split()
            yield f"http://127.0.0.1:{port}/ogc"
        finally:
            process.terminate()
            process.wait(20)
    os.environ.pop("NO_PROXY") if before is None else os.environ.update(NO_PROXY=before)


# --- GDAL, of pyogrio


def read(base, layer, **more):
    return pyogrio.read_dataframe(f"OAPIF:{base}", layer=layer, **more)


def test_gdal_lists_the_layers(base):
    assert {name for name, _ in pyogrio.list_layers(f"OAPIF:{base}")} >= {"water_source_zone", "industrial_area"}


def test_gdal_reads_every_page_of_a_layer(base):
    found = read(base, "industrial_area", PAGE_SIZE=40)
    assert len(found) == COUNT and found["id"].is_unique
    assert set(found["name"]) == {f"园区{n}" for n in range(COUNT)}


@pytest.mark.parametrize("epsg", [4490, 3857, 4549, 4528, 4527, 4550])
def test_gdal_has_the_features_where_they_are_in_every_system(base, epsg):
    """GDAL turns axes by the definition it knows of a CRS: with ours in another order features would lie elsewhere."""
    found = read(base, "water_source_zone", CRS=f"EPSG:{epsg}")
    assert found.crs.to_epsg() == epsg
    step = pyproj.Transformer.from_crs(4326 if epsg == 3857 else 4490, epsg, always_xy=True)
    expected = shapely.transform(LEVEL_2, lambda xy: np.column_stack(step.transform(xy[:, 0], xy[:, 1])))
    metres = 1 if epsg != 4490 else 1e-5
    assert shapely.hausdorff_distance(found.geometry.iloc[0], expected) < 1e-3 * metres


def test_gdal_has_longitude_first_where_nothing_is_asked(base):
    found = read(base, "water_source_zone", CRS="OGC:CRS84")
    assert np.abs(found.total_bounds - np.array(LEVEL_2.bounds)).max() < 1e-9


def test_gdal_asks_by_place(base):
    assert sorted(read(base, "industrial_area", bbox=(120.5, 28.0, 120.5025, 28.01))["code"]) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("where", "codes"), [("name = '园区7'", ["7"]), ("code IN ('1', '2')", ["1", "2"]), ("name LIKE '园区24%'", 11)]
)
def test_gdal_asks_by_attribute(base, where, codes):
    found = sorted(read(base, "industrial_area", where=where)["code"])
    assert len(found) == codes if isinstance(codes, int) else found == codes


def test_gdal_reads_one_feature_by_a_filter_it_sends(base):
    found = read(base, "water_source_zone", where="level = '2' AND delimited = 1")
    assert list(found["code"]) == ["WS-2"]


# --- GDAL, of Debian

OGRINFO = shutil.which("ogrinfo")
without = pytest.mark.skipif(OGRINFO is None and not os.environ.get("CI"), reason="no ogrinfo here: install gdal-bin")


def ogrinfo(*arguments):
    assert OGRINFO is not None, "no ogrinfo here: install gdal-bin"
    done = subprocess.run([OGRINFO, "-ro", *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@without
def test_debians_gdal_reads_a_layer(base):
    told = ogrinfo("-al", "-so", f"OAPIF:{base}", "industrial_area")
    assert f"Feature Count: {COUNT}" in told and "(120.500000, 28.000000)" in told
    assert "园区7" in ogrinfo("-al", f"OAPIF:{base}", "industrial_area")


@without
def test_debians_gdal_asks_by_place(base):
    told = ogrinfo("-al", "-so", "-spat", "120.5", "28", "120.5025", "28.01", f"OAPIF:{base}", "industrial_area")
    assert "Feature Count: 3" in told


# --- OWSLib


@pytest.fixture(scope="module")
def owslib(base):
    return Features(base)


def test_owslib_finds_the_service_and_what_it_conforms_to(owslib):
    assert {link["rel"] for link in owslib.links} >= {"self", "conformance", "data", "service-desc"}
    assert any(name.endswith("ogcapi-features-1/1.0/conf/core") for name in owslib.conformance()["conformsTo"])
    assert owslib.api()["openapi"] == "3.0.3"


def test_owslib_reads_collections_and_their_queryables(owslib):
    assert {"water_source_zone", "industrial_area"} <= set(owslib.feature_collections())
    assert owslib.collection("water_source_zone")["itemType"] == "feature"
    assert "level" in owslib.collection_queryables("water_source_zone")["properties"]
    assert "level" in owslib.collection_schema("water_source_zone")["properties"]


def test_owslib_reads_items_by_page_place_and_filter(owslib):
    page = owslib.collection_items("industrial_area", limit=10)
    assert (page["numberReturned"], page["numberMatched"]) == (10, COUNT)
    near = owslib.collection_items("industrial_area", bbox=[120.5, 28.0, 120.5025, 28.01])
    assert near["numberReturned"] == 3
    found = owslib.collection_items("industrial_area", filter="name = '园区7'")
    assert [feature["properties"]["code"] for feature in found["features"]] == ["7"]
    one = owslib.collection_item("industrial_area", page["features"][3]["id"])
    assert one["properties"] == page["features"][3]["properties"]
