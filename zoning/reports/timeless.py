"""Office documents without the time of their making: the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Final

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the time of every entry of an archive
_NO_DAY: Final = date(1980, 1, 1)
_TIMES: Final = re.compile(rb"(<\w+:(?:created|modified)\b[^>]*>)[^<]*")  # whatever prefix the namespace was given


def timeless(content: bytes, day: date = _NO_DAY) -> bytes:
    """The archive with `day` as the day of its making ."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _TIMES.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode(), data)
            target.writestr(zipfile.ZipInfo(entry.filename, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
