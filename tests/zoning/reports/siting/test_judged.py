"""What counts as met, not met or to be shown; what is a certain conflict and what is open."""

from dataclasses import replace

import pytest
from siting_reports import RECORDED, SETTINGS, WorldGround, grids, shape, told, veiled
from world import World, Zone, box, county, harmless

from zoning.rendering import render
from zoning.reports.siting.access_list import DIMENSIONS, MET, NOT_MET, TO_SHOW, judged
from zoning.reports.siting.report import siting_report
from zoning.reports.siting.tones import Tones, tone_elsewhere

TEXT = "（演示文本）不得新增排放"


def unit(class_, coded=True):
    """A county whose one unit is of a class."""
    world = county()
    zones = {**world.zones}
    zones.pop("control_unit")
    attributes = {
        "code": "ZH33038120001",
        "name": "演示单元",
        "class": class_,
        "list_coded": coded,
        "pollutant_emission": TEXT,
    }
    return replace(world, zones=zones).having("control_unit", Zone("u1", _all(world), attributes))


def _all(world):
    return world.zones["control_unit"][0].geometry


def asked(world: World, **facts):
    return render(world.ask(box(0, 0, 200, 120), facts=harmless(**facts)).record(), world.definitions)


def results(body):
    """The word of each dimension for the one unit found."""
    (found,) = (finding for finding in body["findings"] if finding["layer"] == "control_unit")
    return [judged(found, dimension, Tones(body))[0] for dimension in DIMENSIONS]


def report_on(world, body):
    return siting_report(body, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS)


def test_a_unit_that_bars_the_project_is_not_met_in_layout():
    assert results(asked(unit("priority"), industry_class="三"))[0] == NOT_MET


def test_coded_rules_that_restrict_nothing_are_met_in_layout_and_shown_elsewhere():
    assert results(asked(unit("general"))) == [MET, TO_SHOW, TO_SHOW, TO_SHOW]


def test_a_duty_about_discharge_is_to_be_shown_under_emissions():
    body = asked(unit("general"), industry_class="三", nature="expanded")
    assert results(body) == [MET, TO_SHOW, TO_SHOW, TO_SHOW]
    (found,) = (finding for finding in body["findings"] if finding["layer"] == "control_unit")
    why = [judged(found, dimension, Tones(body))[1].en for dimension in DIMENSIONS]
    assert why[1].startswith("CU: ")
    assert why[2].startswith("CU: ")
    assert why[3] == "no rule reads the text of the list: the applicant shows it"


def test_a_list_that_is_not_coded_is_to_be_shown_in_every_dimension():
    world = unit("general", coded=False)
    body = asked(world)
    assert results(body) == [TO_SHOW] * 4
    assert "下列单元的清单尚未编为规则" in told(report_on(world, body), "zh")


def test_an_open_fact_of_the_matrix_is_to_be_shown():
    assert results(asked(unit("priority"), industry_class=None))[0] == TO_SHOW


def test_the_text_of_the_list_and_what_is_known_of_the_project_stand_beside_each_other():
    world = unit("general")
    table = grids(report_on(world, asked(world)))["access_list"].table
    assert table.rows[1][2] == TEXT
    assert table.rows[0][2].en == "the data has no text of the list"
    assert "建设性质：新建" in table.rows[0][3].zh


def test_without_a_unit_the_report_says_whether_the_layer_answered():
    world = county()
    zones = {name: held for name, held in world.zones.items() if name != "control_unit"}
    bare = replace(world, zones=zones)
    assert "没有可对照的管控单元" in told(report_on(bare, asked(bare)), "zh")


def test_a_prohibition_that_holds_is_a_certain_conflict():
    _, body = shape("prohibited")
    found = [finding for finding in body["findings"] if finding["layer"] == "water_source_zone"]
    assert [Tones(body).of_finding(one) for one in found] == ["bad"]


def test_a_prohibition_with_an_open_exception_is_no_certain_conflict():
    world = county().having(
        "ecological_red_line", Zone("r1", box(-300, -300, 300, 300), {"code": "r1", "name": "演示红线"})
    )
    body = render(world.ask(box(0, 0, 200, 120), facts={"nature": "new"}).record(), world.definitions)
    (found,) = (finding for finding in body["findings"] if finding["layer"] == "ecological_red_line")
    tones = Tones(body)
    held = [rule for rule in found["rules"] if rule["holds"] and rule["effect"] == "prohibit"]
    assert held
    assert {tones.of_rule(rule) for rule in held} == {"open"}
    assert tones.effect(held[0]).zh == "禁止 · 成立，例外或认定待定"
    assert tones.of_finding(found) == "open"


def test_a_thin_contact_is_open():
    _, body = shape("undetermined")
    (found,) = (finding for finding in body["findings"] if finding["layer"] == "ecological_red_line")
    assert found["certainty"] == "marginal"
    assert Tones(body).of_finding(found) == "open"


def test_a_feature_is_no_stricter_than_its_own_effect():
    """The matrix prohibits in one unit and asks for nothing in the other; only the first is a conflict."""
    world = county()
    zones = {**world.zones, "control_unit": ()}
    names = {"general": "ZH33038130001", "priority": "ZH33038110001"}
    whole = world.zones["control_unit"][0].geometry
    west = box(-100_000, -100_000, 100, 100_000)
    places = {"general": whole.intersection(west), "priority": whole.difference(west)}
    units = [
        Zone(class_, places[class_], {"code": code, "name": class_, "class": class_, "list_coded": True})
        for class_, code in names.items()
    ]
    body = asked(replace(world, zones=zones).having("control_unit", *units), industry_class="三", nature="expanded")
    tones = {f["feature"]: Tones(body).of_finding(f) for f in body["findings"] if f["layer"] == "control_unit"}
    assert tones == {"general": "caution", "priority": "bad"}


@pytest.mark.parametrize(
    ("ends", "tone"),
    [
        (("prohibited", "prohibited"), "bad"),
        (("conditional", "prohibited"), "open"),
        (("admissible", "conditional"), "open"),
        (("conditional", "conditional"), "caution"),
        (("admissible", "admissible"), "plain"),
    ],
)
def test_a_rule_without_a_feature_counts_by_the_range_it_leaves(ends, tone):
    assert tone_elsewhere({"range": list(ends)}) == tone


def test_a_prohibition_without_a_feature_stands_in_the_conclusion():
    world = county()
    body = render(
        world.ask(box(0, 0, 200, 120), facts=harmless(chemical_project=True, high_pollution_project=True)).record(),
        world.definitions,
    )
    barring = [rule for rule in body["rules"] if rule["range"] == ["prohibited", "prohibited"]]
    assert barring
    report = report_on(world, body)
    conclusion = next(section for section in report.sections if section.title.en == "Conclusion")
    said = "\n".join(text.en for block in conclusion.blocks if hasattr(block, "texts") for text in block.texts)
    for rule in barring:
        assert rule["text"]["en"] in said


def test_a_withheld_area_is_told_in_full_hectares_once():
    world = county().having(
        "ecological_red_line", Zone("r1", box(-300, -300, 300, 300), {"code": "r1", "name": "红线"})
    )
    record = world.ask(box(0, 0, 200, 120), facts=harmless()).record()
    written = told(report_on(world, veiled(world, record, frozenset({"ecological_red_line"}))), "en")
    assert "\n2 ha (full hectares)\n" in written
    assert "(full hectares) ha" not in written
