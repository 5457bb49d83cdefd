"""The process that opens outside files: it limits itself, reads one file, writes one answer, and ends.

Run as `python -m layers.intake.child` in a folder that holds `request.json` and `input` (or `part.*`).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

# GDAL is used through numpy arrays alone: without these two, pyogrio loads in half the time
sys.modules.update(dict.fromkeys(("pandas", "pyarrow", "geopandas")))  # type: ignore[arg-type]

from layers.errors import BadInput  # noqa: E402
from layers.intake.bounds import bound  # noqa: E402
from layers.intake.parse import parse, parse_shapefile  # noqa: E402
from layers.intake.types import ReadLimits  # noqa: E402
from layers.intake.wire import MEMORY_EXIT, encode_error, encode_reading  # noqa: E402


def main(folder: Path) -> int:
    """Answer the request in `folder`; the exit code is 0 with an answer, MEMORY_EXIT when memory ran out."""
    request: dict[str, Any] = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    limits = ReadLimits.of(request["limits"])
    bound(limits)
    try:
        answer = _answer(folder, request, limits)
    except MemoryError:
        return MEMORY_EXIT
    except BadInput as error:
        answer = encode_error(error)
    (folder / "answer.json").write_text(answer, encoding="utf-8")
    return 0


def _answer(folder: Path, request: dict[str, Any], limits: ReadLimits) -> str:
    name, crs, layer, empty = request["name"], request["crs"], request["layer"], request["may_be_empty"]
    if (folder / "input").exists():
        reading = parse(folder / "input", name, crs, layer, limits, may_be_empty=empty)
    else:
        reading = parse_shapefile(folder, name, crs, limits, may_be_empty=empty)
    return encode_reading(reading)


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
