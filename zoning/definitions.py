"""All definitions an answer rests on, loaded once, checked against each other, and named by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from layers.canonical import canonical
from layers.definition_file import DefinitionFile, read_definition
from layers.intake.accuracy import load_accuracies
from layers.kinds import LayerKinds, load_kinds
from layers.once import once
from layers.rasters.classes import ClassTables, load_class_tables
from layers.regions import Regions, load_regions
from zoning.activities import Activities, load_activities
from zoning.applicability import Site, not_applicable
from zoning.definition_set import DefinitionSet
from zoning.eia_catalogue import EiaCatalogue, load_eia
from zoning.fact_files import load_facts
from zoning.facts import FactKinds, FactState, FactValue
from zoning.industries import Industries, IndustryCode, load_industries
from zoning.red_line_law import RedLineLaw, load_outcomes
from zoning.rulebook import Rulebook
from zoning.rules.coverage import Instrument, LawCell, law_of, load_coverage
from zoning.rules.loader import Pack, Vocabulary, load_packs
from zoning.rules.model import Rule
from zoning.standard import load_standard
from zoning.stated import Stated
from zoning.texts import NoteText, Requirement, load_notes, load_requirements

_DAYS_KEPT = 8
_PLACES_KEPT = 256
_FACTS_KEPT = 16  # sets of facts, each with the judgements of every selector under them


@dataclass(frozen=True)
class DefinitionRef:
    """One definition file by its path under data/, its stated version and the hash of its bytes."""

    file: str
    version: str
    sha256: str

    def as_json(self) -> dict[str, object]:
        """The form that enters a verdict body."""
        return {"file": self.file, "version": self.version, "sha256": self.sha256}


@dataclass(frozen=True)
class Definitions:
    """Layer kinds, codes, facts and rules as one consistent whole.

    `files` are those an answer of siting rests on; `beside` what else was loaded with them.
    """

    kinds: LayerKinds
    regions: Regions
    facts: FactKinds
    activities: Activities
    industries: Industries
    eia: EiaCatalogue
    requirements: Mapping[str, Requirement]
    notes: Mapping[str, NoteText]
    accuracies: Mapping[str, float]
    class_tables: ClassTables
    packs: tuple[Pack, ...]
    red_line: RedLineLaw
    instruments: tuple[Instrument, ...]
    files: tuple[tuple[DefinitionRef, bytes], ...]
    beside: tuple[tuple[DefinitionRef, bytes], ...] = ()

    @once
    def complete(self) -> DefinitionSet:
        """Every file that it takes to load the same definitions again."""
        return DefinitionSet("siting", {ref.file: content for ref, content in (*self.files, *self.beside)})

    def derived(
        self, industry: IndustryCode | None, given: Mapping[str, FactValue]
    ) -> Mapping[str, frozenset[FactValue]]:
        """What follows from a project's industry (None: nothing) and the facts given: fact → values it can have."""
        if industry is None:
            return {}
        return {**self.activities.derive(industry), **self.industries.derive(industry, given)}

    def rules_in_force(self, as_of: date) -> tuple[Rule, ...]:
        """Every rule that is law on a day, by pack and id, each without the places where another supersedes it."""
        return self.rulebook(as_of).rules

    def rulebook(self, as_of: date) -> Rulebook:
        """The rules in force on a day; those of days asked about before are the very same."""
        return self._rulebooks(as_of)

    def stated(self, facts: Mapping[str, FactState], industry: str | None) -> Stated:
        """What the facts of a project say; of those asked about before the very same."""
        return self._stated(tuple(facts.items()), industry)

    @once
    def _stated(self) -> Callable[[tuple[tuple[str, FactState], ...], str | None], Stated]:
        return lru_cache(_FACTS_KEPT)(
            lambda facts, industry: Stated(dict(facts), industry, self.facts, self.industries)
        )

    def law(self, regions: tuple[str, ...], as_of: date) -> tuple[LawCell, ...]:
        """The instruments in scope × the jurisdictions whose law reaches places in some regions."""
        return self._law(regions, as_of)

    @once
    def _law(self) -> Callable[[tuple[str, ...], date], tuple[LawCell, ...]]:
        return lru_cache(_PLACES_KEPT)(lambda regions, day: law_of(self.instruments, regions, day))

    def not_applicable(self, site: Site) -> Mapping[str, str]:
        """The layers that cannot say anything at a site, each with the source that says so."""
        return self._not_applicable(site)

    @once
    def _not_applicable(self) -> Callable[[Site], Mapping[str, str]]:
        return lru_cache(_PLACES_KEPT)(lambda site: not_applicable(site, self.kinds, self.regions))

    @once
    def _rulebooks(self) -> Callable[[date], Rulebook]:
        return lru_cache(_DAYS_KEPT)(lambda day: Rulebook(self._in_force(day), self.kinds))

    def _in_force(self, as_of: date) -> tuple[Rule, ...]:
        rules = [rule for pack in self.packs for rule in pack.rules if rule.in_force(as_of)]
        replaced: dict[str, set[str]] = {}
        for rule in rules:
            for key in rule.entry.supersedes:
                replaced.setdefault(key, set()).add(rule.jurisdiction)
        left = (replace(rule, without=tuple(sorted(replaced.get(rule.key, ())))) for rule in rules)
        return tuple(sorted((r for r in left if r.jurisdiction not in r.without), key=lambda rule: rule.key))

    def references(self) -> tuple[DefinitionRef, ...]:
        """Every definition file, by path."""
        return tuple(ref for ref, _ in self.files)

    @once
    def written(self) -> bytes:
        """The references as a verdict has them, in RFC 8785 form."""
        return canonical([reference.as_json() for reference in self.references()])


