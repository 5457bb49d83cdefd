"""A report says all that its verdict says, in both languages, whatever the verdict's shape."""

import re

import pytest
from siting_reports import RECORDED, SETTINGS, SHAPES, WorldGround, grids, report_of, shape, told

from zoning.reports.siting.hits import runs
from zoning.reports.siting.report import ReportSettings, siting_report

VERDICTS = {
    "clear": ("admissible", "未发现冲突（已加载图层范围内）"),
    "prohibited": ("prohibited", "冲突"),
    "undetermined": ("undetermined", "数据不足"),
    "many_corners": ("admissible", "未发现冲突（已加载图层范围内）"),
    "forty_findings": ("prohibited", "冲突"),
}


def said_of(body, lang):
    """Every text that a body has for people, and the names of what it found."""
    yield body["verdict_text"][lang]
    yield body["caveat"][lang][1:]  # its first letter is a capital there
    for finding in body["findings"]:
        yield str(finding["feature"])
        yield finding["layer_title"][lang]
        yield from ([finding["name"]] if finding["name"] else [])
    for rule in [*(rule for finding in body["findings"] for rule in finding["rules"]), *body["rules"]]:
        yield rule["rule"]
        yield rule["text"][lang]
        if rule["holds"] is not False:
            for asked in rule["requirement_texts"]:
                yield asked["text"][lang]
                yield from (asked[name][lang] for name in ("authority", "document") if asked[name])
    for entry in body["exceptions"]:
        for tried in entry["exceptions"]:
            yield tried["id"]
            yield tried["text"][lang]
            yield from (reason["text"][lang] for reason in tried["reasons"])
    for question in body["questions"]:
        yield question["text"][lang]
        yield from (answer["text"][lang] for answer in question["answers"])
    yield from (note["text"][lang] for note in body["notes"])
    yield from (step["text"][lang] for step in body["next_steps"])
    yield from (cell["title"][lang] for cell in body["coverage"])
    yield from (cell["text"][lang] for cell in body["coverage"])
    yield from (entry["title"][lang] for entry in body["scope"])
    yield from (edition["sha256"][:12] for edition in body["editions"])
    yield from (entry["text"][lang] for entry in body["dissolved"])
    yield from (row["text"][lang] for row in body["eia"]["rows"])
    yield from (text[lang] for text in body["eia"]["level_texts"])
    yield body["red_line"]["text"][lang]
    for entry in body["thin_contacts"]:
        yield from (part["text"][lang] for part in entry["parts"])
        yield from (cause["text"][lang] for cause in entry["causes"])
    for around in body["surroundings"]["layers"]:
        yield from (found["name"] for found in around["classes"] if found["name"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SHAPES)
def test_nothing_that_the_verdict_says_is_lost(name, lang):
    _, body = shape(name)
    written = told(report_of(name), lang)
    assert [text for text in said_of(body, lang) if text not in written] == []


@pytest.mark.parametrize("name", SHAPES)
def test_every_edition_stands_with_its_source_and_every_layer_with_its_coverage(name):
    _, body = shape(name)
    tables = grids(report_of(name))
    assert len(tables["editions"].table.rows) == len(body["editions"])
    assert all("测试资料 test document" in row for row in tables["editions"].table.rows)
    assert len(tables["coverage"].table.rows) == len(body["coverage"])


@pytest.mark.parametrize("name", VERDICTS)
def test_the_report_opens_and_concludes_with_the_word_of_its_verdict(name):
    word, said = VERDICTS[name]
    _, body = shape(name)
    report = report_of(name)
    assert body["verdict"] == word
    assert report.outcome.word.zh == said
    titles = [section.title.zh for section in report.sections]
    conclusion = report.sections[titles.index("结论")]
    assert conclusion.blocks[0].text.zh.startswith(said)


def test_sections_stand_in_the_order_in_which_reviewers_file_them():
    titles = [section.title.en for section in report_of("prohibited").sections]
    assert titles == [
        "The project and its place",
        "Data used",
        "Overlay",
        "Hit by hit",
        "Comparison with the access list",
        "Hint on the class of EIA",
        "Effect on shoreline and buffer strips",
        "Completeness",
        "Surroundings",
        "Open questions and next steps",
        "Conclusion",
        "Maps",
        "Limits and signatures",
    ]


@pytest.mark.parametrize("name", SHAPES)
def test_no_text_is_left_in_one_language_or_shows_a_bare_value(name):
    english = told(report_of(name), "en")
    for line in english.split("\n"):
        assert "None" not in line
    chinese = told(report_of(name), "zh")
    assert not re.search(r"\bTitles\(|\{'zh'", chinese + english)


def test_every_layer_with_a_ring_that_it_does_not_answer_is_named_with_how_far_it_answers():
    _, body = shape("clear")
    silent = [one for one in body["surroundings"]["layers"] if any(not ring["complete"] for ring in one["rings"])]
    rows = grids(report_of("clear"))["silent_rings"].table.rows
    assert silent
    assert [(row[0].en, row[1]) for row in rows] == [(one["layer_title"]["en"], one["answers_m"]) for one in silent]


def test_a_verdict_that_is_not_recorded_says_so_and_has_no_address():
    world, body = shape("clear")
    report = siting_report(body, recorded=None, ground=WorldGround(world), settings=SETTINGS)
    assert report.ledger is None
    assert report.address is None
    assert "This verdict is not recorded in the ledger." in told(report, "en")


def test_the_number_the_ledger_entry_and_the_address_come_from_the_verdict():
    _, body = shape("clear")
    report = report_of("clear")
    assert report.number == body["id"]
    assert report.ledger == RECORDED.sequence
    assert report.address == f"https://example.org/sanxian/siting/checks/{body['id']}"
    assert report.day.isoformat() == body["as_of"]


def test_data_that_is_not_statutory_marks_every_page():
    assert report_of("clear").mark.zh == "示例数据，不得用于决策"


def test_data_that_is_statutory_leaves_no_mark():
    world, body = shape("clear")
    lawful = {**body, "editions": [{**one, "status": "statutory"} for one in body["editions"]], "data_standing": None}
    report = siting_report(lawful, recorded=RECORDED, ground=WorldGround(world), settings=ReportSettings())
    assert report.mark is None
    assert "不得用于决策" not in told(report, "zh")


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-08-14", "建设项目环境影响评价"), ("2026-08-15", "建设项目生态环境影响评价")]
)
def test_the_words_of_the_assessment_follow_the_day(day, expected):
    world, body = shape("clear")
    report = siting_report({**body, "as_of": day}, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS)
    assert f"用于{expected}的选址分析" in told(report, "zh")


