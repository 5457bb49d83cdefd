"""Section 5: the unit's access list in four dimensions beside the project: met, not met, or to be shown.

What a rule decides is said by the rule; a list text that no rule reads can only be shown to be met by the applicant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Grid, Paragraph, Section, Tone
from zoning.reports.siting.facts import fact_title, stated
from zoning.reports.siting.said import DASH, Body, binding_rules, column, feature_of, ground_of, joined, same, say, two
from zoning.reports.siting.tones import Tones

LAYER: Final = "control_unit"
MET: Final = two("符合", "met")
NOT_MET: Final = two("不符合", "not met")
TO_SHOW: Final = two("需论证", "to be shown")
_TONES: Final[Mapping[str, Tone]] = MappingProxyType({MET.zh: "good", NOT_MET.zh: "bad", TO_SHOW.zh: "open"})


@dataclass(frozen=True)
class Dimension:
    """One of the four: the unit's attribute that holds its text, requirements that belong to it, facts that matter."""

    attribute: str
    title: Titles
    requirements: frozenset[str]
    facts: tuple[str, ...]


# by the four headings of the lists; a requirement that is named under none of them is one of layout
DIMENSIONS: Final = (
    Dimension(
        "spatial_layout",
        two("空间布局约束", "spatial layout"),
        frozenset(),
        ("industry_class", "nature", "cluster_exception", "industry_policy_class"),
    ),
    Dimension(
        "pollutant_emission",
        two("污染物排放管控", "emission of pollutants"),
        frozenset(("no_increase_of_discharge", "no_increase_of_unit_discharge", "cut_discharge")),
        ("discharges_pollutants", "raises_discharge", "class1_heavy_metals_or_pops"),
    ),
    Dimension(
        "environmental_risk",
        two("环境风险防控", "environmental risk"),
        frozenset(("strict_risk_control",)),
        ("hazardous_chemical_facility", "involves_toxic_substances", "may_pollute_soil", "may_pollute_groundwater"),
    ),
    Dimension(
        "resource_efficiency",
        two("资源利用效率", "efficiency of resource use"),
        frozenset(),
        ("adds_coal_consumption", "burns_high_pollution_fuel"),
    ),
)
EVERY: Final = frozenset(("compare_with_unit_list",))  # of all four at once


def access_list(body: Body, definitions: Definitions) -> Section:
    """Every unit that the project meets, dimension by dimension."""
    title = two("生态环境准入清单对照", "Comparison with the access list")
    units = [finding for finding in body["findings"] if finding["layer"] == LAYER]
    if not units:
        return Section(title, (_without(body),))
    return Section(title, (_grid(units, body, definitions), *_uncoded(units)))


def judged(unit: Body, dimension: Dimension, by: Tones) -> tuple[Titles, Titles]:
    """Met, not met or to be shown, and why, of one unit in one dimension."""
    rules = [rule for rule in binding_rules(unit) if _concerns(rule, dimension)]
    names = joined(same(rule["rule"]) for rule in rules)
    barring = joined(say(rule["text"]) for rule in rules if by.of_rule(rule) == "bad")
    if any(by.of_rule(rule) == "bad" for rule in rules):
        return NOT_MET, two(f"{names.zh}：{barring.zh}", f"{names.en}: {barring.en}")
    if rules:
        asked = [say(one["text"]) for rule in rules for one in rule["requirement_texts"]]
        why = joined(asked or [say(rule["text"]) for rule in rules], "；", "; ")
        return TO_SHOW, two(f"{names.zh}：{why.zh}", f"{names.en}: {why.en}")
    if dimension.attribute == "spatial_layout" and unit["attributes"].get("list_coded") is True:
        return MET, two("已编码的准入规则均不构成限制", "none of the coded rules of admission restricts it")
    return TO_SHOW, two(
        "清单文字未编为规则，由建设单位对照说明", "no rule reads the text of the list: the applicant shows it"
    )


