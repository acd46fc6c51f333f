"""The hours of the France services sites, as their free text gives them."""

from __future__ import annotations

import csv
import re
import shutil

import pytest

from diagnostic.calendar import free_text, hours
from diagnostic.calendar.half_hours import DAYS
from diagnostic.proposal import propose_files
from tests.real.conftest import DATA

FILE = DATA / "france_services" / "france_services_horaires.csv"
COLUMNS = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi")
SLOT = r"\s*\d{1,2}:\d\d\s*-\s*\d{1,2}:\d\d\s*"
PLAIN = re.compile(rf"{SLOT}(/{SLOT})*")

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the public data are not here: france_services")


def cells() -> dict[str, int]:
    """Every different text, with a weekday under which it stands."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row[column]: day for day, column in reversed(list(enumerate(COLUMNS))) for row in rows}


def test_most_texts_that_a_plain_pattern_cannot_read_are_understood(capsys):
    texts = cells()
    hard = {text: day for text, day in texts.items() if not PLAIN.fullmatch(text)}
    unread = [text for text, day in hard.items() if not free_text.read(text, day).understood]
    with capsys.disabled():
        print(
            f"\nFrance services: {len(texts)} texts, {len(texts) - len(unread)} understood; of the {len(hard)} that are not plain,", end=" "
        )
        print(f"{len(hard) - len(unread)} ({1 - len(unread) / len(hard):.0%}). Not understood:", *sorted(unread), sep="\n  ")
    assert len(texts) == 624
    assert 1 - len(unread) / len(hard) >= 0.70
    assert all(free_text.read(text, day).understood for text, day in texts.items() if text not in hard)


def test_plain_texts_give_the_times_they_show():
    for text, day in cells().items():
        if PLAIN.fullmatch(text):
            times = [f"{hour:0>2}:{minute}" for hour, minute in re.findall(r"(\d+):(\d\d)", text)]
            expected = ",".join(f"{start}-{end}" for start, end in zip(times[::2], times[1::2], strict=True))
            assert free_text.read(text, day) == free_text.Reading(f"{{day}} {expected}")


def test_every_rule_made_is_one_that_the_calendar_reads():
    for text, day in cells().items():
        found = free_text.read(text, day)
        for rules in filter(None, (found.rules, found.appointment)):
            assert hours.problem(rules.replace("{day}", DAYS[day]), "hours", "site") is None, text


def test_the_file_gives_entries_of_hours_and_what_to_ask(tmp_path):
    (tmp_path / "data").mkdir()
    shutil.copy(FILE, tmp_path / "data" / FILE.name)
    proposal = propose_files(tmp_path, [f"data/{FILE.name}"])
    asked = {point.question.key for point in proposal.points}
    assert {"proposal.ask.hours_unread", "proposal.ask.hours_untimed", "proposal.ask.hours_unknown"} <= asked
    first = next(entry for entry in proposal.hours if entry["site"] == "Valserhône")
    assert first["rules"] == "Mo-Fr 09:00-12:00,13:30-17:00"
    assert not [entry for entry in proposal.hours if entry["site"] == "Pessac"], "hours not known are no entry"
