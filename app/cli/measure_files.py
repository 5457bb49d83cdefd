"""The files that a measure is written to: refused before anything is computed, made ready together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from app.cli.files import require_place
from layers.errors import BadInput, Lang

if TYPE_CHECKING:
    from zoning.reports.measures.document import Document
    from zoning.reports.measures.formats import Format

PARTED = (".csv", ".png", ".svg", ".gpkg", ".geojson")
REPORTS = (".pdf", ".docx")  # may be in both languages


def require_outputs(
    paths: Sequence[Path], part: str | None, *, bilingual: bool, store: Path | None, sites: Sequence[str] = ()
) -> None:
    """Raises BadInput for a form that there is not, a place where nothing may be written, an option without use.

    `store` is the folder of the store, where it has one; `sites` are files that the question is read from.
    """
    seen: set[Path] = set()
    for path in paths:
        _require_form(path)
        require_place(path, store=store, sites=sites)
        if path.resolve() in seen:
            raise BadInput(f"--out {path} 给了两次；请只留一个", f"--out {path} is given twice; leave one")
        seen.add(path.resolve())
    if part is not None and not any(path.suffix.lower() in PARTED for path in paths):
        forms = ", ".join(PARTED)
        raise BadInput(f"--part 须与 --out 的 {forms} 同用", f"--part goes with --out of {forms}")
    if bilingual and not any(path.suffix.lower() in REPORTS for path in paths):
        forms = ", ".join(REPORTS)
        raise BadInput(f"--bilingual 须与 --out 的 {forms} 同用", f"--bilingual goes with --out of {forms}")


def prepare(
    paths: Sequence[Path], documents: Sequence[Document], lang: Lang, part: str | None, *, bilingual: bool
) -> tuple[tuple[Path, bytes, str], ...]:
    """Path, content and what is to be said of it; a .csv holds the table named, else the first, a .zip every table.

    Reports are in both languages with `bilingual`, every other form is in that of `lang`.

    Raises BadInput for a part that is not there, and for packages that are not installed.
    """
    return tuple((path, *_content(path, documents, lang, part, bilingual=bilingual)) for path in paths)


def _content(
    path: Path, documents: Sequence[Document], lang: Lang, part: str | None, *, bilingual: bool
) -> tuple[bytes, str]:
    from zoning.reports.measures.formats import write  # noqa: PLC0415 - brings what commands without files need not
    from zoning.reports.measures.names import named_tables  # noqa: PLC0415

    suffix = path.suffix.lower()
    form = cast("Format", "csv" if suffix == ".zip" else suffix.removeprefix("."))
    said = ""
    named = part if suffix in PARTED else None
    tables = tuple(named_tables(documents)) if suffix == ".csv" and part is None else ()
    if tables:
        named = tables[0]
        count = len(tables)
        said = (
            f"（表 {named}，共 {count} 张；写成 .zip 可得全部）"
            if lang == "zh"
            else (f" (table {named}, one of {count}; a .zip has them all)")
        )
    file = write(documents, form, "both" if bilingual and suffix in REPORTS else lang, named)
    return file.content, said + "".join(f"\n{note.zh if lang == 'zh' else note.en}" for note in file.notes)


def _require_form(path: Path) -> None:
    from zoning.reports.measures.formats import FORMATS  # noqa: PLC0415

    known = [f".{name}" for name in (*FORMATS, "zip")]
    if path.suffix.lower() not in known:
        listed = ", ".join(known)
        raise BadInput(
            f"--out {path}：文件名的后缀须是 {listed} 之一", f"--out {path}: the name must end in one of {listed}"
        )
