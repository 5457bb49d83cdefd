"""What the columns of a table of projects are called: data/codes/screening.yaml, and every fact by id or title."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import Field

from layers.definition_file import StrictModel, Titles, read_definition
from layers.intake.declared_area import UNIT_WORDS
from zoning.facts import FactKind, FactKinds
from zoning.projects import ROLES

FILE: Final = Path("codes") / "screening.yaml"
_UNIT = re.compile(rf"[/,;]?(?:单位)?({'|'.join(sorted(UNIT_WORDS, key=len, reverse=True))})$")
_LEFT_OUT = re.compile(r"[\s_()\[\]{}【】<>《》:.*'\"-]+")


class ColumnKind(StrictModel):
    """One column beside the facts."""

    column: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: Titles
    heads: tuple[str, ...]
    about: Titles


class ScreeningWords(StrictModel):
    """The file: columns, and how people write roles, yes, no and that something is not known."""

    columns: tuple[ColumnKind, ...]
    roles: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    template: tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """What a column holds: a `column` of the file, or a `fact`."""

    name: str
    is_fact: bool


AREA: Final = Meaning("area", is_fact=False)


class Columns:
    """The words of the file, whose `content` `sha256` names, beside the facts of the definitions."""

    def __init__(self, words: ScreeningWords, facts: FactKinds, content: bytes) -> None:
        self.content = content
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.kinds = words.columns
        self.facts = facts
        self.template = words.template
        self.roles = {folded(said): role for role, forms in words.roles.items() for said in (role, *forms)}
        self.unknown = frozenset(map(folded_value, words.unknown))
        self.truth = {folded_value(said): True for said in words.yes} | {folded_value(said): False for said in words.no}
        self._meanings = _of_facts(facts) | {
            folded(head): Meaning(kind.column, is_fact=False)
            for kind in words.columns
            for head in (kind.column, kind.title.zh, kind.title.en, *kind.heads)
        }

    def meaning(self, head: str) -> Meaning | None:
        """What a head says, an area's also with its unit behind it; None where it is not known."""
        said = folded(head)
        found = self._meanings.get(said)
        if found is None and self._meanings.get(_UNIT.sub("", said)) == AREA:
            return AREA
        return found

    def unit(self, head: str) -> str | None:
        """The unit of area that ends a head, a key of `layers.intake.declared_area.UNITS_M2`; None where none does."""
        match = _UNIT.search(folded(head))
        return None if match is None else UNIT_WORDS[match[1]]


def load_columns(data: Path, facts: FactKinds) -> Columns:
    """The columns under a folder of definitions. Raises DefinitionError naming file and line of what is wrong."""
    file = read_definition(data / FILE)
    words = file.parse(ScreeningWords)
    for fact in words.template:
        if fact not in facts:
            raise file.error(f"there is no fact {fact!r}", ["template"])
    for role in words.roles:
        if role not in ROLES:
            raise file.error(f"there is no role {role!r}", ["roles"])
    seen: dict[str, str] = {}
    for number, kind in enumerate(words.columns):
        for head in (kind.column, kind.title.zh, kind.title.en, *kind.heads):
            if seen.setdefault(folded(head), kind.column) != kind.column:
                raise file.error(f"{head!r} is a head of {seen[folded(head)]} already", ["columns", number])
    return Columns(words, facts, file.text.encode("utf-8"))


def folded(head: str) -> str:
    """A head without width, case, blanks, brackets and the like."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", head).casefold())


def folded_value(text: str) -> str:
    """The text of a cell without width, case and outer blanks."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _of_facts(facts: FactKinds) -> dict[str, Meaning]:
    """Facts by id, title and title with unit; a title that several have names none of them."""
    out: dict[str, Meaning] = {}
    twice: set[str] = set()
    for fact in facts.values():
        for text in _names(fact):
            if out.setdefault(folded(text), Meaning(fact.fact, is_fact=True)).name != fact.fact:
                twice.add(folded(text))
    return {text: meaning for text, meaning in out.items() if text not in twice}


def _names(fact: FactKind) -> tuple[str, ...]:
    titles = (fact.title.zh, fact.title.en)
    units = () if fact.unit is None else tuple(f"{title}{fact.unit}" for title in titles)
    return (fact.fact, *titles, *units)
