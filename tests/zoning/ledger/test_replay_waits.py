"""A replay that builds desks over other definitions keeps no other replay waiting."""

import threading
from types import SimpleNamespace

import pytest

from zoning.ledger.replay import Replayer

PATIENCE = 60.0


def test_a_replay_does_not_wait_for_the_definitions_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, free = threading.Event(), threading.Event()

    def definitions_of(_: object, files: str) -> SimpleNamespace:
        if files == "slow":
            begun.set()
            assert free.wait(PATIENCE)
        return SimpleNamespace(siting=files, measures=None)

    monkeypatch.setattr("zoning.ledger.replay.definitions_of", definitions_of)
    monkeypatch.setattr("zoning.ledger.replay.Desk", lambda _store, siting, _limits: siting)
    monkeypatch.setattr("zoning.ledger.replay.Ledger", lambda _: SimpleNamespace(definitions=Files()))
    replayer = Replayer(SimpleNamespace())  # type: ignore[arg-type]
    found: list[object] = []
    slow = threading.Thread(target=lambda: found.append(replayer._desk("slow")))
    quick = threading.Thread(target=lambda: found.append(replayer._desk("quick")), daemon=True)
    slow.start()
    try:
        assert begun.wait(PATIENCE)
        quick.start()
        quick.join(PATIENCE / 6)
        assert found == [("quick", None)]
    finally:
        free.set()
        slow.join(PATIENCE)
    assert found == [("quick", None), ("slow", None)]
    assert replayer._desk("slow") is found[1]


class Files:
    """The files of a set of definitions: here its name alone."""

    def files(self, set_id: str) -> str:
        return set_id
