"""The sensitive areas of the EIA catalogue at one site: which an item's own column meets, and which stay open."""

from __future__ import annotations

from dataclasses import dataclass

from zoning.case import Case
from zoning.eia_catalogue import INVOLVED, EiaCatalogue, Item
from zoning.evaluated import PlaceResult
from zoning.facts import Known
from zoning.logic import Truth, any_of
from zoning.rules.model import Territory

COUNTRY = Territory("CN")


@dataclass(frozen=True)
class Areas:
    """The sensitive areas of one item: whether the project is in or touches one, those met, and those left open."""

    truth: Truth
    met: tuple[str, ...]
    open: tuple[str, ...]


class SensitiveGround:
    """The sensitive areas at one site; each is looked at only when an item asks for it."""

    def __init__(self, case: Case, catalogue: EiaCatalogue) -> None:
        self.case = case
        self.catalogue = catalogue

    def place(self, name: str) -> PlaceResult | None:
        """Whether the project meets a kind of area; None where no layer shows it. The case remembers the answer."""
        place = self.catalogue.areas[name].place
        return None if place is None else self.case.ground.place(place, "project", COUNTRY)

    def involved(self, name: str) -> Truth:
        """The same, where the silence of a layer that does not hold all such areas says nothing."""
        place = self.place(name)
        if place is None or (place.truth is False and not self.catalogue.areas[name].entry.complete):
            return None
        return place.truth

    def areas(self, item: Item, known: Known) -> Areas:
        """The item's own column; what no layer answers the asker's word settles, never what is met."""
        truths = {name: self.involved(name) for name in item.areas}
        for name in item.perhaps:  # meant for some projects of the item: met, it is open
            place = self.place(name)
            truths[name] = False if place is not None and place.truth is False else None
        truth = any_of(truths.values())
        stated = known.values(INVOLVED)
        if truth is None and stated is not None and len(stated) == 1:
            truth = True in stated
        left = tuple(name for name, found in truths.items() if found is None) if truth is None else ()
        return Areas(truth, tuple(name for name, found in truths.items() if found is True), left)
