"""Next steps in words of both languages; the codes and values of `next_steps` come in, no identity changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.definitions import Definitions
from zoning.texts import fill, placeholders
from zoning.titles import layer_title
from zoning.verdict import Json

UNKNOWN = Titles(zh="主管部门", en="the competent authority")


def step_text(definitions: Definitions, step: Mapping[str, Any]) -> Json:
    """The text of one step in both languages; a code without a text shows itself."""
    template = definitions.notes.get(_code(step))
    if template is None:
        return {"zh": str(step["code"]), "en": str(step["code"])}
    wanted = placeholders(template.zh)
    return {
        "zh": fill(template, _values(definitions, step, "zh", wanted), "zh"),
        "en": fill(template, _values(definitions, step, "en", wanted), "en"),
    }


def _code(step: Mapping[str, Any]) -> str:
    """An opinion is asked for by a requirement or by a fact; the two are worded apart."""
    about_fact = step["code"] == "obtain_opinion" and "fact" in step["values"]
    return "step_settle_by_opinion" if about_fact else f"step_{step['code']}"


def _values(definitions: Definitions, step: Mapping[str, Any], lang: Lang, wanted: frozenset[str]) -> dict[str, object]:
    values = {name: _shown(value, lang) for name, value in step["values"].items()}
    if step["layer"] is not None:
        values["layer"] = layer_title(definitions, step["layer"])[lang]
    if "layers" in values:
        titles = [str(layer_title(definitions, name)[lang]) for name in step["values"]["layers"]]
        values["layers"] = ("、" if lang == "zh" else ", ").join(titles)
    if "fact" in values:
        fact = definitions.facts[step["values"]["fact"]]
        values["fact"], values["question"] = _in(fact.title, lang), _in(fact.question, lang)
        values["authority"] = _in(fact.authority or UNKNOWN, lang)
    if "requirement" in values:
        requirement = definitions.requirements[step["values"]["requirement"]]
        values["requirement"] = _in(requirement.text, lang)
        values["authority"] = _in(requirement.authority or UNKNOWN, lang)
        values["document"] = _in(requirement.document or requirement.text, lang)
    if "claim" in values:
        act = definitions.facts[step["values"]["act"]]
        values["claim"] = _in(definitions.facts[step["values"]["claim"]].title, lang)
        values["act"], values["authority"] = _in(act.title, lang), _in(act.authority or UNKNOWN, lang)
    return {name: value for name, value in values.items() if name in wanted}


def _in(text: Titles, lang: Lang) -> str:
    return text.zh if lang == "zh" else text.en


def _shown(value: object, lang: Lang) -> object:
    """Lists with commas, whole numbers without `.0`."""
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(map(str, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value
