"""Entries added to the lists of an `engagement.yml` that somebody wrote: every other line stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from diagnostic.disk import rewrite
from diagnostic.engagement import Engagement
from diagnostic.engagement.yaml_file import YamlFile
from diagnostic.errors import UserError

BEFORE = "work/engagement.before.yml"
# the indent of the entries that are added
INDENT = 2


def add(folder: Path, lists: Mapping[str, str]) -> bool:
    """Add entries, each list as text, to the lists of the same names, and keep the file as it was beside (`BEFORE`); False, and the
    file unchanged, where a list is written in a way that gives no place for them, or the file would not read any more."""
    path = folder / "engagement.yml"
    before = path.read_bytes()
    file = YamlFile.read(path)
    lines = before.decode("utf-8").splitlines(keepends=True)
    if any(not _has_place(file, name) for name in lists):
        return False
    # from the end of the file upwards, so that the lines of the others stay where they are
    for name in sorted(lists, key=lambda name: -file.ends.get((name,), len(lines) + 1)):
        lines = _with(lines, file, name, lists[name])
    kept = folder / BEFORE
    rewrite(kept, before)
    rewrite(path, "".join(lines).encode("utf-8"))
    try:
        Engagement.load(folder)
        whole = _same(file, YamlFile.read(path), lists)
    except UserError:
        whole = False
    if not whole:
        rewrite(path, before)
        kept.unlink()
    return whole


def _has_place(file: YamlFile, name: str) -> bool:
    return (name,) in file.dashes or not file.value.get(name)


def _with(lines: list[str], file: YamlFile, name: str, entries: str) -> list[str]:
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    dashes = file.dashes.get((name,))
    shift = (dashes if dashes is not None else INDENT) - INDENT
    added = [f"{' ' * shift}{line}"[-min(shift, 0) :].rstrip() + newline for line in entries.splitlines()]
    if dashes is not None:
        at = next(number for number in range(file.ends[(name,)], 0, -1) if lines[number - 1].strip())
    elif name in file.value:  # an empty list
        at = file.line((name,))
        lines = [*lines[: at - 1], f"{name}:{newline}", *lines[at:]]
    else:
        at, added = len(lines), [newline, f"{name}:{newline}", *added]
    above = lines[:at]
    if above and not above[-1].endswith("\n"):
        above = [*above[:-1], above[-1] + newline]
    return [*above, *added, *lines[at:]]


def _same(before: YamlFile, after: YamlFile, lists: Mapping[str, str]) -> bool:
    """Whether all that stood there stands there still, and in the same order."""
    for name, value in before.value.items():
        now = after.value.get(name)
        if now[: len(value)] != value if name in lists and value else name not in lists and now != value:
            return False
    return True
