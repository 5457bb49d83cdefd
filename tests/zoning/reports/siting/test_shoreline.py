"""What shorelines lose, by class, and how the retention rate changes where it was measured."""

import pytest
from siting_reports import RECORDED, SETTINGS, WorldGround, grids, told
from world import Zone, box, county, harmless, line

from zoning.rendering import render
from zoning.reports.siting.report import siting_report
from zoning.reports.siting.shoreline import shoreline

EFFECT = {
    "natural_taken_m": 200.0,
    "natural_m": 60_000.0,
    "natural_after_m": 59_800.0,
    "rate": 0.4,
    "rate_after": 0.398667,
    "rate_change": -0.001333333,
}
NONE_TAKEN = {**EFFECT, "natural_taken_m": 0.0, "rate": None, "rate_after": None, "rate_change": None}


def measured(**project):
    """The members of a shoreline measure that a report reads."""
    return {
        "id": "sha256:" + "ab" * 32,
        "region": "330300",
        "method": {"id": "cn-2017", "version": "1"},
        "project": {"extent_known": True, "mainland": EFFECT, "islands": NONE_TAKEN, "floors": [], **project},
    }


@pytest.fixture(scope="module")
def on_the_shore():
    world = county().having(
        "coastline",
        Zone("c1", line((100, -2000), (100, 2000)), {"code": "c1", "kind": "mainland", "type": "N_BEDROCK"}),
    )

    body = render(world.ask(box(0, 0, 200, 120), facts=harmless()).record(), world.definitions)
    return world, body


def report_on(world, body, retention=None):
    return siting_report(body, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS, retention=retention)


def test_the_metres_of_each_class_inside_the_project_are_a_loss(on_the_shore):
    world, body = on_the_shore
    row = grids(report_on(world, body))["shoreline"].table.rows[0]
    assert row[1] == pytest.approx(-120.0, rel=1e-3)
    assert row[3] is None


def test_what_was_not_measured_is_said_with_how_to_measure_it(on_the_shore):
    world, body = on_the_shore
    said = told(report_on(world, body), "en")
    assert "it was not computed here: run sanxian measure shoreline --region CODE --project FILE" in said
    assert "retention" not in grids(report_on(world, body))


def test_the_change_of_the_rate_stands_where_it_was_measured(on_the_shore):
    world, body = on_the_shore
    table = grids(report_on(world, body, measured()))["retention"].table
    mainland, islands = table.rows
    assert mainland[1:4] == (60_000.0, -200.0, 59_800.0)
    assert mainland[4:] == (40.0, pytest.approx(39.8667), pytest.approx(-0.1333333))
    assert islands[2] is None
    assert islands[4:] == (None, None, None)
    assert "was not computed here" not in told(report_on(world, body, measured()), "en")


def test_a_floor_that_the_project_breaks_is_told(on_the_shore):
    world, body = on_the_shore
    floors = [{"floor": "cn-mainland-35", "holds_after": False}, {"floor": "other", "holds_after": None}]
    section = shoreline(body, measured(floors=floors), world.definitions)
    assert section.blocks[-1].tone == "bad"
    assert "cn-mainland-35" in section.blocks[-1].text.en
    assert "other" not in section.blocks[-1].text.en


def test_an_unknown_extent_leaves_the_rate_open(on_the_shore):
    world, body = on_the_shore
    section = shoreline(body, measured(extent_known=False), world.definitions)
    assert section.blocks[-1].tone == "open"
    assert "cannot be computed" in section.blocks[-1].text.en


def test_a_shore_layer_that_does_not_answer_is_named():
    world = county().without("coastline")

    body = render(world.ask(box(0, 0, 200, 120), facts=harmless()).record(), world.definitions)
    (cell,) = (one for one in body["coverage"] if one["layer"] == "coastline")
    assert cell["status"] == "not_covered"
    said = f"未列出不等于没有：海岸线（{cell['text']['zh']}）"
    assert said in told(report_on(world, body), "zh")
