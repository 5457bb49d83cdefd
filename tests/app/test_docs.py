"""docs/data-formats.md says what the code does: its examples are run, its tables compared."""

import importlib.util
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
import world
import yaml

from api.codes import LISTS
from layers.checks.check import check
from layers.delivery import take
from layers.errors import BadInput
from layers.intake import read, read_text
from layers.kinds import load_kinds
from layers.mapping import DeliveryMapping, load_mapping
from zoning import projects
from zoning.exceptions import reason_json
from zoning.next_steps import CODES
from zoning.rendering import render
from zoning.rules.selectors import Reason
from zoning.titles import note_text
from zoning.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "data-formats.md").read_text(encoding="utf-8")
FENCE = re.compile(r"```(?P<about>\w+ [^\n]+)\n(?P<body>.*?)```\n(?P<result>[→✗][^\n]*)?", re.DOTALL)
ROW = re.compile(r"^\| `([^`]+)` \| (?:`([^`]+)`)? ?\| `([^`]+)`; notes (.+) \|$", re.MULTILINE)
OPEN_ENDED = {"attributes", "facts", "geometry", "gap", "values", "basis", "further_basis"}


@dataclass(frozen=True)
class Example:
    body: str
    result: str
    file: str
    crs: str | None
    layer: str | None
    mapping: str | None

    @property
    def codes(self) -> list[str]:
        return re.findall(r"`([^`]+)`", self.result)


def examples() -> Iterator[Example]:
    mapping = None
    for match in FENCE.finditer(PAGE):
        words = match["about"].split()[1:]
        if words == ["mapping"]:
            mapping = match["body"]
            continue
        about = dict(word.split("=", 1) for word in words)
        assert match["result"], f"the example {about} says not what comes of it"
        yield Example(match["body"], match["result"], about["file"], about.get("crs"), about.get("layer"), mapping)


SITES = [example for example in examples() if example.layer is None]
DELIVERIES = [example for example in examples() if example.layer is not None]


def named(example: Example) -> str:
    return f"{example.file}-{example.result[:40]}"


def parts_of(example: Example):
    reading = read(example.body.encode(), name=example.file, crs=example.crs)
    return reading, projects.parts_of(reading, role=None, width_m=None, max_vertices=1000)


def test_the_page_has_examples_of_every_textual_format_and_of_refusals():
    assert {example.codes[0] for example in SITES if example.result[0] == "→"} == {
        "geojson", "corner_txt", "cass_dat", "pasted", "lonlat", "kml", "wkt",
    }  # fmt: skip
    assert sum(example.result[0] == "✗" for example in SITES) >= 5
    assert {example.result[0] for example in DELIVERIES} == {"→", "✗"}


@pytest.mark.parametrize("example", [e for e in SITES if e.result[0] == "→"], ids=named)
def test_a_site_is_read_as_the_page_says(example):
    reading, parts = parts_of(example)
    read_as, notes = example.result.removeprefix("→ ").split("; notes ")
    intake, crs, *roles = re.findall(r"`([^`]+)`", read_as)
    assert (reading.intake, reading.crs) == (intake, crs)
    assert [part.role for part in parts] == roles
    assert [note.code for note in reading.notes] == re.findall(r"`([^`]+)`", notes)


@pytest.mark.parametrize("example", [e for e in SITES if e.result[0] == "✗"], ids=named)
def test_a_site_is_refused_with_the_very_words_of_the_page(example):
    with pytest.raises(BadInput) as refusal:
        parts_of(example)
    assert f"✗ `{refusal.value.slug}` {refusal.value.text('en')}" == example.result


@pytest.mark.parametrize(("typed", "crs", "read_as", "notes"), ROW.findall(PAGE))
def test_typed_coordinates_are_read_as_the_page_says(typed, crs, read_as, notes):
    reading = read_text(typed, crs or None)
    assert reading.crs == read_as
    assert [note.code for note in reading.notes] == re.findall(r"`([^`]+)`", notes)


