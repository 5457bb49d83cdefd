"""Reads data/codes/facts/: one file per instrument, checked as a whole."""

from __future__ import annotations

from pathlib import Path

from layers.definition_file import DefinitionFile, StrictModel, read_definition
from layers.errors import BadFact
from zoning.facts import FactKind, FactKinds

COMMON = "project.yaml"  # read first: its facts are asked before those of any one instrument


class FactFile(StrictModel):
    """One file of data/codes/facts/."""

    version: str
    facts: tuple[FactKind, ...]


def load_facts(folder: Path) -> tuple[FactKinds, tuple[DefinitionFile, ...]]:
    """Every fact below `folder`, and the files they stand in. Raises DefinitionError naming file and line.

    No fact is listed twice, and what one says of another must be possible.
    """
    paths = sorted(folder.glob("*.yaml"), key=lambda path: (path.name != COMMON, path.name))
    files = tuple(read_definition(path) for path in paths)
    parsed = tuple(file.parse(FactFile).facts for file in files)
    seen: set[str] = set()
    for file, entries in zip(files, parsed, strict=True):
        for index, kind in enumerate(entries):
            if kind.fact in seen:
                raise file.error(f"fact {kind.fact!r} is listed twice", ["facts", index])
            seen.add(kind.fact)
    facts = FactKinds(kind for entries in parsed for kind in entries)
    for file, entries in zip(files, parsed, strict=True):
        for index, kind in enumerate(entries):
            _check_implied(kind, facts, file, index)
            _check_only_for(kind, facts, file, index)
    return facts, files


def _check_implied(kind: FactKind, facts: FactKinds, file: DefinitionFile, index: int) -> None:
    for value, consequences in kind.implies.items():
        where: list[str | int] = ["facts", index, "implies", value]
        if kind.domain is None:
            raise file.error(f"fact {kind.fact!r} has no listed values, so none of them implies anything", where)
        try:
            kind.typed(value)
        except BadFact as fault:
            raise file.error(fault.en, where) from fault
        for other, allowed in consequences.items():
            if fault_said := _impossible(other, allowed, facts):
                raise file.error(f"{kind.fact!r} implies something of {fault_said}", [*where, other])


def _check_only_for(kind: FactKind, facts: FactKinds, file: DefinitionFile, index: int) -> None:
    where: list[str | int] = ["facts", index, "only_for"]
    if kind.only_for and kind.nothing is None:
        raise file.error(f"fact {kind.fact!r} has no value that says no: neither a boolean nor a code `none`", where)
    for other, allowed in kind.only_for.items():
        if fault_said := _impossible(other, allowed, facts):
            raise file.error(f"{kind.fact!r} is only for values of {fault_said}", [*where, other])
        if facts[other].domain is None:
            raise file.error(f"fact {other!r} has no listed values", [*where, other])


def _impossible(other: str, allowed: tuple[str, ...], facts: FactKinds) -> str | None:
    """What is wrong with `other` having one of the values `allowed`; None where nothing is."""
    if other not in facts:
        return f"{other!r}, which does not exist"
    if not allowed:
        return f"{other!r} and leaves it no value"
    try:
        for text in allowed:
            facts[other].typed(text)
    except BadFact as fault:
        return f"{other!r}: {fault.en}"
    return None
