"""What the datum guard says, as JSON with texts in both languages."""

from __future__ import annotations

from zoning.definitions import Definitions
from zoning.intake.guard import Guard, Supposed, ends
from zoning.titles import note_text, with_text
from zoning.verdict import Json, Verdict, geojson, rounded


def guard_json(definitions: Definitions, guard: Guard) -> Json:
    """`as_read` and `supposed` verdicts by word, range and id, the `doubts`, and whether any of them `changes`."""
    return {
        "as_read": {"state": guard.as_read, **_verdict(definitions, guard.verdict)},
        "doubts": [with_text(definitions, note.as_json()) for note in guard.doubts],
        "supposed": [_supposed(definitions, one) for one in guard.supposed],
        "changes": guard.changes,
        "text": guard_text(definitions, guard),
    }


def guard_text(definitions: Definitions, guard: Guard) -> Json:
    """Whether the verdict depends on the datum, as a sentence."""
    return note_text(definitions, "datum_changes" if guard.changes else "datum_changes_nothing", {})


def supposed_text(definitions: Definitions, one: Supposed) -> Json:
    """The verdict in another datum, as a sentence."""
    lead = note_text(definitions, "datum_supposed", {"state": one.state, "moved_m": round(one.moved_m)})
    told = _words(definitions, one.verdict)
    return {"zh": f"{lead['zh']}：{told['zh']}", "en": f"{lead['en']}: {told['en']}"}


def _supposed(definitions: Definitions, one: Supposed) -> Json:
    return {
        "state": one.state,
        **_verdict(definitions, one.verdict),
        "moved_m": rounded(one.moved_m, 1),
        "bearing_deg": rounded(one.bearing_deg, 1),
        "geometries": [geojson(feature.geometry) for feature in one.reading.features],
        "text": supposed_text(definitions, one),
    }


def _words(definitions: Definitions, verdict: Verdict) -> Json:
    """The verdict, with what it lies between where that is open."""
    told = note_text(definitions, f"verdict_{verdict.word}", {})
    between = [note_text(definitions, f"verdict_{end}", {}) for end in ends(verdict)]
    if len(between) == 1:
        return told
    zh, en = (" – ".join(str(end[lang]) for end in between) for lang in ("zh", "en"))
    return {"zh": f"{told['zh']}（{zh}）", "en": f"{told['en']} ({en})"}


def _verdict(definitions: Definitions, verdict: Verdict) -> Json:
    return {
        "id": verdict.id or None,
        "verdict": verdict.word,
        "verdict_text": note_text(definitions, f"verdict_{verdict.word}", {}),
        "range": verdict.body["range"],
    }
