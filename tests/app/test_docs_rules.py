"""docs/rules.md is followed to the letter: its files are written, its commands run, its answers and errors compared."""

import json
import re
import shlex
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import oracle
import pytest
import shapely
import world
import yaml

from layers.attribute_rules import Assignment
from layers.definition_file import read_definition
from layers.editions import EditionHead, Features
from layers.errors import DefinitionError
from layers.intake import read_geojson
from layers.kinds import Applies, Attribute, LayerKind, Style, TopologyRule
from layers.stores.files import FilesStore
from zoning import definitions as definition_room
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion
from zoning.facts import FactKind
from zoning.rules import model
from zoning.rules.coverage import Complete, Instrument
from zoning.rules.places import Anywhere, Group, Opposite, Term, parse_place
from zoning.rules.selectors import Always, Joined, Negated, parse_selector
from zoning.rules.tables import parse_table
from zoning.texts import Requirement

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
FENCE = re.compile(
    r"^(?P<append>At the end of )?`(?P<file>\S+)`:\n\n```(?:yaml|json)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
COUNTY, NEIGHBOUR = shapely.box(120.4, 27.9, 120.5, 28.0), shapely.box(120.5, 27.9, 120.6, 28.0)
BOTH = shapely.box(120.4, 27.9, 120.6, 28.0)
PUBLISHED = datetime(2024, 1, 1, tzinfo=UTC)


def within(mark: str) -> str:
    """The page between two marks."""
    return PAGE.partition(f"<!-- {mark} -->")[2].partition("<!-- end -->")[0]


def load(data: Path):
    return definition_room.load_definitions(data)


# --- the page followed


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with the definitions, cases and deliveries of the page, as its reader would have them."""
    folder = tmp_path_factory.mktemp("county")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("demo"))
    for fence in FENCE.finditer(PAGE):
        path = folder / fence["file"]
        assert path.is_file() == bool(fence["append"]), f"{fence['file']} is new, or is added to"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(fence["body"])
    return folder


@pytest.fixture(scope="module")
def county(place):
    """The definitions with the county's."""
    return load(place / "data")


@pytest.fixture(scope="module")
def store(place, county):
    """A store at work: both counties, one general unit under them, and every other layer empty and fully covered."""
    folder = place / "store"
    home = FilesStore(folder)
    held = {
        "admin_area": [
            ("330324:land", NEIGHBOUR, {"code": "330324", "name": "永嘉县", "level": "county", "part": "land"}),
            ("330399:land", COUNTY, {"code": "330399", "name": "演示县", "level": "county", "part": "land"}),
        ],
        "control_unit": [("u", BOTH, {"code": "ZH33032430001", "class": "general", "list_coded": True})],
    }
    for layer, kind in county.kinds.items():
        if layer == "spring_belt":
            continue
        rows = held.get(layer, [])
        columns = {name: [given.get(name) for _, _, given in rows] for name in kind.attributes}
        shapes = world.array(*(shape for _, shape, _ in rows))
        head = EditionHead(layer, "330300", "illustrative", 1.0, date(2026, 1, 1), "invented", BOTH)
        features = Features(tuple(name for name, _, _ in rows), shapes, columns, {})
        home.publish(home.propose(head, features, PUBLISHED), PUBLISHED)
    home.close()
    return folder


@pytest.fixture(scope="module")
def desk(store, county):
    """The desk over that store."""
    return Desk(FilesStore(store), county, Limits())


@pytest.fixture
def run(place, store, sanxian, monkeypatch):
    """Runs a command of the page where its reader would."""
    monkeypatch.chdir(place)
    return lambda *words: sanxian(*words, store=store, DATA=place / "data")


def commands(name: str) -> list[list[str]]:
    found = re.findall(r"^\$ sanxian (.+)$", PAGE, re.MULTILINE)
    return [words for words in map(shlex.split, found) if name in words[:2]]


def test_the_definitions_load_and_doctor_counts_them(run):
    ((*words,),) = commands("doctor")
    assert run(*words)[0] == 0
    _, out, _ = run("doctor", "--json")
    assert "counts two packs more" in PAGE
    assert json.loads(out)["data"]["packs"] == len(world.definitions().packs) + 2


def test_the_layer_is_checked_published_and_nested(run, store):
    for words in commands("layers"):
        code, out, err = run(*words)
        assert code == 0, out + err
    home = FilesStore(store)
    (edition,) = [edition for edition in home.editions() if edition.head.layer == "spring_belt"]
    features = home.features(edition)
    home.close()
    assert features.attributes["kind"] == ("inner", "outer") and features.attributes["flow_l_s"] == (80.0, 80.0)
    assert shapely.area(features.geometries).tolist() == pytest.approx([1e-4, 8e-4])
    assert edition.head.coverage.equals(COUNTY)


ANSWERS = re.findall(
    r"^\| ([\d., ]+) \| (?:`([^`]*)`)? ?\| (\d{4}-\d\d-\d\d) \| ([a-z …]+) \|(?: (.+?))? \|$", within("answers"), re.M
)


def test_the_page_answers_for_both_sides_of_the_border_and_of_a_date():
    assert len(ANSWERS) == within("answers").count("\n|") - 2 >= 15


@pytest.fixture(scope="module")
def harmless(county):
    """A plain no to everything but the facts that a row names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "definitions", lambda: county)
        yield world.harmless


@pytest.mark.parametrize(("site", "facts", "day", "verdict", "by"), ANSWERS)
def test_a_site_is_answered_as_the_page_says(run, desk, harmless, site, facts, day, verdict, by):
    published(run, desk.store)
    named = dict(pair.split("=") for pair in facts.split())
    stated = ProjectInput(accuracy_m=1.0, facts=harmless(**named))
    outline = json.loads(shapely.to_geojson(shapely.box(*map(float, site.split(", ")))))
    feature = {"type": "Feature", "properties": {"role": "occupied"}, "geometry": outline}
    reading = read_geojson({"type": "FeatureCollection", "features": [feature]})
    body = desk.check(SitingQuestion(reading, stated, date.fromisoformat(day)), datetime.now(UTC)).body
    ends = verdict.split(" … ")
    assert body["range"] == [ends[0], ends[-1]]
    assert body["verdict"] == (ends[0] if len(ends) == 1 else "undetermined")
    binding = {f"{rule['pack']}#{rule['rule']}" for rule in body["rules"] if rule["range"][1] != "admissible"}
    assert binding == set(by.split(", ") if by else [])


def published(run, store):
    """The belts are published before a site is asked about, whichever test runs first."""
    if all(edition.head.layer != "spring_belt" for edition in store.editions()):
        publish = commands("layers")[-1]
        assert run(*publish)[0] == 0


def test_the_first_site_of_the_page_is_open_until_its_questions_are_answered(run, desk):
    published(run, desk.store)
    ((*words,),) = commands("check")[-1:]
    code, out, _ = run(*words)
    assert code == 0 and out.startswith("UNDETERMINED") and "? " in out


def test_beside_the_county_nobody_is_asked_for_the_belt(run, desk):
    published(run, desk.store)
    _, out, _ = run("check", "120.5400,27.9500", "--as-of", "2026-11-22", "--json", "--no-record")
    body = json.loads(out)
    cells = {cell["layer"]: cell for cell in body["coverage"]}
    assert cells["spring_belt"]["required"] is False
    assert "spring_belt" not in json.dumps(body["questions"])
    assert not any(cell.startswith("rules:spring_belt") for cell in cells)


def test_the_finding_cites_the_law_of_the_day(county):
    (rule,) = [rule for pack in county.packs for rule in pack.rules if rule.key == "CN-330399/spring_belt#SP-1"]
    for day, article in ((date(2026, 6, 30), "5"), (date(2026, 7, 1), "8")):
        assert [basis.article for basis in rule.basis(day)] == [article]
        assert f"article {article} up to" in PAGE or f"and {article} from" in PAGE


def test_a_level_is_expected_of_every_jurisdiction(county):
    (belt,) = [entry for entry in county.instruments if entry.instrument == "spring_belt"]
    assert belt.expected(["330399", "330324"]) == ()
    expected = belt.model_copy(update={"levels": ("county",)})
    assert expected.expected(["330399", "330324"]) == ("CN-330324", "CN-330399")
    assert not expected.covered("CN-330324", date(2026, 11, 22))
    assert expected.covered("CN-330399", date(2026, 3, 1)) and not expected.covered("CN-330399", date(2026, 2, 28))


# --- the lawyer's cases


def cases():
    (body,) = [fence["body"] for fence in FENCE.finditer(PAGE) if fence["file"].startswith("tests/oracle/")]
    data = yaml.load(body, Loader=yaml.BaseLoader)
    return [(group["rule"], case["id"]) for group in data["rules"] for case in group["cases"]]


@pytest.fixture
def trial(place, county, monkeypatch):
    """The oracle reading the page's cases under the county's definitions."""
    monkeypatch.setattr(world, "definitions", lambda: county)
    monkeypatch.setattr(oracle, "definitions", lambda: county)
    monkeypatch.setattr(oracle, "only", oracle.only.__wrapped__)
    lay = oracle.world_of

    def laid(case, ground):
        land, east = lay(case, ground)
        return world.World(land.zones, land.coverage, definitions=county), east

    monkeypatch.setattr(oracle, "world_of", laid)
    monkeypatch.setattr(oracle, "CASE_FILES", place / "tests" / "oracle")
    return oracle.read.__wrapped__("spring_belt.yaml")


@pytest.mark.parametrize(("rule", "name"), cases())
def test_a_case_of_the_page_comes_out(trial, rule, name):
    (group,) = [group for group in trial.rules if group.rule == rule]
    (case,) = [case for case in group.cases if case.id == name]
    ground = trial.grounds[case.on]
    result = oracle.evaluated(group, case, ground)
    truth = {"true": True, "false": False, "unknown": None}[case.is_]
    assert (False if result is None else result.holds) is truth
    if result is not None:
        assert result.rule.effect == group.effect
        assert not truth or {*group.asks, *case.asks} <= set(result.requirements)
        states = {exception.id: state for exception, state in result.exceptions}
        assert {name: states.get(name) for name in case.exceptions} == case.exceptions
    if case.verdict is not None:
        ends = case.verdict if isinstance(case.verdict, tuple) else (case.verdict, case.verdict)
        assert tuple(oracle.answered(case, ground).body["range"]) == ends


def test_the_cases_cite_the_law_of_the_day(trial, county):
    rules = {rule.key: rule for pack in county.packs for rule in pack.rules}
    assert {group.rule for group in trial.rules} <= set(rules)
    cited = [group for group in trial.rules if group.basis]
    assert cited
    for group in cited:
        for side, day in (("before", date(2026, 8, 14)), ("after", date(2026, 8, 15))):
            found = tuple((basis.title, basis.article) for basis in rules[group.rule].basis(day))
            assert found == group.basis[side]


# --- what the loader says


MISTAKE = re.compile(
    r"^- `(?P<file>[^`]+)`: `(?P<new>[^`]+)` instead of `(?P<old>[^`]+)`\n\n  ```\n  (?P<said>.+)\n  ```$", re.M
)
MISTAKES = list(MISTAKE.finditer(within("errors")))


def test_the_page_shows_a_handful_of_errors():
    assert 6 <= len(MISTAKES) == within("errors").count("instead of") <= 10


@pytest.mark.parametrize("shown", MISTAKES, ids=lambda shown: shown["new"])
def test_an_error_is_what_the_loader_says(place, tmp_path, shown):
    shutil.copytree(place / "data", tmp_path / "data")
    path = tmp_path / shown["file"]
    before = path.read_text(encoding="utf-8")
    assert shown["old"] in before, "the page changes what is there"
    path.write_text(before.replace(shown["old"], shown["new"], 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as fault:
        load(tmp_path / "data")
    assert fault.value.en.replace(f"{tmp_path}/", "") == shown["said"]


# --- the reference


def tables() -> dict[str, dict[str, bool]]:
    """First word of a title → key → whether it must be there."""
    out = {}
    for title, body in re.findall(r"^### (\w+).*\n\n\| key \| \|\n\|---\|---\|\n((?:\|.*\n?)+)", PAGE, re.M):
        rows = re.findall(r"^\| (\*\*)?`(\w+)`(?:\*\*)? \|", body, re.M)
        assert len(rows) == body.rstrip("\n").count("\n") + 1, title
        out[title] = {name: bool(bold) for bold, name in rows}
    return out


KEYED = {
    "Pack": model.PackFile,
    "RuleEntry": model.RuleEntry,
    "Basis": model.Basis,
    "ExceptionEntry": model.ExceptionEntry,
    "TableEntry": model.TableEntry,
    "FactKind": FactKind,
    "Requirement": Requirement,
    "LayerKind": LayerKind,
    "Attribute": Attribute,
    "Assignment": Assignment,
    "Applies": Applies,
    "TopologyRule": TopologyRule,
    "Style": Style,
    "Instrument": Instrument,
    "Complete": Complete,
}


def test_every_shape_has_its_table():
    assert set(tables()) == set(KEYED)


@pytest.mark.parametrize("name", KEYED)
def test_the_reference_has_every_key_of_a_shape_and_says_which_must_be_there(name):
    fields = KEYED[name].model_fields
    assert tables()[name] == {field.alias or key: field.is_required() for key, field in fields.items()}


@pytest.mark.parametrize("words", [model.Effect, model.Reads, model.Confidence])
def test_the_reference_names_every_word_that_a_rule_may_have(words):
    section = PAGE.partition("### RuleEntry")[2].partition("###")[0]
    assert all(f"`{word}`" in section for word in get_args(words))


def expressions(mark: str) -> list[object]:
    """The first cells of a table, read as the definitions are: every scalar is text."""
    return [yaml.load(cell, Loader=yaml.BaseLoader) for cell in re.findall(r"^\| `(.+?)` \|", within(mark), re.M)]


def test_every_selector_of_the_reference_is_read_and_every_kind_is_there(county):
    read = [parse_selector(expression, county.facts) for expression in expressions("selectors")]
    assert {type(selector).__name__ for selector in read} == {"Always", "Among", "Threshold", "Joined", "Negated"}
    assert isinstance(read[0], Always) and isinstance(read[-1], Negated)
    assert [selector.every for selector in read if isinstance(selector, Joined)] == [True, True, False]


def test_every_place_of_the_reference_is_read_and_every_operator_is_there(county):
    read = [parse_place(expression, county.kinds) for expression in expressions("places")]
    assert {type(place) for place in read} == {Anywhere, Term, Group, Opposite}
    operators = {
        operator for expression in expressions("places") if expression != "anywhere" for operator in expression
    }
    assert operators == {"inside", "outside", "within_m", "all", "any", "not", "wholly_inside"}


def test_every_outcome_of_the_reference_is_read(county):
    found = expressions("outcomes")
    assert len(found) == 6
    for outcome in found:
        rows = (("any", outcome),)
        entry = model.TableEntry(layer="control_unit", columns=("class",), rows=rows)
        assert len(parse_table(entry, county.kinds, county.facts)) == 1


# --- the other page of this house, and the policy


@pytest.mark.parametrize("floor", ["layers", "zoning", "api", "app"])
def test_every_room_of_a_floor_is_named_in_the_design(floor):
    rooms = {
        path.relative_to(ROOT / floor).with_suffix("").as_posix()
        for path in (ROOT / floor).rglob("*.py")
        if path.name != "__init__.py"
    }
    section = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").partition(f"\n## {floor}\n")[2]
    section = section.partition("\n## ")[0]
    said = set(re.findall(r"`([\w/]+)`", section))
    for folder, names in re.findall(r"^\| `([\w/]+/)` \|(.*)$", section, re.M):
        said |= {folder + name for name in re.findall(r"`(\w+)`", names)}
    assert sorted(rooms - said) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "data" / "rules").glob("*/*.yaml")), ids=lambda path: path.as_posix()[-30:]
)
def test_every_pack_says_for_how_long_it_is_relied_on(path):
    head = read_definition(path).parse(model.PackFile)
    short = len(head.jurisdiction) > len("CN-33") or head.instrument == "plans"
    assert head.reliable_months == (6 if short else 12)
