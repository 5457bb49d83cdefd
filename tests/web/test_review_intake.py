"""The review page and what clients send: readings to choose between, doubts apart from assumptions, pasted text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

JUDGING_MS = 60_000
CORPUS = Path(__file__).resolve().parents[1] / "intake"
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


def corpus(folder: str, most: int) -> list[Path]:
    """A few good files of a part of the corpus, spread over it; none where it has none."""
    files = sorted(path for path in (CORPUS / folder / "good").glob("*") if path.is_file())
    return files[:: max(1, len(files) // most)][:most]


def dropped(page: Page, path: Path) -> None:
    drop(page, path.name, path.read_bytes())
    expect(page.get_by_role("status").filter(has_text="已读取")).to_be_visible(timeout=JUDGING_MS)


FEW = corpus("text", 4) + corpus("files", 2)


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.name)
def test_a_file_of_the_corpus_is_dropped_and_read(open_page, path):
    page = open_page("#/review")
    dropped(page, path)
    expect(page.get_by_role("region", name="读取说明")).to_contain_text("个图形")


@pytest.mark.long
@pytest.mark.parametrize("folder", ["text", "files"])
def test_every_file_of_the_corpus_is_dropped_and_read(open_page, folder):
    page = open_page("#/review")
    told = page.get_by_role("region", name=re.compile("读取说明|这些坐标有多种读法"))
    for path in corpus(folder, 1_000):
        dropped(page, path)
        expect(told.first).to_contain_text(re.compile("个图形|读法"), timeout=JUDGING_MS)
