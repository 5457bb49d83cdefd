"""What a screening keeps of one verdict: its conclusion, what it rests on in figures, and its texts; not the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from zoning.verdict import Json

_STRICTNESS: Final = {"prohibited": 2, "conditional": 1, "admissible": 0}
_SILENT: Final = ("partly", "not_covered", "failed")
_MOST: Final = 8  # reasons kept
_FINDING: Final = (
    "layer", "layer_title", "class", "class_title", "region", "edition", "feature", "name", "relation", "certainty",
    "overlap_area_m2", "overlap_area_range_m2", "overlap_length_m", "overlap_share", "distance_m", "bearing_deg",
)  # fmt: skip


def digest(body: Mapping[str, Any], *, incident: bool) -> Json:
    """Of a rendered body (`zoning.rendering.render`), whole or as the door lets it out.

    `reasons` are texts, the strictest first: the rules that hold or stand open, and the layers that do not answer.
    """
    project = body["project"]
    taken = {entry["what"]: entry for entry in body.get("dissolved", ())}
    return {
        "id": body["id"],
        "verdict": body["verdict"],
        "range": list(body["range"]) if body.get("range") else [body["verdict"], body["verdict"]],
        "incident": incident,
        "redacted": bool(body.get("redacted")),
        "as_of": body["as_of"],
        "name": project["name"],
        "industry": project["industry"],
        "accuracy_m": project["accuracy_m"],
        "measures": dict(project["measures"]),
        "standings": sorted({edition["status"] for edition in body["editions"]}),
        "prohibited_m2": taken.get("prohibited", {}).get("overlap_area_m2"),
        "restricted_m2": taken.get("restricted", {}).get("overlap_area_m2"),
        "reasons": list(_reasons(body))[:_MOST],
        "questions": [dict(question["text"]) for question in body["questions"]],
        "findings": [_finding(finding) for finding in body["findings"]],
        "notes": [dict(note["text"]) for note in body["notes"]],
    }


def _reasons(body: Mapping[str, Any]) -> Iterator[Json]:
    def strictness(rule: Mapping[str, Any]) -> tuple[int, int]:
        best, worst = rule["range"]
        return -_STRICTNESS[worst], -_STRICTNESS[best]

    for rule in sorted((rule for rule in body["rules"] if rule["range"][-1] != "admissible"), key=strictness):
        best, worst = rule["range"]
        yield {"best": best, "worst": worst, "rule": f"{rule['pack']}#{rule['rule']}", "text": dict(rule["text"])}
    for cell in body["coverage"]:
        if cell["required"] and cell["status"] in _SILENT:
            yield {"best": "admissible", "worst": "prohibited", "rule": None, "text": _silence(cell)}


def _silence(cell: Mapping[str, Any]) -> Json:
    title, said = cell["title"], cell["text"]
    return {"zh": f"{title['zh']}：{said['zh']}", "en": f"{title['en']}: {said['en']}"}


def _finding(finding: Mapping[str, Any]) -> Json:
    return {
        **{name: finding.get(name) for name in _FINDING},
        "rules": [
            {
                "pack": rule["pack"],
                "rule": rule["rule"],
                "effect": rule["effect"],
                "holds": rule["holds"],
                "text": dict(rule["text"]),
                "basis": None if rule.get("basis") is None else dict(rule["basis"]),
            }
            for rule in finding["rules"]
            if rule["holds"] is not False
        ],
    }
