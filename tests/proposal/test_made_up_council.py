"""The exports of a made-up English council: what `new` proposes for each is right or asked, and `check` reads it in the right units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from diagnostic import cli, intake
from diagnostic.engagement import Engagement
from tests.proposal.made_up import council
from tests.proposal.made_up.council import Right

pytestmark = pytest.mark.long


@dataclass
class Proposed:
    engagement: Engagement
    right: dict[str, Right]
    ledgers: dict[str, intake.Ledger]
    checked: int

    def asked(self, file: str) -> set[str | None]:
        """The headers of a file about which something is asked."""
        return {point.column for point in self.engagement.to_confirm if (point.file or "").startswith(f"data/{file}")}

    def store(self, sql: str, table: str) -> list[tuple]:
        path = (self.engagement.store / f"{table}.parquet").as_posix()
        with duckdb.connect() as connection:
            return connection.execute(sql, [path]).fetchall()


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proposed]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DIAGNOSTIC_LANG", "en")
        patched.setenv("DIAGNOSTIC_KEYS", str(tmp_path_factory.mktemp("keys")))
        patched.setattr("sys.stdin.isatty", lambda: False, raising=False)
        received, folder = tmp_path_factory.mktemp("received"), tmp_path_factory.mktemp("council") / "mission"
        right = council.write(received)
        assert told("new", folder, "--from", received) == 0
        checked = told("check", folder)
        engagement = Engagement.load(folder)
        ledgers = {ledger.file: ledger for ledger in intake.take(engagement).sources}
        yield Proposed(engagement, right, ledgers, checked)


def told(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def test_each_file_feeds_the_table_that_it_is(proposed: Proposed) -> None:
    found = {source.file.removeprefix("data/"): source.table for source in proposed.engagement.sources}
    assert found == {file: right.table for file, right in proposed.right.items()}


def test_each_column_is_right_or_asked(proposed: Proposed) -> None:
    wrong = []
    for source in proposed.engagement.sources:
        file = source.file.removeprefix("data/")
        right, asked = proposed.right[file], proposed.asked(file)
        for name, headers in right.columns.items():
            mapped = source.read_from.get(name)
            if mapped not in headers and not asked & {name, mapped, *(part for header in headers for part in header.split(" + "))} - {None}:
                wrong.append(f"{file}: {name} is {mapped!r}, {headers[0]!r} is right, and nothing is asked")
        wrong += [f"{file}: {name} reads {header!r}" for name, header in source.read_from.items() if header in right.personal]
    assert not wrong, "\n".join(wrong)


def test_every_row_counts_and_check_has_nothing_to_say_against(proposed: Proposed) -> None:
    assert proposed.checked == 0
    accepted = {file.removeprefix("data/"): ledger.accepted for file, ledger in proposed.ledgers.items()}
    assert accepted == {file: right.rows for file, right in proposed.right.items()}


def test_durations_come_in_seconds_whatever_their_form(proposed: Proposed) -> None:
    ((wait, handle),) = proposed.store("select median(wait_s), median(handle_s) from read_parquet(?)", "call_counts")
    assert 100 < wait < 160 and handle == pytest.approx(council.TALK.total_seconds(), abs=10)


def test_the_counter_and_the_telephone_have_their_own_hours(proposed: Proposed) -> None:
    rules = {entry.site: entry.rules for entry in proposed.engagement.hours}
    assert set(rules) == {"Civic Centre", "Contact Centre (phones)"}
    for rule in rules.values():
        assert all(part in str(rule) for part in ("Mo-Tu 09:00-17:00", "We 10:00-17:00", "Fr 09:00-16:30")), rule


def test_one_question_a_minute_is_few(proposed: Proposed, capsys: pytest.CaptureFixture[str]) -> None:
    about = [point for point in proposed.engagement.to_confirm if point.file != "engagement.yml"]
    with capsys.disabled():
        print(f"\nA made-up council: {len(proposed.engagement.to_confirm)} questions, {len(about)} of them about files")
    assert len(about) <= 6 * len(proposed.right)
