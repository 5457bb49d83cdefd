"""Which picture of a measure is asked for, and its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from layers.errors import BadInput, Lang
from zoning.reports.measures import charts, maps
from zoning.reports.measures.document import Document
from zoning.reports.measures.drawing import picture
from zoning.reports.measures.names import named_evidence
from zoning.reports.model import PictureFormat

_MAP = "map"


def write(documents: Sequence[Document], lang: Lang, part: str | None, fmt: PictureFormat) -> bytes:
    """One picture: `part` is a chart's name, `map` or `map:<evidence>`; see `formats.write`. Raises BadInput."""
    if part is None or part == _MAP or part.startswith(f"{_MAP}:"):
        named = named_evidence(documents)
        wanted = "" if part is None else part.removeprefix(_MAP).removeprefix(":")
        plain = [name for name, (_, evidence) in named.items() if wanted == evidence.name]
        filled = [name for name, (_, evidence) in named.items() if not wanted and len(evidence.geometries)]
        chosen = ([wanted] if wanted in named else []) + plain + filled
        if chosen:
            document, evidence = named[chosen[0]]
            return picture(partial(maps.draw, document, evidence, lang), fmt)
    for document in documents:
        for chart in document.charts:
            if part in (None, chart.name):
                return picture(partial(charts.draw, document, chart, lang), fmt)
    known = ", ".join(names(documents))
    if not known:
        raise BadInput("该测算没有图也没有地图", "this measure has neither charts nor maps")
    raise BadInput(
        f"没有{'图' if part is None else f'名为 {part} 的图'}；有 {known}",
        f"there is no picture{'' if part is None else f' {part}'}; there are {known}",
    )


def names(documents: Sequence[Document]) -> tuple[str, ...]:
    """What `part` may be."""
    return (
        *(f"{_MAP}:{name}" for name in named_evidence(documents)),
        *(chart.name for document in documents for chart in document.charts),
    )
