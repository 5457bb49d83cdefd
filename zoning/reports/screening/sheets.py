"""The sheets of a screening's results: verdicts, findings, problems; cells are typed. Beside them: `basis`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.measures.tables import Column
from zoning.reports.words import said, word
from zoning.screening.doubts import ONCE
from zoning.screening.results import FAILED, Results, Row, word_of

Cell = str | int | float | bool | date | None
_REASONS: Final = 3  # of a row, on the sheet of verdicts
_QUESTIONS: Final = 2
PROBLEM: Final = Titles(zh="未能研判", en="not judged")
DOUBT: Final = Titles(zh="存疑", en="doubtful")
NOT_USED: Final = Titles(zh="未使用", en="not used")


@dataclass(frozen=True)
class Sheet:
    """One table: `rows` gives those of one project; `verdict` is the place of the column with the verdict's word."""

    name: str
    title: Titles
    columns: tuple[Column, ...]
    rows: Callable[[Row, Lang], Iterator[tuple[Cell, ...]]]
    verdict: int | None = None


def _column(name: str, zh: str, en: str, unit: str | None = None, digits: int | None = None) -> Column:
    return Column(name, Titles(zh=zh, en=en), unit, digits)


_WHO: Final = (
    _column("row", "行", "Row"),
    _column("project", "项目编号", "Project id"),
    _column("name", "项目名称", "Name"),
)


def _who(row: Row) -> tuple[Cell, ...]:
    return (_row_number(row["row"]), row["key"], _name(row))


def _row_number(label: str) -> Cell:
    return int(label) if label.isdigit() else label


def _name(row: Row) -> str | None:
    answer = row["answer"]
    name = row["name"] or (None if answer is None else answer["name"])
    return None if name is None else str(name)


