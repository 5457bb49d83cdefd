"""docs/security.md says what the code does: rights of roles, settings, defaults."""

import re
from pathlib import Path

from api.access.roles import RIGHTS, Right, Role
from app.settings import PREFIX, Settings

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "security.md").read_text(encoding="utf-8")


def test_the_table_of_rights_is_the_one_that_is_enforced():
    head = next(line for line in PAGE.splitlines() if line.startswith("| right |"))
    roles = [Role(cell.strip()) for cell in head.split("|")[3:-1]]
    assert roles == list(Role)
    told = {}
    for right in Right:
        cells = next(line for line in PAGE.splitlines() if line.startswith(f"| {right} |")).split("|")[3:-1]
        told[right] = {role for role, cell in zip(roles, cells, strict=True) if "✓" in cell}
    assert told == {right: {role for role in Role if right in RIGHTS[role]} for right in Right}


def test_every_setting_that_the_page_names_exists():
    named = set(re.findall(rf"`{PREFIX}([A-Z_]+)[`=]", PAGE))
    known = {name.upper() for name in Settings.model_fields}
    assert named
    assert named <= known, named - known


def test_the_limits_of_the_page_are_the_defaults():
    fields = Settings.model_fields
    for name, text in (
        ("max_body_bytes", "16 MB"),
        ("max_upload_bytes", "50 MB"),
        ("max_vertices", "200,000"),
        ("body_seconds", "60 s"),
        ("request_seconds", "60 s"),
        ("rate", "12,000; 1,200"),
        ("shutdown_seconds", "15 s; 30 s"),
    ):
        row = next(line for line in PAGE.splitlines() if f"{PREFIX}{name.upper()}" in line and line.startswith("|"))
        assert text in row, name
        default = fields[name].default
        assert f"{default:,}".removesuffix(".0") in text.replace(" MB", ",000,000"), (name, default)
