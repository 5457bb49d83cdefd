"""Recorded verdicts as rows: where each stands and for which day, without the rest of its body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from layers.catalogue import civil_date
from layers.editions import STANDINGS, Standing
from layers.errors import NotFound, StoreError, StoreTimeout, StoreUnavailable
from layers.stores.base import LogEntry, Store
from layers.window import METRES_PER_DEGREE

Rows = NDArray[np.void]
ROW: Final = np.dtype(
    [
        ("id", "u1", 32),
        ("sequence", "<i8"),
        ("recorded", "<f8"),  # POSIX seconds
        ("known", "<f8"),  # by when an edition had to be published for the answer to rest on it
        ("as_of", "<i4"),  # proleptic ordinal, as of date.toordinal
        ("historical", "?"),
        ("include", "u1"),  # a bit per lower standing
        ("lost", "u1"),  # the body is not to be had: GONE, DAMAGED
        ("bounds", "<f8", 4),
        ("margin_m", "<f8"),
    ]
)
GONE: Final = 1  # blanked
DAMAGED: Final = 2
BAND: Final = 4.0  # how many times its accuracy anything looks around itself
_LOWER: Final = STANDINGS[1:]
_PREFIX: Final = "sha256:"
_AS_OF = re.compile(rb'\{"as_of":"(\d{4}-\d\d-\d\d)"')
_INCLUDE = re.compile(rb',"include":(\[[a-z",]*\]),')
_PROJECT: Final = b',"project":{"accuracy_m":'
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True)
class Footprint:
    """What a body says of its place and question: `bounds` in EPSG:4490, and how far beyond them (m) it may reach.

    The margin holds the widths of its corridors and its own accuracy, not what rules look at.
    """

    as_of: date
    include: tuple[Standing, ...]
    bounds: tuple[float, float, float, float]
    margin_m: float


def footprint_of(body: bytes) -> Footprint:
    """The footprint of a recorded body. Raises ValueError, KeyError or TypeError for what is no verdict.

    Only the project is parsed. In RFC 8785 form a quotation mark inside a text stands behind a backslash, so that the
    marks found here are members of the body.
    """
    as_of, include, at = _AS_OF.match(body), _INCLUDE.findall(body), body.find(_PROJECT)
    if as_of is None or len(include) != 1 or at < 0 or body.find(_PROJECT, at + 1) >= 0:
        return _footprint(orjson.loads(body))
    text = body[at + len(b',"project":') :].decode("utf-8")
    project, _ = _DECODER.raw_decode(text)
    return _footprint({"as_of": as_of[1].decode(), "include": orjson.loads(include[0]), "project": project})


def _footprint(body: dict[str, Any]) -> Footprint:
    project = body["project"]
    parts = project["parts"]
    xy = np.array([pair for part in parts for pair in _positions(part["geometry"])], dtype=float)
    west, south = xy.min(axis=0)[:2].tolist()
    east, north = xy.max(axis=0)[:2].tolist()
    width = max((part["width_m"] or 0.0 for part in parts), default=0.0)
    include = tuple(standing for standing in _LOWER if standing in body["include"])
    margin_m = BAND * float(project["accuracy_m"]) + width / 2 + 1.0
    return Footprint(date.fromisoformat(body["as_of"]), include, (west, south, east, north), margin_m)


def _positions(geometry: dict[str, Any]) -> Iterator[Any]:
    waiting = [geometry["coordinates"]]
    while waiting:
        found = waiting.pop()
        if found and isinstance(found[0], int | float):
            yield found
        else:
            waiting += found


def rows_of(store: Store, entries: Iterable[LogEntry]) -> Rows:
    """A row per entry of kind `verdict`. Raises StoreTimeout and StoreUnavailable; a body that is lost has its row."""
    return np.array([_row(store, entry) for entry in entries], dtype=ROW)


def _row(store: Store, entry: LogEntry) -> tuple[object, ...]:
    digest = np.frombuffer(bytes.fromhex(entry.subject.removeprefix(_PREFIX)), dtype="u1")
    said = orjson.loads(entry.body)
    asked = said.get("known_at")  # entries of the first version do not say
    recorded = entry.at.timestamp()
    known = recorded if asked is None else datetime.fromisoformat(asked).timestamp()
    try:
        found = footprint_of(store.blob(said["body"]))
    except (StoreTimeout, StoreUnavailable):
        raise
    except (NotFound, StoreError, ValueError, KeyError, TypeError) as fault:
        lost = GONE if isinstance(fault, NotFound) else DAMAGED
        stated = said.get("as_of")
        as_of = 0 if stated is None else date.fromisoformat(stated).toordinal()
        historical = 0 < as_of < civil_date(entry.at).toordinal()
        return digest, entry.sequence, recorded, known, as_of, historical, 0, lost, (np.nan,) * 4, 0.0
    historical = found.as_of < civil_date(entry.at)
    include = sum(1 << _LOWER.index(standing) for standing in found.include)
    as_of = found.as_of.toordinal()
    return digest, entry.sequence, recorded, known, as_of, historical, include, 0, found.bounds, found.margin_m


def id_of(row: np.void) -> str:
    """The id of the verdict in a row."""
    return _PREFIX + bytes(row["id"]).hex()


def include_of(bits: int) -> tuple[Standing, ...]:
    """The lower standings that a row's question included."""
    return tuple(standing for place, standing in enumerate(_LOWER) if bits >> place & 1)


def recorded_at(row: np.void) -> datetime:
    """When the verdict in a row was recorded."""
    return datetime.fromtimestamp(float(row["recorded"]), UTC)


def widened(bounds: NDArray[np.float64], metres: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Bounds (n, 4) in degrees that hold every point within some metres of the given ones."""
    tall = np.broadcast_to(np.asarray(metres, dtype=float) / METRES_PER_DEGREE, bounds.shape[:1])
    highest = np.minimum(89.0, np.maximum(np.abs(bounds[:, 1] - tall), np.abs(bounds[:, 3] + tall)))
    wide = tall / np.cos(np.radians(highest))
    return bounds + np.column_stack([-wide, -tall, wide, tall])


def boxes(bounds: NDArray[np.float64]) -> NDArray[np.object_]:
    """Bounds as rectangles."""
    return np.asarray(shapely.box(*bounds.T), dtype=object)