def _verdicts(row: Row, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    answer = row["answer"]
    if answer is None:
        problems = "; ".join(str(one["text"][lang]) for one in row["problems"])
        left = [None] * (len(VERDICTS.columns) - 7)
        late = word_of(row) != FAILED
        ends = (word("admissible", lang), word("prohibited", lang)) if late else (None, None)
        yield (*_who(row), word(word_of(row), lang) if late else said(PROBLEM, lang), *ends, problems, *left)
        return
    best, worst = answer["range"]
    measures = answer["measures"]
    yield (
        *_who(row),
        _word(answer, lang),
        word(best, lang),
        word(worst, lang),
        "\n".join(_reason(reason, lang) for reason in answer["reasons"][:_REASONS]) or None,
        _area(measures["area_m2"]),
        _area(measures["length_m"]),
        answer["prohibited_m2"],
        answer["restricted_m2"],
        len(answer["findings"]),
        len(answer["questions"]),
        len(own_doubts(row)),
        "\n".join(str(text[lang]) for text in answer["questions"][:_QUESTIONS]) or None,
        answer["accuracy_m"],
        answer["industry"],
        date.fromisoformat(answer["as_of"]),
        "、".join(word(standing, lang) for standing in answer["standings"]),
        "\n".join(str(text[lang]) for text in answer["notes"]) or None,
        answer["id"],
    )


def own_doubts(row: Row) -> list[Mapping[str, Any]]:
    """The doubts of a row that are not told once for all; results kept by an earlier version have none."""
    return [one for one in row.get("doubts", ()) if one["code"] not in ONCE]


def _word(answer: Mapping[str, Any], lang: Lang) -> str:
    told = word(answer["verdict"], lang)
    if not answer["incident"]:
        return told
    return f"{told}（有图层读不出，不作记录）" if lang == "zh" else f"{told} (a layer could not be read; no record)"


def _area(value: float) -> float | None:
    return value or None


def _reason(reason: Mapping[str, Any], lang: Lang) -> str:
    best, worst = reason["best"], reason["worst"]
    ends = word(worst, lang) if best == worst else f"{word(best, lang)}…{word(worst, lang)}"
    return f"{reason['text'][lang]}（{ends}）" if lang == "zh" else f"{reason['text'][lang]} ({ends})"


def _findings(row: Row, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    for finding in () if row["answer"] is None else row["answer"]["findings"]:
        low, high = finding["overlap_area_range_m2"] or (None, None)
        edition = finding["edition"]
        yield (
            *_who(row),
            finding["layer_title"][lang],
            None if not finding["class_title"] else finding["class_title"][lang],
            finding["feature"],
            finding["name"],
            None if finding["relation"] is None else word(finding["relation"], lang),
            None if finding["certainty"] is None else word(finding["certainty"], lang),
            finding["overlap_area_m2"],
            low,
            high,
            finding["overlap_length_m"],
            finding["overlap_share"],
            finding["distance_m"],
            finding["bearing_deg"],
            "\n".join(_rule(rule, lang) for rule in finding["rules"]) or None,
            "\n".join(dict.fromkeys(_basis(rule, lang) for rule in finding["rules"] if rule["basis"])) or None,
            finding["layer"],
            None if edition is None else f"{finding['region']}/{edition}",
        )


def _rule(rule: Mapping[str, Any], lang: Lang) -> str:
    state = word("holds" if rule["holds"] else "open", lang)
    return f"{rule['rule']} {word(rule['effect'], lang)}·{state} {rule['text'][lang]}"


def _basis(rule: Mapping[str, Any], lang: Lang) -> str:
    unknown = "（条号未核）" if lang == "zh" else " (article number not verified)"
    basis = rule["basis"]
    return f"{basis['title']} {basis['article']}" if basis["article"] else f"{basis['title']}{unknown}"


def _problems(row: Row, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    # the reasons in both languages in every workbook: whoever mends the table may read another than who asked
    for one in row["problems"]:
        yield (*_who(row), said(PROBLEM, lang), one["column"], one["text"]["zh"], one["text"]["en"], one["slug"])
    for one in own_doubts(row):
        yield (*_who(row), said(DOUBT, lang), None, one["text"]["zh"], one["text"]["en"], one["code"])


VERDICTS: Final = Sheet(
    "verdicts",
    Titles(zh="结论", en="Verdicts"),
    (
        *_WHO,
        _column("verdict", "结论", "Verdict"),
        _column("best", "最好", "Best"),
        _column("worst", "最坏", "Worst"),
        _column("reasons", "主要理由", "First reasons"),
        _column("area", "面积", "Area", "m²", 2),
        _column("length", "长度", "Length", "m", 3),
        _column("prohibited", "确定禁止的面积", "Prohibited for certain", "m²", 2),
        _column("restricted", "受禁止或条件限制的面积", "Prohibited or restricted", "m²", 2),
        _column("findings", "发现数", "Findings"),
        _column("questions", "待定问题数", "Open questions"),
        _column("doubts", "存疑数", "Doubts"),
        _column("first_questions", "首要问题", "First questions"),
        _column("accuracy", "精度", "Accuracy", "m", 2),
        _column("industry", "行业代码", "Industry"),
        _column("as_of", "依据日期", "As of"),
        _column("standing", "数据效力", "Standing of data"),
        _column("notes", "假定与说明", "What was assumed"),
        _column("id", "结论编号", "Id of the verdict"),
    ),
    _verdicts,
    verdict=3,
)
FINDINGS: Final = Sheet(
    "findings",
    Titles(zh="发现", en="Findings"),
    (
        *_WHO,
        _column("layer_title", "图层", "Layer"),
        _column("class_title", "类别", "Class"),
        _column("feature", "要素编号", "Feature"),
        _column("feature_name", "要素名称", "Name of the feature"),
        _column("relation", "关系", "Relation"),
        _column("certainty", "确定程度", "Certainty"),
        _column("overlap_area", "压占面积", "Overlap", "m²", 2),
        _column("overlap_area_min", "压占面积下限", "Overlap at least", "m²", 2),
        _column("overlap_area_max", "压占面积上限", "Overlap at most", "m²", 2),
        _column("overlap_length", "压占长度", "Length within", "m", 3),
        _column("share", "占项目比例", "Share of the project", None, 6),
        _column("distance", "距离", "Distance", "m", 3),
        _column("bearing", "方位角", "Bearing", "°", 1),
        _column("rules", "规定", "Rules"),
        _column("basis", "依据", "Basis"),
        _column("layer", "图层代码", "Code of the layer"),
        _column("edition", "版本", "Edition"),
    ),
    _findings,
)
PROBLEMS: Final = Sheet(
    "problems",
    Titles(zh="问题", en="Problems"),
    (
        *_WHO,
        _column("kind", "性质", "Kind"),
        _column("column", "列", "Column"),
        _column("reason_zh", "原因（中文）", "Reason (Chinese)"),
        _column("reason_en", "原因（英文）", "Reason (English)"),
        _column("slug", "类别代码", "Code"),
    ),
    _problems,
)
SHEETS: Final = (VERDICTS, FINDINGS, PROBLEMS)


def head_problems(results: Results, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    """Columns that nothing is known of and were not used; what looks wrong of the whole table, or of rows alike."""
    for column in results.about["ignored"]:  # type: ignore[attr-defined]
        zh = "不认识这一列，没有使用；若是事实，请写事实的代码或名称（sanxian screen --template 列有全部）"
        en = "this column is not known and was not used; of a fact give its id or title (--template lists them all)"
        yield ("head", None, None, said(NOT_USED, lang), str(column), zh, en, "unknown-column")
    for one in results.about.get("doubts", ()):  # type: ignore[attr-defined]
        zh, en = ("", "") if one["rows"] is None else (f"{one['rows']} 个项目：", f"{one['rows']} projects: ")
        text = one["text"]
        yield ("head", None, None, said(DOUBT, lang), None, f"{zh}{text['zh']}", f"{en}{text['en']}", one["code"])
