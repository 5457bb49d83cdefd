"""`sanxian compare`, `move` and `detour`: alternatives side by side, and how one of them could be put clear."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from app.cli import options, output
from app.cli.alternatives_asked import Asked, open_desk, with_shared
from app.cli.files import put
from app.cli.usage import StrictCommand
from layers.errors import BadInput, Lang

if TYPE_CHECKING:
    from zoning.alternatives.answers import Answer
    from zoning.alternatives.search import Until
    from zoning.verdict import Json

UntilOption = Annotated[
    str,
    typer.Option(
        "--until",
        metavar="VERDICT",
        help="移到何种结论为止 until which verdict: not_prohibited (default) | conditional | admissible",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands, each with the options that all share."""
    for function in (compare, move, detour):
        app.command(function.__name__, cls=StrictCommand)(with_shared(function))


def compare(
    asked: Asked,
    sites: Annotated[
        list[str], typer.Argument(metavar="SITE SITE…", help="2–20 个方案：文件或 经度,纬度 2–20 files or LON,LAT")
    ],
    *,
    criterion: Annotated[
        list[str] | None,
        typer.Option(
            "--criterion",
            metavar="KEY[:less|more]",
            help="依次比较的准则，可多次 keys compared in order; may be repeated (docs/alternatives.md lists them)",
        ),
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="KEY=W", help="改用加权和 a weighed sum instead; may be repeated"),
    ] = None,
    move: Annotated[
        float | None,
        typer.Option("--move", metavar="M", help="被禁止的方案在此半径内找最小平移 move within this radius"),
    ] = None,
    step: Annotated[float | None, typer.Option("--step", metavar="M", help="平移的步长（米）step of the move")] = None,
    until: UntilOption = "not_prohibited",
) -> None:
    """几个方案比一比。Compare alternatives on one state of law and data, and rank them."""
    if (move is None) != (step is None):
        raise BadInput("--move 与 --step 要一起给出", "--move and --step go together")
    _require_one_stdin(sites)
    opened = open_desk(asked)
    from zoning.alternatives.comparison import require_count  # noqa: PLC0415
    from zoning.alternatives.criterion import criterion as parse  # noqa: PLC0415
    from zoning.alternatives.search import Search  # noqa: PLC0415
    from zoning.alternatives.showing import shown  # noqa: PLC0415
    from zoning.alternatives.texts import move_with_texts  # noqa: PLC0415
    from zoning.reports.alternatives import comparison_lines, move_lines  # noqa: PLC0415

    require_count(len(sites))
    definitions = opened.desk.desk.definitions
    rule = parse(criterion or [], weight or [], definitions.kinds)
    search = None if move is None or step is None else Search(move, step, cast("Until", until))
    with output.working("正在比选" if opened.lang == "zh" else "comparing"):
        readings = [opened.reading(site) for site in sites]
        compared = opened.desk.compare(
            [(_name(site), reading, opened.stated) for site, reading in zip(sites, readings, strict=True)],
            opened.frame,
            rule,
        )
        moves = {
            number: opened.desk.move(opened.desk.desk.project(reading, opened.stated), opened.frame, search)
            for number, (reading, verdict) in enumerate(zip(readings, compared.verdicts, strict=True), start=1)
            if search is not None and not search.accepts(*cast("list[str]", verdict.body["range"]))
        }
        dropped = asked.record and not opened.desk.record(compared, opened.context("compare"))
        if asked.record:
            opened.record([answer.there for answer in moves.values() if answer.there is not None], "compare")
    if dropped:
        output.message(
            "此次比选或其中某一方案的结论曾应要求清除，比选不再记入台账"
            if opened.lang == "zh"
            else "this comparison, or the verdict of an alternative, was blanked in the ledger: it is not recorded"
        )
    body = shown(compared, frozenset(), definitions)
    told = {number: move_with_texts(answer.record(), definitions) for number, answer in moves.items()}
    if asked.as_json:
        more = {} if search is None else {"moves": [{"number": number, **one} for number, one in told.items()]}
        output.document({**body, **more})
        return
    output.lines(comparison_lines(body, opened.lang))
    for number, one in told.items():
        output.lines(["", f"{number} {compared.names[number - 1]}", *move_lines(one, opened.lang)])


