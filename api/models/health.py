"""Shapes of health and of the first page."""

from __future__ import annotations

from typing import Literal

from api.models.base import Shape, Text


class Live(Shape):
    """The process answers."""

    status: Literal["live"]
    version: str


class Ready(Shape):
    """Questions can be answered."""

    status: Literal["ready"]
    version: str
    method: str
    editions: int
    rules: int
    generation: int


class Landing(Shape):
    """The first page; `desk` is whether a browser gets the web desk here."""

    name: str
    title: Text
    version: str
    caveat: Text
    desk: bool
    links: dict[str, str]
