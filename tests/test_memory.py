"""How much memory a command may take, and who is told."""

from __future__ import annotations

import psutil
import pytest

from diagnostic import memory
from diagnostic.errors import UserError
from diagnostic.store.engine import Store


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch):
    monkeypatch.setenv(memory.VARIABLE, "")  # so that what a test asks for is forgotten after it


@pytest.mark.parametrize(
    "size, megabytes", [("4GB", 4000), ("4 GB", 4000), ("1,5 Go", 1500), ("1.5g", 1500), ("800MB", 800), ("800 Mo", 800), ("2GiB", 2000)]
)
def test_a_size_is_read_as_people_write_it(size, megabytes, monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: Machine(8e9, 8e9))
    memory.ask(size)
    assert memory.limit() == megabytes


@pytest.mark.parametrize("size, said", [("4", "unit"), ("much", "unit"), ("-1GB", "unit"), ("", "unit"), ("100MB", "500"), ("9GB", "8")])
def test_nonsense_is_told_with_what_to_write(size, said, monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: Machine(8e9, 8e9))
    with pytest.raises(UserError, match=said):
        memory.ask(size)


def test_a_half_of_what_is_free_where_nothing_is_asked(monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: Machine(16e9, 6e9))
    assert memory.limit() == 3000


def test_processes_at_work_together_have_a_part_each():
    memory.ask("2GB")
    assert memory.shared(4) == {memory.VARIABLE: "500"}
    assert memory.limit() == 2000


def test_the_engine_keeps_to_its_part(tmp_path):
    memory.ask("1GB")
    with Store.open(tmp_path, {}) as store:
        limit, folder = store.connection.execute("select current_setting('memory_limit'), current_setting('temp_directory')").fetchall()[0]
    assert float(limit.split()[0]) == pytest.approx(667.5, abs=0.1)  # 700 MB, in units of 1024 x 1024
    assert folder == (tmp_path.parent / "spill").as_posix()


def test_contacts_are_worked_on_in_parts_only_where_memory_does_not_hold_them():
    memory.ask("1GB")
    assert [memory.parts(rows) for rows in (0, 2_500_000, 2_500_001, 7_000_000)] == [1, 1, 4, 10]


class Machine:
    """A machine with so much memory, and so much of it free."""

    def __init__(self, total, available):
        self.total, self.available = int(total), int(available)
