"""`sanxian check`: the siting question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.reporting import require_report, write_report

if TYPE_CHECKING:
    from app.answers import Answer
    from app.settings import Settings
    from zoning.desk import Desk
    from zoning.reports.model import Report


def check(
    site: options.SiteArgument,
    *,
    crs: options.CrsOption = None,
    source_layer: options.SourceLayerOption = None,
    industry: options.IndustryOption = None,
    fact: options.FactOption = None,
    accuracy: options.AccuracyOption = None,
    as_of: options.AsOfOption = None,
    known_at: options.KnownAtOption = None,
    include: options.IncludeOption = None,
    role: options.RoleOption = None,
    width: options.WidthOption = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="写成报告 write a report: .pdf, .docx, .html, .xlsx or .json"),
    ] = None,
    bilingual: options.BilingualOption = False,
    lang: options.LangOption = None,
    fail_on: Annotated[
        list[str] | None, typer.Option("--fail-on", metavar="VERDICT", help="遇此结论退出码为 1 exit 1 on this verdict")
    ] = None,
    as_json: options.JsonOption = False,
    record: Annotated[
        bool, typer.Option("--record/--no-record", help="记入台账（默认）record in the ledger (default)")
    ] = True,
    datum_guard: Annotated[
        bool | None,
        typer.Option("--datum-guard/--no-datum-guard", help="坐标若是 GCJ-02/BD-09 会怎样 the verdict in other datums"),
    ] = None,
) -> None:
    """这个项目能不能建在这里？May this project stand here, and why?"""
    options.require_fail_on(fail_on or [], options.VERDICTS)
    if report is not None:
        require_report(report, "--report", site=site)
    options.require_role(role)
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import answer  # noqa: PLC0415
    from app.cli.datum_guard import warn  # noqa: PLC0415
    from app.cli.site import read_site  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from layers.intake.candidates import AmbiguousCRS  # noqa: PLC0415
    from zoning.desk import ProjectInput, SitingQuestion, standings  # noqa: PLC0415
    from zoning.intake.desk import explained  # noqa: PLC0415
    from zoning.reports.terminal import verdict_lines  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    now = wiring.clock()
    stated = ProjectInput(
        industry=industry,
        accuracy_m=accuracy,
        facts=options.parse_facts(fact or []),
        role=role,
        width_m=width,
    )
    day = options.day_of(as_of, now)
    known = options.time_of(known_at)
    included = standings(include or [])
    with output.working("正在研判 judging" if language == "zh" else "judging"):
        desk = wiring.open_desk(settings)
        try:
            reading = read_site(site, crs, source_layer, wiring.site_limits(settings))
        except AmbiguousCRS as fault:
            raise explained(desk, fault, as_of=day, now=now) from fault
        question = SitingQuestion(reading, stated, day, known, included)
        given = answer(desk, question, now=now, lang=language, request="check", record=record)
    if given.verdict.incident:
        output.message(
            "有图层数据读不出，本结论不作记录；请运行 sanxian doctor"
            if language == "zh"
            else "a layer could not be read, so this answer is not recorded; run `sanxian doctor`"
        )
    if given.blanked:
        output.message(
            "此结论的内容曾应要求清除，本次不再记入台账"
            if language == "zh"
            else "what this verdict says was blanked in the ledger, and is not recorded there again"
        )
    if datum_guard is not False:
        warn(
            desk,
            question,
            given.verdict,
            site=site,
            crs=crs,
            layer=source_layer,
            limits=wiring.site_limits(settings),
            now=now,
            always=datum_guard is True,
            lang=language,
        )
    if as_json:
        output.document(given.body)
    else:
        output.lines(verdict_lines(given.body, language))
    if report is not None:
        recorded = record and not given.blanked
        with output.working("正在写报告" if language == "zh" else "writing the report"):
            write_report(
                report,
                given.body,
                lambda: _report(given, desk, settings, recorded=recorded),
                lang=language,
                bilingual=bilingual,
                option="--report",
            )
    if given.verdict.word in (fail_on or []):
        raise typer.Exit(1)


def _report(given: Answer, desk: Desk, settings: Settings, *, recorded: bool) -> Report:
    """The report of the answer: of a recorded one as it will ever be read from the ledger."""
    from app import wiring  # noqa: PLC0415 - not needed for --help
    from layers.access import FULL  # noqa: PLC0415
    from zoning.door import Door  # noqa: PLC0415
    from zoning.reports.siting.recorded import report_of  # noqa: PLC0415

    office = wiring.report_settings(settings)
    if recorded and not given.verdict.incident:
        return Door(wiring.measuring(desk, settings), FULL).report(given.verdict.id, office)
    return report_of(desk, given.body, entry=None, shows=lambda _: True, settings=office)
