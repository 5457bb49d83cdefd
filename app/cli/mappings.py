"""`sanxian layers mappings`: fields and values of a source office's deliveries, saved by name and version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.usage import StrictCommand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.errors import Lang
    from layers.publication.saved_mappings import History, SavedMapping

app = typer.Typer(
    help="来源单位的字段与取值对应 mappings per source office", no_args_is_help=True, rich_markup_mode=None
)
Name = Annotated[str, typer.Argument(metavar="OFFICE[/NAME]", help="来源单位与名称 the office, and a name of its own")]


@app.command("list", cls=StrictCommand)
def list_mappings(
    layer: Annotated[str | None, typer.Argument(metavar="[LAYER]", help="图层 layer; default all")] = None,
    *,
    retired: Annotated[bool, typer.Option("--retired", help="也列已停用的 also those no longer offered")] = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """列出存下的对应关系 The saved mappings."""
    from api.mapping_json import mapping_json  # noqa: PLC0415 - one form, here and over HTTP
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.settings import load_settings  # noqa: PLC0415
    from layers.publication.saved_mappings import SavedMappings  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    found = SavedMappings(wiring.open_store(settings)).list(layer, retired=retired)
    if as_json:
        output.document({"mappings": [mapping_json(history) for history in found]})
        return
    output.lines(line for history in found for line in _heading(history, language))
    if not found:
        output.message("没有存下的对应关系" if language == "zh" else "there is no saved mapping")


@app.command("show", cls=StrictCommand)
def show(
    layer: options.LayerArgument,
    name: Name,
    *,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", min=1, help="第几版，默认最新 which; default newest")
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """一个对应关系的内容 What a mapping says."""
    from api.mapping_json import mapping_json  # noqa: PLC0415 - one form, here and over HTTP
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.settings import load_settings  # noqa: PLC0415
    from layers.publication.saved_mappings import SavedMappings, named  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    found = SavedMappings(wiring.open_store(settings)).history(layer, *named(name))
    saved = found.newest if version is None else found.numbered(version)
    if as_json:
        output.document(mapping_json(found, saved))
        return
    output.lines([*_heading(found, language), *_content(saved)])


@app.command("save", cls=StrictCommand)
def save(
    layer: options.LayerArgument,
    name: Name,
    *,
    maps: options.MapOption = None,
    sets: options.SetOption = None,
    values: options.ValuesOption = None,
    mapping: options.MappingOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """存下一个对应关系的新版本 Save a new version of a mapping."""
    from api.mapping_json import mapping_json  # noqa: PLC0415 - one form, here and over HTTP
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import actor  # noqa: PLC0415
    from app.cli.kinds import require_kind  # noqa: PLC0415
    from app.settings import data_folder, load_settings  # noqa: PLC0415
    from layers.kinds import load_kinds  # noqa: PLC0415
    from layers.mapping import DeliveryMapping, load_mapping, parse_mapping  # noqa: PLC0415
    from layers.publication.saved_mappings import SavedMappings, named  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    kind = require_kind(load_kinds(data_folder(settings) / "layers"), layer)
    said = DeliveryMapping() if mapping is None else load_mapping(mapping)
    said = said.joined(parse_mapping(maps or (), sets or (), values or ()))
    held = SavedMappings(wiring.open_store(settings, make=True))
    saved = held.save(kind, *named(name), said, at=wiring.clock(), actor=actor())
    found = held.history(layer, *named(name))
    if as_json:
        output.document(mapping_json(found, saved))
        return
    output.lines([*_heading(found, language), *_content(saved)])


@app.command("retire", cls=StrictCommand)
def retire(
    layer: options.LayerArgument, name: Name, *, lang: options.LangOption = None, as_json: options.JsonOption = False
) -> None:
    """停用一个对应关系 No longer offer a mapping."""
    from api.mapping_json import mapping_json  # noqa: PLC0415 - one form, here and over HTTP
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import actor  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from layers.publication.saved_mappings import SavedMappings, named  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    held = SavedMappings(wiring.open_store(settings))
    found = held.retire(layer, *named(name), at=wiring.clock(), actor=actor())
    if as_json:
        output.document(mapping_json(found))
        return
    output.lines(_heading(found, language))


def _heading(found: History, lang: Lang) -> Iterator[str]:
    from layers.catalogue import civil_date  # noqa: PLC0415 - geometry libraries, not needed for --help

    saved = found.newest
    ended = (" 已停用" if lang == "zh" else " retired") if found.retired else ""
    by = saved.saved_by or "—"
    yield f"{saved.layer}  {saved.office}/{saved.name}  v{saved.version}  {civil_date(saved.saved_at)}  {by}{ended}"


def _content(saved: SavedMapping) -> Iterator[str]:
    mapping = saved.mapping
    yield from (f"  --map {attribute}={field}" for attribute, field in mapping.fields.items())
    yield from (f"  --set {attribute}={value}" for attribute, value in mapping.constants.items())
    for attribute, renamed in mapping.values.items():
        yield from (f"  --values {attribute}:{old}={new or ''}" for old, new in renamed.items())
