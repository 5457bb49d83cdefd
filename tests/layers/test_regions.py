"""The region list: who lies where, what was retired, who has a coast."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from layers.errors import DefinitionError, NotFound
from layers.regions import load_regions

FILE = Path(__file__).parents[2] / "data" / "codes" / "regions.yaml"
REGIONS = load_regions(FILE)


def test_every_county_lies_in_the_city_its_digits_name():
    counties = [region for region in REGIONS.file.data["regions"] if region["level"] == "county"]
    assert len(counties) == 12 + 9 + 6 + 3  # three cities and three retired codes
    for county in counties:
        assert county["parent"] == county["code"][:4] + "00"


def test_a_county_lies_in_its_city_and_province_and_nowhere_else():
    assert REGIONS.ancestry("330382") == ("330382", "330300", "330000")
    assert REGIONS.within("330382", "330300")
    assert not REGIONS.within("330382", "331000")
    assert not REGIONS.within("330300", "330382")


def test_an_unlisted_code_lies_where_its_digits_say():
    assert "330102" not in REGIONS
    assert REGIONS.within("330102", "330100")
    assert not REGIONS.within("330102", "330300")
    assert not REGIONS.within("33010", "330100")


@pytest.mark.parametrize(("old", "new"), [("330322", "330305"), ("331021", "331083"), ("330821", "330803")])
def test_a_retired_code_names_its_successor(old, new):
    assert REGIONS[old].successors == (new,)
    assert REGIONS.retired(old, date(2026, 1, 1))
    assert not REGIONS.retired(old, date(2000, 1, 1))
    assert not REGIONS.retired(new, date(2026, 1, 1))


def test_in_the_year_of_change_a_code_and_its_successor_are_both_good():
    for old, new in (("330322", "330305"), ("331021", "331083"), ("330821", "330803")):
        assert REGIONS[old].dates == REGIONS[new].dates == "year"
        assert REGIONS[new].valid_from <= REGIONS[old].valid_to


def test_quzhou_is_inland_and_the_other_two_cities_have_a_coast():
    coastal = {r["code"] for r in REGIONS.file.data["regions"] if r.get("coast") == "true" and r["level"] == "county"}
    assert not any(code.startswith("3308") for code in coastal)
    assert {"330303", "330305", "330326", "330327", "330381", "330382", "330383", "330322"} == {
        code for code in coastal if code.startswith("3303")
    }
    assert {"331002", "331004", "331022", "331081", "331082", "331083", "331021"} == {
        code for code in coastal if code.startswith("3310")
    }


def test_a_city_has_a_coast_when_one_of_its_counties_has():
    for region in REGIONS.file.data["regions"]:
        if region["level"] == "county" and region.get("coast") == "true":
            assert REGIONS[region["parent"]].coast


def test_an_unknown_code_is_not_found():
    with pytest.raises(NotFound, match="339999"):
        REGIONS["339999"]


HEAD = 'version: "1"\nsource: test\ncoast_source: test\nregions:\n'
ROW = '  - {{code: "{}", name: {{zh: 甲, en: A}}, level: county{}}}\n'


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ([("330001", ""), ("330001", "")], 6, "listed twice"),
        ([("330001", ', parent: "330000"')], 5, "330000, which is not listed"),
        ([("330001", ', successors: ["330009"]')], 5, "330009, which is not listed"),
        ([("3301", "")], 5, "code"),
        ([("330001", ", mayor: me")], 5, "mayor"),
    ],
)
def test_a_wrong_list_is_named_with_its_line(tmp_path, rows, line, says):
    path = tmp_path / "regions.yaml"
    path.write_text(HEAD + "".join(ROW.format(*row) for row in rows), encoding="utf-8")
    with pytest.raises(DefinitionError) as fault:
        load_regions(path)
    assert f"regions.yaml:{line}:" in fault.value.en
    assert says in fault.value.en
