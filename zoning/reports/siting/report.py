"""A recorded verdict as a report: all that its body says, in the order in which a reviewer files it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from layers.catalogue import CHINA
from layers.definition_file import Titles
from zoning.reports.model import Block, Paragraph, Report, Section
from zoning.reports.siting.access_list import access_list
from zoning.reports.siting.completeness import completeness, surroundings
from zoning.reports.siting.conclusion import conclusion, limits, outcome, questions, standing, terms, withheld
from zoning.reports.siting.corners import drawn
from zoning.reports.siting.details import details
from zoning.reports.siting.effects import classification
from zoning.reports.siting.facts import facts
from zoning.reports.siting.ground import Ground
from zoning.reports.siting.maps import maps
from zoning.reports.siting.overlay import overlay
from zoning.reports.siting.red_line import lines, red_line
from zoning.reports.siting.said import joined, sentence, two, word
from zoning.reports.siting.shoreline import shoreline
from zoning.reports.siting.sources import sources


@dataclass(frozen=True)
class Recorded:
    """The ledger entry of a verdict: its number there, and when it was written (aware)."""

    sequence: int
    at: datetime


@dataclass(frozen=True)
class ReportSettings:
    """What an office sets for its reports; none of it changes what they say.

    Attributes:
        address: base URL of the service, under which a recorded verdict can be looked up.
        review: 审图号 of the maps; None: every map says that it has none.
        office: printed at the place of the stamp.
        maps: at most so many conflicts are drawn enlarged; the others are listed as not drawn.
    """

    address: str | None = None
    review: str | None = None
    office: str | None = None
    maps: int = 20


PLAIN: Final = ReportSettings()


def siting_report(
    rendered: Mapping[str, Any],
    *,
    recorded: Recorded | None,
    ground: Ground,
    settings: ReportSettings,
    retention: Mapping[str, Any] | None = None,
) -> Report:
    """The report of a verdict in both languages.

    Args:
        rendered: the body as `zoning.rendering.render` gives it, and as far as its reader may see it.
        recorded: its ledger entry; None: the report says on every page that it is not recorded.
        ground: what its editions hold, as far as the same reader may see it. Maps read it when they are drawn.
        settings: of the office.
        retention: the body of the shoreline measure of the site's region with this project in it, as far as the same
            reader may see it; None: the report says that the change of the rate was not computed, and how it can be.
    """
    of = drawn(rendered)
    definitions = ground.definitions
    detail = details(rendered, definitions)
    detail = Section(detail.title, detail.blocks, (*detail.sections, red_line(rendered, definitions), *lines(rendered)))
    number = str(rendered["id"] or "")
    address = settings.address
    return Report(
        title=two("建设项目选址空间冲突分析报告", "Spatial conflict analysis of a project's site"),
        subject=_subject(rendered),
        day=date.fromisoformat(str(rendered["as_of"])),
        number=number,
        ledger=None if recorded is None else recorded.sequence,
        mark=_mark(rendered),
        address=f"{address.rstrip('/')}/siting/checks/{number}" if address and recorded is not None else None,
        review=settings.review,
        outcome=outcome(rendered),
        opening=tuple(_opening(rendered, recorded)),
        sections=(
            facts(rendered, of, definitions),
            sources(rendered, ground),
            overlay(rendered),
            detail,
            access_list(rendered, definitions),
            classification(rendered, definitions),
            shoreline(rendered, retention, definitions),
            completeness(rendered),
            surroundings(rendered),
            questions(rendered),
            conclusion(rendered),
            maps(rendered, of, ground, review=settings.review, mark=_mark(rendered), most=settings.maps),
            limits(rendered, settings.office),
        ),
    )


def _subject(body: Mapping[str, Any]) -> Titles:
    name = body["project"]["name"]
    return two("未命名的项目", "a project without a name") if not name else two(name, name)


def _mark(body: Mapping[str, Any]) -> Titles | None:
    """Across every page where an edition is not statutory."""
    used = {edition["status"] for edition in body["editions"]}
    said = [word(f"{standing}_data") for standing in ("illustrative", "draft") if standing in used]
    return joined(said, "；", "; ") if said else None


def _opening(body: Mapping[str, Any], recorded: Recorded | None) -> Iterator[Block]:
    of, _ = terms(body)
    yield Paragraph(
        two(
            f"用于建设项目{of.zh}的选址分析；按 {body['as_of']} 的规定与数据判断。",
            f"For the siting part of an {of.en}; judged by the rules and data of {body['as_of']}.",
        )
    )
    yield from (Paragraph(text, "caution") for text in standing(body))
    if body.get("redacted"):
        yield Paragraph(withheld(body), "caution")
    yield Paragraph(sentence(body["caveat"]), "faint")
    if recorded is None:
        yield Paragraph(two("本结论未入台账，不能据以追溯。", "This verdict is not recorded in the ledger."), "caution")
    else:
        at = f"{recorded.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
        yield Paragraph(
            two(
                f"台账第 {recorded.sequence} 条，北京时间 {at} 记入。",
                f"Ledger entry {recorded.sequence}, written {at} China Standard Time.",
            ),
            "faint",
        )
