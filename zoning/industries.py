"""Industry codes of GB/T 4754-2017 (data/codes/industries.yaml): reading a code, and what it leaves open.

A code leaves facts sets of values. The class of an industrial project (一, 二, 三) also turns on the process: a class
of codes says which process facts make its projects class III, or spare them from it; once these are given they decide,
and until then the code alone leaves {二, 三}.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from layers.definition_file import DefinitionFile, read_definition
from layers.errors import BadFact, BadInput
from layers.notes import Note
from zoning.facts import FactKinds, FactValue
from zoning.industry_file import IndustryClass, IndustryFile
from zoning.logic import Truth, any_of
from zoning.standard import Standard

CODE = re.compile(r"([A-T]?)(\d{2,4})")
LAST_DIVISION = 97
CLASS = "industry_class"
CARBON = "carbon_sector"
THREE = frozenset[FactValue](("三",))
NOT_THREE = frozenset[FactValue](("一", "二"))


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


class Industries:
    """The industry list with what its codes imply, typed."""

    def __init__(self, parsed: IndustryFile, file: DefinitionFile, facts: FactKinds, standard: Standard) -> None:
        self.head = parsed
        self.file = file
        self.standard = standard
        self._facts = facts
        self._letters = {division.code: division.letter for division in parsed.divisions}
        self.names: Mapping[str, str] = {
            **{letter: title.zh for letter, title in parsed.letters.items()},
            **{division.code: division.name for division in parsed.divisions},
            **standard.groups,
            **standard.classes,
        }
        by_process = (entry.class_three for entry in parsed.classes if entry.class_three is not None)
        self.processes = frozenset(parsed.class_three_by).union(*(entry.processes for entry in by_process))

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

    def search(self, text: str) -> tuple[str, ...]:
        """The codes that begin with `text` (a letter before digits is skipped) or whose name holds it, in code order.

        Letters first, then divisions, groups and classes, as keys of `names`. Width, case and blanks do not count.
        """
        wanted = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
        if not wanted:
            return ()
        match = re.fullmatch(r"[A-T]?(\d{1,4})", wanted)
        if match is not None:
            return tuple(sorted((code for code in self.names if code.startswith(match[1])), key=_order))
        found = (
            code
            for code, name in self.names.items()
            if code == wanted or wanted in unicodedata.normalize("NFKC", name).upper()
        )
        return tuple(sorted(found, key=_order))

    def notes(self, code: IndustryCode, given: Mapping[str, FactValue] | None = None) -> tuple[Note, ...]:
        """What was assumed: a letter not the division's own, a code that the standard lacks, a class by process."""
        out = []
        if code.written is not None and code.written != code.letter:
            values = {"written": code.written, "letter": code.letter, "division": code.division}
            out.append(Note("industry_letter_mismatch", values))
        if not self.listed(code):
            name = self.names[code.division]
            out.append(Note("industry_not_listed", {"code": str(code), "division": code.division, "name": name}))
        three = self.class_three(code, given or {})
        if three is not None:
            classes = "|".join(sorted(map(str, self.derive(code, given)[CLASS])))
            out.append(Note("industry_class_by_process", {"code": str(code), "classes": classes}))
        return tuple(out)

    def listed(self, code: IndustryCode) -> bool:
        """Whether the standard has the code."""
        return code.digits in self.names

    def sectors(self, code: IndustryCode) -> frozenset[str]:
        """The sectors the code belongs to; empty when it is none of the listed classes."""
        return frozenset(entry.sector for entry in self._classes(code) if entry.sector is not None)

    def derive(
        self, code: IndustryCode, given: Mapping[str, FactValue] | None = None
    ) -> Mapping[str, frozenset[FactValue]]:
        """Fact → the values it can still have for a project of this industry, of which `given` facts are known.

        The code never settles class III; code and process do.
        """
        out: dict[str, frozenset[FactValue]] = {}
        groups = (group.implies for group in self.head.groups if any(code.under(prefix) for prefix in group.codes))
        for implied in chain(groups, (entry.implies for entry in self._classes(code))):
            for fact, texts in implied.items():
                values = frozenset(self._facts[fact].typed(text) for text in texts)
                out[fact] = out[fact] & values if fact in out else values
        three = self.class_three(code, given or {})
        if three is not None:
            out[CLASS] = (
                THREE if three else (out.get(CLASS, NOT_THREE) & NOT_THREE) or NOT_THREE
            )  # a process only narrows
        out[CARBON] = self.carbon_sectors(code)
        return out

    def class_three(self, code: IndustryCode, given: Mapping[str, FactValue]) -> Truth:
        """Whether the processes given make a project of this code class III; Unknown where they do not say."""
        group = (g.implies.get(CLASS) for g in self.head.groups if any(code.under(prefix) for prefix in g.codes))
        if not any(texts is not None and "三" in texts for texts in group) and not self.sectors(code):
            return None  # not an industrial project by its code
        if any(given.get(name) is True for name in self.head.class_three_by):
            return True
        entries = [entry.class_three for entry in self._classes(code) if entry.class_three is not None]
        return any_of(entry.three(given) for entry in entries) if entries else None

    def deciding(self, code: IndustryCode, given: Mapping[str, FactValue]) -> frozenset[str]:
        """The processes not yet said that would decide whether a project of this code is class III."""
        if self.class_three(code, given) is not None:
            return frozenset()
        entries = (entry.class_three for entry in self._classes(code) if entry.class_three is not None)
        return frozenset(name for entry in entries for name in entry.processes if name not in given)

    def carbon_sectors(self, code: IndustryCode) -> frozenset[FactValue]:
        """The values `carbon_sector` can still have: for a short code, those of all classes under it together."""
        found: set[FactValue] = set()
        for digits in self.standard.under(code.digits) or (code.digits,):
            certain = {s.sector for s in self.head.carbon.sectors if digits.startswith(s.codes)}
            found |= certain or {
                "none",
                *(s.sector for s in self.head.carbon.sectors if digits.startswith(s.perhaps)),
            }
        return frozenset(found)

    def _classes(self, code: IndustryCode) -> Iterator[IndustryClass]:
        for entry in self.head.classes:
            if any(code.digits.startswith(held) for held in entry.codes):
                yield entry


def _order(code: str) -> tuple[int, str]:
    return (len(code), code)


def load_industries(path: Path, facts: FactKinds, standard: Standard) -> Industries:
    """Read data/codes/industries.yaml strictly. Raises DefinitionError naming file and line.

    Its codes and names are those of the standard; what a code implies, and the processes, are facts that exist.
    """
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
            where: list[str | int] = ["classes", index, "codes", code]
            if code in held:
                raise file.error(f"code {code} is listed twice", where)
            if (standard.classes if len(code) == 4 else standard.groups).get(code) != entry.codes[code]:
                raise file.error(f"code {code} is not in gbt4754.yaml, or has another name there", where)
            held.add(code)
        _check_processes(file, facts, entry.class_three.processes if entry.class_three else (), ["classes", index])
    _check_processes(file, facts, parsed.class_three_by, ["class_three_by"])
    for index, carbon in enumerate(parsed.carbon.sectors):
        if CARBON not in facts or carbon.sector not in facts[CARBON].values:
            raise file.error(f"{carbon.sector!r} is not a value of {CARBON}", ["carbon", "sectors", index])
    return Industries(parsed, file, facts, standard)


def _check_processes(
    file: DefinitionFile, facts: FactKinds, processes: tuple[str, ...], where: list[str | int]
) -> None:
    for name in processes:
        if name not in facts or facts[name].type != "boolean":
            raise file.error(f"process {name!r} is not a boolean fact", where)


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
