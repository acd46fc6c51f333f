"""Hostile names of files, and what is no file under the name of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.texts import Input, text

NAMES = (
    *("a\nb.csv", "a'b.csv", 'a"b.csv', "a;b.csv", "[a-z]*.csv", "a?.csv", "-rf.csv", "--help", "$(touch evil).csv", "`touch evil`.csv"),
    *(
        "%s%n.csv",
        "{0}.csv",
        "{name}.csv",
        "a\\b.csv",
        "..csv",
        "...",
        " .csv",
        "a.csv ",
        "a\tb.csv",
        "\u202evsc.exe",
        "e\u0301te\u0301.csv",
    ),
    *("été.csv", "😀.csv", "CON.csv", "nul", "~.csv", "#.csv", "a#b.csv", "a: b.csv", "!x.csv", "&a.csv", "*a.csv", "|.csv", ">.csv"),
    *("engagement.yml", "key_id", ".hidden.csv", "Thumbs.db", "a.csv.csv", "x" * 251 + ".csv", "é" * 125 + ".csv", "\x1b[2J.csv"),
    *("null", "true.csv", "1.csv", "2025-01-01.csv", "'; drop table raw; --.csv", "<script>.csv", "a.parquet", "a.xlsx", "a.csv.gz"),
)


def inputs() -> Iterator[Input]:
    for name in NAMES:
        yield f"name {name!r}"[:60], lambda name=name: (name, text().encode())
    yield "name of no encoding", lambda: (os.fsdecode(b"caf\xe9.csv"), text().encode())
    for what in MADE:
        yield f"name of {what}", lambda what=what: (what, None)


def link(path: Path, to: str) -> None:
    path.with_name("lien.csv").symlink_to(to)


def same_name(path: Path) -> None:
    for folder in ("a", "b"):
        (path.parent / folder).mkdir()
        (path.parent / folder / "appels.csv").write_text(text(), encoding="utf-8")


def unreadable(path: Path) -> None:
    path.with_name("a.csv").write_text(text(), encoding="utf-8")
    path.with_name("a.csv").chmod(0)


MADE = {
    "a folder": lambda path: path.with_name("a.csv").mkdir(),
    "a link to a device": lambda path: link(path, "/dev/zero"),
    "a link to nothing": lambda path: link(path, "nothing"),
    "a link to itself": lambda path: link(path, "lien.csv"),
    "a link to a file of the system": lambda path: link(path, "/etc/passwd"),
    "a link to the folder above": lambda path: link(path, ".."),
    "a pipe": lambda path: os.mkfifo(path.with_name("a.csv")),
    "a file nobody may read": unreadable,
    "two files alike": same_name,
    "a thousand files": lambda path: [path.with_name(f"a{n}.csv").write_bytes(b"x") for n in range(1000)],
}


def make(path: Path) -> None:
    """What stands in the folder that is received."""
    MADE[path.name](path)
