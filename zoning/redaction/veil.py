"""What of one verdict rests on withheld layers: its layers, and the rules that read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from layers.once import once
from zoning.definitions import Definitions
from zoning.eia_catalogue import Area
from zoning.ground import ADMIN
from zoning.opinion_area import OPINION
from zoning.rules.model import Rule

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Veil:
    """A recorded body beside the layers that its reader may not see.

    Where the definitions have changed since, nothing tells what a rule read then: every rule counts as reading a
    withheld layer.
    """

    body: Body
    withheld: frozenset[str]
    definitions: Definitions

    def hides(self, layer: str | None) -> bool:
        """Whether a layer is withheld: one that is no layer, and no cell of the law, is."""
        if layer is None or layer.startswith("rules:"):
            return False
        return layer in self.withheld or layer not in self.definitions.kinds

    def hides_subject(self, entry: Body) -> bool:
        """Whether a question, or what keeps a review open, is about a withheld layer's place or coverage."""
        return entry["kind"] in ("accuracy", "coverage") and entry["about"] != OPINION and self.hides(entry["about"])

    def touches(self, rule: Body) -> bool:
        """Whether a rule ({pack, rule, …}) reads a withheld layer."""
        return self.touches_key(f"{rule['pack']}#{rule['rule']}")

    def touches_key(self, key: str) -> bool:
        """The same by `pack#id`."""
        rule = self._rules.get(key) if self.same_definitions else None
        return rule is None or not self.withheld.isdisjoint(layers_of(rule))

    def tabled(self, rule: Body) -> bool:
        """Whether a rule is a table, whose open facts depend on the place class by class."""
        known = self._rules.get(f"{rule['pack']}#{rule['rule']}")
        return known is None or known.table_layer is not None

    def area_hidden(self, area: Area | None) -> bool:
        """Whether a sensitive area of the EIA catalogue is read off a withheld layer."""
        if area is None or not self.same_definitions:
            return True
        return area.place is not None and any(term.zone.layer in self.withheld for term in area.place.terms())

    @once
    def same_definitions(self) -> bool:
        """Whether the body rests on the definitions that are held now."""
        held = {(ref.file, ref.sha256) for ref in self.definitions.references()}
        return held == {(entry["file"], entry["sha256"]) for entry in self.body["definitions"]}

    @once
    def steady(self) -> bool:
        """Whether states of exceptions follow from facts alone.

        They do not where the area of an opinion is drawn, stated facts contradict each other, or several standings are
        judged side by side.
        """
        project = self.body["project"]
        drawn = any(part["role"] == "opinion" for part in project["parts"])
        split = any(isinstance(fact, Mapping) and fact.get("conflict") for fact in project["facts"].values())
        return not (drawn or split or self.body["include"])

    @once
    def binding(self) -> tuple[Body, ...]:
        """The summaries of rules that read a withheld layer and may ask for something here, or prohibit it."""
        return tuple(rule for rule in self.body["rules"] if rule["range"][-1] != "admissible" and self.touches(rule))

    @once
    def _rules(self) -> Mapping[str, Rule]:
        day = date.fromisoformat(str(self.body["as_of"]))
        return {rule.key: rule for rule in self.definitions.rules_in_force(day)}


def layers_of(rule: Rule) -> frozenset[str]:
    """Every layer on which it hangs what a rule comes to."""
    layers = {term.zone.layer for term in rule.place.terms()}
    layers |= {term.zone.layer for row in rule.rows if row.only is not None for term in row.only.terms()}
    if rule.table_layer is not None:
        layers.add(rule.table_layer)
    if rule.jurisdiction != "CN" or rule.without:
        layers.add(ADMIN)
    return frozenset(layers)
