"""`only_for` says no for every activity off its list, so what a list leaves out must not hide a ban."""

import pytest
from world import definitions

DEFINITIONS = definitions()
LISTS = {
    fact: frozenset(kind.only_for["activity"])
    for fact, kind in DEFINITIONS.facts.items()
    if "activity" in kind.only_for
}
# Lists without `other`, each with the reason why no project of that kind needs the question.
ARGUED = {
    "upgrades_safety_ecology": "spares a tailings pond from a ban on tailings ponds; elsewhere a no spares nobody",
    "chemical_park_case": "speaks of the making of a chemical park, which is an activity of its own",
    "road_beside_water": "duties of roads beside a reservoir; whatever is no road is not meant",
    "transport_line_kind": "kinds of transport lines; they are an activity of their own",
    "plants_economic_forest": "the growing of trees has activities of its own, and the rule bans nothing",
}


def read_by_bans() -> set[str]:
    """Facts by which a prohibiting rule of confidence H selects projects."""
    return {
        fact
        for pack in DEFINITIONS.packs
        for rule in pack.rules
        if rule.effect == "prohibit" and rule.entry.confidence == "H"
        for fact in rule.selector.facts()
    }


@pytest.mark.parametrize("fact", sorted(LISTS))
def test_a_list_of_activities_holds_other_or_says_why_not(fact: str) -> None:
    assert ("other" in LISTS[fact]) is not (fact in ARGUED)


def test_what_a_sure_ban_reads_is_asked_of_other_projects_too() -> None:
    assert {fact for fact in read_by_bans() & set(LISTS) if "other" not in LISTS[fact]} == set()
