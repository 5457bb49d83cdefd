"""The annexes of a verdict in words of both languages; texts are added beside the codes, which stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.facts import OPINIONS, FactKind
from zoning.opinion_area import OPINION
from zoning.rules.model import Rule
from zoning.step_texts import step_text
from zoning.titles import both, classed, layer_title, note_text
from zoning.verdict import Json

YES = {True: Titles(zh="是", en="yes"), False: Titles(zh="否", en="no")}


def annex_texts(record: Mapping[str, Any], definitions: Definitions, rules: Mapping[str, Rule]) -> Json:
    """The annexes that a record has, with a `text` on outcomes, exceptions, causes, rings, steps and levels.

    `rules` are those in force on the day of the record, by `pack#id`.
    """
    words = _Words(definitions, rules, date.fromisoformat(str(record["as_of"])))
    told: dict[str, Callable[[Any], object]] = {
        "red_line": words.red_line,
        "exceptions": lambda entries: [words.exceptions(entry) for entry in entries],
        "lines": lambda tables: [words.lines(table) for table in tables],
        "thin_contacts": lambda entries: [words.thin(entry) for entry in entries],
        "seams": lambda entries: [words.seam(entry) for entry in entries],
        "surroundings": lambda found: {**found, "layers": [words.around(entry) for entry in found["layers"]]},
        "next_steps": lambda entries: [{**entry, "text": step_text(definitions, entry)} for entry in entries],
        "eia": words.eia,
    }
    return {name: tell(record[name]) for name, tell in told.items() if name in record}


class _Words:
    def __init__(self, definitions: Definitions, rules: Mapping[str, Rule], as_of: date) -> None:
        self._definitions = definitions
        self._rules = rules
        self._as_of = as_of

    def _note(self, code: str, **values: object) -> Json:
        return note_text(self._definitions, code, values)

    def red_line(self, found: Mapping[str, Any]) -> Json:
        law = self._definitions.red_line
        titles = {kind.outcome: both(kind.title) for kind in law.outcomes}
        shown = both(law.undecided) if found["outcome"] == "open" else titles.get(found["outcome"])
        return {
            **found,
            "text": shown,
            "possible_texts": [titles.get(outcome) for outcome in found["possible"]],
            "open": [{**entry, "text": self._about(entry["kind"], entry["about"])} for entry in found["open"]],
        }

    def _about(self, kind: str, about: str) -> Json:
        fact = self._definitions.facts.get(about)
        if kind == "fact" and fact is not None:
            return both(fact.title)
        if kind == "role" or about in ("extent", OPINION):
            return self._note(f"red_line_{about}")
        return layer_title(self._definitions, about)

    def exceptions(self, entry: Mapping[str, Any]) -> Json:
        rule = self._rules.get(f"{entry['pack']}#{entry['rule']}")
        titles = {exception.id: both(exception.title) for exception in rule.exceptions} if rule is not None else {}
        return {
            **entry,
            "text": both(rule.entry.title) if rule is not None else {"zh": entry["rule"], "en": entry["rule"]},
            "exceptions": [
                {
                    **tried,
                    "text": titles.get(tried["id"], {"zh": tried["id"], "en": tried["id"]}),
                    "reasons": [{**reason, "text": self._reason(reason)} for reason in tried["reasons"]],
                }
                for tried in entry["exceptions"]
            ],
        }

    def _reason(self, reason: Mapping[str, Any]) -> Json:
        """`unavoidable: not said, wanted yes`."""
        fact = self._definitions.facts.get(reason["fact"])
        title = both(fact.title) if fact is not None else {"zh": reason["fact"], "en": reason["fact"]}
        excluded = "excluded" in reason or "not" in reason
        bounds = reason.get("not", reason)
        wanted = reason.get("excluded", reason.get("wanted"))
        code = f"reason_{'excluded' if excluded else 'wanted'}"
        out: Json = {}
        for lang in ("zh", "en"):
            limit = self._interval(bounds, fact, lang) if wanted is None else self._values(wanted, fact, lang)
            known = self._values(reason["known"], fact, lang)
            out[lang] = self._note(code, fact=title[lang], known=known, wanted=limit)[lang]
        return out

    def _values(self, values: Any, fact: FactKind | None, lang: str) -> str:
        if values is None:
            return str(self._note("reason_unknown")[lang])
        texts = []
        for value in values:
            title = YES[value] if isinstance(value, bool) else fact.values.get(str(value)) if fact is not None else None
            title = title or OPINIONS.get(str(value))
            texts.append(str(value) if title is None else (title.zh if lang == "zh" else title.en))
        return ("、" if lang == "zh" else ", ").join(texts)

    def _interval(self, bounds: Mapping[str, Any], fact: FactKind | None, lang: str) -> str:
        given = {name: bounds[name] for name in ("at_least", "below") if bounds.get(name) is not None}
        unit = "" if fact is None else getattr(fact.unit_text, lang)
        return str(self._note("_".join(["interval", *sorted(given)]), unit=unit, **given)[lang])

    def lines(self, table: Mapping[str, Any]) -> Json:
        return {
            **table,
            "crossings": [
                {
                    **classed(self._definitions, row),
                    "text": self._note(f"crossing_{row['kind']}"),
                    "rules": [{**rule, "text": self._rule_title(rule)} for rule in row["rules"]],
                }
                for row in table["crossings"]
            ],
            "segments": [
                {**segment, "covers": [classed(self._definitions, cover) for cover in segment["covers"]]}
                for segment in table["segments"]
            ],
            "by_class": [classed(self._definitions, entry) for entry in table["by_class"]],
        }

    def _rule_title(self, entry: Mapping[str, Any]) -> Json:
        rule = self._rules.get(f"{entry['pack']}#{entry['rule']}")
        return both(rule.entry.title) if rule is not None else {"zh": entry["rule"], "en": entry["rule"]}

    def thin(self, entry: Mapping[str, Any]) -> Json:
        return {
            **classed(self._definitions, entry),
            "causes": [{**cause, "text": self._note(f"thin_{cause['cause']}")} for cause in entry["causes"]],
            "parts": [{**part, "text": self._note(f"thin_{part['kind']}")} for part in entry["parts"]],
        }

    def seam(self, entry: Mapping[str, Any]) -> Json:
        return {
            **entry,
            "layer_title": layer_title(self._definitions, entry["layer"]),
            "text": self._note(f"seam_{entry['kind']}", accuracy_m=entry["accuracy_m"]),
        }

    def around(self, entry: Mapping[str, Any]) -> Json:
        title = layer_title(self._definitions, entry["layer"])
        return {
            **entry,
            "layer_title": title,
            "rings": [
                ring if ring["complete"] else {**ring, "text": self._ring(ring, entry["answers_m"], title)}
                for ring in entry["rings"]
            ],
            "classes": [
                {
                    **found,
                    "class_title": classed(self._definitions, {**found, "layer": entry["layer"]})["class_title"],
                    "text": None
                    if found["complete"]
                    else self._note("nearest_at_least", at_least_m=found["at_least_m"]),
                }
                for found in entry["classes"]
            ],
        }

    def _ring(self, ring: Mapping[str, Any], answers_m: float, title: Json) -> Json:
        name = self._note(f"ring_{ring['ring_m']:.0f}")
        between = {"zh": "：", "en": ": "}
        return {
            lang: f"{name[lang]}{between[lang]}"
            f"{self._note('ring_incomplete', layer=title[lang], answers_m=answers_m)[lang]}"
            for lang in ("zh", "en")
        }

    def eia(self, hint: Mapping[str, Any]) -> Json:
        catalogue = self._definitions.eia
        terms = catalogue.terms(self._as_of)
        names = {level: both(getattr(terms, level)) for level in ("report", "form", "registration", "none")}
        return {
            **hint,
            "text": self._note("eia_hint", edition=hint["edition"]),
            "title": both(catalogue.head.title),
            "level_texts": [names[level] for level in hint["levels"]],
            "rows": [{**row, "text": both(catalogue.items[row["item"]].entry.title)} for row in hint["rows"]],
            "raised_by": [
                {**raised, "text": both(catalogue.areas[raised["area"]].entry.title)} for raised in hint["raised_by"]
            ],
            "comparison_text": None if hint["comparison"] is None else self._note(f"eia_{hint['comparison']}"),
        }
