"""Requests made up from the contract itself: none is answered with a fault, and every answer fits its schema."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from pydantic import SecretStr
from schemathesis import GenerationMode
from served import NOW, fill, measuring

from api.app import create_app
from api.settings import ApiSettings
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

TOKEN = "write-token-of-the-fuzz"
PATIENCE_S = 120.0  # a slow answer on a busy machine is no fault
CHECKS = (
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
)


@pytest.fixture(scope="module")
def contract(definitions, tmp_path_factory) -> Any:
    store = FilesStore(tmp_path_factory.mktemp("fuzz"))
    fill(store, definitions)
    desk = Desk(store, definitions, Limits(vertices=5_000))
    app = create_app(
        measuring(desk),
        ApiSettings(version="0.0-test", write_token=SecretStr(TOKEN)),
        clock=lambda: NOW,
    )
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def attempt(contract: Any, examples: int, mode: GenerationMode) -> tuple[int, dict[str, str]]:
    """Try every operation with made-up requests: how many there were, and what was wrong by operation."""
    faults, count = {}, 0
    for operation in (found.ok() for found in contract.get_all_operations()):

        @settings(
            max_examples=examples, deadline=None, database=None, derandomize=True,
            phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def tried(case: Any) -> None:
            nonlocal count
            count += 1
            case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, checks=CHECKS, timeout=PATIENCE_S)

        try:
            tried()
        except Unsatisfiable:
            continue  # nothing can be wrong in a request that takes nothing
        except (AssertionError, ExceptionGroup) as fault:
            faults[operation.label] = str(fault)
    return count, faults


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("examples", [4, pytest.param(150, marks=pytest.mark.long)])
def test_no_made_up_request_is_a_fault(contract, examples, mode):
    count, faults = attempt(contract, examples, mode)
    assert faults == {}
    assert count > 10 * examples
