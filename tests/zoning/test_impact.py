"""Impact: which recorded verdicts a publication or a withdrawal may change, and which it does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recorded import EVERYWHERE, METRE, NOW, judged, proposed
from served import fill
from world import definitions as the_definitions

from layers.errors import BadInput, NotFound, StoreTimeout
from layers.intake.types import RawFeature, Reading
from layers.stores import disk
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion
from zoning.impact.desk import EditionName, ImpactDesk, units
from zoning.impact.difference import difference
from zoning.ledger import Context

ON_RED_LINE = shapely.box(120.605, 27.905, 120.606, 27.906)
FAR = shapely.box(120.85, 28.15, 120.851, 28.151)
OLD = ("RL-1", shapely.box(120.6, 27.9, 120.62, 27.92))
LATER = NOW + timedelta(hours=1)
RED = "ecological_red_line"
DAY = date(2026, 11, 22)


@pytest.fixture
def desk(definitions, tmp_path, monkeypatch):
    monkeypatch.setattr(disk, "sync", lambda _: None)
    monkeypatch.setattr(disk, "sync_folder", lambda _: None)
    store = FilesStore(tmp_path / "store")
    fill(store, definitions)
    yield Desk(store, definitions, Limits())
    store.close()


@pytest.fixture(scope="session")
def definitions():
    return the_definitions()


def name(edition):
    return EditionName(edition.head.layer, edition.head.region, edition.number)


def asked(desk, edition, action="publication", at=LATER):
    """The change, the ids of its candidates, and result by id."""
    impacts = ImpactDesk(desk.store, desk.definitions)
    change = impacts.change(action, [name(edition)], at)
    held = units(impacts.candidates(change))
    judge = impacts.judge(change)
    return change, held, {verdict_id: judge.judge(verdict_id) for verdict_id in held}


def test_a_red_line_that_moves_away_changes_the_verdict_on_it_and_no_other(desk):
    on, far = judged(desk, ON_RED_LINE), judged(desk, FAR)
    edition = proposed(desk.store, desk.definitions, ("RL-2", shapely.box(120.52, 28.15, 120.54, 28.17)))
    before = [entry.hash for entry in desk.store.log()]
    _, held, results = asked(desk, edition)
    assert held == [on]
    assert results[on]["result"] in ("verdict", "numbers")
    assert results[on]["layers"] == [RED]
    assert {rule["rule"] for rule in results[on]["rules"]} >= {"RL-1"}
    assert far not in held
    assert [entry.hash for entry in desk.store.log()] == before, "nothing of it is recorded"
    assert desk.store.editions()[-1].state != "withdrawn"


def test_the_same_content_again_concerns_nobody(desk):
    judged(desk, ON_RED_LINE)
    head = next(edition.head for edition in desk.store.editions() if edition.head.layer == RED)
    same = desk.store.propose(head, desk.store.features(_red(desk)), NOW)
    assert asked(desk, same)[1] == []


def _red(desk):
    return next(edition for edition in desk.store.editions() if edition.head.layer == RED)


def test_another_accuracy_concerns_everybody(desk):
    on, far = judged(desk, ON_RED_LINE), judged(desk, FAR)
    edition = proposed(desk.store, desk.definitions, OLD, accuracy_m=8.0)
    assert asked(desk, edition)[1] == [on, far]


def test_coverage_lost_concerns_who_stood_in_it(desk):
    desk.store.publish(proposed(desk.store, desk.definitions, OLD, effective_from=date(2026, 2, 1)), NOW)
    on, far = judged(desk, ON_RED_LINE), judged(desk, FAR)
    less = shapely.difference(EVERYWHERE, shapely.box(120.84, 28.1, 121.3, 28.2))
    edition = proposed(desk.store, desk.definitions, OLD, coverage=less)
    _, held, results = asked(desk, edition)
    assert held == [far]
    assert results[far]["result"] != "unchanged"
    assert "coverage" in results[far]["members"]
    assert on not in held


def test_an_edition_that_takes_effect_later_is_judged_on_its_first_day(desk):
    on = judged(desk, ON_RED_LINE)
    edition = proposed(desk.store, desk.definitions, effective_from=date(2027, 3, 1))
    change, held, results = asked(desk, edition)
    assert change.effective == date(2027, 3, 1)
    assert held == [on]
    assert results[on]["day"] == "2027-03-01"


def test_a_question_about_a_day_that_had_passed_stays_with_its_day(desk):
    past = judged(desk, ON_RED_LINE, as_of=date(2026, 6, 1))
    later = proposed(desk.store, desk.definitions, effective_from=date(2026, 10, 1))
    assert asked(desk, later)[1] == [], "later law is not the law of that day"
    earlier = proposed(desk.store, desk.definitions, effective_from=date(2026, 5, 1))
    _, held, results = asked(desk, earlier)
    assert held == [past]
    assert results[past]["day"] == "2026-06-01"


def test_a_draft_concerns_only_those_who_asked_for_drafts(desk):
    plain, curious = judged(desk, FAR), judged(desk, FAR, include=("draft",))
    edition = proposed(
        desk.store, desk.definitions, ("D-1", FAR), region="330302", standing="draft", coverage=FAR.buffer(METRE)
    )
    statutory = proposed(desk.store, desk.definitions, ("S-1", FAR), region="330304", standing="statutory")
    desk.store.publish(statutory, NOW + timedelta(minutes=1))
    _, held, _ = asked(desk, edition)
    assert held == [curious]
    assert plain not in held


def test_a_withdrawal_and_what_a_publication_has_overturned(desk):
    on, far = judged(desk, ON_RED_LINE), judged(desk, FAR)
    edition = proposed(desk.store, desk.definitions, ("RL-9", FAR))
    supposed = asked(desk, edition)[2]
    desk.store.publish(edition, LATER)
    new = judged(desk, FAR, at=LATER + timedelta(hours=1), accuracy_m=2.0)
    edition = next(e for e in desk.store.editions() if e.state == "published" and e.number == 2)
    _, overturned, results = asked(desk, edition, "published", LATER + timedelta(hours=2))
    assert overturned == [on, far], "what was judged since rests on it already"
    assert {i: results[i]["result"] for i in results} == {i: supposed[i]["result"] for i in supposed}
    _, held, _ = asked(desk, edition, "withdrawal", LATER + timedelta(hours=2))
    assert held == [on, far, new]


def test_what_was_asked_later_about_what_was_known_before_a_publication_does_not_rest_on_it(desk):
    edition = proposed(desk.store, desk.definitions, ("RL-9", FAR))
    desk.store.publish(edition, LATER)
    reading = Reading((RawFeature(FAR, {}, "test"),), "geojson", "EPSG:4490")
    hour = timedelta(hours=1)
    question = SitingQuestion(reading, ProjectInput(accuracy_m=1.0), DAY, known_at=LATER - hour)
    verdict = desk.check(question, LATER + hour)
    desk.record(verdict, Context(LATER + hour, "local:tests", "test", "zh", {}))
    edition = next(e for e in desk.store.editions() if e.state == "published" and e.number == 2)
    assert asked(desk, edition, "published", LATER + 2 * hour)[1] == [verdict.id]


def test_what_was_judged_while_a_publication_was_committed_may_not_rest_on_it(desk):
    """It bears a later time than the publication, which it did not see yet."""
    edition = proposed(desk.store, desk.definitions, ("RL-9", FAR))
    unseen = judged(desk, FAR, at=LATER + timedelta(seconds=20))
    desk.store.publish(edition, LATER)
    edition = next(e for e in desk.store.editions() if e.state == "published" and e.number == 2)
    assert asked(desk, edition, "published", LATER + timedelta(hours=2))[1] == [unseen]


def test_an_order_that_follows_from_numbers_of_editions_alone_is_no_difference():
    def body(number):
        steps = [("control_unit", 1, "ZH-1"), ("ecological_red_line", number, "RL-1")]
        told = [{"layer": layer, "edition": edition, "feature": feature} for layer, edition, feature in steps]
        ordered = sorted(told, key=lambda step: (step["edition"], step["feature"]))
        empty = {"findings": [], "totals": [], "coverage": [], "surroundings": {"layers": []}, "rules": []}
        return {"verdict": "prohibited", "range": ["prohibited", "prohibited"], "next_steps": ordered, **empty}

    assert [step["layer"] for step in body(1)["next_steps"]] != [step["layer"] for step in body(2)["next_steps"]]
    assert difference(body(2), body(1))["result"] == "unchanged"
    other = body(1)
    other["next_steps"][0]["feature"] = "RL-2"
    assert difference(body(2), other)["members"] == ["next_steps"]


def test_what_cannot_be_judged_counts_as_changed(desk, monkeypatch):
    on, far = judged(desk, ON_RED_LINE), judged(desk, FAR)
    impacts = ImpactDesk(desk.store, desk.definitions)
    entry = next(iter(desk.store.log(kind="verdict", subject=far)))
    desk.store.forget(json.loads(entry.body)["body"])
    edition = proposed(desk.store, desk.definitions)
    change = impacts.change("publication", [name(edition)], LATER)
    held = impacts.candidates(change)
    assert (units(held), held.blanked) == ([on, far], (far,))
    outputs = [impacts.judge(change).judge(verdict_id) for verdict_id in units(held)]
    assert outputs[1]["result"] == "not_judged"
    summary = impacts.summary(change, {"recorded": 2, "candidates": 2, "blanked": 1, "damaged": 0}, outputs)
    assert summary["changed"] == 2


def test_a_store_that_does_not_answer_is_no_result(desk, monkeypatch):
    on = judged(desk, ON_RED_LINE)
    edition = proposed(desk.store, desk.definitions)
    impacts = ImpactDesk(desk.store, desk.definitions)
    judge = impacts.judge(impacts.change("publication", [name(edition)], LATER))

    def late(_):
        raise StoreTimeout("慢", "slow")

    monkeypatch.setattr(desk.store, "features", late)
    with pytest.raises(StoreTimeout):
        judge.judge(on)


def test_what_happened_after_the_time_of_a_change_does_not_count(desk):
    on = judged(desk, ON_RED_LINE)
    edition = proposed(desk.store, desk.definitions)
    first = asked(desk, edition)
    other = proposed(desk.store, desk.definitions, ("RL-7", ON_RED_LINE))
    desk.store.publish(edition, LATER + timedelta(minutes=1))
    desk.store.publish(other, LATER + timedelta(minutes=2))
    assert asked(desk, edition)[1:] == first[1:]
    assert first[1] == [on]


def test_only_what_can_be_done_is_asked_of(desk):
    impacts = ImpactDesk(desk.store, desk.definitions)
    published = _red(desk)
    with pytest.raises(BadInput, match="published"):
        impacts.change("publication", [name(published)], LATER)
    with pytest.raises(BadInput, match="only once"):
        impacts.change("withdrawal", [name(published), name(published)], LATER)
    with pytest.raises(NotFound):
        impacts.change("withdrawal", [replace(name(published), edition=9)], LATER)
    with pytest.raises(BadInput, match="burning"):
        impacts.change("burning", [name(published)], LATER)


def squares(sizes):
    """Rectangles within two kilometres of the border of the drawn land."""
    corner, size = st.integers(0, 400), st.sampled_from(sizes)

    def rectangle(x, y, wide, tall):
        west, south = 120.6 + x * 5e-4, 27.85 + y * 5e-4
        return shapely.box(west, south, west + wide, south + tall)

    return st.builds(rectangle, corner, corner, size, size)


ZONES = st.lists(squares((0.002, 0.01, 0.05)), max_size=4).map(
    lambda shapes: [(f"Z{number}", shape) for number, shape in enumerate(shapes)]
)


@pytest.mark.parametrize("examples", [3, pytest.param(100, marks=pytest.mark.long)])
def test_no_verdict_that_changes_is_missing_among_the_candidates(definitions, tmp_path_factory, examples):
    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(
        sites=st.lists(squares((0.0005, 0.002)), min_size=1, max_size=2, unique_by=lambda g: g.wkt),
        old=ZONES,
        new=ZONES,
        accuracy_m=st.sampled_from((5.0, 5.0, 2.0)),
    )
    def against_all(sites, old, new, accuracy_m):
        store = FilesStore(tmp_path_factory.mktemp("world"))
        fill(store, definitions)
        desk = Desk(store, definitions, Limits())
        store.publish(proposed(store, definitions, *old, effective_from=date(2026, 2, 1)), NOW)
        ids = [judged(desk, site) for site in sites]
        edition = proposed(store, definitions, *new, accuracy_m=accuracy_m)
        impacts = ImpactDesk(store, definitions)
        change = impacts.change("publication", [name(edition)], LATER)
        held = set(units(impacts.candidates(change)))
        judge = impacts.judge(change)
        changed = {verdict_id for verdict_id in ids if judge.judge(verdict_id)["result"] != "unchanged"}
        store.close()
        assert changed <= held

    against_all()
