"""What every measure over HTTP shares: the query, the answer as JSON that is asked for again cheaply, or as a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from api.examples import example
from api.fields import AS_OF, KNOWN_AT, Day, Moment
from api.headers import SANDBOX
from api.language import language_of
from api.models.measures import METHOD
from api.replies import revalidated
from api.security import Reader
from api.service import Here, Service
from layers.errors import BadInput, Lang
from zoning.door import Door
from zoning.measures.question import Question
from zoning.measures.rendering import render
from zoning.measures.result import Result
from zoning.reports.measures.commands import command_line
from zoning.reports.measures.document import document
from zoning.reports.measures.formats import BILINGUAL, Format, write
from zoning.reports.measures.plain import joined
from zoning.verdict import Json

Region = Annotated[str, Query(description="Region code, GB/T 2260.", pattern=r"^[0-9]{6}$", examples=["330300"])]
AsOf = Annotated[Day | None, Query(description=AS_OF, examples=["2026-11-22"])]
KnownAt = Annotated[Moment | None, Query(description=KNOWN_AT)]
Since = Annotated[Day, Query(description="The earlier day to compare with.", examples=["2024-06-30"])]
MaybeSince = Annotated[Day | None, Query(description="The earlier day to compare with.", examples=["2024-06-30"])]
Bilingual = Annotated[bool, Query(description="pdf, docx: in both languages, Chinese first, not in that of `lang`.")]
PARTED = ("csv", "png", "svg", "gpkg", "geojson")
SHOWN = ("png", "svg", "html")  # what a browser shows; the rest is saved
MEDIA: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv",
        "zip": "application/zip",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "gpkg": "application/geopackage+sqlite3",
        "geojson": "application/geo+json",
        "png": "image/png",
        "svg": "image/svg+xml",
        "html": "text/html",
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)


def named_layers(here: Service, names: Iterable[str]) -> tuple[str, ...]:
    """Layers as asked for. Raises BadInput for an empty name, NotFound naming the layers there are."""
    plain = [name.strip() for name in names]
    if "" in plain:
        raise BadInput("图层名有空的；请写明或去掉", "a name of a layer is empty; name it or leave it out")
    return tuple(here.kind(name).layer for name in plain)


def require_cover(here: Service, zone: str | None, since: date | None, min_patch_m2: float | None) -> None:
    """Raises NotFound for a `zone` that is no layer, BadInput for a smallest patch where no change is asked for."""
    if zone is not None:
        named_layers(here, [zone.partition(":")[0]])
    if min_patch_m2 is not None and since is None:
        raise BadInput("min_patch_m2 须与 since 同用", "`min_patch_m2` goes with `since`")


def require_bilingual(form: Format, *, bilingual: bool) -> None:
    """Raises BadInput where both languages are asked for in a form that has one."""
    if bilingual and form not in BILINGUAL:
        forms = ", ".join(BILINGUAL)
        raise BadInput(f"bilingual 只用于 {forms}", f"`bilingual` goes with format {forms} only")


class Asking:
    """The query that every measure takes, and the answer to it."""

    def __init__(
        self,
        *,
        here: Here,
        caller: Reader,
        request: Request,
        region: Region,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        method: Annotated[str | None, Query(description=METHOD)] = None,
        format: Annotated[Format, Query(description="`json`, or a file of that kind.")] = "json",
        part: Annotated[
            str | None,
            Query(
                description="csv: one table by name (without it a ZIP of all); png, svg: `map` or a chart by name; "
                "gpkg: one layer; geojson: the features of one evidence, without it of the first."
            ),
        ] = None,
        bilingual: Bilingual = False,
    ) -> None:
        self.here = here
        self._door = here.door(caller)
        self._request = request
        self._form: Format = format
        self._part = part
        self._bilingual = bilingual
        self.common: dict[str, Any] = {
            "region": region,
            "as_of": as_of or here.today(),
            "known_at": known_at,
            "method": method,
        }

    def answer(self, question: Question) -> Response:
        """The answer in the form asked for. Raises BadInput's kinds, NotFound, StoreError."""
        if self._part is not None and self._form not in PARTED:
            forms = ", ".join(PARTED)
            raise BadInput(f"part 只用于 {forms}", f"`part` goes with format {forms} only")
        require_bilingual(self._form, bilingual=self._bilingual)
        now = self.here.clock()
        self._door.require_question(question)
        result = self._door.measure(self.here.measures.answer(question, now))
        if self._form == "json":
            return as_json(self._request, self.here, self._door, result)
        file = [(question, result)], self._form
        return as_file(self._request, self.here, self._door, *file, now=now, part=self._part, bilingual=self._bilingual)


def as_json(request: Request, here: Service, door: Door, result: Result) -> Response:
    """A measure that has passed the door with its texts; 304 where the caller has these figures."""
    return revalidated(request, door.tag(result), lambda: body_of(here, result))


def as_report(request: Request, here: Service, door: Door, answered: Sequence[tuple[Question, Result]]) -> Response:
    """Several measures as one JSON, likewise."""
    together = hashlib.sha256("".join(door.tag(result) for _, result in answered).encode()).hexdigest()

    def body() -> Json:
        return dict(joined([body_of(here, result) for _, result in answered]))

    return revalidated(request, f"sha256:{together}", body)


def as_file(
    request: Request,
    here: Service,
    door: Door,
    answered: Sequence[tuple[Question, Result]],
    form: Format,
    *,
    now: datetime,
    part: str | None = None,
    bilingual: bool = False,
) -> Response:
    """Measures that have passed the door, answered at `now`, as a file.

    Raises BadInput for a part that is not there and for packages that are not installed, Withheld for features or maps
    of what is withheld, StoreError.
    """
    for _, result in answered:
        door.require_drawn(result, form, part)
    lang: Lang = language_of(request, here.settings.lang)
    desk, review = here.measures, here.settings.reports.review
    told = [
        document(result, desk.definitions, command_line(question), door.backdrop(question, now), review)
        for question, result in answered
    ]
    file = write(told, form, "both" if bilingual else lang, part)
    first = answered[0][0]
    name = str(told[0].body["measure"]) if len(told) == 1 else "report"
    placed = "inline" if form in SHOWN else "attachment"
    return Response(
        file.content,
        media_type=file.media_type,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'{placed}; filename="{name}-{first.region}-{first.as_of}.{file.extension}"',
            "Content-Language": "zh, en" if bilingual else lang,
            "Content-Security-Policy": SANDBOX,
        },
    )


def body_of(here: Service, result: Result) -> Json:
    """The body of a measure with its texts."""
    return render(result.record(), here.measures.definitions)


def answered_as(operation: str, *forms: str) -> dict[int | str, dict[str, Any]]:
    """The good answers of a route for its documents: its example, files of `forms` (none: of all), and 304."""
    content = dict(example(operation)["content"])
    for form in forms or MEDIA:
        bare = {"type": "object"} if form == "geojson" else {"type": "string", "format": "binary"}
        content[MEDIA[form]] = {"schema": bare}
    return {
        200: {"description": "The answer, with `ETag` where it is JSON", "content": content},
        304: {"description": "The figures are those that the caller has"},
    }
