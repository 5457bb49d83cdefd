"""The ledger: its entries, and whether they are still as they were written."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from api.examples import example
from api.fields import Moment
from api.language import documented
from api.models.ledger import EntryAnswer, EntryList, VerificationAnswer
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import Auditor
from api.service import Here
from zoning.ledger.anchor import anchor
from zoning.ledger.listing import Filter, entry_at, page, row, whole
from zoning.ledger.verification import verify

router = APIRouter(prefix="/ledger", tags=["ledger"], route_class=StrictRoute, dependencies=[Depends(documented)])
LARGEST = 2**53 - 1


@router.get(
    "",
    summary="Entries of the ledger",
    description="In order, a page at a time: `next` of an answer is `after` of the next question. Bodies of answers "
    "are not in it: entries name them by hash.",
    response_model=EntryList,
    responses={200: example("list_entries"), **problems("invalid-request", "unauthorized", "forbidden")},
)
def list_entries(
    *,
    _: Auditor,
    here: Here,
    kind: Annotated[str | None, Query(max_length=40, description="Of this kind.", examples=["publication"])] = None,
    subject: Annotated[str | None, Query(max_length=300, description="About this id or edition.")] = None,
    actor: Annotated[str | None, Query(max_length=300, description="By this actor.")] = None,
    since: Annotated[Moment | None, Query(description="At or after this time.")] = None,
    until: Annotated[Moment | None, Query(description="Before this time.")] = None,
    after: Annotated[int, Query(ge=0, le=LARGEST, description="Behind this sequence number.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 100,
) -> Response:
    """One page of entries."""
    which = Filter(kind=kind, subject=subject, actor=actor, since=since, until=until)
    found = page(here.desk.store, which, after=after, limit=limit)
    return reply({"entries": [row(entry) for entry in found.entries], "next": found.next})


@router.get(
    "/verification",
    summary="Is the ledger as it was written?",
    description="Recomputes the hash chain and compares what its entries name: bodies, questions, definitions, and "
    "with `deep` the content of editions. Every fault is told with the entry it was found at.",
    response_model=VerificationAnswer,
    responses={
        200: example("verify_ledger"),
        **problems("bad-input", "unauthorized", "forbidden", "timed-out", "store-error"),
    },
)
def verify_ledger(
    _: Auditor,
    here: Here,
    deep: Annotated[bool, Query(description="Also read the content of every edition.")] = False,
    head: Annotated[
        str | None, Query(max_length=100, description="`SEQ:HASH` noted before; an end cut off is seen by it alone.")
    ] = None,
) -> Response:
    """One verification."""
    noted = None if head is None else anchor(head)
    return reply(verify(here.desk.store, deep=deep, head=noted).as_json())


@router.get(
    "/{sequence}",
    summary="One entry of the ledger",
    description="With all it says, and the hashes by which it is chained.",
    response_model=EntryAnswer,
    responses={200: example("read_entry"), **problems("not-found", "unauthorized", "forbidden")},
)
def read_entry(
    sequence: Annotated[int, Path(ge=1, le=LARGEST, description="Sequence number.", examples=[1])],
    _: Auditor,
    here: Here,
) -> Response:
    """The entry."""
    return reply(whole(entry_at(here.desk.store, sequence)))
