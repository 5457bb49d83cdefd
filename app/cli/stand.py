"""`sanxian stand`: where a project could stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.files import put, require_place
from layers.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.intake.types import Reading
    from zoning.admissible.asked import Part, Study

_REGION = re.compile(r"[0-9]{6}")
_PAIR = re.compile(r"\s*[+\-]?[\d.]+\s*[,，]\s*[+\-]?[\d.]+\s*")


def stand(
    area: Annotated[
        str,
        typer.Argument(metavar="AREA", help="行政区代码、经度,纬度或面文件 region, LON,LAT or polygons"),
    ],
    *,
    radius: Annotated[
        float, typer.Option("--radius", metavar="M", help="项目占地的半径（米）radius of the project, metres")
    ],
    within: Annotated[
        float | None, typer.Option("--within", metavar="M", help="离该点多少米以内 so far around LON,LAT, metres")
    ] = None,
    part: Annotated[
        str | None, typer.Option("--part", metavar="land|sea", help="只看陆域或海域 land or sea only")
    ] = None,
    crs: options.CrsOption = None,
    source_layer: options.SourceLayerOption = None,
    industry: options.IndustryOption = None,
    fact: options.FactOption = None,
    accuracy: options.AccuracyOption = None,
    role: options.RoleOption = None,
    as_of: options.AsOfOption = None,
    known_at: options.KnownAtOption = None,
    include: options.IncludeOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="写入 .gpkg 或 .geojson write the areas to a file")
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """这样大小的项目能建在哪里？Where could a project of this size stand?"""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.pace import paced  # noqa: PLC0415
    from app.cli.site import read_site  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from zoning.admissible.asked import AreaQuestion  # noqa: PLC0415
    from zoning.admissible.desk import AdmissibleDesk  # noqa: PLC0415
    from zoning.admissible.files import written  # noqa: PLC0415
    from zoning.admissible.terminal import area_lines  # noqa: PLC0415
    from zoning.admissible.words import in_words  # noqa: PLC0415
    from zoning.desk import ProjectInput, standings  # noqa: PLC0415

    options.require_role(role)
    settings = load_settings()
    language = options.language(lang, settings)
    now = wiring.clock()
    if out is not None:
        _require_form(out)
        require_place(out, store=wiring.store_folder(settings))
    question = AreaQuestion(
        study=_study(area, within, part, lambda: read_site(area, crs, source_layer, wiring.site_limits(settings))),
        radius_m=radius,
        project=ProjectInput(industry=industry, accuracy_m=accuracy, facts=options.parse_facts(fact or []), role=role),
        as_of=options.day_of(as_of, now),
        known_at=options.time_of(known_at),
        include=standings(include or []),
    )
    desk = AdmissibleDesk(wiring.open_desk(settings))
    with paced(language) as tell:
        given = desk.answer(desk.plan(question, now), tell)
    if given.incident:
        output.message(
            "有图层数据读不出，其影响处按未定计；请运行 sanxian doctor"
            if language == "zh"
            else "a layer could not be read; what depends on it is undetermined: run `sanxian doctor`"
        )
    record = given.record()
    body = in_words(record, desk.desk.definitions)
    if out is not None:
        put(out, written(record, out.suffix.lower().removeprefix(".")), "", language, "--out")
    if as_json:
        output.document(body)
    else:
        output.lines(area_lines(body, desk.desk.definitions, language))


def _study(area: str, within: float | None, part: str | None, read: Callable[[], Reading]) -> Study:
    """AREA as typed; `read` reads it where it is a place or a file. Raises BadInput's kinds."""
    from zoning.admissible.asked import Study, place_of, study_of  # noqa: PLC0415 - not needed for --help

    if within is not None and not _PAIR.fullmatch(area):
        raise BadInput("--within 只与 经度,纬度 同用", "--within goes with LON,LAT only")
    if _REGION.fullmatch(area.strip()):
        return Study(region=area.strip(), part=_part(part))
    if part is not None:
        raise BadInput("--part 只与行政区代码同用", "--part goes with the code of a region only")
    if not _PAIR.fullmatch(area):
        return study_of(read())
    if within is None:
        raise BadInput(
            f"{area} 是一个点；请用 --within 说明离它多少米以内",
            f"{area} is a place; say with --within how many metres around it",
        )
    return place_of(read(), within)


def _part(text: str | None) -> Part | None:
    if text is None:
        return None
    if text == "land":
        return "land"
    if text == "sea":
        return "sea"
    raise BadInput(f"--part 只能是 land 或 sea，不是 {text!r}", f"--part is land or sea, not {text!r}")


def _require_form(path: Path) -> None:
    if path.suffix.lower() not in (".gpkg", ".geojson"):
        raise BadInput(
            f"--out {path}：只能写 .gpkg 或 .geojson", f"--out {path}: only .gpkg and .geojson can be written"
        )
