"""A screening by several processes comes to what one comes to, whatever dies; only what is the cause has no verdict."""

from __future__ import annotations

import os
import random
import signal
from dataclasses import replace

import pytest
import screening
import small_law
from served import fill
from small_screening import SmallJudge, desk_of

from layers.errors import BadInput
from layers.stores.files import FilesStore
from zoning.jobs.crew import Item, Lost
from zoning.jobs.pool import Pool
from zoning.jobs.run import Run
from zoning.screening.batch import Batch
from zoning.screening.desk import Asking


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a store and a file beside a table that names it."""
    place = tmp_path_factory.mktemp("crews")
    (place / "workers").mkdir()
    store = FilesStore(place / "store")
    fill(store, small_law.definitions(place / "law"))
    store.close()
    (place / "a.wkt").write_text("POLYGON ((120.71 28.01, 120.711 28.01, 120.711 28.011, 120.71 28.01))")
    return place


def table(place, count, *, fatal=(), seed=3):
    rng = random.Random(seed)
    lines = ["编号,名称,经度,纬度,精度,文件"]
    for number in range(count):
        where = f"{rng.uniform(120.5, 121.3):.6f},{rng.uniform(27.8, 28.2):.6f},5,"
        where = {3: ",,5,a.wkt", 4: ",,5,none.wkt"}.get(number, rng.choice((where, where, where, "x,28.0,5,")))
        lines.append(f"p{number},{'致命' if number in fatal else '项目'}{number},{where}")
    path = place / f"p{seed}-{count}-{len(fatal)}.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def screened(place, path, run, crew=None, *, tell=lambda _: None, seconds=None, **said):
    """The results of a run carried through: what is said of all, and its rows."""
    batch = Batch(desk_of(place, crew, seconds), path, Asking(path.name, **said))
    with run.held():
        plan = batch.planned(run, screening.AT, restart=False)
        assert batch.carry_on(run, plan, tell=tell, stopping=lambda: False)
        results = batch.results(run, plan)
        return results.about, list(results.rows())


def pool(place, workers):
    return Pool(workers, SmallJudge(str(place)))


def test_any_number_of_workers_comes_to_the_same_though_one_is_killed(place, tmp_path, monkeypatch):
    path = table(place, 70)
    alone = screened(place, path, Run(tmp_path / "alone"))
    assert alone[0]["counts"]["problem"] > 5, "rows that cannot be read, and a file that is not there"
    before = set((place / "workers").iterdir())
    killed = []

    def kill(progress):
        if progress.done and not killed:
            killed.append(int(next(iter(set((place / "workers").iterdir()) - before)).read_text()))
            os.kill(killed[0], signal.SIGKILL)

    monkeypatch.setattr("zoning.jobs.work.LOOK_SECONDS", 0.0)
    assert screened(place, path, Run(tmp_path / "two"), pool(place, 2), tell=kill) == alone
    assert killed
    assert len(set((place / "workers").iterdir()) - before) >= 3, "another was begun in its place"


class Losing:
    """A crew in this process that loses every lot with a project called 致命."""

    def __init__(self, place):
        self.judged = desk_of(place).judged

    def each(self, items, stopping):
        for item in items:
            fatal = any("致命" in entry.stated("name")[0].value for entry in item.content.entries)
            yield item.name, Lost() if fatal else self.judged(item.content)


@pytest.mark.parametrize("crew", [Losing, pytest.param(lambda place: pool(place, 2), marks=pytest.mark.long)])
def test_a_project_that_ends_its_process_is_a_problem_of_its_row_alone(place, tmp_path, crew):
    path = table(place, 25, fatal=(7,), seed=4)
    about, rows = screened(place, path, Run(tmp_path / "fatal"), crew(place))
    _, plain = screened(place, path, Run(tmp_path / "plain"))  # this process judges by other means
    assert [row for n, row in enumerate(rows) if n != 7] == [row for n, row in enumerate(plain) if n != 7]
    assert (rows[7]["answer"], rows[7]["key"], rows[7]["problems"][0]["slug"]) == (None, "p7", "worker-died")
    assert about["counts"]["problem"] >= 1


def test_verdicts_are_recorded_by_the_process_that_leads(place, tmp_path):
    path = table(place, 21, seed=5)
    about, rows = screened(place, path, Run(tmp_path / "run"), pool(place, 1), record=True, actor="key:1")
    store = FilesStore(place / "store")
    recorded = {entry.subject for entry in store.log(kind="verdict")}
    store.close()
    answered = {row["answer"]["id"] for row in rows if row["answer"]}
    assert answered == recorded
    assert about["recorded"] == sum(row["answer"] is not None for row in rows)


class Late:
    """A crew that is told of every item, and does none in time."""

    def __init__(self) -> None:
        self.items: list[Item] = []

    def each(self, items, stopping):
        for item in items:
            self.items.append(item)
            yield item.name, Lost(late=True)


def test_a_project_that_takes_too_long_is_a_problem_that_says_the_limit(place, tmp_path):
    crew = Late()
    _, rows = screened(place, table(place, 3, seed=6), Run(tmp_path / "late"), crew, seconds=7)
    assert [row["problems"][0]["slug"] for row in rows] == ["timed-out"] * 3
    assert "7 seconds" in rows[0]["problems"][0]["text"]["en"]
    assert [item.seconds for item in crew.items] == [21, 7, 7, 7], "each project of a unit that took too long by itself"


def test_other_definitions_of_a_worker_are_refused(place, tmp_path):
    desk = desk_of(place)
    docket, _ = desk.docket(table(place, 2, seed=7), Asking("p7-2-0.csv").as_json(), screening.AT, place)
    lot = docket.lot(docket.spans()[0])
    assert desk.judged(lot).output["rows"]
    with pytest.raises(BadInput, match="definitions"):
        desk.judged(replace(lot, basis="0" * 64))
