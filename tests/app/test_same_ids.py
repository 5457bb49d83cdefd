"""The files store and the PostGIS store give the same bytes, and so the same ids, to the same questions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from served import fill
from shore_world import fill_shore

from app import demonstration
from layers.intake import ReadLimits
from layers.intake.parse import parse
from layers.intake.types import RawFeature, Reading
from layers.rasters import intake
from layers.stores.base import Store
from layers.stores.files import FilesStore
from layers.stores.postgis.store import PostgisStore
from zoning.definitions import Definitions, load_definitions
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion, today
from zoning.ledger import Context
from zoning.measures.definitions import load_measure_definitions
from zoning.measures.desk import MeasureDesk

DATA = Path(__file__).resolve().parents[2] / "data"
LIMITS = ReadLimits()
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
CONTEXT = Context(at=NOW, actor="local:tests", request="test", lang="zh", versions={})


@pytest.fixture(scope="module")
def definitions():
    return load_definitions(DATA)


@pytest.fixture
def stores(tmp_path, postgis_place) -> tuple[Store, Store]:
    return FilesStore(tmp_path / "store"), PostgisStore(postgis_place)


def questions(count: int) -> list[SitingQuestion]:
    """Sites over land, sea and the ends of what is covered."""
    corners = np.random.default_rng(5).uniform((120.5, 27.8), (121.2, 28.2), (count, 2))
    return [
        SitingQuestion(
            Reading((RawFeature(shapely.box(x, y, x + 0.02, y + 0.01), {}, "site"),), "geojson", "EPSG:4490"),
            ProjectInput(industry="2614"),
            today(NOW),
        )
        for x, y in corners
    ]


def require_same(stores: tuple[Store, Store], definitions: Definitions, asked: list[SitingQuestion]) -> None:
    """Every verdict and measure, and what is recorded of them, is the same in each store."""
    measures = load_measure_definitions(DATA, definitions)
    desks = [MeasureDesk(Desk(store, definitions, Limits()), measures) for store in stores]
    assert [e.sha256 for e in stores[0].editions()] == [e.sha256 for e in stores[1].editions()]
    for question in asked:
        one, other = (desk.desk.check(question, NOW) for desk in desks)
        assert not one.incident
        assert one.record_bytes() == other.record_bytes()
        for desk, verdict in zip(desks, (one, other), strict=True):
            desk.desk.record(verdict, CONTEXT)
    region = demonstration.load_manifest(DATA / "demo").region
    for measure in demonstration.questions(region, today(NOW)):
        one, other = (desk.answer(measure, NOW) for desk in desks)
        assert one.record_bytes() == other.record_bytes()
        for desk, result in zip(desks, (one, other), strict=True):
            desk.record(result, CONTEXT)
    assert list(stores[0].blobs()) == list(stores[1].blobs())  # bodies, definitions, rasters: by their bytes
    logs = [list(store.log()) for store in stores]
    assert logs[0] == logs[1]  # the same chain
    assert stores[0].verify_log() is stores[1].verify_log() is None


def test_verdicts_and_measures_of_a_territory_have_the_same_ids_in_both_stores(stores, definitions):
    for store in stores:
        fill(store, definitions)
        fill_shore(store, definitions)
    require_same(stores, definitions, questions(4))


@pytest.mark.long
def test_the_whole_demonstration_has_the_same_ids_in_both_stores(stores, definitions, monkeypatch):
    def in_process(path, *, crs=None, limits=LIMITS, **_):
        return parse(path, path.name, crs, None, limits)

    monkeypatch.setattr(intake, "read", in_process)
    for store in stores:
        assert all(each.fresh for each in demonstration.publish_all(store, definitions, DATA / "demo", LIMITS, NOW))
    sites = [parse(path, path.name, None, None, LIMITS) for path in demonstration.sites(DATA / "demo")]
    require_same(stores, definitions, [SitingQuestion(reading, ProjectInput(), today(NOW)) for reading in sites])
