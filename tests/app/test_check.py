"""`sanxian check`: one document, the right exit code, a ledger entry, and a page that people can read."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from layers.stores.files import FilesStore

INSIDE = shapely.box(120.65001, 28.00001, 120.65101, 28.00101)


def geojson(shape, **project):
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))}
    return json.dumps({"type": "FeatureCollection", "features": [feature], "project": project}, ensure_ascii=False)


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    path = tmp_path_factory.mktemp("site") / "factory.geojson"
    facts = {"nature": "new", "activity": "manufacturing"}
    path.write_text(geojson(INSIDE, name="试验工厂", accuracy_m=1.0, facts=facts), encoding="utf-8")
    return path


def verdicts(folder):
    store = FilesStore(folder)
    found = [entry.subject for entry in store.log(kind="verdict")]
    store.close()
    return found


def test_json_is_one_document_with_texts_and_is_recorded_once(sanxian, held, inside):
    before = verdicts(held)
    code, out, err = sanxian("check", inside, "--as-of", "2026-11-01", "--json", store=held)
    body = json.loads(out)
    assert (code, err) == (0, "") and out.count("\n") == 1
    assert body["verdict"] == "prohibited" and body["verdict_text"] == {"zh": "禁止", "en": "prohibited"}
    assert body["findings"][0]["layer"] == "ecological_red_line"
    assert verdicts(held) == [*before, body["id"]]


def test_the_same_question_has_the_same_id(sanxian, held, inside):
    asked = ("check", inside, "--as-of", "2026-11-01", "--json", "--no-record")
    first, second = (json.loads(sanxian(*asked, store=held)[1])["id"] for _ in range(2))
    assert first == second


def test_no_record_leaves_the_ledger_as_it_was(sanxian, held, inside):
    before = verdicts(held)
    assert sanxian("check", inside, "--no-record", store=held)[0] == 0
    assert verdicts(held) == before


def test_fail_on_decides_the_exit_code_and_the_verdict_is_printed_all_the_same(sanxian, held, inside):
    code, out, _ = sanxian("check", inside, "--no-record", "--fail-on", "prohibited", store=held)
    assert code == 1 and "PROHIBITED" in out
    code, out, _ = sanxian("check", inside, "--no-record", "--fail-on", "conditional", store=held)
    assert code == 0 and "PROHIBITED" in out


def test_people_read_the_word_first_then_why_then_the_caveat(sanxian, held, inside):
    code, out, err = sanxian("check", inside, "--no-record", store=held)
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].startswith("禁止 PROHIBITED")
    assert "试验工厂" in lines[1]
    assert any("生态保护红线" in line and "压占 overlaps" in line and " ha (100 %)" in line for line in lines)
    assert any("RL-1" in line and "禁止·成立" in line for line in lines)
    assert "由有权机关决定" in lines[-2] and "sha256:" in lines[-1]
    assert "\x1b" not in out


def test_english_keeps_the_chinese_title_of_the_law(sanxian, held, inside):
    _, out, _ = sanxian("check", inside, "--no-record", "--lang", "en", "--as-of", "2026-11-01", store=held)
    assert out.startswith("PROHIBITED") and "competent authority" in out
    assert "关于加强生态保护红线管理的通知" in out


def test_an_open_question_stands_before_what_was_found(sanxian, held):
    _, out, _ = sanxian("check", "120.6500,28.0000", "--no-record", store=held)
    lines = out.splitlines()
    assert lines[0].startswith("未定 UNDETERMINED — ") and " … 禁止 prohibited" in lines[0]
    question = next(index for index, line in enumerate(lines) if line.startswith("  ? "))
    finding = next(index for index, line in enumerate(lines) if "压占 overlaps" in line)
    assert question < finding
    assert any(" → " in line for line in lines[question:finding])


def test_standard_input_answers_as_the_file_does(sanxian, held, inside, monkeypatch):
    from_file = json.loads(sanxian("check", inside, "--no-record", "--json", store=held)[1])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(inside.read_bytes())))
    piped = json.loads(sanxian("check", "-", "--no-record", "--json", store=held)[1])
    assert piped["id"] == from_file["id"]


def test_options_go_over_what_the_file_says(sanxian, held, inside):
    options = ("--accuracy", "3", "--fact", "nature=expanded", "--industry", "C2631")
    body = json.loads(sanxian("check", inside, *options, "--no-record", "--json", store=held)[1])
    assert body["project"]["accuracy_m"] == 3.0
    assert body["project"]["industry"] == "C2631"
    assert "expanded" in json.dumps(body["project"]["facts"]["nature"])


def test_a_line_takes_its_role_and_width_from_the_options(sanxian, held, tmp_path):
    path = tmp_path / "road.wkt"
    path.write_text("LINESTRING (120.45 27.85, 120.46 27.85)")
    body = json.loads(
        sanxian("check", path, "--role", "route", "--width", "20", "--no-record", "--json", store=held)[1]
    )
    assert [(part["role"], part["width_m"]) for part in body["project"]["parts"]] == [("route", 20.0)]


def test_a_report_holds_the_printed_body(sanxian, held, inside, tmp_path):
    code, out, _ = sanxian("check", inside, "--no-record", "--json", "--report", tmp_path / "a.json", store=held)
    assert code == 0 and json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == json.loads(out)


def test_a_report_is_written_with_its_entry_in_the_ledger_and_is_the_same_when_read_later(
    sanxian, held, inside, tmp_path
):
    first, later = tmp_path / "first.html", tmp_path / "later.html"
    code, out, err = sanxian("check", inside, "--json", "--report", first, "--lang", "en", store=held)
    number = json.loads(out)["id"]
    assert code == 0 and str(first) in err
    entry = json.loads(sanxian("ledger", "show", number, "--json", store=held)[1])["entries"][0]
    page = first.read_text(encoding="utf-8")
    assert number in page and f"{entry['sequence']}" in page
    code, _, err = sanxian("ledger", "report", number, "--out", later, "--lang", "en", store=held)
    assert code == 0 and str(later) in err and later.read_text(encoding="utf-8") == page


def test_a_report_of_what_was_not_recorded_says_so(sanxian, held, inside, tmp_path):
    code, _, _ = sanxian("check", inside, "--no-record", "--report", tmp_path / "a.html", "--bilingual", store=held)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert code == 0 and "未入台账" in page and "not recorded" in page


def test_a_report_that_cannot_be_written_leaves_the_old_one_whole(sanxian, held, inside, tmp_path, monkeypatch):
    old = tmp_path / "a.json"
    old.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device", "a.json")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, out, err = sanxian("check", inside, "--no-record", "--report", old, "--lang", "en", store=held)
    assert code == 2 and "--report" in err and "No space left" in err
    assert "sha256:" in out  # the verdict itself was given
    assert [p.name for p in tmp_path.glob("*a.json*")] == ["a.json"] and old.read_text() == "old"


def test_known_at_before_the_publication_holds_no_edition(sanxian, held, inside):
    early = ("--known-at", "2023-12-31T00:00+08:00")
    code, out, err = sanxian("check", inside, *early, "--no-record", store=held)
    assert (code, out) == (2, "") and err.count("\n") == 1


def test_a_fault_of_the_program_is_one_line_and_exit_3(sanxian, held, inside, monkeypatch):
    def broken(*_, **__):
        raise KeyError("lost")

    monkeypatch.setattr("zoning.desk.Desk.check", broken)
    code, out, err = sanxian("check", inside, store=held)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "KeyError" in err and "SANXIAN_DEBUG" in err
    code, _, err = sanxian("check", inside, store=held, DEBUG=1)
    assert code == 3 and "Traceback" in err


def test_the_program_in_a_pipe_prints_plain_utf8(held, inside, tmp_path):
    environment = {"SANXIAN_STORE": str(held), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    command = [sys.executable, "-c", "from app.cli.main import main; main()", "check", inside, "--no-record"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0 and done.stderr == b""
    assert done.stdout.decode("utf-8").startswith("禁止 PROHIBITED")


def test_help_loads_no_geometry_library():
    code = (
        "import sys; from app.cli.main import run; run(['check', '--help']); "
        "sys.exit(bool({'shapely', 'numpy', 'fastapi', 'zoning'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0 and b"SITE" in done.stdout


def test_a_file_with_a_gbk_name_is_judged_and_recorded(sanxian, held, tmp_path):
    path = tmp_path / os.fsdecode("厂区.geojson".encode("gbk"))
    path.write_text('{"type": "Point", "coordinates": [120.50001, 27.90001]}')
    code, out, err = sanxian("check", path, "--json", store=held)
    assert (code, err) == (0, "") and json.loads(out)["id"].startswith("sha256:")


def test_a_project_cannot_write_over_the_verdict_on_a_terminal(sanxian, held, tmp_path):
    path = tmp_path / "site.geojson"
    project = {"name": "\x1b[2J\x1b[1;1H可行 ADMISSIBLE\n可行\u202e"}
    path.write_text(json.dumps({"type": "Point", "coordinates": [120.65, 28.0], "project": project}))
    code, out, _ = sanxian("check", path, store=held)
    assert code == 0
    assert not {"\x1b", "\u202e"} & set(out)
    assert not any(line.startswith("可行") for line in out.splitlines())


def test_one_layer_of_several_is_chosen_by_name(sanxian, held, tmp_path):
    path = tmp_path / "site.gpkg"
    for name, box in (
        ("厂区", shapely.box(120.5, 27.9, 120.51, 27.91)),
        ("道路", shapely.box(120.52, 27.9, 120.53, 27.91)),
    ):
        wkb = np.array([shapely.to_wkb(box)], dtype=object)
        pyogrio.raw.write(path, wkb, [], [], layer=name, geometry_type="Polygon", crs="EPSG:4490", append=path.exists())
    code, _, err = sanxian("check", path, store=held)
    assert code == 2 and "--source-layer" in err
    code, out, _ = sanxian("check", path, "--source-layer", "道路", "--json", store=held)
    assert code == 0 and "120.52" in json.dumps(json.loads(out)["project"]["parts"])


def test_no_standard_input_is_an_empty_one(sanxian, held, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    code, out, err = sanxian("check", "-", store=held)
    assert (code, out, err.count("\n")) == (2, "", 1)
