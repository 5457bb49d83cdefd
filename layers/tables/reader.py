"""The door of tables: a workbook or CSV file in, its sheets out; the file is opened in a child process."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Final

from layers.errors import BadFile, TooLarge
from layers.intake.sandbox import answer_of_child
from layers.intake.types import ReadLimits
from layers.intake.wire import raise_error
from layers.tables.sheet import Sheet, cell_of

SUFFIXES: Final = ("xlsx", "xlsm", "xls", "csv", "tsv")


def is_table(name: str) -> bool:
    """Whether a file is a table by its name."""
    return name.rpartition(".")[2].lower() in SUFFIXES


def read_sheets(source: bytes | Path, name: str, limits: ReadLimits) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, or the one of a CSV file, by a child process under `limits`.

    Raises BadFile, TooLarge, ReaderStopped.
    """
    with tempfile.TemporaryDirectory(prefix="sanxian-table-") as private:
        folder = Path(private)
        try:
            content = source if isinstance(source, bytes) else source.read_bytes()
        except OSError as fault:
            cause = fault.strerror or str(fault)
            raise BadFile(
                f"{name} 读不出（{cause}）；请核对路径与权限",
                f"{name} cannot be read ({cause}); check the path and its permissions",
            ) from fault
        if len(content) > limits.bytes:
            raise TooLarge(
                f"{name} 有 {len(content)} 字节，超过上限 {limits.bytes}；请拆分文件",
                f"{name} has {len(content)} bytes, more than the limit of {limits.bytes}; split the file",
            )
        (folder / "input").write_bytes(content)
        request = {
            "name": name,
            "limits": {
                "bytes": limits.bytes,
                "unpacked_bytes": limits.unpacked_bytes,
                "vertices": limits.vertices,
                "cpu_seconds": limits.cpu_seconds,
                "wall_seconds": limits.wall_seconds,
                "memory_bytes": limits.memory_bytes,
            },
        }
        answer = json.loads(answer_of_child("layers.tables.child", folder, request, name, limits=limits, gdal={}))
    raise_error(answer)
    return tuple(
        Sheet(sheet["title"], tuple(tuple(cell_of(cell) for cell in row) for row in sheet["rows"]), sheet["hidden"])
        for sheet in answer["sheets"]
    )
