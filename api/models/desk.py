"""Shapes of what the web desk is told."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.models.base import Shape, Text


class DeskBaseMap(Shape):
    """Raster tiles beneath the layers: an XYZ address, who is to be named, and the number of the map's approval."""

    tiles: str
    attribution: str
    approval: str | None


class DeskSettings(Shape):
    """What the desk is told; `bounds` are west, south, east, north in degrees."""

    version: str
    caveat: Text
    base_map: DeskBaseMap | None
    bounds: Annotated[list[float], Field(min_length=4, max_length=4)] | None
    today: str
    role: str
    rights: list[str]
