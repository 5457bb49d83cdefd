"""The hint on the level of the EIA: the catalogue's rows, its own column of sensitive areas, and what stays open."""

from datetime import date
from pathlib import Path

import pytest
import shapely
from world import TODAY, World, Zone, box, county, definitions

from layers.errors import DefinitionError
from zoning.case import Case
from zoning.eia import eia_hint
from zoning.eia_catalogue import LEVELS, load_eia
from zoning.findings import contacts
from zoning.verdict import Json

CODES = Path(__file__).parents[2] / "data" / "codes"
CATALOGUE = definitions().eia
SITE = box(0, 0, 100, 100)
AT_SEA = shapely.box(121.2, 27.7, 121.21, 27.71)
OVER = box(50, 50, 150, 150)
BESIDE = box(100, 0, 200, 100)
FARM = {"livestock_scale_farm": True, "pigs_per_year": 600}


def hint(
    world: World | None = None,
    *,
    site: shapely.Geometry = SITE,
    industry: str | None = None,
    as_of: date = TODAY,
    **facts: object,
) -> Json:
    world = world or county()
    case = Case(world.project(site, industry=industry, facts=facts), world.snapshot(), world.definitions, as_of)
    return eia_hint(case, contacts(case, ()))


def items(found: Json) -> list[int]:
    return [row["item"] for row in found["rows"]]  # type: ignore[attr-defined]


# --- the catalogue as a file


def test_all_items_of_all_classes_are_there_each_with_a_level() -> None:
    assert list(CATALOGUE.items) == list(range(1, 174))
    sections = [item.entry.section for item in CATALOGUE.items.values() if item.entry.section]
    assert len(sections) == 55
    assert all(item.clauses for item in CATALOGUE.items.values())


def test_a_level_that_speaks_of_sensitive_areas_has_its_own_column_and_reads_it_or_is_left_to_people() -> None:
    for item in CATALOGUE.items.values():
        for level, entry in item.entry.levels():
            reads = any(clause.sensitive for clause in entry.clauses)
            assert not reads or "环境敏感区" in entry.zh or "配套设施" in entry.zh, (item.entry.item, level)
            if "涉及环境敏感区" in entry.zh and "不涉及" not in entry.zh:
                assert item.entry.sensitive is not None
                assert reads or not entry.clauses or all(clause.open for clause in entry.clauses), (
                    item.entry.item,
                    level,
                )


def test_every_class_three_candidate_has_its_row() -> None:
    industries = definitions().industries
    for entry in industries.head.classes:
        if entry.sector is None or entry.sector == "hazardous_waste":
            continue
        for code in entry.codes:
            rows = [n for n, item in CATALOGUE.items.items() if code.startswith(item.entry.codes)]
            assert rows, f"{code} {entry.codes[code]} has no row"


def test_the_three_categories_hold_the_areas_of_article_3() -> None:
    by_category = dict.fromkeys("一二三", 0)
    for area in CATALOGUE.areas.values():
        by_category[area.entry.category] += 1
    assert by_category == {"一": 6, "二": 17, "三": 2}


