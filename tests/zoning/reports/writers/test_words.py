"""Texts of reports in each language, letter by letter."""

from layers.definition_file import Titles
from zoning.reports.writers.words import said


def test_english_words_stand_in_straight_marks_and_chinese_titles_in_their_own():
    text = Titles(zh="若符合“甲”，见“三线一单”方案", en="if “this applies”, see “三线一单”方案")
    assert said(text, "en").main == 'if "this applies", see “三线一单”方案'
    assert said(text, "zh").main == text.zh
    assert said(text, "both").beneath == 'if "this applies", see “三线一单”方案'


def test_a_name_that_is_the_same_in_both_languages_keeps_its_marks():
    assert said(Titles(zh="“Sunrise” 项目", en="“Sunrise” 项目"), "en").main == "“Sunrise” 项目"
