"""A small territory made by hand, and the service over it on a real socket; fixtures of several folders of tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic, sleep

import httpx2
import numpy as np
import pytest
import shapely
import uvicorn
from pydantic import SecretStr

from api.access.keys import Keys
from api.access.roles import Role
from api.app import create_app
from api.settings import ApiSettings
from layers.editions import EditionHead, Features
from layers.intake.types import ReadLimits
from layers.stores.files import FilesStore
from zoning.admissible.desk import AdmissibleDesk
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits
from zoning.impact.desk import ImpactDesk
from zoning.jobs.office import JobOffice
from zoning.jobs.run import Runs
from zoning.measures.definitions import load_measure_definitions
from zoning.measures.desk import MeasureDesk
from zoning.screening.columns import load_columns
from zoning.screening.desk import ScreeningDesk

DATA = Path(__file__).resolve().parents[2] / "data"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TOKEN = "write-token-of-the-tests"
LAND = shapely.box(120.5, 27.8, 120.9, 28.2)
SEA = shapely.box(120.9, 27.8, 121.3, 28.2)
LEVEL_2 = shapely.box(120.7, 28.0, 120.75, 28.05)


def features(definitions, layer, rows):
    """Features of a layer from (id, geometry, attributes); what a row leaves out is None."""
    rows = sorted(rows, key=lambda row: row[0])
    names = definitions.kinds[layer].attributes
    geometries = np.empty(len(rows), dtype=object)
    geometries[:] = [geometry for _, geometry, _ in rows]
    columns = {name: tuple(attributes.get(name) for _, _, attributes in rows) for name in names}
    return Features(tuple(name for name, _, _ in rows), geometries, columns, {})


def fill(store, definitions):
    """Five layers over 0.4° of land and 0.4° of sea; the rest of the layers stay silent."""
    everywhere = shapely.union(LAND, SEA)
    published = [
        (
            "admin_area",
            None,
            [
                ("330302:land", LAND, {"code": "330302", "name": "鹿城区", "level": "county", "part": "land"}),
                ("330302:sea", SEA, {"code": "330302", "name": "鹿城区海域", "level": "county", "part": "sea"}),
            ],
        ),
        (
            "water_source_zone",
            everywhere,
            [("WS-2", LEVEL_2, {"code": "WS-2", "name": "某水库二级保护区", "level": "2", "delimited": True})],
        ),
        ("ecological_red_line", everywhere, [("RL-1", shapely.box(120.6, 27.9, 120.62, 27.92), {"name": "某红线"})]),
        (
            "control_unit",
            None,
            [
                ("ZH33030210001", shapely.box(120.5, 27.8, 120.68, 28.2), {"class": "priority"}),
                ("ZH33030230001", shapely.box(120.68, 27.8, 120.9, 28.2), {"class": "general"}),
            ],
        ),
        ("industrial_area", everywhere, [("I-1", shapely.box(120.8, 28.1, 120.82, 28.12), {"name": "某园区"})]),
    ]
    for layer, declared, rows in published:
        coverage = declared or shapely.union_all([geometry for _, geometry, _ in rows])
        head = EditionHead(layer, "330300", "illustrative", 5.0, date(2026, 1, 1), "手工示例 by hand", coverage)
        edition = store.propose(head, features(definitions, layer, rows), NOW)
        store.publish(edition, NOW)


@pytest.fixture(scope="session")
def definitions():
    return load_definitions(DATA)


@pytest.fixture(scope="session")
def desk(definitions, tmp_path_factory):
    store = FilesStore(tmp_path_factory.mktemp("store"))
    fill(store, definitions)
    return Desk(store, definitions, Limits(vertices=5_000))


def measuring(desk):
    """The desk that measures, over a siting desk."""
    return MeasureDesk(desk, load_measure_definitions(DATA, desk.definitions))


def screenings(desk):
    """The desk that screens tables of projects, over a siting desk."""
    columns = load_columns(DATA, desk.definitions.facts)
    return ScreeningDesk(desk, columns, ReadLimits(), ReadLimits(vertices=desk.limits.vertices), {})


def screening_office(desk, folder=None):
    """Jobs of every kind over a desk; without a folder they are only asked for."""
    kinds = (ImpactDesk(desk.store, desk.definitions).job(), screenings(desk).job(), AdmissibleDesk(desk).job())
    return JobOffice(desk.store, {kind.name: kind for kind in kinds}, Runs(folder))


def screened(desk, screening_id, folder):
    """Do a screening that was asked for, here and now."""
    office = screening_office(desk, folder / screening_id)
    assert office.work(office.job(screening_id), lambda: datetime.now(UTC)).state == "finished"


@contextmanager
def serving(desk, *, clock=lambda: NOW, folder=None, **settings) -> Iterator[httpx2.Client]:
    """The service on a free port, ended with the block; a client of it. Runs of jobs lie in `folder`, if anywhere."""
    app = create_app(
        measuring(desk),
        ApiSettings(version="0.0-test", **settings),
        clock=clock,
        versions={"GEOS": "x.y"},
        office=screening_office(desk, folder),
    )
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", proxy_headers=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        limit = monotonic() + 30
        while not server.started:
            assert thread.is_alive() and monotonic() < limit, "the service did not start"
            sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def client(desk):
    with serving(desk, write_token=SecretStr(TOKEN), body_bytes=300_000) as found:
        yield found


@pytest.fixture(scope="session")
def serve():
    return serving


@pytest.fixture(scope="session")
def writer():
    return {"Authorization": f"Bearer {TOKEN}"}


def bearer(desk, role):
    """The header of a new key of a role."""
    made = Keys(desk.store).create(Role(role), "of the tests", at=NOW, actor="local:tests")
    return {"Authorization": f"Bearer {made.text}"}


@pytest.fixture(scope="session")
def key_for():
    """`key_for(desk, role)`: the header of a new key, known at once to every service over that desk's store."""
    return bearer


def square(lon=120.71, lat=28.01, size=0.001):
    """A GeoJSON square by its south-west corner."""
    return shapely.geometry.mapping(shapely.box(lon, lat, lon + size, lat + size))


@pytest.fixture(scope="session")
def write_token():
    return SecretStr(TOKEN)


@pytest.fixture(scope="session")
def fill_store():
    return fill


@pytest.fixture
def site():
    return square


@pytest.fixture(scope="session")
def now():
    return NOW
