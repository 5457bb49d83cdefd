"""The verdict that each example of the demonstration gets from the real desk, on the real data and rules."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import demonstration
from layers.intake import ReadLimits
from layers.intake.parse import parse
from layers.rasters import intake
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion, today

DATA = Path(__file__).resolve().parents[2] / "data"
LIMITS = ReadLimits()
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
# site: the word, the rules that must hold in its body, and how many questions it may leave open
EXPECTED = {
    "assembly_shop": ("admissible", set(), 0),
    "border_plot": ("admissible", set(), 0),
    "chemical_plant": ("prohibited", {"CU", "YZ-4"}, 0),
    "factory_on_red_line": ("prohibited", {"CU", "RL-1"}, 0),
    "fish_cages": ("prohibited", {"CS-17a"}, 0),
    "flood_works": ("conditional", {"RL-Z3a"}, 0),
    "half_outside": ("undetermined", set(), None),
    "motorway": ("conditional", {"RL-1r", "RV-3r"}, 0),
    "noisy_workshop": ("prohibited", {"NO-1a"}, 0),
    "pig_farm": ("prohibited", {"LV-1"}, 0),
    "road": ("undetermined", {"RL-1r", "DW-2c"}, 1),
    "scenic_hotel": ("prohibited", {"SA-2b", "SA-Z3b"}, 0),
    "school_on_plot": ("prohibited", {"SO-1", "SO-2"}, 0),
    "sea_outfall": ("prohibited", {"CS-10", "CS-1x", "CS-11"}, 0),
    "solar_farm": ("prohibited", {"PF-1"}, 0),
    "uncoded_unit": ("conditional", {"CU-list"}, 0),
    "waterworks_pump": ("conditional", {"CU"}, 0),
    "wharf": ("undetermined", {"CS-1", "CS-6"}, 2),
    "workshop": ("undetermined", {"CU"}, 1),
}
SLOW = {"border_plot", "fish_cages", "flood_works", "half_outside", "road"}  # wide reaches, long borders


def in_process(path, *, crs=None, limits=LIMITS, **_):
    """What `read` gives, without a process of its own for each of sixty files."""
    return parse(path, path.name, crs, None, limits)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    store = FilesStore(tmp_path_factory.mktemp("demo") / "store")
    definitions = load_definitions(DATA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "read", in_process)
        published = list(demonstration.publish_all(store, definitions, DATA / "demo", LIMITS, NOW))
    assert all(each.fresh for each in published)
    yield Desk(store, definitions, Limits())
    store.close()


def body(desk, name):
    reading = in_process(DATA / "demo" / "sites" / f"{name}.geojson")
    return desk.check(SitingQuestion(reading, ProjectInput(), today(NOW)), NOW).body


def test_every_example_has_an_expected_verdict_and_all_four_words_occur():
    assert {path.stem for path in demonstration.sites(DATA / "demo")} == set(EXPECTED)
    assert {word for word, *_ in EXPECTED.values()} == {"admissible", "conditional", "prohibited", "undetermined"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.long] if name in SLOW else []) for name in EXPECTED]
)
def test_an_example_gets_the_verdict_that_its_name_says(desk, name):
    word, holding, questions = EXPECTED[name]
    found = body(desk, name)
    held = {rule["rule"] for finding in found["findings"] for rule in finding["rules"] if rule["holds"]}
    held |= {rule["rule"] for rule in found["rules"] if rule.get("holds")}
    assert (found["verdict"], holding - held) == (word, set())
    if questions is not None:
        assert len(found["questions"]) == questions


@pytest.mark.parametrize("name", ["motorway", pytest.param("flood_works", marks=pytest.mark.long)])
def test_an_example_in_the_red_line_gets_the_outcome_of_its_review(desk, name):
    assert body(desk, name)["red_line"]["outcome"] == {"motorway": "2", "flood_works": "3a"}[name]


def test_an_ordinary_project_misses_no_layer(desk):
    coverage = body(desk, "assembly_shop")["coverage"]
    assert {entry["layer"] for entry in coverage} == set(desk.definitions.kinds.of_features)
    assert {entry["status"] for entry in coverage} == {"covered", "not_applicable"}
