"""The EIA catalogue (data/codes/eia_catalogue.yaml) and its sensitive areas (data/codes/sensitive_areas.yaml), read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from layers.definition_file import DefinitionFile, StrictModel, Titles, read_definition
from layers.kinds import LayerKinds
from layers.once import once
from zoning.facts import FactKinds
from zoning.rules.places import Place, parse_place
from zoning.rules.selectors import MalformedExpression, Selector, parse_selector
from zoning.standard import Standard

Level = Literal["report", "form", "registration", "none"]
Category = Literal["一", "二", "三"]
Listed = Literal["code", "near_code"]  # by its own code; by one near to it
LEVELS: tuple[Level, ...] = ("report", "form", "registration", "none")  # strictest first
ITEM, INVOLVED, LEVEL = "eia_item", "involves_sensitive_area", "eia_level"  # facts an asker may state
Code = Annotated[str, StringConstraints(pattern=r"^\d{2,4}$")]


class ClauseEntry(StrictModel):
    """One clause of a level as the file has it; its conditions are joined by all."""

    codes: tuple[Code, ...] = ()
    when: Mapping[str, object] | None = None
    other: bool = False
    whole: bool = False
    sensitive: bool = False
    open: bool = False


class LevelEntry(StrictModel):
    """What puts a project of an item at one level: the law's text, and the clauses a machine reads."""

    zh: str
    en: str
    clauses: tuple[ClauseEntry, ...] = ()


class SensitiveEntry(StrictModel):
    """The item's own column: ids of sensitive areas, or categories; `perhaps` concern some of its projects only."""

    zh: str
    areas: tuple[str, ...] = Field(min_length=1)
    perhaps: tuple[str, ...] = ()


class ItemEntry(StrictModel):
    """One item (row) of the catalogue as the file has it."""

    item: int
    section: str | None = None
    title: Titles
    codes: tuple[Code, ...] = ()
    near_codes: tuple[Code, ...] = ()
    activities: tuple[str, ...] = ()
    when: Mapping[str, object] | None = None
    part: Literal["land", "sea"] | None = None
    report: LevelEntry | None = None
    form: LevelEntry | None = None
    registration: LevelEntry | None = None
    sensitive: SensitiveEntry | None = None

    def levels(self) -> Iterator[tuple[Level, LevelEntry]]:
        """The levels the item has, strictest first."""
        for level, entry in (("report", self.report), ("form", self.form), ("registration", self.registration)):
            if entry is not None:
                yield level, entry  # type: ignore[misc]  # the literals are levels


class Terms(StrictModel):
    """What the documents are called from one day or until another."""

    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    report: Titles
    form: Titles
    registration: Titles
    none: Titles


class CatalogueFile(StrictModel):
    """The file data/codes/eia_catalogue.yaml."""

    version: str
    edition: str
    title: Titles
    document_no: str
    valid_from: date
    source: str
    terms: tuple[Terms, ...] = Field(min_length=1)
    items: tuple[ItemEntry, ...] = Field(min_length=1)


