"""What every shape shares."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Geometry = dict[str, Any]
Status = Literal["statutory", "draft", "illustrative"]
CoverageStatus = Literal["covered", "partly", "not_covered", "not_applicable", "failed"]
Scalar = str | float | bool | None


class Shape(BaseModel):
    """A shape without room for members it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Shape):
    """A text in both languages."""

    zh: str
    en: str


class Classed(Shape):
    """Something of one layer and class, with the titles of both."""

    layer: str
    layer_title: Text
    class_: str | None = Field(alias="class")
    class_title: Text | None


class Told(Shape):
    """A note: a code with values, and its text."""

    code: str
    values: dict[str, Scalar]
    text: Text


class Named(Shape):
    """A feature by edition."""

    region: str
    edition: int
    feature: str
