"""What must hold of the law as a whole: its cells, its layers, its opinions, its words."""

import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, get_args

import pytest
import shapely
from oracle import every
from world import DATA, Zone, box, county, definitions, harmless

from layers.definition_file import read_definition
from layers.errors import StoreError
from zoning import crossings, eia, next_steps, status, surroundings, thin_contacts
from zoning.rendering import render
from zoning.rules.model import Rule
from zoning.verdict import Verdict

HERE = box(100, 100, 200, 200)
SQUARE = box(0, 0, 1000, 1000)
RULES: tuple[Rule, ...] = tuple(rule for pack in definitions().packs for rule in pack.rules)


def asked(verdict: Verdict) -> list[tuple[str, str]]:
    return [(question["kind"], question["about"]) for question in verdict.body["questions"]]  # type: ignore[attr-defined]


# --- cell by cell


@pytest.mark.parametrize("nature", ["new", "rebuilt", "expanded"])
@pytest.mark.parametrize("industry", ["一", "二"])
def test_an_ordinary_factory_in_the_red_line_is_prohibited_and_asked_only_for_dispensations(
    nature: str, industry: str
) -> None:
    world = county().having("ecological_red_line", Zone("r", SQUARE, {"part": "land"}))
    verdict = world.ask(HERE, industry="C3392", facts={"nature": nature, "industry_class": industry})
    claims = {exception.claim for rule in RULES for exception in rule.exceptions if exception.claim is not None}
    assert verdict.word == "prohibited"
    assert {about for _, about in asked(verdict)} <= claims


def level_2(**facts: object) -> Verdict:
    world = county().having("water_source_zone", Zone("w", SQUARE, {"level": "2"}))
    return world.ask(HERE, industry="C3392", facts=harmless(**facts))


def test_in_level_2_with_every_other_fact_given_the_discharge_is_open_and_asked_first() -> None:
    verdict = level_2(discharges_pollutants=None)
    assert verdict.word == "undetermined"
    assert asked(verdict)[0] == ("fact", "discharges_pollutants")
    answers = {
        answer["value"]: answer["verdict"]
        for answer in verdict.body["questions"][0]["answers"]  # type: ignore[index]
    }
    assert answers == {True: "prohibited", False: "undetermined"}


def test_in_level_2_what_discharges_nothing_waits_for_the_authority_and_is_conditional_at_best() -> None:
    verdict = level_2(discharges_pollutants=False)
    assert verdict.body["range"] == ["conditional", "prohibited"]
    assert asked(verdict) == [("opinion", "level_2_opinion")]
    assert level_2(discharges_pollutants=False, level_2_opinion="favourable").word == "conditional"
    assert level_2(discharges_pollutants=False, level_2_opinion="unfavourable").word == "prohibited"


# --- no rule without its layer, no layer without a rule

NAMED = [
    "admin_area",
    "ecological_red_line",
    "control_unit",
    "water_source_zone",
    "industrial_area",
    "coastline",
    "water_line",
    "bay",
    "buffer_strip",
    "protected_area",
    "permanent_farmland",
    "farmland_concentration",
    "urban_growth_boundary",
    "important_wetland",
    "wetland",
    "mangrove",
    "shoreline_control",
    "setback_line",
    "reclamation",
    "sea_function_zone",
    "fishery_water",
    "bathing_beach",
    "outfall",
    "island",
    "river_scope",
    "water_body",
    "scenic_area",
    "habitat",
    "rural_source_scope",
    "local_water_scope",
    "contaminated_plot",
    "key_soil_unit",
    "groundwater_zone",
    "karst_spring",
    "farmland_soil_class",
    "noise_zone",
    "sensitive_place",
    "livestock_ban_zone",
    "aquaculture_zone",
    "fuel_ban_zone",
    "machinery_ban_zone",
    "chemical_park",
    "yangtze_shoreline",
    "taihu_shoreline",
    "basin",
    "seawall",
]
UNREAD = {
    "bay": "a bay is where indicators are measured; the law sets no rule on a bay as such",
    "land_cover": "what the ground looks like; it is measured, and no provision rests on a class of a raster",
    "water_line": "the line that lengths of bank and buffer strips are measured along; rules name the areas",
}


def layers_of(rule: Rule) -> set[str]:
    layers = {term.zone.layer for term in rule.place.terms()}
    layers |= {term.zone.layer for row in rule.rows if row.only is not None for term in row.only.terms()}
    return layers | ({rule.table_layer} if rule.table_layer is not None else set())


def test_every_layer_that_a_rule_reads_exists_and_so_does_every_attribute_and_value() -> None:
    for rule in RULES:
        for layer in layers_of(rule):
            assert layer in definitions().kinds, f"{rule.key} reads {layer}"
    assert [layer for layer in NAMED if layer not in definitions().kinds] == []


def test_every_layer_is_read_by_a_rule_or_has_a_reason_not_to_be() -> None:
    read = set[str]().union(*(layers_of(rule) for rule in RULES))
    assert set(definitions().kinds) - read == set(UNREAD)


def test_every_layer_that_is_read_stands_in_a_case_of_the_oracle() -> None:
    by_rule: dict[str, set[str]] = {}
    for rule in RULES:
        by_rule.setdefault(rule.key, set()).update(layers_of(rule))
    tried = {layer for group, case, ground in every() if case.is_ == "true" for layer in by_rule.get(group.rule, ())}
    drawn = {layer for _, _, ground in every() for layer in ground}
    read = set[str]().union(*by_rule.values())
    assert read - tried == set()
    assert read - drawn == {"admin_area"}  # every case stands in a county


