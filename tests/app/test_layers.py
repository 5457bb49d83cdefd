"""`sanxian layers`: a delivery checked, proposed, published; what is held; what changed."""

import json

import pytest
import shapely

from layers.stores.files import FilesStore

COUNTY = shapely.box(120.4, 27.8, 121.0, 28.2)
ZONE = shapely.box(120.6, 27.95, 120.7, 28.05)
WIDER = shapely.box(120.6, 27.95, 120.75, 28.05)


def write(path, *rows):
    features = [
        {"type": "Feature", "properties": fields, "geometry": json.loads(shapely.to_geojson(shape))}
        for shape, fields in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
    return path


def said(day="2020-01-01", status="statutory"):
    return ["--region", "330324", "--status", status, "--accuracy", "1", "--effective-from", day, "--source", "公告"]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("layers") / "store"


@pytest.fixture
def admin(tmp_path):
    return write(tmp_path / "admin.geojson", (COUNTY, {"行政区代码": "330324", "名称": "试验县", "陆海": "陆域"}))


@pytest.fixture
def red_line(tmp_path):
    return write(tmp_path / "red.geojson", (ZONE, {"code": "R1", "MC": "试验红线"}))


def held(folder):
    if not folder.exists():
        return []
    store = FilesStore(folder)
    found = [(edition.label, edition.state) for edition in store.editions()]
    store.close()
    return found


def test_a_check_stores_nothing_and_makes_no_store(sanxian, admin, tmp_path):
    code, out, err = sanxian("layers", "check", "admin_area", admin, "--region", "330324", store=tmp_path / "none")
    assert (code, err) == (0, "") and "检查通过" in out
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "xlsx", "json"])
def test_a_check_is_written_as_a_report(sanxian, admin, tmp_path, form):
    file = tmp_path / f"check.{form}"
    given = ("--region", "330324", "--report", file, "--bilingual")
    code, out, err = sanxian("layers", "check", "admin_area", admin, *given, store=tmp_path / "none")
    assert code == 0 and "检查通过" in out and str(file) in err
    assert file.read_bytes()[:4] in (b"%PDF", b"PK\x03\x04", b"<!DO", b"{\n  ")


def test_the_report_of_a_refused_delivery_is_written_too(sanxian, tmp_path):
    wrong = write(tmp_path / "wrong.geojson", (COUNTY, {"code": "330324", "part": "天空"}))
    file = tmp_path / "check.html"
    given = ("--region", "330324", "--report", file, "--lang", "zh")
    code, _, _ = sanxian("layers", "check", "admin_area", wrong, *given, store=tmp_path / "none")
    page = file.read_text(encoding="utf-8")
    assert code == 1 and "不合格，不予入库" in page and "天空" in page and "wrong.geojson" in page


def test_a_report_that_cannot_be_written_is_said_before_anything_is_read(sanxian, admin, tmp_path):
    for name in ("check.odt", "nowhere/check.pdf", admin.name):
        given = ("--region", "330324", "--report", tmp_path / name, "--lang", "en")
        code, _, err = sanxian("layers", "check", "admin_area", admin, *given, store=tmp_path / "none")
        assert code == 2 and "--report" in err


def test_a_refused_delivery_exits_with_1_and_says_where(sanxian, tmp_path, store):
    wrong = write(tmp_path / "wrong.geojson", (COUNTY, {"code": "330324", "part": "天空"}))
    before = held(store)
    code, out, err = sanxian("layers", "publish", "admin_area", wrong, *said(), store=store)
    assert code == 1 and err.count("\n") == 1 and "wrong.geojson#1" in err and "天空" in err
    assert "天空" in out and "part" in out
    assert held(store) == before
    code, out, _ = sanxian("layers", "publish", "admin_area", wrong, *said(), "--json", store=store)
    document = json.loads(out)
    assert code == 1 and document["edition"] is None and document["report"]["passed"] is False
    assert "天空" in document["refused"]["zh"] and "天空" in document["refused"]["en"]
    assert {problem["code"] for problem in document["report"]["problems"]} == {"value_not_in_list"}


