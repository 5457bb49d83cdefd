"""The ledger of shoreline changes closes whatever is done to a shore, and does not depend on how it is divided."""

from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import START, TODAY, MemoryStore, ask
from shapely.ops import substring
from world import ALL, line

from zoning.measures.question import ShorelineChangesQuestion

COUNTY = "330382"
TYPES = ("N_MUD", "A_DIKE", "R_REST", "N_ROCK")
SHORE = [
    ("a", line((0, 0), (400, 30), (900, 0)), "N_MUD", "mainland"),
    ("b", line((900, 0), (1500, -60), (2100, 40)), "A_DIKE", "mainland"),
    ("c", line((2100, 40), (2600, 300)), "N_MUD", "mainland"),
    ("i", line((500, 3000), (900, 3200), (800, 3600), (500, 3000)), "N_ROCK", "island"),
]


def ledger(old, new):
    store = MemoryStore()
    for start, rows in ((START, old), (date(2025, 1, 1), new)):
        features = [(name, shape, {"kind": kind, "type": type_, "region": COUNTY}) for name, shape, type_, kind in rows]
        store.add("coastline", features, region=COUNTY, effective_from=start, coverage=ALL)
    return ask(store, ShorelineChangesQuestion(region=COUNTY, as_of=TODAY, since=START))


@st.composite
def edited(draw, shore=SHORE):
    """The shore with some segments moved, retyped, cut in two, turned round, taken away, or with one more."""
    out = []
    for row in shore:
        out += _edited(row, draw(st.sampled_from(EDITS)), draw)
    if draw(st.booleans()):
        x, y = draw(st.integers(0, 2000)), draw(st.integers(-100, 100))
        out.append(("n", line((x, y), (x + 300, y + 40)), draw(st.sampled_from(TYPES)), "mainland"))
    return out


EDITS = ("keep", "keep", "move", "retype", "split", "turn", "delete", "rename", "kind")


def _edited(row, edit, draw):
    name, shape, type_, kind = row
    if edit == "move":
        by = np.array([draw(st.integers(-30, 30)) * 1e-5, draw(st.integers(-30, 30)) * 9e-6])
        return [(name, shapely.transform(shape, lambda xy: xy + by), type_, kind)]
    if edit == "split":
        at = draw(st.integers(1, 99)) / 100.0
        later = draw(st.sampled_from((type_, "A_PORT")))
        halves = [substring(shape, 0.0, at, normalized=True), substring(shape, at, 1.0, normalized=True)]
        return [(name, halves[0], type_, kind), (f"{name}2", halves[1], later, kind)]
    changed = {
        "keep": [row],
        "retype": [(name, shape, draw(st.sampled_from(TYPES)), kind)],
        "kind": [(name, shape, type_, "island" if kind == "mainland" else "mainland")],
        "turn": [(name, shape.reverse(), type_, kind)],
        "rename": [(f"{name}9", shape, type_, kind)],
        "delete": [],
    }
    return changed[edit]


def figures(body, member):
    by_change = {row["change"]: row for row in body[member]["changes"]}
    return {
        **{name: by_change[name]["old_m"] for name in ("same", "retyped", "lost")},
        "gained": by_change["gained"]["new_m"],
        "remeasured": by_change["remeasured"]["delta_m"],
    }


@given(edited(), edited())
@settings(max_examples=35, deadline=None)
def test_the_ledger_closes_and_every_metre_of_either_edition_stands_in_it_once(old, new):
    result = ledger(old, new)
    rows = result.evidence()[0].table.rows
    for member, kind in (("mainland", "mainland"), ("islands", "island")):
        closure, found = result.body[member]["closure"], figures(result.body, member)
        changes = {row["change"]: row for row in result.body[member]["changes"]}
        assert abs(closure["residual_m"]) < 1e-6
        assert found["same"] + found["retyped"] + found["lost"] == pytest.approx(closure["old_total_m"], abs=2e-3)
        kept = changes["same"]["new_m"] + changes["retyped"]["new_m"]
        assert kept + found["gained"] == pytest.approx(closure["new_total_m"], abs=2e-3)
        delta = closure["gained_m"] - closure["lost_m"] + closure["remeasured_m"]
        assert delta == pytest.approx(closure["delta_m"], abs=3e-3)
        assert closure["old_total_m"] == result.body[member]["retention_old"]["total_m"]
        assert closure["new_total_m"] == result.body[member]["retention_new"]["total_m"]
        assert sum(row[12] for row in rows if row[2] == kind) == pytest.approx(closure["old_total_m"], abs=1e-3)
        assert sum(row[13] for row in rows if row[3] == kind) == pytest.approx(closure["new_total_m"], abs=1e-3)


@given(edited(), st.lists(st.tuples(st.sampled_from("abci"), st.integers(1, 99), st.booleans()), max_size=4))
@settings(max_examples=30, deadline=None)
def test_cutting_segments_and_turning_them_round_changes_no_sum_where_no_id_is_kept(new, cuts):
    whole = ledger([(f"o{name}", *rest) for name, *rest in SHORE], new).body
    divided = {row[0]: [(f"o{row[0]}", *row[1:])] for row in SHORE}
    for name, at, turned in cuts:
        serial = len(divided[name])
        _, shape, type_, kind = divided[name].pop()
        halves = [
            substring(shape, 0.0, at / 100.0, normalized=True),
            substring(shape, at / 100.0, 1.0, normalized=True),
        ]
        divided[name] += [
            (f"{name}x{serial}{end}", half.reverse() if turned else half, type_, kind)
            for end, half in enumerate(halves)
        ]
    other = ledger([row for rows in divided.values() for row in rows], new).body
    for member in ("mainland", "islands"):
        assert figures(other, member) == pytest.approx(figures(whole, member), abs=0.01)


@given(edited())
@settings(max_examples=30, deadline=None)
def test_a_shore_compared_with_itself_under_other_names_and_the_other_way_round_is_the_same(shore):
    renamed = [(f"z{name}", shape.reverse(), type_, kind) for name, shape, type_, kind in shore]
    if shore:
        body = ledger(shore, renamed).body
        for member in ("mainland", "islands"):
            found = figures(body, member)
            assert [found[name] for name in ("retyped", "lost", "gained", "remeasured")] == [0.0] * 4
