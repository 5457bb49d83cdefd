"""The QR code by which a reader of paper finds the answer again."""

from __future__ import annotations

import io
from typing import Literal

import segno

from zoning.reports.model import Report


def content(report: Report) -> str:
    """What the code holds: the address of the answer, or where none is known its number."""
    return report.address or report.number


def code(report: Report, fmt: Literal["svg", "png"]) -> bytes:
    """The picture of the code; it can be read with 15 % of it lost (level M)."""
    out = io.BytesIO()
    made = segno.make(content(report), error="m", micro=False)
    if fmt == "svg":
        made.save(out, kind="svg", scale=1, border=2, xmldecl=False, svgns=True, nl=False, light="white")
    else:
        made.save(out, kind="png", scale=8, border=2)
    return out.getvalue()
