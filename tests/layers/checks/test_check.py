"""The whole check: errors first, originals kept, every problem with a text in both languages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from layers.checks.check import check
from layers.definition_file import read_definition
from layers.delivery import take
from layers.editions import Features
from layers.gcj02 import gcj02_to_bd09, wgs84_to_gcj02
from layers.intake.types import RawFeature, Reading
from layers.kinds import load_kinds
from layers.mapping import DeliveryMapping
from layers.regions import load_regions

DATA = Path(__file__).parents[3] / "data"
KINDS = load_kinds(DATA / "layers")
REGIONS = load_regions(DATA / "codes" / "regions.yaml")
TEXTS = read_definition(DATA / "codes" / "notes.yaml").data
BOWTIE = Polygon([(120, 28), (120.01, 28.01), (120.01, 28), (120, 28.01)])


def report(layer, *features, accuracy_m=1.0, admin=None, **constants):
    """Check features given as (geometry, attributes)."""
    raw = tuple(RawFeature(geometry, row, f"row {n}") for n, (geometry, row) in enumerate(features, 1))
    delivery = take(Reading(raw, "gpkg", "EPSG:4490"), KINDS[layer], DeliveryMapping(constants=constants))
    found = check(delivery, REGIONS, region="330300", accuracy_m=accuracy_m, admin=admin)
    for problem in found.problems:
        for text in TEXTS[problem.code].values():
            text.format_map(problem.values)  # a placeholder without a value raises
    for note in found.notes:
        for text in TEXTS[note.code].values():
            text.format_map(note.values)
    return found


def codes(found):
    return [problem.code for problem in found.problems]


def test_a_clean_delivery_has_no_problem_and_nothing_changed():
    found = report("ecological_red_line", (box(120, 28, 120.01, 28.01), {"code": "1", "part": "land"}))
    assert not found.problems
    assert not found.delivered
    assert found.as_json()["passed"] is True


def test_errors_come_first_and_refuse():
    found = report(
        "ecological_red_line",
        (BOWTIE, {"code": "1", "region": "331002"}),
        (box(121, 28, 121.01, 28.01), {"code": "1", "part": "湖"}),
    )
    assert codes(found) == ["value_not_in_list", "key_repeated", "geometry_repaired", "region_outside"]
    assert [problem.severity for problem in found.problems] == ["error", "error", "warning", "warning"]
    assert (len(found.errors), len(found.warnings)) == (2, 2)
    assert found.as_json()["passed"] is False
    assert found.as_json()["counts"]["key_repeated"] == 1


def test_the_original_of_a_repaired_geometry_is_kept():
    found = report("ecological_red_line", (BOWTIE, {"code": "1"}))
    assert found.delivered[0].equals_exact(BOWTIE)
    assert found.geometries[0].is_valid
    assert shapely.get_num_geometries(found.geometries[0]) == 2


def test_a_unit_code_must_agree_with_its_class_and_an_unusual_one_is_only_warned_about():
    where = [box(120 + k / 100, 28, 120.01 + k / 100, 28.01) for k in range(4)]
    rows = [
        ("ZH33030220001", "产业集聚重点管控单元"),
        ("ZH33030230001", "重点"),
        ("HY3303001", "优先"),
        ("ZH33030210001", "1"),
    ]
    found = report(
        "control_unit", *((g, {"code": code, "class": text}) for g, (code, text) in zip(where, rows, strict=True))
    )
    assert codes(found) == ["code_of_unusual_form", "code_disagrees"]
    assert not found.errors
    assert [problem.source for problem in found.problems] == ["row 3", "row 2"]


def test_regions_unknown_retired_or_elsewhere_are_told_once_each():
    shore = [shapely.LineString([(121, 28 + k), (121, 28.5 + k)]) for k in range(4)]
    rows = ["330322", "330322", "331002", "339999"]
    found = report(
        "coastline",
        *(
            (g, {"kind": "island", "region": r, "code": str(n)})
            for n, (g, r) in enumerate(zip(shore, rows, strict=True))
        ),
    )
    told = [(problem.code, problem.values["value"], problem.values["count"]) for problem in found.problems[:4]]
    assert told == [
        ("region_retired", "330322", 2),
        ("region_outside", "331002", 1),
        ("region_code_unknown", "339999", 1),
        ("region_outside", "339999", 1),
    ]
    assert found.problems[0].values["successors"] == "330305"


def test_some_features_without_a_key_are_warned_about():
    found = report(
        "bay",
        (box(121, 28, 121.1, 28.1), {"name": "a", "code": "1"}),
        (box(122, 28, 122.1, 28.1), {"name": "b", "code": ""}),
    )
    assert codes(found) == ["key_missing"]


def test_a_nested_zone_is_cut_and_its_original_kept():
    outer, inner = box(120, 28, 120.02, 28.02), box(120.005, 28.005, 120.01, 28.01)
    found = report("water_source_zone", (outer, {"level": "2"}), (inner, {"level": "1"}))
    assert codes(found) == ["zone_cut"]
    assert found.delivered[0].equals_exact(outer)
    assert not shapely.relate_pattern(found.geometries[0], found.geometries[1], "T********")
    assert found.geometries[1].equals_exact(inner)


COUNTY = shapely.box(121.0, 28.0, 121.05, 28.04)
SHORE = shapely.segmentize(COUNTY.exterior, 0.002)


def county(code="330382"):
    geometries = np.empty(1, dtype=object)
    geometries[:] = [COUNTY]
    return Features(("a",), geometries, {"code": (code,), "part": ("land",), "level": ("county",)}, {})


@pytest.mark.parametrize(
    ("shift", "candidate"),
    [(wgs84_to_gcj02, "GCJ02"), (lambda lonlat: gcj02_to_bd09(wgs84_to_gcj02(lonlat)), "BD09")],
)
@pytest.mark.parametrize("layer", ["coastline", "ecological_red_line"])
def test_shifted_coordinates_are_suspected(layer, shift, candidate):
    geometry = shapely.transform(SHORE if layer == "coastline" else Polygon(SHORE), shift)
    found = report(
        layer,
        (geometry, {"kind": "island", "code": "1", "region": "330382"})
        if layer == "coastline"
        else (geometry, {"code": "1", "region": "330382"}),
        admin=county(),
    )
    (problem,) = found.problems
    assert (problem.severity, problem.code, problem.values["candidate"]) == ("warning", "datum_suspected", candidate)
    assert problem.values["share_unshifted"] > 0.99


def test_true_coordinates_are_not_suspected_and_neither_are_merely_wrong_ones():
    for move in (lambda lonlat: lonlat, lambda lonlat: lonlat + np.array([-0.004, 0.003]), lambda lonlat: lonlat + 0.3):
        found = report(
            "coastline",
            (shapely.transform(SHORE, move), {"kind": "island", "code": "1", "region": "330382"}),
            admin=county(),
        )
        assert not found.problems


def test_without_administrative_areas_of_the_code_nothing_is_suspected():
    shifted = shapely.transform(SHORE, wgs84_to_gcj02)
    row = {"kind": "island", "code": "1", "region": "330382"}
    assert not report("coastline", (shifted, row)).problems
    assert not report("coastline", (shifted, row), admin=county("330381")).problems


def test_a_retired_code_is_looked_for_under_its_successor():
    shifted = shapely.transform(SHORE, wgs84_to_gcj02)
    found = report("coastline", (shifted, {"kind": "island", "code": "1", "region": "330322"}), admin=county("330305"))
    assert codes(found) == ["region_retired", "datum_suspected"]


def test_an_empty_delivery_passes():
    for layer in KINDS:
        assert not report(layer).errors
