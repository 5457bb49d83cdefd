"""The page of screenings: a table sent, its progress, its counts and results."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from axe import faults
from playwright.sync_api import expect
from screening import loaded, workbook
from served import screening_office

from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits

HEAD = ("编号", "经度", "纬度", "精度", "行业代码")
ROWS = (("a", 120.71, 28.01, 5, "C2614"), ("b", "x", 28.01, 5, "C2614"))
DATA = Path(__file__).resolve().parents[2] / "data"


def test_a_table_is_sent_watched_and_its_results_are_taken(open_page, own_service, tmp_path):
    page = open_page("#/screening", of=own_service, role="reviewer")
    table = {"name": "项目表.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(HEAD, *ROWS)}
    page.get_by_label("把项目表或地块图层拖到这里").set_input_files(table)
    expect(page).to_have_url(re.compile("#/screening/[0-9a-f]{32}"), timeout=60_000)
    expect(page.get_by_role("status")).to_contain_text("排队中")
    (number,) = re.findall("[0-9a-f]{32}", page.url)

    office = screening_office(Desk(own_service.store, load_definitions(DATA), Limits()), tmp_path)
    assert office.work(office.job(number), own_service.now).state == "finished"
    expect(page.get_by_role("heading", name="“项目表.xlsx”共 2 行")).to_be_visible(timeout=60_000)
    expect(page.locator("tr", has_text="不能研判的行").locator("td")).to_have_text("1")
    assert faults(page) == []
    found = {}
    for name, button in {"xlsx": "工作簿（XLSX）", "zip": "CSV（ZIP）", "gpkg": "图形（GeoPackage）"}.items():
        with page.expect_download(timeout=60_000) as taken:
            page.get_by_role("button", name=button).click()
        assert taken.value.suggested_filename == f"screening-{number[:12]}.{name}"
        found[name] = Path(taken.value.path()).read_bytes()
    assert len(loaded(found["xlsx"])) >= 3
    assert "verdicts.csv" in zipfile.ZipFile(io.BytesIO(found["zip"])).namelist()
    assert found["gpkg"].startswith(b"SQLite format 3")

    phone = open_page(f"#/screening/{number}", of=own_service, role="reviewer", lang="en", phone=True)
    expect(phone.get_by_role("heading", name="“项目表.xlsx”: 2 rows")).to_be_visible(timeout=60_000)
    assert faults(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is beside the screen"


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_a_table_is_sent_axe_finds_nothing_serious(open_page, lang, phone):
    page = open_page("#/screening", lang=lang, phone=phone, role="reviewer")
    expect(page.locator("input[type=file]")).to_be_visible()
    assert faults(page) == []


def test_who_may_not_screen_is_told_the_name_of_the_right(open_page):
    page = open_page("#/screening", lang="en", role="viewer")
    expect(page.get_by_text("the right “prove”")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
