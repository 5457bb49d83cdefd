"""docs/intake.md says what the code does."""

import re
from pathlib import Path

from layers.crs import parse_crs
from layers.datum_parameters import load_datum_parameters
from layers.intake.statement import parse_statement
from zoning.intake.borders import LAYERS, TOLERANCE_M

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "intake.md").read_text(encoding="utf-8")


def test_the_example_of_parameters_is_a_file_that_loads(tmp_path):
    path = tmp_path / "datums.yaml"
    path.write_text(re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1], encoding="utf-8")
    (shift,) = load_datum_parameters(path)
    assert shift.method == "coordinate_frame"


def test_every_statement_of_the_page_is_read():
    table = PAGE.partition("## Stating how to read")[2].partition("## Candidates")[0]
    named = [token for token in re.findall(r"`([^`]+)`", table) if re.match(r"EPSG|gk|GCJ|BD|xian|beijing", token)]
    assert len(named) > 8
    for token in named:
        assert parse_crs(token, old=True)
    options = re.findall(r"`…,(\w+)`", table)
    assert options == ["swapped", "packed", "decimal"]
    assert [str(parse_statement(f"gk3:40,{option}")) for option in options] == [f"gk3:40,{one}" for one in options]


def test_the_borders_that_the_guard_looks_at_are_those_of_the_page():
    assert ", ".join(f"`{layer}`" for layer in LAYERS) in " ".join(PAGE.split())
    assert f"within {TOLERANCE_M:.0f} m of a drawn border" in PAGE


def test_every_note_that_the_page_names_is_there():
    notes = (Path(__file__).resolve().parents[2] / "data" / "codes" / "notes.yaml").read_text(encoding="utf-8")
    table = PAGE.partition("## What is noticed")[2]
    for code in re.findall(r"`([a-z_]+_[a-z_]+)`", table):
        assert f"\n{code}:" in notes
