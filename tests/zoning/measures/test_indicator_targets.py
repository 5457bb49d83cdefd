"""Targets of the plans as data: every one of them, as printed; and the strict loader."""

from pathlib import Path

import pytest
from measuring import measure_definitions
from world import definitions

from layers.errors import DefinitionError
from zoning.measures.indicators.figure_names import FIGURE_KINDS
from zoning.measures.indicators.figures import FIGURES
from zoning.measures.indicators.targets import load_targets

# read by hand from the tables and texts of the plans: id, region, comparison, value, unit, year, nature, base, standing
PRINTED = """
wenzhou-shoreline-mainland        330300 not_lower_than_baseline -      percent 2025 expected 38.2  draft
wenzhou-shoreline-islands         330300 not_lower_than_baseline -      percent 2025 expected 82    draft
wenzhou-red-line-share            330300 not_lower_than_baseline -      percent 2025 binding  -     draft
wenzhou-forest-cover              330300 about                   62     percent 2025 binding  61.8  draft
wenzhou-nearshore-water           330300 at_least                82     percent 2025 expected 77    draft
wenzhou-contaminated-plots        330300 at_least                95     percent 2025 binding  100   draft
wenzhou-buffer-built              330300 cumulative_at_least     100    km      2025 -        -     draft
wenzhou-beautiful-bays            330300 count_at_least          3      count   2025 -        -     draft
wenzhou-beautiful-rivers          330300 count_at_least          50     count   2025 -        -     draft
wenzhou-sponge-city-urban         330300 at_least                55     percent 2025 -        -     draft
wenzhou-sponge-city-counties      330300 at_least                25     percent 2025 -        -     draft
wenzhou-source-zone-database      330300 text_only               -      -       2025 -        -     draft
wenzhou-source-zone-marking       330300 text_only               -      -       2025 -        -     draft
wenzhou-red-line-marking          330300 text_only               -      -       -    -        -     draft
wenzhou-carbon-forest-cover       330300 about                   60.7   percent 2025 -        -     final
wenzhou-carbon-wetland-protection 330300 at_least                55     percent 2025 -        -     final
wenzhou-carbon-buffer-restored    330300 cumulative_at_least     100    km      2025 -        -     final
wenzhou-carbon-eco-shore          330300 cumulative_at_least     15     km      2025 -        -     final
wenzhou-carbon-mangrove-planted   330300 cumulative_at_least     200    ha      2025 -        -     final
wenzhou-carbon-mangrove-tended    330300 cumulative_at_least     200    ha      2025 -        -     final
wenzhou-carbon-beautiful-rivers   330300 count_at_least          35     count   2025 -        -     final
taizhou-bay-shoreline             331000 at_least                21     percent 2025 expected -     final
taizhou-shoreline-mainland        331000 not_lower_than_baseline -      percent 2025 -        -     final
taizhou-shoreline-islands         331000 not_lower_than_baseline -      percent 2025 -        -     final
taizhou-red-line-share            331000 assigned_by_superior    -      percent 2025 binding  -     final
taizhou-forest-cover              331000 at_least                61.5   percent 2025 binding  61.37 final
taizhou-forest-area               331000 not_lower_than_baseline -      -       -    -        -     final
taizhou-greening                  331000 cumulative_at_least     231500 mu      2024 -        -     final
taizhou-wetland-held              331000 not_lower_than_baseline -      ha      2025 -        -     final
taizhou-buffer-built              331000 cumulative_at_least     100    km      2025 -        -     final
taizhou-beautiful-rivers          331000 count_at_least          45     count   2025 -        -     final
taizhou-nearshore-water           331000 text_only               -      -       2025 expected 76    final
taizhou-contaminated-plots        331000 at_least                95     percent 2025 binding  100   final
taizhou-protected-area-marking    331000 text_only               -      -       2025 -        -     final
quzhou-red-line-share             330800 assigned_by_superior    -      percent 2025 binding  27.90 final
quzhou-forest-cover               330800 at_least                70     percent 2025 binding  69.63 final
quzhou-contaminated-plots         330800 at_least                100    percent 2025 binding  100   final
quzhou-buffer-reaches             330800 text_only               -      -       2025 -        -     final
quzhou-beautiful-rivers           330800 count_at_least          50     count   2025 -        -     final
quzhou-source-zone-database       330800 text_only               -      -       2025 -        -     final
quzhou-source-zone-marking        330800 text_only               -      -       2025 -        -     final
quzhou-protected-area-marking     330800 text_only               -      -       -    -        -     final
quzhou-spatial-red-line           330800 at_least                2142.62 km2    2035 -        -     final
zhejiang-shoreline-mainland-assigned    330000 assigned_by_superior    - percent 2025 expected 35   final
zhejiang-shoreline-mainland-not-reduced 330000 not_lower_than_baseline - percent 2025 -        -    final
zhejiang-shoreline-islands-not-reduced  330000 not_lower_than_baseline - percent 2025 -        -    final
zhejiang-red-line-share           330000 assigned_by_superior    -      percent 2025 expected -     final
zhejiang-forest-cover             330000 at_least                61.5   percent 2025 binding  61.2  final
zhejiang-buffer-built             330000 cumulative_at_least     1000   km      2025 -        -     final
zhejiang-beautiful-rivers         330000 count_at_least          500    count   2025 -        -     final
zhejiang-beautiful-rivers-length  330000 cumulative_at_least     3500   km      2025 -        -     final
zhejiang-beautiful-bays           330000 about                   10     count   2025 -        -     final
zhejiang-beautiful-bays-length    330000 at_least                400    km      2025 -        -     final
zhejiang-coast-segments           330000 text_only               -      -       2025 -        -     final
zhejiang-nearshore-water          330000 assigned_by_superior    -      percent 2025 expected 43.3  final
zhejiang-contaminated-plots       330000 assigned_by_superior    -      percent 2025 expected -     final
zhejiang-chemical-parks           330000 text_only               -      -       -    -        -     final
zhejiang-source-zone-database     330000 text_only               -      -       2025 -        -     final
zhejiang-source-zone-marking      330000 text_only               -      -       2025 -        -     final
zhejiang-protected-area-marking   330000 text_only               -      -       2025 -        -     final
zhejiang-shoreline-mainland-2020  330000 at_least                35     percent 2020 -        -     final
zhejiang-shoreline-islands-2020   330000 at_least                78     percent 2020 -        -     final
zhejiang-island-sand              330000 not_lower_than_baseline -      km      2020 -        -     final
zhejiang-city-natural-shoreline   city   assigned_by_superior    -      km      2020 -        -     final
zhejiang-spatial-red-line         330000 at_least                36700  km2     2035 -        -     final
zhejiang-spatial-red-line-sea     330000 at_least                14600  km2     2035 -        -     final
national-shoreline-mainland       province text_only             -      -       -    -        -     final
national-2018-red-line            province not_lower_than_baseline -    km2     -    -        -     final
national-2018-shoreline-mainland  province not_lower_than_baseline -    percent -    -        -     final
national-2018-island-sand         province not_lower_than_baseline -    km      -    -        -     final
"""
ROWS = [line.split() for line in PRINTED.strip().splitlines()]
TARGETS = measure_definitions().targets


