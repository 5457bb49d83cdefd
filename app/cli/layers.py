"""`sanxian layers`: what is held, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import deliver, exporting, impact, life, mappings, moving, options, output, tiling
from app.cli.usage import StrictCommand
from layers.errors import NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from layers.editions import Edition
    from layers.kinds import LayerKind
    from layers.stores.base import Store

app = typer.Typer(help="图层与版本 layers and their editions", no_args_is_help=True, rich_markup_mode=None)
app.command("check", cls=StrictCommand)(deliver.check)
app.command("propose", cls=StrictCommand)(deliver.propose)
app.command("publish", cls=StrictCommand)(deliver.publish)
app.command("preview", cls=StrictCommand)(life.preview)
app.command("report", cls=StrictCommand)(life.report)
app.command("impact", cls=StrictCommand)(impact.impact)
app.command("withdraw", cls=StrictCommand)(life.withdraw)
app.command("rollback", cls=StrictCommand)(life.rollback)
app.add_typer(mappings.app, name="mappings")
app.command("copy", cls=StrictCommand)(moving.copy)
app.command("export", cls=StrictCommand)(exporting.export)
app.command("tiles", cls=StrictCommand)(tiling.tiles)


@app.command("list", cls=StrictCommand)
def list_editions(
    as_of: options.AsOfOption = None,
    *,
    coming: Annotated[
        bool, typer.Option("--coming", help="只列已发布、尚未生效的 only those published that take effect later")
    ] = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """列出全部版本及其状态 Every edition and its state."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.edition_text import edition_rows  # noqa: PLC0415
    from app.settings import data_folder, load_settings  # noqa: PLC0415
    from layers.catalogue import civil_date, edition_state  # noqa: PLC0415
    from layers.kinds import load_kinds  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    now = wiring.clock()
    day = civil_date(now) if as_of is None else options.parse_date("--as-of", as_of)
    editions = chosen = wiring.open_store(settings).editions()
    if coming:
        scheduled = (e for e in editions if edition_state(e, editions, day, now) == "scheduled")
        chosen = tuple(sorted(scheduled, key=lambda edition: edition.head.effective_from))
    if as_json:
        from api.edition_json import edition_json  # noqa: PLC0415 - one form of an edition, here and over HTTP

        listed = [edition_json(edition, editions, day, now) for edition in chosen]
        output.document({"as_of": day.isoformat(), "editions": listed})
        return
    kinds = load_kinds(data_folder(settings) / "layers")
    output.lines(edition_rows(chosen, editions, kinds, as_of=day, now=now, lang=language))


@app.command("changes", cls=StrictCommand)
def changes(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="图层 layer")],
    *,
    region: Annotated[str, typer.Option("--region", metavar="CODE", help="行政区代码 region code")],
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="N|DATE", help="与第 N 版或该日现行版比较 against edition N or that day's"),
    ] = None,
    to: Annotated[
        int | None, typer.Option("--to", metavar="N", help="比较到第 N 版（默认最新）up to edition N; default newest")
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """两个版本之间的变化 What differs between two editions of a region."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.edition_text import change_lines  # noqa: PLC0415
    from app.cli.kinds import require_kind  # noqa: PLC0415
    from app.settings import data_folder, load_settings  # noqa: PLC0415
    from layers.kinds import load_kinds  # noqa: PLC0415
    from layers.publication.changes import changes as compare  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    kind = require_kind(load_kinds(data_folder(settings) / "layers"), layer)
    store = wiring.open_store(settings)
    old, new = _pair(store, kind, region, since=since, to=to, now=wiring.clock())
    found = compare(store.features(old), store.features(new), kind)
    if as_json:
        between = {"layer": layer, "region": region, "from": old.number, "to": new.number}
        output.document({**between, **found.as_json()})
    else:
        output.lines(change_lines(found, old, new, kind, language))


def _pair(
    store: Store, kind: LayerKind, region: str, *, since: str | None, to: int | None, now: datetime
) -> tuple[Edition, Edition]:
    """The two editions to compare; by default the newest published of the region and the one before it."""
    held = [
        edition
        for edition in store.editions()
        if edition.head.layer == kind.layer and edition.head.region == region and edition.published_at is not None
    ]
    held.sort(key=lambda edition: (edition.head.effective_from, edition.number))
    current = [edition for edition in held if edition.published_by(now)]
    new = _numbered(held, kind, region, to) if to is not None else _last(current, kind, region, "")
    if since is None:
        same = [e for e in current if e.head.standing == new.head.standing and e.number != new.number]
        order = (new.head.effective_from, new.number)
        earlier = [e for e in same if (e.head.effective_from, e.number) < order]
        return _last(earlier, kind, region, f"早于 {new.number} 的|before {new.number}"), new
    if since.isdigit() and len(since) < 8:
        return _numbered(held, kind, region, int(since)), new
    day = options.parse_date("--since", since)
    effective = [edition for edition in current if edition.head.effective_from <= day]
    return _last(effective, kind, region, f"{day} 现行的|in force on {day}"), new


def _numbered(editions: list[Edition], kind: LayerKind, region: str, number: int) -> Edition:
    for edition in editions:
        if edition.number == number:
            return edition
    raise _absent(kind, region, f"编号 {number} 的|numbered {number}")


def _last(editions: list[Edition], kind: LayerKind, region: str, which: str) -> Edition:
    if not editions:
        raise _absent(kind, region, which)
    return editions[-1]


def _absent(kind: LayerKind, region: str, which: str) -> NotFound:
    zh, _, en = which.partition("|")
    return NotFound(
        f"{kind.layer} 在 {region} 没有{zh}已发布版本；用 sanxian layers list 查看全部",
        f"{kind.layer} has no published edition of {region} {en}".rstrip() + "; see `sanxian layers list`",
    )
