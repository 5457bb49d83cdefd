"""A measure made by hand, and one of the demonstration's shore, as documents."""

import json
from datetime import date
from functools import cache

import demo_files
import numpy as np
import pytest
import shapely
from measuring import DATA, NOW, TODAY, MemoryStore, desk, measure_definitions

from layers.definition_file import Titles
from layers.geodesy import length
from zoning.measures import rendering
from zoning.measures.question import (
    AreasQuestion,
    BaysQuestion,
    BuffersQuestion,
    IndicatorsQuestion,
    ShorelineChangesQuestion,
    ShorelineQuestion,
)
from zoning.measures.tables import Chart, Column, Evidence, Series, table
from zoning.reports.measures.backdrop import backdrop
from zoning.reports.measures.commands import command_line, from_body
from zoning.reports.measures.document import Document
from zoning.reports.measures.document import document as to_document

HOSTILE = '<script>alert("x")</script> -- $\\frac{1}{2}$ ]]>'


def titles(zh, en):
    return Titles(zh=zh, en=en)


def column(array):
    out = np.empty(len(array), dtype=object)
    out[:] = array
    return out


def body_of(status="illustrative", **more):
    """A body in the shape that every measure has."""
    edition = {
        "layer": "coastline",
        "region": "330300",
        "edition": 1,
        "status": status,
        "effective_from": "2020-01-01",
        "accuracy_m": 1.0,
        "source": "海岸线修测成果（2024）",
        "sha256": "ab" * 32,
    }
    record = {
        "id": f"sha256:{'12' * 32}",
        "measure": "shoreline",
        "region": "330300",
        "as_of": TODAY.isoformat(),
        "method": {"id": "cn-2017", "version": measure_definitions().shoreline["cn-2017"].version},
        "calculation": "1",
        "editions": [edition],
        "definitions": [{"file": "layers/coastline.yaml", "version": "1", "sha256": f"sha256:{'cd' * 32}"}],
        "notes": [],
    } | more
    return rendering.render(record, measure_definitions())


@cache
def demo_segments():
    """The shore of the demonstration as evidence."""
    features = json.loads((DATA / "demo" / "coastline_2025.geojson").read_text(encoding="utf-8"))["features"]
    shapes = column([shapely.geometry.shape(feature["geometry"]) for feature in features])
    columns = [
        Column("code", titles("岸段编码", "segment")),
        Column("type", titles("类型", "type")),
        Column("recognised", titles("经认定", "recognised")),
        Column("edition", titles("版本", "edition"), digits=0),
        Column("length_m", titles("长度", "length"), "m", 3),
    ]
    rows = [
        [one["properties"]["code"], one["properties"]["type"], one["properties"]["recognised"], 1, metres]
        for one, metres in zip(features, length(shapes).tolist(), strict=True)
    ]
    return Evidence(table("segments", titles("岸段", "Segments"), columns, rows), shapes, "coastline", "type")


SUMMARY = table(
    "summary",
    titles("自然岸线保有率", "Natural shoreline retention"),
    [
        Column("shore", titles("岸线", "shore")),
        Column("total_km", titles("总长", "total"), "km", 2),
        Column("rate", titles("保有率", "rate"), "%", 2),
        Column("met", titles("达标", "met")),
    ],
    [["大陆", 331.724123, 2.675, True], ["海岛", 0.125, None, False], [HOSTILE, -0.001, 179163.333 / 1000, None]],
)
DANGEROUS = table(
    "names",
    titles("名称", "Names"),
    [Column("name", titles("名称", "name")), Column("count", titles("数", "count"), digits=0)],
    [["=HYPERLINK(1)", 1], ["+1", 2], ["-1", -3], ["@SUM", 4], ["\tx", 5], ["平常", None], ['a,"b"\r\nc', 7]],
)
CHART = Chart(
    "rates",
    titles("各县保有率", "Rates by county"),
    "bars",
    (titles("龙湾区", "Longwan"), titles("洞头区", "Dongtou"), titles("苍南县", "Cangnan")),
    (
        Series(titles("大陆", "mainland"), (47.05, None, 65.43)),
        Series(titles("海岛", "islands"), (100.0, 82.485, 95.61)),
    ),
    "%",
)
STACKED = Chart("kinds", titles("构成", "Kinds"), "stacked", CHART.categories, CHART.series, "km")
LINE = Chart("years", titles("历年", "By year"), "line", CHART.categories, CHART.series, "%")


def document(*, tables=(SUMMARY, DANGEROUS), charts=(CHART, STACKED, LINE), evidence=None, **more):
    body = body_of(**more)
    drawn = (demo_segments(),) if evidence is None else evidence
    return Document(body, tables, charts, measure_definitions(), from_body(body), lambda: drawn)


@pytest.fixture(scope="session")
def made():
    """A function that makes a document."""
    return document


@pytest.fixture(scope="session")
def hostile():
    """A text that must never become markup, a formula or mathematics."""
    return HOSTILE


def _demo_store():
    """The demonstration's layers that measures read, as editions."""
    store = MemoryStore()
    every = shapely.union_all(demo_files.rows("admin_area.geojson")[1])
    for delivery in demo_files.DELIVERIES:
        layer, file = delivery["layer"], delivery["file"]
        if layer not in MEASURED or not file.endswith("geojson"):
            continue
        kind = demo_files.KINDS[layer]
        properties, geometries = demo_files.rows(file)
        features = [
            (
                ":".join(str(row[name]) for name in kind.key),
                shape,
                {k: v for k, v in row.items() if k in kind.attributes},
            )
            for row, shape in zip(properties, geometries, strict=True)
        ]
        store.add(
            layer,
            features,
            effective_from=date.fromisoformat(str(delivery["effective_from"])),
            accuracy_m=float(delivery["accuracy_m"]),
            coverage=every,
        )
    return store


MEASURED = (
    "admin_area",
    "bay",
    "buffer_strip",
    "coastline",
    "ecological_red_line",
    "important_wetland",
    "mangrove",
    "protected_area",
    "water_line",
    "wetland",
)


@pytest.fixture(scope="session")
def demo_documents():
    """Six measures of the demonstration's data, as a report joins them."""
    asked = desk(_demo_store())
    common = {"region": "330300", "as_of": TODAY}
    since = date(2024, 6, 30)
    questions = (
        IndicatorsQuestion(**common),
        ShorelineQuestion(**common, sensitivity=True),
        ShorelineChangesQuestion(**common, since=since),
        BaysQuestion(**common),
        BuffersQuestion(**common),
        AreasQuestion(**common, layers=("ecological_red_line", "wetland"), since=since),
    )
    return [
        to_document(asked.answer(one, NOW), asked.definitions, command_line(one), backdrop(asked, one, NOW))
        for one in questions
    ]
