"""Shapes of the rules room: packs, rules, facts, code lists."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.models.base import Shape, Text


class RuleHead(Shape):
    """A rule in a list."""

    rule: str
    title: Text
    effect: Literal["prohibit", "require", "review", "permit", "inform"]
    confidence: Literal["H", "M", "L"]
    valid_from: str | None
    valid_to: str | None
    href: str


class PackAnswer(Shape):
    """A pack: the rules on one instrument in one jurisdiction."""

    pack: str
    version: str
    sha256: str
    title: Text
    instrument: str
    jurisdiction: str
    source: str | None
    rules: list[RuleHead]


class Complete(Shape):
    """From which day the rules are complete in a jurisdiction."""

    jurisdiction: str
    from_: str = Field(alias="from")
    until: str | None
    source: str | None


class InstrumentAnswer(Shape):
    """An instrument and where its rules are complete; elsewhere a verdict stays open."""

    instrument: str
    title: Text
    levels: list[str]
    complete: list[Complete]


class Rules(Shape):
    """All packs."""

    as_of: str | None
    instruments: list[InstrumentAnswer]
    packs: list[PackAnswer]


class RuleAnswer(Shape):
    """A rule as its pack has it: every version, by date; `effect` is the one that is applied."""

    pack: str
    rule: str
    instrument: str
    jurisdiction: str
    versions: list[dict[str, Any]]


class FactAnswer(Shape):
    """A fact that rules read."""

    fact: str
    type: Literal["boolean", "code", "number", "text", "opinion"]
    title: Text
    question: Text
    values: dict[str, Text]
    unit: str | None
    authority: Text | None
    source: str | None


class Facts(Shape):
    """All facts."""

    facts: list[FactAnswer]


class Code(Shape):
    """One entry of a code list; `en` of a title is absent where the list has only Chinese names."""

    code: str
    zh: str
    en: str | None
    parent: str | None = None
    level: str | None = None


class Codes(Shape):
    """Entries of a list that match, in its order."""

    name: str
    q: str | None
    total: int
    codes: list[Code]
