"""An answer where a project could stand that rests on less than was asked: layers not read, a region not all drawn."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from judging import frame_of
from world import LAT, LON, NOW, TODAY, World, Zone, box, county, definitions, harmless

from layers.errors import StoreTimeout
from zoning.admissible.asked import AreaQuestion, Study
from zoning.admissible.desk import AdmissibleDesk
from zoning.desk import Desk, Frame, ProjectInput
from zoning.verdict import Json

LINE = "ecological_red_line"
WHOLE = county().having(LINE, Zone("r1", box(0, -500, 500, 500), {"code": "r1", "part": "land"}))
BROKEN = replace(WHOLE, failed=frozenset((LINE,)))
ASKED = AreaQuestion(
    Study(centre=(LON, LAT), within_m=300.0), 20.0, ProjectInput(accuracy_m=1.0, facts=harmless()), TODAY
)


@dataclass
class Opened:
    """A desk that finds another world each time it is asked for one."""

    worlds: Iterator[World]
    cause: str = "corrupt-edition"

    definitions = definitions()
    limits = SimpleNamespace(vertices=10_000)
    project = Desk.project

    def frame(self, *_: object) -> Frame:
        frame = frame_of(next(self.worlds))
        failed = tuple(replace(one, failed=dict.fromkeys(one.failed, self.cause)) for one in frame.snapshots)
        return replace(frame, snapshots=failed)


def answered(*worlds: World, cause: str = "corrupt-edition") -> Json:
    """The result of a job that opens a world when it is planned, for its units, and for its result."""
    kind = AdmissibleDesk(Opened(iter(worlds), cause)).job()  # type: ignore[arg-type]
    plan = kind.plan(ASKED.as_json(), NOW)
    unit = kind.open(plan)
    outputs = [json.loads(json.dumps(unit(name))) for name in plan["units"]]
    return kind.result(plan, outputs)


def test_a_layer_that_only_the_units_could_not_read_makes_the_answer_an_incident() -> None:
    whole = answered(WHOLE, WHOLE, WHOLE)
    assert whole["id"] and whole["failed"] == []
    told = answered(WHOLE, BROKEN, WHOLE)
    assert (told["id"], told["failed"]) == (None, [LINE])
    assert told["hectares"] != whole["hectares"]


def test_a_layer_that_only_the_result_cannot_read_counts_too() -> None:
    assert answered(WHOLE, WHOLE, BROKEN)["failed"] == [LINE]


def test_a_store_that_does_not_answer_for_now_is_asked_again() -> None:
    with pytest.raises(StoreTimeout):
        answered(WHOLE, BROKEN, WHOLE, cause=StoreTimeout.slug)
    with pytest.raises(StoreTimeout):
        answered(WHOLE, WHOLE, BROKEN, cause=StoreTimeout.slug)


@pytest.mark.parametrize(
    ("region", "lacking"), [("330000", {"330100", "330302"}), ("330300", {"330302", "330383"}), ("330381", set())]
)
def test_a_region_of_which_only_a_part_is_drawn_is_said_not_to_be_whole(region: str, lacking: set[str]) -> None:
    corner = box(0, 0, 1000, 1000)
    land = Zone("a", corner, {"code": "330381", "name": "瑞安市", "level": "county", "part": "land"})
    world = replace(WHOLE, zones={**WHOLE.zones, "admin_area": (land,)})
    desk = AdmissibleDesk(Opened(iter((world,))))  # type: ignore[arg-type]
    asked = replace(ASKED, study=Study(region=region), radius_m=20.0)
    notes = desk.answer(desk.plan(asked, NOW)).record()["notes"]
    told = [note["values"] for note in notes if note["code"] == "region_not_whole"]
    if not lacking:
        assert told == []
        return
    assert notes[0]["code"] == "region_not_whole"
    assert (told[0]["layer"], told[0]["region"]) == ("admin_area", region)
    missing = set(told[0]["missing"].split(", "))
    assert lacking <= missing and missing.isdisjoint(("330300", "330381"))
