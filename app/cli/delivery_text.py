"""A delivery in lines: what its check found, what it was taken for, what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.cli.delivery import Request
    from layers.editions import Edition
    from layers.errors import Lang

_SHOWN = 5


def passed_line(count: int, request: Request, lang: Lang) -> str:
    """What the check took the delivery for, since it may have been left to the defaults."""
    day = request.effective_from or ("今天" if lang == "zh" else "today")
    if lang == "zh":
        return f"检查通过：{count} 个要素（按 {request.status}、精度 {request.accuracy:g} m、{day}起生效）"
    return f"the check passed: {count} feature(s), as {request.status}, {request.accuracy:g} m, in force from {day}"


def stored_line(edition: Edition, lang: Lang) -> str:
    """What became of a delivery, or of a proposal."""
    head, count = edition.head, edition.feature_count
    if lang == "zh":
        done = "已发布" if edition.state == "published" else "已存为待发布版本"
        return f"{done}：{edition.label}，{count} 个要素，{head.standing}，{head.effective_from} 起生效"
    done = "published" if edition.state == "published" else "proposed"
    return f"{done}: {edition.label}, {count} feature(s), {head.standing}, in force from {head.effective_from}"


def report_lines(report: dict[str, Any], lang: Lang) -> Iterator[str]:
    """Problems by severity, the first few of each code, then the notes."""
    words = {"error": ("错误", "error"), "warning": ("警告", "warning")}
    said: dict[str, int] = {}
    for problem in report["problems"]:
        said[problem["code"]] = said.get(problem["code"], 0) + 1
        if said[problem["code"]] <= _SHOWN:
            word = words[problem["severity"]][0 if lang == "zh" else 1]
            place = "" if problem["place"] is None else " @ {:.6f},{:.6f}".format(*problem["place"])
            source = f" {problem['source']}" if problem["source"] else ""
            yield f"{word}{source}{place}: {problem['text'][lang]}"
    for code, count in said.items():
        if count > _SHOWN:
            rest = count - _SHOWN
            yield (
                f"… {code}：另有 {rest} 处，--json 列出全部"
                if lang == "zh"
                else (f"… {code}: {rest} more; --json lists all")
            )
    for note in report["notes"]:
        yield f"{'注' if lang == 'zh' else 'note'}: {note['text'][lang]}"