def move(
    asked: Asked,
    site: options.SiteArgument,
    *,
    within: Annotated[float, typer.Option("--within", metavar="M", help="搜索半径（米）search radius, metres")],
    step: Annotated[float, typer.Option("--step", metavar="M", help="步长（米）step, metres")],
    until: UntilOption = "not_prohibited",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.geojson", help="把移动后的项目写入 write the moved project")
    ] = None,
) -> None:
    """整体平移多远才没有确定的冲突？The smallest move that leaves no certain conflict."""
    _require_geojson(out, site)
    opened = open_desk(asked)
    from zoning.alternatives.search import Search  # noqa: PLC0415
    from zoning.alternatives.texts import move_with_texts  # noqa: PLC0415
    from zoning.reports.alternatives import move_lines  # noqa: PLC0415

    search = Search(within, step, cast("Until", until))
    with output.working("正在搜索" if opened.lang == "zh" else "searching"):
        project = opened.desk.desk.project(opened.reading(site), opened.stated)
        answer = opened.desk.move(project, opened.frame, search)
        if asked.record:
            opened.record([one for one in (answer.here, answer.there) if one is not None], "move")
    body = move_with_texts(answer.record(), opened.desk.desk.definitions)
    _write(out, answer, opened.lang)
    if asked.as_json:
        output.document(body)
    else:
        output.lines(move_lines(body, opened.lang))


def detour(
    asked: Asked,
    site: options.SiteArgument,
    *,
    corridor: Annotated[
        float, typer.Option("--corridor", metavar="M", help="向一侧最多偏移（米）how far to either side, metres")
    ],
    step: Annotated[float, typer.Option("--step", metavar="M", help="步长（米）step, metres")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.geojson", help="把绕行后的线路写入 write the line led around")
    ] = None,
) -> None:
    """线路在哪一段、向哪一侧偏移多少米才能绕开？Where, to which side and how far a line has to be led around."""
    _require_geojson(out, site)
    opened = open_desk(asked)
    from zoning.alternatives.detours import Corridor  # noqa: PLC0415
    from zoning.alternatives.texts import detours_with_texts  # noqa: PLC0415
    from zoning.reports.alternatives import detour_lines  # noqa: PLC0415

    sought = Corridor(corridor, step)
    with output.working("正在搜索" if opened.lang == "zh" else "searching"):
        project = opened.desk.desk.project(opened.reading(site), opened.stated)
        answer = opened.desk.lead_around(project, opened.frame, sought)
        if asked.record:
            opened.record([one for one in (answer.here, answer.there) if one is not None], "detour")
    body = detours_with_texts(answer.record(), opened.desk.desk.definitions)
    _write(out, answer, opened.lang)
    if asked.as_json:
        output.document(body)
    else:
        output.lines(detour_lines(body, opened.lang))


def _name(site: str) -> str:
    """What an alternative is called whose file gives it no name."""
    path = Path(site)
    return path.stem if path.suffix else site.strip()


def _write(path: Path | None, answer: Answer, lang: Lang) -> None:
    """What was moved as a GeoJSON file that can be checked again, facts and all; nothing where nothing was moved."""
    if path is None:
        return
    parts = cast("Sequence[Json] | None", answer.body["parts"])
    if parts is None or answer.there is None or answer.there.asked is None:
        output.message(f"没有可写入 {path} 的位置" if lang == "zh" else f"there is no place to write to {path}")
        return
    asked = cast("Json", answer.there.asked.question["project"])
    features = [
        {
            "type": "Feature",
            "properties": {"role": part["role"], "width_m": part["width_m"]},
            "geometry": part["geometry"],
        }
        for part in parts
    ]
    stated = {name: asked[name] for name in ("name", "industry", "accuracy_m", "facts") if asked[name] is not None}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    document = {"type": "FeatureCollection", "crs": crs, "project": stated, "features": features}
    output.message(put(path, json.dumps(document, ensure_ascii=False).encode("utf-8"), "", lang))


def _require_one_stdin(sites: list[str]) -> None:
    if sites.count("-") > 1:
        raise BadInput("标准输入（-）只能用于一个方案", "standard input (-) can stand for one alternative only")


def _require_geojson(path: Path | None, site: str) -> None:
    if path is None:
        return
    if path.suffix.lower() not in (".geojson", ".json"):
        raise BadInput(f"--out {path}：只能写 .geojson", f"--out {path}: only .geojson can be written")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"--out {path}：没有这个文件夹", f"--out {path}: that folder does not exist")
    if path.absolute() == Path(site).absolute():
        raise BadInput(
            f"--out {path} 就是项目文件本身；请换一个文件名", f"--out {path} is the site's own file; name another"
        )
