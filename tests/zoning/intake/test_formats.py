"""The same site in thirteen formats and eight coordinate systems: one verdict, overlaps within a stated tolerance."""

from __future__ import annotations

import numpy as np
import pytest
from served import NOW
from site_formats import DEGREES, FORMATS, ONLY_DEGREES, ONLY_PLANE, PLANE, numbers

from layers.intake import read, read_geojson
from zoning.desk import ProjectInput, SitingQuestion, today

# across the edge of the protection zone, near which nothing else lies within the accuracy
RING = np.array(
    [[120.6985, 28.0102], [120.7031, 28.0105], [120.7034, 28.0138], [120.6999, 28.0149], [120.6985, 28.0102]]
)
AREA_M2 = 0.05  # of some 15 ha, which numbers to 1e-10° and 1e-5 m leave open


def verdict(desk, reading):
    return desk.check(SitingQuestion(reading, ProjectInput(accuracy_m=1.0), today(NOW)), NOW)


@pytest.fixture(scope="module")
def expected(desk):
    document = {"type": "Polygon", "coordinates": [RING.tolist()]}
    return verdict(desk, read_geojson(document, crs="EPSG:4490"))


def cases():
    """Every format in one system of degrees and one of metres; each in all of them where there is time."""
    for index, name in enumerate(FORMATS):
        degrees = () if name in ONLY_PLANE else DEGREES
        plane = () if name in ONLY_DEGREES else PLANE
        few = {degrees[index % 4] if degrees else "", plane[index % 4] if plane else ""}
        for crs in (*degrees, *plane):
            yield pytest.param(name, crs, id=f"{name}-{crs}", marks=() if crs in few else pytest.mark.long)


@pytest.mark.parametrize(("name", "crs"), cases())
def test_one_site_has_one_verdict_in_every_format_and_system(desk, expected, name, crs):
    found = verdict(desk, read(FORMATS[name](numbers(RING, crs)), name=name, crs=crs))
    assert (found.word, found.body["range"]) == (expected.word, expected.body["range"])
    for mine, other in zip(found.body["findings"], expected.body["findings"], strict=True):
        assert (mine["layer"], mine["feature"], mine["relation"]) == (
            other["layer"],
            other["feature"],
            other["relation"],
        )
        assert mine["overlap_area_m2"] == pytest.approx(other["overlap_area_m2"], abs=AREA_M2)
        assert mine["overlap_area_range_m2"] == pytest.approx(other["overlap_area_range_m2"], abs=AREA_M2)
    assert any(one["overlap_area_m2"] > 50_000 for one in found.body["findings"])
