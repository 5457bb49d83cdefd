"""What is kept of facts and places is what they say: equal questions share it, and it never leaves the process."""

import pickle

from world import box, county

from zoning.rules.model import Territory
from zoning.rules.places import Term, Zone
from zoning.stated import Stated


def test_projects_that_state_the_same_share_their_readings() -> None:
    world = county()
    one, other = (world.project(box(x, 0, x + 9, 9), industry="C2631", facts={"nature": "new"}) for x in (0, 50))
    definitions = world.definitions
    kept = definitions.stated(one.facts, one.industry)
    assert definitions.stated(other.facts, other.industry) is kept
    assert kept.readings({"nature": "expansion"}) is kept.readings({"nature": "expansion"})
    anew = Stated(one.facts, one.industry, definitions.facts, definitions.industries)
    assert kept.readings({"nature": "expansion"}) == anew.readings({"nature": "expansion"})
    assert kept.readings({}) != kept.readings({"nature": "expansion"})


def test_what_a_selector_came_to_is_kept_with_what_is_known() -> None:
    world = county()
    project = world.project(box(0, 0, 9, 9), industry="C2631", facts={"nature": "new"})
    known = world.definitions.stated(project.facts, project.industry).readings({})[0]
    for pack in world.definitions.packs:
        for rule in pack.rules:
            for selector in rule.selectors():
                assert selector.judged(known) == selector.evaluate(known)
                assert selector.judged(known) is selector.judged(known)


def test_the_hash_of_a_place_is_not_sent_to_another_process() -> None:
    for value in (Term(Zone("water_body")), Territory("CN-33", ("CN-3301",))):
        hash(value)
        sent = pickle.loads(pickle.dumps(value))
        assert "_hash" not in vars(sent)
        assert sent == value
        assert hash(sent) == hash(value)