class AreaEntry(StrictModel):
    """One kind of sensitive area of article 3, and the place in our layers where it lies."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    category: Category
    title: Titles
    place: object = None
    complete: bool = True
    note: Titles | None = None


class AreaFile(StrictModel):
    """The file data/codes/sensitive_areas.yaml."""

    version: str
    source: str
    areas: tuple[AreaEntry, ...]


@dataclass(frozen=True)
class Clause:
    """A clause, typed: part of the codes, a selector, and whether it needs a sensitive area or more than facts."""

    codes: tuple[str, ...]
    selector: Selector | None
    other: bool
    sensitive: bool
    open: bool


@dataclass(frozen=True)
class Item:
    """An item, typed. `clauses` are by level, strictest first; a level of None clauses is left to people."""

    entry: ItemEntry
    when: Selector | None
    clauses: tuple[tuple[Level, tuple[Clause, ...]], ...]
    areas: tuple[str, ...]
    perhaps: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """A kind of sensitive area; `place` is None where no layer shows it."""

    entry: AreaEntry
    place: Place | None


@dataclass(frozen=True)
class EiaCatalogue:
    """One edition of the catalogue with its sensitive areas."""

    head: CatalogueFile
    items: Mapping[int, Item]
    areas: Mapping[str, Area]
    files: tuple[DefinitionFile, ...]

    def facts(self) -> frozenset[str]:
        """Every fact an item turns on, and those that state the item, the sensitive area and the level."""
        selectors = [item.when for item in self.items.values()]
        selectors += [clause.selector for item in self.items.values() for _, found in item.clauses for clause in found]
        named = {fact for selector in selectors if selector is not None for fact in selector.facts()}
        return frozenset(named | {ITEM, INVOLVED, LEVEL})

    def of_code(self, digits: str) -> Mapping[int, Listed]:
        """The items that list an industry code of so many digits, by number: `near_code` where it may be meant."""
        if digits not in self._of_codes:
            found: dict[int, Listed] = {}
            for number, item in self.items.items():
                listed = _listed(item.entry, digits)
                if listed is not None:
                    found[number] = listed
            self._of_codes[digits] = found
        return self._of_codes[digits]

    @once
    def _of_codes(self) -> dict[str, Mapping[int, Listed]]:
        return {}

    def terms(self, as_of: date) -> Terms:
        """What the documents are called on a day."""
        for terms in self.head.terms:
            if (terms.from_ is None or terms.from_ <= as_of) and (terms.until is None or as_of <= terms.until):
                return terms
        return self.head.terms[-1]


def _listed(entry: ItemEntry, digits: str) -> Listed | None:
    if digits.startswith(entry.codes):
        return "code"
    shorter = any(held.startswith(digits) for held in (*entry.codes, *entry.near_codes))
    return "near_code" if shorter or digits.startswith(entry.near_codes) else None


def load_eia(catalogue: Path, areas: Path, facts: FactKinds, kinds: LayerKinds, standard: Standard) -> EiaCatalogue:
    """Read both files strictly. Raises DefinitionError naming file and line.

    Items run from 1 without a gap; codes, facts, values, layers and sensitive areas are ones that exist.
    """
    area_file, file = read_definition(areas), read_definition(catalogue)
    found: dict[str, Area] = {}
    for index, entry in enumerate(area_file.parse(AreaFile).areas):
        if entry.id in found:
            raise area_file.error(f"area {entry.id!r} is listed twice", ["areas", index])
        found[entry.id] = Area(entry, _place(area_file, entry, kinds, index))
    head = file.parse(CatalogueFile)
    items = {}
    for index, item in enumerate(head.items):
        if item.item != index + 1:
            raise file.error(f"item {item.item} stands where {index + 1} belongs", ["items", index, "item"])
        _check_keys(file, item, facts, standard, index)
        items[item.item] = _item(file, item, facts, found, index)
    return EiaCatalogue(head, items, found, (file, area_file))


def _place(file: DefinitionFile, entry: AreaEntry, kinds: LayerKinds, index: int) -> Place | None:
    if entry.place is None:
        return None
    try:
        return parse_place(entry.place, kinds)
    except MalformedExpression as fault:
        raise file.error(str(fault), ["areas", index, "place", *fault.path]) from fault


def _check_keys(file: DefinitionFile, item: ItemEntry, facts: FactKinds, standard: Standard, index: int) -> None:
    for name, codes in (("codes", item.codes), ("near_codes", item.near_codes)):
        for code in codes:
            if not standard.under(code):
                raise file.error(f"code {code} is not in gbt4754.yaml", ["items", index, name])
    for activity in item.activities:
        if activity not in facts["activity"].values:
            raise file.error(f"{activity!r} is not a value of activity", ["items", index, "activities"])


def _item(file: DefinitionFile, item: ItemEntry, facts: FactKinds, areas: Mapping[str, Area], index: int) -> Item:
    where: list[str | int] = ["items", index]
    column = item.sensitive
    clauses = tuple(
        (
            level,
            tuple(
                _clause(file, clause, facts, [*where, level, "clauses", n]) for n, clause in enumerate(entry.clauses)
            ),
        )
        for level, entry in item.levels()
    )
    if not clauses:
        raise file.error("the item has no level", where)
    if column is None and any(clause.sensitive for _, found in clauses for clause in found):
        raise file.error("a clause needs a sensitive area, but the item has no column of them", where)
    return Item(
        item,
        None if item.when is None else _selector(file, item.when, facts, [*where, "when"]),
        clauses,
        _areas(file, column.areas if column else (), areas, [*where, "sensitive", "areas"]),
        _areas(file, column.perhaps if column else (), areas, [*where, "sensitive", "perhaps"]),
    )


def _clause(file: DefinitionFile, entry: ClauseEntry, facts: FactKinds, where: list[str | int]) -> Clause:
    said = bool(entry.codes or entry.when is not None or entry.other or entry.sensitive or entry.open)
    if entry.whole == said:
        raise file.error("a clause has conditions, or is `whole: true` and has none", where)
    selector = None if entry.when is None else _selector(file, entry.when, facts, [*where, "when"])
    return Clause(entry.codes, selector, entry.other, entry.sensitive, entry.open)


def _selector(file: DefinitionFile, data: object, facts: FactKinds, where: list[str | int]) -> Selector:
    try:
        return parse_selector(data, facts)
    except MalformedExpression as fault:
        raise file.error(str(fault), [*where, *fault.path]) from fault


def _areas(
    file: DefinitionFile, names: tuple[str, ...], areas: Mapping[str, Area], where: list[str | int]
) -> tuple[str, ...]:
    """The ids meant: a category stands for all of its areas."""
    out: list[str] = []
    for name in names:
        meant = [key for key, area in areas.items() if name in (key, area.entry.category)]
        if not meant:
            raise file.error(f"{name!r} is neither a category nor a sensitive area", where)
        out += [key for key in meant if key not in out]
    return tuple(out)
