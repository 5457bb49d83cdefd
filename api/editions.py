"""Editions: proposed by upload, published, compared."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.edition_json import edition_json, edition_shown, find_edition
from api.errors import report_json
from api.examples import example, form_example
from api.fields import Day
from api.language import documented
from api.layers import AsOf, Layer, Region
from api.life_json import preview_json
from api.models.editions import ProposalAnswer
from api.models.layers import ChangesAnswer, EditionAnswer
from api.problems import Conflict, problems
from api.replies import path_to, reply
from api.route import StrictRoute, UploadRoute
from api.security import Reader, Steward
from api.service import Here
from api.submission import FIELDS, FILES, submitted
from api.uploads import Sent
from layers.catalogue import current
from layers.editions import Edition, Features
from layers.errors import BadInput
from layers.publication import preparation, publishing
from layers.publication.changes import changes
from layers.publication.preview import preview
from zoning.titles import with_text

uploads = APIRouter(prefix="/layers", tags=["editions"], route_class=UploadRoute, dependencies=[Depends(documented)])
router = APIRouter(prefix="/layers", tags=["editions"], route_class=StrictRoute, dependencies=[Depends(documented)])
Proposed = Annotated[int, Path(description="Number of the proposed edition.", ge=1, examples=[2])]
DryRun = Annotated[bool, Query(description="Check and compare only, and store nothing.")]
NOTHING = Features((), np.empty(0, dtype=object), {}, {})
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "region", "status", "accuracy_m", "effective_from", "source"],
                    "properties": {
                        **{name: {"type": "string", "format": "binary"} for name in FILES},
                        **{
                            name: {"type": "array", "items": {"type": "string"}, "description": text}
                            if name in ("replaces", "map", "set", "values")
                            else {"type": "string", "description": text}
                            for name, text in FIELDS.items()
                        },
                    },
                },
                "example": form_example("propose_edition"),
            }
        },
    }
}


@uploads.post(
    "/{layer}/editions",
    status_code=201,
    summary="Propose an edition",
    description="Checks a delivery and stores it as a proposed edition; nobody's answer changes until it is published. "
    "A delivery that the checks refuse is answered with its report, and nothing is stored. A dry run stores nothing in "
    "any case, and answers with the preview of what publishing it would change.",
    response_model=ProposalAnswer,
    responses={
        201: example("propose_edition"),
        200: {"model": ProposalAnswer, "description": "A dry run: nothing is stored.", **example("try_edition")},
        **problems("malformed-request", "refused", "bad-file", "not-found", "unauthorized", "forbidden", "too-large"),
    },
    openapi_extra=FORM,
)
def propose_edition(
    *, layer: Layer, caller: Steward, sent: Sent, here: Here, request: Request, dry_run: DryRun = False
) -> Response:
    """Check and, unless this is a dry run, store one delivery."""
    kind, now = here.kind(layer), here.clock()
    sent.require(FILES, FIELDS)
    file = sent.files["file"]
    asked = submitted(sent, here, kind)
    store, definitions, edition = here.desk.store, here.desk.definitions, None
    with here.shelf.arrived(
        kind,
        file.content,
        asked.mapping,
        here.desk.definitions.class_tables,
        name=file.name or "delivery",
        crs=sent.one("crs"),
        layer=sent.one("source_layer"),
        limits=here.settings.reading,
    ) as arrival:
        prepared = preparation.prepare(
            store,
            kind,
            arrival.reading,
            asked.submission,
            mapping=asked.mapping,
            regions=definitions.regions,
            at=now,
        )
        if not dry_run:
            edition = publishing.propose_prepared(
                store, prepared, at=now, actor=caller.actor, file=arrival.file, saved=asked.saved
            )
    editions, day, door = store.editions(), here.today(), here.door(caller)
    before, told = prepared.before, [with_text(definitions, note.as_json()) for note in prepared.notes]
    answer = {
        "stored": edition is not None,
        "before": None if before is None else edition_shown(door, before, editions, day, now),
        "report": report_json(request, prepared.report),
        "notes": told,
        "mapping": None if asked.saved is None else asked.saved.as_json(),
    }
    if edition is None:
        would_be = prepared.edition(store, now)
        found = preview(store, kind, would_be, prepared.features, now)
        shown = edition_shown(door, would_be, (*editions, would_be), day, now)
        return reply({**answer, "edition": shown, "preview": preview_json(found, editions, day, now)})
    return reply(
        {**answer, "edition": edition_shown(door, edition, editions, day, now), "preview": None},
        status=201,
        location=path_to(request, f"/layers/{layer}/editions/{edition.head.region}/{edition.number}"),
    )


@router.post(
    "/{layer}/editions/{region}/{number}/publication",
    status_code=201,
    summary="Publish a proposed edition",
    description="In one transaction; from its `effective_from` on, answers rest on it. With four-eyes another person "
    "than the one who proposed it has to publish it. Of two who publish at once one is told of the conflict.",
    response_model=EditionAnswer,
    responses={
        201: example("publish_edition"),
        **problems("refused", "conflict", "not-found", "unauthorized", "forbidden"),
    },
)
def publish_edition(
    *, layer: Layer, region: Region, number: Proposed, caller: Steward, here: Here, request: Request
) -> Response:
    """Publish one edition."""
    edition, now = find_edition(here, layer, region, number), here.clock()
    if edition.state != "proposed":
        raise Conflict(
            f"{edition.label} 已不是待发布状态（{edition.state}）；要改动请另提一个版本",
            f"{edition.label} is {edition.state}, not proposed; propose another edition to change something",
        )
    published = publishing.publish(
        here.desk.store, edition, at=now, actor=caller.actor, four_eyes=here.settings.four_eyes
    )
    return reply(
        edition_json(published, here.desk.store.editions(), here.today(), now),
        status=201,
        location=path_to(request, f"/layers/{layer}/editions/{region}/{number}"),
    )


@router.get(
    "/{layer}/changes",
    summary="What changed in a layer",
    description="Compares, per region and standing, the editions in force on two days: features added, removed, "
    "reclassed, reshaped, described otherwise, with their measures. Of a layer that is withheld from the caller: 403.",
    response_model=ChangesAnswer,
    responses={200: example("read_changes"), **problems("invalid-request", "not-found", "withheld")},
)
def read_changes(
    *,
    layer: Layer,
    caller: Reader,
    here: Here,
    since: Annotated[Day, Query(description="The earlier civil day.", examples=["2026-01-01"])],
    region: Annotated[str | None, Query(pattern=r"^[0-9]{6}$", description="Only editions of this region.")] = None,
    as_of: AsOf = None,
) -> Response:
    """The changes of one layer between two days."""
    kind, now, day, door = here.kind(layer), here.clock(), as_of or here.today(), here.door(caller)
    door.require(kind.layer)
    if since > day:
        raise BadInput(
            f"since={since} 晚于 as_of={day}；请对调", f"since={since} is later than as_of={day}; exchange them"
        )
    editions = here.desk.store.editions()
    old, new = (
        {
            (edition.head.region, edition.head.standing): edition
            for edition in current(editions, layer, date, now)
            if region in (None, edition.head.region)
        }
        for date in (since, day)
    )

    def shown(edition: Edition | None) -> object:
        return None if edition is None else edition_shown(door, edition, editions, day, now)

    def held(edition: Edition | None) -> Features:
        return NOTHING if edition is None else door.features(edition)

    comparisons = [
        {
            "region": place[0],
            "status": place[1],
            "old": shown(old.get(place)),
            "new": shown(new.get(place)),
            "changes": changes(held(old.get(place)), held(new.get(place)), kind).as_json(),
        }
        for place in sorted({*old, *new})
    ]
    return reply({"layer": layer, "since": since.isoformat(), "as_of": day.isoformat(), "comparisons": comparisons})
