"""What a layer file may say, and that a wrong one is named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.errors import DefinitionError
from layers.kinds import load_kinds

DATA = Path(__file__).parents[2] / "data" / "layers"
LAYERS = {
    "admin_area",
    "bay",
    "buffer_strip",
    "coastline",
    "control_unit",
    "ecological_red_line",
    "industrial_area",
    "water_line",
    "water_source_zone",
}
ZONE = """layer: zone
title: {zh: 区, en: Zone}
geometry: polygon
key: code
class: level
attributes:
  code: {type: text, title: {zh: 码, en: Code}, aliases: [BM]}
  level:
    type: code
    title: {zh: 级, en: Level}
    values: {"1": {zh: 一, en: one}, "2": {zh: 二, en: two}}
    spoken: {一级: "1"}
applies: {source: test}
coverage: declared
topology: [{rule: nested}]
style: {fill: "#336699"}
"""


def load(tmp_path, text=ZONE, name="zone"):
    (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_kinds(tmp_path)


def refusal(tmp_path, old, new):
    assert old in ZONE
    with pytest.raises(DefinitionError) as fault:
        load(tmp_path, ZONE.replace(old, new))
    return fault.value


def test_every_layer_of_the_tree_loads():
    assert set(load_kinds(DATA)) >= LAYERS


def test_every_class_of_a_layer_has_a_colour():
    for kind in load_kinds(DATA).values():
        if kind.class_attribute is not None:
            assert kind.style.by == kind.class_attribute, kind.layer
            assert set(kind.style.classes) == set(kind.attributes[kind.class_attribute].values), kind.layer


def test_a_code_is_known_by_what_people_call_it(tmp_path):
    kind = load(tmp_path)["zone"]
    assert kind.attributes["level"].typed("一级") == "1"
    assert kind.fields() == {"code": "code", "bm": "code", "level": "level"}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("#336699", "blue", 16, "not a colour"),
        ('一级: "1"', '一级: "3"', 8, "not among the values"),
        ("key: code", "key: cod", 1, "not an attribute"),
        ("coverage: declared", "coverage: declared\nowner: me", 15, "owner"),
        ('"2": {zh: 二, en: two}', '"1": {zh: 二, en: two}', 11, "duplicate key"),
        ("geometry: polygon", "geometry: raster", 3, "geometry"),
        ("aliases: [BM]", "aliases: [LEVEL]", 1, "names both"),
        ("class: level", "class: code", 1, "must be a code"),
        ("rule: nested", "rule: nestled", 15, "rule"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path, old, new, line, says):
    fault = refusal(tmp_path, old, new)
    assert f"zone.yaml:{line}:" in fault.en
    assert says in fault.en
    assert f"zone.yaml:{line}：" in fault.zh


def test_a_layer_stands_in_the_file_of_its_name(tmp_path):
    with pytest.raises(DefinitionError, match=r"area\.yaml:1: .*zone\.yaml"):
        load(tmp_path, name="area")


def test_the_file_says_which_code_a_default_must_be(tmp_path):
    fault = refusal(tmp_path, 'spoken: {一级: "1"}', 'default: "9"')
    assert "'9' is not one of 1, 2" in fault.en


def test_nothing_but_an_area_unit_measures_an_area(tmp_path):
    area = "type: number, title: {zh: 积, en: Area}, holds: area, unit: "
    load(tmp_path, ZONE.replace("attributes:", f"attributes:\n  size: {{{area}km2}}"))
    assert "one of the units" in refusal(tmp_path, "attributes:", f"attributes:\n  size: {{{area}acre}}").en


@pytest.mark.parametrize(("code", "level"), [("330000", "province"), ("330300", "city"), ("330302", "county")])
def test_the_level_of_a_region_follows_from_its_code(code, level):
    derive = load_kinds(DATA)["admin_area"].attributes["level"].derive
    assert derive is not None
    assert derive.value(code) == level


def test_land_or_sea_has_no_default():
    part = load_kinds(DATA)["admin_area"].attributes["part"]
    assert part.required
    assert part.default is None


def test_coast_layers_apply_to_the_coast_and_water_zones_to_land():
    kinds = load_kinds(DATA)
    assert kinds["coastline"].applies.coast
    assert kinds["bay"].applies.coast
    assert kinds["water_source_zone"].applies.part == ("land",)
    assert kinds["control_unit"].applies.part == ("land", "sea")
    assert all(kind.applies.source for kind in kinds.values())
