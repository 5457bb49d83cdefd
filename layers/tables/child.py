"""The process that opens a table from outside: it limits itself, reads one file, writes one answer, and ends.

Run as `python -m layers.tables.child` in a folder that holds `request.json` and `input`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from layers.errors import BadInput
from layers.intake.bounds import bound
from layers.intake.types import ReadLimits
from layers.intake.wire import MEMORY_EXIT, encode_error
from layers.tables.files import sheets_of
from layers.tables.sheet import cell_json


def main(folder: Path) -> int:
    """Answer the request in `folder`; the exit code is 0 with an answer, MEMORY_EXIT when memory ran out."""
    request: dict[str, Any] = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    limits = ReadLimits(**request["limits"])
    bound(limits)
    try:
        sheets = sheets_of(folder / "input", request["name"], limits)
        answer = json.dumps(
            {
                "sheets": [
                    {
                        "title": sheet.title,
                        "hidden": sheet.hidden,
                        "rows": [[cell_json(cell) for cell in row] for row in sheet.rows],
                    }
                    for sheet in sheets
                ]
            }
        )
    except MemoryError:
        return MEMORY_EXIT
    except BadInput as error:
        answer = encode_error(error)
    (folder / "answer.json").write_text(answer, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
