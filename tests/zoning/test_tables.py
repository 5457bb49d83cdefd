"""Tables: every combination once, and rows that hold in part of a class only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import definitions

from zoning.facts import Known
from zoning.logic import Strictness
from zoning.rules.model import TableEntry
from zoning.rules.places import Term, Zone
from zoning.rules.selectors import Always, MalformedExpression
from zoning.rules.tables import parse_table

KINDS, FACTS = definitions().kinds, definitions().facts
UNITS = ["priority", "key_industrial", "key_urban", "key", "general"]
OUTSIDE = {"outside": {"industrial_area": {}}}
DUTY = {"require": ["green_belt"]}


def table(*rows: object, columns: tuple[str, ...] = ("class", "nature"), layer: str = "control_unit"):  # type: ignore[no-untyped-def]
    entry = TableEntry.model_validate({"layer": layer, "columns": columns, "rows": rows})
    return parse_table(entry, KINDS, FACTS)


def test_any_stands_for_every_value() -> None:
    (row,) = table(["any", "any", "prohibit"])
    assert row.classes == set(UNITS)
    assert row.selector == Always()


def test_a_row_selects_by_all_its_cells() -> None:
    rows = table(
        ["priority", "new", "prohibit"], ["priority", ["rebuilt", "expanded"], DUTY], [UNITS[1:], "any", "none"]
    )
    new = Known({"nature": frozenset(("new",))})
    assert [row.selector.evaluate(new).truth for row in rows] == [True, False, True]
    assert [row.effect for row in rows] == [Strictness.PROHIBIT, Strictness.REQUIRE, Strictness.NONE]
    assert rows[1].requirements == ("green_belt",)


def test_a_prohibition_may_hold_in_a_place_only_with_something_milder_elsewhere() -> None:
    one, two = table(
        [UNITS[:3], "any", {"prohibit": OUTSIDE}], [UNITS[3:], "any", {"prohibit": OUTSIDE, "otherwise": DUTY}]
    )
    assert one.only == two.only == Term(Zone("industrial_area"), outside=True)
    assert (one.effect, one.otherwise, one.requirements) == (Strictness.PROHIBIT, Strictness.NONE, ())
    assert (two.effect, two.otherwise, two.requirements) == (Strictness.PROHIBIT, Strictness.REQUIRE, ("green_belt",))


def test_a_duty_may_hold_in_a_place_only() -> None:
    (row,) = table(["any", "any", {**DUTY, "only": OUTSIDE}])
    assert row.only == Term(Zone("industrial_area"), outside=True)
    assert (row.effect, row.otherwise, row.requirements) == (Strictness.REQUIRE, Strictness.NONE, ("green_belt",))


@given(st.integers(0, len(UNITS) * 3 - 1))
def test_a_table_with_one_cell_missing_is_refused_by_the_name_of_the_cell(missing: int) -> None:
    cells = [(unit, nature) for unit in UNITS for nature in ("new", "rebuilt", "expanded")]
    gap = cells.pop(missing)
    with pytest.raises(MalformedExpression, match=f"no row says what follows from {gap[0]} × {gap[1]}"):
        table(*([*cell, "none"] for cell in cells))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["any", "any", "none"], ["priority", "new", "prohibit"]], "priority × new is already in row 1"),
        ([["any", ["new", "new"], "none"]], "already in row 1"),
        ([["any", "any"]], "2 cells and an outcome"),
        ([["any", "any", "any", "none"]], "2 cells and an outcome"),
        ([["prior", "any", "none"]], "'prior' is not one of priority"),
        ([["any", "old", "none"]], "'old' is not one of new"),
        ([["any", "any", "permit"]], "an outcome is none"),
        ([["any", "any", {"require": []}]], "takes the codes"),
        ([["any", "any", {"require": [""]}]], "takes the codes"),
        ([["any", "any", {"prohibit": OUTSIDE, "else": "none"}]], "an outcome cannot be"),
        ([["any", "any", {"prohibit": OUTSIDE, "otherwise": "prohibit"}]], "an outcome cannot be"),
        ([["any", "any", {"prohibit": {"outside": {"parks": {}}}}]], "no layer 'parks'"),
        ([["any", "any", {"prohibit": {"not": {"inside": {"industrial_area": {}}}}}]], "narrowed by zone terms"),
        ([["any", "any", {"prohibit": "anywhere"}]], "narrowed by zone terms"),
        ([["any", "any", {**DUTY, "only": {"outside": {"coastline": {}}}}]], "needs a polygon layer"),
        ([["any", "any", {"only": OUTSIDE}]], "an outcome cannot be"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(rows: list[list[object]], message: str) -> None:
    with pytest.raises(MalformedExpression, match=message):
        table(*rows)


@pytest.mark.parametrize(
    ("columns", "layer", "message"),
    [
        (("nature", "class"), "control_unit", "first column of a table is `class`"),
        (("class", "natur"), "control_unit", "'natur' is not a fact with listed values"),
        (("class", "sets_outfall"), "control_unit", "not a fact with listed values"),
        (("class", "nature", "nature"), "control_unit", "each column once"),
        (("class", "nature"), "units", "'units' is not a layer with a class"),
    ],
)
def test_a_table_names_known_columns_of_a_layer_with_a_class(
    columns: tuple[str, ...], layer: str, message: str
) -> None:
    with pytest.raises(MalformedExpression, match=message):
        table(["any"] * len(columns) + ["none"], columns=columns, layer=layer)
