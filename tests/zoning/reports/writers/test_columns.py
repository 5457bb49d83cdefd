"""How tables lie on paper: no word cut, no column squeezed, no page turned for little."""

import pytest
from written_reports import HOSTILE, NUMBER, overlays, titles

from zoning.reports.measures.cells import lines_up_right
from zoning.reports.typeface import ems
from zoning.reports.writers import words
from zoning.reports.writers.columns import LYING, UPRIGHT, fit, pieces
from zoning.reports.writers.walk import Heading, Placed, turned
from zoning.reports.writers.words import Said


def laid(grid, lang="zh", weights=()):
    right = [lines_up_right(grid.table, place) for place in range(len(grid.table.columns))]
    return fit(words.heads(grid.table, lang), words.rows(grid.table, lang), weights, right)


def test_columns_fill_the_width_of_the_page():
    for count in (3, 40):
        for lang in ("zh", "en", "both"):
            fitted = laid(overlays(count), lang)
            assert sum(fitted.widths) == pytest.approx(LYING if fitted.lying else UPRIGHT, abs=0.5)


def test_a_few_rows_are_set_tighter_before_a_page_is_turned():
    assert laid(overlays(40), "both").lying is True
    assert laid(overlays(3), "zh").lying is False


def test_numbers_are_never_broken():
    fitted = laid(overlays(40), "both")
    widest = max(ems(f"{1.23455 * n:.4f}") for n in range(1, 41))
    assert fitted.widths[4] - 7.0 >= widest * fitted.points


def test_weights_share_out_what_words_leave():
    heads = [Said("甲"), Said("乙"), Said("丙")]
    rows = [[Said("一"), Said("二"), Said("三")]]
    fitted = fit(heads, rows, (1, 2, 3), (False,) * 3)
    plain = [width - 7.0 for width in fitted.widths]
    assert plain[1] == pytest.approx(2 * plain[0])
    assert plain[2] == pytest.approx(3 * plain[0])
    held = fit(heads, [[Said("一二三四五六七八"), Said("二"), Said("三")]], (0.01, 1, 1), (True, False, False))
    assert held.widths[0] - 7.0 >= 8 * held.points
    assert held.widths[1] == pytest.approx(held.widths[2])


def test_a_table_of_very_many_columns_is_still_no_wider_than_the_page():
    heads = [Said(f"column{n}") for n in range(60)]
    fitted = fit(heads, [[Said("123456789")] * 60], (), (True,) * 60)
    assert fitted.lying is True
    assert fitted.broken is True
    assert sum(fitted.widths) == pytest.approx(LYING, abs=0.5)
    assert laid(overlays(40), "both").broken is False


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("wenzhou-shoreline-mainland", ["wenzhou-", "shoreline-", "mainland"]),
        ("中文不用断开" * 5, ["中文不用断开" * 5]),
        ("short words only", ["short words only"]),
        ("a" * 17, ["aaaa", "aaaa", "aaaa", "aaaaa"]),
        ("", [""]),
    ],
)
def test_long_names_are_broken_after_their_marks_and_long_numbers_anywhere(text, parts):
    assert pieces(text) == parts


def test_pieces_together_are_the_text():
    for text in (HOSTILE, NUMBER, f"见{NUMBER}，以及 {NUMBER}。", "https://a.example.org/b/c?d=e&f=" + "9" * 40):
        parts = pieces(text)
        assert "".join(parts) == text
        assert max(len(part) for part in parts if " " not in part) <= 24


def test_a_table_turned_on_its_side_takes_its_heading_with_it():
    wide, narrow = overlays(40), overlays(0)
    heads = [Heading(1, str(n), titles("一")) for n in range(1, 4)]
    steps = [heads[0], Placed(narrow, 1), heads[1], Placed(wide, 2), Placed(wide, 3), heads[2], Placed(narrow, 4)]
    assert list(turned(steps, {2, 3})) == [
        (False, [heads[0], steps[1]]),
        (True, [heads[1], steps[3], steps[4]]),
        (False, [heads[2], steps[6]]),
    ]
    assert list(turned([Placed(wide, 2), heads[0]], {2})) == [(True, [Placed(wide, 2)]), (False, [heads[0]])]
    assert list(turned([], set())) == []
