"""docs/siting.md and docs/traps.md are never stale: pictures are drawn anew, tests and cases that are named exist."""

import ast
import importlib.util
import re
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import world
import yaml

from zoning.next_steps import CODES
from zoning.verdict import Verdict

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
PAGE = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("siting.md", "admissible.md"))
TRAPS = (ROOT / "docs" / "traps.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[^`]+)`")
LATER = "later part:"


@pytest.fixture(scope="module")
def drawing():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        spec = importlib.util.spec_from_file_location("draw_siting", ROOT / "scripts" / "draw_siting.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


@pytest.fixture(scope="module")
def drawn(drawing):
    return drawing.drawn(world.definitions())


def test_the_pictures_are_what_the_code_draws_today(drawn):
    kept = {path.name: path.read_bytes() for path in PICTURES.glob("*.svg")}
    assert sorted(kept) == sorted(drawn), "run scripts/draw_siting.py"
    stale = [name for name in sorted(drawn) if drawn[name] != kept[name]]
    assert not stale, "the code draws these otherwise now: look at them, then run scripts/draw_siting.py"


def test_the_page_shows_every_picture_and_says_what_is_in_it():
    shown = {name: text for text, name in re.findall(r"!\[([^\]]+)\]\(pictures/([^)]+)\)", PAGE)}
    assert sorted(shown) == sorted(path.name for path in PICTURES.glob("*.svg"))
    assert all(len(text) > 20 for text in shown.values())


def test_no_words_of_a_picture_lie_on_each_other_or_leave_it(drawing, drawn):
    svg = importlib.import_module("siting_pictures.svg")
    for name, content in drawn.items():
        root = ET.fromstring(content)
        boxes = [box_of(svg, text) for text in root.iter("{http://www.w3.org/2000/svg}text")]
        width, height = float(root.attrib["width"]), float(root.attrib["height"])
        for text, west, top, east, bottom in boxes:
            assert west >= 0 and top >= 0 and east <= width and bottom <= height, f"{name}: {text} leaves the picture"
        for one, other in combinations(boxes, 2):
            apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
            assert apart, f"{name}: {one[0]!r} lies on {other[0]!r}"


def box_of(svg, text):
    """Text and its west, top, east, bottom in pixels."""
    x, y, size = (float(text.attrib[name]) for name in ("x", "y", "font-size"))
    wide = svg.text_px(text.text, size)
    west = x - {"middle": wide / 2, "end": wide}.get(text.attrib.get("text-anchor", "start"), 0.0)
    return text.text, west, y - 0.75 * size, west + wide, y + 0.15 * size


# --- what the page says of the body


def test_the_members_of_a_verdict_that_the_page_names_are_those_it_has():
    table = PAGE.partition("<!-- members of the body -->")[2].partition("<!-- end -->")[0]
    named = {name for row in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    verdict: Verdict = world.county().ask(world.box(0, 0, 100, 100), facts=world.harmless())
    assert named - {"id", "known_at"} == set(verdict.body)


def test_the_outcomes_and_steps_of_the_page_are_those_of_the_code():
    table = PAGE.partition("<!-- outcomes -->")[2].partition("<!-- end -->")[0]
    assert tuple(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == world.definitions().red_line.order
    assert set(re.findall(r"`(\w+)`", PAGE.partition("<!-- steps -->")[2].partition("<!-- end -->")[0])) == set(CODES)


# --- the traps


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@cache
def cases_in(file: str) -> frozenset[tuple[str, str]]:
    data = yaml.load((ROOT / file).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return frozenset(
        (group["rule"].partition("#")[2], case["id"]) for group in data["rules"] for case in group["cases"]
    )


def test_every_trap_has_its_row_in_order():
    assert [int(number) for number, _, _ in ROW.findall(TRAPS)] == list(range(1, 37))


@pytest.mark.parametrize(("number", "held"), [(number, held) for number, _, held in ROW.findall(TRAPS)])
def test_what_holds_a_trap_exists(number, held):
    named = NAMED.findall(held)
    assert named or LATER in held or "cannot arise:" in held, f"trap {number} names no test"
    for reference in named:
        file, _, about = reference.partition("::" if "::" in reference else ": ")
        assert (ROOT / file).is_file(), reference
        if file.endswith(".py"):
            assert about in functions_in(file), reference
        else:
            rule, _, case = about.partition(" · ")
            assert (rule, case) in cases_in(file), reference