def changed(tmp_path: Path, name: str, old: str, new: str) -> Path:
    text = (CODES / name).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  - item: 2\n", "  - item: 3\n", "item 3 stands where 2 belongs"),
        ('codes: ["031", "032", "039"]', 'codes: ["031", "032", "038"]', "038"),
        ("activities: [livestock]", "activities: [lifestock]", "lifestock"),
        ("{livestock_scale_farm: true, pigs_per_year", "{livestock_scale: true, pigs_per_year", "livestock_scale"),
        ("areas: [一, 三]", "areas: [一, 四]", "四"),
        ("clauses: [{whole: true}]", "clauses: [{whole: true, open: true}]", "whole"),
        ("clauses: [{other: true}]", "clauses: [{}]", "conditions"),
    ],
)
def test_a_catalogue_that_cannot_be_meant_does_not_load(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = changed(tmp_path, "eia_catalogue.yaml", old, new)
    with pytest.raises(DefinitionError, match=rf"eia_catalogue\.yaml:\d+.*{fault}"):
        load_eia(
            path,
            CODES / "sensitive_areas.yaml",
            definitions().facts,
            definitions().kinds,
            definitions().industries.standard,
        )


def test_a_sensitive_area_on_a_layer_that_does_not_exist_does_not_load(tmp_path: Path) -> None:
    path = changed(tmp_path, "sensitive_areas.yaml", "{permanent_farmland: {}}", "{farms: {}}")
    with pytest.raises(DefinitionError, match=r"sensitive_areas\.yaml:\d+.*farms"):
        load_eia(
            CODES / "eia_catalogue.yaml",
            path,
            definitions().facts,
            definitions().kinds,
            definitions().industries.standard,
        )


# --- levels by code and facts


@pytest.mark.parametrize(
    ("industry", "facts", "levels"),
    [
        ("C3110", {}, ["report"]),  # 61: 全部
        ("C2631", {}, ["report", "form", "none"]),
        ("C2631", {"process_physical_only": False}, ["report"]),
        ("C2631", {"process_mixing_only": True}, ["form", "none"]),  # 44: form unless no waste water or VOC
        ("C1752", {"process_dyeing_finishing": True}, ["report"]),
        (
            "C1752",
            {"process_dyeing_finishing": False},
            ["report", "form", "none"],
        ),  # wool scouring and coating are open
        ("C2811", {"process_spinning_only": False}, ["report"]),
        ("C2822", {"process_spinning_only": True}, ["form"]),
        ("C2825", {"process_spinning_only": False}, ["form"]),  # 单纯丙纶纤维
        ("C3011", {"process_grinding_only": True}, ["form"]),
        ("C3012", {}, ["form"]),
        ("C3041", {}, ["report"]),
        ("C304", {}, ["report", "form", "none"]),  # flat glass may be meant
        ("C2911", {}, ["report"]),
        ("C2912", {}, ["form"]),
        ("C3311", {"process_electroplating": True}, ["report"]),
        ("C3311", {"process_electroplating": False, "solvent_paint": 9.9}, ["form", "none"]),
        ("C3311", {"process_electroplating": False, "solvent_paint": 10}, ["report"]),
        ("C3251", {}, ["form"]),
        ("A0313", {"livestock_scale_farm": True, "pigs_per_year": 5000}, ["report"]),
        ("A0313", {"livestock_scale_farm": True, "pigs_per_year": 4999}, ["report", "registration"]),
        ("A0313", {"livestock_scale_farm": True, "pigs_per_year": 0, "pigs_in_stock": 2500}, ["report"]),
        ("A0313", {"livestock_scale_farm": False}, ["none"]),
        ("D4415", {"activity": "wind_power"}, ["report", "form"]),
        ("D4415", {"activity": "wind_power", "installed_kw": 49_999}, ["form"]),
        ("D4416", {"activity": "solar_power", "installed_kw": 6000}, ["registration"]),  # more than 6000 is a form
        ("D4620", {"sewage_kind": "urban", "sewage_per_day": 100_000, "nature": "new"}, ["report"]),
        ("D4620", {"sewage_kind": "urban", "sewage_per_day": 500, "nature": "new"}, ["form"]),
        ("D4620", {"sewage_kind": "urban", "sewage_per_day": 499, "nature": "new"}, ["registration", "none"]),
        ("D4413", {"installed_kw": 1000, "nature": "new"}, ["report"]),
        ("N7724", {}, ["report", "form"]),
        ("C1530", {}, ["none"]),  # refined tea: no item names it
        ("C2530", {}, ["report", "form", "registration", "none"]),  # nuclear fuel: perhaps item 167
        ("D4414", {}, ["report", "form", "registration", "none"]),
        ("C4120", {}, ["report", "form", "registration", "none"]),  # irradiation: perhaps item 172
    ],
)
def test_the_levels_that_code_and_facts_leave(industry: str, facts: dict[str, object], levels: list[str]) -> None:
    assert hint(industry=industry, **facts)["levels"] == levels


def test_a_manufacturing_code_that_no_item_names_is_unlisted_and_nothing_said_is_unmatched() -> None:
    unlisted, nothing = hint(industry="C1530"), hint()
    assert (unlisted["basis"], unlisted["rows"]) == ("unlisted", [])
    assert (nothing["basis"], nothing["levels"]) == ("unmatched", list(LEVELS))
    assert nothing["missing_facts"] == ["eia_item"]


def test_the_stated_item_stands_before_any_code() -> None:
    found = hint(industry="C3392", eia_item=61)
    assert (items(found), found["levels"]) == ([61], ["report"])
    assert found["rows"][0]["match"] == "stated"  # type: ignore[index]


def test_an_activity_leads_to_its_rows_and_the_code_to_fewer() -> None:
    wide = hint(activity="linear_infrastructure", nature="new")
    narrow = hint(industry="E4812", activity="linear_infrastructure", nature="new")
    assert {130, 131, 132, 147} <= set(items(wide))
    assert items(narrow) == [130]
    assert {row["match"] for row in wide["rows"]} == {"activity"}  # type: ignore[attr-defined]
    assert "eia_item" in wide["missing_facts"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("facts", "levels"),
    [
        ({"road_grade": "class_2", "road_length": 30.5}, ["report"]),
        ({"road_grade": "class_2", "road_length": 30, "involves_sensitive_area": False}, ["form"]),
        ({"road_grade": "class_2", "road_length": 30, "involves_sensitive_area": True}, ["report"]),
        ({"road_grade": "class_3", "involves_sensitive_area": True}, ["form"]),
        ({"road_grade": "class_3", "involves_sensitive_area": False}, ["registration"]),
        ({"road_grade": "class_1"}, ["report", "form"]),
    ],
)
def test_a_new_road_by_class_length_and_sensitive_area(facts: dict[str, object], levels: list[str]) -> None:
    given = {"activity": "linear_infrastructure", "nature": "new", "involves_sensitive_area": None, **facts}
    given = {name: value for name, value in given.items() if value is not None}
    assert hint(industry="E4812", **given)["levels"] == levels


@pytest.mark.parametrize(
    ("waters", "tonnes", "levels"),
    [
        ("inland", 1000, ["report"]),
        ("inland", 999, ["form"]),
        ("coastal", 9999, ["form"]),
        ("coastal", 10_000, ["report"]),
    ],
)
def test_a_wharf_by_berth_and_waters(waters: str, tonnes: float, levels: list[str]) -> None:
    facts = {"berth_waters": waters, "largest_berth": tonnes, "involves_sensitive_area": False}
    assert hint(eia_item=139, **facts)["levels"] == levels


def test_reclamation_brings_its_row_at_sea_only() -> None:
    assert items(hint(industry="C3011", site=AT_SEA, reclamation=True)) == [54, 154]
    assert items(hint(industry="C3012", reclamation=True)) == [54]
    assert hint(industry="C3012", site=AT_SEA, reclamation=True)["levels"] == ["report"]  # the strictest of the two


# --- sensitive areas: the row's own column


def test_a_sensitive_area_of_the_column_raises_the_level_and_is_named_with_its_feature() -> None:
    world = county().having("water_source_zone", Zone("w", OVER, {"level": "2"}))
    found = hint(world, industry="A0313", **FARM)
    assert found["levels"] == ["report"]
    (raised,) = found["raised_by"]  # type: ignore[misc]
    assert (raised["area"], raised["category"]) == ("drinking_water_source", "一")
    assert [feature["feature"] for feature in raised["features"]] == ["w"]


@pytest.mark.parametrize(
    ("layer", "zone"),
    [
        ("ecological_red_line", Zone("r", OVER, {"part": "land"})),  # 二 is not in the row of livestock
        ("water_source_zone", Zone("w", OVER, {"level": "quasi"})),  # not a protection zone
        ("water_source_zone", Zone("w", BESIDE, {"level": "1"})),  # shares a border only
        ("scenic_area", Zone("s", OVER, {"zone": "outer_belt"})),
    ],
)
def test_an_area_of_another_category_or_merely_beside_raises_nothing(layer: str, zone: Zone) -> None:
    found = hint(county().having(layer, zone), industry="A0313", involves_sensitive_area=False, **FARM)
    assert (found["levels"], found["raised_by"]) == (["registration"], [])


def test_the_same_red_line_raises_a_quarry_whose_column_names_it() -> None:
    world = county().having("ecological_red_line", Zone("r", OVER, {"part": "land"}))
    found = hint(world, industry="B1019", involves_sensitive_area=False)
    assert found["levels"] == ["report", "form"]  # unless it is crushing by itself
    assert [entry["area"] for entry in found["raised_by"]] == ["red_line"]  # type: ignore[attr-defined]


def test_an_area_that_no_layer_shows_leaves_the_level_open_and_is_named() -> None:
    found = hint(industry="A0313", **FARM)
    assert found["levels"] == ["report", "registration"]
    assert {"world_heritage", "cultural_relics", "residential"} <= set(found["open_areas"])  # type: ignore[arg-type]
    assert "drinking_water_source" not in found["open_areas"]  # type: ignore[operator]
    assert found["missing_facts"] == ["involves_sensitive_area"]


def test_a_layer_without_data_is_open_too_and_the_asker_s_word_never_undoes_what_is_met() -> None:
    silent = hint(county().without("water_source_zone"), industry="A0313", **FARM)
    assert "drinking_water_source" in silent["open_areas"]  # type: ignore[operator]
    world = county().having("water_source_zone", Zone("w", OVER, {"level": "1"}))
    assert hint(world, industry="A0313", involves_sensitive_area=False, **FARM)["levels"] == ["report"]


def test_a_standard_factory_building_near_homes_is_left_open_other_real_estate_is_not() -> None:
    world = county().having("sensitive_place", Zone("h", OVER, {"kind": "homes"}))
    assert hint(world, eia_item=97)["levels"] == ["form", "none"]
    assert "residential" in hint(world, eia_item=97)["open_areas"]  # type: ignore[operator]
    assert hint(world, eia_item=137, industry="G5631")["levels"] == ["form"]  # a row that names homes outright


# --- the asker's own level, and the words of the day


@pytest.mark.parametrize(
    ("stated", "industry", "comparison"),
    [
        ("report", "C3110", "agrees"),
        ("form", "C3110", "milder"),
        ("report", "C3251", "stricter"),
        ("form", "C2631", "possible"),
        ("registration", "C2631", "differs"),
        (None, "C3110", None),
    ],
)
def test_a_stated_level_is_compared_and_never_changes_the_candidates(
    stated: str | None, industry: str, comparison: str | None
) -> None:
    facts = {} if stated is None else {"eia_level": stated}
    found = hint(industry=industry, **facts)
    assert (found["stated"], found["comparison"]) == (stated, comparison)
    assert found["levels"] == hint(industry=industry)["levels"]


@pytest.mark.parametrize(
    ("as_of", "word"), [(date(2026, 8, 14), "环境影响报告书"), (date(2026, 8, 15), "生态环境影响报告书")]
)
def test_the_documents_are_named_as_the_law_of_the_day_does(as_of: date, word: str) -> None:
    assert CATALOGUE.terms(as_of).report.zh == word
    assert hint(industry="C3110", as_of=as_of)["terms_from"] == (None if as_of.day == 14 else "2026-08-15")


def test_before_the_catalogue_nothing_is_said() -> None:
    found = hint(industry="C3110", as_of=date(2020, 12, 31))
    assert (found["basis"], found["in_force"], found["levels"]) == ("no_edition", False, list(LEVELS))


def test_contradicting_facts_leave_the_levels_of_every_reading() -> None:
    both = hint(industry="C2631", process_mixing_only=True, process_physical_only=False)
    assert both["levels"] == ["report", "form", "none"]
