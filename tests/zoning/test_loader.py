"""The strict loader of rule packs: every mistake is refused with the file, the line and what is wrong."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from world import DATA, definitions

from layers.errors import DefinitionError
from zoning.definitions import load_definitions
from zoning.rules.loader import Pack, Vocabulary, load_packs

HEAD = """\
pack: CN/made_up
version: "1"
title: {zh: 试, en: trial}
instrument: drinking_water
jurisdiction: CN
source: invented
rules:
"""
RULE = """\
  - id: A-1
    title: {zh: 规则, en: rule}
    project: {discharges_pollutants: true}
    reads: project
    place: {inside: {water_source_zone: {level: "1"}}}
    effect: prohibit
    exceptions:
      - id: x
        kind: activity
        title: {zh: 例外, en: exception}
        when: {nature: new}
        then: require
        requirements: [green_belt]
        confidence: M
    basis:
      - {title: 旧法, article: "1", until: 2026-08-14}
      - {title: 新法, article: "2", from: 2026-08-15}
    confidence: H
    valid_from: 2020-01-01
"""
TABLE = """\
  - id: T-1
    title: {zh: 表, en: table}
    table:
      layer: control_unit
      columns: [class, nature]
      rows:
        - [any, new, prohibit]
        - [any, [rebuilt, expanded], none]
    basis: [{title: 方案}]
    confidence: M
"""
Load = Callable[..., tuple[Pack, ...]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a folder of packs written for the test: text by file name."""
    known = definitions()

    def loading(text: str, name: str = "CN/made_up.yaml", **others: str) -> tuple[Pack, ...]:
        for file, content in {name: text, **others}.items():
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(content, encoding="utf-8")
        return load_packs(tmp_path, Vocabulary(known.kinds, known.facts, known.requirements))

    return loading


def line_of(text: str, part: str) -> int:
    """The 1-based line of the only line that holds `part`."""
    (line,) = [number for number, line in enumerate(text.splitlines(), 1) if part in line]
    return line