def test_a_basis_without_a_verified_article_is_a_title_without_a_number():
    _, body = shape("clear")
    rules = [rule for finding in body["findings"] for rule in finding["rules"] if rule["basis"]["article"] is None]
    assert rules
    title = rules[0]["basis"]["title"]
    assert f"{title}（条号未核，不列）" in told(report_of("clear"), "zh")


def test_an_edition_that_the_catalogue_does_not_know_is_named_as_unknown():
    world, body = shape("clear")
    first = {**body["editions"][0], "region": "330199"}
    other = {**body, "editions": [first, *body["editions"][1:]]}
    report = siting_report(other, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS)
    assert "有 1 个版本在目录中查不到" in told(report, "zh")


def test_features_under_the_same_rules_stand_in_one_table_with_their_rules_once():
    _, body = shape("forty_findings")
    tables = grids(report_of("forty_findings"))
    rows = tables["hits_2"].table.rows
    assert [row[0] for row in rows] == list(range(2, 42))
    assert {row[1].zh for row in rows} == {f"{one['name']} {one['feature']}" for one in body["findings"][1:]}
    assert [name for name in tables if name.startswith("rules_")] == ["rules_2"]
    assert "40 features under the same rules (no. 2–41)" in told(report_of("forty_findings"), "en")


@pytest.mark.parametrize(
    ("numbers", "said"), [([3], ["3"]), ([1, 2, 3, 7], ["1–3", "7"]), ([1, 3, 4], ["1", "3–4"]), ([2, 4], ["2", "4"])]
)
def test_numbers_that_follow_on_one_another_are_a_run(numbers, said):
    assert list(runs(numbers)) == said


def test_a_verdict_of_a_day_before_the_code_has_the_old_words_and_no_day_from_which_new_ones_count():
    world, body = shape("clear")
    earlier = {**body, "as_of": "2026-03-01", "eia": {**body["eia"], "terms_from": None}}
    report = siting_report(earlier, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS)
    assert "用于建设项目环境影响评价的选址分析" in told(report, "zh")
    assert "生态环境影响评价的选址分析" not in told(report, "zh")


def test_where_nothing_is_found_and_layers_are_silent_the_overlay_says_that_this_is_no_clearance():
    world, body = shape("clear")
    silent = [{**body["coverage"][0], "status": "not_covered"}, *body["coverage"][1:]]
    empty = {**body, "findings": [], "totals": [], "coverage": silent}
    report = siting_report(empty, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS)
    overlay = next(section for section in report.sections if section.title.en == "Overlay")
    assert [block.tone for block in overlay.blocks] == ["plain", "open"]
    assert "未发现不等于没有" in overlay.blocks[1].text.zh


def test_answers_with_one_verdict_stand_in_one_row_and_a_step_is_said_once():
    world, body = shape("undetermined")
    step = body["next_steps"][0]
    twice = {**body, "next_steps": [step, step, *body["next_steps"][1:]]}
    report = siting_report(twice, recorded=RECORDED, ground=WorldGround(world), settings=SETTINGS)
    assert told(report, "zh").split("\n").count(step["text"]["zh"]) == 1
    rows = grids(report)["questions"].table.rows
    assert len(rows) < sum(len(question["answers"]) for question in body["questions"])


@pytest.mark.parametrize("name", SHAPES)
def test_english_lists_have_english_commas_and_the_caveat_is_a_sentence(name):
    _, body = shape(name)
    report = report_of(name)
    for name in ("requirements", "silent_rings", "crossings_1", "sections_1"):
        rows = grids(report)[name].table.rows if name in grids(report) else []
        assert not [cell for row in rows for cell in row if isinstance(cell, str) and "、" in cell]
    caveat = body["caveat"]["en"]
    assert f"{caveat[0].upper()}{caveat[1:]}." in told(report, "en")


def test_an_outcome_of_the_red_line_is_told_in_words_and_a_crossing_by_width_has_no_length_of_nought():
    assert "\nnone " not in told(report_of("prohibited"), "zh")
    assert "线长 0.000" not in told(report_of("hundred_km"), "zh")
