"""The hint on the level of the EIA where lower standings are included: of several snapshots the stricter counts."""

import pytest
from judging import WorldDesk, frame_of
from world import Zone, box, county

from zoning.eia import stricter
from zoning.verdict import Json

SITE = box(0, 0, 100, 100)
PLAIN = county()
RAISED = PLAIN.having("ecological_red_line", Zone("r", box(50, 50, 150, 150), {"part": "land"}))


def of(*levels: str, stated: str | None = None) -> Json:
    return {"levels": list(levels), "stated": stated, "comparison": None, "rows": list(levels)}


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        (("form",), ("report",), ["report"]),
        (("form",), ("report", "form", "registration"), ["report", "form"]),
        (("report", "form"), ("form",), ["report", "form"]),
        (("registration",), ("form", "registration", "none"), ["form", "registration"]),
        (("none",), ("none",), ["none"]),
    ],
)
def test_no_candidate_is_milder_than_the_mildest_of_any_snapshot(
    one: tuple[str, ...], other: tuple[str, ...], left: list[str]
) -> None:
    assert stricter([of(*one), of(*other)])["levels"] == left
    assert stricter([of(*other), of(*one)])["levels"] == left


def test_a_stated_level_is_compared_with_what_is_left() -> None:
    assert (
        stricter([of("form", stated="form"), of("report", "registration", stated="form")])["comparison"] == "possible"
    )


def test_a_zone_that_only_the_lower_standing_draws_raises_the_level() -> None:
    project = PLAIN.project(SITE, industry="B1019", facts={"involves_sensitive_area": False})
    desk = WorldDesk(PLAIN.definitions)
    plain, raised = (desk.judge(project, frame_of(world)).body["eia"] for world in (PLAIN, RAISED))
    assert plain["levels"] != raised["levels"]  # type: ignore[index]
    both = desk.judge(project, frame_of(PLAIN, RAISED)).body["eia"]
    assert both["levels"] == raised["levels"]  # type: ignore[index]
    assert both["raised_by"] == raised["raised_by"] != []  # type: ignore[index]