def test_publishing_twice_then_listing_and_comparing(sanxian, admin, red_line, tmp_path, store):
    code, out, err = sanxian("layers", "publish", "admin_area", admin, *said(), store=store)
    assert (code, err) == (0, "") and "已发布：admin_area 330324/1" in out
    first = ("layers", "publish", "ecological_red_line", red_line, *said(), "--coverage", "region", "--json")
    code, out, _ = sanxian(*first, store=store)
    edition = json.loads(out)["edition"]
    assert code == 0 and (edition["region"], edition["edition"], edition["state"]) == ("330324", 1, "published")
    later = write(tmp_path / "later.geojson", (WIDER, {"id": "R1", "label": "改名红线"}))
    mapping = ("--map", "code=id", "--map", "name=label", "--coverage", "region", "--lang", "en")
    code, out, _ = sanxian(
        "layers", "publish", "ecological_red_line", later, *said("2024-01-01"), *mapping, store=store
    )
    assert code == 0 and "published: ecological_red_line 330324/2" in out

    code, out, _ = sanxian("layers", "list", "--json", store=store)
    states = [(e["layer"], e["edition"], e["state"]) for e in json.loads(out)["editions"]]
    assert states == [
        ("admin_area", 1, "published"),
        ("ecological_red_line", 1, "superseded"),
        ("ecological_red_line", 2, "published"),
    ]
    code, out, _ = sanxian("layers", "list", "--as-of", "2022-01-01", store=store)
    assert code == 0 and any("330324/2" in line and "scheduled" in line for line in out.splitlines())

    for since in ((), ("--since", "1"), ("--since", "2021-01-01")):
        changes = ("layers", "changes", "ecological_red_line", "--region", "330324", *since)
        code, out, _ = sanxian(*changes, "--json", store=store)
        found = json.loads(out)
        assert code == 0 and (found["from"], found["to"]) == (1, 2)
        assert found["counts"]["reshaped"] == 1 and found["changed"][0]["attributes"]["name"] == [
            "试验红线",
            "改名红线",
        ]
    code, out, _ = sanxian("layers", "changes", "ecological_red_line", "--region", "330324", store=store)
    assert code == 0 and "改形 1" in out and "试验红线 → 改名红线" in out


def test_a_proposal_is_not_in_force(sanxian, red_line, store):
    code, out, _ = sanxian(
        "layers", "propose", "ecological_red_line", red_line, *said("2025-01-01", "draft"), store=store
    )
    assert code == 0 and "待发布" in out
    assert held(store)[-1][1] == "proposed"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--status", "sacred"], "sacred"),
        (["--effective-from", "soon"], "soon"),
        (["--replaces", "330302"], "330302"),
        (["--replaces", "３３０３０２/1"], "３３０３０２"),
        (["--accuracy", "0"], "0"),
        (["--accuracy", "nan"], "nan"),
        (["--accuracy", "20000"], "20000"),
        (["--region", "33"], "33"),
        (["--region", "３３０３２４"], "３３０３２４"),
        (["--source", "甲\n乙"], "一行"),
        (["--source", "x" * 1001], "1000"),
        (["--map", "code"], "ATTR=FIELD"),
        (["--map", "colour=x"], "colour"),
        (["--coverage", "nowhere.geojson"], "nowhere.geojson"),
        (["--coverage", ""], "--coverage"),
        (["--values", "part:陆=land", "--values", "part:陆=sea"], "陆"),
        (["--set", "part=9"], "land, sea 之一"),
        (["--mapping", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_what_makes_no_sense_is_bad_usage(sanxian, red_line, store, arguments, words):
    before = held(store)
    usual = zip(said()[::2], said()[1::2], strict=True)
    given = [text for option, value in usual if option not in arguments for text in (option, value)]
    code, out, err = sanxian("layers", "publish", "ecological_red_line", red_line, *given, *arguments, store=store)
    assert (code, out, err.count("\n")) == (2, "", 1) and words in err
    assert held(store) == before


def test_changes_of_a_single_edition_say_that_there_is_nothing_to_compare(sanxian, store):
    code, out, err = sanxian("layers", "changes", "admin_area", "--region", "330324", store=store)
    assert (code, out, err.count("\n")) == (2, "", 1) and "admin_area" in err


def test_a_delivery_refused_for_its_place_says_so_in_its_document(sanxian, red_line, tmp_path):
    code, out, err = sanxian(
        "layers", "check", "ecological_red_line", red_line, "--region", "330324", "--coverage", "region", "--json",
        store=tmp_path / "none",
    )  # fmt: skip
    document = json.loads(out)
    assert code == 1 and document["report"]["passed"] is True
    assert "admin_area" in document["refused"]["zh"] and document["refused"]["zh"] in err
