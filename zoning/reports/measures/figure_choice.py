"""Which maps of several measures are drawn: the most telling of each, and no map twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely

from zoning.measures.tables import Evidence
from zoning.reports.measures.document import Document
from zoning.reports.measures.names import named_evidence

_MAPS = 2  # maps of a measure, the most telling first; those of changes are always shown


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """A map that is not drawn with a measure: the number of the figure that is the same, and its name as `part`."""

    evidence: Evidence
    number: str | None
    part: str


@dataclass(frozen=True, eq=False)
class Choice:
    """The maps of one measure with their numbers as figures, which follow those of its charts, and the others."""

    maps: tuple[tuple[str, Evidence], ...]
    elsewhere: tuple[Elsewhere, ...]


def choices(documents: Sequence[Document]) -> tuple[Choice, ...]:
    """The maps of each measure.

    A map of the same features is drawn once, in the measure that has the fewest: in its own, not among targets.
    """
    owners = _owners(documents)
    numbers: dict[str, str] = {}
    chosen: list[list[tuple[str, Evidence]]] = []
    for place, document in enumerate(documents):
        own = [(mark, one) for mark, one in _filled(document) if owners[mark] == place]
        kept = [pair for rank, pair in enumerate(own) if rank < _MAPS or pair[1].classes]
        first = len(document.charts) + 1
        numbers |= {mark: f"{place + 1}.{first + rank}" for rank, (mark, _) in enumerate(kept)}
        chosen.append(kept)
    return tuple(
        Choice(
            tuple((numbers[mark], one) for mark, one in chosen[place]),
            tuple(_elsewhere(document, place + 1, numbers)),
        )
        for place, document in enumerate(documents)
    )


def _filled(document: Document) -> Iterator[tuple[str, Evidence]]:
    """Evidence that has features, each with a mark of its content."""
    for one in document.evidence:
        if not (shapely.is_missing(one.geometries) | shapely.is_empty(one.geometries)).all():
            shapes = b"".join(wkb or b"" for wkb in shapely.to_wkb(one.geometries))
            yield hashlib.sha256(f"{one.name} {one.class_column} ".encode() + shapes).hexdigest(), one


def _owners(documents: Sequence[Document]) -> dict[str, int]:
    """The measure that draws each map."""
    owners: dict[str, int] = {}
    for place, document in enumerate(documents):
        for mark, _ in _filled(document):
            held = owners.get(mark)
            if held is None or len(document.evidence) < len(documents[held].evidence):
                owners[mark] = place
    return owners


def _elsewhere(document: Document, measure: int, numbers: dict[str, str]) -> Iterator[Elsewhere]:
    parts = {id(one): name for name, (_, one) in named_evidence([document]).items()}
    for mark, one in _filled(document):
        number = numbers.get(mark)
        if number is None or not number.startswith(f"{measure}."):
            yield Elsewhere(one, number, f"map:{parts[id(one)]}")
