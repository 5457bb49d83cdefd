"""What the review page shows beside findings: chainage, surroundings, completeness, thin contacts, order of questions;
and who is named for the base map."""

from __future__ import annotations

import base64
import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, Response, expect
from pyproj import Geod

from api.settings import BaseMap

JUDGING_MS = 60_000  # on a machine that does much else; the first verdict of a process also loads its layers
GEOD = Geod(a=6378137.0, rf=298.257222101)
# from the priority unit into the general one at 120.68°, through the water source zone from 120.7° to 120.75°, and to
# 0.001° west of the industrial area
START, BEND, END = (120.67, 28.02), (120.76, 28.02), (120.799, 28.11)
LINE = f"LINESTRING ({', '.join(f'{lon} {lat}' for lon, lat in (START, BEND, END))})"
# a third of it west of everything that was published
HALF_OUT = "POLYGON ((120.499 28.01, 120.502 28.01, 120.502 28.011, 120.499 28.011, 120.499 28.01))"
# 0.00002° of it within the water source zone
GRAZING = "POLYGON ((120.74998 28.01, 120.752 28.01, 120.752 28.011, 120.74998 28.011, 120.74998 28.01))"
STATUSES = ["failed", "not_covered", "partly", "covered", "not_applicable"]  # columns of the matrix
ANSWERED = ("covered", "not_applicable")
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def judged(open_page, site: str) -> tuple[Page, dict[str, Any]]:
    """The page with the verdict on a site of 5 m accuracy, and that verdict as the service gave it."""
    answers: list[Response] = []

    def listen(page: Page) -> None:
        page.on("response", lambda one: answers.append(one) if one.url.endswith("/siting/checks") else None)

    page = open_page(f"#/review?{urlencode({'site': site, 'accuracy': '5'})}", listen=listen)
    expect(page.locator(".review .verdict .word").first).to_be_visible(timeout=JUDGING_MS)
    expect(page.locator(".review .stale")).to_have_count(0, timeout=JUDGING_MS)
    expect(page.locator(".map[data-ready=true]")).to_be_visible()
    return page, answers[-1].json()


def metres(*places: tuple[float, float]) -> float:
    """Length of a line by pyproj."""
    return float(GEOD.line_length(*zip(*places, strict=True)))


def chainage(at: float) -> str:
    whole = round(at)
    return f"K{whole // 1000}+{whole % 1000:03}"


def cells(rows: Locator) -> list[list[str]]:
    """Texts of a table's rows, cell by cell."""
    found: list[list[str]] = rows.evaluate_all("rows => rows.map(row => [...row.cells].map(one => one.textContent))")
    return found


def test_a_line_has_its_chainage_and_what_lies_around_it(open_page):
    page, _ = judged(open_page, LINE)
    unit, into, out = (metres(START, (lon, 28.02)) for lon in (120.68, 120.7, 120.75))
    whole = metres(START, BEND, END)
    table = page.get_by_role("region", name=re.compile("^线路桩号表"))
    rows = cells(table.locator("tbody tr"))
    expected = [
        (0.0, unit, "生态环境管控单元 · 优先保护单元 — 轴线在区内"),
        (unit, whole, "生态环境管控单元 · 一般管控单元 — 轴线在区内"),
        (into, out, "饮用水水源保护区 · 二级保护区 · 某水库二级保护区 — 轴线在区内"),
    ]
    assert [row[:2] for row in rows] == [[chainage(begin), chainage(end)] for begin, end, _ in expected]
    assert [row[3].startswith(what) for row, (*_, what) in zip(rows, expected, strict=True)] == [True] * 3, rows
    table.get_by_role("button", name="在地图上看 饮用水水源保护区").click()
    expect(page).to_have_url(re.compile("finding=water_source_zone"))
    expect(page.locator(".finding.chosen")).to_contain_text("某水库二级保护区")

    around = page.locator("details", has=page.get_by_role("heading", name="周边环境"))
    around.locator("summary").click()
    head, *classes = cells(around.locator("tr"))
    assert head[2:] == ["至 500 米", "至 2,500 米", "至 5,000 米"]
    by_name = {row[0]: row[1:] for row in classes}
    apart = metres(END, (120.8, 28.11))
    assert by_name["工业功能区某园区"] == [f"{apart:.1f} 米方位角 90°", "1", "0", "0"]
    assert by_name["饮用水水源保护区 · 二级保护区某水库二级保护区"] == ["0.0 米", "1", "0", "0"]
    # what is silent is not told as empty, and what is empty not as silent
    silent = around.locator(".notice", has_text="未发现不等于没有")
    expect(silent).to_contain_text("永久基本农田（只到 0.0 米）")
    empty = around.locator(".hint", has_text="数据完整且各圈内没有")
    expect(empty).to_contain_text("生态保护红线")
    expect(silent).not_to_contain_text("生态保护红线")
    expect(empty).not_to_contain_text("永久基本农田")


