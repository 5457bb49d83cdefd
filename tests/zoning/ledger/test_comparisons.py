"""A comparison of alternatives in the ledger: kept beside its verdicts, answered again, shown and blanked with them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from copies import copied
from measuring import measure_definitions
from recorded import proposed
from served import features
from store_homes import FilesHome, Home, PostgisHome
from world import definitions, harmless

from layers.access import FULL, Clearance
from layers.canonical import canonical
from layers.editions import EditionHead
from layers.errors import Gone, NotFound, Withheld
from layers.intake.types import RawFeature, Reading
from layers.stores.files import FilesStore
from zoning.alternatives.comparison import Comparison
from zoning.alternatives.criterion import criterion, criterion_of
from zoning.alternatives.desk import AlternativesDesk, Compared
from zoning.asked import Asked
from zoning.definition_set import DefinitionSet
from zoning.desk import Desk, Limits, ProjectInput
from zoning.door import Door
from zoning.ledger import Context, Ledger
from zoning.ledger import book as room
from zoning.ledger.blanking import blank, blanking_of
from zoning.ledger.replay import Replayer
from zoning.ledger.verification import verify
from zoning.measures.desk import MeasureDesk
from zoning.verdict import Verdict

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
ON_RED_LINE = shapely.box(120.6195, 27.9195, 120.6205, 27.9205)
ON_SHORE = shapely.box(120.8995, 27.901, 120.9005, 27.902)
pytestmark = pytest.mark.usefixtures("quick")


def desk_over(store) -> MeasureDesk:
    return MeasureDesk(Desk(store, definitions(), Limits()), measure_definitions())


def context(at=NOW):
    return Context(at, "local:tests", "compare", "zh", {})


def compared(measures: MeasureDesk, *sites, at=NOW, weights=(), known_at=None) -> Compared:
    desk = AlternativesDesk(measures)
    rule = criterion([], list(weights), definitions().kinds)
    project = ProjectInput(industry="C3392", accuracy_m=1.0, facts=harmless())
    asked = [
        (f"王某方案{number}", Reading((RawFeature(site, {}, "test"),), "geojson", "EPSG:4490"), project)
        for number, site in enumerate(sites, start=1)
    ]
    return desk.compare(asked, desk.desk.frame(date(2026, 11, 22), known_at, (), at), rule)


def with_a_coast(store):
    """The east of the territory is a county with a sea front, so that the shoreline taken is measured there."""
    rows = [
        ("330302:land", shapely.box(120.5, 27.8, 120.85, 28.2), about("330302", "land")),
        ("330303:land", shapely.box(120.85, 27.8, 120.9, 28.2), about("330303", "land")),
        ("330303:sea", shapely.box(120.9, 27.8, 121.3, 28.2), about("330303", "sea")),
    ]
    places = shapely.union_all([place for _, place, _ in rows])
    head = EditionHead("admin_area", "330300", "illustrative", 5.0, date(2026, 1, 1), "test", places)
    store.publish(store.propose(head, features(definitions(), "admin_area", rows), NOW), NOW)


def about(code, part):
    return {"code": code, "name": code, "level": "county", "part": part}


@pytest.fixture(scope="module")
def first_compared(first_book, tmp_path_factory) -> tuple[Any, Compared]:
    """Read only: a book with a comparison of a place on the red line and one on the shore."""
    book = replace(first_book, folder=copied(first_book.folder, tmp_path_factory.mktemp("compared") / "store"))
    with_a_coast(book.store)
    measures = book.desk()
    found = compared(measures, ON_RED_LINE, ON_SHORE, weights=["natural_mainland_m=1", "area_m2=0.25"])
    assert AlternativesDesk(measures).record(found, context())
    measures.desk.store.close()
    return book, found


@pytest.fixture
def own(first_compared, tmp_path) -> tuple[FilesStore, Compared]:
    book, found = first_compared
    return FilesStore(copied(book.folder, tmp_path / "store")), found


def told(replay):
    return replay.outcome, replay.reason, tuple(difference.path for difference in replay.differences)


def entry_of(store, found):
    return next(store.log(kind="comparison", subject=found.comparison.id))


# --- recorded


def test_an_entry_names_the_verdicts_it_was_made_of_and_no_name_or_place(first_compared):
    book, found = first_compared
    said = json.loads(entry_of(book.store, found).body)
    assert said["verdicts"] == [verdict.id for verdict in found.verdicts]
    assert (said["as_of"], said["known_at"], said["actor"]) == ("2026-11-22", NOW.isoformat(), "local:tests")
    assert "王某" not in json.dumps(said, ensure_ascii=False)
    kinds = [entry.kind for entry in book.store.log()]
    assert kinds[-3:] == ["verdict", "verdict", "comparison"], "the verdicts come before what is made of them"
    assert verify(book.store, deep=True).sound


def test_what_is_read_is_what_was_recorded_and_its_id_follows_from_it(first_compared):
    book, found = first_compared
    content = book.desk().desk.ledger.comparison(found.comparison.id)
    assert content == canonical(found.comparison.record())
    body = {name: value for name, value in json.loads(content).items() if name != "id"}
    assert Comparison(body).id == found.comparison.id
    shore = body["alternatives"][1]["shoreline"]
    assert shore["state"] == "measured" and shore["natural_mainland"]["taken_m"] > 100


def test_the_same_place_twice_is_one_verdict_and_a_comparison(own):
    store, _ = own
    measures = desk_over(store)
    twice = compared(measures, ON_SHORE, ON_SHORE)
    assert AlternativesDesk(measures).record(twice, context())
    assert json.loads(entry_of(store, twice).body)["verdicts"] == [twice.verdicts[0].id]
    assert told(Replayer(store).replay(twice.comparison.id)) == ("identical", None, ())


@pytest.mark.parametrize(
    ("names", "weights"),
    [
        ((), ()),
        (("verdict_worst", "distance:water_source_zone/2:less", "overlap_area:control_unit"), ()),
        ((), ("area_m2=3", "distance:coastline=0.5")),
    ],
)
def test_a_criterion_is_read_back_as_it_was_written(names, weights):
    rule = criterion(names, weights, definitions().kinds)
    assert criterion_of(json.loads(canonical(rule.as_json()))) == rule


# --- answered again


def test_a_comparison_comes_out_identical_whatever_was_published_and_withdrawn_since(own):
    store, found = own
    standing = next(e for e in store.editions() if e.head.layer == "ecological_red_line" and e.number == 1)
    store.publish(proposed(store, definitions(), ("RL-9", ON_SHORE)), LATER)
    store.withdraw(standing, LATER)
    assert told(Replayer(store).replay(found.comparison.id)) == ("identical", None, ())
    assert compared(desk_over(store), ON_RED_LINE, ON_SHORE, at=LATER).comparison.id != found.comparison.id


def test_of_a_verdict_recorded_long_before_the_comparison_counts_what_was_known_to_the_comparison(own):
    """One entry of a verdict serves all comparisons of it: the time is that of each comparison."""
    store, found = own
    shore = next(e for e in store.editions() if e.head.layer == "coastline" and e.state == "published")
    store.withdraw(shore, LATER)
    measures = desk_over(store)
    again = compared(measures, ON_RED_LINE, ON_SHORE, at=LATER + timedelta(days=1))
    AlternativesDesk(measures).record(again, context(LATER + timedelta(days=1)))
    replayer = Replayer(store)
    assert again.comparison.id != found.comparison.id
    assert told(replayer.replay(again.comparison.id)) == told(replayer.replay(found.comparison.id))
    assert told(replayer.replay(again.comparison.id)) == ("identical", None, ())


def test_a_comparison_of_what_was_known_earlier_comes_out_identical(own):
    store, _ = own
    store.publish(proposed(store, definitions(), ("RL-9", ON_SHORE)), NOW + timedelta(days=1))
    measures = desk_over(store)
    found = compared(measures, ON_RED_LINE, ON_SHORE, at=LATER, known_at=NOW)
    assert AlternativesDesk(measures).record(found, context(LATER))
    assert told(Replayer(store).replay(found.comparison.id)) == ("identical", None, ())


def test_another_method_is_said_as_the_reason(first_compared, monkeypatch):
    book, found = first_compared
    monkeypatch.setattr("zoning.alternatives.comparison.METHOD", "next")
    assert told(Replayer(book.store).replay(found.comparison.id)) == ("different", "method", ("/method",))


def test_a_record_that_is_not_what_its_verdicts_give_is_told_with_the_place(own):
    store, found = own
    said = json.loads(entry_of(store, found).body)
    body = {name: value for name, value in found.comparison.record().items() if name != "id"}
    forged = Comparison({**body, "order": list(reversed(body["order"]))})
    altered = canonical({**said, "body": store.put_blob(forged.record_bytes())})
    store.append("comparison", forged.id, altered, NOW)
    assert told(Replayer(store).replay(forged.id)) == ("different", None, ("/order/0", "/order/1"))


@pytest.mark.parametrize("layer", ["ecological_red_line", "coastline"])
def test_an_edition_that_cannot_be_read_now_is_said(own, layer):
    store, found = own
    for edition in store.editions():
        if edition.head.layer == layer:
            Path(store.location, "editions", f"{edition.sha256}.parquet").unlink()
    assert told(Replayer(store).replay(found.comparison.id))[:2] == ("not_replayable", "store")


# --- shown


def test_a_reader_gets_what_the_comparison_gave_them_when_it_was_made(first_compared):
    book, found = first_compared
    for clearance in (FULL, Clearance(restricted=False)):
        door = Door(book.desk(), clearance)
        in_words = door.comparison_in_words(found.comparison.id)
        assert canonical(in_words) == canonical(door.comparison(found))
        shown = json.loads(door.recorded_comparison(found.comparison.id).content)
        assert shown["id"] == found.comparison.id and shown["order"] == in_words["order"]


def test_of_withheld_layers_nothing_is_shown_and_the_tag_is_another(first_compared):
    book, found = first_compared
    whole, less = (
        Door(book.desk(), clearance).recorded_comparison(found.comparison.id)
        for clearance in (FULL, Clearance(restricted=False))
    )
    assert whole.whole and not less.whole and whole.tag != less.tag
    assert b"RL-1" in whole.content and b"RL-1" not in less.content
    body = json.loads(less.content)
    assert body["redacted"] is True and "ecological_red_line" in body["withheld"]
    hidden = [edition for edition in body["editions"] if edition["layer"] in body["withheld"]]
    assert hidden and all(edition["sha256"] is None for edition in hidden)


def test_one_that_this_version_would_make_otherwise_is_withheld_from_who_may_not_see_all(first_compared, monkeypatch):
    book, found = first_compared
    monkeypatch.setattr("zoning.alternatives.comparison.METHOD", "next")
    with pytest.raises(Withheld):
        Door(book.desk(), Clearance(restricted=False)).recorded_comparison(found.comparison.id)
    assert Door(book.desk(), FULL).recorded_comparison(found.comparison.id).whole


def test_a_verdict_is_no_comparison_and_none_is_a_measure(first_compared):
    book, found = first_compared
    ledger = book.desk().desk.ledger
    for ask in (
        lambda: ledger.comparison(found.verdicts[0].id),
        lambda: ledger.measure(found.comparison.id),
        lambda: ledger.body(found.comparison.id),
    ):
        with pytest.raises(NotFound):
            ask()


# --- blanked


def test_blanking_a_verdict_blanks_the_comparisons_of_it_and_the_chain_verifies(own):
    store, found = own
    other = compared(desk_over(store), ON_SHORE, shapely.box(120.75, 28.05, 120.751, 28.051))
    AlternativesDesk(desk_over(store)).record(other, context())
    said = json.loads(entry_of(store, found).body)
    blank(store, found.verdicts[0].id, "应当事人要求", actor="key:0123456789ab", at=LATER)
    for name in ("body", "question"):
        with pytest.raises(NotFound):
            store.blob(said[name])
    left = json.loads(desk_over(store).desk.ledger.comparison(found.comparison.id))
    assert left["blanked"] is True and {*left}.isdisjoint(("alternatives", "criterion", "overlaps"))
    checked = verify(store, deep=True)
    assert checked.sound and checked.blanked == 2
    assert told(Replayer(store).replay(found.comparison.id))[:2] == ("not_replayable", "blanked")
    assert told(Replayer(store).replay(other.comparison.id)) == ("identical", None, ()), "it has no part of it"


def test_a_blanked_comparison_leaves_the_door_as_what_is_left(own):
    store, found = own
    blank(store, found.comparison.id, "依法删除", actor="key:0123456789ab", at=LATER)
    assert blanking_of(store, found.verdicts[0].id) is None, "its verdicts stay"
    for clearance in (FULL, Clearance(restricted=False)):
        door = Door(desk_over(store), clearance)
        record = door.recorded_comparison(found.comparison.id)
        left = json.loads(record.content)
        assert left["reason"] == "依法删除" and not record.whole and "王某" not in record.content.decode()
        hidden = [edition["sha256"] for edition in left["editions"] if edition["layer"] == "ecological_red_line"]
        assert all((sha256 is None) == (clearance != FULL) for sha256 in hidden) and hidden
        with pytest.raises(Gone):
            door.comparison_in_words(found.comparison.id)


def test_a_comparison_of_a_blanked_verdict_is_answered_and_not_recorded(own):
    store, found = own
    measures = desk_over(store)
    blank(store, found.verdicts[0].id, "依法删除", actor="local:tests", at=LATER)
    before = store.head()
    other = compared(measures, ON_RED_LINE, ON_RED_LINE)
    assert not AlternativesDesk(measures).record(other, context())
    assert store.head() == before


def test_a_comparison_recorded_at_the_moment_of_its_verdicts_blanking_leaves_nothing_behind(own, monkeypatch):
    """Who records looked for a blanking before it: it looks once more behind its entry."""
    store, found = own
    measures = desk_over(store)
    other = compared(measures, ON_RED_LINE, ON_RED_LINE)
    for verdict in other.verdicts:
        measures.desk.record(verdict, context())
    blank(store, found.verdicts[0].id, "依法删除", actor="local:tests", at=LATER)
    asked, seen = room.blanking_of, []

    def blind_at_first(*about):
        seen.append(about)
        return None if len(seen) <= 2 else asked(*about)

    monkeypatch.setattr(room, "blanking_of", blind_at_first)
    made = other.comparison
    kept = measures.desk.ledger.record_comparison(
        made.id, made.record_bytes(), [other.verdicts[0].id], other.asked, measures.definitions.complete, context()
    )
    assert kept is None and len(seen) > 2
    left = json.loads(measures.desk.ledger.comparison(made.id))
    assert left["blanked"] is True and left["reason"] == "依法删除"
    assert verify(store).sound


def test_a_blanking_that_meets_a_comparison_recorded_meanwhile_takes_it_too(own, monkeypatch):
    store, found = own
    measures, late = desk_over(store), []
    other = compared(measures, ON_RED_LINE, ON_RED_LINE)
    append = type(store).append

    def with_one_more(self, kind, subject, body, at):
        if kind == "blanking" and subject == found.verdicts[0].id and not late:
            late.append(other.comparison.id)
            assert AlternativesDesk(measures).record(other, context())
        return append(self, kind, subject, body, at)

    monkeypatch.setattr(type(store), "append", with_one_more)
    blank(store, found.verdicts[0].id, "依法删除", actor="local:tests", at=LATER)
    assert late and blanking_of(store, late[0]) is not None
    assert verify(store).sound


def test_a_comparison_that_was_left_whole_is_found_by_verification(own):
    """A blanking written past the program takes the verdict alone; the comparison still shows it."""
    store, found = own
    verdict = found.verdicts[0].id
    left = store.put_blob(canonical({"id": verdict, "blanked": True, "reason": "x"}))
    removed = [json.loads(next(store.log(subject=verdict)).body)[name] for name in ("body", "question")]
    for sha256 in removed:
        store.forget(sha256)
    entry = {"removed": sorted(removed), "left": left, "actor": "local:tests"}
    store.append("blanking", verdict, canonical(entry), LATER)
    (fault,) = verify(store).faults
    assert fault.code == "blanked_present" and verdict in fault.text("en")
    blank(store, verdict, "x", actor="local:tests", at=LATER)
    assert verify(store).sound


# --- both stores

USED = DefinitionSet("measures", {"codes/a.yaml": b"version: 1\n"})


@pytest.fixture(params=["files", "postgis"])
def home(request, tmp_path) -> Home:
    if request.param == "files":
        return FilesHome(str(tmp_path / "home"))
    return PostgisHome(request.getfixturevalue("postgis_place"))


def invented(ledger: Ledger) -> tuple[tuple[str, ...], Comparison]:
    """Two verdicts and a comparison that names them, recorded."""
    verdicts = []
    for word in ("admissible", "prohibited"):
        verdict = Verdict({"as_of": "2026-11-22", "verdict": word}, asked=Asked({"word": word}, NOW, NOW))
        ledger.record(verdict, USED, context())
        verdicts.append(verdict.id)
    made = Comparison({"as_of": "2026-11-22", "method": "1", "editions": [], "alternatives": [{"name": "王某"}]})
    asked = Asked({"names": ["王某"], "verdicts": verdicts}, NOW, NOW)
    assert ledger.record_comparison(made.id, made.record_bytes(), verdicts, asked, USED, context()) is not None
    return tuple(verdicts), made


def test_in_either_store_a_comparison_is_kept_read_blanked_with_a_verdict_and_verifies(home):
    store = home.open()
    ledger = Ledger(store)
    verdicts, made = invented(ledger)
    assert ledger.comparison(made.id) == made.record_bytes()
    assert ledger.question(ledger.first(made.id))["verdicts"] == list(verdicts)
    assert verify(store).sound
    blank(store, verdicts[1], "依法删除", actor="local:tests", at=LATER)
    assert json.loads(ledger.comparison(made.id))["blanked"] is True
    checked = verify(store)
    assert checked.sound and checked.blanked == 2 and checked.kinds["comparison"] == 1
    asked = Asked({"names": []}, NOW, NOW)
    assert ledger.record_comparison(made.id, made.record_bytes(), verdicts, asked, USED, context()) is None
    store.close()


def test_in_either_store_a_comparison_of_verdicts_never_recorded_is_found(home):
    store = home.open()
    ledger = Ledger(store)
    made = Comparison({"as_of": date(2026, 11, 22).isoformat(), "editions": []})
    ledger.record_comparison(made.id, made.record_bytes(), ["sha256:" + "0" * 64], None, USED, context())
    (fault,) = verify(store).faults
    assert fault.code == "verdict_unknown" and fault.sequence == 2
    store.close()
