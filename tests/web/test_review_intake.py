"""The review page and what clients send: readings to choose between, doubts apart from assumptions, pasted text."""

from __future__ import annotations

import re

import pytest
from axe import faults
from corpus import Case, cases
from playwright.sync_api import Page, expect

JUDGING_MS = 60_000
CORNERS = """[属性描述]
坐标系=2000国家大地坐标系
数据产生单位=鹿城区自然资源和规划局
[地块坐标]
4,40,1,地块1,面,,工业用地,,@
J1,1,3099889.000,569848.000
J2,1,3099889.000,570048.000
J3,1,3100089.000,570048.000
J4,1,3100089.000,569848.000
"""


def judged(page: Page) -> None:
    expect(page.locator(".review .verdict .word").first).to_be_visible(timeout=JUDGING_MS)


def drop(page: Page, name: str, content: bytes) -> None:
    """Drop a file on the page as a mouse would."""
    page.get_by_role("button", name="打开文件").click()
    carried = page.evaluate_handle(
        """([name, bytes]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], name));
            return carried;
        }""",
        [name, list(content)],
    )
    page.locator(".drop").dispatch_event("drop", {"dataTransfer": carried})


def test_of_several_zones_that_fit_the_reader_chooses_one_on_the_map(open_page):
    page = open_page("#/review")
    drop(page, "界址点.txt", CORNERS.encode("gb18030"))
    choice = page.get_by_role("region", name="这些坐标有多种读法，请选定一种")
    expect(choice).to_contain_text("请用 --crs 指明")
    expect(choice.get_by_role("button").first).to_have_text("A：gk3:40 · 鹿城区")
    expect(choice).to_contain_text("落在所称的 鹿城区 内")
    expect(page.locator(".mark-letter")).to_have_count(4)
    # nothing is judged before the choice
    expect(page.locator(".review .verdict .word")).to_have_count(0)

    choice.get_by_role("button").first.click()
    judged(page)
    expect(page).to_have_url(re.compile("crs=gk3"))
    notes = page.get_by_role("region", name="读取说明")
    expect(notes).to_contain_text("坐标系 gk3:40")
    expect(notes).to_contain_text("写明面积是计算面积的 10 倍")
    expect(notes).to_contain_text("疑点")
    expect(page.locator(".mark-letter")).to_have_count(0)


def test_pasted_lines_are_read_by_the_service(open_page):
    page = open_page("#/review?how=type")
    page.get_by_label("坐标", exact=True).fill("120°42′36″E 28°0′36″N")
    page.get_by_role("button", name="使用这些坐标").click()
    judged(page)
    expect(page.get_by_role("region", name="读取说明")).to_contain_text("1 个图形，1 个顶点")


GOOD = list(cases("good"))
# a zone, as the desk's choice names what the corpus states otherwise
CHOICES = {"EPSG:4528": "gk3:40", "EPSG:4549": "gk3:40", "packed": "EPSG:4490,packed"}
# refused until a system is stated: a text in the drawing names an old datum
OLD_DATUM = "套着的轮廓.dxf"


def choose(page: Page, case: Case) -> None:
    """Choose a file in the field as a keyboard would."""
    page.locator("#file").set_input_files({"name": case.name, "mimeType": "image/vnd.dxf", "buffer": case.content()})


def state_what_is_left_open(page: Page, case: Case) -> None:
    """The refusal is told, and the form beside it states layer and system, and sends the file again."""
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text(re.compile(f"{re.escape(case.name)}.*指明"), timeout=JUDGING_MS)
    expect(page.get_by_text(f"已读取：{case.name}", exact=True)).to_have_count(0)
    form = page.get_by_role("form", name="请指明后重新读取")
    for layer in (case.layer or "").split(","):
        expect(refused).to_contain_text(layer)
    if case.layer is None:
        expect(form.get_by_role("group")).to_have_count(0)
    for layer in filter(None, (case.layer or "").split(",")):
        form.get_by_label(layer, exact=True).check()
    if case.crs is not None:
        form.get_by_label("坐标系", exact=True).select_option(CHOICES[case.crs])
    form.get_by_role("button", name="重新读取").click()
    expect(form).to_have_count(0, timeout=JUDGING_MS)
    expect(refused).to_have_count(0)


