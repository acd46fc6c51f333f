"""The harness tells what it is there to tell: otherwise every hostile input would pass."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
CALLS = "Date appel;Statut;Attente\n" + "".join(f"{day:02}/01/2025 10:00;Décroché;{day}\n" for day in range(1, 29))


@pytest.fixture(scope="module")
def harness() -> Iterator:
    from tests.hostile.harness import Harness

    with Harness() as one:
        yield one


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    path = tmp_path / "appels.csv"
    path.write_text(CALLS, encoding="utf-8")
    return path


def test_an_ordinary_folder_ends_well(harness, calls, tmp_path):
    folder = tmp_path / "mission"
    ended = harness.run(folder, ["new", folder, "--from", calls], ["check", folder])
    assert (ended.code, ended.wrong) == (0, [])
    assert "28 lignes lues" in ended.output


def test_what_is_written_elsewhere_is_told(harness, calls, tmp_path):
    ended = harness.run(tmp_path / "other", ["new", tmp_path / "mission", "--from", calls])
    assert ended.wrong == ["outside"]
    assert any("mission" in path for path in ended.outside)


def test_a_process_that_takes_too_long_or_too_much_is_stopped(harness, calls, tmp_path):
    folder = tmp_path / "mission"
    assert "hang" in harness.run(folder, ["new", folder, "--from", calls], seconds=0.05).wrong
    assert "memory" in harness.run(folder, ["new", folder, "--from", calls], memory=1 << 20).wrong
