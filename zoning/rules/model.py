"""The shape of a rule file and of the rules read from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from pydantic import Field, model_validator

from layers.definition_file import StrictModel, Titles
from layers.once import once
from zoning.facts import Known
from zoning.logic import Strictness
from zoning.rules.hashed import HashedOnce
from zoning.rules.places import Group, Place, Term, Zone
from zoning.rules.selectors import Among, Judgement, Negated, Selector

Effect = Literal["prohibit", "require", "review", "permit", "inform"]
Reads = Literal["project", "occupation", "route", "outlet", "drawn_outlet"]
OUTFALL = "inland_outfall"  # on what a rule that reads `drawn_outlet` hangs where no outlet is drawn
_OUTFALL = Negated(Among(OUTFALL, frozenset(("none",))))
_DRAWN = Judgement(True)
Confidence = Literal["H", "M", "L"]
STRICTNESS: Mapping[str, Strictness] = {
    "prohibit": Strictness.PROHIBIT,
    "require": Strictness.REQUIRE,
    "review": Strictness.PROHIBIT,
    "permit": Strictness.NONE,
    "inform": Strictness.NONE,
}


class Basis(StrictModel):
    """A provision: the Chinese title in full and the article; both ends of its dates are inclusive.

    `article` is absent where the number was not verified; the title is then printed without one and says so.
    """

    title: str
    article: str | None = None
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _order(self) -> Basis:
        if self.from_ is not None and self.until is not None and self.from_ > self.until:
            raise ValueError("`from` is after `until`")
        return self

    def in_force(self, as_of: date) -> bool:
        """Whether this provision is the law on a day."""
        return (self.from_ is None or self.from_ <= as_of) and (self.until is None or as_of <= self.until)


class ExceptionEntry(StrictModel):
    """An exception as written: an activity decided by facts, or a dispensation that needs an authority's act."""

    id: str
    kind: Literal["activity", "dispensation"]
    title: Titles
    when: Any = None
    claim: str | None = None
    act: str | None = None
    then: Literal["none", "require"]
    requirements: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    confidence: Confidence

    @model_validator(mode="after")
    def _shape(self) -> ExceptionEntry:
        if self.kind == "activity" and (self.when is None or self.claim or self.act):
            raise ValueError("an activity exception has `when`, and neither `claim` nor `act`")
        if self.kind == "dispensation":
            if self.when is not None or not self.claim or not self.act:
                raise ValueError("a dispensation has `claim` and `act` (facts), and no `when`")
            if self.then != "require":
                raise ValueError("a dispensation always leaves `require`")
        if self.then == "require" and not self.requirements:
            raise ValueError("`then: require` names its requirements")
        return self


class TableEntry(StrictModel):
    """Rows of enumerated facts → effect. Columns: `class` (the layer's class) and names of facts, in order.

    A row lists one cell per column (a code, a list of codes or `any`) and last its outcome: `none`, `prohibit`,
    `{require: [codes]}`, the same with `only: {outside|inside: zone}`, or
    `{prohibit: {outside|inside: zone}, otherwise: none | {require: [codes]}}`.
    """

    layer: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class RuleEntry(StrictModel):
    """A rule as written."""

    id: str
    title: Titles
    project: Any = None
    reads: Reads = "project"
    place: Any = None
    effect: Effect | None = None
    settled_by: str | None = None
    requirements: tuple[str, ...] = ()
    exceptions: tuple[ExceptionEntry, ...] = ()
    table: TableEntry | None = None
    supersedes: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = Field(min_length=1)
    confidence: Confidence
    authority: Titles | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    remark: Titles | None = None

    @model_validator(mode="after")
    def _shape(self) -> RuleEntry:
        names = [exception.id for exception in self.exceptions]
        if len(set(names)) < len(names):
            raise ValueError("two exceptions have one id")
        if self.table is not None:
            beside = (self.project, self.place, self.effect, self.settled_by, self.requirements or None)
            if any(value is not None for value in beside):
                raise ValueError("a table says project, place, effect and requirements itself")
            if self.confidence == "L":
                raise ValueError("a table cannot be a review: a rule of confidence L is written without one")
            return self
        if self.place is None or self.effect is None or self.project is None:
            raise ValueError("a rule has `project`, `place` and `effect`, or a `table`")
        if self.effect == "require" and not self.requirements:
            raise ValueError("`require` names its requirements")
        binding = self.effect in ("prohibit", "require")
        if (self.effect == "review" or (binding and self.confidence == "L")) and self.settled_by is None:
            raise ValueError("a review, or a rule of confidence L, names `settled_by`, the fact that closes it")
        return self


class PackFile(StrictModel):
    """A rule file: one jurisdiction, one instrument.

    `reliable_months` is the maintainers' policy (no provision of law): after that a verdict on it is to be asked anew.
    """

    pack: str
    version: str
    title: Titles
    instrument: str
    jurisdiction: str = Field(pattern=r"^CN(-\d\d(\d\d(\d\d)?)?)?$")
    source: str
    reliable_months: int | None = Field(default=None, ge=1)
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True)
class RuleException:
    """An exception ready to evaluate; `when` is None for a dispensation."""

    id: str
    title: Titles
    when: Selector | None
    claim: str | None
    act: str | None
    then: Strictness
    requirements: tuple[str, ...]
    basis: tuple[Basis, ...]
    confidence: Confidence


