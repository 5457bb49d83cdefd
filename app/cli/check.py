"""`sanxian check`: the siting question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from layers.errors import BadInput

if TYPE_CHECKING:
    from zoning.verdict import Json

VERDICTS = ("prohibited", "conditional", "undetermined", "admissible")


def check(
    site: Annotated[str, typer.Argument(metavar="SITE", help="文件、- 或 经度,纬度 a file, - or LON,LAT")],
    *,
    crs: options.CrsOption = None,
    source_layer: options.SourceLayerOption = None,
    industry: Annotated[
        str | None, typer.Option("--industry", metavar="CODE", help="行业代码 industry code, GB/T 4754-2017")
    ] = None,
    fact: Annotated[
        list[str] | None, typer.Option("--fact", metavar="NAME=VALUE", help="已知事实 a fact; may be repeated")
    ] = None,
    accuracy: Annotated[
        float | None, typer.Option("--accuracy", metavar="M", help="范围的精度（米）accuracy of the outline, metres")
    ] = None,
    as_of: options.AsOfOption = None,
    known_at: options.KnownAtOption = None,
    include: Annotated[
        list[str] | None, typer.Option("--include", metavar="draft", help="同时按草案数据判断 judge by drafts as well")
    ] = None,
    role: Annotated[
        str | None,
        typer.Option("--role", metavar="ROLE", help="occupied|route|temporary|sea_use|outlet|opinion"),
    ] = None,
    width: Annotated[
        float | None, typer.Option("--width", metavar="M", help="线的宽度（米）width of lines, metres")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="把结论写入 .json write the answer to a .json file")
    ] = None,
    lang: options.LangOption = None,
    fail_on: Annotated[
        list[str] | None, typer.Option("--fail-on", metavar="VERDICT", help="遇此结论退出码为 1 exit 1 on this verdict")
    ] = None,
    as_json: options.JsonOption = False,
    record: Annotated[
        bool, typer.Option("--record/--no-record", help="记入台账（默认）record in the ledger (default)")
    ] = True,
) -> None:
    """这个项目能不能建在这里？May this project stand here, and why?"""
    _require_verdicts(fail_on or [])
    _require_report(report, site)
    if role == "":
        raise BadInput("--role 是空的；请写明角色或去掉该选项", "--role is empty; name a role or leave the option out")
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import answer  # noqa: PLC0415
    from app.cli.site import read_site  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from zoning.desk import ProjectInput, SitingQuestion, standings, today  # noqa: PLC0415
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
    day = today(now) if as_of is None else options.parse_date("--as-of", as_of)
    known = None if known_at is None else options.parse_time("--known-at", known_at)
    included = standings(include or [])
    with output.working("正在研判 judging" if language == "zh" else "judging"):
        desk = wiring.open_desk(settings)
        reading = read_site(site, crs, source_layer, wiring.site_limits(settings))
        question = SitingQuestion(reading, stated, day, known, included)
        request = f"check {Path(site).name}".encode(errors="replace").decode()  # names of files are no Unicode
        given = answer(desk, question, now=now, lang=language, request=request, record=record)
    if given.verdict.incident:
        output.message(
            "有图层数据读不出，本结论不作记录；请运行 sanxian doctor"
            if language == "zh"
            else "a layer could not be read, so this answer is not recorded; run `sanxian doctor`"
        )
    if report is not None:
        _write(report, given.body)
    if as_json:
        output.document(given.body)
    else:
        output.lines(verdict_lines(given.body, language))
    if given.verdict.word in (fail_on or []):
        raise typer.Exit(1)


def _write(path: Path, body: Json) -> None:
    try:
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as fault:
        raise BadInput(f"--report {path}：写不进去：{fault}", f"--report {path} cannot be written: {fault}") from fault


def _require_verdicts(names: list[str]) -> None:
    for name in names:
        if name not in VERDICTS:
            raise BadInput(
                f"--fail-on 不能是 {name!r}；可取 {', '.join(VERDICTS)}",
                f"--fail-on cannot be {name!r}; allowed: {', '.join(VERDICTS)}",
            )


def _require_report(path: Path | None, site: str) -> None:
    if path is None:
        return
    if path.suffix.lower() != ".json":
        raise BadInput(
            f"--report {path}：目前只能写 .json，其他格式尚未提供",
            f"--report {path}: only .json can be written so far; other formats are not in this part yet",
        )
    if not path.absolute().parent.is_dir():
        raise BadInput(f"--report {path}：没有这个文件夹", f"--report {path}: that folder does not exist")
    try:
        itself = path.samefile(site)
    except OSError:
        itself = False  # one of them is not there yet
    if itself:
        raise BadInput(
            f"--report {path} 就是项目文件本身；请换一个文件名", f"--report {path} is the site's own file; name another"
        )
