"""`sanxian jobs`: long work that was asked for, how far it is, and doing it here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.usage import StrictCommand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.errors import Lang
    from zoning.jobs.book import Job
    from zoning.jobs.office import JobOffice

app = typer.Typer(help="长任务 long work", no_args_is_help=True, rich_markup_mode=None)
JobArgument = Annotated[str, typer.Argument(metavar="ID", help="任务编号 id of the job")]
_STATES = {
    "queued": "等待",
    "running": "执行中",
    "interrupted": "中断，待续",
    "finished": "完成",
    "failed": "失败",
    "cancelled": "已取消",
}


@app.command("list", cls=StrictCommand)
def list_jobs(lang: options.LangOption = None, as_json: options.JsonOption = False) -> None:
    """列出全部任务及其状态 Every job and its state, the latest first."""
    office, language = _opened(lang)
    jobs = office.jobs()
    if as_json:
        from zoning.jobs.office import job_json  # noqa: PLC0415 - geometry libraries, not needed for --help

        output.document({"jobs": [job_json(job, office.progress(job)) for job in jobs]})
    else:
        output.lines(_row(job, office, language) for job in jobs)
        if not jobs:
            output.message("没有任务" if language == "zh" else "there is no job")


@app.command("show", cls=StrictCommand)
def show(
    job_id: JobArgument,
    *,
    result: Annotated[bool, typer.Option("--result", help="输出结果 print what it made, as JSON")] = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """一个任务的状态与进度 The state of one job and how far it is."""
    import json  # noqa: PLC0415

    from zoning.jobs.office import job_json  # noqa: PLC0415 - geometry libraries, not needed for --help

    office, language = _opened(lang)
    job = office.job(job_id)
    if result:
        output.document(json.loads(office.result(job)))
    elif as_json:
        output.document(job_json(job, office.progress(job)))
    else:
        output.lines([_row(job, office, language), *_cause(job, language)])


@app.command("run", cls=StrictCommand)
def run(
    job_id: JobArgument,
    *,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """在此执行或继续一个任务 Do a job here, from where it was; exit 1 where it does not get finished."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.pace import paced  # noqa: PLC0415
    from app.stopping import Stopping  # noqa: PLC0415
    from zoning.jobs.office import job_json  # noqa: PLC0415

    office, language = _opened(lang, kinds=True)
    with Stopping(attached=attached) as stopping, paced(language) as tell:
        job = office.work(office.job(job_id), wiring.clock, stopping=stopping.asked, tell=tell)
    if as_json:
        output.document(job_json(job, None))
    elif not attached:
        output.lines([_row(job, office, language), *_cause(job, language)])
    if job.state != "finished" and not attached:
        raise typer.Exit(1)


@app.command("cancel", cls=StrictCommand)
def cancel(job_id: JobArgument, lang: options.LangOption = None, as_json: options.JsonOption = False) -> None:
    """取消一个任务 Cancel a job; what works on it stops after the unit at hand."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import actor  # noqa: PLC0415
    from zoning.jobs.office import job_json  # noqa: PLC0415

    office, language = _opened(lang)
    job = office.book.cancel(job_id, wiring.clock(), actor=actor())
    if as_json:
        output.document(job_json(job, None))
    else:
        output.lines([_row(job, office, language)])


def _opened(lang: str | None, *, kinds: bool = False) -> tuple[JobOffice, Lang]:
    """The jobs of the store, and the language; only with `kinds`, for which definitions are read, can one be done."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.crews import local_pool  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from app.work_folder import open_impacts, open_office, open_runs  # noqa: PLC0415
    from zoning.jobs.office import JobOffice  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    if kinds:
        desk = wiring.open_desk(settings)
        screenings = wiring.open_screenings(desk, settings, local_pool(settings))
        return open_office(open_impacts(desk, settings), screenings, settings), language
    store = wiring.open_store(settings)
    return JobOffice(store, {}, open_runs(store, settings)), language


def _row(job: Job, office: JobOffice, lang: Lang) -> str:
    from app.cli.pace import progress_text  # noqa: PLC0415 - keeps --help fast

    state = _STATES[job.state] if lang == "zh" else job.state
    progress = office.progress(job)
    shown = "" if progress is None else f"  {progress_text(progress, lang)}"
    return f"{job.id}  {job.kind}  {state}  {job.created_at.isoformat(timespec='seconds')}  {job.actor}{shown}"


def _cause(job: Job, lang: Lang) -> Iterator[str]:
    if job.cause is not None:
        yield f"  {job.cause[lang]}"
