"""Hits that rules bind: what each is, those alike together, and the rules at them with what they lack and ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layers.canonical import canonical
from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.measures.tables import Cell, table
from zoning.reports.model import Fields, Grid, Section, Tone
from zoning.reports.siting.facts import fact_title
from zoning.reports.siting.said import (
    DASH,
    WITHOUT_EFFECT,
    Body,
    basis_of,
    coarse_hectares,
    column,
    feature_of,
    ground_of,
    hectare_range,
    hectares,
    joined,
    metres,
    same,
    say,
    two,
    word,
)
from zoning.reports.siting.tones import Tones

_HIDDEN = frozenset(("class", "name", "code", "list_coded", "region", "part"))  # said elsewhere, or for programs
_LISTS = frozenset(("spatial_layout", "pollutant_emission", "environmental_risk", "resource_efficiency"))


Hit = tuple[int, Body]


def alike(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Hits of one layer and class to which the same rules apply in the same way, together; in order of the first."""
    groups: dict[bytes, list[Hit]] = {}
    for number, finding in hits:
        groups.setdefault(canonical([finding["layer"], finding["class"], finding["rules"]]), []).append(
            (number, finding)
        )
    return list(groups.values())


def hit_section(hits: Sequence[Hit], tones: Tones, definitions: Definitions) -> Section:
    """What one hit is, or a table of those alike; then the rules, once."""
    number, finding = hits[0]
    of, name = ground_of(finding), feature_of(finding)
    rules = _rules(finding, number, tones, definitions)
    if len(hits) == 1:
        title = two(f"第 {number} 项 {of.zh}：{name.zh}", f"No. {number} {of.en}: {name.en}")
        return Section(title, (Fields(tuple(_measured(finding, definitions))), rules))
    told = [same(text) for text in runs([one for one, _ in hits])]
    numbers = joined(told)
    title = two(
        f"{of.zh}：{len(hits)} 个要素，适用的规定相同（第 {numbers.zh} 项）",
        f"{of.en}: {len(hits)} features under the same rules (no. {numbers.en})",
    )
    return Section(title, (_table(hits, definitions), rules))


def runs(numbers: Sequence[int]) -> Iterator[str]:
    """Ascending numbers as `2–41`, `45`."""
    begin = last = numbers[0]
    for number in (*numbers[1:], None):
        if number != last + 1:
            yield str(begin) if begin == last else f"{begin}–{last}"
            begin = number if number is not None else last
        last = number if number is not None else last


def _table(hits: Sequence[Hit], definitions: Definitions) -> Grid:
    """A row per feature, with a column for everything that is known of any of them."""
    known = [{label.zh: (label, cell) for label, cell in _measured(finding, definitions)} for _, finding in hits]
    labels = {label.zh: label for one in known for label, _ in one.values()}
    columns = [
        column("number", "序号", "no.", digits=0),
        column("feature", "要素", "feature"),
        *(column(f"known_{place}", label.zh, label.en) for place, label in enumerate(labels.values())),
    ]
    rows: list[list[Cell]] = [
        [number, feature_of(finding), *(one[label][1] if label in one else None for label in labels)]
        for (number, finding), one in zip(hits, known, strict=True)
    ]
    return Grid(table(f"hits_{hits[0][0]}", two("要素", "Features"), columns, rows))