def _concerns(rule: Body, dimension: Dimension) -> bool:
    asked = set(rule["requirements"])
    if asked & EVERY:
        return True
    of_others = [other for other in DIMENSIONS if asked & other.requirements]
    if rule["effect"] == "prohibit" or not of_others:
        return dimension.attribute == "spatial_layout"
    left = asked - frozenset[str]().union(*(other.requirements for other in DIMENSIONS))
    return dimension in of_others or (bool(left) and dimension.attribute == "spatial_layout")


def _grid(units: Sequence[Body], body: Body, definitions: Definitions) -> Grid:
    rows: list[list[Cell]] = []
    by = Tones(body)
    tones: list[tuple[int, Tone]] = []
    for unit in units:
        of, name = ground_of(unit), feature_of(unit)
        for place, dimension in enumerate(DIMENSIONS):
            result, why = judged(unit, dimension, by)
            tones.append((len(rows), _TONES[result.zh]))
            rows.append(
                [
                    two(f"{name.zh}（{of.zh}）", f"{name.en} ({of.en})") if place == 0 else "",
                    dimension.title,
                    _text(unit, dimension),
                    _project(body, definitions, dimension),
                    result,
                    why,
                ]
            )
    columns = [
        column("unit", "管控单元", "unit"),
        column("dimension", "维度", "dimension"),
        column("list", "清单要求", "what the list asks"),
        column("project", "项目情况", "the project"),
        column("result", "结果", "result"),
        column("why", "说明", "why"),
    ]
    return Grid(
        table("access_list", two("四个维度对照", "In four dimensions"), columns, rows),
        weights=(1.6, 1.2, 2.6, 3.6, 0.9, 2.6),
        tones=tuple(tones),
        note=two(
            "清单文字按管控单元数据原文列出（只有中文）。结果只依据已编码的规则；需论证者由建设单位提供说明，由主管部门判断。",
            "Texts of the list stand as the unit's data has them, in Chinese. Results rest on coded rules alone; "
            "what is "
            "to be shown is for the applicant to show and for the authority to judge.",
        ),
    )


def _text(unit: Body, dimension: Dimension) -> Cell:
    if unit["feature"] is None:
        return two("受限，不显示", "restricted, not shown")
    text = unit["attributes"].get(dimension.attribute)
    return two("数据中没有清单文字", "the data has no text of the list") if not text else str(text)


def _project(body: Body, definitions: Definitions, dimension: Dimension) -> Titles:
    facts = [
        two(
            f"{fact_title(definitions, name).zh}：{stated(body, definitions, name).zh}",
            f"{fact_title(definitions, name).en}: {stated(body, definitions, name).en}",
        )
        for name in dimension.facts
        if name in definitions.facts
    ]
    if dimension.attribute == "spatial_layout" and body["project"]["industry"]:
        code = body["project"]["industry"]
        facts.insert(0, two(f"行业代码：{code}", f"industry code: {code}"))
    return joined(facts, "\n", "\n")


def _uncoded(units: Sequence[Body]) -> Iterator[Block]:
    uncoded = [feature_of(unit) for unit in units if unit["attributes"].get("list_coded") is not True]
    if uncoded:
        names = joined(uncoded)
        yield Paragraph(
            two(
                f"下列单元的清单尚未编为规则，结论至少为有条件，须逐条对照清单：{names.zh}。",
                "The lists of these units are not coded as rules, so the verdict is conditional at best and the "
                "list is to "
                f"be compared item by item: {names.en}.",
            ),
            "caution",
        )


def _without(body: Body) -> Block:
    cell = next((cell for cell in body["coverage"] if cell["layer"] == LAYER), None)
    if cell is not None and cell["status"] == "covered":
        return Paragraph(
            two("项目不在任何已加载的管控单元内。", "The project lies in none of the control units loaded.")
        )
    state = say(None if cell is None else cell["text"], DASH)
    return Paragraph(
        two(
            f"没有可对照的管控单元：该图层在项目范围内的覆盖状态为“{state.zh}”，不等于不受清单约束。",
            f"No unit to compare with: the layer's coverage of the site is “{state.en}”, which does not mean that no "
            "list "
            "binds the project.",
        ),
        "open",
    )
