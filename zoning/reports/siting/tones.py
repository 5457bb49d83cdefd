"""How a finding or a rule counts: a certain conflict, an open one, a condition; by its effect and range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from layers.definition_file import Titles
from zoning.logic import Strictness
from zoning.reports.model import Tone
from zoning.reports.siting.said import STATES, WITHOUT_EFFECT, Body, binding_rules, live_rules, two, word

_LEVELS: Final = {
    "admissible": Strictness.NONE,
    "conditional": Strictness.REQUIRE,
    "prohibited": Strictness.PROHIBIT,
}
_EFFECTS: Final = {
    "require": Strictness.REQUIRE,
    "review": Strictness.PROHIBIT,
    "prohibit": Strictness.PROHIBIT,
    "permit": Strictness.NONE,
    "inform": Strictness.NONE,
}
_TONES: Final[Mapping[Strictness, Tone]] = {
    Strictness.NONE: "plain",
    Strictness.REQUIRE: "caution",
    Strictness.PROHIBIT: "bad",
}
WORST_FIRST: Final[tuple[Tone, ...]] = ("bad", "open", "caution", "plain")


class Tones:
    """The tones of one verdict."""

    def __init__(self, body: Body) -> None:
        self._ranges = {(one["pack"], one["rule"]): (one["range"][0], one["range"][-1]) for one in body["rules"]}

    def of_rule(self, rule: Body) -> Tone:
        """A rule at a feature: no stricter there than its own effect, open where its range is.

        An exception, or an opinion that is still to come, leaves a rule open although it holds.
        """
        if rule["holds"] is False or rule["effect"] in WITHOUT_EFFECT:
            return "plain"
        own = _EFFECTS[rule["effect"]]
        best, worst = self._ranges.get((rule["pack"], rule["rule"]), ("admissible", "prohibited"))
        least, most = min(own, _LEVELS[best]), min(own, _LEVELS[worst])
        return "open" if rule["holds"] is None or least != most else _TONES[least]

    def of_finding(self, finding: Body) -> Tone:
        """As its gravest rule."""
        return min((self.of_rule(rule) for rule in binding_rules(finding)), key=WORST_FIRST.index, default="plain")

    def gravest(self, finding: Body) -> list[Body]:
        """The rules that bind, else those that speak at all, the gravest first."""
        rules = binding_rules(finding) or live_rules(finding)
        return sorted(rules, key=lambda rule: (WORST_FIRST.index(self.of_rule(rule)), -int(_EFFECTS[rule["effect"]])))

    def effect(self, rule: Body) -> Titles:
        """`prohibition · holds`; what an exception or opinion keeps open is said to be open."""
        effect = word(rule["effect"])
        if rule["holds"] is False:
            state = word("fails")
        elif rule["effect"] in WITHOUT_EFFECT:
            return effect
        elif rule["holds"] and self.of_rule(rule) == "open":
            state = two("成立，例外或认定待定", "holds, an exception or finding is open")
        else:
            state = word(STATES[rule["holds"]])
        return two(f"{effect.zh} · {state.zh}", f"{effect.en} · {state.en}")


def tone_elsewhere(rule: Body) -> Tone:
    """A rule without a feature, as the body sums it up: by the range that it leaves."""
    best, worst = _LEVELS[rule["range"][0]], _LEVELS[rule["range"][-1]]
    return _TONES[best] if best == worst else "open"
