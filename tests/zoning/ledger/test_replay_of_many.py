"""Many verdicts, of the demonstration's area and of an invented province, on both stores and in several processes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import province
import pytest
import shapely
from measuring import measure_definitions
from recorded import judged
from store_homes import FilesHome, PostgisHome
from world import DATA, definitions

from app import demonstration
from layers.intake import ReadLimits, read
from layers.stores.copying import copy
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion
from zoning.ledger import Context
from zoning.ledger.replaying import answered, replays
from zoning.ledger.verification import verify
from zoning.measures.desk import MeasureDesk

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = date(2026, 11, 22)
INLAND = (120.25, 27.55, 120.75, 27.9)  # of the province
SHORE = (120.5, 27.7, 121.1, 28.2)  # of the demonstration


def empty(kind, request, folder):
    """The place of an empty store."""
    if kind == "files":
        return FilesHome(str(folder / "store"))
    return PostgisHome(request.getfixturevalue("postgis_server").ready())


def judge(desk, count, window):
    for site in province.sites(count, window):
        judged(desk, site, at=NOW, width_m=20.0 if isinstance(site, shapely.LineString) else None)


def demonstrate(store):
    """The demonstration as `make demo` records it: its sites judged, every measure taken."""
    limits = ReadLimits()
    assert all(one.fresh for one in demonstration.publish_all(store, definitions(), DATA / "demo", limits, NOW))
    measures = MeasureDesk(Desk(store, definitions(), Limits()), measure_definitions())
    context = Context(NOW, "local:tests", "demo", "zh", {})
    for path in demonstration.sites(DATA / "demo"):
        verdict = measures.desk.check(SitingQuestion(read(path), ProjectInput(), DAY), NOW)
        measures.desk.record(verdict, context)
    region = demonstration.load_manifest(DATA / "demo").region
    for question in demonstration.questions(region, DAY):
        measures.record(measures.answer(question, NOW), context)
    return measures.desk


def outcomes(place, subjects, processes):
    return Counter((one.outcome, one.reason) for one in replays(place, subjects, processes))


@pytest.mark.parametrize("count", [3, pytest.param(500, marks=pytest.mark.long)])
def test_verdicts_of_the_province_are_the_same_and_identical_again_on_both_stores(count, request, tmp_path):
    drawn, ids = province.county(), {}
    for kind in ("files", "postgis"):
        home = empty(kind, request, tmp_path)
        store = home.open()
        province.publish(store, definitions(), drawn)
        judge(Desk(store, definitions(), Limits()), count, INLAND)
        ids[kind] = answered(store)
        assert verify(store, deep=True).sound
        for processes in (1, 4) if count > 10 else (1,):
            assert outcomes(home.place, ids[kind], processes) == {("identical", None): len(ids[kind])}
        store.close()
    assert ids["files"] == ids["postgis"] and len(set(ids["files"])) == count


@pytest.mark.long
def test_verdicts_and_measures_of_the_demonstration_are_identical_again_on_both_stores(request, tmp_path):
    first, second = (empty(kind, request, tmp_path) for kind in ("files", "postgis"))
    store = first.open()
    judge(demonstrate(store), 500, SHORE)
    subjects = answered(store)
    assert len(subjects) >= 520
    copy(store, second.open())
    for home in (first, second):
        assert verify(home.open(), deep=True).sound
        for processes in (1, 4):
            assert outcomes(home.place, subjects, processes) == {("identical", None): len(subjects)}
