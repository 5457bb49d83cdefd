"""Whether a recorded verdict still stands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from world import ALL, LAND, SEA, box, definitions, harmless

from layers.editions import EditionHead, Features
from layers.intake import read_geojson
from layers.stores.files import FilesStore
from zoning.definitions import Definitions
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion
from zoning.ledger import Context
from zoning.status import _concerns, _later
from zoning.status_texts import status_with_texts

ASKED = datetime(2026, 11, 22, 4, tzinfo=UTC)
LATER = datetime(2026, 12, 22, 4, tzinfo=UTC)


def features(own: Definitions, layer: str, *rows: tuple[str, shapely.Geometry, dict[str, object]]) -> Features:
    geometries = np.empty(len(rows), dtype=object)
    geometries[:] = [geometry for _, geometry, _ in rows]
    names = own.kinds[layer].attributes
    columns = {name: tuple(attributes.get(name) for _, _, attributes in rows) for name in names}
    return Features(tuple(name for name, _, _ in rows), geometries, columns, {})  # type: ignore[arg-type]


def head(layer: str, effective_from: date = date(2020, 1, 1), coverage: shapely.Geometry | None = ALL) -> EditionHead:
    return EditionHead(layer, "330300", "illustrative", 1.0, effective_from, "test", coverage)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    own = replace(
        definitions(),
        packs=tuple(
            replace(pack, head=pack.head.model_copy(update={"reliable_months": None})) for pack in definitions().packs
        ),
    )
    desk = Desk(FilesStore(tmp_path / "store"), own, Limits())
    admin = {"code": "330381", "name": "瑞安市", "level": "county"}
    publish(
        desk,
        "admin_area",
        ("land", LAND, {**admin, "part": "land"}),
        ("sea", SEA, {**admin, "part": "sea"}),
    )
    publish(desk, "ecological_red_line", ("r", box(5000, 0, 6000, 1000), {"code": "R", "name": "r"}))
    return desk


def publish(
    desk: Desk,
    layer: str,
    *rows: tuple[str, shapely.Geometry, dict[str, object]],
    effective_from: date = date(2020, 1, 1),
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC),
    coverage: shapely.Geometry | None = ALL,
) -> int:
    store = desk.store
    edition = store.propose(head(layer, effective_from, coverage), features(desk.definitions, layer, *rows), at)
    return store.publish(edition, at).number


def asked(desk: Desk, as_of: date = date(2026, 11, 22), at: datetime = ASKED) -> str:
    site = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(box(0, 0, 100, 100))}
    question = SitingQuestion(read_geojson(site), ProjectInput(accuracy_m=1.0, facts=harmless()), as_of)
    verdict = desk.check(question, at)
    desk.record(verdict, Context(at, "test", "1", "zh", {}))
    return verdict.id


def codes(status: dict[str, object]) -> list[str]:
    return [reason["code"] for reason in status["reasons"]]  # type: ignore[attr-defined]


def test_a_verdict_of_which_nothing_changed_is_current(desk: Desk) -> None:
    status = desk.status(asked(desk), LATER)
    assert (status["state"], codes(status), status["reliable_until"]) == ("current", [], None)


def test_a_newer_edition_makes_it_stale_and_is_named(desk: Desk) -> None:
    number = asked(desk)
    newer = publish(
        desk,
        "ecological_red_line",
        ("r", box(0, 0, 50, 50), {"code": "R", "name": "r"}),
        effective_from=date(2026, 12, 1),
        at=datetime(2026, 11, 30, tzinfo=UTC),
    )
    before = desk.status(number, datetime(2026, 11, 30, 5, tzinfo=UTC))
    assert (before["state"], before["reliable_until"]) == ("current", "2026-11-30")
    assert before["because"]["code"] == "edition_takes_effect"  # type: ignore[index]
    status = desk.status(number, LATER)
    assert (status["state"], codes(status)) == ("stale", ["edition_superseded"])
    told = status_with_texts(desk.definitions, status)["reasons"][0]  # type: ignore[index]
    assert told["values"]["by"] == f"330300/{newer}"
    assert told["text"]["zh"] == f"生态保护红线 330300 第 1 版已被替代（330300/{newer}）"


def test_a_withdrawn_edition_is_said_to_be_withdrawn(desk: Desk) -> None:
    number = asked(desk)
    edition = next(e for e in desk.store.editions() if e.head.layer == "ecological_red_line")
    desk.store.withdraw(edition, datetime(2026, 12, 1, tzinfo=UTC))
    assert codes(desk.status(number, LATER)) == ["edition_withdrawn"]


def test_a_layer_that_had_no_edition_and_has_one_now_makes_it_stale(desk: Desk) -> None:
    number = asked(desk)
    publish(desk, "water_source_zone", ("w", box(0, 0, 50, 50), {"code": "W", "level": "1"}), at=LATER)
    assert codes(desk.status(number, LATER)) == ["edition_added"]


def test_an_edition_far_away_changes_nothing(desk: Desk) -> None:
    number = asked(desk)
    far = shapely.box(115, 35, 116, 36)
    publish(desk, "water_source_zone", ("w", far, {"code": "W", "level": "1"}), at=LATER, coverage=far)
    assert desk.status(number, LATER)["state"] == "current"


def test_a_changed_definition_makes_it_stale_unless_it_cannot_reach_the_site(desk: Desk) -> None:
    number = asked(desk)

    def changed(file: str) -> list[str]:
        files = tuple(
            (replace(ref, version="2", sha256="0" * 64) if ref.file == file else ref, content)
            for ref, content in desk.definitions.files
        )
        return codes(Desk(desk.store, replace(desk.definitions, files=files), Limits()).status(number, LATER))

    assert changed("rules/CN-33/red_line.yaml") == ["definition_changed"]
    assert changed("codes/regions.yaml") == ["definition_changed"]
    recorded = desk.ledger.recorded(number)
    assert [_concerns(f"rules/{folder}/x.yaml", recorded) for folder in ("CN", "CN-3303", "CN-35", "CN-3310")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_verdict_under_the_old_law_is_stale_under_the_new(desk: Desk) -> None:
    day = datetime(2026, 8, 14, 4, tzinfo=UTC)
    number = asked(desk, date(2026, 8, 14), day)
    status = desk.status(number, day)
    assert (status["state"], status["reliable_until"]) == ("current", "2026-08-14")
    assert "reliance_ended" in codes(desk.status(number, LATER)) or "rule_in_force" in codes(desk.status(number, LATER))


def test_a_question_about_a_past_day_does_not_age(desk: Desk) -> None:
    number = asked(desk, date(2026, 8, 14), ASKED)
    status = desk.status(number, LATER)
    assert (status["state"], status["compared_with"], status["reliable_until"]) == ("current", "2026-08-14", None)


def test_the_policy_of_a_pack_ends_the_reliance(desk: Desk) -> None:
    number = asked(desk)
    packs = tuple(
        replace(
            pack, head=pack.head.model_copy(update={"reliable_months": 6 if pack.head.pack == "CN/red_line" else None})
        )
        for pack in desk.definitions.packs
    )
    strict = Desk(desk.store, replace(desk.definitions, packs=packs), Limits())
    assert strict.status(number, LATER)["reliable_until"] == "2027-05-22"
    ended = strict.status(number, datetime(2027, 5, 23, 4, tzinfo=UTC))
    assert (ended["state"], codes(ended)) == ("stale", ["reliance_ended"])


def test_a_verdict_is_current_where_an_edition_speaks_only_within_the_accuracy_of_its_reach(desk: Desk) -> None:
    reach = max(desk.definitions.rulebook(date(2026, 11, 22)).reach.values())
    far = box(reach + 1000.0, -500, reach + 3000.0, 500)
    coarse = replace(head("admin_area"), accuracy_m=2500.0)
    land = ("land", ALL, {"code": "330381", "name": "瑞安市", "level": "county", "part": "land"})
    for one, row in (
        (coarse, land),
        (head("water_source_zone", coverage=far), ("w", far, {"code": "W", "level": "1"})),
    ):
        at = datetime(2026, 2, 1, tzinfo=UTC)
        desk.store.publish(desk.store.propose(one, features(desk.definitions, one.layer, row), at), at)
    number = asked(desk)
    assert "water_source_zone" in {layer for layer, _, _ in desk.ledger.recorded(number).editions}
    assert codes(desk.status(number, ASKED)) == []


def test_the_end_of_complete_law_ends_the_reliance_and_its_beginning_too(desk: Desk) -> None:
    number = asked(desk)

    def limited(jurisdiction: str, **days: date | None) -> tuple[object, object]:
        instruments = tuple(
            one
            if one.instrument != "red_line"
            else one.model_copy(
                update={
                    "complete": tuple(
                        entry.model_copy(update=days) if entry.jurisdiction == jurisdiction else entry
                        for entry in one.complete
                    )
                }
            )
            for one in desk.definitions.instruments
        )
        status = Desk(desk.store, replace(desk.definitions, instruments=instruments), Limits()).status(number, ASKED)
        return status["reliable_until"], status["because"]

    name = "rules:red_line:CN-33"
    ends = {"code": "law_coverage_ends", "values": {"layer": name}}
    assert limited("CN-33", until=date(2026, 12, 31)) == ("2026-12-31", ends)
    begins = {"code": "law_coverage_begins", "values": {"layer": name}}
    assert limited("CN-33", from_=date(2027, 1, 1)) == ("2026-12-31", begins)
    assert limited("CN-33", until=None)[1] != ends


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 22), 6, date(2027, 5, 22)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert _later(day, months) == then
