"""The demonstration shore: its pinned figures, recomputed a second way, and how they are shown."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import shapely
from measuring import MemoryStore, measure_definitions
from pyproj import Geod
from shores import measured
from world import DATA

from zoning.measures.presentation import charts, tables
from zoning.measures.rendering import render

CGCS2000 = Geod(a=6378137.0, rf=298.257222101)
NATIVE, RESTORED = ("N_ROCK", "N_SAND", "N_MUD", "N_BIO"), ("R_NAT", "R_REST")
# year of the edition → kind → total, natural, restored and recognised, estuary, in metres
PINNED = {
    2020: {
        "mainland": {
            "total_m": 331533.995,
            "natural_m": 188807.246,
            "restored_m": 13306.398,
            "estuary_m": 7705.102,
            "rate": 0.569496,
        },
        "islands": {
            "total_m": 673181.071,
            "natural_m": 589365.76,
            "restored_m": 6051.548,
            "estuary_m": 0.0,
            "rate": 0.875494,
        },
    },
    2025: {
        "mainland": {
            "total_m": 331724.123,
            "natural_m": 179163.333,
            "restored_m": 16212.353,
            "estuary_m": 7705.102,
            "rate": 0.540097,
        },
        "islands": {
            "total_m": 673181.071,
            "natural_m": 589365.76,
            "restored_m": 6051.548,
            "estuary_m": 0.0,
            "rate": 0.875494,
        },
    },
}


@cache
def delivery(year):
    return json.loads((DATA / "demo" / f"coastline_{year}.geojson").read_text(encoding="utf-8"))["features"]


@cache
def store(year):
    rows = [(f["properties"]["code"], shapely.geometry.shape(f["geometry"]), f["properties"]) for f in delivery(year)]
    held = MemoryStore()
    held.add("coastline", rows, effective_from=date(year, 1, 1))
    return held


def plain_length(geometry):
    """Metres on CGCS2000 by Karney's formula, the edges (straight in degrees) cut to 50 m."""
    metres = 0.0
    for part in getattr(geometry, "geoms", [geometry]):
        xy = np.array(part.coords)
        for (x0, y0), (x1, y1) in pairwise(xy):
            pieces = int(np.ceil(111_000 * np.hypot(x1 - x0, y1 - y0) / 50)) or 1
            t = np.linspace(0, 1, pieces + 1)
            metres += CGCS2000.line_length(x0 + t * (x1 - x0), y0 + t * (y1 - y0))
    return metres


@cache
def recomputed(year):
    sums = defaultdict(lambda: dict.fromkeys(("total_m", "natural_m", "restored_m", "estuary_m"), 0.0))
    for feature in delivery(year):
        told = feature["properties"]
        metres = plain_length(shapely.geometry.shape(feature["geometry"]))
        restored = told["type"] in RESTORED and told["recognised"] is True
        for key in (told["kind"], (told["kind"], told["region"])):
            sums[key]["total_m"] += metres
            sums[key]["restored_m"] += metres * restored
            sums[key]["natural_m"] += metres * (restored or told["type"] in NATIVE)
            sums[key]["estuary_m"] += metres * (told["type"] == "E_RIVER")
    return sums


@pytest.mark.parametrize("year", [2020, 2025])
def test_the_figures_are_those_pinned_and_those_of_a_second_route(year):
    body = measured(store(year)).body
    second = recomputed(year)
    for member, kind in (("mainland", "mainland"), ("islands", "island")):
        for name, pinned in PINNED[year][member].items():
            assert body[member][name] == pytest.approx(pinned, rel=1e-6), (member, name)
            if name in second[kind]:
                assert second[kind][name] == pytest.approx(pinned, rel=1e-6), (member, name)


@pytest.mark.parametrize("year", [2020, 2025])
def test_every_county_agrees_with_the_second_route(year):
    second = recomputed(year)
    for row in measured(store(year)).body["by_region"]:
        for member, kind in (("mainland", "mainland"), ("islands", "island")):
            for name, metres in second[kind, row["region"]].items():
                assert row[member][name] == pytest.approx(metres, rel=1e-6, abs=1e-3)


def test_the_same_question_has_the_same_bytes():
    assert measured(store(2025)).record_bytes() == measured(store(2025)).record_bytes()


def test_every_metre_is_traceable_to_a_segment():
    result = measured(store(2025))
    (evidence,) = result.evidence()
    names = [column.name for column in evidence.table.columns]
    assert names[:4] == ["id", "edition", "code", "kind"]
    kinds, lengths, counted = (
        [row[names.index(name)] for row in evidence.table.rows] for name in ("kind", "length_m", "counted")
    )
    for member, kind in (("mainland", "mainland"), ("islands", "island")):
        own = [metres for one, metres in zip(kinds, lengths, strict=True) if one == kind]
        assert sum(own) == pytest.approx(result.body[member]["total_m"], abs=1e-3)
    unrecognised = sum(m for m, group in zip(lengths, counted, strict=True) if group == "restored_unrecognised")
    body = result.body
    said = body["mainland"]["restored_unrecognised_m"] + body["islands"]["restored_unrecognised_m"]
    assert unrecognised == pytest.approx(said, abs=2e-3)


def test_tables_and_charts_are_drawn_from_the_rendered_body():
    definitions = measure_definitions()
    result = measured(store(2025), sensitivity=True)
    body = render(result.record(), definitions)
    assert all("text" in note and "{" not in note["text"]["zh"] for note in body["notes"])
    shown = {table.name: table for table in tables(body, definitions)}
    assert next(iter(shown)) == "summary"
    assert {"by_region", "by_type", "by_bay", "by_island", "floors", "sensitivity", "gates"} <= set(shown)
    names = [column.name for column in shown["summary"].columns]
    first = dict(zip(names, shown["summary"].rows[0], strict=True))
    assert first["total_km"] == pytest.approx(result.body["mainland"]["total_m"] / 1000)
    assert first["rate_percent"] == result.body["mainland"]["rate_percent"]
    drawn = {chart.name: chart for chart in charts(body, definitions)}
    assert [drawn[name].kind for name in ("by_type", "by_region", "rates")] == ["bars", "stacked", "bars"]
    assert sum(v or 0 for v in drawn["by_region"].series[0].values) == pytest.approx(first["total_km"], abs=1e-5)


def test_a_region_without_a_coast_is_shown_without_figures():
    definitions = measure_definitions()
    body = render(measured(store(2025), "330800").record(), definitions)
    (summary,) = tables(body, definitions)
    assert summary.rows[0][1] is None
    assert charts(body, definitions) == ()
