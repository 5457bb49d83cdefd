"""The report of a project on the shore says what it does to the natural shoreline of its city."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely
from served import fill
from shore_world import fill_shore

from layers.access import FULL
from layers.intake import read_geojson
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion
from zoning.door import Door
from zoning.ledger import Context
from zoning.measures.definitions import load_measure_definitions
from zoning.measures.desk import MeasureDesk
from zoning.reports.model import Grid
from zoning.reports.siting.report import PLAIN

DATA = Path(__file__).resolve().parents[4] / "data"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
ON_SHORE = shapely.box(120.899, 27.9, 120.901, 27.901)  # across 110.8 m of mud
INLAND = shapely.box(120.71, 28.01, 120.711, 28.011)


@pytest.fixture(scope="module")
def measures(tmp_path_factory):
    definitions = load_definitions(DATA)
    with closing(FilesStore(tmp_path_factory.mktemp("shore") / "store")) as store:
        fill(store, definitions)
        fill_shore(store, definitions)
        yield MeasureDesk(Desk(store, definitions, Limits()), load_measure_definitions(DATA, definitions))


def section(measures, site):
    """The section on shorelines of the report of a recorded verdict."""
    reading = read_geojson({"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(site)})
    verdict = measures.desk.check(SitingQuestion(reading, ProjectInput(accuracy_m=1.0), date(2026, 11, 22)), NOW)
    measures.desk.record(verdict, Context(NOW, "tests", "request", "zh", {}))
    report = Door(measures, FULL).report(verdict.id, PLAIN)
    return next(one for one in report.sections if "shoreline" in one.title.en)


def test_the_length_and_the_rate_of_the_city_before_and_after_are_in_it(measures):
    grids = [block for block in section(measures, ON_SHORE).blocks if isinstance(block, Grid)]
    taken, rates = (grid.table for grid in grids)
    (mud,) = taken.rows
    assert mud[1] == pytest.approx(-110.8, abs=0.1)
    mainland, islands = rates.rows
    natural, change, after, before_rate, after_rate = mainland[1:6]
    assert change == pytest.approx(mud[1], abs=0.01) and after == pytest.approx(natural + change, abs=0.01)
    assert after_rate < before_rate
    assert islands[2] is None and islands[4] == islands[5]


def test_inland_there_is_no_measure_of_it(measures):
    assert not [block for block in section(measures, INLAND).blocks if isinstance(block, Grid)]
