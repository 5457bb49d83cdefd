"""An answer where a project could stand, when a layer could not be read: told by every unit of a job for itself."""

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
