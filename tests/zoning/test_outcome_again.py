"""What a rule comes to under other facts, asked the short way: as its whole evaluation says."""

from __future__ import annotations

import pytest
from world import TODAY, Zone, box, county, definitions

from zoning.case import Case
from zoning.evaluation import evaluate, outcome_again

DEFINITIONS = definitions()
ASKED = ("nature", "industry_class", "sewage", "new_outfall", "approved_before", "pollution_class", "activity")
UNITS = ("priority", "key_industrial", "key_urban", "general")


def unit(code, *corners):
    return Zone(f"u-{code}", box(*corners), {"code": f"ZH{code}", "name": code, "class": code})


def cases():
    site = box(0, 0, 20, 20)
    for code in UNITS:
        within = unit(code, -2_000, -2_000, 2_000, 2_000)
        beside = unit("general" if code != "general" else "priority", 20.5, -2_000, 2_000, 2_000)
        park = Zone("park", box(10, -500, 500, 500), {"name": "park"})
        worlds = (
            county().having("control_unit", within),
            county().having("control_unit", unit(code, -2_000, -2_000, 20.5, 2_000), beside),
            county().having("control_unit", within).having("industrial_area", park),
            county().without("control_unit"),
        )
        for world in worlds:
            for industry in (None, "C2631", "A0320"):
                project = world.project(site, industry=industry)
                yield Case(project, world.snapshot(), world.definitions, TODAY)


@pytest.mark.parametrize("number", range(4))
def test_every_rule_under_every_value_of_a_fact(number):
    told, tables = 0, 0
    for case in list(cases())[number::4]:
        for fact, kind in DEFINITIONS.facts.items():
            if fact not in ASKED and not any(fact in r.rule.facts and r.rule.table_layer for r in case.results):
                continue
            for value in kind.listed:
                for known in case.readings({fact: value}):
                    for result in case.results:
                        again = outcome_again(result, case.ground, known)
                        assert again == evaluate(result.rule, case.ground, known).outcome, (
                            result.rule.key,
                            fact,
                            value,
                        )
                        told += 1
                        tables += result.rule.table_layer is not None and again.worst > 0
    assert told > 1_000
    assert tables > 10
