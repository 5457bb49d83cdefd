"""The sites of the demonstration before a viewer: nothing exact of restricted layers, and no trace of a nudge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from redaction_oracle import RESTRICTED, told

from app import demonstration
from layers.canonical import canonical
from layers.intake import ReadLimits
from layers.intake.parse import parse
from layers.rasters import intake
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion, today
from zoning.redaction.verdict import redacted

DATA = Path(__file__).resolve().parents[2] / "data"
SITES = sorted(path.stem for path in demonstration.sites(DATA / "demo"))
LIMITS = ReadLimits()
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
NUDGES = [(2e-7, -1e-7), (-3e-6, 2e-6), (1e-5, 1e-5)]  # degrees: two centimetres to a metre

pytestmark = pytest.mark.long


class Nudged:
    """A store that gives restricted features a little beside where they are."""

    def __init__(self, store, by):
        self._store, self._by = store, by

    def __getattr__(self, name):
        return getattr(self._store, name)

    def features(self, edition):
        held = self._store.features(edition)
        if edition.head.layer not in RESTRICTED:
            return held
        return replace(held, geometries=shapely.transform(held.geometries, lambda xy: xy + self._by))


def in_process(path, *, crs=None, limits=LIMITS, **_):
    return parse(path, path.name, crs, None, limits)


@pytest.fixture(scope="module")
def desks(tmp_path_factory):
    store, definitions = FilesStore(tmp_path_factory.mktemp("demo") / "store"), load_definitions(DATA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "read", in_process)
        assert list(demonstration.publish_all(store, definitions, DATA / "demo", LIMITS, NOW))
    yield [Desk(held, definitions, Limits()) for held in (store, *(Nudged(store, by) for by in NUDGES))]
    store.close()


def record(desk, name):
    reading = in_process(DATA / "demo" / "sites" / f"{name}.geojson")
    return desk.check(SitingQuestion(reading, ProjectInput(), today(NOW)), NOW).record()


def shown(desk, body):
    view = redacted(body, RESTRICTED, desk.definitions)
    return canonical({name: value for name, value in view.items() if name != "id"})


@pytest.mark.parametrize("name", SITES)
def test_a_nudge_of_what_is_restricted_leaves_no_trace(desks, name):
    first = record(desks[0], name)
    for desk in desks[1:]:
        other = record(desk, name)
        if told(other) == told(first):
            assert shown(desk, other) == shown(desks[0], first)


@pytest.mark.parametrize("name", SITES)
def test_no_id_or_name_of_a_restricted_feature_is_shown(desks, name):
    body = record(desks[0], name)
    view = shown(desks[0], body).decode()
    for finding in body["findings"]:
        if finding["layer"] in RESTRICTED:
            assert f'"{finding["feature"]}"' not in view and str(finding["overlap_area_range_m2"]) not in view