@pytest.mark.parametrize("example", DELIVERIES, ids=named)
def test_a_delivery_is_checked_as_the_page_says(example, tmp_path):
    kind = world.definitions().kinds[example.layer]
    path = tmp_path / "mapping.yaml"
    path.write_text(example.mapping, encoding="utf-8")
    reading = read(example.body.encode(), name=example.file)
    mapping = load_mapping(path) if example.result[0] == "→" else DeliveryMapping()
    delivery = take(reading, kind, mapping)
    report = check(delivery, world.definitions().regions, region="330300", accuracy_m=1.0)
    if example.result[0] == "→":
        count, problems, notes = example.result.split(";")
        assert count == f"→ {len(delivery)} features"
        assert [problem.code for problem in report.problems] == re.findall(r"`([^`]+)`", problems)
        assert [note.code for note in delivery.notes] == re.findall(r"`([^`]+)`", notes)
        assert not report.errors
    else:
        first = report.errors[0]
        text = note_text(world.definitions(), first.code, first.values)["en"]
        assert example.result == f"✗ `{first.code}` {text}"


def test_every_note_that_the_page_names_exists():
    assumed = PAGE.partition("### What is assumed")[2].partition("### What is refused")[0]
    named_there = set(re.findall(r"`([a-z_0-9]+)`(?=[,` |])", assumed)) - {"notes"}
    assert len(named_there) > 15
    assert named_there <= set(world.definitions().notes)


def test_the_default_accuracies_are_those_of_the_definitions():
    rows = re.findall(r"^\| [^|]+ \| (`[a-z0-9_`, ]+`) \| ([\d.]+) m \|", PAGE, re.MULTILINE)
    stated = {name: float(metres) for names, metres in rows for name in re.findall(r"`(\w+)`", names)}
    assert stated == dict(world.definitions().accuracies)


def test_the_tables_of_the_layers_are_those_of_the_definitions():
    spec = importlib.util.spec_from_file_location("layer_tables", ROOT / "scripts" / "layer_tables.py")
    layer_tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(layer_tables)
    written = layer_tables.within(PAGE, layer_tables.tables(load_kinds(ROOT / "data" / "layers")))
    assert written == PAGE, "run scripts/layer_tables.py --write"


def field_tables() -> dict[str, set[str]]:
    """Path → the fields its table names."""
    section = PAGE.partition("<!-- verdict fields -->")[2].partition("<!-- end of verdict fields -->")[0]
    tables: dict[str, set[str]] = {}
    for title, rows in re.findall(r"\*\*`?([^`*]+)`?\*\*\n\n((?:\|.*\n)+)", section):
        first = [row.split("|")[1] for row in rows.splitlines()[2:]]
        path = "" if title == "The document" else title
        tables[path] = {name for cell in first for name in re.findall(r"`([^`]+)`", cell)}
    return tables


def fields_of(value, path="", found=None) -> dict[str, set[str]]:
    """Path → every field that stands there in a verdict."""
    found = {} if found is None else found
    if isinstance(value, dict):
        found.setdefault(path, set()).update(value)
        for name, inner in value.items():
            if name not in OPEN_ENDED:
                fields_of(inner, f"{path}.{name}".lstrip("."), found)
    elif isinstance(value, list):
        for inner in value:
            fields_of(inner, f"{path}[]", found)
    return found


@cache
def verdicts() -> tuple[Verdict, ...]:
    """Verdicts that between them have every field."""
    return tuple(asked())


def asked() -> Iterator[Verdict]:
    inland = world.county().having(
        "water_source_zone",
        world.Zone("z1", world.box(-200, -200, 200, 200), {"name": "演示水库", "level": "2"}),
    )
    yield inland.ask(world.box(150, 0, 300, 100), ("outlet", world.point(160, 20)), industry="2651")
    half = inland.covering("ecological_red_line", world.box(-500, -500, 200, 500)).without("water_source_zone")
    yield half.ask(world.box(150, 0, 300, 100), industry="2651", facts={"industry_class": "一"})
    yield thin_and_long()
    forest = world.county().having("public_welfare_forest", world.Zone("f1", world.box(200, 0, 240, 90)))
    yield forest.ask(
        world.box(150, 0, 300, 100), facts=world.harmless(temporary_use=True, temporary_use_years=None)
    )  # asked about a number


