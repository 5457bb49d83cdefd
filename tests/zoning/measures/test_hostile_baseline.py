"""Baselines that must not be compared with: of another standing than the data of the day."""

from dataclasses import replace
from datetime import date

import pytest
import shapely
from measuring import NOW, TODAY, MemoryStore, measure_definitions
from world import DATA, definitions

from zoning.desk import Desk, Limits
from zoning.ledger import Context
from zoning.measures.desk import MeasureDesk
from zoning.measures.indicators.targets import Placed, Targets, load_targets
from zoning.measures.question import AreasQuestion, IndicatorsQuestion
from zoning.redaction.measure import redacted_measure

ALL, RED = shapely.box(120, 27, 121, 28), "ecological_red_line"
PLAN = """version: "1"
plan: {{id: test-plan, title: {{zh: 测试, en: test}}, standing: final}}
targets:
  - id: one
    region: "330300"
    title: {{zh: 一, en: one}}
    printed: 不减少
    place: {{zh: 表, en: table}}
    confidence: H
    unit: km2
    comparison: not_lower_than_baseline
    baseline: "{baseline}"
    measured_by: {{measure: areas, layer: ecological_red_line, part: land, figure: area}}
"""


def answered(tmp_path, standing):
    """Indicators of a target whose baseline is a recorded area of the red line, and the definitions used."""
    store = MemoryStore()
    store.add("admin_area", [("a", ALL, {"code": "330300", "part": "land"})])
    store.add(RED, [("r", shapely.box(120.1, 27.1, 120.2, 27.2), {"part": "land"})], coverage=ALL)
    own = measure_definitions()
    before = MeasureDesk(Desk(store, definitions(), Limits()), own)  # type: ignore[arg-type]
    recorded = before.answer(AreasQuestion(region="330300", as_of=date(2021, 1, 1), layers=(RED,)), NOW)
    before.record(recorded, Context(at=NOW, actor="test", request="r", lang="zh", versions={}))
    grown = shapely.box(120.1, 27.1, 120.3, 27.2)
    day = date(2024, 1, 1)
    store.add(RED, [("r", grown, {"part": "land"})], coverage=ALL, standing=standing, effective_from=day)
    (tmp_path / "plan.yaml").write_text(PLAN.format(baseline=recorded.id), encoding="utf-8")
    file = DATA / "targets" / "plan.yaml"
    held = [Placed(one.target, one.plan, replace(one.file, path=file)) for one in load_targets(tmp_path, definitions())]
    now = MeasureDesk(Desk(store, definitions(), Limits()), replace(own, targets=Targets(held)))  # type: ignore[arg-type]
    return now.answer(IndicatorsQuestion(region="330300", as_of=TODAY), NOW), now.definitions


@pytest.mark.parametrize(("standing", "state"), [("illustrative", "met"), ("statutory", "not_computable")])
def test_an_illustrative_baseline_decides_nothing_of_statutory_data(tmp_path, standing, state):
    (row,) = answered(tmp_path, standing)[0].body["indicators"]
    assert row["state"] == state
    if state == "not_computable":
        assert row["missing"][0]["values"]["member"] == "status"


def test_a_baseline_of_a_withheld_layer_is_told_to_the_hectare(tmp_path):
    result, held = answered(tmp_path, "illustrative")
    (row,) = result.body["indicators"]
    (shown,) = redacted_measure(result.record(), {RED}, held)["indicators"]
    assert shown["target"] == round(row["target"], 2) != row["target"]  # km²
    assert shown["value"] == round(row["value"], 2)