def test_the_two_patterns_of_these_tests_load(load: Load) -> None:
    (pack,) = load(HEAD + RULE + TABLE)
    one, two = pack.rules
    assert (one.key, two.key) == ("CN/made_up#A-1", "CN/made_up#T-1")
    assert (one.effect, two.effect, len(two.rows)) == ("prohibit", "prohibit", 2)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{discharges_pollutants: true}", "{discharges: true}", "A-1: there is no fact named 'discharges'"),
        ("{discharges_pollutants: true}", "{discharges_pollutants: partly}", "allowed: true, false"),
        ("{discharges_pollutants: true}", "{nature: []}", "lists no value"),
        ("{discharges_pollutants: true}", "everyone", "a selector is a mapping"),
        ('{level: "1"}', '{grade: "1"}', "layer 'water_source_zone' has no attribute 'grade'"),
        ('{level: "1"}', '{level: "4"}', "'4' is not one of 1, 2, quasi"),
        ("{water_source_zone:", "{water_zone:", "there is no layer 'water_zone'"),
        (
            '{inside: {water_source_zone: {level: "1"}}}',
            "{outside: {coastline: {}}}",
            "`outside` needs a polygon layer",
        ),
        (
            '{inside: {water_source_zone: {level: "1"}}}',
            "{all: [{not: {inside: {bay: {}}}}]}",
            "`not` stands outermost",
        ),
        (
            '{inside: {water_source_zone: {level: "1"}}}',
            "{any: [{wholly_inside: {bay: {}}}]}",
            "`wholly_inside` stands outermost",
        ),
        ("when: {nature: new}", "when: {natur: new}", "there is no fact named 'natur'"),
        ("when: {nature: new}", "when: {nature: old}", "allowed: new, rebuilt, expanded"),
        ("requirements: [green_belt]", "requirements: [red_belt]", "there is no requirement named 'red_belt'"),
        ("reads: project", "reads: everything", "rules.0.reads"),
        ("effect: prohibit", "effect: forbid", "rules.0.effect"),
        ("kind: activity", "kind: favour", "rules.0.exceptions.0.kind"),
        ("confidence: H", "confidence: X", "rules.0.confidence"),
        ("valid_from: 2020-01-01", "valid_from: 2020-13-01", "rules.0.valid_from"),
        ("valid_from: 2020-01-01", "validfrom: 2020-01-01", "rules.0.validfrom"),
        ("until: 2026-08-14}", "until: 2026-08-14, from: 2026-09-01}", "`from` is after `until`"),
    ],
)
def test_a_mistake_on_a_line_is_refused_with_that_line(load: Load, old: str, new: str, message: str) -> None:
    text = HEAD + RULE
    assert text.count(old) == 1
    wrong = text.replace(old, new)
    with pytest.raises(DefinitionError) as caught:
        load(wrong)
    line = line_of(wrong, new)
    assert f"made_up.yaml:{line}: " in caught.value.en
    assert f"made_up.yaml:{line}：" in caught.value.zh
    assert message in caught.value.en


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    effect: prohibit\n", "", "a rule has `project`, `place` and `effect`, or a `table`"),
        ("    reads: project\n", "    reads: project\n    effect: require\n", "duplicate key: effect"),
        ("effect: prohibit", "effect: require", "`require` names its requirements"),
        ("effect: prohibit", "effect: review", "names `settled_by`"),
        ("effect: prohibit", "effect: review\n    settled_by: nature", "must be of type opinion, not code"),
        ("effect: prohibit", "effect: review\n    settled_by: nobody", "there is no fact named 'nobody'"),
        ("    confidence: H\n", "    confidence: L\n", "names `settled_by`"),
        ("        requirements: [green_belt]\n", "", "`then: require` names its requirements"),
        ("when: {nature: new}", "claim: new_construction_land", "an activity exception has `when`"),
        (
            "kind: activity",
            "kind: dispensation\n        claim: nature\n        act: unavoidable",
            "a dispensation has `claim` and `act`",
        ),
        (
            "        when: {nature: new}\n        then: require",
            "        claim: unavoidable\n        act: in_spatial_plan\n        then: none",
            "an activity exception has `when`",
        ),
        ("valid_from: 2020-01-01", "valid_from: 2020-01-02\n    valid_to: 2020-01-01", "valid_from is after valid_to"),
        ("until: 2026-08-14", "until: 2026-08-13", "on 2026-08-14 the rule holds but none of its bases is in force"),
        ("from: 2026-08-15", "from: 2026-08-16", "on 2026-08-15 the rule holds but none"),
        ('article: "1", until', 'article: "1", from: 2020-01-02, until', "on 2020-01-01 the rule holds but none"),
        (
            'article: "2", from: 2026-08-15',
            'article: "2", from: 2026-08-15, until: 2030-12-31',
            "on 2031-01-01 the rule holds but none",
        ),
        ("    valid_from: 2020-01-01\n", "    supersedes: [CN/made_up#B-9]\n", "supersedes 'CN/made_up#B-9'"),
        ("pack: CN/made_up", "pack: CN/invented", "pack 'CN/invented' must be named after its file, 'CN/made_up'"),
        ("jurisdiction: CN", "jurisdiction: CN-33", "a pack of CN-33 stands in the folder of that name"),
        ("jurisdiction: CN", "jurisdiction: China", "jurisdiction"),
        ("instrument: drinking_water\n", "", "instrument"),
        ("rules:\n", "rules:\n  - &a\n", "made_up.yaml:"),
    ],
)
def test_a_mistake_of_a_rule_or_pack_is_refused_with_what_is_wrong(
    load: Load, old: str, new: str, message: str
) -> None:
    text = HEAD + RULE
    assert text.count(old) == 1
    with pytest.raises(DefinitionError) as caught:
        load(text.replace(old, new))
    assert message in caught.value.en
    assert "made_up.yaml:" in caught.value.en