def thin_and_long():
    """A plant half a metre into a red line, a road with a width over a seam of it, an opinion; one layer failed."""
    lines = (
        world.Zone("r1", world.box(-300, -200, 100, 250), {"name": "演示红线"}),
        world.Zone("r2", world.box(-300, 249.7, 100, 500)),
    )
    split = replace(world.county().having("ecological_red_line", *lines), failed=frozenset({"bathing_beach"}))
    return split.ask(
        world.box(99.5, 0, 250, 100),
        ("route", world.line((-100, 150), (-100, 400), (600, 400))),
        ("opinion", world.box(90, 0, 120, 100)),
        industry="4413",
        width_m=8.0,
        facts={"eia_level": "report"},
    )


def reasons_of_other_packs():
    """What no exception of our packs asks for, but one may: a value excluded, a number, a number excluded."""
    yield Reason("activity", None, ("manufacturing",), excluded=True)
    yield Reason("temporary_use_years", (3.0,), below=2.0)
    yield Reason("temporary_use_years", None, at_least=2.0, excluded=True)


def test_the_fields_of_a_verdict_are_those_of_the_page():
    stated = field_tables()
    found: dict[str, set[str]] = {}
    for verdict in verdicts():
        fields_of(json.loads(verdict.record_bytes()), found=found)
    for reason in reasons_of_other_packs():
        fields_of(reason_json(reason), "exceptions[].exceptions[].reasons[]", found)
    found[""].add("known_at")  # only where it is asked for
    assert found == stated


def marked(name: str) -> str:
    """The part of the page between two marks."""
    return PAGE.partition(f"<!-- {name} -->")[2].partition(f"<!-- end of {name} -->")[0]


def rows_of(name: str) -> dict[str, set[str]]:
    """Code → what the last column of its row names."""
    rows = [row.strip("|").split("|") for row in marked(name).strip().splitlines()[2:]]
    return {
        code: set(re.findall(r"`([a-z_]+)`", row[-1].partition("(")[0] + row[-1].partition(")")[2]))
        for row in rows
        for code in re.findall(r"`([^`]+)`", row[0])
    }


def test_the_next_steps_and_their_values_are_those_of_the_page():
    stated = rows_of("step values")
    assert list(stated) == list(CODES)
    taken = [step for verdict in verdicts() for step in verdict.body["next_steps"]]
    assert len({step["code"] for step in taken}) >= 6
    for step in taken:
        named = set(step["values"])
        assert named == stated[step["code"]] - ({"requirement", "fact"} - named if "opinion" in step["code"] else set())


def test_every_code_of_a_status_has_a_text_and_every_text_its_code():
    codes = set(rows_of("status codes")) | {"current", "stale"}
    assert codes == {code.removeprefix("status_") for code in world.definitions().notes if code.startswith("status_")}


def test_the_code_lists_are_those_that_are_served():
    assert set(rows_of("code lists")) == set(LISTS)


def test_the_texts_that_are_added_are_those_of_the_page():
    said = PAGE.partition("**Texts** are added")[2].partition("\n\n")[0]
    added: set[str] = set()
    for verdict in verdicts():
        record = verdict.record()
        shown = render(record, world.definitions())
        before, after = fields_of(json.loads(json.dumps(record))), fields_of(json.loads(json.dumps(shown)))
        added |= {name for path, names in after.items() for name in names - before.get(path, set())}
    inner = {"zh", "en", "code", "authority", "document"}  # of the texts themselves
    beside = {"null", "eia", "possible", "levels", "comparison"}
    assert added - inner == set(re.findall(r"`([a-z_]+)`", said)) - beside


def test_numbers_are_rounded_as_the_page_says():
    verdict = verdicts()[0]
    finding = next(f for f in verdict.body["findings"] if f["layer"] == "water_source_zone")
    assert finding["overlap_area_m2"] == round(finding["overlap_area_m2"], 2) > 0
    assert finding["overlap_share"] == round(finding["overlap_share"], 6)
    assert 0 < finding["overlap_share"] < 1


def test_the_mapping_on_the_page_is_a_mapping_file():
    assert set(yaml.safe_load(DELIVERIES[0].mapping)) == {"map", "set", "values"}
