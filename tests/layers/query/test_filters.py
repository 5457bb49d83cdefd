"""What a filter finds, and what it refuses; null is neither so nor not so."""

from __future__ import annotations

import json

import cql2
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import own_seconds

from layers.errors import BadFilter
from layers.query.filters import MOST_SHAPES, MOST_TERMS, equals, filter_of
from layers.query.reading import MOST_CHARACTERS, MOST_DEPTH
from layers.query.systems import system


def found(table, text, lang="cql2-text", crs="CRS84"):
    """The ids of the rows that a filter passes."""
    truth = filter_of(text, lang, table.kind, system(crs))(table, np.arange(len(table)))
    assert not (truth.yes & truth.no).any()
    return "".join(table.feature(row).id for row in np.flatnonzero(truth.yes))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("size = 1.5", "A"),
        ("size <> 1.5", "BC"),
        ("NOT (size = 1.5)", "BC"),  # D has none: it is not known whether it is 1.5
        ("size < 1.5 OR size >= 1.5", "ABC"),
        ("size IS NULL", "D"),
        ("size IS NOT NULL", "ABC"),
        ("NOT (size IS NULL)", "ABC"),
        ("1.5 < size", "B"),
        ("2 >= count", "AB"),
        ("size = 1.5 OR size IS NULL", "AD"),
        ("NOT (size = 1.5 AND level = '1')", "BC"),
        ("NOT (size = 7 AND level = '1')", "ABC"),  # of D neither part is known
        ("NOT (size = 1.5 OR backup = FALSE)", "C"),
        ("count BETWEEN 2 AND 3", "BC"),
        ("count NOT BETWEEN 2 AND 3", "A"),
        ("count IN (1, 3)", "AC"),
        ("count NOT IN (1, 3)", "B"),
        ("level = '2' AND backup = TRUE", "C"),
        ("level > '1'", "BC"),
        ("backup", "AC"),
        ("NOT backup", "B"),
        ("name LIKE '%水库'", "AB"),
        ("name NOT LIKE '%水库'", "C"),
        ("name LIKE 'A_水库'", "A"),
        ("name LIKE 'a_水库'", "B"),
        (r"name LIKE '100\%\_x'", "C"),
        (r"name LIKE '100\%x'", ""),
        ("CASEI(name) LIKE CASEI('AA%')", "A"),
        ("CASEI(name) = CASEI('AB水库')", "B"),
        ("CASEI(name) IN (CASEI('AA水库'), CASEI('ab水库'))", "AB"),
        ("name = 'aa水库'", ""),
        ("approved > DATE('2020-12-31')", "BC"),
        ("approved = '2020-01-01'", "A"),
        ("approved BETWEEN DATE('2020-01-01') AND DATE('2021-06-30')", "AB"),
        ("id = '330300:B'", "B"),
        ("region = '330300' AND edition = '330300/1' AND standing = 'statutory'", "ABCD"),
        ("standing = 'draft'", ""),
        ("TRUE", "ABCD"),
        ("FALSE OR level = '1'", "A"),
        ("geometry IS NULL", ""),
    ],
)
def test_a_filter_finds_what_it_says(table, text, ids):
    assert found(table, text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("S_INTERSECTS(geometry, POINT(120.5 28.5))", "AC"),
        ("S_INTERSECTS(POINT(120.5 28.5), geometry)", "AC"),
        ("S_INTERSECTS(geometry, BBOX(121, 28, 121, 29))", "AB"),
        ("S_DISJOINT(geometry, BBOX(119, 27, 123, 30))", "D"),
        ("S_WITHIN(geometry, POLYGON((119 27, 121 27, 121 30, 119 30, 119 27)))", "AC"),
        ("S_CONTAINS(POLYGON((119 27, 121 27, 121 30, 119 30, 119 27)), geometry)", "AC"),
        ("S_CONTAINS(geometry, POINT(120.1 28.1))", "A"),
        ("S_WITHIN(POINT(120.1 28.1), geometry)", "A"),
        ("S_TOUCHES(geometry, POINT(121 28.5))", "AB"),
        ("S_CROSSES(geometry, LINESTRING(119 28.5, 120.5 28.5))", "AC"),
        ("S_OVERLAPS(geometry, POLYGON((120.5 27, 123 27, 123 28.5, 120.5 28.5, 120.5 27)))", "ABC"),
        ("S_EQUALS(geometry, POLYGON((121 28, 121 29, 122 29, 122 28.5, 122 28, 121 28)))", "B"),
        ("S_INTERSECTS(geometry, MULTIPOINT((120.1 28.1), (130.5 40.5)))", "AD"),
        ("NOT S_INTERSECTS(geometry, POINT(120.5 28.5)) AND size > 0", "B"),
    ],
)
def test_a_place_is_found_by_its_relation(table, text, ids):
    assert found(table, text) == ids


