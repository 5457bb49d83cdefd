"""`sanxian measure`: what auditors must report, each figure with its editions and method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import options
from app.cli.kinds import require_kind
from app.cli.measuring import Asked, command, run
from layers.errors import BadInput

if TYPE_CHECKING:
    from app.settings import Settings
    from zoning.measures.desk import MeasureDesk
    from zoning.measures.question import Question
    from zoning.projects import Project

app = typer.Typer(help="测算 what auditors report", no_args_is_help=True, rich_markup_mode=None)
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="与该日现行版比较 compare with what was in force that day")
]


@command(app, "shoreline")
def shoreline(
    asked: Asked,
    *,
    since: SinceOption = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="SITE", help="该项目将占用多少岸线 what a project would take")
    ] = None,
    crs: options.CrsOption = None,
    accuracy: options.AccuracyOption = None,
    shoreline_method: Annotated[
        str | None,
        typer.Option("--shoreline-method", metavar="ID", help="与 --since 同用：按哪种口径算自然岸线 with --since"),
    ] = None,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="抽稀到 10/50/100 米时的保有率 the rate with thinned vertices")
    ] = False,
) -> None:
    """自然岸线保有率；岸线变化 Natural shoreline retention, or its changes."""
    from zoning.measures.question import ShorelineChangesQuestion, ShorelineQuestion  # noqa: PLC0415

    if since is not None and (project is not None or sensitivity):
        raise BadInput(
            "--since 不能与 --project、--sensitivity 同用", "--since goes with neither --project nor --sensitivity"
        )
    if since is None and shoreline_method is not None:
        raise BadInput(
            "--shoreline-method 须与 --since 同用；此处用 --method",
            "--shoreline-method goes with --since; here it is --method",
        )
    if project is None and (crs is not None or accuracy is not None):
        raise BadInput("--crs、--accuracy 须与 --project 同用", "--crs and --accuracy go with --project")

    def build(common: Mapping[str, Any], desk: MeasureDesk, settings: Settings) -> Question:
        if since is not None:
            _require_matching(asked.method, desk)
            day = options.parse_date("--since", since)
            return ShorelineChangesQuestion(**common, since=day, shoreline_method=shoreline_method)
        site = None if project is None else _project(project, crs, accuracy, desk, settings)
        return ShorelineQuestion(**common, project=site, sensitivity=sensitivity)

    run(asked, "measure shoreline", build, sites=() if project is None else (project,))


@command(app, "buffers")
def buffers(
    asked: Asked,
    *,
    water_body: Annotated[
        str | None, typer.Option("--water-body", metavar="NAME", help="只算这条河或这个湖 of one river or lake only")
    ] = None,
) -> None:
    """河湖生态缓冲带的长度与宽度 Length and width of ecological buffer strips."""
    from zoning.measures.question import BuffersQuestion  # noqa: PLC0415

    def build(common: Mapping[str, Any], _: MeasureDesk, __: Settings) -> Question:
        return BuffersQuestion(**common, water_body=water_body)

    run(asked, "measure buffers", build)


@command(app, "areas")
def areas(
    asked: Asked,
    *,
    layer: Annotated[
        list[str],
        typer.Option("--layer", metavar="LAYER", help="图层，可多次或用逗号 a layer; repeated, or with commas"),
    ],
    since: SinceOption = None,
    plane: Annotated[
        str | None, typer.Option("--plane", metavar="EPSG:n", help="平面面积所用投影 projection of the plane areas")
    ] = None,
) -> None:
    """控制区占陆域、海域的面积 Area of land and sea held by layers."""
    from zoning.measures.question import AreasQuestion  # noqa: PLC0415

    def build(common: Mapping[str, Any], desk: MeasureDesk, _: Settings) -> Question:
        day = None if since is None else options.parse_date("--since", since)
        return AreasQuestion(**common, layers=_layers(layer, desk), since=day, plane=plane)

    run(asked, "measure areas", build)


@command(app, "bays")
def bays(asked: Asked) -> None:
    """建成美丽海湾的大陆岸线 Mainland shoreline of the built bays."""
    from zoning.measures.question import BaysQuestion  # noqa: PLC0415

    def build(common: Mapping[str, Any], _: MeasureDesk, __: Settings) -> Question:
        return BaysQuestion(**common)

    run(asked, "measure bays", build)


@command(app, "land-cover")
def land_cover(
    asked: Asked,
    *,
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="LAYER[:CLASS]", help="该图层以内（默认陆域）within a layer; default the land"),
    ] = None,
    since: SinceOption = None,
    min_patch: Annotated[
        float | None, typer.Option("--min-patch", metavar="M2", help="变化图斑最小面积 smallest patch listed, m²")
    ] = None,
) -> None:
    """土地覆盖构成与变化图斑 Land cover, and patches that changed."""
    from zoning.measures.question import LandCoverQuestion  # noqa: PLC0415

    if since is None and min_patch is not None:
        raise BadInput("--min-patch 须与 --since 同用", "--min-patch goes with --since")

    def build(common: Mapping[str, Any], desk: MeasureDesk, _: Settings) -> Question:
        day = None if since is None else options.parse_date("--since", since)
        if zone is not None:
            require_kind(desk.definitions.base.kinds, zone.partition(":")[0].strip())
        return LandCoverQuestion(**common, zone=zone, since=day, min_patch_m2=min_patch)

    run(asked, "measure land-cover", build)


@command(app, "indicators")
def indicators(asked: Asked) -> None:
    """规划指标及其差距 Every target of the plans, and how far it is."""
    from zoning.measures.question import IndicatorsQuestion  # noqa: PLC0415

    def build(common: Mapping[str, Any], _: MeasureDesk, __: Settings) -> Question:
        return IndicatorsQuestion(**common)

    run(asked, "measure indicators", build)


@command(app, "report")
def report(
    asked: Asked,
    *,
    since: SinceOption = None,
    layer: Annotated[
        list[str] | None,
        typer.Option("--layer", metavar="LAYER", help="面积部分的图层（默认红线）layers of the areas"),
    ] = None,
) -> None:
    """合成一份审计报告 All measures as one audit report."""
    from zoning.measures.report import report_questions  # noqa: PLC0415

    if asked.method is not None:
        raise BadInput(
            "报告中各项测算的方法各不相同，不能用 --method", "a report joins measures, each with its own method"
        )
    day = None if since is None else options.parse_date("--since", since)

    def build(common: Mapping[str, Any], desk: MeasureDesk, _: Settings) -> tuple[Question, ...]:
        own = {name: value for name, value in common.items() if name != "method"}
        return report_questions(**own, since=day, layers=_layers(layer or (), desk))

    run(asked, "measure report", build)


def _layers(texts: Sequence[str], desk: MeasureDesk) -> tuple[str, ...]:
    """The layers named, each alone or several with commas. Raises NotFound naming those there are."""
    names = [name.strip() for text in texts for name in text.replace("，", ",").split(",")]
    if "" in names:
        raise BadInput("--layer 中有空的图层名", "--layer names an empty layer")
    return tuple(require_kind(desk.definitions.base.kinds, name).layer for name in names)


def _require_matching(method: str | None, desk: MeasureDesk) -> None:
    """Raises BadInput for a method of shoreline where it is one of changes that is asked for."""
    methods = desk.definitions.methods()
    if method in methods["shoreline"] and method not in methods["shoreline_changes"]:
        raise BadInput(
            f"与 --since 同用时 --method 是比对方法；算自然岸线的口径请写 --shoreline-method {method}",
            f"with --since, --method is that of the comparison; say --shoreline-method {method} for natural line",
        )


def _project(site: str, crs: str | None, accuracy: float | None, desk: MeasureDesk, settings: Settings) -> Project:
    from app import wiring  # noqa: PLC0415
    from app.cli.site import read_site  # noqa: PLC0415
    from zoning.desk import ProjectInput  # noqa: PLC0415

    reading = read_site(site, crs, None, wiring.site_limits(settings))
    return desk.desk.project(reading, ProjectInput(accuracy_m=accuracy))
