"""Columns that tables of measures share, and figures in the units that they are shown in."""

from __future__ import annotations

from layers.definition_file import Titles
from zoning.measures.tables import Column


def text_column(name: str, zh: str, en: str) -> Column:
    """A column of texts, codes or numbers without a unit."""
    return Column(name, Titles(zh=zh, en=en))


def km_column(name: str, zh: str, en: str, digits: int = 3) -> Column:
    """A column of kilometres."""
    return Column(name, Titles(zh=zh, en=en), "km", digits)


def km(metres: float | None) -> float | None:
    """Metres as kilometres; None stays None."""
    return None if metres is None else metres / 1000.0


def percent(share: float | None) -> float | None:
    """A share as hundredths; None stays None."""
    return None if share is None else 100.0 * share
