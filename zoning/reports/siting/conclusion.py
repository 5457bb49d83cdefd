"""Sections 10, 11 and 13: what is still open and what to do, what it comes to, and within which limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from layers.definition_file import Titles
from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Grid, Items, Outcome, Paragraph, Section, Signature, Tone
from zoning.reports.siting.said import (
    Body,
    joined,
    numbered_hit,
    rules_elsewhere,
    say,
    sentence,
    two,
    word,
)
from zoning.reports.siting.said import column as _column
from zoning.reports.siting.tones import Tones, tone_elsewhere

WORDS: Final[Mapping[str, tuple[Titles, Tone]]] = MappingProxyType(
    {
        "prohibited": (two("冲突", "conflict"), "bad"),
        "conditional": (two("有条件", "conditional"), "caution"),
        "admissible": (two("未发现冲突（已加载图层范围内）", "no conflict found (within the layers loaded)"), "good"),
        "undetermined": (two("数据不足", "not enough is known"), "open"),
    }
)
_FEW: Final = 6  # rules that the conclusion names in full


def outcome(body: Body) -> Outcome:
    """The word of the report, and beside it the verdict with its range."""
    title, tone = WORDS[body["verdict"]]
    verdict = say(body["verdict_text"])
    if body["verdict"] != "undetermined":
        return Outcome(title, tone, two(f"结论：{verdict.zh}", f"verdict: {verdict.en}"))
    best, worst = (word(end) for end in (body["range"][0], body["range"][-1]))
    return Outcome(
        title,
        tone,
        two(
            f"结论：{verdict.zh}，介于{best.zh}与{worst.zh}之间",
            f"verdict: {verdict.en}, between {best.en} and {worst.en}",
        ),
    )


def questions(body: Body) -> Section:
    """Every open question with the verdict of each answer, and every next step."""
    blocks: list[Block] = []
    steps = tuple({step["text"]["zh"]: say(step["text"]) for step in body["next_steps"]}.values())
    if body["questions"]:
        rows: list[list[Cell]] = []
        for number, question in enumerate(body["questions"], start=1):
            text = say(question["text"])
            head: Cell = two(f"{number}. {text.zh}", f"{number}. {text.en}")
            for answers, verdict in _answers(question):
                rows.append([head, answers, verdict])
                head = ""
        columns = [
            _column("question", "问题", "question"),
            _column("answer", "若答", "if answered"),
            _column("verdict", "则结论为", "then the verdict is"),
        ]
        blocks.append(Grid(table("questions", two("待回答的问题", "What would still decide"), columns, rows)))
    else:
        blocks.append(Paragraph(two("没有待回答的问题。", "No question is open.")))
    further = (Section(two("下一步", "Next steps"), (Items(steps),)),) if steps else ()
    return Section(two("待定问题与下一步", "Open questions and next steps"), tuple(blocks), further)


def _answers(question: Body) -> list[tuple[Cell, Cell]]:
    """Answers with one and the same verdict stand together, in the order in which the body gives the first of them."""
    if not question["answers"]:
        return [(None, None)]
    by: dict[str, tuple[list[Titles], Titles]] = {}
    for answer in question["answers"]:
        verdict = _verdict(answer)
        by.setdefault(verdict.zh, ([], verdict))[0].append(say(answer["text"]))
    return [(joined(answers, "；", "; "), verdict) for answers, verdict in by.values()]


def _verdict(answer: Body) -> Titles:
    said = word(answer["verdict"])
    if answer["verdict"] != "undetermined":
        return said
    best, worst = (word(end) for end in (answer["range"][0], answer["range"][-1]))
    return two(f"{said.zh}（{best.zh}…{worst.zh}）", f"{said.en} ({best.en} … {worst.en})")


def conclusion(body: Body) -> Section:
    """The word, why, what is reserved, and the caveat."""
    found = outcome(body)
    beside = found.beside or two("", "")
    blocks: list[Block] = [
        Paragraph(two(f"{found.word.zh}。{beside.zh}。", f"{found.word.en}; {beside.en}.".capitalize()), found.tone)
    ]
    blocks += _because(body)
    blocks += [Paragraph(text, "caution") for text in standing(body)]
    if body.get("redacted"):
        blocks.append(Paragraph(withheld(body), "caution"))
    blocks.append(Paragraph(sentence(body["caveat"])))
    return Section(two("结论", "Conclusion"), tuple(blocks))


def standing(body: Body) -> list[Titles]:
    """That data which is not statutory was used, in a sentence; which, stands in the list of data."""
    used = [edition["status"] for edition in body["editions"]]
    lower = [(word(one), used.count(one)) for one in ("illustrative", "draft") if one in used]
    return [
        two(
            f"用到{name.zh}数据 {count} 个版本（共 {len(used)} 个），不得用于决策；逐版列于“数据清单”。",
            f"{count} of the {len(used)} editions used are {name.en}: not for decisions. They are listed under Data "
            "used.",
        )
        for name, count in lower
    ]


def withheld(body: Body) -> Titles:
    """Which layers the reader of this report does not see."""
    titles = {cell["layer"]: say(cell["title"]) for cell in body["coverage"]}
    names = joined(titles.get(layer, two(layer, layer)) for layer in body["withheld"])
    return two(
        f"本报告按受限权限生成：{names.zh}不绘图、不列要素，面积取整公顷，距离取百米。结论由全部数据得出，不受此影响。",
        f"Made for a reader without the right to restricted layers: {names.en} are neither drawn nor listed by "
        "feature; their areas are given in full hectares, their distances in steps of 100 m. The verdict rests on all "
        "data and is the same.",
    )


def _because(body: Body) -> Iterator[Block]:
    tones = Tones(body)
    groups: tuple[tuple[Tone, Titles], ...] = (
        ("bad", two("确定的冲突", "Certain conflicts")),
        ("open", two("尚未确定的冲突", "Conflicts not yet certain")),
        ("caution", two("附加条件的项目", "What adds conditions")),
    )
    for tone, title in groups:
        numbered = [
            (number, finding)
            for number, finding in enumerate(body["findings"], start=1)
            if tones.of_finding(finding) == tone
        ]
        rules = [rule for rule in rules_elsewhere(body) if tone_elsewhere(rule) == tone]
        if numbered or rules:
            yield Paragraph(title, "strong")
            yield Items((*(numbered_hit(number, one) for number, one in numbered), *_rules(rules, whole=tone == "bad")))


def _rules(rules: Sequence[Body], *, whole: bool) -> Iterator[Titles]:
    """Rules without a feature: what prohibits in its own words, the others by their names where they are many."""
    if whole or len(rules) <= _FEW:
        for rule in rules:
            text = say(rule["text"])
            yield two(f"{rule['rule']} {text.zh}", f"{rule['rule']} {text.en}")
    else:
        names = [str(rule["rule"]) for rule in rules]
        yield two(
            f"不依附于某一要素的规定 {len(names)} 条（见“逐项说明”）：{'、'.join(names)}",
            f"{len(names)} rules that hold of no single feature (see Hit by hit): {', '.join(names)}",
        )


def terms(body: Body) -> tuple[Titles, bool]:
    """What the assessment is called on the day of the verdict, and whether by the new words."""
    first = body["eia"]["terms_from"]  # None: the words of that day are those that were always used
    if first is not None and str(body["as_of"]) >= str(first):
        return two("生态环境影响评价", "ecological and environmental impact assessment"), True
    return two("环境影响评价", "environmental impact assessment"), False


def limits(body: Body, office: str | None) -> Section:
    """What the report does not say, and places for names and a stamp."""
    of, _ = terms(body)
    said = (
        two(
            f"本报告是建设项目{of.zh}选址分析的空间初步结论，不代替{of.zh}，也不代替任何审批、论证和现场调查。",
            f"This report is a preliminary spatial finding for the siting part of an {of.en}; it replaces neither "
            "the assessment "
            "nor any approval, opinion or survey on the ground.",
        ),
        two(
            "结论只对所列数据版本、规则和判断日期成立；数据、规则或项目范围改变后须重新核对。",
            "It holds for the editions, rules and day named here; when data, rules or the project change, ask again.",
        ),
        two(
            "未加载的图层、没有答复的地方和没有编码的规定不在结论之内（见“完整性”）。",
            "Layers not loaded, places without an answer and provisions not coded are outside of it (see "
            "Completeness).",
        ),
        two(
            "面积为 CGCS2000 椭球面积，长度和距离为椭球面上的值；与平面面积比较时须用同一方法。",
            "Areas are on the CGCS2000 ellipsoid, lengths and distances too; compare like with like.",
        ),
    )
    places = [
        two("编制人", "prepared by"),
        two("审核人", "checked by"),
        two("批准人", "approved by"),
    ]
    stamp = two(f"单位{f'：{office}' if office else ''}", f"office{f': {office}' if office else ''}")
    return Section(two("限制与签署", "Limits and signatures"), (Items(said), Signature((*places, stamp))))
