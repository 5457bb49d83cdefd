"""Tables of every measure in the language asked for: no cell holds the other one."""

import re

import pytest

from layers.definition_file import Titles
from zoning.measures.titles import joined

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
WORD = re.compile(r"[A-Za-z]{2,}(?![\w.:-])")
AS_DELIVERED = {"bay", "water_body", "reach", "island", "resembles", "strip"}  # names given in Chinese alone
NAMING_PLACES = "plans.note"  # notes on plans name bays and documents that have no English names
AS_PRINTED = {"printed", "base", "document"}  # a plan's own words and number


def cells(documents):
    for document in documents:
        for table in document.tables:
            for row in table.rows:
                yield from zip((f"{table.name}.{column.name}" for column in table.columns), row, strict=True)


def test_every_text_of_a_table_is_in_one_language(demo_documents):
    titled = [(where, cell) for where, cell in cells(demo_documents) if isinstance(cell, Titles)]
    assert len({where for where, _ in titled}) > 40
    mixed = [(where, cell.en) for where, cell in titled if CHINESE.search(cell.en) and where != NAMING_PLACES]
    assert mixed == []
    codes = re.compile(r"（有关图层：[^）]*）")  # of layers that nobody defines
    mixed = [(where, cell.zh) for where, cell in titled if WORD.search(codes.sub("", cell.zh))]
    assert mixed == []


def test_what_has_no_second_language_is_a_code_or_a_name(demo_documents):
    plain = ((where, cell) for where, cell in cells(demo_documents) if isinstance(cell, str) and CHINESE.search(cell))
    assert {where.rpartition(".")[2] for where, _ in plain} <= AS_DELIVERED | AS_PRINTED


@pytest.mark.parametrize(("parts", "zh", "en"), [(("甲", "乙"), "甲、乙", "a, a"), (("甲",), "甲", "a")])
def test_texts_are_joined_by_the_signs_of_their_language(parts, zh, en):
    assert joined(Titles(zh=part, en="a") for part in parts) == Titles(zh=zh, en=en)


def test_nothing_joined_is_nothing():
    assert joined(()) is None
