"""The written report of a verdict on the command line: which files there are, and writing one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

from app.cli import output
from app.cli.measure_files import put
from layers.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.errors import Lang
    from zoning.reports.model import Report, ReportLang
    from zoning.reports.writers.files import ReportFormat
    from zoning.verdict import Json

FORMS = (".pdf", ".docx", ".html", ".xlsx", ".json")


def require_report(path: Path, option: str, *, site: str | None = None, store: Path | None = None) -> None:
    """Raises BadInput for a kind of file that there is not, and for a place where none may be written.

    `site` is the file that the question is read from, `store` the folder of the store, where it has one.
    """
    if path.suffix.lower() not in FORMS:
        listed = ", ".join(FORMS)
        raise BadInput(f"{option} {path}：后缀须是 {listed} 之一", f"{option} {path}: the name must end in {listed}")
    if path.is_dir():
        raise BadInput(f"{option} {path} 是文件夹；请写出文件名", f"{option} {path} is a folder; name a file")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"{option} {path}：没有这个文件夹", f"{option} {path}: that folder does not exist")
    if store is not None and path.resolve().is_relative_to(store.resolve()):
        raise BadInput(
            f"{option} {path} 在数据仓库（SANXIAN_STORE）里；请写到别处",
            f"{option} {path} lies in the store (SANXIAN_STORE); write it elsewhere",
        )
    if site is not None and _same(path, site):
        raise BadInput(
            f"{option} {path} 就是项目文件本身；请换一个文件名", f"{option} {path} is the site's own file; name another"
        )


def write_report(
    path: Path, shown: Json, report: Callable[[], Report], *, lang: Lang, bilingual: bool, option: str
) -> None:
    """Write the `report` of a verdict; `.json` holds its body with texts, `shown`. Raises BadInput, NotFound."""
    if path.suffix.lower() == ".json":
        text = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
        output.message(put(path, text.encode("utf-8"), "", lang, option))
        return
    from zoning.reports.writers.files import write  # noqa: PLC0415 - what writes documents takes a while to load

    languages: ReportLang = "both" if bilingual else lang
    file = write(report(), cast("ReportFormat", path.suffix.lower().removeprefix(".")), languages)
    output.message(put(path, file.content, "", lang, option))
    for note in file.notes:
        output.message(note.zh if lang == "zh" else note.en)


def _same(path: Path, site: str) -> bool:
    try:
        return path.samefile(site)
    except OSError:
        return False  # one of them is not there yet