def test_a_dispensation_always_leaves_a_duty_and_names_facts_of_yes_or_no(load: Load) -> None:
    dispensation = RULE.replace("kind: activity", "kind: dispensation").replace(
        "when: {nature: new}", "claim: CLAIM\n        act: in_spatial_plan"
    )
    assert load(HEAD + dispensation.replace("CLAIM", "unavoidable"))[0].rules[0].exceptions[0].act == "in_spatial_plan"
    with pytest.raises(DefinitionError, match="fact 'nature' must be of type boolean, not code"):
        load(HEAD + dispensation.replace("CLAIM", "nature"))
    lenient = dispensation.replace("CLAIM", "unavoidable").replace("then: require", "then: none")
    with pytest.raises(DefinitionError, match="a dispensation always leaves `require`"):
        load(HEAD + lenient)


def test_two_exceptions_of_one_rule_may_not_share_an_id(load: Load) -> None:
    start = RULE.index("      - id: x")
    twice = RULE[:start] + RULE[start : RULE.index("    basis:")] + RULE[start:]
    with pytest.raises(DefinitionError, match="two exceptions have one id"):
        load(HEAD + twice)


def test_a_table_with_a_gap_or_an_overlap_is_refused_at_its_rows(load: Load) -> None:
    gap = HEAD + TABLE.replace("[rebuilt, expanded]", "rebuilt")
    with pytest.raises(DefinitionError, match="no row says what follows from priority × expanded") as caught:
        load(gap)
    assert f"made_up.yaml:{line_of(gap, 'rows:')}: T-1" in caught.value.en
    overlap = HEAD + TABLE.replace("[rebuilt, expanded]", "any")
    with pytest.raises(DefinitionError, match="priority × new is already in row 1") as caught:
        load(overlap)
    assert f"made_up.yaml:{line_of(overlap, '[any, any, none]')}: T-1" in caught.value.en


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ("place: anywhere", "a table says project, place"),
        ("effect: prohibit", "a table says project, place"),
        ("project: {any: true}", "a table says project, place"),
        ("requirements: [green_belt]", "a table says project, place"),
        ("settled_by: unit_class_opinion", "a table says project, place"),
    ],
)
def test_what_stands_beside_a_table_and_would_be_ignored_is_refused(load: Load, added: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        load(HEAD + TABLE + f"    {added}\n")


def test_a_table_names_known_requirements_and_cannot_be_a_review(load: Load) -> None:
    with pytest.raises(DefinitionError, match="no requirement named 'red_belt'"):
        load(HEAD + TABLE.replace("expanded], none", "expanded], {require: [red_belt]}"))
    with pytest.raises(DefinitionError, match="a table cannot be a review"):
        load(HEAD + TABLE.replace("confidence: M", "confidence: L"))


def test_versions_of_a_rule_may_follow_each_other_but_not_overlap(load: Load) -> None:
    first = RULE.replace("valid_from: 2020-01-01", "valid_to: 2020-12-31")
    second = RULE.replace("valid_from: 2020-01-01", "valid_from: 2021-01-01")
    (pack,) = load(HEAD + first + second)
    assert [rule.in_force(date(2020, 12, 31)) for rule in pack.rules] == [True, False]
    assert [rule.in_force(date(2021, 1, 1)) for rule in pack.rules] == [False, True]
    for start in ("2020-12-31", "2019-01-01"):
        wrong = HEAD + first + second.replace("2021-01-01", start)
        with pytest.raises(DefinitionError, match=r"A-1 \(rules 1 and 2\) has two versions on one day") as caught:
            load(wrong)
        assert f"made_up.yaml:{1 + (HEAD + first).count(chr(10))}: " in caught.value.en


def test_rules_of_different_packs_may_share_an_id(load: Load) -> None:
    other = (HEAD + RULE).replace("pack: CN/made_up", "pack: CN-33/made_up").replace("diction: CN", "diction: CN-33")
    packs = load(HEAD + RULE, **{"CN-33/made_up.yaml": other})
    assert {pack.rules[0].key for pack in packs} == {"CN-33/made_up#A-1", "CN/made_up#A-1"}


@pytest.mark.parametrize("effect", ["prohibit", "require"])
def test_a_binding_rule_of_low_confidence_is_a_review(load: Load, effect: str) -> None:
    settled = f"effect: {effect}\n    settled_by: level_2_opinion\n    requirements: [green_belt]"
    text = RULE.replace("effect: prohibit", settled).replace("    confidence: H\n", "    confidence: L\n")
    assert load(HEAD + text)[0].rules[0].effect == "review"


@pytest.mark.parametrize("effect", ["permit", "inform"])
def test_a_rule_that_decides_nothing_decides_nothing_at_low_confidence_either(load: Load, effect: str) -> None:
    text = RULE.replace("effect: prohibit", f"effect: {effect}").replace("    confidence: H\n", "    confidence: L\n")
    assert load(HEAD + text)[0].rules[0].effect == effect


def test_a_file_that_is_not_yaml_or_repeats_a_key_is_refused_with_its_line(load: Load) -> None:
    with pytest.raises(DefinitionError, match=r"made_up.yaml:\d+: not YAML"):
        load(HEAD + "  - {id: [")
    with pytest.raises(DefinitionError, match=r"made_up\.yaml:3: duplicate key: pack"):
        load('pack: CN/made_up\nversion: "1"\npack: CN/made_up\n')


def test_an_empty_file_is_refused(load: Load) -> None:
    with pytest.raises(DefinitionError, match=r"made_up\.yaml"):
        load("")


# --- the files beside the packs


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the repository's definitions."""
    for file in DATA.rglob("*.yaml"):
        if "demo" not in file.parts:
            copy = tmp_path / file.relative_to(DATA)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    return tmp_path


FACTS = "codes/facts/red_line.yaml"
ADDED = """\
  - fact: made_up
    type: TYPE
    title: {zh: 试, en: trial}
    question: {zh: 试？, en: trial?}
    implies: IMPLIES
"""


@pytest.mark.parametrize(
    ("type_", "implies", "message"),
    [
        ("boolean", '{"maybe": {nature: [new]}}', "cannot be 'maybe'"),
        ("boolean", '{"true": {natur: [new]}}', "implies something of 'natur', which does not exist"),
        ("boolean", '{"true": {nature: [old]}}', "cannot be 'old'"),
        ("boolean", '{"true": {nature: []}}', "'nature' and leaves it no value"),
        ("number", '{"1": {nature: [new]}}', "has no listed values"),
    ],
)
def test_what_a_fact_implies_must_exist(data: Path, type_: str, implies: str, message: str) -> None:
    file = data / FACTS
    text = file.read_text(encoding="utf-8") + "\n" + ADDED.replace("TYPE", type_).replace("IMPLIES", implies)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=message) as caught:
        load_definitions(data)
    assert f"red_line.yaml:{line_of(text, implies)}: " in caught.value.en


