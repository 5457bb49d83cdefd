"""Short ways to say things in two languages: members of a rendered verdict, fixed words, numbers with their units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from layers.definition_file import Titles
from zoning.measures.tables import Cell, Column
from zoning.reports.measures import words as measure_words
from zoning.titles import plain

Body = Mapping[str, Any]

HECTARE_M2 = 10_000.0
MU_PER_HECTARE = 15.0
STATES: Mapping[bool | None, str] = {True: "holds", False: "fails", None: "open"}
WITHOUT_EFFECT = frozenset(("permit", "inform"))
DASH = "—"
_NUMBER = re.compile(r"\d+")
_UNVERIFIED = ("（条号未核，不列）", " (article number not verified, not given)")


def two(zh: str, en: str) -> Titles:
    """A text in both languages, letter for letter: a definition file's texts are unfolded, those of data are not."""
    return Titles.model_construct(zh=zh, en=en)


def say(text: Mapping[str, Any] | None, bare: str = DASH) -> Titles:
    """The `{zh, en}` of a rendered member; `bare` where it has none."""
    return two(zh=bare, en=bare) if text is None else two(zh=str(text["zh"]), en=str(text["en"]))


def word(code: str) -> Titles:
    """A fixed word of reports; an unknown code is shown as itself."""
    return two(zh=measure_words.word(code, "zh"), en=measure_words.word(code, "en"))


def same(text: object) -> Titles:
    """A text that is the same in both languages: a name, a code, a number."""
    return two(zh=str(text), en=str(text))


def joined(texts: Iterable[Titles], zh: str = "、", en: str = ", ") -> Titles:
    """Several texts as one; a dash where there are none."""
    held = list(texts)
    if not held:
        return same(DASH)
    return two(zh=zh.join(text.zh for text in held), en=en.join(text.en for text in held))


def codes(values: Iterable[object]) -> Titles:
    """Codes, keys or numbers after one another, with the comma of each language; a dash where there are none."""
    return joined(same(value) for value in values)


def sentence(text: Mapping[str, Any]) -> Titles:
    """A rendered text as a sentence that stands alone: a capital letter, a full stop."""
    said = say(text)
    return two(
        f"{said.zh.rstrip('。')}。" if said.zh[-1:] not in "！？" else said.zh,
        f"{said.en[:1].upper()}{said.en[1:].rstrip('.')}.",
    )


def beside(text: Titles, aside: Titles | str) -> Titles:
    """A text with another in brackets behind it."""
    more = same(aside) if isinstance(aside, str) else aside
    return two(zh=f"{text.zh}（{more.zh}）", en=f"{text.en} ({more.en})")


def column(name: str, zh: str, en: str, unit: str | None = None, digits: int | None = None) -> Column:
    """A column of a table."""
    return Column(name, two(zh=zh, en=en), unit, digits)


def hectares(square_metres: float | None) -> float | None:
    """Hectares of square metres."""
    return None if square_metres is None else square_metres / HECTARE_M2


def hectare_range(bounds: Sequence[float] | None) -> str | None:
    """`0.0000–2.4032` of a range in square metres."""
    return None if bounds is None else f"{bounds[0] / HECTARE_M2:.4f}–{bounds[1] / HECTARE_M2:.4f}"


def percent(share: float | None) -> float | None:
    """Hundredths of a share."""
    return None if share is None else 100.0 * share


def metres(value: float) -> str:
    """`853.834 m`; kilometres from 10 km on."""
    return f"{value / 1000:.3f} km" if value >= 10_000 else f"{value:.3f} m"


def number(value: object) -> str:
    """A number as short as it is."""
    return str(plain(value))


def chainage(at_m: float) -> str:
    """`K12+345.678`, as road and pipeline engineers name a place on a line."""
    kilometres, rest = divmod(round(at_m * 1000), 1_000_000)
    return f"K{kilometres}+{rest / 1000:07.3f}"


def ground_of(item: Body) -> Titles:
    """Layer and class of a finding, total or crossing: `Control unit · priority unit`."""
    layer = say(item["layer_title"], str(item["layer"]))
    if item["class"] is None:
        return layer
    of_class = say(item["class_title"], str(item["class"]))
    return two(zh=f"{layer.zh} · {of_class.zh}", en=f"{layer.en} · {of_class.en}")


def feature_of(item: Body) -> Titles:
    """Name and key of a feature; of a withheld one, that it is not shown."""
    if item["feature"] is None:
        return two("受限，不显示要素", "restricted: no feature shown")
    name, key = item["name"], str(item["feature"])
    return same(key if not name or name == key else f"{name} {key}")


def numbered_hit(number: int, finding: Body) -> Titles:
    """A finding by its number in the report."""
    of, name = ground_of(finding), feature_of(finding)
    return two(f"第 {number} 项 {of.zh}：{name.zh}", f"no. {number} {of.en}: {name.en}")


def live_rules(item: Body) -> list[Body]:
    """The rules of a finding that hold or may hold."""
    return [rule for rule in item["rules"] if rule["holds"] is not False]


def binding_rules(item: Body) -> list[Body]:
    """Those among them that a verdict rests on."""
    return [rule for rule in live_rules(item) if rule["effect"] not in WITHOUT_EFFECT]


def basis_of(rule: Body) -> Titles:
    """Titles of the instruments (Chinese in every language) with their articles; a number not verified is not given."""
    articles: dict[str, list[str | None]] = {}
    for basis in (rule["basis"], *rule.get("further_basis", ())):
        articles.setdefault(basis["title"], []).append(basis["article"])
    said = []
    for title, numbers in articles.items():
        held = [number for number in numbers if number]
        zh, en = _UNVERIFIED if None in numbers else ("", "")
        chinese = "、".join(_NUMBER.sub(r"第\g<0>条", number) for number in held)
        english = ", ".join(f"art. {number}" if number[0].isdigit() else number for number in held)
        said.append(two(zh=f"{title}{chinese}{zh}", en=f"{title}{f' {english}' if held else ''}{en}"))
    return joined(said, "；", "; ")


def coarse_hectares(item: Body) -> Cell:
    """The overlap in hectares; of a withheld layer the full hectare, and said to be that."""
    area = hectares(item["overlap_area_m2"])
    if area is not None and item["overlap_area_range_m2"] is None:
        return two(f"{area:.0f}（取整公顷）", f"{area:.0f} (full hectares)")
    return area


def rules_elsewhere(body: Body) -> list[Body]:
    """The rules that hold or are open without a feature to stand under, as the body sums them up."""
    shown = {(rule["pack"], rule["rule"]) for finding in body["findings"] for rule in finding["rules"]}
    return [rule for rule in body["rules"] if (rule["pack"], rule["rule"]) not in shown]
