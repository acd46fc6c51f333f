"""What a command shows while it goes on: the line on a terminal, nothing elsewhere, and the log."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from diagnostic import progress, wording
from diagnostic.cli.display import Line, Log
from diagnostic.progress import Began, Cell, Ended, Planned, Rows, Waited


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Screen(io.StringIO):
    """A terminal of so many columns as it is known to the oldest: it knows the carriage return and no other sign."""

    columns: int
    cells: list[str] = field(default_factory=list)
    at: int = 0

    def write(self, text: str) -> int:
        for sign in text:
            assert sign == "\r" or sign.isprintable(), repr(sign)
            if sign == "\r":
                self.at = 0
                continue
            assert self.at < self.columns - 1, "the line would wrap"
            self.cells[self.at : self.at + 1] = [sign]
            self.at += 1
        return len(text)

    @property
    def shown(self) -> str:
        return "".join(self.cells).rstrip()


def frames(columns: int, told: Iterable[tuple[float, progress.Event]], language: str = "fr") -> list[str]:
    """What is on the line after each event, which comes so many seconds after the one before."""
    wording.display_language.set(language)
    clock, screen = Clock(), Screen(columns)
    line, made = Line(screen, clock, lambda: columns), []
    for later, event in told:
        clock.now += later
        line.hear(event)
        made.append(screen.shown)
    line.clear()
    assert screen.shown == "" and screen.at == 0
    return made


READING = [
    (0, Began("intake")),
    (0, Rows("data/appels.csv", 0)),
    (0.5, Rows("data/appels.csv", 40_000)),
    (1.5, Rows("data/appels.csv", 120_000)),
    (0.01, Rows("data/appels.csv", 121_000)),  # too soon after
    (1, Rows("data/dossiers.xlsx", 0)),
    (0, Rows("data/dossiers.xlsx", 500)),
    (0, Rows("data/dossiers.xlsx", 30)),  # of its second sheet
    (0, Began("facts")),
]
RUNNING = [
    (0, Began("notebooks")),
    (0, Planned({"00_data": 10.0, "01_opening_hours": 30.0, "02_channel_mix": 20.0}, 2)),
    (0, Cell("01_opening_hours", 1, 16)),
    (1, Cell("02_channel_mix", 1, 11)),
    (9, Cell("01_opening_hours", 6, 16)),
    (10, Ended("02_channel_mix", 20.0)),
    (0, Ended("01_opening_hours", 20.0)),  # two end at once
    (1, Cell("00_data", 2, 12)),
    (5, Waited()),
    (0, Ended("00_data", 6.0)),
]


def test_files_are_told_with_their_rows_and_how_fast_they_are_read() -> None:
    assert frames(120, READING) == [
        "",
        "data/appels.csv",
        "data/appels.csv : 40 000 lignes lues",
        "data/appels.csv : 120 000 lignes lues, 60 000 par seconde",
        "data/appels.csv : 120 000 lignes lues, 60 000 par seconde",
        "data/dossiers.xlsx",
        "data/dossiers.xlsx",
        "data/dossiers.xlsx : 30 lignes lues",
        "",
    ]


def test_notebooks_are_told_with_the_cell_they_are_at_and_the_time_left() -> None:
    assert frames(120, RUNNING) == [
        "",
        # 60 s of work for two, and none longer than 30 s
        "Notebooks faits : 0 sur 3 | encore 30 s environ",
        "Notebooks faits : 0 sur 3 | encore 30 s environ",
        "Notebooks faits : 0 sur 3 | 01_opening_hours 1/16 | 02_channel_mix 1/11 | encore 30 s environ",
        # 20 + 11 + 10 s for two
        "Notebooks faits : 0 sur 3 | 01_opening_hours 6/16 | 02_channel_mix 1/11 | encore 25 s environ",
        # 10 + 10 s for two, and none longer than 10 s
        "Notebooks faits : 1 sur 3 | 01_opening_hours 6/16 | encore 10 s environ",
        # the two took 40 s in place of 50: the third should take 8
        "Notebooks faits : 2 sur 3 | encore 10 s environ",
        "Notebooks faits : 2 sur 3 | 00_data 2/12 | encore 10 s environ",
        "Notebooks faits : 2 sur 3 | 00_data 2/12 | encore 5 s environ",
        "Notebooks faits : 3 sur 3",
    ]


def test_a_narrow_terminal_has_what_fits() -> None:
    assert frames(40, RUNNING)[4] == "0/3 | 01 6/16 | 02 1/11 | ~25 s"
    assert frames(48, RUNNING)[4] == "0/3 | 01 6/16 | 02 1/11 | encore 25 s environ"
    assert frames(12, RUNNING)[4] == "0/3 | ~25 s"
    assert frames(11, RUNNING)[4] == "0/3"
    assert frames(3, RUNNING)[4] == "0/"
    assert frames(40, READING)[3] == "data/appels.csv : 120 000 lignes lues"


def test_it_speaks_the_language_of_the_user() -> None:
    assert frames(120, READING, "en")[3] == "data/appels.csv: 120,000 rows read, 60,000 a second"
    assert frames(120, RUNNING, "en")[4] == "Notebooks done: 0 of 3 | 01_opening_hours 6/16 | 02_channel_mix 1/11 | about 25 s left"


def test_no_time_is_told_where_a_notebook_was_never_executed_and_minutes_where_there_are_many() -> None:
    first = [(0, Began("notebooks")), (0, Planned({"00_data": 10.0, "07_mine": None}, 2))]
    assert frames(120, first)[-1] == "Notebooks faits : 0 sur 2"
    long = [(0, Began("notebooks")), (0, Planned({"00_data": 100.0}, 2))]
    assert frames(120, long)[-1] == "Notebooks faits : 0 sur 1 | encore 2 min environ"


def test_a_terminal_made_narrower_is_not_written_beyond() -> None:
    widths = itertools.chain([120] * 4, itertools.repeat(20))
    clock, screen = Clock(), Screen(120)
    line = Line(screen, clock, lambda: screen.columns)
    for _, event in RUNNING:
        screen.columns = next(widths)
        clock.now += 1
        line.hear(event)
    assert len(line.drawn) < 20


def test_the_log_adds_up() -> None:
    clock = Clock()
    log = Log("run", clock)
    clock.now += 0.5
    for later, event in [*READING, *RUNNING, (2, Began("notebooks")), (1, Cell("90_synthesis", 1, 2)), (3, Ended("90_synthesis", 5.0))]:
        clock.now += later
        log.hear(event)
    clock.now += 4
    head, *lines = [line.split("\t") for line in log.text().splitlines()]
    assert head == ["seconds", "step", "what", "cell", "rows"]
    steps = {step: float(seconds) for seconds, step, what, _, _ in lines if not what}
    assert steps == {"start": 0.5, "intake": 3.01, "facts": 0.0, "notebooks": pytest.approx(36.0), "total": pytest.approx(39.51)}
    assert sum(steps.values()) == pytest.approx(2 * steps["total"])
    files = {what: (float(seconds), rows) for seconds, step, what, _, rows in lines if step == "intake" and what}
    assert files == {"data/appels.csv": (3.01, "121000"), "data/dossiers.xlsx": (0.0, "530")}
    assert sum(seconds for seconds, _ in files.values()) == pytest.approx(steps["intake"])
    for notebook, took in {"01_opening_hours": 20.0, "00_data": 6.0, "90_synthesis": 5.0}.items():
        (whole,) = [float(line[0]) for line in lines if line[2] == notebook and not line[3]]
        cells = [float(line[0]) for line in lines if line[2] == notebook and line[3]]
        assert whole == took and sum(cells) == pytest.approx(took)


def test_nobody_hears_what_nobody_watches() -> None:
    heard: list[progress.Event] = []
    progress.tell(Began("intake"))
    with progress.watched_by(heard.append):
        progress.tell(Began("facts"))
    progress.tell(Began("indicators"))
    assert heard == [Began("facts")]
