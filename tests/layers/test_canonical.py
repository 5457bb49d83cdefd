"""Canonical JSON: whatever is written fast is, byte for byte, what the reference writes."""

import math

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from layers.canonical import canonical, plain_json

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def written(write, value):
    try:
        return write(value)
    except rfc8785.CanonicalizationError as fault:
        return type(fault)


@given(values)
@example(-0.0)
@example(1e-6)
@example(1.5e-5)
@example(9.999999e-6)
@example(1e21)
@example(2.0**53)
@example(2**53)
@example([math.nan])
@example({"\U0001f30a": 1, "\ue000": 2})
@example({"\u007f\u2028": '\u0007\u001f"\\/'})
@example("\ud800")
def test_every_value_is_written_as_the_reference_writes_it(value):
    assert written(canonical, value) == written(rfc8785.dumps, value)


@given(st.floats(min_value=-1e3, max_value=1e3))
def test_coordinates_and_measures_are_written_alike(value):
    for digits in (2, 3, 6, 9, 17):
        assert canonical(round(value, digits)) == rfc8785.dumps(round(value, digits))


def test_tuples_are_arrays():
    assert canonical({"b": (1.0, (2,)), "a": None}) == b'{"a":null,"b":[1,[2]]}'


@given(values)
@example({"a": (1.0, -0.0, (2,)), "b": {"c": ()}})
@example(2**70)
@example([math.nan, math.inf])
@example("\ud800")
def test_plain_json_is_the_same_with_lists_for_tuples(value):
    def lists(one):
        if isinstance(one, dict):
            return {key: lists(item) for key, item in one.items()}
        return [lists(item) for item in one] if isinstance(one, list | tuple) else one

    assert repr(plain_json(value)) == repr(lists(value))


@pytest.mark.parametrize("value", [object(), {1: 2}, b"x", {"a": {1, 2}}])
def test_what_has_no_form_is_refused(value):
    with pytest.raises((rfc8785.CanonicalizationError, TypeError, AttributeError)):
        canonical(value)
