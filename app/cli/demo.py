"""`sanxian demo`: the demonstration data published, its sites judged, its measures taken, the service started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from layers.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from app.settings import Settings
    from layers.errors import Lang
    from zoning.desk import Desk
    from zoning.measures.desk import MeasureDesk
    from zoning.verdict import Verdict


def demo(
    serve: Annotated[
        bool | None, typer.Option("--serve/--no-serve", help="之后启动服务（默认，除非 DEMO_SERVE=0）then serve")
    ] = None,
    lang: options.LangOption = None,
) -> None:
    """发布演示数据，研判示例项目，测算，启动服务 Publish the demo data, judge its sites, measure, then serve."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.demo_client import client_work  # noqa: PLC0415
    from app.cli.serve import listen, run_service  # noqa: PLC0415
    from app.settings import data_folder, load_settings  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    if settings.four_eyes:
        raise Refused(
            "启用了双人复核（SANXIAN_FOUR_EYES），演示数据由一人一步发布，故不予执行；请在另一存储中关闭它再演示",
            "four-eyes is on (SANXIAN_FOUR_EYES), and the demo data are published by one person in one step; turn it"
            " off, in a store of its own, to see them",
        )
    serving = settings.demo_serve if serve is None else serve
    folder = data_folder(settings) / "demo"
    now = wiring.clock()
    measures = wiring.open_measures(settings, make=True)
    _publish(measures.desk, settings, folder, now, language)
    verdicts = _judge(measures.desk, settings, folder, now, language)
    _measure(measures, folder, now, language)
    _prove(measures, list(verdicts.values()), now, language)
    client_work(folder, settings, verdicts, language)
    if serving:
        run_service(settings, listen(settings.host, settings.port), language, demonstration=True)


def _publish(desk: Desk, settings: Settings, folder: Path, now: datetime, lang: Lang) -> None:
    from app import wiring  # noqa: PLC0415
    from app.answers import actor  # noqa: PLC0415
    from app.demonstration import publish_all  # noqa: PLC0415

    chinese = lang == "zh"
    fresh = standing = 0
    with output.working("正在发布演示数据" if chinese else "publishing the demonstration data"):
        limits = wiring.read_limits(settings)
        for published in publish_all(desk.store, desk.definitions, folder, limits, now, actor=actor()):
            fresh += published.fresh
            standing += not published.fresh
    output.lines(
        [
            f"演示数据：新发布 {fresh} 个版本，已有 {standing} 个；存储 {desk.store.location}"
            if chinese
            else f"demonstration data: {fresh} editions published, {standing} there already; store"
            f" {desk.store.location}"
        ]
    )


def _judge(desk: Desk, settings: Settings, folder: Path, now: datetime, lang: Lang) -> dict[str, Verdict]:
    from app import wiring  # noqa: PLC0415
    from app.answers import answer  # noqa: PLC0415
    from app.demonstration import sites  # noqa: PLC0415
    from layers.intake import read  # noqa: PLC0415
    from zoning.desk import ProjectInput, SitingQuestion, today  # noqa: PLC0415
    from zoning.reports.terminal import verdict_lines  # noqa: PLC0415

    verdicts = {}
    for path in sites(folder):
        with output.working(path.name):
            question = SitingQuestion(read(path, limits=wiring.site_limits(settings)), ProjectInput(), today(now))
            given = answer(desk, question, now=now, lang=lang, request="demo", record=True)
        output.lines(["", f"$ sanxian check data/demo/sites/{path.name}"])
        output.lines(verdict_lines(given.body, lang))
        verdicts[path.stem] = given.verdict
    return verdicts


def _measure(measures: MeasureDesk, folder: Path, now: datetime, lang: Lang) -> None:
    from app.answers import measured, record_measures  # noqa: PLC0415
    from app.demonstration import load_manifest, questions  # noqa: PLC0415
    from zoning.desk import today  # noqa: PLC0415
    from zoning.reports.measures.terminal import measure_lines  # noqa: PLC0415

    region = load_manifest(folder).region
    asked = questions(region, today(now))
    with output.working("正在测算" if lang == "zh" else "measuring"):
        given = measured(measures, asked, now=now)
        record_measures(measures, given, now=now, lang=lang, request="demo")
    for document in given.documents:
        output.lines(["", f"$ {document.command}"])
        output.lines(measure_lines(document, lang))


def _prove(measures: MeasureDesk, verdicts: Sequence[Verdict], now: datetime, lang: Lang) -> None:
    """The ledger holds, an answer can be computed again, others see it coarsened, a change finds whom it concerns."""
    from app.cli.ledger_text import replay_lines, verification_lines  # noqa: PLC0415
    from app.proof import Proof  # noqa: PLC0415

    chinese = lang == "zh"
    proof = Proof(measures, verdicts)
    with output.working("正在核对台账" if chinese else "verifying the ledger"):
        verified = proof.verification()
    output.lines(["", "$ sanxian ledger verify", *verification_lines(verified, lang)])
    example = proof.example()
    if example is None:
        return
    with output.working("正在重放" if chinese else "replaying"):
        again = proof.replay(example)
    output.lines(["", f"$ sanxian ledger replay {example.id}", *replay_lines(again, lang)])
    title = "无权查看受限图层者所见" if chinese else "the same for a reader without the right to restricted layers"
    output.lines(["", f"# {title}", *proof.seen_by_others(example, lang)])
    line = proof.edition("ecological_red_line", now)
    if line is None:
        return
    recorded, concerned = proof.concerned(line, now)
    output.lines(
        [
            "",
            f"$ sanxian layers impact {line.layer} {line.region}/{line.edition} --withdraw --candidates-only",
            f"若撤回该版本：已存结论 {recorded} 个，可能受影响 {concerned} 个"
            if chinese
            else f"if it were withdrawn: {recorded} recorded verdicts, {concerned} of them may be concerned",
        ]
    )
