"""The verdict's body: canonical numbers and order, and the id that follows from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

import numpy as np
import rfc8785
import shapely
from shapely.geometry.base import BaseGeometry

from zoning.projects import DECIMALS

METHOD = "2"  # version of the measuring rules; raised whenever a printed digit may change
Json = dict[str, object]


def rounded(value: float, digits: int) -> float:
    """`value` rounded half-up to `digits` decimals, never -0."""
    step = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)) + 0.0


def square_metres(value: float) -> float:
    """Area as printed: to 0.01 m²."""
    return rounded(value, 2)


def metres(value: float) -> float:
    """Length or distance as printed: to 0.001 m."""
    return rounded(value, 3)


def share(value: float) -> float:
    """Share as printed: to 1e-6, between 0 and 1."""
    return rounded(min(1.0, max(0.0, value)), 6)


def geojson(geometry: BaseGeometry) -> Json:
    """A GeoJSON geometry in EPSG:4490 lon-lat, coordinates to 1e-9°."""
    plain = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS) + 0.0)
    return dict(shapely.geometry.mapping(plain))


@dataclass(frozen=True)
class Verdict:
    """A finished answer; `body` has no texts, they are added when rendering."""

    body: Mapping[str, object]
    incident: bool = False

    @cached_property
    def id(self) -> str:
        """`sha256:` and the hash of the body's RFC 8785 form; an incident has none."""
        return "" if self.incident else f"sha256:{hashlib.sha256(canonical(self.body)).hexdigest()}"

    @property
    def word(self) -> str:
        """The verdict word."""
        return str(self.body["verdict"])

    def record(self) -> Json:
        """The body with its id first: what the ledger keeps and `GET /siting/checks/{id}` returns."""
        return {"id": self.id or None, **{key: plain_json(value) for key, value in self.body.items()}}

    def record_bytes(self) -> bytes:
        """The record as RFC 8785 JSON."""
        return canonical(self.record())


def canonical(value: object) -> bytes:
    """RFC 8785 JSON of a JSON-like value."""
    return rfc8785.dumps(plain_json(value))


def plain_json(value: object) -> Any:
    """A JSON-like value with tuples as lists, as JSON has them."""
    if isinstance(value, Mapping):
        return {key: plain_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(item) for item in value]
    return value
