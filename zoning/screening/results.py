"""What a screening came to: rows read as they are asked for, and what is said of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from layers.errors import Withheld
from zoning.screening.doubts import DoubtsTold
from zoning.verdict import METHOD, Json

WORDS: Final = ("prohibited", "undetermined", "conditional", "admissible")
FAILED: Final = "problem"  # the word of a row without a verdict
TIMED_OUT: Final = "timed-out"
"""The problem of a row that took longer than it may."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Results:
    """The rows of a screening in their order, read anew each time, and what holds for all.

    Attributes:
        about: as `summary` gives it.
        rows: a row has its label, `key` and `name`, its `problems`, its `doubts` ({code, text}), and its `answer`, None
            where it has no verdict.
    """

    about: Json
    rows: Callable[[], Iterator[Row]]


def word_of(row: Row) -> str:
    """The verdict of a row; `undetermined` where the time for it ran out, since it may be anything; else `problem`."""
    if row["answer"] is not None:
        return str(row["answer"]["verdict"])
    return "undetermined" if any(one["slug"] == TIMED_OUT for one in row["problems"]) else FAILED


def summary(said: Mapping[str, Any], planned: Mapping[str, Any], outputs: Iterable[Mapping[str, Any]]) -> Json:
    """What is said of a whole screening: what was asked, counts by verdict, the editions that any row used.

    `doubts` are those of the whole table and those told once ({code, text, rows}), `doubtful` the rows with others.
    """
    counts: Counter[str] = Counter(dict.fromkeys((*WORDS, FAILED), 0))
    incidents = recorded = doubtful = 0
    once = DoubtsTold()
    editions: dict[tuple[Any, ...], Any] = {}
    for output in outputs:
        for row in output["rows"]:
            answer = row["answer"]
            doubtful += once.add(row["doubts"])
            counts[word_of(row)] += 1
            incidents += answer is not None and answer["incident"]
            recorded += answer is not None and answer["recorded"]
        for edition in output["editions"]:
            editions[edition["layer"], edition["region"], edition["edition"]] = edition
    return {
        "name": said["name"],
        "sheet": planned["sheet"],
        "rows": planned["rows"],
        "ignored": planned["ignored"],
        "doubts": [*({**one, "rows": None} for one in planned["doubts"]), *once.found()],
        "doubtful": doubtful,
        "as_of": planned["as_of"],
        "known_at": said["known_at"],
        "include": said["include"],
        "common": {name: said[name] for name in ("crs", "industry", "accuracy_m", "role", "width_m")},
        "method": METHOD,
        "definitions": planned["basis"],
        "definition_files": planned["definitions"],
        "counts": dict(counts),
        "incidents": incidents,
        "recorded": recorded,
        "standings": sorted({edition["status"] for edition in editions.values()}),
        "editions": [editions[key] for key in sorted(editions)],
    }


def let_out(results: Results, hidden: frozenset[str]) -> Results:
    """The results as a reader sees them from whom `hidden` layers are withheld.

    A row is shown as it was cut for such readers when it was judged. Raises Withheld, on reading, for a row that was
    cut of less than is withheld now.
    """
    if not hidden:
        return replace(results, rows=lambda: map(_whole, results.rows()))
    editions = [
        {**edition, "sha256": None if edition["layer"] in hidden else edition["sha256"]}
        for edition in results.about["editions"]  # type: ignore[attr-defined]
    ]
    about = {**results.about, "editions": editions, "redacted": True, "withheld": sorted(hidden)}
    return Results(about, lambda: (_veiled(row, hidden) for row in results.rows()))


def _whole(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "veiled"}


def _veiled(row: Row, hidden: frozenset[str]) -> Row:
    answer, veiled = row["answer"], row["veiled"]
    if answer is not None and (veiled is None or not hidden <= set(veiled["hidden"])):
        raise Withheld(
            "筛查之后又有图层改为受限，结果不能再按您的权限给出；请重新筛查",
            "layers have become restricted since this screening, so it cannot be shown with your rights; screen again",
        )
    return {**_whole(row), "answer": veiled}
