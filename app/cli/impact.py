"""`sanxian layers impact`: the recorded verdicts that a publication or a withdrawal changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from layers.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from layers.errors import Lang
    from zoning.impact.candidates import Candidates
    from zoning.impact.change import Change
    from zoning.impact.desk import EditionName, ImpactDesk

_ALSO = re.compile(r"([a-z_]+):(.+)")
_WORDS = {
    "zh": {"verdict": "结论改变", "not_judged": "无法复判", "numbers": "数字改变", "unchanged": "不变"},
    "en": {"verdict": "verdict changes", "not_judged": "not judged", "numbers": "numbers change", "unchanged": "same"},
}


def impact(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="图层 layer")],
    edition: Annotated[str, typer.Argument(metavar="REGION/N", help="版本，如 330300/3 the edition")],
    *,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", metavar="LAYER:REGION/N", help="连同另一版本 together with another; repeatable"),
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="改算撤回的影响 of withdrawing it instead")] = False,
    published: Annotated[
        bool, typer.Option("--published", help="已发布的版本改变了哪些旧结论 what its publication has overturned")
    ] = False,
    candidates_only: Annotated[
        bool, typer.Option("--candidates-only", help="只列可能受影响者，不复判 list who may be concerned; judge none")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="最多复判 N 个 judge at most N of them")
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """发布（或撤回）会改变哪些已存结论 Which recorded verdicts a publication, or a withdrawal, would change."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.settings import load_settings  # noqa: PLC0415
    from app.work_folder import open_impacts  # noqa: PLC0415
    from zoning.impact.desk import candidate_json, candidates_json, change_json  # noqa: PLC0415

    if withdraw and published:
        raise BadInput("--withdraw 与 --published 只能取一个", "give --withdraw or --published, not both")
    settings = load_settings()
    language = options.language(lang, settings)
    impacts = open_impacts(wiring.open_desk(settings), settings)
    action = "withdrawal" if withdraw else "published" if published else "publication"
    supposed = impacts.change(action, [_name(layer, edition), *map(_other, also or ())], wiring.clock())
    with output.working("正在查找" if language == "zh" else "looking for them"):
        held = impacts.candidates(supposed)
    if candidates_only:
        found = held.found if limit is None else held.found[:limit]
        if as_json:
            listed = [candidate_json(candidate) for candidate in found]
            output.document({**change_json(supposed), **candidates_json(held), "verdicts": listed})
        else:
            output.lines([*_head(held, language), *(f"  {c.id}  {c.as_of}  {c.recorded_at:%Y-%m-%d}" for c in found)])
        return
    body = _judged(impacts, supposed, held, limit, language)
    if as_json:
        output.document(body)
    else:
        output.lines([*_head(held, language), *_result(body, language)])


def _judged(impacts: ImpactDesk, supposed: Change, held: Candidates, limit: int | None, lang: Lang) -> dict[str, Any]:
    from app.cli.pace import paced, progress_text  # noqa: PLC0415 - not needed for --help
    from zoning.impact.desk import candidates_json, units  # noqa: PLC0415
    from zoning.jobs.run import Pace  # noqa: PLC0415

    judge = impacts.judge(supposed)
    chosen = units(held)[:limit]
    outputs = []
    with paced(lang) as tell:
        pace = Pace(len(chosen))
        for unit in chosen:
            outputs.append(judge.judge(unit))
            tell(pace.after(len(outputs)))
    if outputs:
        output.message(progress_text(pace.after(len(outputs)), lang))
    return impacts.summary(supposed, candidates_json(held), outputs)


def _name(layer: str, edition: str) -> EditionName:
    from zoning.impact.desk import EditionName  # noqa: PLC0415 - geometry libraries, not needed for --help

    match = re.fullmatch(r"([0-9]{6})/([0-9]{1,9})", edition.strip())
    if match is None:
        raise BadInput(
            f"版本 {edition!r} 的写法应为 行政区代码/编号，例如 330302/1",
            f"an edition is written REGION/N, e.g. 330302/1, not {edition!r}",
        )
    return EditionName(layer, match[1], int(match[2]))


def _other(text: str) -> EditionName:
    match = _ALSO.fullmatch(text.strip())
    if match is None:
        raise BadInput(
            f"--also {text!r} 的写法应为 图层:行政区代码/编号", f"--also {text!r} must have the form LAYER:REGION/N"
        )
    return _name(match[1], match[2])


def _head(held: Candidates, lang: Lang) -> Iterator[str]:
    total, lost = len(held.found), len(held.blanked) + len(held.damaged)
    if lang == "zh":
        yield f"已存结论 {held.recorded} 个，可能受影响 {total} 个"
        if lost:
            yield f"另有 {lost} 个内容已清除或损坏、位置不明，按受影响计"
    else:
        yield f"{held.recorded} recorded verdicts, {total} of them may be concerned"
        if lost:
            yield f"{lost} more are blanked or damaged: where they stand is not known, so they count as changed"


def _result(body: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    yield "  ".join(f"{words[result]} {count}" for result, count in body["counts"].items())
    if body["judged"] < body["candidates"]:
        left = body["candidates"] - body["judged"]
        yield f"还有 {left} 个未复判（--limit）" if lang == "zh" else f"{left} were not judged (--limit)"
    for verdict in body["verdicts"]:
        yield f"  {words[verdict['result']]}  {verdict['id']}  {_told(verdict)}"


def _told(verdict: Mapping[str, Any]) -> str:
    if verdict["result"] == "not_judged":
        return str(verdict["cause"])
    was, becomes = verdict["before"], verdict["after"]
    shown = f"{_word(was)} → {_word(becomes)}" if was != becomes else _word(was)
    return f"{shown}  ({', '.join(verdict['layers'])})"


def _word(conclusion: Mapping[str, Any]) -> str:
    best, worst = conclusion["range"]
    return str(conclusion["verdict"]) if best == worst else f"{conclusion['verdict']} [{best}–{worst}]"
