"""`sanxian screen`: a table in, a file of results out, every failure in one line of either language."""

from __future__ import annotations

import json

import pytest
from screening import loaded, workbook

HEAD = ("编号", "经度", "纬度", "精度")
GOOD, BAD = ("a", 120.65, 28.0, 5), ("b", "x", 28.0, 5)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_bytes(workbook((*HEAD, "备注"), (*GOOD, "x"), (*BAD, "y")))
    return path


def test_results_are_written_and_the_counts_told(sanxian, held, table, tmp_path):
    out = tmp_path / "r.xlsx"
    code, told, err = sanxian("screen", table, "--out", out, "--lang", "en", store=held)
    assert (code, err) == (0, "")
    assert told.splitlines()[0].startswith("2 projects:")
    assert "not judged 1" in told
    assert "column not used: E 备注" in told
    assert list(loaded(out.read_bytes())) == ["Verdicts", "Findings", "Problems", "Basis"]
    assert not list((held / ".work" / "screenings").glob("*/units.jsonl"))  # what is finished leaves nothing behind


def test_its_verdict_is_that_of_check(sanxian, held, table, tmp_path):
    out = tmp_path / "r.xlsx"
    assert sanxian("screen", table, "--out", out, "--lang", "en", store=held)[0] == 0
    sheet = loaded(out.read_bytes())["Verdicts"]
    head = next(number for number, line in enumerate(sheet) if line[0].value == "Row")
    found = dict(zip((cell.value for cell in sheet[head]), (cell.value for cell in sheet[head + 1]), strict=True))
    _, told, _ = sanxian("check", "120.65,28.0", "--accuracy", "5", "--no-record", "--json", store=held)
    single = json.loads(told)
    assert (found["Id of the verdict"], found["Project id"]) == (single["id"], "a")


def test_json_is_one_document_and_problems_can_fail_it(sanxian, held, table, tmp_path):
    out = tmp_path / "r.zip"
    code, told, _ = sanxian("screen", table, "--out", out, "--json", "--fail-on", "problem", store=held)
    about = json.loads(told)
    assert (code, about["counts"]["problem"], about["file"]) == (1, 1, str(out))
    assert out.read_bytes().startswith(b"PK")


def test_a_template_is_written_without_a_store(sanxian, tmp_path):
    out = tmp_path / "t.xlsx"
    code, _, err = sanxian("screen", "--template", out, "--lang", "en")
    assert (code, err.strip()) == (0, f"written: {out}")
    assert next(iter(loaded(out.read_bytes()))) == "Projects"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--template"),
        (("p.xlsx",), "--out"),
        (("none.xlsx", "--out", "r.xlsx"), "none.xlsx"),
        (("p.xlsx", "--out", "r.pdf"), ".gpkg"),
        (("p.xlsx", "--out", "none/r.xlsx"), "folder"),
        (("p.xlsx", "--out", "p.xlsx"), "input itself"),
        (("p.xlsx", "--out", "r.xlsx", "--fail-on", "bad"), "problem"),
        (("p.xlsx", "--out", "r.xlsx", "--as-of", "today"), "2026-08-15"),
        (("p.xlsx", "--out", "r.xlsx", "--source-layer", "丙"), "项目"),
        (("--template", "t.csv"), ".xlsx"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(sanxian, held, table, monkeypatch, arguments, said):
    monkeypatch.chdir(table.parent)
    code, told, err = sanxian("screen", *arguments, "--lang", "en", store=held)
    assert (code, told) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert not (table.parent / "r.xlsx").exists()
