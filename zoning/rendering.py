"""A recorded verdict with its texts in Chinese and English; texts are added here and never enter the identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.facts import OPINIONS
from zoning.rules.model import Rule
from zoning.texts import fill
from zoning.verdict import Json

ANSWERS = {True: Titles(zh="是", en="yes"), False: Titles(zh="否", en="no")}
COUNTRY = Titles(zh="国家", en="national")


def render(record: Mapping[str, object], definitions: Definitions) -> Json:
    """The record of a verdict with a `text` of {zh, en} on whatever it says in codes.

    Added are: `verdict_text`, `caveat`, `data_standing` (None where every edition is statutory); on findings and totals
    `layer_title` and `class_title`; on their rules, exceptions, notes, questions and answers `text`; beside codes of
    requirements `requirement_texts`; on coverage cells `title`. The record itself is left as it was. A code that these
    definitions no longer hold is shown as itself.
    """
    return _Renderer(definitions, date.fromisoformat(str(record["as_of"]))).body(record)


def note_text(definitions: Definitions, code: str, values: Mapping[str, object]) -> Json:
    """The text of a note or problem in both languages; one without a text shows its code and values."""
    template = definitions.notes.get(code)
    if template is None:
        shown = f"{code} {', '.join(f'{name}={value}' for name, value in values.items())}".strip()
        return {"zh": shown, "en": shown}
    plain = {name: _plain(value) for name, value in values.items()}
    return {"zh": fill(template, plain, "zh"), "en": fill(template, plain, "en")}


def with_text(definitions: Definitions, note: Mapping[str, Any]) -> Json:
    """A note or a problem of a check ({code, values, …}) with its text."""
    return {**note, "text": note_text(definitions, str(note["code"]), note["values"])}


def status_with_texts(definitions: Definitions, status: Mapping[str, Any]) -> Json:
    """The status of a recorded verdict (zoning.status) with a text on its state, each reason and the limit."""

    def told(entry: Mapping[str, Any]) -> Json:
        values = dict(entry["values"])
        if "layer" not in values:
            return {**entry, "text": note_text(definitions, f"status_{entry['code']}", values)}
        title = layer_title(definitions, str(values["layer"]))
        return {
            **entry,
            "text": {
                lang: note_text(definitions, f"status_{entry['code']}", {**values, "layer": title[lang]})[lang]
                for lang in ("zh", "en")
            },
        }

    return {
        **status,
        "text": note_text(definitions, f"status_{status['state']}", {}),
        "reasons": [told(reason) for reason in status["reasons"]],
        "because": None if status["because"] is None else told(status["because"]),
    }


def layer_title(definitions: Definitions, layer: str) -> Json:
    """The title of a layer, or of a `rules:<instrument>:<jurisdiction>` cell."""
    if layer in definitions.kinds:
        return _both(definitions.kinds[layer].title)
    if not layer.startswith("rules:"):
        return {"zh": layer, "en": layer}
    _, name, jurisdiction = layer.split(":", 2)
    instrument = next((entry.title for entry in definitions.instruments if entry.instrument == name), None)
    place = _jurisdiction(definitions, jurisdiction)
    if instrument is None:
        return {"zh": layer, "en": layer}
    return {"zh": f"{instrument.zh}规则（{place.zh}）", "en": f"rules on {instrument.en} ({place.en})"}


def data_standing(definitions: Definitions, editions: Sequence[Mapping[str, Any]]) -> Json | None:
    """What is to be said of editions ({layer, status, …}) that are not statutory: a sentence per standing, or None."""
    said: list[Json] = []
    for standing in ("illustrative", "draft"):
        layers = dict.fromkeys(edition["layer"] for edition in editions if edition["status"] == standing)
        titles = [layer_title(definitions, layer) for layer in layers]
        if titles:
            chinese = "、".join(str(title["zh"]) for title in titles)
            english = ", ".join(str(title["en"]) for title in titles)
            said.append(_bilingual(definitions, f"standing_{standing}", "layers", chinese, english))
    if not said:
        return None
    return {"zh": "".join(str(text["zh"]) for text in said), "en": " ".join(str(text["en"]) for text in said)}


def _bilingual(definitions: Definitions, code: str, name: str, chinese: str, english: str) -> Json:
    """A note whose one value differs by language."""
    return {
        "zh": note_text(definitions, code, {name: chinese})["zh"],
        "en": note_text(definitions, code, {name: english})["en"],
    }


def _jurisdiction(definitions: Definitions, jurisdiction: str) -> Titles:
    code = jurisdiction.removeprefix("CN").removeprefix("-").ljust(6, "0")
    if jurisdiction == "CN":
        return COUNTRY
    return definitions.regions[code].name if code in definitions.regions else Titles(zh=jurisdiction, en=jurisdiction)


def _both(text: Titles) -> Json:
    return {"zh": text.zh, "en": text.en}


def _plain(value: object) -> object:
    """Whole numbers without `.0`; everything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class _Renderer:
    """Texts for one record; rules are those valid on its `as_of`."""

    def __init__(self, definitions: Definitions, as_of: date) -> None:
        self._definitions = definitions
        self._rules: Mapping[str, Rule] = {rule.key: rule for rule in definitions.rules_in_force(as_of)}

    def body(self, record: Mapping[str, Any]) -> Json:
        return {
            **record,
            "verdict_text": self._note(f"verdict_{record['verdict']}"),
            "caveat": self._note("caveat"),
            "data_standing": data_standing(self._definitions, record["editions"]),
            "scope": [self._scope(entry) for entry in record["scope"]],
            "findings": [
                self._classed({**finding, "rules": [self._rule(rule) for rule in finding["rules"]]})
                for finding in record["findings"]
            ],
            "totals": [self._classed(total) for total in record["totals"]],
            "rules": [self._rule(rule) for rule in record["rules"]],
            "coverage": [self._cell(cell) for cell in record["coverage"]],
            "questions": [self._question(question) for question in record["questions"]],
            "notes": [with_text(self._definitions, note) for note in record["notes"]],
        }

    def _note(self, code: str, **values: object) -> Json:
        return note_text(self._definitions, code, values)

    def _scope(self, entry: Mapping[str, Any]) -> Json:
        found = (i.title for i in self._definitions.instruments if i.instrument == entry["instrument"])
        title = next(found, Titles(zh=entry["instrument"], en=entry["instrument"]))
        reaches = [self._jurisdiction(jurisdiction) for jurisdiction in entry["jurisdictions"]]
        zh, en = "、".join(name.zh for name in reaches), ", ".join(name.en for name in reaches)
        return {**entry, "title": _both(Titles(zh=f"{title.zh}（{zh}）", en=f"{title.en} ({en})"))}

    def _jurisdiction(self, jurisdiction: str) -> Titles:
        """The name of `CN`, `CN-33` …; a code that the region list lacks as itself."""
        code = jurisdiction.removeprefix("CN-").ljust(6, "0")
        if jurisdiction == "CN":
            return Titles(zh="国家", en="national")
        return self._definitions.regions[code].name if code in self._definitions.regions else Titles(zh=code, en=code)

    def _classed(self, item: Mapping[str, Any]) -> Json:
        """A finding or total with the titles of its layer and class."""
        kind = self._definitions.kinds.get(item["layer"])
        named = kind.attributes[kind.class_attribute].values if kind is not None and kind.class_attribute else {}
        title = named.get(item["class"]) if item["class"] is not None else None
        return {
            **item,
            "layer_title": layer_title(self._definitions, item["layer"]),
            "class_title": None if title is None else _both(title),
        }

    def _rule(self, entry: Mapping[str, Any]) -> Json:
        rule = self._rules.get(f"{entry['pack']}#{entry['rule']}")
        title = _both(rule.entry.title) if rule is not None else {"zh": entry["rule"], "en": entry["rule"]}
        out = {
            **entry,
            "text": title,
            "requirement_texts": [self._requirement(code) for code in entry["requirements"]],
        }
        if "exceptions" in entry:
            titles = {exception.id: _both(exception.title) for exception in rule.exceptions} if rule else {}
            out["exceptions"] = [
                {**exception, "text": titles.get(exception["id"], {"zh": exception["id"], "en": exception["id"]})}
                for exception in entry["exceptions"]
            ]
        return out

    def _requirement(self, code: str) -> Json:
        known = self._definitions.requirements.get(code)
        if known is None:
            return {"code": code, "text": {"zh": code, "en": code}, "authority": None, "document": None}
        return {
            "code": code,
            "text": _both(known.text),
            "authority": None if known.authority is None else _both(known.authority),
            "document": None if known.document is None else _both(known.document),
        }

    def _cell(self, cell: Mapping[str, Any]) -> Json:
        return {
            **cell,
            **({"cause_text": self._note(f"failed_{cell['cause']}".replace("-", "_"))} if "cause" in cell else {}),
            "title": layer_title(self._definitions, cell["layer"]),
            "text": self._note(f"coverage_{cell['status']}"),
        }

    def _question(self, question: Mapping[str, Any]) -> Json:
        about = question["about"]
        fact = self._definitions.facts.get(about)
        if question["kind"] in ("fact", "opinion") and fact is not None:
            text = _both(fact.question)
        elif about == "extent":
            text = self._note("question_extent")
        else:
            code = "question_rules" if about.startswith("rules:") else f"question_{question['kind']}"
            title = layer_title(self._definitions, about)
            text = _bilingual(self._definitions, code, "layer", str(title["zh"]), str(title["en"]))
        return {
            **question,
            "text": text,
            "answers": [{**answer, "text": self._answer(about, answer["value"])} for answer in question["answers"]],
        }

    def _answer(self, about: str, value: object) -> Json:
        if isinstance(value, bool):
            return _both(ANSWERS[value])
        fact = self._definitions.facts.get(about)
        if isinstance(value, Mapping):
            unit = fact.unit if fact is not None and fact.unit else ""
            return self._note("_".join(["interval", *sorted(value)]), unit=unit, **value)
        text = str(value)
        title = (fact.values.get(text) if fact is not None else None) or OPINIONS.get(text)
        return {"zh": text, "en": text} if title is None else _both(title)
