"""`sanxian intake`: what is in a client's file, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.errors import Lang
    from layers.intake.types import Reading

_SHOWN = 6


def intake(
    site: options.SiteArgument,
    *,
    crs: options.CrsOption = None,
    source_layer: options.SourceLayerOption = None,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="CODE", help="应在哪个行政区 the county it should lie in, code or name"),
    ] = None,
    as_of: options.AsOfOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """看一份文件：图形、假定、疑点、可能的读法，不作判断。What is in a file, before anything is judged."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.site import read_site  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from layers.intake.candidates import AmbiguousCRS  # noqa: PLC0415
    from zoning.intake.desk import explained, told  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    now = wiring.clock()
    day = options.day_of(as_of, now)
    with output.working("正在读取 reading" if language == "zh" else "reading"):
        desk = wiring.open_desk(settings)
        problem = None
        found: Reading | AmbiguousCRS
        try:
            found = read_site(site, crs, source_layer, wiring.site_limits(settings))
        except AmbiguousCRS as fault:  # several readings fit: what they are is the answer
            found, problem = fault, explained(desk, fault, region=region, as_of=day, now=now).text(language)
        seen = told(desk, found, region=region, as_of=day, now=now)
    if as_json:
        output.document(seen)
    else:
        output.lines(_lines(seen, problem, language))
    if problem is not None:
        output.message(problem)


def _lines(seen: Mapping[str, Any], problem: str | None, lang: Lang) -> Iterator[str]:
    zh = lang == "zh"
    if seen["parts"]:
        yield f"{seen['intake']} · {seen['crs']}"
    for part in seen["parts"]:
        area = "" if part["area_ha"] is None else f" · {part['area_ha']:.4f} {'公顷' if zh else 'ha'}"
        stated = part["declared_area_ha"]
        declared = "" if stated is None else f" ({'写明' if zh else 'stated'} {stated:.4f})"
        name = f" “{part['name']}”" if part["name"] else ""
        vertices = f"{part['vertices']} {'个顶点' if zh else 'vertices'}"
        yield f"  {part['source']}{name} · {part['kind']} · {vertices}{area}{declared}"
    yield from _notes("疑点" if zh else "What looks wrong", seen["doubts"], lang)
    yield from _notes("读取时的假定" if zh else "What was assumed", seen["assumed"], lang)
    candidates = seen["candidates"]
    if len(candidates) > 1 or problem is not None:
        yield (
            "可能的读法（用 --crs 指明，最可能的在前）"
            if zh
            else "Possible readings (state one with --crs), likeliest first"
        )
        for one in candidates[:_SHOWN]:
            mark = "*" if one["chosen"] else " "
            why = ("；" if zh else "; ").join(note["text"][lang] for note in one["evidence"])
            yield f" {mark}{one['state']}  {one['lon']:.6f}, {one['lat']:.6f}  {why}"
        if candidates[_SHOWN:]:
            yield f"  … +{len(candidates) - _SHOWN}"
    else:
        for note in candidates[0]["evidence"]:
            yield f"  {note['text'][lang]}"


def _notes(title: str, notes: list[Mapping[str, Any]], lang: Lang) -> Iterator[str]:
    if notes:
        yield title
    for note in notes:
        yield f"  - {note['text'][lang]}"
