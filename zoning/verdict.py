"""The verdict's body: canonical numbers and order, and the id that follows from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.canonical import canonical, plain_json
from layers.once import once
from zoning.asked import Asked
from zoning.projects import DECIMALS

METHOD = "4"  # version of the measuring rules; raised whenever a printed digit may change
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
    """A finished answer; `body` has no texts, they are added when rendering. `asked` is no part of what it says.

    `written` are members of the body whose RFC 8785 form is known already.
    """

    body: Mapping[str, object]
    incident: bool = False
    asked: Asked | None = field(default=None, compare=False)
    written: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @once
    def id(self) -> str:
        """`sha256:` and the hash of the body's RFC 8785 form; an incident has none."""
        return "" if self.incident else f"sha256:{hashlib.sha256(_joined(self._members)).hexdigest()}"

    @once
    def _members(self) -> Mapping[str, bytes]:
        """Every member of the body in RFC 8785 form; each is written once, for the id and for the record."""
        return {name: self.written.get(name) or canonical(value) for name, value in self.body.items()}

    @property
    def word(self) -> str:
        """The verdict word."""
        return str(self.body["verdict"])

    def record(self) -> Json:
        """The body with its id first: what the ledger keeps and `GET /siting/checks/{id}` returns."""
        return {"id": self.id or None, **{key: plain_json(value) for key, value in self.body.items()}}

    def record_bytes(self) -> bytes:
        """The record as RFC 8785 JSON."""
        return _joined({"id": canonical(self.id or None), **self._members})


def _joined(members: Mapping[str, bytes]) -> bytes:
    """Members written already as one RFC 8785 object; their names are of ASCII letters."""
    return b"{%b}" % b",".join(b'"%b":%b' % (name.encode("ascii"), members[name]) for name in sorted(members))
