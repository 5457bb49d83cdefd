"""Prints the tables of layer attributes in docs/data-formats.md from data/layers/*.yaml.

`python scripts/layer_tables.py` prints them; with `--write` they replace what stands between the two marks of the page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from layers.kinds import Applies, Attribute, LayerKind, LayerKinds, load_kinds

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "data-formats.md"
BEGIN = "<!-- layer tables: written by scripts/layer_tables.py -->"
END = "<!-- end of layer tables -->"
_YES = "required"


def tables(kinds: LayerKinds) -> str:
    """The markdown of every layer, by name: what it is, its attributes, and the lists of its codes."""
    return "\n".join(_layer(kinds[name]) for name in sorted(kinds))


def within(page: str, text: str) -> str:
    """`page` with `text` between its two marks. Raises ValueError where a mark is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has not both marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{text}\n{END}{after}"


def _layer(kind: LayerKind) -> str:
    lines = [f"### `{kind.layer}` — {kind.title.zh}, {kind.title.en}", ""]
    if kind.description is not None:
        lines += [f"{kind.description.zh}。 {kind.description.en}.", ""]
    lines += [f"{'; '.join(_facts(kind))}.", "", "| attribute | type | field names taken | |", "|---|---|---|---|"]
    lines += [_row(name, attribute) for name, attribute in kind.attributes.items()]
    lines.append("")
    for name, attribute in kind.attributes.items():
        if attribute.values:
            lines += [f"Codes of `{name}`:", "", "| code | | also written |", "|---|---|---|"]
            lines += [_code(code, attribute) for code in attribute.values]
            lines.append("")
    return "\n".join(lines)


def _facts(kind: LayerKind) -> Iterable[str]:
    yield f"{kind.geometry}s"
    if kind.key:
        yield f"a feature is named by {_codes(kind.key)}"
    if kind.class_attribute is not None:
        yield f"totals by `{kind.class_attribute}`"
    yield "wall-to-wall" if kind.coverage == "wall_to_wall" else "coverage is declared"
    for rule in kind.topology:
        by = f" by `{rule.by}`" if rule.by is not None else ""
        yield f"{rule.rule.replace('_', ' ')}{by}"
    yield _applies(kind.applies)
    yield kind.access


def _applies(applies: Applies) -> str:
    where = ["the coast"] if applies.coast else [" and ".join(applies.part)]
    where += [f"regions {', '.join(applies.regions)}"] if applies.regions else []
    where += [f"basins {', '.join(applies.basin)}"] if applies.basin else []
    return f"applies to {', '.join(where)} ({applies.source})"


def _row(name: str, attribute: Attribute) -> str:
    aliases = _codes((name, *attribute.aliases))
    unit = f" in {attribute.unit}" if attribute.unit is not None else ""
    title = f"`{name}` — {attribute.title.zh}, {attribute.title.en}"
    return f"| {title} | {attribute.type}{unit} | {aliases} | {_more(attribute)} |"


def _more(attribute: Attribute) -> str:
    said = [_YES] if attribute.required else []
    if attribute.default is not None:
        said.append(f"`{attribute.default}` where absent")
    if attribute.derive is not None:
        said.append(f"from `{attribute.derive.source}` where absent")
    if attribute.assign is not None:
        said.append(f"from where it lies in `{attribute.assign.source}` where absent")
    if attribute.pattern is not None:
        said.append(f"must be `{_cell(attribute.pattern)}`")
    if attribute.expected is not None:
        said.append(f"usually `{_cell(attribute.expected)}`")
    if attribute.agrees is not None:
        said.append(f"compared with `{attribute.agrees.attribute}`")
    if attribute.holds == "region":
        said.append("compared with the region list")
    if attribute.holds == "area":
        said.append("compared with the geometry")
    return "; ".join(said)


def _code(code: str, attribute: Attribute) -> str:
    title = attribute.values[code]
    spoken = _codes(text for text, meant in attribute.spoken.items() if meant == code)
    return f"| `{code}` | {title.zh}, {title.en} | {spoken} |"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def main() -> int:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write into {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    text = tables(load_kinds(ROOT / "data" / "layers"))
    if options.write:
        PAGE.write_text(within(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
