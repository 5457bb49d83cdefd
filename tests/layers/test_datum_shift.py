"""Beijing 1954 and Xi'an 1980: refused without the operator's parameters, moved by them, named in the answer."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest
from pyproj import Transformer

from layers.crs import parse_crs
from layers.datum_parameters import load_datum_parameters
from layers.datum_shift import DatumShift
from layers.errors import BadCRS, DefinitionError
from layers.intake import ReadLimits, read

SHIFT = DatumShift(
    "xian80", "示例七参数", "coordinate_frame", 120.5, -60.25, 3.5, 0.5, -0.75, 1.25, 2.5,
    119.0, 26.5, 122.0, 29.0, 0.5, "示例 example",
)  # fmt: skip
FILE = """\
shifts:
  - datum: xian80
    name: 示例七参数
    method: coordinate_frame
    region: {west: 119, south: 26.5, east: 122, north: 29}
    parameters: {dx: 120.5, dy: -60.25, dz: 3.5, rx: 0.5, ry: -0.75, rz: 1.25, scale_ppm: 2.5}
    accuracy_m: 0.5
    source: 示例 example
"""
CORNERS = """[属性描述]
坐标系={datum}
带号=40
[地块坐标]
J1,1,3099889.000,569848.000
J2,1,3099889.000,570048.000
J3,1,3100089.000,570048.000
"""
IN_40 = np.array([[569848.0, 3099889.0], [570048.0, 3100089.0]])


def by_hand(lonlat):
    """The seven parameters applied in geocentric coordinates, as textbooks write the coordinate-frame form."""
    a, rf = 6378140.0, 298.257
    e2 = (2 - 1 / rf) / rf
    lam, phi = np.radians(lonlat).T
    n = a / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    xyz = np.array([n * np.cos(phi) * np.cos(lam), n * np.cos(phi) * np.sin(lam), n * (1 - e2) * np.sin(phi)])
    rx, ry, rz = np.radians(np.array([0.5, -0.75, 1.25]) / 3600)
    turned = np.array([[1, rz, -ry], [-rz, 1, rx], [ry, -rx, 1]]) @ xyz
    moved = np.array([[120.5], [-60.25], [3.5]]) + (1 + 2.5e-6) * turned
    back = Transformer.from_crs("EPSG:4479", "EPSG:4480", always_xy=True).transform(*moved)
    return np.column_stack(back[:2])


def test_parameters_move_coordinates_as_the_textbook_says():
    plain = np.array([[120.71, 28.01], [120.9, 27.6]])
    assert SHIFT.apply(plain) == pytest.approx(by_hand(plain), abs=2e-11)


def test_the_rotations_of_the_two_conventions_are_opposite():
    plain = np.array([[120.71, 28.01]])
    other = replace(SHIFT, method="position_vector", rx=-0.5, ry=0.75, rz=-1.25)
    assert other.apply(plain) == pytest.approx(SHIFT.apply(plain), abs=1e-10)


@pytest.mark.parametrize("token", ["xian80:gk3:40", "EPSG:2385", "EPSG:2364"])
def test_a_zone_of_xian_1980_is_read_in_its_own_projection_and_then_moved(token):
    source = replace(parse_crs(token, old=True), shifts=(SHIFT,))
    xy = IN_40 + (np.array([40e6, 0.0]) if token == "EPSG:2364" else 0.0)
    lonlat, notes = source.to_cgcs2000(xy)
    old = np.column_stack(Transformer.from_crs(2385, 4610, always_xy=True).transform(*IN_40.T))
    assert lonlat == pytest.approx(by_hand(old), abs=2e-11)
    assert [note.code for note in notes] == ["datum_transformed"]
    assert notes[0].values["sha256"] == SHIFT.sha256
    assert notes[0].values["accuracy_m"] == 0.5


@pytest.mark.parametrize("token", ["EPSG:2437", "EPSG:4214", "beijing54:gk3:40", "xian80", "EPSG:2385"])
def test_without_parameters_an_old_datum_is_refused_and_told_where_they_go(token):
    with pytest.raises(BadCRS, match=r"no public parameters.*SANXIAN_DATUM_PARAMETERS"):
        parse_crs(token)
    xy = np.array([[120.71, 28.01]]) if parse_crs(token, old=True).is_degrees else IN_40
    with pytest.raises(BadCRS, match="no public parameters"):
        parse_crs(token, old=True).to_cgcs2000(xy)


def test_parameters_of_one_datum_do_not_serve_the_other():
    with pytest.raises(BadCRS, match="Beijing 1954"):
        replace(parse_crs("beijing54:gk3:40", old=True), shifts=(SHIFT,)).to_cgcs2000(IN_40)


def test_outside_their_region_parameters_are_refused():
    with pytest.raises(BadCRS, match=r"outside the region of the parameters that are set \(示例七参数\)"):
        replace(parse_crs("xian80", old=True), shifts=(SHIFT,)).to_cgcs2000(np.array([[118.5, 28.0]]))


def test_a_zone_of_an_old_datum_is_another_place_than_that_of_cgcs2000():
    assert not parse_crs("xian80:gk3:40", old=True).same_place(parse_crs("gk3:40"))


def test_a_corner_file_that_states_an_old_datum_is_moved_by_the_parameters_and_says_so():
    content = CORNERS.format(datum="1980西安坐标系").encode()
    with pytest.raises(BadCRS, match="no public parameters"):
        read(content, name="a.txt")
    reading = read(content, name="a.txt", limits=ReadLimits(datums=(SHIFT,)))
    assert "datum_transformed" in [note.code for note in reading.notes]
    assert reading.shift_accuracy_m == 0.5
    assert reading.crs == "xian80:gk3:40"


def test_the_file_of_the_operator_is_read_strictly(tmp_path):
    path = tmp_path / "datums.yaml"
    path.write_text(FILE, encoding="utf-8")
    (found,) = load_datum_parameters(path)
    assert asdict(found) == asdict(SHIFT)
    assert found.sha256 == SHIFT.sha256


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("datum: xian80", "datum: dhdn", "datum"),
        ("rx: 0.5, ", "", None),
        ("method: coordinate_frame", "method: translation", "no rotations"),
        ("method: coordinate_frame", "method: grid", "method"),
        ("west: 119", "west: 123", "west before its east"),
        ("accuracy_m: 0.5", "accuracy_m: 0", "accuracy_m"),
        ("    source: 示例 example\n", "", "source"),
        (FILE, FILE + FILE.removeprefix("shifts:\n"), "both hold in one place"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, old, new, words):
    path = tmp_path / "datums.yaml"
    path.write_text(FILE.replace(old, new), encoding="utf-8")
    if words is None:
        assert load_datum_parameters(path)[0].rx == 0.0
        return
    with pytest.raises(DefinitionError, match=words):
        load_datum_parameters(path)