def read_as_expected(page: Page, case: Case) -> None:
    """A file is dropped; the page tells as many shapes and vertices as it holds, once what is left open is stated."""
    drop(page, case.name, case.content())
    if left_open := case.layer is not None or case.name == OLD_DATUM:
        state_what_is_left_open(page, case)
    expect(page.get_by_text(f"已读取：{case.name}", exact=True)).to_be_visible(timeout=JUDGING_MS)
    choice = page.get_by_role("region", name="这些坐标有多种读法，请选定一种")
    parts = case.expected["parts"]
    read = re.compile(rf"(?<!\d){len(parts)} 个图形，{sum(part['vertices'] for part in parts)} 个顶点，坐标系 ")
    notes = page.get_by_role("region", name="读取说明")
    if case.crs is not None and not left_open:
        expect(choice).to_be_visible()
        expect(notes.filter(has_text="个图形")).to_have_count(0)
        state = CHOICES.get(case.crs, case.crs)
        choice.get_by_role("button", name=re.compile(f"^[A-D]：{state}( ·|$)")).click()
    expect(notes).to_contain_text(read, timeout=JUDGING_MS)
    expect(choice).to_have_count(0)


# among them one that leaves its layer open
FEW = [*GOOD[:: len(GOOD) // 5][:-1], next(case for case in GOOD if case.name == "两层.gpkg")]


@pytest.mark.parametrize("case", FEW, ids=str)
def test_a_file_of_the_corpus_is_dropped_and_read(open_page, case):
    read_as_expected(open_page("#/review", allowed=("422",)), case)


@pytest.mark.long
def test_every_good_file_of_the_corpus_is_dropped_and_read(open_page):
    """Kept and made files alike on one page; judging is held back, for what is asked here is how they are read."""
    page = open_page("#/review", allowed=("422",))
    page.route(re.compile("/siting/(checks|datum-checks)$"), lambda route: None)
    wrong = []
    for case in GOOD:
        try:
            read_as_expected(page, case)
        except AssertionError as fault:
            wrong.append(f"{case}: {fault}")
    assert wrong == []


@pytest.mark.long
def test_the_form_beside_a_refusal_is_worked_by_keyboard_and_what_it_stated_is_taken_back(open_page):
    page = open_page("#/review?how=file", lang="en", phone=True, allowed=("422",))
    layered, case = (next(case for case in GOOD if case.name == name) for name in ("选图层.dxf", OLD_DATUM))
    choose(page, layered)
    expect(page.get_by_role("group", name="Which layers (or sheets)")).to_be_visible(timeout=JUDGING_MS)
    assert faults(page) == []
    choose(page, case)
    expect(page.get_by_role("alert")).to_contain_text("state it with --crs", timeout=JUDGING_MS)
    form = page.get_by_role("form", name="State what is left open, and read it again")
    form.get_by_label("Coordinate system").select_option(label="written otherwise…")
    form.get_by_label("The system, such as").fill("EPSG:4528")
    assert faults(page) == []
    page.keyboard.press("Enter")
    notes = page.get_by_role("region", name="How it was read")
    expect(notes).to_contain_text("2 shape(s), 9 vertices, read in EPSG:4528", timeout=JUDGING_MS)
    expect(page.locator("#file")).to_be_focused()
    system = page.get_by_label("Coordinate system", exact=True)
    expect(system).to_have_value("EPSG:4528")
    # without it the file is refused as before
    system.select_option("")
    expect(page.get_by_role("alert")).to_contain_text("state it with --crs", timeout=JUDGING_MS)
    expect(page.locator(".review .verdict .word")).to_have_count(0)
