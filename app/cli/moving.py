"""`sanxian layers copy`, `sanxian backup`, `sanxian restore`: everything a store holds, moved and compared."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.progress import shown

if TYPE_CHECKING:
    from layers.errors import Lang
    from layers.stores.copying import Copied

_PLACE = "文件夹或 postgresql:// 地址 a folder or a postgresql:// URL"


def copy(
    *,
    source: Annotated[str, typer.Option("--from", metavar="PLACE", help=f"来源：{_PLACE}")],
    target: Annotated[str, typer.Option("--to", metavar="PLACE", help=f"目标：{_PLACE}")],
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """把一个存储的全部内容复制到另一个并逐一核对 Copy a whole store into another and verify every hash."""
    from app.settings import load_settings  # noqa: PLC0415 - geometry libraries, not needed for --help
    from layers.stores.copying import copy as copy_store  # noqa: PLC0415
    from layers.stores.opening import open_place  # noqa: PLC0415

    language = options.language(lang, load_settings())
    given = open_place(source, make=False)
    into = open_place(target, make=True)
    with shown(language) as report:
        copied = copy_store(given, into, report)
    _tell(copied, given.location, into.location, language, as_json=as_json)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件（新文件）the backup file, a new one")],
    *,
    source: Annotated[
        str | None, typer.Option("--from", metavar="PLACE", help=f"来源（默认 SANXIAN_STORE）：{_PLACE}")
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """把存储的全部内容写入一个文件，服务不必停 Write a whole store into one file; the service may go on."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.settings import load_settings  # noqa: PLC0415
    from layers.stores.backup import back_up  # noqa: PLC0415
    from layers.stores.opening import open_place  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    store = open_place(settings.store if source is None else source, make=False)
    with shown(language) as report:
        made = back_up(store, file, wiring.clock(), report)
    if as_json:
        output.document({"from": store.location, "file": str(file), **asdict(made)})
        return
    zh = "{}：版本 {}，内容 {}，台账 {} 条，末条 {}；{} 字节，SHA-256 {}"
    en = "{}: editions {}, blobs {}, log entries {}, head {}; {} bytes, SHA-256 {}"
    counts = (made.editions, made.blobs, made.entries, made.head or "—", made.size, made.sha256)
    output.lines([(zh if language == "zh" else en).format(file, *counts)])


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件 the backup file")],
    *,
    target: Annotated[str, typer.Option("--to", metavar="PLACE", help=f"空的目标 an empty target：{_PLACE}")],
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """核对备份文件并恢复到一个空的存储 Verify a backup and bring it back into an empty store."""
    from app.settings import load_settings  # noqa: PLC0415 - geometry libraries, not needed for --help
    from layers.stores.backup_file import restore as bring_back  # noqa: PLC0415
    from layers.stores.opening import open_place  # noqa: PLC0415

    language = options.language(lang, load_settings())
    with shown(language) as report:
        restored = bring_back(file, lambda: open_place(target, make=True), report)
    _tell(restored, str(file), open_place(target, make=False).location, language, as_json=as_json)


def _tell(copied: Copied, source: str, target: str, lang: Lang, *, as_json: bool) -> None:
    if as_json:
        output.document(
            {
                "from": source,
                "to": target,
                "editions": copied.editions,
                "blobs": copied.blobs,
                "entries": copied.entries,
                "head": copied.head,
                "fresh": {
                    "editions": copied.fresh_editions,
                    "blobs": copied.fresh_blobs,
                    "entries": copied.fresh_entries,
                },
            }
        )
        return
    counts = (copied.editions, copied.fresh_editions, copied.blobs, copied.fresh_blobs)
    log = (copied.entries, copied.fresh_entries, copied.head or "—")
    zh = "版本 {}（新 {}），内容 {}（新 {}），台账 {} 条（新 {}），末条 {}；全部核对无误"
    en = "editions {} ({} new), blobs {} ({} new), log entries {} ({} new), head {}; all verified"
    output.lines([f"{source} → {target}", (zh if lang == "zh" else en).format(*counts, *log)])
