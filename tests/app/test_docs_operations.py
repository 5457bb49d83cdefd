"""docs/deployment.md and docs/operations.md name commands, settings, metrics and files that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
import yaml

from app.cli.main import app
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("deployment", "operations")}
SETTINGS = {field.validation_alias or f"SANXIAN_{name.upper()}" for name, field in Settings.model_fields.items()}
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def commands():
    """Every `sanxian …` of the pages, in code, as words; continued lines are one."""
    for name, page in PAGES.items():
        text = page.replace("\\\n", " ")
        for found in re.findall(r"(?:^|[`/ ])sanxian ((?:[a-z][a-z-]*)(?: [^`\n]*)?)", text, re.MULTILINE):
            words = found.partition("  #")[0].split()
            if words[0] in typer.main.get_command(app).commands:
                yield name, words


def test_there_are_commands_to_hold():
    assert len(list(commands())) > 30


@pytest.mark.parametrize(("page", "words"), list(commands()), ids=str)
def test_every_command_and_option_of_the_pages_is_there(page, words):
    command = typer.main.get_command(app)
    rest = list(words)
    while rest and hasattr(command, "commands"):
        name = rest.pop(0).rstrip(",.;:)")
        assert name in command.commands, f"docs/{page}.md: there is no {name} in {' '.join(words)}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    for word in rest:
        option = re.match(r"\[?(--[a-z-]+)", word)
        assert option is None or option[1] in known, f"docs/{page}.md: {' '.join(words)}"


def test_every_setting_of_the_pages_is_there():
    for name, page in PAGES.items():
        for setting in re.findall(r"SANXIAN_[A-Z_]*[A-Z]", page):
            assert setting in SETTINGS or setting in COMPOSE, f"docs/{name}.md: {setting}"


def test_every_file_of_the_pages_is_there():
    for name, page in PAGES.items():
        for path in re.findall(r"`((?:docs|deploy|tests|scripts)/[\w./-]+\w)`", page):
            assert (ROOT / path).exists(), f"docs/{name}.md: {path}"
        for anchor in re.findall(r"\]\(#([\w-]+)\)", page):
            headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
            anchors = [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
            assert anchor in anchors, f"docs/{name}.md: #{anchor}"


def test_every_metric_of_the_pages_is_counted():
    rooms = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "api").glob("*.py"))
    for metric in re.findall(r"`(sanxian_[a-z_]+)", PAGES["operations"]):
        if metric not in ("sanxian_owner", "sanxian_service"):
            assert f'"{metric.removesuffix("_total")}"' in rooms, metric


def test_the_page_describes_the_services_there_are():
    table = PAGES["deployment"].partition("What is started")[2].partition("\n\nEvery")[0]
    told = set(re.findall(r"^\| `(\w+)` \| ", table, re.MULTILINE))
    assert told == set(yaml.safe_load(COMPOSE)["services"])
