"""The written report of a verdict on the command line: which files there are, and writing one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.files import put_json, put_report, require_place
from layers.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.errors import Lang
    from zoning.reports.model import Report
    from zoning.verdict import Json

FORMS = (".pdf", ".docx", ".html", ".xlsx", ".json")


def require_report(path: Path, option: str, *, site: str | None = None, store: Path | None = None) -> None:
    """Raises BadInput for a kind of file that there is not, and for a place where none may be written.

    `site` is the file that the question is read from, `store` the folder of the store, where it has one.
    """
    if path.suffix.lower() not in FORMS:
        listed = ", ".join(FORMS)
        raise BadInput(f"{option} {path}：后缀须是 {listed} 之一", f"{option} {path}: the name must end in {listed}")
    require_place(path, option, store=store, sites=() if site is None else (site,))


def write_report(
    path: Path, shown: Json, report: Callable[[], Report], *, lang: Lang, bilingual: bool, option: str
) -> None:
    """Write the `report` of a verdict; `.json` holds its body with texts, `shown`. Raises BadInput, NotFound."""
    if path.suffix.lower() == ".json":
        put_json(path, shown, lang, option)
    else:
        put_report(path, report(), lang, option, bilingual=bilingual)
