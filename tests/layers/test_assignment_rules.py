"""How a layer file says that an attribute is assigned, and that a wrong rule is named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.errors import DefinitionError
from layers.kinds import load_kinds

DATA = Path(__file__).parents[2] / "data" / "layers"
AREA = """layer: area
title: {zh: 区, en: Area}
geometry: polygon
attributes: {code: {type: text, title: {zh: 码, en: Code}}}
applies: {source: test}
coverage: declared
style: {fill: "#336699"}
"""
SHORE = """layer: shore
title: {zh: 岸, en: Shore}
geometry: line
key: code
attributes:
  code: {type: text, title: {zh: 码, en: Code}}
  side: {type: code, title: {zh: 侧, en: Side}, values: {sea: {zh: 海, en: sea}}}
  isle:
    type: text
    title: {zh: 岛, en: Isle}
    assign: {from: area, take: code, tolerance_m: 50, whole: connected, when: {side: sea}}
  region:
    type: text
    title: {zh: 区, en: Region}
    assign: {from: area, take: code, tolerance_m: 300, cut: true, whole: isle}
applies: {source: test}
coverage: declared
style: {line: "#336699"}
"""


def load(tmp_path, shore=SHORE):
    (tmp_path / "area.yaml").write_text(AREA, encoding="utf-8")
    (tmp_path / "shore.yaml").write_text(shore, encoding="utf-8")
    return load_kinds(tmp_path)


def test_a_sound_rule_loads(tmp_path):
    rule = load(tmp_path)["shore"].attributes["region"].assign
    assert (rule.source, rule.take, rule.tolerance_m, rule.cut, rule.whole) == ("area", ("code",), 300.0, True, "isle")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("whole: isle", "whole: code", "whole: connected"),
        ("{side: sea}", "{side: land}", "has no code 'land'"),
        ("from: area, take: code, tolerance_m: 300", "from: areas, take: code, tolerance_m: 300", "no layer areas"),
        ("take: code, tolerance_m: 300", "take: name, tolerance_m: 300", "no layer area with name"),
        ("tolerance_m: 300", "tolerance_m: 0", "greater than 0"),
        ("geometry: line", "geometry: polygon", "only a text of a line layer"),
        ("key: code", "key: [code, side]", "a key of one attribute"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(tmp_path, old, new, said):
    assert old in SHORE
    with pytest.raises(DefinitionError, match=said) as fault:
        load(tmp_path, SHORE.replace(old, new))
    assert "shore.yaml" in fault.value.en


def test_coastline_and_water_line_take_their_county_from_the_administrative_areas():
    kinds = load_kinds(DATA)
    for layer in ("coastline", "water_line"):
        rule = kinds[layer].attributes["region"].assign
        assert (rule.source, rule.take, rule.tolerance_m, rule.cut) == ("admin_area", ("code",), 300.0, True)
