"""Loads rule packs strictly: whatever names something that does not exist is an error with file and line."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path

from layers.definition_file import DefinitionFile, read_definition
from layers.kinds import LayerKinds
from zoning.facts import FactKinds
from zoning.logic import Strictness
from zoning.rules.model import OUTFALL, ExceptionEntry, PackFile, Rule, RuleEntry, RuleException
from zoning.rules.places import Anywhere, Place, parse_place
from zoning.rules.selectors import Always, MalformedExpression, Selector, parse_selector
from zoning.rules.tables import parse_table


@dataclass(frozen=True)
class Vocabulary:
    """What packs may name."""

    kinds: LayerKinds
    facts: FactKinds
    requirements: Container[str]


@dataclass(frozen=True)
class Pack:
    """A loaded rule file."""

    head: PackFile
    file: DefinitionFile
    rules: tuple[Rule, ...]


def load_packs(folder: Path, vocabulary: Vocabulary) -> tuple[Pack, ...]:
    """Every rule file below `folder`, ordered by name (coverage.yaml apart). Raises DefinitionError."""
    packs = tuple(
        _load_pack(path, folder, vocabulary) for path in sorted(folder.rglob("*.yaml")) if path.name != "coverage.yaml"
    )
    _check_supersedes(packs)
    return packs


def _check_supersedes(packs: Sequence[Pack]) -> None:
    """What is superseded exists and reaches as far; of two tables on one layer the narrower supersedes the wider."""
    known = {rule.key: rule for pack in packs for rule in pack.rules}
    tables = [rule for rule in known.values() if rule.table_layer is not None]
    for pack in packs:
        for index, rule in enumerate(pack.rules):
            where: list[str | int] = ["rules", index]
            for key in rule.entry.supersedes:
                if key not in known:
                    raise pack.file.error(f"supersedes {key!r}, which no pack has", [*where, "supersedes"])
                if not rule.jurisdiction.startswith(known[key].jurisdiction):
                    raise pack.file.error(f"supersedes {key!r}, which does not reach {rule.jurisdiction}", where)
            for wider in tables if rule.table_layer is not None else ():
                if (
                    wider.table_layer == rule.table_layer
                    and wider.jurisdiction != rule.jurisdiction
                    and rule.jurisdiction.startswith(wider.jurisdiction)
                    and wider.key not in rule.entry.supersedes
                    and _windows_meet(wider.entry, rule.entry)
                ):
                    raise pack.file.error(
                        f"{rule.entry.id}: a table on {rule.table_layer} of {rule.jurisdiction} takes the place of "
                        f"{wider.key}: name that under `supersedes`",
                        where,
                    )


def _load_pack(path: Path, folder: Path, vocabulary: Vocabulary) -> Pack:
    file = read_definition(path)
    head = file.parse(PackFile)
    expected = path.relative_to(folder).with_suffix("").as_posix()
    if head.pack != expected:
        raise file.error(f"pack {head.pack!r} must be named after its file, {expected!r}", ["pack"])
    if not expected.startswith(f"{head.jurisdiction}/"):
        raise file.error(f"a pack of {head.jurisdiction} stands in the folder of that name", ["jurisdiction"])
    rules = []
    for index, entry in enumerate(head.rules):
        where: list[str | int] = ["rules", index]
        try:
            rules.append(_rule(head, entry, vocabulary))
        except MalformedExpression as fault:
            raise file.error(f"{entry.id}: {fault}", [*where, *fault.path]) from fault
        _check_dates(file, entry, where)
    for (i, one), (j, other) in combinations(enumerate(head.rules), 2):
        if one.id == other.id and _windows_meet(one, other):
            raise file.error(f"{one.id} (rules {i + 1} and {j + 1}) has two versions on one day", ["rules", j])
    return Pack(head, file, tuple(rules))


def _rule(head: PackFile, entry: RuleEntry, vocabulary: Vocabulary) -> Rule:
    _known(entry.requirements, vocabulary.requirements, "requirement", ("requirements",))
    if entry.settled_by is not None:
        _fact(entry.settled_by, "opinion", vocabulary.facts, ("settled_by",))
    if entry.reads == "drawn_outlet":
        _fact(OUTFALL, "code", vocabulary.facts, ("reads",))
    exceptions = tuple(
        _exception(item, vocabulary, ("exceptions", index)) for index, item in enumerate(entry.exceptions)
    )
    if entry.table is not None:
        rows = parse_table(entry.table, vocabulary.kinds, vocabulary.facts)
        for row in rows:
            _known(row.requirements, vocabulary.requirements, "requirement", ("table",))
        return Rule(
            pack=head.pack,
            instrument=head.instrument,
            jurisdiction=head.jurisdiction,
            entry=entry,
            effect="prohibit" if any(row.effect is Strictness.PROHIBIT for row in rows) else "require",
            selector=Always(),
            place=Anywhere(),
            exceptions=exceptions,
            table_layer=entry.table.layer,
            table_class=vocabulary.kinds[entry.table.layer].class_attribute,
            rows=rows,
        )
    assert entry.effect is not None  # noqa: S101 - the model guarantees it where there is no table
    return Rule(
        pack=head.pack,
        instrument=head.instrument,
        jurisdiction=head.jurisdiction,
        entry=entry,
        effect="review" if entry.confidence == "L" and entry.effect in ("prohibit", "require") else entry.effect,
        selector=_selector(entry.project, vocabulary.facts, ("project",)),
        place=_place(entry.place, vocabulary.kinds, ("place",)),
        exceptions=exceptions,
    )


def _exception(entry: ExceptionEntry, vocabulary: Vocabulary, path: tuple[str | int, ...]) -> RuleException:
    _known(entry.requirements, vocabulary.requirements, "requirement", (*path, "requirements"))
    for name in (entry.claim, entry.act):
        if name is not None:
            _fact(name, "boolean", vocabulary.facts, path)
    return RuleException(
        id=entry.id,
        title=entry.title,
        when=None if entry.when is None else _selector(entry.when, vocabulary.facts, (*path, "when")),
        claim=entry.claim,
        act=entry.act,
        then=Strictness.REQUIRE if entry.then == "require" else Strictness.NONE,
        requirements=entry.requirements,
        basis=entry.basis,
        confidence=entry.confidence,
    )


def _selector(data: object, facts: FactKinds, path: tuple[str | int, ...]) -> Selector:
    try:
        return parse_selector(data, facts)
    except MalformedExpression as fault:
        raise MalformedExpression(str(fault), (*path, *fault.path)) from fault


def _place(data: object, kinds: LayerKinds, path: tuple[str | int, ...]) -> Place:
    try:
        return parse_place(data, kinds)
    except MalformedExpression as fault:
        raise MalformedExpression(str(fault), (*path, *fault.path)) from fault


def _known(names: Sequence[str], known: Container[str], what: str, path: tuple[str | int, ...]) -> None:
    for name in names:
        if name not in known:
            raise MalformedExpression(f"there is no {what} named {name!r}", path)


def _fact(name: str, fact_type: str, facts: FactKinds, path: tuple[str | int, ...]) -> None:
    if name not in facts:
        raise MalformedExpression(f"there is no fact named {name!r} in data/codes/facts", path)
    if facts[name].type != fact_type:
        raise MalformedExpression(f"fact {name!r} must be of type {fact_type}, not {facts[name].type}", path)


def _check_dates(file: DefinitionFile, entry: RuleEntry, where: list[str | int]) -> None:
    start, end = entry.valid_from or date.min, entry.valid_to or date.max
    if start > end:
        raise file.error(f"{entry.id}: valid_from is after valid_to", [*where, "valid_from"])
    spans = sorted((max(basis.from_ or date.min, start), min(basis.until or date.max, end)) for basis in entry.basis)
    spans = [span for span in spans if span[0] <= span[1]]
    reached = start
    for first, last in spans:
        if first > reached:
            break
        if last == date.max:
            return
        reached = max(reached, last + timedelta(days=1))
    if reached <= end:
        raise file.error(
            f"{entry.id}: on {reached} the rule holds but none of its bases is in force", [*where, "basis"]
        )


def _windows_meet(one: RuleEntry, other: RuleEntry) -> bool:
    windows = sorted((entry.valid_from or date.min, entry.valid_to or date.max) for entry in (one, other))
    return any(earlier[1] >= later[0] for earlier, later in pairwise(windows))