def test_a_fact_may_not_be_listed_twice(data: Path) -> None:
    file = data / FACTS
    text = file.read_text(encoding="utf-8")
    start = text.index("  - fact: enlarges_scale")
    again = text[start : text.index("  - fact:", start + 5)]
    file.write_text(text + "\n" + again, encoding="utf-8")
    with pytest.raises(DefinitionError, match="fact 'enlarges_scale' is listed twice"):
        load_definitions(data)


def test_a_pack_of_an_instrument_without_coverage_is_refused(data: Path) -> None:
    file = data / "rules/CN/red_line.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("instrument: red_line", "instrument: red_lines"), encoding="utf-8"
    )
    with pytest.raises(DefinitionError, match=r"red_line.yaml:\d+: instrument 'red_lines' is not listed"):
        load_definitions(data)


def test_every_byte_of_a_pack_is_part_of_the_identity_of_what_rests_on_it(data: Path) -> None:
    before = {ref.file: ref.sha256 for ref in load_definitions(data).references()}
    file = data / "rules/CN/red_line.yaml"
    file.write_bytes(file.read_bytes() + b"# one more remark\n")
    after = {ref.file: ref.sha256 for ref in load_definitions(data).references()}
    assert {name for name in before if before[name] != after[name]} == {"rules/CN/red_line.yaml"}
