"""Definition files: scalars stay text, nothing written is nothing, whichever parser reads them."""

from pathlib import Path

import pytest
import yaml

from layers import definition_file
from layers.definition_file import read_definition

PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("~", None),
        ("null", None),
        ("", None),
        ('"~"', "~"),
        ("'null'", "null"),
        ('""', ""),
        ("no", "no"),
        ("01", "01"),
        ("1.10", "1.10"),
        ("2026-08-15", "2026-08-15"),
    ],
)
def test_a_scalar_is_text_and_only_what_is_not_there_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: type, written: str, read: str | None
) -> None:
    monkeypatch.setattr(definition_file, "_LOADER", parser)
    file = tmp_path / "a.yaml"
    file.write_text(f"a: {written}\nb: [{written or '~'}]\n", encoding="utf-8")
    assert read_definition(file).data == {"a": read, "b": [read]}