def _measured(finding: Body, definitions: Definitions) -> Iterator[tuple[Titles, Cell]]:
    said = [word(finding[name]) for name in ("relation", "certainty") if finding[name]]
    yield two("关系（确定性）", "relation (certainty)"), joined(said, "，", ", ")
    if finding["overlap_area_m2"]:
        area = coarse_hectares(finding)
        full = hectares(finding["overlap_area_m2"])
        text = (
            same(f"{area:.4f} ha")
            if isinstance(area, float)
            else two(f"{full:.0f} ha（取整公顷）", f"{full:.0f} ha (full hectares)")
        )
        bounds = hectare_range(finding["overlap_area_range_m2"])
        share = "" if finding["overlap_share"] is None else f"{100 * finding['overlap_share']:.2f} %"
        more = "；".join(part for part in (f"{bounds} ha" if bounds else "", share) if part)
        aside = f"（{more}）" if more else ""
        yield (
            two("压占面积", "area"),
            two(f"{text.zh}{aside}", f"{text.en}{f' ({more})'.replace('；', '; ') if more else ''}"),
        )
    if finding["overlap_length_m"]:
        yield two("长度", "length"), metres(finding["overlap_length_m"])
    bearing = finding["bearing_deg"]
    if finding["distance_m"] or bearing is not None:
        towards = "" if bearing is None else f"{bearing:g}°"
        yield (
            two("最小距离", "least distance"),
            two(
                f"{metres(finding['distance_m'])}{f'，方位角 {towards}' if towards else ''}",
                f"{metres(finding['distance_m'])}{f', towards {towards}' if towards else ''}",
            ),
        )
    if finding["edition"] is not None:
        yield two("数据版本", "edition"), f"{finding['layer']} {finding['region']}/{finding['edition']}"
    kind = definitions.kinds.get(finding["layer"])
    for attribute, value in finding["attributes"].items():
        if value is None or attribute in _HIDDEN or attribute in _LISTS:
            continue
        known = None if kind is None else kind.attributes.get(attribute)
        title = same(attribute) if known is None else known.title
        held = None if known is None else known.values.get(str(value))
        shown = two("是", "yes") if value is True else two("否", "no") if value is False else same(value)
        yield title, held or shown


def _rules(finding: Body, number: int, tones: Tones, definitions: Definitions) -> Grid:
    """All rules at a hit, those that do not hold last; what each rests on, lacks and asks for."""
    order = sorted(finding["rules"], key=lambda rule: (rule["holds"] is False, rule["effect"] in WITHOUT_EFFECT))
    coloured: list[Tone] = ["faint" if tones.of_rule(rule) == "plain" else tones.of_rule(rule) for rule in order]
    rows = [_rule_row(rule, tones, definitions) for rule in order]
    return Grid(
        table(f"rules_{number}", two("适用的规定", "Rules"), _RULE_COLUMNS, rows),
        weights=(0.9, 4.0, 1.4, 2.6, 0.6, 3.6),
        tones=tuple(enumerate(coloured)),
    )


_RULE_COLUMNS = [
    column("rule", "规则", "rule"),
    column("text", "规定", "what it says"),
    column("effect", "效力·状态", "effect · state"),
    column("basis", "依据", "basis"),
    column("confidence", "可信度", "confidence"),
    column("open", "缺少的情况／例外／要求", "missing facts, exceptions, requirements"),
]


def _rule_row(rule: Body, tones: Tones, definitions: Definitions) -> list[Cell]:
    confidence = rule.get("confidence")
    return [
        str(rule["rule"]),
        say(rule["text"]),
        tones.effect(rule),
        basis_of(rule),
        confidence,
        _beside(rule, definitions),
    ]


def _beside(rule: Body, definitions: Definitions) -> Titles:
    lines: list[Titles] = []
    missing = joined(fact_title(definitions, name) for name in rule.get("missing_facts", ()))
    if rule.get("missing_facts"):
        lines.append(two(f"缺：{missing.zh}", f"missing: {missing.en}"))
    tried = [(str(one["id"]), word(one["state"])) for one in rule.get("exceptions", ())]
    if tried:
        zh = "，".join(f"{name} {state.zh}" for name, state in tried)
        en = ", ".join(f"{name} {state.en}" for name, state in tried)
        lines.append(two(f"例外：{zh}", f"exceptions: {en}"))
    lines += [
        two(f"须：{say(one['text']).zh}", f"requires: {say(one['text']).en}") for one in rule["requirement_texts"]
    ]
    return joined(lines, "\n", "\n") if lines else same(DASH)
