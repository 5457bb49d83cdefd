"""What `sanxian compare`, `move` and `detour` share: their options, and the desk opened on one frame."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import options

if TYPE_CHECKING:
    from datetime import datetime

    from app.settings import Settings
    from layers.errors import Lang
    from layers.intake.types import Reading
    from zoning.alternatives.desk import AlternativesDesk
    from zoning.desk import Frame, ProjectInput
    from zoning.ledger import Context
    from zoning.verdict import Verdict

RecordOption = Annotated[
    bool, typer.Option("--record/--no-record", help="结论记入台账（默认）record the verdicts in the ledger (default)")
]


@dataclass(frozen=True)
class Asked:
    """The options that the three commands share, as typed."""

    crs: str | None
    source_layer: str | None
    industry: str | None
    fact: Sequence[str]
    accuracy: float | None
    as_of: str | None
    known_at: str | None
    include: Sequence[str]
    role: str | None
    width: float | None
    lang: str | None
    as_json: bool
    record: bool


def _shared(
    *,
    crs: options.CrsOption = None,
    source_layer: options.SourceLayerOption = None,
    industry: options.IndustryOption = None,
    fact: options.FactOption = None,
    accuracy: options.AccuracyOption = None,
    as_of: options.AsOfOption = None,
    known_at: options.KnownAtOption = None,
    include: options.IncludeOption = None,
    role: options.RoleOption = None,
    width: options.WidthOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
    record: RecordOption = True,
) -> Asked:
    return Asked(
        crs,
        source_layer,
        industry,
        tuple(fact or ()),
        accuracy,
        as_of,
        known_at,
        tuple(include or ()),
        role,
        width,
        lang,
        as_json,
        record,
    )


def with_shared(function: Callable[..., None]) -> Callable[..., None]:
    """A command of (Asked, its own parameters) that also takes the shared options."""
    shared = inspect.signature(_shared, eval_str=True).parameters
    own = tuple(inspect.signature(function, eval_str=True).parameters.values())[1:]

    def called(**given: Any) -> None:
        asked = _shared(**{name: given.pop(name) for name in shared})
        function(asked, **given)

    parameters = (*own, *shared.values())
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    called.__doc__ = function.__doc__
    return called


@dataclass(frozen=True)
class Opened:
    """A desk, one frame, and what was said of the project for every site."""

    desk: AlternativesDesk
    frame: Frame
    stated: ProjectInput
    settings: Settings
    lang: Lang
    now: datetime
    crs: str | None
    layer: str | None

    def reading(self, site: str) -> Reading:
        """A SITE as read. Raises BadInput's kinds, naming the site."""
        from app import wiring  # noqa: PLC0415
        from app.cli.site import read_site  # noqa: PLC0415
        from layers.intake.candidates import AmbiguousCRS  # noqa: PLC0415
        from zoning.intake.desk import explained  # noqa: PLC0415

        try:
            return read_site(site, self.crs, self.layer, wiring.site_limits(self.settings))
        except AmbiguousCRS as fault:
            raise explained(self.desk.desk, fault, as_of=self.frame.as_of, now=self.now) from fault

    def context(self, request: str) -> Context:
        """What stands beside an answer of this command in the ledger."""
        from app.answers import actor  # noqa: PLC0415
        from app.versions import versions  # noqa: PLC0415
        from zoning.ledger import Context  # noqa: PLC0415

        return Context(at=self.now, actor=actor(), request=request, lang=self.lang, versions=versions())

    def record(self, verdicts: list[Verdict], request: str) -> None:
        """Keep verdicts in the ledger. Raises StoreError."""
        context = self.context(request)
        for verdict in {verdict.id: verdict for verdict in verdicts}.values():
            self.desk.desk.record(verdict, context)


def open_desk(asked: Asked) -> Opened:
    """What a command asks on. Raises BadInput, StoreError."""
    options.require_role(asked.role)
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.settings import load_settings  # noqa: PLC0415
    from zoning.alternatives.desk import AlternativesDesk  # noqa: PLC0415
    from zoning.desk import ProjectInput, standings  # noqa: PLC0415

    settings = load_settings()
    language = options.language(asked.lang, settings)
    now = wiring.clock()
    stated = ProjectInput(
        industry=asked.industry,
        accuracy_m=asked.accuracy,
        facts=options.parse_facts(list(asked.fact)),
        role=asked.role,
        width_m=asked.width,
    )
    day = options.day_of(asked.as_of, now)
    known = options.time_of(asked.known_at)
    included = standings(list(asked.include))
    measures = wiring.open_measures(settings)
    frame = measures.desk.frame(day, known, included, now)
    return Opened(AlternativesDesk(measures), frame, stated, settings, language, now, asked.crs, asked.source_layer)