def or_dash(value):
    return "-" if value is None else str(value)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_target_says_what_the_plan_prints(row):
    placed = TARGETS[row[0]]
    one = placed.target
    assert [
        one.id,
        one.region or one.each.level,
        one.comparison,
        or_dash(one.value),
        or_dash(one.unit),
        or_dash(one.year),
        or_dash(one.nature),
        or_dash(one.base and one.base.value),
        placed.plan.standing,
    ] == row


def test_no_target_stands_outside_the_list_read_by_hand():
    assert {placed.target.id for placed in TARGETS} == {row[0] for row in ROWS}


def test_no_target_of_ours_names_a_baseline_since_no_official_one_is_held():
    assert all(placed.target.baseline is None for placed in TARGETS)


def test_the_two_values_of_wenzhous_forest_cover_name_each_other():
    assert TARGETS["wenzhou-forest-cover"].target.conflicts_with == ("wenzhou-carbon-forest-cover",)
    assert TARGETS["wenzhou-carbon-forest-cover"].target.conflicts_with == ("wenzhou-forest-cover",)


def test_every_figure_that_a_target_decides_by_can_be_got():
    deciding = {placed.target.measured_by.name for placed in TARGETS if placed.target.measured_by}
    assert deciding <= set(FIGURES)
    assert set(FIGURES) <= set(FIGURE_KINDS)


FILE = """version: "1"
plan: {{id: test-plan, title: {{zh: 测试, en: test}}, standing: final}}
targets:
  - id: one
    region: "330300"
    title: {{zh: 一, en: one}}
    printed: 一
    place: {{zh: 表, en: table}}
    confidence: H
    {rest}
"""
SOUND = "comparison: at_least\n    value: '35'\n    unit: percent\n    measured_by: "
SHORE = SOUND + "{measure: shoreline, figure: mainland.rate}"


def loaded(folder: Path, rest: str, region: str = "330300"):
    (folder / "plan.yaml").write_text(FILE.format(rest=rest).replace("330300", region), encoding="utf-8")
    return load_targets(folder, definitions())


def test_a_sound_target_is_loaded(tmp_path):
    assert loaded(tmp_path, SHORE)["one"].target.value == "35"


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (SOUND + "{measure: shoreline, figure: rate}", "shoreline has no figure 'rate'"),
        (SOUND + "{measure: weather, figure: rain}", "measure"),
        (SOUND + "{measure: areas, figure: share, layer: no_such, part: land}", "'no_such' is no layer"),
        (SOUND + "{measure: areas, figure: share, layer: wetland}", "areas.share needs a part"),
        (SOUND + "{measure: shoreline, figure: mainland.rate, layer: wetland}", "takes no layer"),
        (SOUND + "{measure: shoreline, figure: mainland.natural_m}", "is a length, not in percent"),
        (SHORE.replace("percent", "furlong"), "unit"),
        (SHORE.replace("'35'", "about 35"), "value"),
        (SHORE.replace("    value: '35'\n", ""), "at_least has a value"),
        (SHORE.replace("    unit: percent\n", ""), "a value has a unit"),
        (SHORE + "\n    baseline: sha256:" + "0" * 64, "a baseline belongs to"),
        (SHORE + "\n    tolerance: '1'", "a tolerance belongs to"),
        (SHORE + "\n    each: {level: city}", "either region or each"),
        (SHORE + "\n    conflicts_with: [two]", "conflicts with 'two'"),
        (SHORE + "\n    colour: red", "colour"),
        ("comparison: text_only", "what it is measured_by, or what it needs"),
        ("comparison: text_only\n    needs: {text: {zh: 无, en: no}, layers: [nothing]}", "'nothing' is no layer"),
    ],
)
def test_a_faulty_target_is_refused_with_file_and_line(tmp_path, rest, said):
    with pytest.raises(DefinitionError) as fault:
        loaded(tmp_path, rest)
    assert said in fault.value.text("en")
    assert "plan.yaml:" in fault.value.text("en")


def test_a_region_that_is_not_listed_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="999999"):
        loaded(tmp_path, SHORE, region="999999")


def test_a_target_given_twice_is_refused(tmp_path):
    text = FILE.format(rest=SHORE)
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text.replace("test-plan", "other-plan"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="one stands in"):
        load_targets(tmp_path, definitions())
