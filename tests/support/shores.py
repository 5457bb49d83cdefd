"""Invented shores for tests of measures: straight segments of stated lengths, stacked so that none meets another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import shapely
from measuring import TODAY, MemoryStore, ask
from world import line

from layers.editions import Value
from zoning.measures.question import ShorelineQuestion
from zoning.measures.result import Result

Row = tuple[str, shapely.Geometry, Mapping[str, Value]]


@dataclass
class Pen:
    """Draws segments one above another, 5 m apart."""

    drawn: int = 0
    rows: list[Row] = field(default_factory=list)

    def segment(self, metres: float, **attributes: Value) -> "Pen":
        """A segment from west to east; mainland, bedrock and of 330327 unless said."""
        y = 5.0 * self.drawn
        self.drawn += 1
        given = {"kind": "mainland", "type": "N_ROCK", "region": "330327", **attributes}
        self.rows.append((f"s{self.drawn:03}", line((0, y), (metres, y)), given))
        return self


def store_of(rows: Sequence[Row] | Pen, **head: object) -> MemoryStore:
    """A store with one edition of the coastline."""
    store = MemoryStore()
    store.add("coastline", rows.rows if isinstance(rows, Pen) else rows, **head)  # type: ignore[arg-type]
    return store


def measured(store: MemoryStore, region: str = "330300", as_of: date = TODAY, **asked: object) -> Result:
    """The retention of a region."""
    return ask(store, ShorelineQuestion(region=region, as_of=as_of, **asked))  # type: ignore[arg-type]


def codes(result: Result) -> list[str]:
    """The codes of its notes."""
    return [note["code"] for note in result.body["notes"]]  # type: ignore[index,attr-defined]


def halves(rows: Sequence[Row]) -> Iterator[Row]:
    """Every segment cut in two."""
    for name, geometry, attributes in rows:
        (x0, y0), (x1, y1) = geometry.coords
        middle = x0 + 0.375 * (x1 - x0), y0 + 0.375 * (y1 - y0)
        yield f"{name}a", shapely.LineString([(x0, y0), middle]), attributes
        yield f"{name}b", shapely.LineString([middle, (x1, y1)]), attributes
