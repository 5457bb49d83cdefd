"""`sanxian screen`: a table of projects, or a layer of parcels, judged row by row; or places held against layers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import options, output
from app.cli.files import put
from app.cli.screen_points import locate
from layers.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.settings import Settings
    from layers.errors import Lang

STOPPED = 1
_FORMS = {".xlsx": "xlsx", ".zip": "csv", ".gpkg": "gpkg"}


def screen(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="项目表 .xlsx|.csv、含表和文件的 zip，或地块图层 a table, or a layer"),
    ] = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="结果 .xlsx、.zip（CSV）或 .gpkg the results"),
    ] = None,
    points: Annotated[
        Path | None,
        typer.Option(
            "--points", metavar="FILE", help="不研判，只查各点在哪些要素里 no verdicts: what holds each point"
        ),
    ] = None,
    layers: Annotated[
        str | None, typer.Option("--layers", metavar="A,B", help="与 --points 同用：查哪些图层 which layers to ask")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE.xlsx", help="写出空的样表 write a table to fill in")
    ] = None,
    crs: options.CrsOption = None,
    source_layer: options.SourceLayerOption = None,
    industry: options.IndustryOption = None,
    accuracy: options.AccuracyOption = None,
    role: options.RoleOption = None,
    width: options.WidthOption = None,
    as_of: options.AsOfOption = None,
    known_at: options.KnownAtOption = None,
    include: options.IncludeOption = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="几个进程同时研判，默认为核数 processes")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="tcp://HOST:PORT", help="由 Dask 集群研判 judged by a Dask cluster"),
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="把每个结论记入台账 record every verdict in the ledger")
    ] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help="不续做上次中断的，重新开始 begin anew, not where it was interrupted")
    ] = False,
    fail_on: Annotated[
        list[str] | None,
        typer.Option("--fail-on", metavar="VERDICT|problem", help="有此结论或问题行时退出码为 1 exit 1 on any"),
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """逐行研判一批项目，中断后可续做 Judge a batch of projects; what was interrupted goes on where it was.

    --industry、--accuracy、--role、--width 用于未写明的行 hold for rows that say nothing else.
    """
    options.require_fail_on(fail_on or [], (*options.VERDICTS, "problem"))
    from app.settings import load_settings  # noqa: PLC0415 - geometry libraries, not needed for --help

    settings = load_settings()
    language = options.language(lang, settings)
    if points is not None or layers is not None:
        judging = (file, template, industry, accuracy, role, width, include, workers, scheduler, record, restart)
        words = {*(fail_on or ())} - {"problem"}
        if (
            points is None
            or layers is None
            or out is None
            or words
            or any(one is not None and one is not False for one in judging)
        ):
            raise BadInput(
                "--points、--layers 与 --out 须同用，且不带研判用的选项；--fail-on 只能是 problem",
                "--points, --layers and --out go together, and without options for judging; --fail-on can be problem",
            )
        place = {"layer": source_layer, "crs": crs, **_days(as_of, known_at)}
        if locate(points, layers, out, place, settings, language, as_json=as_json) and fail_on:
            raise typer.Exit(1)
        return
    if template is not None:
        _template(template, settings, language)
        if file is None:
            return
    if file is None or out is None:
        raise BadInput(
            "请给出项目表和 --out；样表用 --template FILE.xlsx 得到",
            "name a table of projects and --out; --template FILE.xlsx writes a table to fill in",
        )
    _require_out(out, file)
    options.require_role(role)
    said = {
        "name": file.name,
        "layer": source_layer,
        "crs": crs,
        **_days(as_of, known_at),
        "include": tuple(include or ()),
        "industry": industry,
        "accuracy_m": accuracy,
        "role": role,
        "width_m": width,
        "record": record,
    }
    about = _screened(file, out, said, settings, language, crew=(workers, scheduler), restart=restart)
    if about is None:
        raise typer.Exit(STOPPED)
    if as_json:
        output.document({**about, "file": str(out)})
    else:
        output.lines(_lines(about, out, language))
    if any(about["counts"][word] for word in fail_on or ()):
        raise typer.Exit(1)


def _days(as_of: str | None, known_at: str | None) -> dict[str, Any]:
    return {
        "as_of": None if as_of is None else options.parse_date("--as-of", as_of).isoformat(),
        "known_at": None if known_at is None else options.parse_time("--known-at", known_at).isoformat(),
    }


def _screened(
    file: Path,
    out: Path,
    said: Mapping[str, Any],
    settings: Settings,
    lang: Lang,
    *,
    crew: tuple[int | None, str | None],
    restart: bool,
) -> dict[str, Any] | None:
    """What is said of the whole screening, its file written; None where it was told to stop."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import actor  # noqa: PLC0415
    from app.cli.pace import paced, progress_text  # noqa: PLC0415
    from app.crews import crew_of  # noqa: PLC0415
    from app.stopping import Stopping  # noqa: PLC0415
    from app.work_folder import open_screening_run  # noqa: PLC0415
    from zoning.reports.screening.formats import write  # noqa: PLC0415
    from zoning.screening.batch import Batch  # noqa: PLC0415
    from zoning.screening.desk import Asking  # noqa: PLC0415

    with output.working("正在读取" if lang == "zh" else "reading"):
        desk = wiring.open_desk(settings)
        plain = wiring.open_screenings(desk, settings)
        screenings = plain.done_by(crew_of(settings, plain, *crew))
        asking = Asking(**said, actor=actor(), lang=lang)
        batch = Batch(screenings, file, asking)
        run = open_screening_run(desk.store, settings, batch.key)
    with run.held() as mine:
        if not mine:
            raise BadInput(
                f"另一个进程正在筛查 {file.name}；请等它结束",
                f"another process is screening {file.name} at this moment",
            )
        begun = None if restart else batch.begun(run)
        if begun is not None:
            output.message(_resumed(begun, lang))
        with output.working("正在读取" if lang == "zh" else "reading"):
            plan = batch.planned(run, wiring.clock(), restart=restart)
        with Stopping(attached=False) as stopping, paced(lang) as tell:
            done = batch.carry_on(run, plan, tell=tell, stopping=stopping.asked)
        if not done:
            left = batch.progress(run, plan)
            output.message(
                f"已停止：{progress_text(left, lang)}；再运行同一命令即从此处继续"
                if lang == "zh"
                else f"stopped: {progress_text(left, lang)}; the same command goes on from here"
            )
            return None
        results = batch.results(run, plan)
        with output.working("正在写出" if lang == "zh" else "writing"):
            form = _FORMS[out.suffix.lower()]
            put(out, write(results, form, desk.definitions, lang).content, "", lang)
        run.remove()
        return dict(results.about)


