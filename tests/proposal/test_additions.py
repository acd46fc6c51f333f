"""New files in a mission that somebody has edited: their sources are added, everything else stays as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostic.engagement import Engagement
from diagnostic.proposal import additions

HEAD = "client: {name: Ville}  # mine\nperiod: {start: 2025-01-01, end: 2025-12-31}\n"
ONE = "  - file: data/a.csv\n    table: contacts\n    columns: {occurred_at: Date}\n"
TWO = ONE.replace("a.csv", "b.csv")
ASKED = "  - question: Pourquoi ?\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    for name in ("a.csv", "b.csv"):
        (tmp_path / "data" / name).touch()
    return tmp_path


def added(folder: Path, text: str, **lists: str) -> str | None:
    """What becomes of a file, None where it is left alone."""
    path = folder / "engagement.yml"
    path.write_bytes(text.encode("utf-8"))
    if not additions.add(folder, lists):
        assert path.read_bytes() == text.encode("utf-8") and not (folder / additions.BEFORE).exists()
        return None
    assert (folder / additions.BEFORE).read_bytes() == text.encode("utf-8")
    assert len(Engagement.load(folder).sources) == 2
    return path.read_bytes().decode("utf-8")


def test_entries_come_after_the_last_of_their_list_and_no_other_line_moves(folder):
    text = f"# note\n{HEAD}sources:\n  # the first\n{ONE}  # after it\n\nhours: []\nto_confirm:\n{ASKED}# the end"
    made = added(folder, text, sources=TWO, to_confirm=ASKED)
    assert made == text.replace(ONE, ONE + TWO).replace(ASKED, ASKED + ASKED)


def test_a_list_that_is_not_there_comes_last(folder):
    text = HEAD + "sources:\n" + ONE
    assert added(folder, text.rstrip("\n"), sources=TWO, to_confirm=ASKED) == text + TWO + "\nto_confirm:\n" + ASKED


@pytest.mark.parametrize("indent", ["", "    "])
def test_entries_stand_under_the_others_whatever_their_indent(folder, indent):
    listed = "".join(indent + line.removeprefix("  ") + "\n" for line in ONE.splitlines())
    text = HEAD + "sources:\n" + listed
    assert added(folder, text, sources=TWO) == text + listed.replace("a.csv", "b.csv")


def test_lines_end_as_the_file_has_it(folder):
    text = (HEAD + "sources:\n" + ONE + "brand: {consultant: Moi}\n").replace("\n", "\r\n")
    made = added(folder, text, sources=TWO)
    assert made == text.replace("brand:", TWO.replace("\n", "\r\n") + "brand:")


def test_a_text_of_several_lines_is_not_cut(folder):
    last = ONE + "    dates: >-\n      %d/%m/%Y\n      %H:%M\n"
    made = added(folder, HEAD + "sources:\n" + last + "\nbrand: {}\n", sources=TWO)
    assert made == HEAD + "sources:\n" + last + TWO + "\nbrand: {}\n"


def test_a_list_on_one_line_is_left_alone(folder):
    assert added(folder, HEAD + "sources: [{file: data/a.csv, table: contacts, columns: {occurred_at: Date}}]\n", sources=TWO) is None


def test_what_would_not_load_is_not_written(folder):
    assert added(folder, HEAD + "sources:\n" + ONE, sources=TWO.replace("table: contacts", "table: x")) is None
