"""What the demonstration shows after its answers: that they are kept, can be computed again, and what others see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from layers.access import PUBLIC
from layers.catalogue import civil_date, current
from layers.errors import Lang
from zoning.door import Door
from zoning.impact.desk import EditionName, ImpactDesk
from zoning.ledger.replay import Replay, Replayer
from zoning.ledger.verification import Verification, verify
from zoning.measures.desk import MeasureDesk
from zoning.reports.terminal import verdict_lines
from zoning.verdict import Verdict


class Proof:
    """The steps, each on the store that the demonstration filled."""

    def __init__(self, measures: MeasureDesk, verdicts: Sequence[Verdict]) -> None:
        self._measures = measures
        self._verdicts = verdicts

    def verification(self) -> Verification:
        """The ledger, entry by entry."""
        return verify(self._measures.desk.store)

    def example(self) -> Verdict | None:
        """A verdict on something that lies in a restricted layer; None where there is none."""
        kinds = self._measures.desk.definitions.kinds
        for verdict in self._verdicts:
            findings = verdict.record()["findings"]
            assert isinstance(findings, list)  # noqa: S101 - the form of a verdict
            met = (finding["layer"] for finding in findings if finding["relation"] == "overlaps")
            if any(kinds[layer].access == "restricted" for layer in met):
                return verdict
        return None

    def replay(self, verdict: Verdict) -> Replay:
        """A verdict computed again from what the ledger names."""
        return Replayer(self._measures.desk.store).replay(verdict.id)

    def seen_by_others(self, verdict: Verdict, lang: Lang) -> Iterator[str]:
        """The lines of a verdict for a reader without the right to restricted layers."""
        yield from (str(line) for line in verdict_lines(Door(self._measures, PUBLIC).verdict(verdict), lang))

    def edition(self, layer: str, now: datetime) -> EditionName | None:
        """The first edition of a layer in force today; None where there is none."""
        found = current(self._measures.desk.store.editions(), layer, civil_date(now), now)
        return EditionName(layer, found[0].head.region, found[0].number) if found else None

    def concerned(self, name: EditionName, now: datetime) -> tuple[int, int]:
        """How many recorded verdicts there are, and how many of them withdrawing an edition may concern."""
        impacts = ImpactDesk(self._measures.desk.store, self._measures.desk.definitions)
        held = impacts.candidates(impacts.change("withdrawal", [name], now))
        return held.recorded, len(held.found)
