"""A recorded verdict with its texts in Chinese and English; texts are added here and never enter the identity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from layers.definition_file import Titles
from zoning.annex_texts import annex_texts
from zoning.definitions import Definitions
from zoning.facts import OPINIONS, FactKind
from zoning.opinion_area import OPINION
from zoning.reach_texts import elsewhere
from zoning.rules.model import Rule
from zoning.titles import both, classed, data_standing, jurisdiction_title, layer_title, note_text, with_text
from zoning.verdict import Json

ANSWERS = {True: Titles(zh="是", en="yes"), False: Titles(zh="否", en="no")}


def render(record: Mapping[str, object], definitions: Definitions) -> Json:
    """The record of a verdict with a `text` of {zh, en} on whatever it says in codes.

    Added are: `verdict_text`, `caveat`, `data_standing` (None where every edition is statutory); on findings and totals
    `layer_title` and `class_title`; on their rules, exceptions, notes, questions and answers `text`; beside codes of
    requirements `requirement_texts`; on coverage cells `title`; on the annexes what `annex_texts` says. The record
    itself is left as it was. A code that these definitions no longer hold is shown as itself.
    """
    return _Renderer(definitions, date.fromisoformat(str(record["as_of"]))).body(record)


class _Renderer:
    """Texts for one record; rules are those valid on its `as_of`."""

    def __init__(self, definitions: Definitions, as_of: date) -> None:
        self._definitions = definitions
        rulebook = definitions.rulebook(as_of)
        self._rules: Mapping[str, Rule] = rulebook.by_key
        self._acts = rulebook.acts

    def body(self, record: Mapping[str, Any]) -> Json:
        return {
            **record,
            "verdict_text": self._note(f"verdict_{record['verdict']}"),
            "caveat": self._note("caveat"),
            "data_standing": data_standing(self._definitions, record["editions"]),
            "scope": [self._scope(entry) for entry in record["scope"]],
            "findings": [
                classed(self._definitions, {**finding, "rules": [self._rule(rule) for rule in finding["rules"]]})
                for finding in record["findings"]
            ],
            "totals": [classed(self._definitions, total) for total in record["totals"]],
            "dissolved": [
                {**entry, "text": self._note(f"dissolved_{entry['what']}")} for entry in record.get("dissolved", ())
            ],
            "rules": [self._rule(rule) for rule in record["rules"]],
            "coverage": [self._cell(cell) for cell in record["coverage"]],
            "questions": [self._question(question) for question in record["questions"]],
            "notes": [with_text(self._definitions, note) for note in record["notes"]],
            **annex_texts(record, self._definitions, self._rules),
        }

    def _note(self, code: str, **values: object) -> Json:
        return note_text(self._definitions, code, values)

    def _scope(self, entry: Mapping[str, Any]) -> Json:
        found = (i.title for i in self._definitions.instruments if i.instrument == entry["instrument"])
        title = next(found, Titles(zh=entry["instrument"], en=entry["instrument"]))
        reaches = [jurisdiction_title(self._definitions, jurisdiction) for jurisdiction in entry["jurisdictions"]]
        zh, en = "、".join(name.zh for name in reaches), ", ".join(name.en for name in reaches)
        return {**entry, "title": {"zh": f"{title.zh}（{zh}）", "en": f"{title.en} ({en})"}}

    def _rule(self, entry: Mapping[str, Any]) -> Json:
        rule = self._rules.get(f"{entry['pack']}#{entry['rule']}")
        title = both(rule.entry.title) if rule is not None else {"zh": entry["rule"], "en": entry["rule"]}
        out = {
            **entry,
            "text": title,
            "requirement_texts": [self._requirement(code) for code in entry["requirements"]],
        }
        if "exceptions" in entry:
            titles = {exception.id: both(exception.title) for exception in rule.exceptions} if rule else {}
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
            "text": both(known.text),
            "authority": None if known.authority is None else both(known.authority),
            "document": None if known.document is None else both(known.document),
        }

    def _cell(self, cell: Mapping[str, Any]) -> Json:
        why = None
        if "cause" in cell:
            why = self._note(f"failed_{cell['cause']}".replace("-", "_"))
        elif cell["status"] == "not_applicable" and "source" in cell:
            why = elsewhere(self._definitions, str(cell["layer"]), str(cell["source"]))
        return {
            **cell,
            **({} if why is None else {"cause_text": why}),
            "title": layer_title(self._definitions, cell["layer"]),
            "text": self._note(f"coverage_{cell['status']}"),
        }

    def _question(self, question: Mapping[str, Any]) -> Json:
        about = question["about"]
        fact = self._definitions.facts.get(about)
        if question["kind"] in ("fact", "opinion") and fact is not None:
            act = self._acts.get(about)
            text = both(fact.question) if act is None else self._claim(fact, self._definitions.facts[act])
        elif about in ("extent", OPINION):
            text = self._note(f"question_{about}")
        else:
            code = "question_rules" if about.startswith("rules:") else f"question_{question['kind']}"
            text = self._note(code, layer=about)
        return {
            **question,
            "text": text,
            "answers": [{**answer, "text": self._answer(about, answer["value"])} for answer in question["answers"]],
        }

    def _claim(self, claim: FactKind, act: FactKind) -> Json:
        """A dispensation is asked for as held: the claim with its act."""
        return {
            "zh": self._note("question_claim", question=claim.question.zh, act=act.title.zh)["zh"],
            "en": self._note("question_claim", question=claim.question.en, act=act.title.en)["en"],
        }

    def _answer(self, about: str, value: object) -> Json:
        if isinstance(value, bool):
            return both(ANSWERS[value])
        fact = self._definitions.facts.get(about)
        if isinstance(value, Mapping):
            unit = Titles.model_construct(zh="", en="") if fact is None else fact.unit_text
            code = "_".join(["interval", *sorted(value)])
            return {lang: self._note(code, unit=getattr(unit, lang), **value)[lang] for lang in ("zh", "en")}
        text = str(value)
        title = (fact.values.get(text) if fact is not None else None) or OPINIONS.get(text)
        return {"zh": text, "en": text} if title is None else both(title)
