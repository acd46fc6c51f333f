"""The hash of a file is that of its content as it is, and a file that has not changed is not read again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from pathlib import Path
from unittest.mock import patch

import pytest

from diagnostic import hashes
from diagnostic.hashes import Known

NOW = time.time_ns()
OLD, LATER = NOW - 10 * hashes.GRAIN, 1000 * hashes.GRAIN


@pytest.fixture
def mission(tmp_path: Path) -> Path:
    folder = tmp_path / "mission"
    (folder / "data").mkdir(parents=True)
    (folder / "engagement.yml").touch()
    (folder / "data" / "a.csv").write_bytes(b"whole")
    return folder


def old(path: Path) -> Path:
    """The file, changed long ago."""
    os.utime(path, ns=(OLD, OLD))
    return path


def read(known: Known, path: Path, later: int = 0) -> tuple[str, int]:
    """The hash of a file as it is known `later`, and how often it was read for that."""
    with patch("time.time_ns", lambda: NOW + later), patch("hashlib.file_digest", wraps=hashlib.file_digest) as digest:
        return known.sha256(path), digest.call_count


def expected(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_is_read_once_and_by_the_next_process_not_at_all(mission: Path) -> None:
    known, path = Known(mission), mission / "data" / "a.csv"
    assert read(known, path, LATER) == (expected(b"whole"), 1)
    assert read(known, path, LATER) == (expected(b"whole"), 0)
    known.save()
    assert read(Known(mission), path, LATER) == (expected(b"whole"), 0)


@pytest.mark.parametrize("content", [b"whale", b"whole!", b""])
def test_a_file_changed_is_read_even_where_it_keeps_its_time(mission: Path, content: bytes) -> None:
    known, path = Known(mission), old(mission / "data" / "a.csv")
    read(known, path, LATER)
    time.sleep(0.01)
    path.write_bytes(content)
    old(path)
    assert read(known, path, LATER)[0] == expected(content)


def test_a_file_changed_within_the_grain_of_the_clock_is_read_each_time(mission: Path) -> None:
    known, path = Known(mission), mission / "data" / "a.csv"
    assert [read(known, path)[1] for _ in range(2)] == [1, 1]
    known.save()
    assert not (mission / hashes.FILE).exists()


def test_a_file_from_the_future_is_read_each_time(mission: Path) -> None:
    known, path = Known(mission), mission / "data" / "a.csv"
    os.utime(path, ns=(NOW + 10 * LATER, NOW + 10 * LATER))
    assert [read(known, path, LATER)[1] for _ in range(2)] == [1, 1]


def test_a_copy_of_a_mission_is_read_again_and_gives_the_same(mission: Path) -> None:
    known = Known(mission)
    found, _ = read(known, mission / "data" / "a.csv", LATER)
    known.save()
    copy = mission.parent / "copy"
    time.sleep(0.01)
    shutil.copytree(mission, copy)
    assert read(Known(copy), copy / "data" / "a.csv", LATER) == (found, 1)
    assert str(mission.parent) not in (copy / hashes.FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"data/a.csv": 1}', '{"data/a.csv": [5, 1, 2]}', '{"data/a.csv": ["x", 1, 2, "y"]}'])
def test_what_is_known_may_be_damaged(mission: Path, damage: str) -> None:
    (mission / hashes.FILE).parent.mkdir(parents=True)
    (mission / hashes.FILE).write_text(damage, encoding="utf-8")
    assert read(Known(mission), mission / "data" / "a.csv", LATER) == (expected(b"whole"), 1)


def test_what_is_gone_is_forgotten(mission: Path) -> None:
    known = Known(mission)
    other = mission / "data" / "b.csv"
    other.write_bytes(b"b")
    for path in (mission / "data" / "a.csv", other):
        read(known, path, LATER)
    other.unlink()
    known.save()
    assert list(json.loads((mission / hashes.FILE).read_text(encoding="utf-8"))) == ["data/a.csv"]


def test_a_file_of_no_mission_is_hashed_too(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    assert hashes.sha256(tmp_path / "x") == expected(b"x")
    with pytest.raises(FileNotFoundError):
        hashes.sha256(tmp_path / "y")
