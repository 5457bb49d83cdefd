"""docs/measures.md says what the code does: methods exist, commands parse, figures of the demonstration come out."""

import re
import shlex
from datetime import date
from pathlib import Path

import demo_files
import pytest
import shapely
import typer
from measuring import TODAY, MemoryStore, ask, measure_definitions

from app.cli.main import app
from zoning.measures.question import AreasQuestion, BaysQuestion, BuffersQuestion, ShorelineChangesQuestion

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"`(sanxian measure [^`…]+)`", PAGE)))


@pytest.fixture(scope="module")
def store():
    """The demonstration's editions that the page speaks of."""
    found = MemoryStore()
    everywhere = shapely.union_all(demo_files.rows("admin_area.geojson")[1])
    wanted = ("admin_area", "coastline", "bay", "water_line", "buffer_strip", "ecological_red_line")
    for delivery in demo_files.DELIVERIES:
        layer = delivery["layer"]
        if layer in wanted:
            properties, geometries = demo_files.rows(delivery["file"])
            kind = demo_files.KINDS[layer]
            names = [":".join(str(row[name]) for name in kind.key) for row in properties]
            day = date.fromisoformat(str(delivery["effective_from"]))
            rows = list(zip(names, geometries, properties, strict=True))
            found.add(layer, rows, effective_from=day, coverage=everywhere, source=delivery["source"],
                      accuracy_m=float(delivery["accuracy_m"]))  # fmt: skip
    return found


def said(*values, digits=3):
    """Every value that the page does not print."""
    text = PAGE.replace(",", "").replace("\N{NO-BREAK SPACE}", " ")
    plain = re.sub(r"(?<=\d) (?=\d{3}(\D|$))", "", text)
    return [value for value in values if f"{value:.{digits}f}" not in plain]


def test_every_method_is_named_on_the_page():
    methods = [name for found in measure_definitions().methods().values() for name in found]
    assert len(methods) > 6
    assert [name for name in methods if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_is_one_that_exists(command):
    group = typer.main.get_command(app)
    words = shlex.split(command.replace("SITE", "site.geojson"))[1:]
    context = group.make_context("sanxian", [*words, "--help"], resilient_parsing=True)
    assert context is not None
    found = group.commands["measure"].commands[words[1]]
    options = {option for parameter in found.params for option in parameter.opts}
    assert [word for word in words if word.startswith("--") and word not in options] == []


def test_the_page_has_commands_of_every_measure():
    measures = {"shoreline", "buffers", "areas", "bays", "land-cover", "indicators", "report"}
    assert {shlex.split(command)[2] for command in COMMANDS} >= measures


def test_the_figures_of_the_demonstration_are_those_of_the_page(store):
    common = {"region": "330300", "as_of": TODAY}
    bays = ask(store, BaysQuestion(**common)).record()["built"]
    assert said(bays["built_m"], bays["mainland_m"]) == []
    strips = ask(store, BuffersQuestion(**common)).record()["statuses"]
    lengths = [status["bank"][side] for status in strips for side in ("left_m", "right_m", "ring_m")]
    assert said(*[length for length in lengths if length]) == []
    areas = ask(store, AreasQuestion(**common, layers=("ecological_red_line",), since=date(2021, 1, 1))).record()
    city = [row for row in areas["by_region"] if row["region"] == "330300"]
    change = areas["changes"]["layers"][0]["total"]
    assert said(*(row["layers"][0]["area_m2"] for row in city), change["lost_m2"], change["gained_m2"], digits=2) == []
    moved = ask(store, ShorelineChangesQuestion(**common, since=date(2024, 6, 30))).record()["mainland"]["closure"]
    assert said(moved["old_total_m"], moved["new_total_m"], moved["lost_m"], moved["gained_m"], digits=1) == []
