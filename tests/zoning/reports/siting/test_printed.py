"""Every shape of report in every language, read back from the page: nothing lost, cut, blank or in another language."""

from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
from office import pdf_of
from printed import body, codes, ink, letters, pages, word_text
from siting_reports import SETTINGS, report_of, shape, told
from siting_reports import texts as said_of
from written_reports import squeezed, texts

from zoning.reports.writers.files import write

NAMES = ("clear", "prohibited", "hundred_km")
LANGUAGES = ("zh", "en", "both")
SMALL = (("clear", "zh"), ("clear", "en"), ("prohibited", "both"))
# the maps of a hundred kilometres take ten seconds a file
EVERY = [
    pytest.param(name, lang, marks=[] if (name, lang) in SMALL else pytest.mark.long)
    for name in NAMES
    for lang in LANGUAGES
]


@cache
def written(name, form, lang):
    file = write(report_of(name), form, lang)
    assert file.notes == ()
    return file.content


def foreign(report, lang):
    """What a report says in the other language alone: texts long enough to be nobody's name or code."""
    both = [text for text in said_of(report) if text.zh != text.en]
    shown = squeezed("\n".join(getattr(text, lang) for text in said_of(report)))
    other = {squeezed(text.zh if lang == "en" else text.en) for text in both}
    least = 4 if lang == "en" else 12
    return {text for text in other if len(text) >= least and text not in shown}


def sound(page, where):
    """A page has something on it, all of it within the margins."""
    width, height = page.get_size()
    boxes = letters(page)
    assert ink(page) > 500, f"{where}: blank"
    assert boxes[:, 0].min() > 45, where
    assert boxes[:, 1].min() > 20, where
    assert boxes[:, 2].max() < width - 45, where
    assert boxes[:, 3].max() < height - 20, where


def address(name):
    return f"{SETTINGS.address.rstrip('/')}/siting/checks/{shape(name)[1]['id']}"


def lost(report, lang, shown):
    """The texts of a report that are not in what is shown, whole or, in a cell over two pages, in two parts."""

    def there(text):
        return text in shown or any(text[:n] in shown and text[n:] in shown for n in range(4, len(text) - 3))

    return [text for text in texts(report, lang) if not there(squeezed(text))]


def test_the_shapes_are_what_their_names_say():
    clear = shape("clear")[1]
    assert clear["verdict"] == "admissible"
    held = [rule for found in clear["findings"] for rule in found["rules"] if rule["holds"] is not False]
    assert {rule["effect"] for rule in held} <= {"inform"}
    assert shape("prohibited")[1]["verdict"] == "prohibited"
    assert "K100+" in told(report_of("hundred_km"), "en")


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_pdf_says_all_in_its_language_and_no_page_is_blank_or_cut(name, lang):
    content, report = written(name, "pdf", lang), report_of(name)
    # a hyphen at the end of a line is read as a sign that joins
    shown = squeezed(body(content) + "".join(pages(content))).replace("\ufffe", "-")
    assert lost(report, lang, shown) == []
    if lang != "both":
        assert len(foreign(report, lang)) > 50
        assert [text for text in foreign(report, lang) if text in shown] == []
    for number, page in enumerate(pypdfium2.PdfDocument(content), start=1):
        sound(page, number)


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_the_code_on_the_first_page_of_a_pdf_says_where_the_verdict_is(name, lang):
    first, *others = pypdfium2.PdfDocument(written(name, "pdf", lang))
    assert codes(first) == [address(name)]
    assert not any(codes(page) for page in others[:3])


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_word_document_says_all_in_its_language(name, lang):
    held = squeezed(word_text(written(name, "docx", lang)))
    report = replace(report_of(name), number="", mark=None)  # they stand in its foot and head
    assert [text for text in texts(report, lang) if squeezed(text) not in held] == []
    if lang != "both":
        assert [text for text in foreign(report, lang) if text in held] == []


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_office_prints_a_word_document_without_a_blank_or_cut_page(tmp_path, name, lang):
    opened = pypdfium2.PdfDocument(pdf_of(written(name, "docx", lang), tmp_path))
    assert len(opened) > 10
    for number, page in enumerate(opened, start=1):
        sound(page, number)
    assert codes(opened[0]) == [address(name)]
