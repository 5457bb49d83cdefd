"""Shapes of the hint at the level of the EIA."""

from __future__ import annotations

from typing import Any, Literal

from api.models.base import Shape, Text

Level = Literal["report", "form", "registration", "none"]


class Sensitive(Shape):
    """Whether the project is in or touches a sensitive area of a row's own column."""

    involved: bool | None
    met: list[str]


class Row(Shape):
    """A row of the catalogue that the project falls, or may fall, under."""

    item: int
    match: str
    levels: list[Level]
    sensitive: Sensitive | None
    text: Text


class Raised(Shape):
    """A sensitive area but for which the level would be another."""

    area: str
    category: str
    features: list[dict[str, Any]]
    text: Text


class EiaHint(Shape):
    """The levels of the EIA that the catalogue leaves; a hint, never a decision."""

    text: Text
    title: Text
    edition: str
    in_force: bool
    terms_from: str | None
    basis: Literal["item", "unlisted", "unmatched", "no_edition"]
    levels: list[Level]
    level_texts: list[Text]
    rows: list[Row]
    raised_by: list[Raised]
    open_areas: list[str]
    missing_facts: list[str]
    stated: Level | None
    comparison: str | None
    comparison_text: Text | None
