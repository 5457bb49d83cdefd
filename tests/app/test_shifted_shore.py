"""A shore delivered in GCJ-02: right when declared so, noticed when it is passed off as CGCS2000."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from world import DATA, definitions

from layers import intake
from layers.gcj02 import wgs84_to_gcj02
from layers.geodesy import distance
from layers.mapping import DeliveryMapping
from layers.publication.preparation import Submission, prepare
from layers.publication.publishing import propose, publish
from layers.stores.files import FilesStore

DEMO = DATA / "demo"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SHORE = Submission("330300", "illustrative", 20.0, date(2021, 1, 1), "test", "region")


@pytest.fixture(scope="module")
def shifted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shore pushed through the forward formula."""
    document = json.loads((DEMO / "coastline_2020.geojson").read_text(encoding="utf-8"))
    for feature in document["features"]:
        moved = shapely.transform(shapely.geometry.shape(feature["geometry"]), wgs84_to_gcj02)
        feature["geometry"] = shapely.geometry.mapping(moved)
    path = tmp_path_factory.mktemp("shore") / "shore.geojson"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FilesStore:
    """A store that holds the demo's administrative areas."""
    found = FilesStore(tmp_path_factory.mktemp("store"))
    reading = intake.read(DEMO / "admin_area.geojson", crs="EPSG:4490")
    submission = Submission("330300", "illustrative", 1.0, date(2020, 1, 1), "test")
    kind = definitions().kinds["admin_area"]
    proposal = propose(
        found, kind, reading, submission, mapping=DeliveryMapping(), regions=definitions().regions, at=NOW
    )
    publish(found, proposal.edition, at=NOW)
    return found


def codes(store: FilesStore, path: Path, crs: str) -> set[str]:
    """The codes of everything that the check of this shore says."""
    kinds, regions = definitions().kinds, definitions().regions
    reading = intake.read(path, crs=crs)
    prepared = prepare(store, kinds["coastline"], reading, SHORE, mapping=DeliveryMapping(), regions=regions, at=NOW)
    return {problem.code for problem in prepared.report.problems}


def test_declared_as_gcj02_it_gives_the_original_within_a_millimetre(shifted: Path) -> None:
    original = intake.read(DEMO / "coastline_2020.geojson", crs="EPSG:4490")
    restored = intake.read(shifted, crs="GCJ02")
    one = shapely.get_coordinates([feature.geometry for feature in original.features])
    two = shapely.get_coordinates([feature.geometry for feature in restored.features])
    assert len(one) == len(two) > 5_000
    assert float(np.max(distance(one[:, 0], one[:, 1], two[:, 0], two[:, 1]))) < 0.001


def test_passed_off_as_cgcs2000_it_is_noticed(store: FilesStore, shifted: Path) -> None:
    assert "datum_suspected" in codes(store, shifted, "EPSG:4490")


def test_the_shore_itself_and_the_shore_declared_as_gcj02_raise_no_suspicion(store: FilesStore, shifted: Path) -> None:
    assert "datum_suspected" not in codes(store, DEMO / "coastline_2020.geojson", "EPSG:4490")
    assert "datum_suspected" not in codes(store, shifted, "GCJ02")