@dataclass(frozen=True)
class TableRow:
    """One row: which class of the layer, which facts, and what follows.

    With `only` the row's effect holds where the footprint meets that place too; elsewhere `otherwise` holds.
    """

    classes: frozenset[str]
    selector: Selector
    effect: Strictness
    only: Place | None
    otherwise: Strictness
    requirements: tuple[str, ...]


class TableClass(NamedTuple):
    """A class of a table's layer: its place, and the rows that name it, each with where its strict effect holds."""

    code: str
    term: Term
    rows: tuple[tuple[TableRow, Place], ...]


@dataclass(frozen=True)
class Territory(HashedOnce):
    """Where a rule is law: its jurisdiction (`CN`, `CN-33` …) without those whose own rules take its place."""

    jurisdiction: str
    without: tuple[str, ...] = ()

    __hash__ = HashedOnce.__hash__


class GroundRead(NamedTuple):
    """What a rule reads of the ground: which layers, how far (m) from which parts, and where it is law."""

    layers: frozenset[str]
    reach_m: float
    reads: Reads
    territory: Territory


@dataclass(frozen=True)
class Rule:
    """A rule ready to evaluate. `place` holds the law's place without the territory, which the evaluation joins.

    `without` names the narrower jurisdictions whose rules supersede this one on the day asked about.
    """

    pack: str
    instrument: str
    jurisdiction: str
    entry: RuleEntry
    effect: Effect
    selector: Selector
    place: Place
    exceptions: tuple[RuleException, ...] = ()
    table_layer: str | None = None
    table_class: str | None = None
    rows: tuple[TableRow, ...] = ()
    without: tuple[str, ...] = ()

    @once
    def territory(self) -> Territory:
        """Where the rule is law."""
        return Territory(self.jurisdiction, self.without)

    def selectors(self) -> Iterator[Selector]:
        """Every expression over facts in the rule, its exceptions and its rows."""
        yield self.selector
        yield from (exception.when for exception in self.exceptions if exception.when is not None)
        yield from (row.selector for row in self.rows)

    def outfall(self, known: Known, *, drawn: bool) -> Judgement:
        """Whether there is an outfall to read: one that is drawn, or one that lies somewhere in the project."""
        return _OUTFALL.judged(known) if self.entry.reads == "drawn_outlet" and not drawn else _DRAWN

    @once
    def facts(self) -> frozenset[str]:
        """Every fact that can change what the rule comes to."""
        named = {name for selector in self.selectors() for name in selector.facts()}
        acts = {name for e in self.exceptions for name in (e.claim, e.act) if name is not None}
        settled = {self.entry.settled_by} if self.entry.settled_by is not None else set()
        outfall = set(_OUTFALL.facts()) if self.entry.reads == "drawn_outlet" else set()
        return frozenset(named | acts | settled | outfall)

    @once
    def layers(self) -> frozenset[str]:
        """Every layer that can change what the rule comes to, admin_area apart."""
        narrowed = frozenset[str]().union(*(row.only.layers for row in self.rows if row.only is not None))
        return self.place.layers | narrowed | ({self.table_layer} if self.table_layer is not None else set())

    @once
    def classes(self) -> tuple[TableClass, ...]:
        """Of a table, its classes in order."""
        return tuple(self._class(code) for code in sorted(frozenset[str]().union(*(row.classes for row in self.rows))))

    def _class(self, code: str) -> TableClass:
        term = Term(Zone(self.table_layer or "", ((self.table_class or "", frozenset((code,))),)))
        rows = [row for row in self.rows if code in row.classes]
        places = [term if row.only is None else Group((term, row.only), every=True) for row in rows]
        return TableClass(code, term, tuple(zip(rows, places, strict=True)))

    @once
    def reach_m(self) -> float:
        """The farthest that it reads a layer, metres."""
        return max([self.place.reach_m, *(row.only.reach_m for row in self.rows if row.only is not None)])

    @once
    def ground(self) -> GroundRead:
        """What it reads of the ground."""
        return GroundRead(self.layers, self.reach_m, self.entry.reads, self.territory)

    @once
    def key(self) -> str:
        """`pack#id`: unique among the rules in force on one day."""
        return f"{self.pack}#{self.entry.id}"

    def in_force(self, as_of: date) -> bool:
        """Whether the rule is law on a day; both ends are inclusive."""
        entry = self.entry
        return (entry.valid_from is None or entry.valid_from <= as_of) and (
            entry.valid_to is None or as_of <= entry.valid_to
        )

    def basis(self, as_of: date) -> tuple[Basis, ...]:
        """The provisions in force on a day."""
        return tuple(basis for basis in self.entry.basis if basis.in_force(as_of))
