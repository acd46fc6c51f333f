"""A file is put in place whole or not at all, and nothing unfinished is left beside it."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from diagnostic import disk
from tests.computer import full_disk

PLACED = {
    "put": lambda path, content: disk.put(path, content),
    "rewrite": lambda path, content: disk.rewrite(path, content),
    "copy": lambda path, content: disk.copy(_source(path, content), path),
}
Write = Callable[[Path, bytes], object]


def _source(path: Path, content: bytes) -> Path:
    source = path.parent.with_name("source")
    source.write_bytes(content)
    return source


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("write", PLACED.values(), ids=PLACED)
def test_a_file_is_put_in_place_in_a_folder_made_for_it(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    write(path, b"first")
    write(path, b"second")
    assert path.read_bytes() == b"second" and names(path.parent) == ["a.txt"]


@pytest.mark.parametrize("left", [0, 1, 5000])
@pytest.mark.parametrize("write", [PLACED["put"], PLACED["rewrite"]], ids=["put", "rewrite"])
def test_on_a_full_disk_what_was_there_stays_and_nothing_is_left_beside(write: Write, left: int, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    with full_disk(left), pytest.raises(OSError) as refused:
        write(path, b"x" * 10_000)
    assert refused.value.errno == errno.EFBIG and refused.value.filename == str(path)
    assert path.read_bytes() == b"before" and names(tmp_path) == ["a.txt"]


def test_a_file_that_another_program_holds_is_written_beside_only_where_a_person_will_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "a.txt"
    replace = Path.replace

    def refusing(part: Path, target: Path) -> Path:
        if Path(target) == held:
            raise PermissionError(errno.EACCES, "held", str(part))
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", refusing)
    assert disk.put(held, b"report") == tmp_path / "a (2).txt"
    with pytest.raises(PermissionError) as refused:
        disk.rewrite(held, b"settings")
    assert refused.value.filename == str(held)
    assert names(tmp_path) == ["a (2).txt"]


def test_what_a_killed_process_left_unfinished_is_swept_and_nothing_else(tmp_path: Path) -> None:
    killed = "import os, signal\nfrom pathlib import Path\nfrom diagnostic import disk\n"
    killed += "disk.place(Path('deep/a.txt'), lambda part: (part.write_bytes(b'half'), os._exit(9)))"
    subprocess.run([sys.executable, "-c", killed], cwd=tmp_path)
    (left,) = (tmp_path / "deep").iterdir()
    others = [tmp_path / name for name in (".hidden.part", "film.part", "deep/3.part")]
    (tmp_path / "elsewhere").mkdir()
    others.append(tmp_path / "elsewhere" / left.name)
    for other in others:
        other.write_bytes(b"")
    disk.sweep(tmp_path, "deep", "missing")
    assert not left.exists() and all(other.exists() for other in others)
