"""Methods and law as data: what the files say, and how a faulty one is refused."""

from __future__ import annotations

from datetime import date

import pytest
from measuring import measure_definitions
from world import DATA

from layers.errors import DefinitionError
from zoning.measures.definitions import load_methods
from zoning.measures.shoreline.law import load_shoreline_law
from zoning.measures.shoreline.method import ShorelineMethod

TYPES = measure_definitions().base.kinds["coastline"].attributes["type"].values
GOOD = """method: {name}
version: "1"
default: {default}
title: {{zh: 口径, en: method}}
source: {{zh: 出处, en: source}}
confidence: L
native: [{native}]
restored: [R_NAT, R_REST]
artificial: [A_DIKE, A_PORT, A_AQUA, A_SALT, A_TRAFFIC, A_GROYNE, A_OTHER]
estuary: [E_RIVER]
recognition: required
estuary_in_denominator: true
"""
NATIVE = "N_ROCK, N_SAND, N_MUD, N_BIO"


def write(folder, name="one", default="true", native=NATIVE, stem=None):
    (folder / f"{stem or name}.yaml").write_text(
        GOOD.format(name=name, default=default, native=native), encoding="utf-8"
    )


def load(folder):
    return load_methods("shoreline", folder, ShorelineMethod)


def complete(folder):
    methods = load(folder)
    for method in methods.values():
        method.require_complete(TYPES, methods.files[method.method])


def test_the_default_is_the_national_reading_and_every_type_counts_once():
    methods = measure_definitions().shoreline
    assert methods.chosen(None).method == "cn-2017"
    assert set(methods) == {"cn-2017", "zj-2018-no-estuary", "sh-2016"}
    for method in methods.values():
        assert set(method.counted()) == set(TYPES)
        assert method.recognition == "required"
        assert method.title.zh
        assert method.source.en


def test_a_good_file_loads(tmp_path):
    write(tmp_path)
    complete(tmp_path)


def test_two_defaults_or_none_are_refused(tmp_path):
    write(tmp_path)
    write(tmp_path, "two")
    with pytest.raises(DefinitionError, match="one, two"):
        load(tmp_path)
    for name in ("one", "two"):
        write(tmp_path, name, "false")
    with pytest.raises(DefinitionError, match="none"):
        load(tmp_path)


def test_no_file_at_all_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="none"):
        load(tmp_path)


def test_a_file_stands_under_its_own_name(tmp_path):
    write(tmp_path, stem="other")
    with pytest.raises(DefinitionError, match=r"one\.yaml"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("native", "said"),
    [
        (f"{NATIVE}, A_DIKE", "A_DIKE stands in two groups"),
        ("N_ROCK, N_SAND, N_MUD", "N_BIO stand in no group"),
        (f"{NATIVE}, N_ICE", "N_ICE is no type"),
    ],
)
def test_a_type_stands_in_exactly_one_group(tmp_path, native, said):
    write(tmp_path, native=native)
    with pytest.raises(DefinitionError, match=said):
        complete(tmp_path)


def test_the_law_keeps_its_sources_and_days():
    law, _ = measure_definitions().shoreline_law
    (fine,) = law.fines
    assert (fine.least_cny_per_m, fine.most_cny_per_m, fine.confidence) == (500.0, 10000.0, "H")
    assert not fine.in_force(date(2026, 8, 14))
    assert fine.in_force(date(2026, 8, 15))
    (floor,) = law.floors
    assert (floor.kind, floor.minimum_rate, floor.jurisdiction) == ("mainland", 0.35, "CN")


def test_a_faulty_law_is_refused_with_its_line(tmp_path):
    text = (DATA / "codes" / "shoreline_law.yaml").read_text(encoding="utf-8")
    path = tmp_path / "law.yaml"
    for wrong, said in (
        (text.replace("[N_SAND]", "[N_ICE]"), "N_ICE"),
        (text.replace("least_cny_per_m: 500", "least_cny_per_m: 50000"), "least is above"),
        (text.replace("minimum_rate: 0.35", "minimum_rate: 35"), "less than or equal to 1"),
    ):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(DefinitionError, match=said):
            load_shoreline_law(path, TYPES)
