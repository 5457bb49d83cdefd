"""The files that a measure is written to: refused before anything is computed, written only when all are ready."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

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
        if path.is_dir():
            raise BadInput(f"--out {path} 是文件夹；请写出文件名", f"--out {path} is a folder; name a file")
        if not path.absolute().parent.is_dir():
            raise BadInput(f"--out {path}：没有这个文件夹", f"--out {path}: that folder does not exist")
        if path.resolve() in seen:
            raise BadInput(f"--out {path} 给了两次；请只留一个", f"--out {path} is given twice; leave one")
        if store is not None and path.resolve().is_relative_to(store.resolve()):
            raise BadInput(
                f"--out {path} 在数据仓库（SANXIAN_STORE）里；请写到别处",
                f"--out {path} lies in the store (SANXIAN_STORE); write it elsewhere",
            )
        if any(_same(path, site) for site in sites):
            raise BadInput(
                f"--out {path} 就是项目文件本身；请换一个文件名", f"--out {path} is the site's own file; name another"
            )
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


def _require_form(path: Path) -> None:
    from zoning.reports.measures.formats import FORMATS  # noqa: PLC0415

    known = [f".{name}" for name in (*FORMATS, "zip")]
    if path.suffix.lower() not in known:
        listed = ", ".join(known)
        raise BadInput(
            f"--out {path}：文件名的后缀须是 {listed} 之一", f"--out {path}: the name must end in one of {listed}"
        )


def _same(path: Path, site: str) -> bool:
    try:
        return path.samefile(site)
    except OSError:
        return False  # one of them is not there yet
