"""Names of tables and evidence that are unique in one file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from zoning.measures.tables import Evidence, Table
from zoning.reports.measures.document import Document


def named_tables(documents: Sequence[Document]) -> dict[str, Table]:
    """Every table under its name, with that of its measure before it where there are several measures."""
    named: dict[str, Table] = {}
    for document in documents:
        for table in document.tables:
            named[unused(_joined(documents, document, table.name, "."), named)] = table
    return named


def named_evidence(documents: Sequence[Document]) -> dict[str, tuple[Document, Evidence]]:
    """Every evidence, with its document, under its name; that of its measure before it where there are several."""
    named: dict[str, tuple[Document, Evidence]] = {}
    for document in documents:
        for evidence in document.evidence:
            named[unused(_joined(documents, document, evidence.name, "_"), named)] = document, evidence
    return named


def unused(name: str, taken: Collection[str]) -> str:
    """`name`, or `name-2`, `name-3` … where it is taken (in any case of its letters)."""
    folded = {one.casefold() for one in taken}
    return next(free for free in _numbered(name) if free.casefold() not in folded)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _joined(documents: Sequence[Document], document: Document, name: str, sign: str) -> str:
    return name if len(documents) == 1 else f"{document.body['measure']}{sign}{name}"