def load_definitions(data: Path) -> Definitions:
    """Everything under `data`, checked. Raises DefinitionError naming file and line of the first fault."""
    codes = data / "codes"
    kinds = load_kinds(data / "layers")
    regions = load_regions(codes / "regions.yaml")
    facts, fact_files = load_facts(codes / "facts")
    activities = load_activities(codes / "activities.yaml", facts)
    industries = load_industries(codes / "industries.yaml", facts, load_standard(codes / "gbt4754.yaml"))
    eia = load_eia(codes / "eia_catalogue.yaml", codes / "sensitive_areas.yaml", facts, kinds, industries.standard)
    requirements, requirement_files = load_requirements(codes / "requirements")
    notes, notes_file = load_notes(codes / "notes.yaml")
    class_tables = load_class_tables(codes / "land_cover")
    accuracies = load_accuracies(codes / "accuracy.yaml")
    packs = load_packs(data / "rules", Vocabulary(kinds, facts, requirements))
    red_line, red_line_file = load_outcomes(codes / "red_line_outcomes.yaml", packs)
    coverage, coverage_file = load_coverage(data / "rules" / "coverage.yaml")
    _check_instruments(packs, coverage.instruments)
    files = [
        *kinds.files.values(),
        *(pack.file for pack in packs),
        regions.file,
        *fact_files,
        activities.file,
        industries.file,
        industries.standard.file,
        *eia.files,
        *requirement_files,
        read_definition(codes / "accuracy.yaml"),
        coverage_file,
        red_line_file,
    ]  # notes.yaml is wording, rendered at the edge: it changes no answer; class tables are read by measures alone
    return Definitions(
        kinds=kinds,
        regions=regions,
        facts=facts,
        activities=activities,
        industries=industries,
        eia=eia,
        requirements=requirements,
        notes=notes,
        class_tables=class_tables,
        accuracies={intake: entry.metres for intake, entry in accuracies.items()},
        packs=packs,
        red_line=red_line,
        instruments=coverage.instruments,
        files=tuple(sorted((reference(file, data) for file in files), key=lambda pair: pair[0].file)),
        beside=tuple(reference(file, data) for file in (notes_file, *class_tables.files.values())),
    )


def reference(file: DefinitionFile, data: Path) -> tuple[DefinitionRef, bytes]:
    """How a body names a file under `data`, and the bytes that the name stands for."""
    content = file.text.encode("utf-8")
    digest = hashlib.sha256(content).hexdigest()
    stated = file.data.get("version") if isinstance(file.data, dict) else None
    return DefinitionRef(file.path.relative_to(data).as_posix(), str(stated or digest[:12]), digest), content


def _check_instruments(packs: tuple[Pack, ...], instruments: tuple[Instrument, ...]) -> None:
    known = {entry.instrument for entry in instruments}
    for pack in packs:
        if pack.head.instrument not in known:
            raise pack.file.error(
                f"instrument {pack.head.instrument!r} is not listed in data/rules/coverage.yaml", ["instrument"]
            )
