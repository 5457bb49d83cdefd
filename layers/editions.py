"""An edition: one delivery of one layer for one region, immutable and named by the hash of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Literal, cast

import numpy as np
import orjson
import rfc8785
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Standing = Literal["statutory", "draft", "illustrative"]
STANDINGS: tuple[Standing, ...] = ("statutory", "draft", "illustrative")  # highest first
State = Literal["proposed", "published", "withdrawn"]
Value = str | int | float | bool | None


@dataclass(frozen=True)
class Features:
    """The features of one edition as parallel columns, ordered by id.

    Attributes:
        ids: feature ids, unique, ascending.
        geometries: (n,) array of valid shapely geometries, EPSG:4490, 2-D.
        attributes: attribute name → n typed values (every attribute of the layer kind; None where absent).
        delivered: id → geometry as delivered, for the features whose geometry was repaired or cut.
    """

    ids: tuple[str, ...]
    geometries: NDArray[np.object_]
    attributes: Mapping[str, Sequence[Value]]
    delivered: Mapping[str, BaseGeometry]

    def __post_init__(self) -> None:
        count = len(self.ids)
        if len(self.geometries) != count or any(len(column) != count for column in self.attributes.values()):
            raise ValueError(f"{count} ids, {len(self.geometries)} geometries: the columns differ in length")
        if any(one >= other for one, other in pairwise(self.ids)):
            raise ValueError("feature ids must be unique and ascending")
        if not self.delivered.keys() <= set(self.ids):
            raise ValueError("a delivered geometry belongs to no feature")

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, index: int) -> dict[str, Value]:
        """The attributes of one feature."""
        return {name: column[index] for name, column in self.attributes.items()}


@dataclass(frozen=True)
class EditionHead:
    """What is said about a delivery before it has a number.

    `coverage` (EPSG:4490) is where the absence of a feature means something; None: nowhere.
    `accuracy_m` is a 95 % bound, above 0. `replaces` names editions of other regions, as (region, number).
    """

    layer: str
    region: str
    standing: Standing
    accuracy_m: float
    effective_from: date
    source: str
    coverage: BaseGeometry | None = None
    replaces: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Edition:
    """One numbered edition; `published_at` is None while proposed; times are aware UTC."""

    head: EditionHead
    number: int
    sha256: str
    feature_count: int
    state: State
    proposed_at: datetime
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def label(self) -> str:
        """`layer region/number`, as people name it."""
        return f"{self.head.layer} {self.head.region}/{self.number}"

    def becomes(self, other: Edition) -> bool:
        """Whether `other` is this very edition, as it stands or after further steps of its life."""
        before = replace(other, state=self.state, published_at=self.published_at, withdrawn_at=self.withdrawn_at)
        open_steps = self.state != "withdrawn" and self.published_at in (None, other.published_at)
        return self == other or (self == before and open_steps)

    def published_by(self, known_at: datetime) -> bool:
        """Whether it had been published, and not withdrawn, at `known_at`."""
        return (
            self.published_at is not None
            and self.published_at <= known_at
            and (self.withdrawn_at is None or self.withdrawn_at > known_at)
        )


def content_hash(head: EditionHead, features: Features) -> str:
    """SHA-256 over the head and every feature (id, attributes, WKB), independent of any file format."""
    digest = hashlib.sha256()
    digest.update(
        rfc8785.dumps(
            {
                "layer": head.layer,
                "region": head.region,
                "standing": head.standing,
                "accuracy_m": head.accuracy_m,
                "effective_from": head.effective_from.isoformat(),
                "source": head.source,
                "coverage": None if head.coverage is None else shapely.to_wkb(head.coverage, hex=True, byte_order=1),
                "replaces": [list(pair) for pair in head.replaces],
                "attributes": sorted(features.attributes),
            }
        )
    )
    names = sorted(features.attributes)
    wkb = shapely.to_wkb(features.geometries, byte_order=1)
    for index, feature_id in enumerate(features.ids):
        row = [_canonical(features.attributes[name][index]) for name in names]
        delivered = features.delivered.get(feature_id)
        original = None if delivered is None else shapely.to_wkb(delivered, hex=True, byte_order=1)
        digest.update(_row_bytes([feature_id, row, original]))
        digest.update(len(wkb[index]).to_bytes(8, "big"))
        digest.update(wkb[index])
    return digest.hexdigest()


def _row_bytes(row: list[object]) -> bytes:
    """RFC 8785 JSON of a row; where it holds neither numbers nor objects the fast writer gives the same bytes."""
    values = [row[0], *cast("list[object]", row[1]), row[2]]
    plain = all(value is None or type(value) is str or type(value) is bool for value in values)
    return orjson.dumps(row) if plain else rfc8785.dumps(row)  # type: ignore[arg-type]


def _canonical(value: Value) -> Value | dict[str, str]:
    """RFC 8785 knows no integer beyond 2^53 − 1; such a one enters as text, marked so that it equals no text."""
    if isinstance(value, int) and abs(value) > 2**53 - 1:
        return {"integer": str(value)}
    return value
