"""The corpus of intake: files in the shapes that really arrive, each read as expected or refused in helpful words."""

from __future__ import annotations

import pytest
import shapely
from corpus import cases, unexpected
from shapely.geometry import shape

from layers import geodesy
from layers.errors import BadInput
from layers.intake.parse import parse
from layers.intake.types import ReadLimits

GOOD, BAD = list(cases("good")), list(cases("bad"))
LEAST = {"text": 35, "files": 30}
CENTROID_DEG, AREA_SHARE = 1e-7, 1e-6
EVERY = 10  # of the good files, those that go through the service on every run


def reading_of(case, folder):
    """What the child process of intake does, without the process."""
    path = folder / "input"
    path.write_bytes(case.content())
    return parse(path, case.name, case.crs, case.layer, ReadLimits())


def require_part(found, wanted):
    assert found.geom_type == wanted["kind"]
    assert shapely.get_num_coordinates(found) == wanted["vertices"]
    centre = shapely.centroid(found)
    assert (centre.x, centre.y) == pytest.approx(wanted["centroid"], abs=CENTROID_DEG)
    area = float(geodesy.area(found)[0])
    assert abs(area) == pytest.approx(wanted.get("area_m2", 0.0), rel=AREA_SHARE, abs=1e-6)


@pytest.mark.parametrize("folder", sorted({case.folder.name for case in GOOD}))
def test_the_corpus_is_as_large_as_was_promised(folder):
    for kind in (GOOD, BAD):
        assert len([case for case in kind if case.folder.name == folder]) >= LEAST[folder]


def test_every_file_of_the_corpus_is_expected():
    assert unexpected() == []


@pytest.mark.parametrize("case", GOOD, ids=str)
def test_a_good_file_gives_the_parts_it_holds(case, tmp_path):
    reading = reading_of(case, tmp_path)
    assert reading.intake == case.expected["intake"]
    assert sorted({note.code for note in reading.notes}) == sorted(case.expected.get("notes", []))
    assert len(reading.features) == len(case.expected["parts"])
    for feature, wanted in zip(reading.features, case.expected["parts"], strict=True):
        require_part(feature.geometry, wanted)
        assert feature.name == wanted.get("name")


@pytest.mark.parametrize("case", BAD, ids=str)
def test_a_bad_file_is_refused_with_its_place_and_the_mend(case, tmp_path):
    with pytest.raises(BadInput) as caught:
        reading_of(case, tmp_path)
    assert caught.value.slug == case.expected["error"]
    for lang in ("zh", "en"):
        said = caught.value.text(lang)
        assert case.name in said
        assert case.expected[lang]
        for words in case.expected[lang]:
            assert words in said, said


def through_the_service(client, writer, case):
    said = {key: value for key, value in (("crs", case.crs), ("layer", case.layer)) if value is not None}
    return client.post("/siting/files", files={"file": (case.name, case.content())}, data=said, headers=writer)


def require_same_through_the_service(client, writer, case):
    answer = through_the_service(client, writer, case)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body["intake"] == case.expected["intake"]
    assert sorted({note["code"] for note in body["notes"]}) == sorted(case.expected.get("notes", []))
    for part, wanted in zip(body["parts"], case.expected["parts"], strict=True):
        require_part(shape(part["geometry"]), wanted)


@pytest.mark.parametrize("case", GOOD[::EVERY], ids=str)
def test_a_good_file_is_the_same_through_the_service(case, client, writer):
    require_same_through_the_service(client, writer, case)


@pytest.mark.long
@pytest.mark.parametrize("case", GOOD, ids=str)
def test_every_good_file_is_the_same_through_the_service(case, client, writer):
    require_same_through_the_service(client, writer, case)


@pytest.mark.long
@pytest.mark.parametrize("case", BAD, ids=str)
def test_every_bad_file_is_refused_by_the_service_in_the_same_words(case, client, writer):
    answer = through_the_service(client, writer, case)
    if case.expected["error"] == "ambiguous-crs":
        # kept, for the asker to state which of the readings that fit is meant
        assert answer.status_code == 201, answer.text
        assert answer.json()["candidates"]
        return
    assert answer.status_code == (413 if case.expected["error"] == "too-large" else 422), answer.text
    assert all(words in answer.json()["detail"] for words in case.expected["zh"])
