"""The review page: a site drawn, typed or sent, its verdict live, findings and map, the record under its address."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import geopandas as gpd
import httpx2
import pytest
import shapely
from outside_files import CORNERS, packed
from playwright.sync_api import Locator, Page, Request, Response, Route, expect

IN_ZONE = "POLYGON ((120.71 28.01, 120.711 28.01, 120.711 28.011, 120.71 28.011, 120.71 28.01))"
ON_RED_LINE = "POLYGON ((120.61 27.91, 120.612 27.91, 120.612 27.912, 120.61 27.912, 120.61 27.91))"
JUDGING_MS = 60_000  # on a machine that does much else; the first verdict of a process also loads its layers
T = {
    "zh": {
        "polygon": "画面",
        "vertices": "顶点",
        "record": "登记结论",
        "recorded": "已登记的结论",
        "stands": "仍可引用",
        "json": "下载登记的原件（JSON）",
    },
    "en": {
        "polygon": "Polygon",
        "vertices": "Vertices",
        "record": "Record the verdict",
        "recorded": "Recorded verdict",
        "stands": "still stands",
        "json": "Download the record (JSON)",
    },
}
WORDS = {
    "zh": {"prohibited": "禁止", "conditional": "有条件", "admissible": "可行", "undetermined": "未定"},
    "en": {word: word for word in ("prohibited", "conditional", "admissible", "undetermined")},
}


def draft(site: str = IN_ZONE, **more: str) -> str:
    return f"#/review?{urlencode({'site': site, **more})}"


def judged(answer: Response) -> bool:
    return judged_request(answer.request)


def judged_request(request: Request) -> bool:
    return request.url.endswith("/siting/checks") and request.method == "POST"


def badge(page: Page):
    return page.locator(".review .verdict .word")


def shown(page: Page, word: str, lang: str = "zh") -> None:
    """The card has the word, and it is no longer that of a question before."""
    expect(badge(page)).to_contain_text(WORDS[lang][word], timeout=JUDGING_MS)
    expect(page.locator(".review .stale")).to_have_count(0, timeout=JUDGING_MS)


def settled(page: Page) -> str:
    """The word of a verdict that is there."""
    expect(badge(page)).to_be_visible(timeout=JUDGING_MS)
    expect(page.locator(".review .stale")).to_have_count(0, timeout=JUDGING_MS)
    return badge(page).inner_text()


def map_ready(page: Page) -> None:
    expect(page.locator(".map[data-ready=true]")).to_be_visible()


def at_rest(page: Page, scale: Locator) -> str:
    """The scale of the map once it has been the same for two seconds with nothing more asked for."""
    seen: list[str] = []
    while len(seen) < 5 or len(set(seen[-5:])) > 1:
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        seen.append(scale.inner_text())
        assert len(seen) < 60, seen
    return seen[-1]


def middle(page: Page) -> tuple[float, float]:
    box = page.locator(".map canvas").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def draw(page: Page, lang: str) -> None:
    """Four corners around the middle of the map, the last by a double click."""
    map_ready(page)
    page.get_by_role("button", name=T[lang]["polygon"]).click()
    x, y = middle(page)
    for count, (right, down) in enumerate([(-50, -40), (50, -40), (50, 40)], 1):
        page.mouse.click(x + right, y + down)
        expect(page.locator(".vertices summary")).to_contain_text(str(count))
    page.mouse.dblclick(x - 50, y + 40)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_site_is_drawn_judged_recorded_and_found_under_its_address(open_page, service, lang):
    page = open_page(draft(), lang=lang)
    settled(page)
    with page.expect_response(judged, timeout=JUDGING_MS) as live:
        draw(page, lang)
    assert live.value.request.post_data_json["record"] is False
    verdict = live.value.json()
    shown(page, verdict["verdict"], lang)
    assert re.search(r"site=POLYGON", page.url), "a drawing is in the address"

    page.get_by_role("button", name=T[lang]["record"]).click()
    expect(page.get_by_role("heading", name=T[lang]["recorded"])).to_be_visible(timeout=JUDGING_MS)
    expect(page).to_have_url(re.compile(verdict["id"].removeprefix("sha256:")))
    recorded = httpx2.get(f"{service.url}siting/checks/{verdict['id']}")
    assert recorded.json()["verdict"] == verdict["verdict"]

    again = open_page(f"#/review/{verdict['id']}", lang=lang)
    shown(again, verdict["verdict"], lang)
    expect(again.get_by_text(T[lang]["stands"], exact=True)).to_be_visible()
    with again.expect_download() as taken:
        again.get_by_role("button", name=T[lang]["json"]).click()
    assert Path(taken.value.path()).read_bytes() == recorded.content


def test_a_vertex_is_dragged_and_put_back(open_page):
    page = open_page(draft())
    settled(page)
    draw(page, "zh")
    settled(page)
    before = page.url
    x, y = middle(page)
    page.mouse.move(x - 50, y - 40)
    page.mouse.down()
    page.mouse.move(x - 70, y - 60, steps=3)
    page.mouse.up()
    expect(page).not_to_have_url(before)
    page.get_by_role("button", name="撤销一步").click()
    expect(page).to_have_url(before)


def test_a_site_is_typed_corner_by_corner_without_a_mouse(open_page):
    page = open_page("#/review")
    expect(page.locator("summary", has_text="顶点")).to_be_visible()
    page.locator("summary", has_text="顶点").focus()
    page.keyboard.press("Enter")
    page.get_by_label("经度（°）").focus()
    for lon, lat in [("120.71", "28.01"), ("120.711", "28.01"), ("120.711", "28.011")]:
        page.keyboard.type(lon)
        page.keyboard.press("Tab")
        page.keyboard.type(lat)
        page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_label("顶点 3 的纬度")).to_have_value("28.011")


def gbk_shapefile() -> bytes:
    table = gpd.GeoDataFrame(
        {"项目名称": ["滨海仓库"]}, geometry=[shapely.box(120.71, 28.01, 120.711, 28.011)], crs="EPSG:4490"
    )
    with tempfile.TemporaryDirectory() as scratch:
        table.to_file(Path(scratch) / "范围.shp", encoding="GBK")
        return packed({path.name: path.read_bytes() for path in Path(scratch).iterdir() if path.suffix != ".cpg"})


def send(page: Page, name: str, content: bytes) -> None:
    page.get_by_role("button", name="打开文件").click()
    page.get_by_label("把文件拖到这里，或 选择文件").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def test_a_gbk_shapefile_is_read_and_judged_and_says_what_was_assumed(open_page):
    page = open_page("#/review")
    send(page, "范围.zip", gbk_shapefile())
    settled(page)
    notes = page.get_by_role("region", name="读取说明")
    expect(notes).to_contain_text("1 个图形，5 个顶点，坐标系 EPSG:4490")
    expect(notes).to_contain_text("按 GBK 读取")
    expect(page.get_by_text("只有登记后的结论才有永久网址")).to_be_visible()


def test_a_corner_file_of_the_land_survey_is_read_and_judged(open_page):
    page = open_page("#/review")
    send(page, "界址点.txt", CORNERS.encode("gb18030"))
    settled(page)
    expect(page.get_by_role("region", name="读取说明")).to_contain_text("坐标系 gk3:40")
    # nothing is suspected of metres in a named zone
    expect(page.get_by_text("坐标可能加过偏（GCJ-02）")).to_have_count(0)


def test_a_file_that_cannot_be_read_is_told_where_it_was_sent(open_page):
    page = open_page("#/review", allowed=("422",))
    send(page, "报告.pdf", b"%PDF-1.7 nothing of a site")
    expect(page.get_by_role("alert")).to_contain_text("报告.pdf（PDF）不是能读的格式")
    expect(badge(page)).to_have_count(0)


def test_coordinates_that_may_be_shifted_are_shown_at_both_places_to_choose_from(open_page):
    page = open_page("#/review?how=type")
    page.get_by_label("坐标", exact=True).fill("120.71, 28.01\n120.711, 28.01\n120.711, 28.011")
    page.get_by_role("button", name="使用这些坐标").click()
    settled(page)
    expect(page.get_by_text("坐标可能加过偏（GCJ-02）")).to_be_visible(timeout=JUDGING_MS)  # after three verdicts more
    places = [page.locator(".mark-letter", has_text=letter) for letter in "ABC"]
    for place in places:
        expect(place).to_be_visible()
    first, second, _ = (place.bounding_box() for place in places)
    assert abs(first["x"] - second["x"]) > 50, "the two places are apart on the map"

    page.get_by_role("button", name=re.compile("^B：")).click()
    expect(page).to_have_url(re.compile("crs=GCJ02"))
    expect(page.get_by_text("坐标可能加过偏（GCJ-02）")).to_have_count(0)
    expect(page.get_by_role("region", name="读取说明")).to_contain_text("GCJ-02 坐标已按公开算法还原")
    expect(page.locator(".mark-letter")).to_have_count(0)


def test_an_answered_question_changes_the_verdict_at_once_and_records_nothing(open_page, service):
    page = open_page(draft(how="draw", facts=json.dumps({"nature": "new"})))
    before = settled(page)
    assert "未定" in before
    answer = page.locator(".ways button:has(.badge.prohibited)").first
    expect(answer).to_be_visible()
    count = len(list(service.store.log(kind="verdict")))
    with page.expect_response(judged, timeout=JUDGING_MS) as live:
        answer.click()
    assert live.value.json()["verdict"] == "prohibited"
    shown(page, "prohibited")
    expect(page.get_by_role("status").filter(has_text="结论：禁止")).to_have_count(1)
    assert len(list(service.store.log(kind="verdict"))) == count
    page.reload()
    shown(page, "prohibited")  # the answer is in the address


def test_a_number_is_answered_by_a_field_beside_the_intervals_that_rules_tell_apart(open_page):
    page = open_page("#/review")

    def asking(route):
        answer = route.fetch()
        verdict = answer.json()
        intervals = [({"below": 10000}, "conditional"), ({"at_least": 10000}, "prohibited")]
        text = {"zh": "码头多少吨级？", "en": "How many tonnes?"}
        answers = [
            {"value": value, "verdict": word, "range": [word, word], "text": {"zh": str(value), "en": str(value)}}
            for value, word in intervals
        ]
        verdict["questions"] = [{"kind": "fact", "about": "berth_tonnage", "answers": answers, "text": text}]
        route.fulfill(response=answer, json=verdict)

    page.route("**/siting/checks", asking)
    page.goto(page.url.split("#")[0] + draft(lang="zh"))
    settled(page)
    question = page.get_by_role("group", name="码头多少吨级")
    expect(question.locator(".badge")).to_have_text(["◆ 有条件", "✕ 禁止"])
    question.get_by_label("填写数值").fill("5000")
    with page.expect_response(judged, timeout=JUDGING_MS) as live:
        question.get_by_role("button", name="回答").click()
    assert live.value.request.post_data_json["project"]["facts"] == {"berth_tonnage": 5000}


def test_a_question_that_was_changed_before_it_was_answered_is_given_up(open_page):
    page = open_page(draft())
    settled(page)
    asked: list[str] = []
    page.on("request", lambda request: judged_request(request) and asked.append(request.post_data))
    page.on("requestfailed", lambda request: judged_request(request) and asked.append(request.failure))
    name = page.get_by_label("项目名称")
    held: list[Route] = []  # the first is never answered, however quick the service is
    page.route("**/siting/checks", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request(judged_request):
        name.fill("第一个")
        name.press("Tab")
    with page.expect_event("requestfailed", judged_request):
        name.fill("第二个")
        name.press("Tab")
    settled(page)
    assert [("第一个" in one, "第二个" in one) for one in asked if "第" in one] == [(True, False), (False, True)]
    assert "net::ERR_ABORTED" in asked


def test_what_is_being_typed_stays_when_a_verdict_comes_in_between(open_page):
    page = open_page(draft())
    settled(page)
    held: list[Route] = []
    page.route("**/siting/checks", lambda route: held.append(route))  # noqa: PLW0108 - a method takes no mark
    with page.expect_request(judged_request):
        page.locator("#accuracy").fill("7")
        page.locator("#accuracy").press("Tab")
    expect(page.locator(".review .stale")).not_to_have_count(0)
    name = page.get_by_label("项目名称")
    name.fill("写到一半")
    held[0].continue_()
    settled(page)
    expect(name).to_have_value("写到一半")


def test_industry_is_chosen_by_its_chinese_name_from_the_keyboard(open_page):
    page = open_page(draft())
    settled(page)
    field = page.get_by_role("combobox", name=re.compile("行业"))
    field.focus()
    field.type("有机化学")
    option = page.get_by_role("listbox", name=re.compile("行业")).get_by_role("option", name="C2614 有机化学原料制造")
    expect(option).to_have_attribute("aria-selected", "true")
    with page.expect_response(judged, timeout=JUDGING_MS) as live:
        field.press("Enter")
    assert live.value.request.post_data_json["project"]["industry"] == "C2614"
    expect(page).to_have_url(re.compile("industry=C2614"))
    page.reload()
    expect(field).to_have_value("C2614 有机化学原料制造")
    settled(page)


def test_findings_and_map_lead_to_each_other(open_page):
    page = open_page(draft())
    settled(page)
    map_ready(page)
    scale = page.locator(".maplibregl-ctrl-scale")
    finding = page.locator(".finding").filter(has_text="某水库二级保护区")
    finding.get_by_role("button").click()
    expect(page).to_have_url(re.compile("finding=water_source_zone"))
    expect(finding).to_have_class(re.compile("chosen"))
    expect(finding).to_contain_text("《浙江省饮用水水源保护条例》第22（三）条")
    near = at_rest(page, scale)  # the feature has come, and the map has gone to it
    for _ in range(3):
        before = scale.inner_text()
        page.locator(".maplibregl-ctrl-zoom-out").click()
        expect(scale).not_to_have_text(before)
    expect(scale).not_to_have_text(near)
    finding.get_by_role("button").click()
    expect(page).not_to_have_url(re.compile("finding="))
    finding.get_by_role("button").click()
    expect(scale).to_have_text(near)  # the overlap fills the map again

    finding.get_by_role("button").click()
    page.locator(".review h1").scroll_into_view_if_needed()
    page.locator(".map canvas").hover()
    page.mouse.click(*middle(page))
    expect(page).to_have_url(re.compile("finding="))
    expect(page.locator(".finding.chosen .head")).to_be_focused()


def test_another_day_and_another_language_keep_the_question(open_page):
    page = open_page(draft(name="滨海仓库"))
    settled(page)
    map_ready(page)
    page.locator(".finding .head").first.click()
    expect(page).to_have_url(re.compile("finding="))
    with page.expect_response(judged, timeout=JUDGING_MS) as live:
        page.get_by_label("按哪一天的法规和数据").fill("2026-11-01")
    assert live.value.request.post_data_json["as_of"] == "2026-11-01"
    settled(page)
    map_ready(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Siting review")).to_be_visible()
    settled(page)
    map_ready(page)
    expect(page.get_by_label("Name of the project")).to_have_value("滨海仓库")
    expect(page.get_by_label("Law and data of which day")).to_have_value("2026-11-01")


def test_a_viewer_gets_the_verdict_without_what_shows_the_restricted_layer(open_page):
    facts = json.dumps({"nature": "new"})
    whole = open_page(draft(ON_RED_LINE, facts=facts), role="reviewer")
    word = settled(whole)
    expect(whole.locator(".finding", has_text="某红线")).to_have_count(1)

    page = open_page(draft(ON_RED_LINE, facts=facts), role="viewer", allowed=("403",))
    assert settled(page) == word
    expect(page.locator(".verdict")).to_contain_text("您无权查看的图层已从此处略去：")
    expect(page.locator(".verdict")).to_contain_text("生态保护红线")
    expect(page.locator(".finding", has_text="生态保护红线")).to_contain_text("受限图层")
    expect(page.get_by_text("某红线")).to_have_count(0)
    page.get_by_role("button", name="登记结论").click()
    expect(page.get_by_role("heading", name="已登记的结论")).to_be_visible(timeout=JUDGING_MS)
    assert settled(page) == word
    expect(page.get_by_text("某红线")).to_have_count(0)
    expect(page.get_by_role("button", name="下载封存包（ZIP）")).to_have_count(0)


def test_a_fault_of_the_service_leaves_no_verdict_of_the_question_before(open_page):
    page = open_page(draft(), allowed=("503", "422"))
    settled(page)
    said = {"slug": "store-unavailable", "title": "暂时连不上存储", "status": 503, "detail": "存储没有应答"}
    page.route("**/siting/checks", lambda route: route.fulfill(status=503, json=said))
    page.get_by_label("项目名称").fill("另一个项目")
    page.get_by_label("项目名称").press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("存储没有应答")
    expect(badge(page)).to_have_count(0)
    expect(page.locator(".finding")).to_have_count(0)

    page.unroute("**/siting/checks")
    page.get_by_label(re.compile("位置精度")).fill("-5")
    page.get_by_label(re.compile("位置精度")).press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("accuracy_m")
    expect(badge(page)).to_have_count(0)
    page.get_by_label(re.compile("位置精度")).fill("5")
    page.get_by_label(re.compile("位置精度")).press("Tab")
    settled(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_recorded_verdict_that_was_blanked_says_so_and_shows_no_word(open_page, service):
    site = json.loads(shapely.to_geojson(shapely.from_wkt(IN_ZONE)))
    asked = {"site": site, "project": {"name": "将被清除"}}
    number = httpx2.post(f"{service.url}siting/checks", json=asked).json()["id"]
    done = httpx2.post(
        f"{service.url}siting/checks/{number}/blanking",
        json={"reason": "of the tests"},
        headers={"Authorization": f"Bearer {service.key('admin')}"},
    )
    assert done.status_code == 201
    page = open_page(f"#/review/{number}", allowed=("410",))
    expect(page.get_by_role("alert")).to_contain_text("已被清除")
    expect(badge(page)).to_have_count(0)


def test_a_site_too_large_for_an_address_says_that_only_a_record_has_one(open_page):
    ring = shapely.Point(120.72, 28.02).buffer(0.001, quad_segs=40)
    page = open_page("#/review?how=type")
    page.get_by_label("坐标", exact=True).fill(ring.wkt)
    page.get_by_role("button", name="使用这些坐标").click()
    settled(page)
    expect(page.get_by_text("图形太大，放不进网址")).to_be_visible()
    assert len(page.url) < 300


def test_on_a_phone_nothing_is_wider_than_the_screen(open_page):
    page = open_page(draft(), phone=True)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator(".review .now")).to_be_in_viewport()
