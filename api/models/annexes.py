"""Shapes of what a verdict shows beside its findings: the exceptions of rules as tried, what may be done next."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.models.base import Scalar, Shape, Text


class Reason(Shape):
    """One fact that keeps an exception from holding: what is known of it and what it would have to be."""

    fact: str
    known: list[Scalar] | None
    wanted: list[Scalar] | None = None
    excluded: list[Scalar] | None = None
    not_: dict[str, float | None] | None = Field(default=None, alias="not")
    at_least: float | None = None
    below: float | None = None
    alternative: str | None = None
    text: Text


class Tried(Shape):
    """An exception as it was tried."""

    id: str
    kind: Literal["activity", "dispensation"]
    state: Literal["holds", "fails", "open", "not_claimed"]
    then: Literal["none", "require"]
    confidence: Literal["H", "M", "L"]
    reasons: list[Reason]
    text: Text


class RuleTried(Shape):
    """The exceptions of one rule that holds or may hold."""

    pack: str
    rule: str
    exceptions: list[Tried]
    text: Text


class Step(Shape):
    """One thing that may be done."""

    code: str
    layer: str | None
    region: str | None
    edition: int | None
    feature: str | None
    pack: str | None
    rule: str | None
    values: dict[str, Any]
    text: Text