@pytest.mark.parametrize(
    ("crs", "shape"),
    [
        ("CRS84", "BBOX(120.1, 28.1, 120.2, 28.2)"),
        ("EPSG:4326", "BBOX(28.1, 120.1, 28.2, 120.2)"),
        ("EPSG:4490", "POLYGON((28.1 120.1, 28.1 120.2, 28.2 120.2, 28.2 120.1, 28.1 120.1))"),
        ("EPSG:3857", "POINT(13369471.0 3262000.0)"),
        ("EPSG:4549", "POINT(3113000 510000)"),
    ],
)
def test_a_shape_is_written_in_the_order_of_the_axes_of_its_crs(table, crs, shape):
    assert found(table, f"S_INTERSECTS(geometry, {shape})", crs=crs) in ("A", "AC")


def test_json_says_the_same_as_text(table):
    for text in ("NOT (size = 1.5 AND level = '1')", "name LIKE '%水库'", "S_INTERSECTS(geometry, POINT(120.5 28.5))"):
        tree = json.dumps(cql2.parse_text(text).to_json())
        assert found(table, tree, "cql2-json") == found(table, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("secret = 1", "secret"),
        ("size = 'big'", "size"),
        ("count > TRUE", "count"),
        ("name = 5", "name"),
        ("level = '9'", "1, 2"),
        ("level IN ('1', '9')", "1, 2"),
        ("backup > TRUE", "backup"),
        ("backup = 'true'", "backup"),
        ("approved > DATE('2020-13-01')", "approved"),
        ("approved > TIMESTAMP('2020-01-01T00:00:00Z')", "approved"),
        ("name BETWEEN 'a' AND 'b'", "BETWEEN"),
        ("size = NULL", "IS NULL"),
        ("size = count", "another property"),
        ("1 = 1", "property"),
        ("size + 1 > 2", "property"),
        ("size = 1 + 1", "+"),
        ("foo(size) = 1", "property"),
        ("ACCENTI(name) = ACCENTI('x')", "property"),
        ("CASEI(size) = 1", "CASEI"),
        ("size LIKE '1%'", "LIKE"),
        ("T_AFTER(approved, DATE('2020-01-01'))", "t_after"),
        ("A_CONTAINS(name, ('a'))", "a_contains"),
        ("S_INTERSECTS(name, POINT(1 2))", "geometry"),
        ("S_INTERSECTS(geometry, geometry)", "geometry"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", "Self-intersection"),
        ("S_INTERSECTS(geometry, POINT(28 120))", "longitude"),
        ("S_INTERSECTS(geometry, BBOX(121, 29, 120, 28))", "bound"),
        ("S_INTERSECTS(geometry, ENVELOPE(1, 2, 3, 4))", "shape"),
        ("S_INTERSECTS(geometry, POINT EMPTY)", "position"),
        ("S_INTERSECTS(geometry, POLYGON EMPTY)", "shape"),
        ("name", "name"),
        ("'x'", "condition"),
        ("geometry = 1", "geometry"),
        ("size = ", "column"),
        ("", "line 1"),
        ("name = 'x", "quotation"),
        ("(size = 1", "closing"),
        ("size = 1)", "too many"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_says_why(table, text, said):
    with pytest.raises(BadFilter) as fault:
        found(table, text)
    assert said in fault.value.en and fault.value.zh != fault.value.en


@pytest.mark.parametrize(
    "text",
    [
        "[]", "1", "null", "{}", '"x"', '{"op": 1, "args": []}', '{"op": "=", "args": []}',
        '{"op": "and", "args": [true]}',
        '{"op": "=", "args": [{"property": "size"}, {"a": 1}]}', '{"op": "=", "args": [{"property": 5}, 1]}',
        '{"op": "in", "args": [{"property": "size"}, []]}', '{"op": "in", "args": [{"property": "size"}, 1]}',
        '{"op": "isNull", "args": [1]}', '{"op": "not", "args": []}', '{"op": "casei", "args": []}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": []}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [1, 2]}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Polygon", "coordinates": [[[1, 2]]]}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Nothing", "coordinates": [1, 2]}]}',
        '{"op": "like", "args": [{"property": "name"}, 5]}',
        "not json", '{"op": "=", "args": [{"property": "size"}, 1]',
    ],
)  # fmt: skip
def test_json_of_another_shape_is_refused(table, text):
    with pytest.raises(BadFilter):
        found(table, text, "cql2-json")


def test_a_fault_says_where_in_the_filter_it_is(table):
    with pytest.raises(BadFilter, match=r"\$\.args\[1\]\.args\[0\]"):
        found(table, "size = 1 AND NOT (secret = 2)")


def test_the_limits_hold(table):
    many = " OR ".join(["size=1"] * MOST_TERMS)
    places = " OR ".join(["S_INTERSECTS(geometry, POINT(1 2))"] * (MOST_SHAPES + 1))
    deep = "(" * (MOST_DEPTH + 1) + "size = 1" + ")" * (MOST_DEPTH + 1)
    tall = '{"op":"not","args":[' * 40 + "true" + "]}" * 40
    for text, lang in ((many, "cql2-text"), (places, "cql2-text"), (deep, "cql2-text"), (tall, "cql2-json")):
        with pytest.raises(BadFilter):
            found(table, text, lang)
    with pytest.raises(BadFilter, match=str(MOST_CHARACTERS)):
        found(table, f"name = '{'x' * MOST_CHARACTERS}'")
    assert found(table, "(" * MOST_DEPTH + "size = 1.5" + ")" * MOST_DEPTH) == "A"


def test_a_filter_made_to_be_slow_is_refused_in_time(table):
    def ask():
        for text in (
            "(" * 5000,
            "(" * MOST_DEPTH + " AND ".join(["(size=1)"] * 300) + " AND " + ")" * MOST_DEPTH,
            f"name LIKE '{'%a' * 400}b'",
        ):
            try:
                found(table, text)
            except BadFilter:
                continue

    assert own_seconds(ask, enough=5) < 5


def test_a_pattern_of_many_wildcards_takes_linear_time(make_table):
    long = make_table({"A": (shapely.box(0, 0, 1, 1), ("a" * 3000, None, None, None, None, None))})
    found_ids = []
    assert own_seconds(lambda: found_ids.append(found(long, f"name LIKE '{'%a' * 100}%b'")), enough=2) < 2
    assert set(found_ids) == {""}


def test_a_value_of_a_query_parameter_is_read_by_the_type_of_its_property(table):
    def ids(name, text):
        truth = equals(name, text, table.kind)(table, np.arange(len(table)))
        return "".join(table.feature(row).id for row in np.flatnonzero(truth.yes))

    assert (ids("count", "2"), ids("size", "1.5"), ids("backup", "true"), ids("level", "1")) == ("B", "A", "AC", "A")
    assert (ids("approved", "2021-06-30"), ids("name", "100%_x"), ids("id", "330300:D")) == ("B", "C", "D")
    for name, text in (("count", "two"), ("backup", "maybe"), ("level", "9"), ("approved", "soon"), ("size", "nan")):
        with pytest.raises(BadFilter):
            ids(name, text)


VALUES = st.sampled_from(["size = 1.5", "count > 1", "level = '2'", "backup", "name LIKE 'a%'", "approved IS NULL"])
TREES = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        inner.map(lambda text: f"NOT ({text})"),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda parts: "({} {} {})".format(*parts)),
    ),
    max_leaves=5,
)
ONE = {
    "size = 1.5": lambda f: None if f["size"] is None else f["size"] == 1.5,
    "count > 1": lambda f: None if f["count"] is None else f["count"] > 1,
    "level = '2'": lambda f: None if f["level"] is None else f["level"] == "2",
    "backup": lambda f: f["backup"],
    "name LIKE 'a%'": lambda f: None if f["name"] is None else f["name"].startswith("a"),
    "approved IS NULL": lambda f: f["approved"] is None,
}


def kleene(tree, feature):
    """The same by hand: True, False or None."""
    if not isinstance(tree, dict) or tree.get("op") not in ("and", "or", "not"):
        text = next(text for text in ONE if cql2.parse_text(text).to_json() == tree)
        return ONE[text](feature.attributes)
    parts = [kleene(arg, feature) for arg in tree["args"]]
    if tree["op"] == "not":
        return None if parts[0] is None else not parts[0]
    stop = tree["op"] == "or"
    return stop if stop in parts else None if None in parts else not stop


@settings(max_examples=120, deadline=None)
@given(text=TREES)
def test_truth_has_three_values_whatever_is_joined(table, text):
    try:
        truth = filter_of(text, "cql2-text", table.kind)(table, np.arange(len(table)))
    except BadFilter as fault:
        assert "levels of brackets" in fault.en
        return
    tree = cql2.parse_text(text).to_json()
    for row in range(len(table)):
        told = True if truth.yes[row] else False if truth.no[row] else None
        assert told == kleene(tree, table.feature(row))
