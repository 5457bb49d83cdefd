"""Industry codes of GB/T 4754-2017 (data/codes/industries.yaml): reading a code, and what it leaves open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from layers.definition_file import DefinitionFile, StrictModel, Titles, read_definition
from layers.errors import BadFact, BadInput
from layers.notes import Note
from zoning.facts import FactKinds, FactValue
from zoning.rules.model import Confidence

CODE = re.compile(r"([A-T]?)(\d{2,4})")
LAST_DIVISION = 97
Letter = Annotated[str, StringConstraints(pattern=r"^[A-T]$")]
Digits = Annotated[str, StringConstraints(pattern=r"^\d{3,4}$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^([A-T]|\d{2})$")]


@dataclass(frozen=True)
class IndustryCode:
    """A well-formed code: `letter` of its division by the standard, 2–4 `digits`, and the letter that was written."""

    letter: str
    digits: str
    written: str | None = None

    @property
    def division(self) -> str:
        """The two digits of the division (大类)."""
        return self.digits[:2]

    def under(self, prefix: str) -> bool:
        """Whether the code lies under a letter or a code prefix."""
        return prefix == self.letter or self.digits.startswith(prefix)

    def __str__(self) -> str:
        return f"{self.letter}{self.digits}"


class Division(StrictModel):
    """A division (大类) and the letter (门类) it belongs to."""

    code: str = Field(pattern=r"^\d{2}$")
    letter: Letter
    name: str


class IndustryGroup(StrictModel):
    """Whole letters or divisions and the values they leave to facts."""

    title: Titles
    codes: tuple[Prefix, ...] = Field(min_length=1)
    implies: Mapping[str, tuple[str, ...]]
    note: Titles | None = None
    confidence: Confidence


class IndustryClass(StrictModel):
    """Codes (with their names) that rules speak of together, the sector they make, and what they leave to facts."""

    title: Titles
    sector: str | None = None
    codes: Mapping[Digits, str] = Field(min_length=1)
    implies: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    note: Titles | None = None
    confidence: Confidence


class IndustryFile(StrictModel):
    """The file data/codes/industries.yaml."""

    version: str
    source: str
    letters: Mapping[Letter, Titles]
    divisions: tuple[Division, ...]
    groups: tuple[IndustryGroup, ...]
    classes: tuple[IndustryClass, ...]


class Industries:
    """The industry list with what its codes imply, typed."""

    def __init__(self, parsed: IndustryFile, file: DefinitionFile, facts: FactKinds) -> None:
        self.head = parsed
        self.file = file
        self._facts = facts
        self._letters = {division.code: division.letter for division in parsed.divisions}
        self.names: Mapping[str, str] = {
            **{letter: title.zh for letter, title in parsed.letters.items()},
            **{division.code: division.name for division in parsed.divisions},
            **{code: name for entry in parsed.classes for code, name in entry.codes.items()},
        }

    def parse(self, text: str) -> IndustryCode:
        """`C2614`, `c 2614`, `２６１４` or `26` as a code. Raises BadInput for anything that is not well formed."""
        plain = re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", text)).upper()
        match = CODE.fullmatch(plain)
        if match is None or not 1 <= int(match[2][:2]) <= LAST_DIVISION:
            raise BadInput(
                f"行业代码 {text!r} 不合 GB/T 4754-2017：应为 2 至 4 位数字，前两位（大类）为 01–97，"
                "前面可加门类字母 A–T，例如 C2614",
                f"industry code {text!r} is not of GB/T 4754-2017: an optional letter A–T and 2 to 4 digits, the first "
                "two (the division) from 01 to 97, e.g. C2614",
            )
        return IndustryCode(self._letters[match[2][:2]], match[2], match[1] or None)

    def notes(self, code: IndustryCode) -> tuple[Note, ...]:
        """What was assumed: a letter that is not the division's own, a code that the list does not hold."""
        out = []
        if code.written is not None and code.written != code.letter:
            values = {"written": code.written, "letter": code.letter, "division": code.division}
            out.append(Note("industry_letter_mismatch", values))
        if not self.listed(code):
            name = self.names[code.division]
            out.append(Note("industry_not_listed", {"code": str(code), "division": code.division, "name": name}))
        return tuple(out)

    def listed(self, code: IndustryCode) -> bool:
        """Whether the list holds the code: a division always, a longer code when a class holds it or codes under it."""
        if len(code.digits) == 2:
            return True
        return any(held.startswith(code.digits) for entry in self.head.classes for held in entry.codes)

    def sectors(self, code: IndustryCode) -> frozenset[str]:
        """The sectors the code belongs to; empty when it is none of the listed classes."""
        return frozenset(entry.sector for entry in self._classes(code) if entry.sector is not None)

    def derive(self, code: IndustryCode) -> Mapping[str, frozenset[FactValue]]:
        """Fact → the values it can still have for a project of this industry. Never settles class III."""
        out: dict[str, frozenset[FactValue]] = {}
        groups = (group.implies for group in self.head.groups if any(code.under(prefix) for prefix in group.codes))
        for implied in chain(groups, (entry.implies for entry in self._classes(code))):
            for fact, texts in implied.items():
                values = frozenset(self._facts[fact].typed(text) for text in texts)
                out[fact] = out[fact] & values if fact in out else values
        return out

    def _classes(self, code: IndustryCode) -> Iterator[IndustryClass]:
        for entry in self.head.classes:
            if any(code.digits.startswith(held) for held in entry.codes):
                yield entry


def load_industries(path: Path, facts: FactKinds) -> Industries:
    """Read data/codes/industries.yaml strictly. Raises DefinitionError naming file and line."""
    file = read_definition(path)
    parsed = file.parse(IndustryFile)
    listed = [division.code for division in parsed.divisions]
    if listed != [f"{number:02d}" for number in range(1, LAST_DIVISION + 1)]:
        raise file.error("the divisions must be 01 to 97, each once and in order", ["divisions"])
    for index, division in enumerate(parsed.divisions):
        if division.letter not in parsed.letters:
            raise file.error(f"letter {division.letter} has no title", ["divisions", index])
    for index, group in enumerate(parsed.groups):
        _check_implied(file, facts, group.implies, ("groups", index))
    held: set[str] = set()
    for index, entry in enumerate(parsed.classes):
        _check_implied(file, facts, entry.implies, ("classes", index))
        for code in entry.codes:
            if code in held or code[:2] not in listed:
                raise file.error(f"code {code} is listed twice or has no division", ["classes", index, "codes"])
            held.add(code)
    return Industries(parsed, file, facts)


def _check_implied(
    file: DefinitionFile, facts: FactKinds, implies: Mapping[str, tuple[str, ...]], where: tuple[str, int]
) -> None:
    for fact, texts in implies.items():
        place: list[str | int] = [*where, "implies", fact]
        if fact not in facts or not texts:
            raise file.error(f"{fact!r} is not a fact, or has no value left", place)
        for text in texts:
            try:
                facts[fact].typed(text)
            except BadFact as fault:
                raise file.error(fault.en, place) from fault
    if implies.get("industry_class") == ("三",):
        raise file.error("a code never settles class III by itself", [*where, "implies", "industry_class"])