# --- the area of an opinion decides the verdict

MAJOR = {"national_major_project": True, "provincial_no_avoidance_opinion": True}


def major(opinion: shapely.Geometry | None, accuracy_m: float = 1.0) -> Verdict:
    world = county().having("ecological_red_line", Zone("r", SQUARE, {"part": "land"}))
    parts = [] if opinion is None else [("opinion", opinion)]
    return world.ask(HERE, *parts, facts=harmless(**MAJOR), accuracy_m=accuracy_m)


@pytest.mark.parametrize("opinion", [box(90, 90, 210, 210), HERE, None])
def test_a_national_major_project_wholly_inside_its_opinion_is_conditional(opinion: shapely.Geometry | None) -> None:
    assert major(opinion).word == "conditional"


def test_a_national_major_project_half_outside_its_opinion_is_prohibited() -> None:
    assert major(box(100, 100, 150, 200)).word == "prohibited"


def test_a_national_major_project_outside_its_opinion_by_less_than_the_accuracy_is_open() -> None:
    verdict = major(box(100, 100, 199.5, 200))
    assert verdict.body["range"] == ["conditional", "prohibited"]
    assert ("accuracy", "opinion") in asked(verdict)
    (question,) = [q for q in verdict.body["questions"] if q["about"] == "opinion"]  # type: ignore[attr-defined]
    assert {a["value"]: a["verdict"] for a in question["answers"]} == {True: "conditional", False: "prohibited"}
    assert major(box(100, 100, 199.5, 200), accuracy_m=0.1).word == "prohibited"


def test_what_the_area_of_an_opinion_leaves_open_is_told_in_words() -> None:
    told: Any = render(major(box(100, 100, 199.5, 200)).record(), definitions())
    (text,) = [question["text"] for question in told["questions"] if question["about"] == "opinion"]
    assert "意见" in text["zh"]
    assert [entry["text"]["zh"] for entry in told["red_line"]["open"] if entry["about"] == "opinion"] == [
        definitions().notes["red_line_opinion"].zh
    ]


# --- every text in both languages

CHINESE = re.compile("[\u4e00-\u9fff]")
QUOTED = (
    "一般控制区",
    "实验区",
    "新建",
    "建设",
    "住宅",
    "居住",
    "(一)",
    "(二)",
)  # words of the law an English text quotes
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.yaml"))


def texts(node: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every text under a node: where, Chinese, English."""
    if isinstance(node, dict):
        if "en" in node or ("zh" in node and not where.endswith(".sensitive")):  # the catalogue's column, never shown
            yield where, node.get("zh"), node.get("en")
        for name, value in node.items():
            yield from texts(value, f"{where}.{name}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from texts(value, f"{where}.{index}")


@pytest.mark.parametrize("file", FILES)
def test_every_text_of_a_data_file_is_chinese_in_zh_and_english_in_en(file: str) -> None:
    for where, zh, en in texts(read_definition(DATA / file).data):
        assert isinstance(zh, str), f"{file}{where}: no zh"
        assert isinstance(en, str), f"{file}{where}: no en"
        bare = en
        for word in QUOTED:
            bare = bare.replace(word, "")
        assert CHINESE.search(zh), f"{file}{where}: zh is not Chinese: {zh}"
        assert not CHINESE.search(bare), f"{file}{where}: en is not English: {en}"
        assert re.search("[A-Za-z]", en), f"{file}{where}: en says nothing: {en}"


def written(of: ModuleType | Callable[..., object], *patterns: str) -> set[str]:
    """The words that a room, or a function, writes where one of these patterns has a group."""
    source = inspect.getsource(of)
    return {word for pattern in patterns for word in re.findall(pattern, source)}


def slugs(root: type[StoreError] = StoreError) -> set[str]:
    return {root.slug}.union(*(slugs(below) for below in root.__subclasses__()))


CODES = {
    "step": {*next_steps.CODES, "settle_by_opinion"},
    "thin": {*get_args(thin_contacts.Kind), *thin_contacts.CAUSES},
    "seam": {"gap", "overlap"},
    "ring": {*(f"{ring:.0f}" for ring in surroundings.RINGS_M), "incomplete"},
    "crossing": set(crossings.KINDS),
    "reason": {"wanted", "excluded", "unknown"},
    "interval": {"below", "at_least", "at_least_below"},
    "status": written(
        status,
        r'"code": "(\w+)"',
        r'code = "(\w+)"',
        r'code = .* else "(\w+)"',
        r'_Limit\(.*, "(\w+)", ',
        r'"state": "(\w+)"',
        r'"state": .* else "(\w+)"',
    ),
    "failed": {slug.replace("-", "_") for slug in slugs()},
    "red_line": {"extent", "outlet", "opinion"},
    "eia": {"hint", *written(eia._compare, r'return "(\w+)"', r'else "(\w+)"')},
}


@pytest.mark.parametrize("family", CODES)
def test_every_code_that_is_made_has_its_note(family: str) -> None:
    notes = definitions().notes
    assert len(CODES[family]) > 1
    assert [code for code in sorted(CODES[family]) if f"{family}_{code}" not in notes] == []


def test_the_codes_of_a_status_are_found_in_its_room() -> None:
    assert {"stale", "edition_withdrawn", "rule_ends", "reliance_ended", "policy"} <= CODES["status"]
    assert {"agrees", "possible", "stricter", "milder", "differs"} <= CODES["eia"]