def _resumed(begun: Mapping[str, Any], lang: Lang) -> str:
    done, rows, at = begun["done"], begun["rows"], begun["at"]
    if lang == "zh":
        return (
            f"续做 {at} 开始的筛查（数据以那时已发布的为准）：{rows} 个项目已完成 {done} 个；要重新开始请加 --restart"
        )
    return f"going on with what was begun at {at}, by the data published then: {done} of {rows} done; or --restart"


def _lines(about: Mapping[str, Any], out: Path, lang: Lang) -> Iterator[str]:
    from zoning.reports.screening.sheets import PROBLEM  # noqa: PLC0415 - not needed for --help
    from zoning.reports.words import word  # noqa: PLC0415

    counts = about["counts"]
    told = "  ".join(f"{word(name, lang)} {counts[name]}" for name in options.VERDICTS)
    if lang == "zh":
        yield f"{about['rows']} 个项目：{told}  {PROBLEM.zh} {counts['problem']}"
    else:
        yield f"{about['rows']} projects: {told}  {PROBLEM.en} {counts['problem']}"
    if about["incidents"]:
        yield (
            f"其中 {about['incidents']} 个有图层读不出；请运行 sanxian doctor"
            if lang == "zh"
            else f"a layer could not be read for {about['incidents']} of them; run `sanxian doctor`"
        )
    for column in about["ignored"]:
        yield f"没有使用的列：{column}" if lang == "zh" else f"column not used: {column}"
    if about["doubtful"]:
        yield (
            f"{about['doubtful']} 个项目有存疑之处，见“问题”表"
            if lang == "zh"
            else f"something doubtful in {about['doubtful']} project(s): see the sheet of problems"
        )
    for doubt in about["doubts"]:
        yield f"{_of(doubt['rows'], lang)}{doubt['text'][lang]}"
    yield f"已写入 {out}" if lang == "zh" else f"written: {out}"


def _of(rows: int | None, lang: Lang) -> str:
    if rows is None:
        return "注意：" if lang == "zh" else "note: "
    return f"注意（{rows} 个项目）：" if lang == "zh" else f"note ({rows} projects): "


def _template(path: Path, settings: Settings, lang: Lang) -> None:
    from app.settings import data_folder  # noqa: PLC0415 - geometry libraries, not needed for --help
    from zoning.fact_files import load_facts  # noqa: PLC0415
    from zoning.reports.extra import room  # noqa: PLC0415
    from zoning.screening.columns import load_columns  # noqa: PLC0415

    if path.suffix.lower() != ".xlsx":
        raise BadInput(f"--template {path}：样表只能是 .xlsx", f"--template {path}: the table is written as .xlsx")
    data = data_folder(settings)
    columns = load_columns(data, load_facts(data / "codes" / "facts")[0])
    content = room("zoning.reports.screening.template", "xlsx").template(columns, lang)
    output.message(put(path, content, "", lang, "--template"))


def _require_out(out: Path, file: Path) -> None:
    if out.suffix.lower() not in _FORMS:
        raise BadInput(
            f"--out {out}：结果只能写成 {'、'.join(_FORMS)}（.zip 内为 CSV）",
            f"--out {out}: results are written as {', '.join(_FORMS)} (a .zip holds CSV)",
        )
    if not out.absolute().parent.is_dir():
        raise BadInput(f"--out {out}：没有这个文件夹", f"--out {out}: that folder does not exist")
    if out.is_dir():
        raise BadInput(f"--out {out} 是文件夹；请写出文件名", f"--out {out} is a folder; name a file")
    if out.exists() and file.exists() and out.samefile(file):
        raise BadInput(
            f"--out {out} 就是输入本身；请换一个文件名", f"--out {out} is the input itself; name another file"
        )
