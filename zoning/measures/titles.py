"""Codes of rendered bodies in both languages, as cells of tables hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from layers.definition_file import Titles
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.tables import Column

REGION: Final = (
    Column("region_code", Titles(zh="行政区代码", en="region code")),
    Column("region", Titles(zh="行政区", en="region")),
)  # of `region_cells`


def text(said: Mapping[str, Any]) -> Titles:
    """A text of a body, {zh, en}."""
    return Titles(zh=said["zh"], en=said["en"])


def as_itself(name: str) -> Titles:
    """A name or code that is the same in both languages."""
    return Titles(zh=name, en=name)


def joined(parts: Iterable[Titles], zh: str = "、", en: str = ", ") -> Titles | None:
    """Texts after each other, with what stands between them in each language; None where there are none."""
    found = tuple(parts)
    if not found:
        return None
    return Titles(zh=zh.join(part.zh for part in found), en=en.join(part.en for part in found))


def region_title(definitions: MeasureDefinitions, code: str) -> Titles:
    """The name of a region; a code that is not listed as itself."""
    regions = definitions.base.regions
    return regions[code].name if code in regions else as_itself(code)


def region_cells(definitions: MeasureDefinitions, code: str | None) -> tuple[str | None, Titles | None]:
    """The code of a region and its name."""
    return code, None if code is None else region_title(definitions, code)
