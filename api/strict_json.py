"""The body of a request as JSON of one meaning."""

from __future__ import annotations

from typing import Any

from api.problems import MalformedRequest
from layers.intake.json_text import JSONFault, loads

MEMBERS = 1000  # of one object; each that does not fit is told of, on the event loop


def parse(body: bytes) -> Any:
    """The value in a body. Raises MalformedRequest saying where it breaks off and why."""
    try:
        return loads(body.decode("utf-8-sig"), finite=True, members=MEMBERS)
    except UnicodeDecodeError as fault:
        raise MalformedRequest(
            f"请求体第 {fault.start} 字节不是 UTF-8", f"the body is not UTF-8 at byte {fault.start}"
        ) from fault
    except JSONFault as fault:
        raise MalformedRequest(f"请求体：{fault.zh}", f"the body: {fault.en}") from fault
