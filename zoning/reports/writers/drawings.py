"""The pictures of a report as its writers take them: drawn by lines, or by points where there are very many lines."""

from __future__ import annotations

import base64
from typing import Final

from zoning.reports.model import Figure, ReportLang

_LARGEST: Final = 2_000_000  # bytes of a drawing above which a reader of it would wait


def drawing(figure: Figure, lang: ReportLang) -> tuple[str, bytes]:
    """`svg` or `png`, and the picture."""
    drawn = figure.draw("svg", lang)
    return ("svg", drawn) if len(drawn) <= _LARGEST else ("png", figure.draw("png", lang))


def as_svg(figure: Figure, lang: ReportLang) -> str:
    """A picture as SVG; one of points within it."""
    kind, drawn = drawing(figure, lang)
    if kind == "svg":
        return drawn.decode("utf-8")
    wide, high = size(drawn)
    data = base64.b64encode(drawn).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
        f'<image width="{wide}" height="{high}" href="data:image/png;base64,{data}"/></svg>'
    )


def address(content: bytes, kind: str) -> str:
    """An address that holds its picture itself: shown as an image, a drawing runs nothing and fetches nothing."""
    media = "svg+xml" if kind == "svg" else kind
    return f"data:image/{media};base64,{base64.b64encode(content).decode('ascii')}"


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in points, from its first chunk."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
