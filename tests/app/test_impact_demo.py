"""A proposed red line over the demonstration: it changes exactly the verdicts on the ground that it gives or takes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely

from app import demonstration
from layers.editions import Features
from layers.intake import ReadLimits
from layers.intake.parse import parse
from layers.rasters import intake
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion
from zoning.impact.desk import EditionName, ImpactDesk, units
from zoning.ledger import Context

DATA = Path(__file__).resolve().parents[2] / "data"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
RED = "ecological_red_line"
LAYERS = (RED, "admin_area", "control_unit", "industrial_area")
SITES = ("factory_on_red_line", "assembly_shop", "uncoded_unit", "noisy_workshop", "school_on_plot")


def in_process(path, *, crs=None, limits=None, **_):
    return parse(path, path.name, crs, None, ReadLimits())


def question(site):
    reading = in_process(DATA / "demo" / "sites" / f"{site}.geojson")
    return SitingQuestion(reading, ProjectInput(), date(2026, 11, 22))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The demonstration with the layers that matter here."""
    store = FilesStore(tmp_path_factory.mktemp("demo") / "store")
    definitions = load_definitions(DATA)
    whole = demonstration.load_manifest(DATA / "demo")
    some = whole.model_copy(update={"deliveries": tuple(d for d in whole.deliveries if d.layer in LAYERS)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "read", in_process)
        patch.setattr(demonstration, "load_manifest", lambda _: some)
        list(demonstration.publish_all(store, definitions, DATA / "demo", ReadLimits(), NOW))
    yield Desk(store, definitions, Limits())
    store.close()


@pytest.fixture(scope="module")
def recorded(desk):
    """Id by site, and the place of each."""
    ids, places = {}, {}
    for site in SITES:
        asked = question(site)
        verdict = desk.check(asked, NOW)
        desk.record(verdict, Context(NOW, "local:tests", "test", "zh", {}))
        ids[site] = verdict.id
        places[site] = shapely.union_all([feature.geometry for feature in asked.reading.features])
    return ids, places


def test_a_red_line_that_leaves_one_site_and_takes_another_changes_those_two_verdicts(desk, recorded):
    ids, places = recorded
    store = desk.store
    before = max((e for e in store.editions() if e.head.layer == RED), key=lambda e: e.number)
    held = store.features(before)
    kept = np.flatnonzero(~shapely.intersects(held.geometries, places["factory_on_red_line"])).tolist()
    assert len(kept) == len(held) - 1
    taken = places["assembly_shop"].buffer(0.001)
    names = [*(held.ids[row] for row in kept), "ZZ-new"]
    geometries = np.array([*held.geometries[kept], taken], dtype=object)
    columns = {name: [*(column[row] for row in kept), column[kept[0]]] for name, column in held.attributes.items()}
    edition = store.propose(before.head, Features(tuple(names), geometries, columns, {}), NOW)

    impacts = ImpactDesk(store, desk.definitions)
    at = NOW + timedelta(hours=1)
    change = impacts.change("publication", [EditionName(RED, edition.head.region, edition.number)], at)
    found = set(units(impacts.candidates(change)))
    judge = impacts.judge(change)
    results = {site: judge.judge(verdict_id) for site, verdict_id in ids.items()}
    assert {ids[site] for site, told in results.items() if told["result"] != "unchanged"} <= found
    turned = {site for site, told in results.items() if told["result"] == "verdict"}
    by_red_line = {
        site: [rule["after"] for rule in told["rules"] if rule["rule"] == "RL-1"] for site, told in results.items()
    }
    assert by_red_line["factory_on_red_line"] == [None]
    assert by_red_line["assembly_shop"] == [["prohibited", "prohibited"]]
    assert "assembly_shop" in turned
    assert turned <= {"assembly_shop", "factory_on_red_line"}
    for site in ("uncoded_unit", "noisy_workshop", "school_on_plot"):
        assert by_red_line[site] == []

    store.publish(edition, at)
    again = desk.check(question("assembly_shop"), at + timedelta(hours=1))
    assert {"verdict": again.word, "range": list(again.body["range"])} == results["assembly_shop"]["after"]
