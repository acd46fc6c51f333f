"""What the benchmarks say of what they measured."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import picture
from benchmarks.__main__ import PARTS, asked, written
from benchmarks.measured import Part, Ratio, Row, Used, in_turn, ratios, table

KIT, PEER = Row("kit", 1_000, 2.0, 4.0, 100.0), Row("peer", 10, 1.0, 0.5, 300.0, "agrees on 100 %")
PART = Part("Work", "pairs", lambda size, repeats: [], "kit", (Ratio("peer beside kit", "peer", "kit", "9 x"), Ratio("kit", "kit", None)))


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")[1:-1]]


def test_works_on_different_sizes_are_compared_by_piece() -> None:
    assert [cells(line)[5] for line in table([KIT, PEER], "kit").splitlines()[2:]] == ["1", "12.5"]
    said = [cells(line) for line in ratios(PART, {1_000: [KIT, PEER]}).splitlines()[2:]]
    assert said == [["peer beside kit", "1,000", "50 x", "12.5 x", "", "9 x"], ["kit", "1,000", "2 s", "4 s", "100 MB", ""]]


def test_works_on_the_same_size_are_compared_as_they_are_with_their_memory() -> None:
    same = PEER._replace(size=1_000, wall=500.0)
    assert cells(ratios(PART, {1_000: [KIT, same]}).splitlines()[2]) == ["peer beside kit", "1,000", "250 x", "0.125 x", "3 x", "9 x"]


def test_what_was_not_measured_has_no_ratio() -> None:
    assert "peer" not in ratios(PART, {1_000: [KIT]})


def test_ways_are_run_in_turn_and_one_that_the_system_ends_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    order: list[str] = []

    def work(way: str) -> Used:
        order.append(way)
        if way == "b" and len(order) > 3:
            raise subprocess.CalledProcessError(-9, "b")
        return Used(float(len(order)), 1.0, 1.0)

    assert in_turn(["a", "b", "c"], 3, work) == {"a": Used(4.0, 1.0, 1.0), "c": Used(6.0, 1.0, 1.0)}
    assert order == ["a", "b", "c", "a", "b", "c", "a", "c"]
    assert capsys.readouterr().err.startswith("b: ended by the system")


def test_a_way_that_fails_is_not_left_out() -> None:
    def fails(way: str) -> Used:
        raise subprocess.CalledProcessError(1, way)

    with pytest.raises(subprocess.CalledProcessError):
        in_turn(["a"], 1, fails)


def test_names_beside_curves_have_room_and_move_as_little_as_it_takes() -> None:
    room = picture.ROOM
    assert picture._apart([0.1, 0.5]) == [0.1, 0.5]
    placed = picture._apart([0.2, 0.2, 0.2 + room, 0.9])
    assert [round(above - below, 6) for below, above in pairwise(placed[:3])] == [room, room]
    assert placed[1] == pytest.approx((0.4 + 0.2 + room) / 3) and placed[3] == 0.9


def test_every_part_is_on_the_page_in_the_csv_and_in_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.__main__.versions", lambda names: {"machine": "here"})
    found = {}
    for name, part in PARTS.items():
        works = dict.fromkeys(word for ratio in part.ratios for word in (ratio.work, ratio.beside) if word)
        found[name] = {
            size: [Row(work, size or None, 0.1 * place, 0.2 * place, 50.0) for place, work in enumerate(works, 1)]
            for size in asked(part, [10, 100])
        }
    written(found, 5, tmp_path)
    page, svg = ((tmp_path / f"results.{end}").read_text(encoding="utf-8") for end in ("md", "svg"))
    rows = (tmp_path / "results.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + sum(len(works) for sized in found.values() for works in sized.values())
    for name, part in PARTS.items():
        assert f"## {part.title}" in page and part.beside in {row.work for row in next(iter(found[name].values()))}
        assert all(ratio.said in page for ratio in part.ratios)
        assert f"<!-- {part.title}" in svg
