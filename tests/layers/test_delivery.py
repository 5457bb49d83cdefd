"""Fields become attributes: by name, by alias, by what the steward says, and never by guess."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from layers.delivery import take
from layers.errors import BadFile, BadInput
from layers.intake.types import RawFeature, Reading
from layers.kinds import load_kinds
from layers.mapping import DeliveryMapping, load_mapping, parse_mapping

KINDS = load_kinds(Path(__file__).parents[2] / "data" / "layers")
BOX = shapely.box(120, 28, 120.01, 28.01)


def read(*rows, intake="gpkg"):
    return Reading(tuple(RawFeature(BOX, row, f"row {n}") for n, row in enumerate(rows, 1)), intake, "EPSG:4490")


def taken(layer, *rows, **mapping):
    return take(read(*rows), KINDS[layer], DeliveryMapping(**mapping))


def notes(delivery, code):
    return [dict(note.values) for note in delivery.notes if note.code == code]


def problems(delivery):
    return [(problem.code, problem.source, dict(problem.values)) for problem in delivery.problems]


def test_fields_are_taken_by_alias_in_any_case_with_blanks_at_their_ends():
    delivery = taken("control_unit", {"hjzhgkdybm\n": "ZH33030220001", " ZHGKDYFL ": "优先保护单元", "NAME": "甲"})
    assert delivery.attributes["code"] == ["ZH33030220001"]
    assert delivery.attributes["class"] == ["priority"]
    assert delivery.attributes["name"] == ["甲"]
    assert not delivery.problems


def test_numbers_become_the_texts_they_were_meant_to_be():
    delivery = taken("admin_area", {"county_code": 330302.0, "part": "land"}, {"county_code": 330303, "part": "陆域"})
    assert delivery.attributes["code"] == ["330302", "330303"]
    assert delivery.attributes["part"] == ["land", "land"]
    assert taken("water_source_zone", {"level": 1.0}).attributes["level"] == ["1"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-07-11", "2024-07-11"),
        ("2024/7/1", "2024-07-01"),
        ("2024年7月1日", "2024-07-01"),
        ("20240711", "2024-07-11"),
        (20240711, "2024-07-11"),
        ("2024-07-11T00:00:00", "2024-07-11"),
    ],
)
def test_dates_are_read_as_they_are_written(text, day):
    assert taken("bay", {"name": "湾", "built_on": text}).attributes["built_on"] == [day]


@pytest.mark.parametrize("text", ["2024-13-01", "2024-02-30", "202411", "明年", "2024", "2024-07-11T23:00:00"])
def test_what_is_no_date_is_a_problem_of_its_feature(text):
    delivery = taken("bay", {"name": "湾", "built_on": text})
    told = {"attribute": "built_on", "field": "built_on", "value": text}
    assert problems(delivery) == [("value_not_date", "row 1", told)]


def test_a_type_left_out_is_unclassed_and_a_level_follows_from_the_code():
    coast = taken("coastline", {"kind": "大陆岸线"}, {"kind": "island"})
    assert coast.attributes["type"] == ["unclassed", "unclassed"]
    assert notes(coast, "default_taken") == [{"attribute": "type", "value": "unclassed", "count": 2}]
    admin = taken("admin_area", {"code": "330000", "part": "land"}, {"code": "330382", "part": "sea"})
    assert admin.attributes["level"] == ["province", "county"]
    assert notes(admin, "value_derived") == [{"attribute": "level", "basis": "code", "count": 2}]


def test_a_value_given_is_not_overwritten_by_default_or_derivation():
    admin = taken("admin_area", {"code": "330300", "level": "县", "part": "land"})
    assert admin.attributes["level"] == ["county"]
    assert taken("coastline", {"kind": "island", "type": "砂质岸线"}).attributes["type"] == ["N_SAND"]


def test_land_or_sea_must_be_said_and_can_be_said_for_all():
    (problem,) = taken("admin_area", {"code": "330382"}, {"code": "330381"}).problems
    assert (problem.severity, problem.code) == ("error", "required_field_missing")
    assert problem.values["attribute"] == "part"
    said = taken("admin_area", {"code": "330382"}, {"code": "330381"}, constants={"part": "land"})
    assert said.attributes["part"] == ["land", "land"]
    assert not said.problems


def test_a_required_value_that_is_empty_names_its_feature():
    delivery = taken("water_source_zone", {"JB": "一级"}, {"JB": "  "}, {"JB": None})
    assert [(code, source) for code, source, _ in problems(delivery)] == [
        ("required_missing", "row 2"),
        ("required_missing", "row 3"),
    ]


def test_a_code_not_in_the_list_is_told_once_with_feature_and_field():
    delivery = taken("water_source_zone", {"JB": "三级"}, {"JB": "二级"})
    ((code, source, told),) = problems(delivery)
    assert (code, source) == ("value_not_in_list", "row 1")
    assert (told["field"], told["value"], told["allowed"]) == ("JB", "三级", "1, 2, quasi")
    assert delivery.attributes["level"] == [None, "2"]


def test_values_are_renamed_before_they_are_typed():
    delivery = taken("water_source_zone", {"JB": "Ⅰ"}, {"JB": "二级"}, values={"level": {"Ⅰ": "1"}})
    assert delivery.attributes["level"] == ["1", "2"]
    assert taken("bay", {"name": "湾", "status": "无"}, values={"status": {"无": None}}).attributes["status"] == [None]


def test_a_renaming_that_meets_nothing_is_noted():
    delivery = taken("water_source_zone", {"JB": "1"}, values={"level": {"Ⅰ": "1"}})
    assert notes(delivery, "value_map_unused") == [{"attribute": "level", "values": "Ⅰ"}]


def test_a_field_is_taken_where_the_steward_says_and_the_one_of_the_name_is_not():
    delivery = taken("coastline", {"kind": "旧", "class2": "island"}, fields={"kind": "CLASS2"})
    assert delivery.attributes["kind"] == ["island"]
    assert notes(delivery, "fields_not_taken") == [{"fields": "kind"}]


def test_a_field_the_constant_stands_in_for_is_noted():
    delivery = taken("coastline", {"kind": "island"}, constants={"kind": "mainland"})
    assert delivery.attributes["kind"] == ["mainland"]
    assert notes(delivery, "field_overridden") == [{"attribute": "kind", "field": "kind"}]


def test_of_two_fitting_fields_the_first_alias_is_taken_and_noted():
    delivery = taken("admin_area", {"city_code": "330300", "county_code": "330382", "part": "land"})
    assert delivery.attributes["code"] == ["330382"]
    assert notes(delivery, "field_chosen") == [{"attribute": "code", "field": "county_code", "others": "city_code"}]


def test_names_cut_to_ten_bytes_are_understood():
    delivery = taken("coastline", {"survey_yea": 2021, "recognitio": "省认定", "kind": "island"})
    assert delivery.attributes["survey_year"] == [2021]
    assert delivery.attributes["recognition"] == ["省认定"]
    assert {note["field"] for note in notes(delivery, "field_cut")} == {"survey_yea", "recognitio"}


def test_a_cut_name_of_two_meanings_is_not_taken():
    delivery = taken("control_unit", {"环境管控单": "ZH33030220001", "class": "2"})  # code and name begin alike
    assert delivery.attributes["code"] == [None]
    assert notes(delivery, "field_cut_ambiguous") == [{"field": "环境管控单", "attributes": "code, name"}]


def test_unknown_fields_are_listed():
    assert notes(taken("bay", {"name": "湾", "FID_": 3, "x": 1}), "fields_not_taken") == [{"fields": "FID_, x"}]


def test_fields_that_differ_in_case_only_must_be_told_apart():
    with pytest.raises(BadInput, match="--map code=FIELD"):
        taken("bay", {"name": "湾", "code": "1", "CODE": "2"})


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"fields": {"code": "nowhere"}}, "no field nowhere"),
        ({"fields": {"colour": "code"}}, "no attribute colour"),
        ({"constants": {"colour": "red"}}, "no attribute colour"),
        ({"constants": {"status": "finished"}}, "cannot be 'finished'"),
        ({"values": {"status": {"x": "finished"}}}, "cannot be 'finished'"),
        ({"fields": {"code": "code"}, "constants": {"code": "1"}}, "leave one"),
    ],
)
def test_a_mapping_that_does_not_fit_is_bad_input(mapping, says):
    with pytest.raises(BadInput, match=says):
        taken("bay", {"name": "湾", "code": "1"}, **mapping)


def test_an_empty_delivery_of_an_all_empty_layer_can_be_taken():
    delivery = taken("ecological_red_line")
    assert len(delivery) == 0
    assert not delivery.problems


def test_an_empty_delivery_has_no_field_that_a_mapping_could_miss():
    assert not taken("bay", fields={"code": "BM"}).problems


def test_a_delivery_without_any_key_says_that_ids_are_assigned():
    assert notes(taken("bay", {"name": "湾"}), "ids_assigned") == [{"key": "code", "count": 1}]
    assert not notes(taken("bay", {"name": "湾", "code": "1"}), "ids_assigned")


def test_the_command_line_forms_make_a_mapping():
    mapping = parse_mapping(["code=BM"], ["part=land"], ["level:Ⅰ=1", "level:a=b=2", "level:无="])
    assert mapping.fields == {"code": "BM"}
    assert mapping.constants == {"part": "land"}
    assert mapping.values == {"level": {"Ⅰ": "1", "a=b": "2", "无": None}}


@pytest.mark.parametrize(
    "wrong",
    [{"maps": ["code"]}, {"maps": ["=x"]}, {"sets": ["part="]}, {"values": ["level=1"]}, {"values": ["level:x"]}],
)
def test_another_form_says_how_it_is_written(wrong):
    with pytest.raises(BadInput, match="must have the form"):
        parse_mapping(**wrong)


def test_one_attribute_cannot_be_given_two_fields():
    with pytest.raises(BadInput, match="twice"):
        parse_mapping(["code=A", "code=B"])


def test_a_mapping_file_says_the_same_and_the_command_line_goes_over_it(tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text('map: {code: BM}\nset: {part: land}\nvalues: {level: {"Ⅰ": "1"}}\n', encoding="utf-8")
    mapping = load_mapping(path)
    assert mapping == parse_mapping(["code=BM"], ["part=land"], ["level:Ⅰ=1"])
    over = mapping.joined(parse_mapping(["part=LH"], [], ["level:Ⅱ=2"]))
    assert over == parse_mapping(["code=BM", "part=LH"], [], ["level:Ⅰ=1", "level:Ⅱ=2"])


def test_a_wrong_mapping_file_is_named_with_its_line(tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text("map: {code: BM}\nmapp: {}\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"m\.yaml:2: mapp"):
        load_mapping(path)
