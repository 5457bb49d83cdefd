"""Bay units as they stand on a day: built only by the date of its notice; fostered is not built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from layers.editions import Value
from layers.snapshot import Feature

State = Literal["built", "built_undated", "contradictory", "fostered", "listed", "not_yet", "undated"]
OPEN: Final = ("built_undated", "contradictory")  # may be built for all that is known
_STRETCH: Final = ("-", "—", "－", "（", "(")  # before 乐清湾-台州段, 乐清湾（台州段）


@dataclass(frozen=True, eq=False)
class BayUnit:
    """One unit: as delivered, and its state on the day asked about."""

    feature: Feature
    code: str | None
    name: str | None
    region: str | None
    status: str | None
    listed_on: str | None
    built_on: str | None
    state: State

    @property
    def label(self) -> str:
        """Its code, else its name, else the feature's id."""
        return self.code or self.name or self.feature.id


def bay_units(features: Iterable[Feature], on: date) -> tuple[BayUnit, ...]:
    """Every unit, by code and name."""
    units = []
    for feature in features:
        code, name, region, status, listed, built = (_text(feature.attributes, key) for key in _ATTRIBUTES)
        state = state_on(status, listed, built, on)
        units.append(BayUnit(feature, code, name, region, status, listed, built, state))
    return tuple(sorted(units, key=lambda unit: (unit.label, unit.feature.order)))


_ATTRIBUTES = ("code", "name", "region", "status", "listed_on", "built_on")


def _text(attributes: Mapping[str, Value], name: str) -> str | None:
    value = attributes.get(name)
    return None if value is None else str(value)


def state_on(status: str | None, listed_on: str | None, built_on: str | None, on: date) -> State:
    """What a unit is on a day, by its dates (ISO).

    `contradictory`: a date says built, the status does not; `built_undated`: said to be built, no one says since when;
    neither counts as built. `not_yet`: listed only later; `undated`: no one says when it was listed.
    """
    if built_on is not None and date.fromisoformat(built_on) <= on:
        return "built" if status in ("built", None) else "contradictory"
    if status == "built" and built_on is None:
        return "built_undated"
    if listed_on is not None and date.fromisoformat(listed_on) > on:
        return "not_yet"
    if status == "fostered":
        return "fostered"
    return "undated" if listed_on is None else "listed"


class BayIndex:
    """Units by the texts that a segment may carry: code or name, letter by letter."""

    def __init__(self, units: Sequence[BayUnit]) -> None:
        self._by_text: dict[str, dict[int, BayUnit]] = {}
        for unit in units:
            for text in (unit.code, unit.name):
                if text is not None:
                    self._by_text.setdefault(text, {})[id(unit)] = unit

    def __getitem__(self, text: str) -> tuple[BayUnit, ...]:
        """The units that a text names: none, one, or several, of which none may be picked."""
        return tuple(self._by_text.get(text, {}).values())

    def resembling(self, text: str) -> tuple[str, ...]:
        """Names that differ from a text by the 段 suffix alone; named for a person to decide, never matched."""
        stem = _stem(text)
        return tuple(sorted(name for name in self._by_text if name != text and _stem(name) == stem))


def _stem(name: str) -> str:
    if not name.rstrip("）)").endswith("段"):
        return name
    cuts = [name.index(mark) for mark in _STRETCH if mark in name]
    return name[: min(cuts)] if cuts else name