def test_what_does_not_answer_is_listed_and_the_map_goes_to_its_gap(open_page):
    page, verdict = judged(open_page, HALF_OUT)
    matrix = page.locator("details", has=page.locator(".matrix"))
    assert {cell["status"] for cell in verdict["coverage"]}.isdisjoint(ANSWERED)
    expect(matrix.get_by_role("heading")).to_have_text(f"完整性：0 / {len(verdict['coverage'])} 项有答复")
    red_line = matrix.locator("tr", has=page.get_by_role("rowheader", name=re.compile("^生态保护红线")))
    expect(red_line.locator("td.partly")).to_contain_text("66.7 %")
    scale = page.locator(".maplibregl-ctrl-scale")
    expect(scale).to_contain_text("100")  # the whole site
    red_line.get_by_role("button", name="在地图上看生态保护红线的缺口").click()
    expect(scale).to_contain_text("50")  # the third that is not covered


def test_a_site_that_grazes_a_zone_shows_the_contact_every_layer_and_questions_in_their_order(open_page):
    page, verdict = judged(open_page, GRAZING)  # one page for the three: most of their time is its loading
    contact_is_looked_at_closely(page)
    every_layer_has_its_row(page, verdict)
    questions_stand_in_the_order_of_what_they_decide(page, verdict)


def contact_is_looked_at_closely(page: Page) -> None:
    thin = page.locator("details", has=page.get_by_role("heading", name="细小接触（1）"))
    expect(thin.locator("caption")).to_have_text("饮用水水源保护区 · 某水库二级保护区 · 容差 10.0 米")
    (row,) = cells(thin.locator("tbody tr"))
    wide, long = (metres((120.75, 28.01), corner) for corner in ((120.74998, 28.01), (120.75, 28.011)))
    assert row[0].startswith("重叠")
    assert row[1:4] == [f"{wide:.1f} 米", f"{long:.0f} 米", f"{wide * long / 1e4:.4f} 公顷"]
    scale = page.locator(".maplibregl-ctrl-scale")
    expect(scale).to_contain_text("100")
    thin.get_by_role("button", name="放大到第 1 处").click()
    expect(scale).to_contain_text("20")


def every_layer_has_its_row(page: Page, verdict: dict[str, Any]) -> None:
    matrix = page.locator("details", has=page.locator(".matrix"))
    told = verdict["coverage"]
    wanting = [cell for cell in told if cell["status"] not in ANSWERED]
    assert 0 < len(wanting) < len(told)
    expect(matrix.get_by_role("heading")).to_have_text(f"完整性：{len(told) - len(wanting)} / {len(told)} 项有答复")
    expect(matrix.locator("tbody th[scope=row]")).to_have_count(len(wanting))
    matrix.get_by_role("button", name=f"显示全部 {len(told)} 项").click()
    expect(matrix.locator("tbody th[scope=row]")).to_have_count(len(told))
    shown = matrix.locator("tbody tr:has(th[scope=row])").evaluate_all(
        "rows => rows.map(row => [row.cells[0].firstChild.data, [...row.cells].findIndex(one => one.matches('.mark'))])"
    )
    statuses = {title: STATUSES[column - 1] for title, column in shown}
    assert statuses == {cell["title"]["zh"]: cell["status"] for cell in told}
    assert statuses["饮用水水源保护区"] == "covered"


def questions_stand_in_the_order_of_what_they_decide(page: Page, verdict: dict[str, Any]) -> None:
    questions = page.get_by_role("region", name=re.compile("^还需回答的问题"))
    legends = questions.locator("legend")
    expected = [f"{number}. {one['text']['zh']}" for number, one in enumerate(verdict["questions"], 1)]
    expect(legends).to_have_text(expected[:5])
    # as the reader sees it: of the answers of each question, those that leave a decided verdict
    each = questions.locator("fieldset").evaluate_all(
        """sets => sets.map(one => {
            const badges = [...one.querySelectorAll('.badge')];
            return badges.filter(badge => !badge.matches('.undetermined')).length / badges.length;
        })"""
    )
    assert all(first >= second for first, second in pairwise(each)), each
    assert each[0] > each[-1], "a site whose questions decide alike tells nothing of their order"
    questions.get_by_role("button", name=f"显示其余 {len(expected) - 5} 个问题").click()
    expect(legends).to_have_text(expected)


def test_who_made_the_base_map_and_its_approval_stand_on_the_page(open_page, serve_desk):
    base = BaseMap(tiles="http://127.0.0.1:9/{z}/{x}/{y}.png", attribution="某图", approval="审图号：GS（0000）0号")
    with serve_desk(base_map=base) as service:
        drawn: list[str] = []

        def tile(route) -> None:
            drawn.append(route.request.url)
            route.fulfill(body=PIXEL, content_type="image/png", headers={"Access-Control-Allow-Origin": "*"})

        page = open_page(of=service, listen=lambda page: page.route("http://127.0.0.1:9/**", tile))
        expect(page.locator(".map[data-ready=true]")).to_be_visible()
        expect(page.locator(".credit")).to_have_text("某图 · 审图号：GS（0000）0号")
        expect(page.locator(".credit")).to_be_in_viewport()
        assert drawn, "no tile of the base map was asked for"
