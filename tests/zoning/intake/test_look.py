"""What is wrong with a client's coordinates is noticed, and each message says how to mend it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from served import NOW
from site_formats import numbers, said

from layers.errors import BadInput
from layers.intake import read
from layers.intake.candidates import AmbiguousCRS
from zoning.desk import today
from zoning.intake.desk import explained, look_at, told

RING = np.array([[120.71, 28.01], [120.7123, 28.0102], [120.7121, 28.0117], [120.7099, 28.0118], [120.71, 28.01]])
HEAD = "[属性描述]\n坐标系=2000国家大地坐标系\n数据产生单位=鹿城区自然资源和规划局\n{keys}[地块坐标]\n"


def corner_txt(xy, keys="", area=""):
    rows = "".join(f"J{index},1,{y},{x}\n" for index, (x, y) in enumerate(said(xy), 1))
    return (HEAD.format(keys=keys) + f"{len(xy)},{area},1,地块,面,,,,@\n" + rows).encode()


def geojson(xy):
    return shapely.to_geojson(shapely.Polygon(xy)).encode()


def opened(content, name="a.txt", **stated):
    try:
        return read(content, name=name, **stated)
    except AmbiguousCRS as fault:
        return fault


def seen(desk, found, region=None):
    return look_at(desk, found, region=region, as_of=today(NOW), now=NOW)


def doubts(desk, found, region=None):
    return {
        note["code"]: note["text"] for note in told(desk, found, region=region, as_of=today(NOW), now=NOW)["doubts"]
    }


def packed(degrees):
    """ddd.mmss of decimal degrees, to a second, so that seconds are whole."""
    minutes, seconds = divmod(round(degrees % 1 * 3600), 60)
    return float(f"{int(degrees)}.{minutes:02d}{seconds:02d}")


def test_without_a_zone_the_one_in_the_stated_county_comes_first_and_none_is_taken(desk):
    fault = opened(corner_txt(numbers(RING, "EPSG:4549")))
    assert isinstance(fault, AmbiguousCRS)
    look = seen(desk, fault)
    first, second, *_ = look.interpretations
    assert first.state == "gk3:40"
    assert [note.code for note in first.evidence] == ["place_on_land", "place_as_stated"]
    assert second.position.code is None
    assert not any(one.chosen for one in look.interpretations)
    assert len(look.interpretations) == 20  # every 3° zone that puts it in China; 6° zones have the same meridians
    message = explained(desk, fault, as_of=today(NOW), now=NOW)
    assert "gk3:40 → 120.71" in message.zh and "鹿城区" in message.zh and "请用 --crs 指明" in message.zh
    assert "the likeliest are: gk3:40" in message.en and "state it with --crs" in message.en
    assert message.candidates[0].state == "gk3:40"
    chosen = read(corner_txt(numbers(RING, "EPSG:4549")), name="a.txt", crs=first.state)
    assert shapely.get_coordinates(chosen.features[0].geometry)[0] == pytest.approx(RING[0], abs=1e-9)


def test_the_area_that_a_file_states_is_evidence(desk):
    hectares = {"gk3:40": shapely.Polygon(numbers(RING, "EPSG:4549")).area / 1e4}
    fault = opened(corner_txt(numbers(RING, "EPSG:4549"), area=f"{hectares['gk3:40']:.4f}"))
    assert "area_as_declared" in [note.code for note in seen(desk, fault).interpretations[0].evidence]
    fault = opened(corner_txt(numbers(RING, "EPSG:4549"), area="99.0"))
    assert "area_not_as_declared" in [note.code for note in seen(desk, fault).interpretations[0].evidence]


def test_a_declared_area_ten_times_too_large_is_a_doubt(desk):
    area = 10 * shapely.Polygon(numbers(RING, "EPSG:4528")).area / 1e4
    found = doubts(desk, opened(corner_txt(numbers(RING, "EPSG:4528"), area=f"{area:.4f}")))
    assert "小数点错位；请改正面积" in found["declared_area_decimal_point"]["zh"]
    assert "correct the area" in found["declared_area_decimal_point"]["en"]


@pytest.mark.parametrize("region", [None, "330302", "鹿城区"])
def test_a_wrong_zone_is_noticed_and_the_right_one_named(desk, region):
    wrong = opened(corner_txt(numbers(RING, "EPSG:4549")), crs="gk3:39")
    found = doubts(desk, wrong, region)
    assert {"read_outside_drawn", "read_far_from_stated", "reads_better_as"} <= found.keys()
    assert "请用 --crs gk3:40 指明" in found["reads_better_as"]["zh"]
    assert "state --crs gk3:40" in found["reads_better_as"]["en"]


def test_a_wrong_zone_number_within_the_eastings_has_to_be_mended_in_the_file(desk):
    xy = numbers(RING, "EPSG:4549") + np.array([39e6, 0])
    found = doubts(desk, opened(corner_txt(xy)))
    assert "请改正文件中东坐标的带号" in found["reads_better_mended"]["zh"]
    assert "correct the zone number" in found["reads_better_mended"]["en"]


def test_exchanged_degrees_are_refused_with_the_reading_that_fits(desk):
    fault = opened(geojson(RING[:, ::-1]), "a.geojson")
    assert isinstance(fault, AmbiguousCRS)
    assert [one.state for one in fault.candidates] == ["EPSG:4490,swapped"]
    assert "请改为经度在前" in fault.zh and "write longitude first" in fault.en
    mended = read(geojson(RING[:, ::-1]), name="a.geojson", crs="EPSG:4490,swapped")
    assert shapely.get_coordinates(mended.features[0].geometry).tolist() == RING.tolist()
    assert "swapped_as_stated" in [note.code for note in mended.notes]


def test_packed_degrees_read_as_decimal_are_suspected_and_the_other_reading_shown(desk):
    degrees = np.vectorize(packed)(RING + np.array([0.00013, 0.00017]))
    reading = opened(geojson(degrees), "a.geojson")
    text = doubts(desk, reading)["packed_suspected"]
    assert "EPSG:4490,packed" in text["zh"] and "EPSG:4490,packed" in text["en"]
    others = {one.state: one for one in seen(desk, reading).interpretations}
    middle = others["EPSG:4490,packed"].outline.centroid
    assert (middle.x, middle.y) == pytest.approx(RING[:-1].mean(axis=0), abs=0.002)
    again = read(geojson(degrees), name="a.geojson", crs="EPSG:4490,packed")
    assert again.features[0].geometry.centroid.x == pytest.approx(middle.x, abs=1e-4)
    assert "packed_suspected" not in [note.code for note in read(geojson(degrees), name="a", crs="decimal").notes]


def test_packed_minutes_above_59_are_refused_by_vertex():
    with pytest.raises(BadInput, match=r"vertex 1: 28\.6711 has minutes or seconds above 59.*state decimal"):
        read(geojson(RING * 0 + [[120.3, 28.6711], [120.31, 28.2], [120.32, 28.3], [120.33, 28.4], [120.3, 28.6711]]),
             name="a", crs="packed")  # fmt: skip


def test_a_region_that_is_none_is_refused(desk):
    with pytest.raises(BadInput, match="neither the code nor the name of a region"):
        seen(desk, opened(geojson(RING), "a.geojson"), region="999999")


def test_a_file_is_looked_at_without_any_edition(definitions_only):
    look = told(definitions_only, opened(geojson(RING), "a.geojson"), as_of=today(NOW), now=NOW)
    assert [one["state"] for one in look["candidates"]] == ["EPSG:4490", "GCJ02", "BD09"]
    assert look["candidates"][0]["chosen"]
