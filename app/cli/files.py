"""The files that commands write: where one may lie, and writing it, whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.cli import output
from layers.errors import BadInput, Lang

if TYPE_CHECKING:
    from zoning.reports.model import Report, ReportLang
    from zoning.reports.writers.files import ReportFormat


def require_place(path: Path, option: str = "--out", *, store: Path | None = None, sites: Sequence[str] = ()) -> None:
    """Raises BadInput where no file may be written: a folder, in none, in the store, over a file that is read.

    `store` is the folder of the store, where it has one; `sites` are files that the question is read from.
    """
    if path.is_dir():
        raise BadInput(f"{option} {path} 是文件夹；请写出文件名", f"{option} {path} is a folder; name a file")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"{option} {path}：没有这个文件夹", f"{option} {path}: that folder does not exist")
    if store is not None and path.resolve().is_relative_to(store.resolve()):
        raise BadInput(
            f"{option} {path} 在数据仓库（SANXIAN_STORE）里；请写到别处",
            f"{option} {path} lies in the store (SANXIAN_STORE); write it elsewhere",
        )
    if any(_same(path, site) for site in sites):
        raise BadInput(
            f"{option} {path} 就是项目文件本身；请换一个文件名", f"{option} {path} is the site's own file; name another"
        )


def put(path: Path, content: bytes, said: str, lang: Lang, option: str = "--out") -> str:
    """Write one file, whole or not at all; returns what is to be said. Raises BadInput where it cannot be."""
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        try:
            beside.write_bytes(content)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as fault:
        raise BadInput(
            f"{option} {path}：写不进去（{fault.strerror}）；请核对权限与磁盘空间，已在别的程序中打开的先关闭",
            f"{option} {path} cannot be written ({fault.strerror}); check permissions and disk space, close it where "
            "it is open",
        ) from fault
    return f"已写入 {path}{said}" if lang == "zh" else f"written: {path}{said}"


def put_json(path: Path, told: Mapping[str, Any], lang: Lang, option: str) -> None:
    """Write a body as it is, and say so. Raises BadInput."""
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    output.message(put(path, text.encode("utf-8"), "", lang, option))


def put_report(path: Path, report: Report, lang: Lang, option: str, *, bilingual: bool) -> None:
    """Write a report in the form that the name asks for, and say so. Raises BadInput."""
    from zoning.reports.writers.files import write  # noqa: PLC0415 - what writes documents takes a while to load

    languages: ReportLang = "both" if bilingual else lang
    file = write(report, cast("ReportFormat", path.suffix.lower().removeprefix(".")), languages)
    output.message(put(path, file.content, "", lang, option))
    for note in file.notes:
        output.message(note.zh if lang == "zh" else note.en)


def _same(path: Path, site: str) -> bool:
    try:
        return path.samefile(site)
    except OSError:
        return False  # one of them is not there yet
