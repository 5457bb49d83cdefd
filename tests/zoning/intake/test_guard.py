"""The datum guard: suspicion by format and by borders, and the verdict in every datum, both ways."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from served import NOW
from site_formats import numbers

from layers.intake import read_geojson, read_lonlat
from zoning.desk import ProjectInput, SitingQuestion, today
from zoning.intake.borders import signature
from zoning.intake.desk import snapshot_of
from zoning.intake.guard import would_change
from zoning.intake.guard_json import guard_json
from zoning.intake.warnings import warnings

# its west side follows the border of two control units at 120.68° E, with a vertex every 50 m
WEST = [[120.68, 28.1 + step * 0.00045] for step in range(8)]
FOLLOWING = np.array([*WEST, [120.6815, 28.1032], [120.6815, 28.1], WEST[0]])


def document(xy):
    return {"type": "Polygon", "coordinates": [xy.tolist()]}


def reader(xy):
    return lambda crs: read_geojson(document(xy), crs=crs)


def question(reading):
    return SitingQuestion(reading, ProjectInput(accuracy_m=5.0), today(NOW))


def guarded(desk, reread, crs):
    return would_change(desk, question(reread(crs)), reread, NOW, stated=crs is not None)


def near(desk, reading):
    return signature(snapshot_of(desk, today(NOW), NOW), reading)


def test_an_outline_that_follows_a_border_as_read_is_not_suspected(desk):
    assert near(desk, reader(FOLLOWING)("EPSG:4490")) is None


@pytest.mark.parametrize("datum", ["GCJ02", "BD09"])
def test_phone_map_coordinates_declared_as_cgcs2000_are_noticed(desk, datum):
    shifted = numbers(FOLLOWING, datum)
    found = near(desk, reader(shifted)("EPSG:4490"))
    assert found.datum == datum
    assert found.near_unshifted >= 8 > found.near
    guard = guarded(desk, reader(shifted), "EPSG:4490")
    text = guard_json(desk.definitions, guard)["doubts"][0]["text"]
    assert f"请用 --crs {datum} 指明" in text["zh"]
    assert f"state --crs {datum}" in text["en"]
    assert near(desk, reader(shifted)(datum)) is None


def test_a_shift_that_was_undone_twice_is_noticed(desk):
    assert near(desk, reader(FOLLOWING)("GCJ02")).datum == "EPSG:4490"


def test_each_supposed_verdict_is_the_one_that_stating_it_gives(desk):
    site = numbers(np.array([[120.7005, 28.02], [120.7015, 28.02], [120.7015, 28.021], [120.7005, 28.02]]), "GCJ02")
    reread = reader(site)
    for stated, others in (("EPSG:4490", {"GCJ02", "BD09"}), ("GCJ02", {"EPSG:4490", "BD09"})):
        guard = guarded(desk, reread, stated)
        assert guard.verdict.id == desk.check(question(reread(stated)), NOW).id
        assert {one.state for one in guard.supposed} == others
        for one in guard.supposed:
            assert one.verdict.id == desk.check(question(reread(one.state)), NOW).id
            assert 400 < one.moved_m < 1300
        assert guard.changes  # in the protection zone by one datum, outside by another


def test_a_typed_pair_is_suspected_until_its_crs_is_stated(desk):
    def reread(crs):
        return read_lonlat("120.7100,28.0200", crs)

    codes = [note.code for note in guarded(desk, reread, None).doubts]
    assert codes == ["shift_possible_by_format"]
    assert guarded(desk, reread, "EPSG:4490").doubts == ()


def test_plane_coordinates_are_moved_and_suspected_by_borders_alone(desk):
    shifted = numbers(FOLLOWING, "GCJ02")
    plane = numbers(shifted, "EPSG:4528")
    reading = read_geojson(document(plane), crs="gk3:40")
    guard = would_change(desk, question(reading), None, NOW, stated=True)
    assert [note.code for note in guard.doubts] == ["shift_suspected_by_borders"]
    true = shapely.get_coordinates(guard.supposed[0].reading.features[0].geometry)
    assert true == pytest.approx(FOLLOWING, abs=1e-8)


def test_warnings_beside_a_verdict_name_what_changes_and_say_nothing_of_what_does_not(desk):
    inside = question(read_lonlat("120.7003,28.02", None))  # in the zone as read, not in it if it is of a phone map
    told = warnings(
        desk, inside, desk.check(inside, NOW), lambda crs: read_lonlat("120.7003,28.02", crs), NOW,
        stated=False, always=False,
    )  # fmt: skip
    assert any("若坐标是 GCJ02" in text["zh"] for text in told)
    stated = question(read_lonlat("120.73001,28.03001", "EPSG:4490"))
    assert warnings(desk, stated, desk.check(stated, NOW), None, NOW, stated=True, always=False) == []
