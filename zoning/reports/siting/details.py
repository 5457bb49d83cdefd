"""Section 4: hit by hit what the law says, what it rests on, what it asks for, and which exceptions were tried."""

from __future__ import annotations

from collections.abc import Iterator

from zoning.definitions import Definitions
from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Grid, Paragraph, Section, Tone
from zoning.reports.siting.facts import fact_title
from zoning.reports.siting.hits import alike, hit_section
from zoning.reports.siting.said import (
    DASH,
    STATES,
    Body,
    basis_of,
    binding_rules,
    codes,
    column,
    feature_of,
    ground_of,
    joined,
    rules_elsewhere,
    same,
    say,
    two,
    word,
)
from zoning.reports.siting.tones import Tones, tone_elsewhere


def details(body: Body, definitions: Definitions) -> Section:
    """A subsection for hits that rules bind, alike ones together; the others in one table; rules without a feature."""
    tones = Tones(body)
    numbered = list(enumerate(body["findings"], start=1))
    bound = [(number, finding) for number, finding in numbered if binding_rules(finding)]
    free = [(number, finding) for number, finding in numbered if not binding_rules(finding)]
    sections = [hit_section(group, tones, definitions) for group in alike(bound)]
    sections += [
        Section(title, tuple(blocks))
        for title, blocks in (
            (two("不构成冲突的要素", "Features without a conflict"), list(_free(free, tones))),
            (
                two("图上没有要素之处仍可能适用的规定", "Rules that may apply where no feature is known"),
                list(_elsewhere(body, definitions)),
            ),
            (two("例外逐项", "Exceptions, one by one"), list(_exceptions(body))),
            (two("要求、意见和文件", "Requirements, opinions and documents"), list(_requirements(body))),
        )
        if blocks
    ]
    opening: tuple[Block, ...] = (
        Paragraph(
            two(
                "规定的文字为规则库对法条的概括；条号未经核对的只列名称。可信度：H 高，M 中，L 低。",
                "The words of rules are summaries of the provisions; where an article number is not verified, the "
                "title stands alone. Confidence: H high, M medium, L low.",
            ),
            "faint",
        ),
    )
    if not bound:
        known = body["verdict"] == "admissible"
        text = two(
            f"已加载图层中没有要素构成冲突或附加条件{'' if known else '；没有答复之处和待定的规定见下'}。",
            "No feature of the layers loaded is in conflict or adds a condition"
            f"{'' if known else '; what does not answer, and rules that stand open, follow below'}.",
        )
        opening += (Paragraph(text, "good" if known else "plain"),)
    return Section(two("逐项说明", "Hit by hit"), opening, tuple(sections))


def _free(findings: list[tuple[int, Body]], tones: Tones) -> Iterator[Block]:
    if not findings:
        return
    rows: list[list[Cell]] = []
    for number, finding in findings:
        of, name = ground_of(finding), feature_of(finding)
        what = two(f"{number} {of.zh}：{name.zh}", f"{number} {of.en}: {name.en}")
        rules = finding["rules"] or [None]
        for place, rule in enumerate(rules):
            head = what if place == 0 else ""
            if rule is None:
                rows.append([head, DASH, two("没有规则读取此要素", "no rule reads it"), None, None])
            else:
                state = tones.effect(rule)
                rows.append([head, str(rule["rule"]), say(rule["text"]), state, basis_of(rule)])
    columns = [
        column("ground", "图层·类别：要素", "layer · class: feature"),
        column("rule", "规则", "rule"),
        column("text", "规定", "what it says"),
        column("state", "状态", "state"),
        column("basis", "依据", "basis"),
    ]
    yield Grid(table("free", two("不构成冲突的要素", "Features without a conflict"), columns, rows))


def _elsewhere(body: Body, definitions: Definitions) -> Iterator[Block]:
    """Rules that hold or are open with no feature to stand under, and in which layers they stand open."""
    titles = {cell["layer"]: say(cell["title"]) for cell in body["coverage"]}
    rows: list[list[Cell]] = []
    coloured: list[tuple[int, Tone]] = []
    for rule in rules_elsewhere(body):
        best, worst = (word(end) for end in (rule["range"][0], rule["range"][-1]))
        effect = best if best == worst else two(f"{best.zh}…{worst.zh}", f"{best.en} … {worst.en}")
        lacks = [fact_title(definitions, name) for name in rule["missing_facts"]]
        lacks += [
            two(f"{titles.get(one, same(one)).zh}的精度", f"accuracy of {titles.get(one, same(one)).en}")
            for one in rule["thin"]
        ]
        lacks += [
            two(f"{titles.get(one, same(one)).zh}没有答复", f"{titles.get(one, same(one)).en} does not answer")
            for one in rule["silent"]
        ]
        coloured.append((len(rows), tone_elsewhere(rule)))
        needs = [
            two(f"须：{say(one['text']).zh}", f"requires: {say(one['text']).en}") for one in rule["requirement_texts"]
        ]
        opened = [two(f"取决于：{joined(lacks).zh}", f"depends on: {joined(lacks).en}")] if lacks else []
        rows.append(
            [
                str(rule["rule"]),
                say(rule["text"]),
                word(STATES[rule["holds"]]),
                effect,
                joined([*opened, *needs], "\n", "\n"),
            ]
        )
    if not rows:
        return
    columns = [
        column("rule", "规则", "rule"),
        column("text", "规定", "what it says"),
        column("state", "状态", "state"),
        column("range", "结论范围", "verdict by it"),
        column("open", "取决于／要求", "depends on, requires"),
    ]
    yield Grid(
        table("elsewhere", two("不依附于某一要素的规定", "Rules that hold of no single feature"), columns, rows),
        tones=tuple(coloured),
    )


def _exceptions(body: Body) -> Iterator[Block]:
    rows: list[list[Cell]] = []
    for entry in body["exceptions"]:
        for place, tried in enumerate(entry["exceptions"]):
            reasons = [say(reason["text"]) for reason in tried["reasons"]]
            head = two(f"{entry['rule']} {say(entry['text']).zh}", f"{entry['rule']} {say(entry['text']).en}")
            rows.append(
                [
                    head if place == 0 else "",
                    str(tried["id"]),
                    say(tried["text"]),
                    word(tried["state"]),
                    joined(reasons, "；", "; "),
                ]
            )
    if not rows:
        return
    columns = [
        column("rule", "规则", "rule"),
        column("exception", "例外", "exception"),
        column("text", "内容", "what it says"),
        column("state", "状态", "state"),
        column("why", "原因", "why"),
    ]
    yield Grid(table("exceptions", two("例外逐项核对", "Every exception tried"), columns, rows))


def _requirements(body: Body) -> Iterator[Block]:
    """Each requirement once, with the rules that ask for it."""
    asked: dict[str, tuple[Body, list[str]]] = {}
    for rule in (*(rule for finding in body["findings"] for rule in finding["rules"]), *body["rules"]):
        for one in rule["requirement_texts"] if rule["holds"] is not False else ():
            names = asked.setdefault(str(one["code"]), (one, []))[1]
            if str(rule["rule"]) not in names:
                names.append(str(rule["rule"]))
    if not asked:
        return
    rows: list[list[Cell]] = [
        [say(one["text"]), say(one["authority"]), say(one["document"]), codes(names)] for one, names in asked.values()
    ]
    columns = [
        column("requirement", "要求", "requirement"),
        column("authority", "主管部门", "authority"),
        column("document", "文件", "document"),
        column("rules", "规则", "rules"),
    ]
    yield Grid(table("requirements", two("要求汇总", "All that is required"), columns, rows))
