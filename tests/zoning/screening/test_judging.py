"""Rows judged: each as its single check, each for itself, gone on with after a stop, and no more shown than may be."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
import screening
import shapely
from screening import answers, csv, judged, problems

from layers.access import PUBLIC
from layers.errors import CorruptEdition, StoreUnavailable, Withheld
from layers.intake import read, read_lonlat
from layers.stores.files import FilesStore
from zoning.desk import ProjectInput, SitingQuestion
from zoning.frames import Frames
from zoning.jobs.run import Run
from zoning.screening.batch import Batch
from zoning.screening.desk import Asking
from zoning.screening.results import let_out
from zoning.screening.units import MOST as SIZE


def table(count, seed=1):
    """So many points over land, sea and beyond, with facts at random; some rows that cannot be read."""
    rng = random.Random(seed)
    lines = ["编号,名称,经度,纬度,精度,行业代码,化工项目,建设性质"]
    for number in range(count):
        lon, lat = rng.uniform(120.45, 121.35), rng.uniform(27.75, 28.25)
        place = f"{lon:.6f},{lat:.6f}" if rng.random() > 0.1 else rng.choice(("abc,28", "120.7,", "12,1e9"))
        facts = f"{rng.choice(('C2614', 'C1310', '', 'Z9'))},{rng.choice('是否 ')},{rng.choice(('新建', '扩建', ''))}"
        lines.append(f"p{number},项目{number},{place},{rng.choice((1, 5, ''))},{facts}")
    return csv("\n".join(lines))


def single(desk, line):
    """The verdict of the single check of a line of `table`."""
    _, name, lon, lat, accuracy, industry, chemical, nature = line.split(",")
    facts = {
        "chemical_project": {"是": True, "否": False}.get(chemical),
        "nature": {"新建": "new", "扩建": "expanded"}.get(nature),
    }
    stated = ProjectInput(
        name=name,
        industry=industry or None,
        accuracy_m=float(accuracy) if accuracy else None,
        facts={fact: value for fact, value in facts.items() if value is not None},
    )
    reading = replace(read_lonlat(f"{lon},{lat}"))
    return desk.check(SitingQuestion(reading, stated, date(2026, 11, 22)), screening.AT)


@pytest.mark.parametrize("count", [30, pytest.param(1000, marks=pytest.mark.long)])
def test_every_row_has_the_verdict_of_its_single_check(quick_desk, count):
    agree(quick_desk, count)


def test_and_so_by_the_whole_law(screening_desk, tmp_path):
    square = shapely.box(120.71, 28.01, 120.711, 28.011)
    (tmp_path / "a.wkt").write_text(square.wkt)
    (tmp_path / "p.csv").write_text("名称,文件,行业代码,精度,建设性质\n某厂,a.wkt,C2614,1,新建\n", encoding="utf-8")
    (row,) = judged(screening_desk, tmp_path / "p.csv", "p.csv", folder=tmp_path).rows()
    stated = ProjectInput(name="某厂", industry="C2614", accuracy_m=1.0, facts={"nature": "new"})
    question = SitingQuestion(read(tmp_path / "a.wkt"), stated, date(2026, 11, 22))
    assert row["answer"]["id"] == screening_desk.desk.check(question, screening.AT).id


def agree(screenings, count):
    content = table(count)
    rows = list(judged(screenings, content, "p.csv").rows())
    lines = content.decode().splitlines()[1:]
    assert len(rows) == len(lines) == count
    compared = 0
    for row, line in zip(rows, lines, strict=True):
        if row["answer"] is None:
            assert row["problems"]
            continue
        verdict = single(screenings.desk, line)
        assert (row["answer"]["id"], row["answer"]["verdict"]) == (verdict.id, verdict.word)
        compared += 1
    assert compared >= count / 2


def test_a_row_that_the_program_fails_at_is_a_problem_and_keeps_no_other_from_its_verdict(quick_desk, monkeypatch):
    check = type(quick_desk.desk).check

    def failing(self, question, now):
        if question.project.name == "坏":
            raise ZeroDivisionError("at or near point 120.71 28.01")
        return check(self, question, now)

    monkeypatch.setattr(type(quick_desk.desk), "check", failing)
    found = judged(quick_desk, csv("名称,经度,纬度\n甲,120.71,28.01\n坏,120.71,28.01\n丙,120.72,28.01"), "p.csv")
    assert [verdict is None for verdict in answers(found).values()] == [False, True, False]
    assert "ZeroDivisionError, failing:" in problems(found)[0][2]
    assert "120.71" not in problems(found)[0][2]  # a library's words may hold what a reader may not see
    assert found.about["counts"]["problem"] == 1


def test_a_store_that_does_not_answer_interrupts_the_unit_and_is_no_problem_of_a_row(quick_desk, monkeypatch):
    def unavailable(*_):
        raise StoreUnavailable("无", "none")

    monkeypatch.setattr(type(quick_desk.desk), "check", unavailable)
    with pytest.raises(StoreUnavailable):
        judged(quick_desk, csv("经度,纬度\n120.71,28.01"), "p.csv")


def test_a_problem_does_not_say_where_the_store_lies(quick_desk, monkeypatch):
    location = quick_desk.desk.store.location

    def damaged(*_):
        raise CorruptEdition(f"{location}/x 已损坏", f"{location}/x is damaged")

    monkeypatch.setattr(type(quick_desk.desk), "check", damaged)
    found = judged(quick_desk, csv("经度,纬度\n120.71,28.01"), "p.csv")
    assert "(store)/x" in str(problems(found)) and location not in str(problems(found))


def test_a_layer_that_cannot_be_read_leaves_its_rows_undetermined_without_an_id(quick_desk, monkeypatch):
    monkeypatch.setattr(quick_desk.desk, "_frames", Frames(quick_desk.desk.snapshots))  # nothing is kept from before
    at = type(quick_desk.desk.snapshots).at

    def damaged(self, *asked):
        snapshots = at(self, *asked)
        return tuple(
            replace(
                one,
                views={name: view for name, view in one.views.items() if name != "ecological_red_line"},
                failed={"ecological_red_line": "corrupt-edition"},
            )
            for one in snapshots
        )

    monkeypatch.setattr(type(quick_desk.desk.snapshots), "at", damaged)
    found = judged(quick_desk, csv("经度,纬度\n120.71,28.01"), "p.csv")
    (row,) = found.rows()
    assert (row["answer"]["verdict"], row["answer"]["id"], row["answer"]["incident"]) == ("undetermined", None, True)
    assert found.about["incidents"] == 1


def test_nothing_is_recorded_unless_it_is_asked_for_and_then_once(quick_desk):
    desk = quick_desk.desk
    content = csv("名称,经度,纬度\n甲,120.71341,28.01\n坏,x,28.01")
    before = desk.store.head()
    judged(quick_desk, content, "p.csv")
    assert desk.store.head() == before
    found = judged(quick_desk, content, "p.csv", record=True, actor="key:1")
    (answer,) = (row["answer"] for row in found.rows() if row["answer"])
    assert (answer["recorded"], found.about["recorded"]) == (True, 1)
    assert json.loads(desk.ledger.body(answer["id"]))["id"] == answer["id"]


def test_the_catalogue_is_the_one_known_when_it_was_begun(quick_desk):
    early = screening.AT - timedelta(days=365)
    found = judged(quick_desk, csv("经度,纬度\n120.71,28.01"), "p.csv", at=early)
    assert answers(found) == {"2": None}
    assert "layers publish" in problems(found)[0][2]


class TestARunInPlace:
    def batch(self, quick_desk, folder):
        path = folder / "p.csv"
        path.write_bytes(table(3 * SIZE + 5))
        return Batch(quick_desk, path, Asking("p.csv"))

    def done(self, batch, run, stop_after=None, now=screening.AT):
        """Carry a run on, and stop after so many units; what it came to."""
        plan = batch.planned(run, now, restart=False)
        units = iter(range(10**6))
        stopping = (lambda: next(units) >= stop_after) if stop_after is not None else lambda: False
        finished = batch.carry_on(run, plan, tell=lambda _: None, stopping=stopping)
        return list(batch.results(run, plan).rows()) if finished else None

    def test_what_was_stopped_goes_on_where_it_was_and_comes_to_the_same(self, quick_desk, tmp_path):
        whole = self.done(self.batch(quick_desk, tmp_path), Run(make(tmp_path / "whole")))
        run = Run(make(tmp_path / "parts"))
        later = screening.AT
        while (got := self.done(self.batch(quick_desk, tmp_path), run, stop_after=1, now=later)) is None:
            assert self.batch(quick_desk, tmp_path).begun(run)["done"] % SIZE == 0
            later += timedelta(days=1)
        assert got == whole

    def test_another_question_is_another_run(self, quick_desk, tmp_path):
        batch = self.batch(quick_desk, tmp_path)
        path = tmp_path / "p.csv"
        assert Batch(quick_desk, path, Asking("p.csv", actor="a", lang="en")).key == batch.key
        assert Batch(quick_desk, path, Asking("p.csv", role="sea_use")).key != batch.key
        path.write_bytes(table(5))
        assert self.batch(quick_desk, tmp_path).key == batch.key  # written anew as it was
        path.write_bytes(table(5))
        assert Batch(quick_desk, path, Asking("p.csv")).key != batch.key

    def test_progress_counts_projects(self, quick_desk, tmp_path):
        batch, run, told = self.batch(quick_desk, tmp_path), Run(make(tmp_path / "run")), []
        plan = batch.planned(run, screening.AT, restart=False)
        assert batch.carry_on(run, plan, tell=told.append, stopping=lambda: False)
        assert (told[0].done, told[0].total) == (0, 3 * SIZE + 5)
        assert (told[-1].done, told[-1].total, told[-1].remaining_s) == (3 * SIZE + 5, 3 * SIZE + 5, 0.0)


class TestWithheldLayers:
    PLACE = "名称,经度,纬度\n甲,120.61,27.91"

    def hidden(self, desk):
        return frozenset(layer for layer, kind in desk.definitions.kinds.items() if not PUBLIC.sees(kind))

    def test_a_reader_without_the_right_sees_the_verdict_and_not_what_shows_the_layer(self, quick_desk):
        hidden = self.hidden(quick_desk.desk)
        assert "ecological_red_line" in hidden
        whole = judged(quick_desk, csv(self.PLACE), "p.csv")
        shown = let_out(whole, hidden)
        assert answers(shown) == answers(whole)
        text = json.dumps([*shown.rows(), shown.about], ensure_ascii=False)
        assert "RL-1" in json.dumps([*whole.rows()], ensure_ascii=False)
        assert "RL-1" not in text and "某红线" not in text and "veiled" not in text
        assert shown.about["redacted"]
        assert all(e["sha256"] is None for e in shown.about["editions"] if e["layer"] in hidden)

    def test_whoever_may_see_all_is_told_nothing_of_the_other_cut(self, quick_desk):
        shown = let_out(judged(quick_desk, csv(self.PLACE), "p.csv"), frozenset())
        assert all("veiled" not in row for row in shown.rows())

    def test_a_layer_that_has_become_restricted_since_is_refused(self, quick_desk):
        hidden = self.hidden(quick_desk.desk) | {"water_source_zone"}
        with pytest.raises(Withheld):
            list(let_out(judged(quick_desk, csv(self.PLACE), "p.csv"), hidden).rows())


def make(folder):
    folder.mkdir()
    return folder


def test_a_fresh_store_says_that_it_is_empty(definitions, tmp_path):
    from served import screenings

    from zoning.desk import Desk, Limits

    store = FilesStore(tmp_path / "store")
    found = judged(screenings(Desk(store, definitions, Limits())), csv("经度,纬度\n120.71,28.01"), "p.csv")
    assert "make demo" in problems(found)[0][2]
    store.close()
