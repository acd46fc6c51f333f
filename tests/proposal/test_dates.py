"""Dates at the door: each way of writing them is read or asked, and the end of the period is said."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from diagnostic.proposal import dates
from diagnostic.proposal.dates import Stamps
from diagnostic.proposal.period import cut_short
from diagnostic.proposal.sample import samples
from tests import cases
from tests.proposal.entered import Entered

FIRST, LAST = dt.datetime(2025, 1, 2, 9), dt.datetime(2025, 3, 26, 15, 53, 47)


@pytest.mark.parametrize(
    "case",
    ["date_french_abbr_tuesday", "date_month_name_english", "date_pm_dots", "date_tz_abbrev", "date_yy_first", "date_excel_swapped"],
)
def test_the_cases_of_towns_keep_every_row_on_its_day(tmp_path, case):
    entered = Entered(tmp_path / "town", cases.folder(case).iterdir())
    assert entered.ledger.accepted == 240
    assert (entered.value("min(occurred_local)"), entered.value("max(occurred_local)")) == (FIRST, LAST)
    assert entered.value("count(*) filter (isodow(occurred_local) > 5)") == 0
    assert entered.value("count(*) filter (isodow(occurred_local) = 2)") == 48
    if case == "date_excel_swapped":
        assert "swapped" in entered.notes() and "swapped" in entered.asked("Date appel")
    # every row of the last month stands before its end
    assert entered.proposal.cut_short == dt.date(2025, 3, 26)


def test_years_that_seem_to_come_first_are_asked(tmp_path):
    rows = [f"25-02-{row % 7 + 1:02} 10:{row:02};{row}" for row in range(60)]
    (tmp_path / "appels.csv").write_text("\n".join(["Date appel;Attente", *rows]), encoding="utf-8")
    entered = Entered(tmp_path / "town", [tmp_path / "appels.csv"])
    assert "order_years" in entered.asked("Date appel")
    assert "day_order_years" in entered.notes()
    assert entered.value("max(occurred_local)") == dt.datetime(2025, 2, 7, 10, 55)


def test_a_closing_column_of_which_half_the_cells_are_words_is_one(tmp_path):
    rows = [f"D{row};{row % 28 + 1:02}/01/2025;{'en cours' if row % 2 else f'{row % 28 + 1:02}/02/2025'}" for row in range(100)]
    (tmp_path / "demandes.csv").write_text("\n".join(["N° dossier;Date de dépôt;Date de clôture", *rows]), encoding="utf-8")
    entered = Entered(tmp_path / "town", [tmp_path / "demandes.csv"])
    assert entered.source.columns["closed_at"] == "Date de clôture"
    assert (entered.ledger.accepted, entered.value("count(closed_at)", "cases")) == (100, 50)


def test_words_in_place_of_a_date_that_nobody_knows_are_asked(tmp_path):
    words = ("Ziglu", "en cours", "02/02/2025", "03/02/2025", "14/02/2025")
    rows = [f"D{row};{row % 28 + 1:02}/01/2025;{words[row % 5]}" for row in range(100)]
    (tmp_path / "demandes.csv").write_text("\n".join(["N° dossier;Date de dépôt;Date de clôture", *rows]), encoding="utf-8")
    entered = Entered(tmp_path / "town", [tmp_path / "demandes.csv"])
    assert "no_date" in entered.asked("Date de clôture")
    (said,) = (point.question for point in entered.proposal.all_points if point.question.key == "proposal.ask.no_date")
    assert said.values["words"] == ["Ziglu"]


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (dt.date(2025, 3, 26), dt.date(2025, 3, 26)),
        (dt.date(2025, 3, 28), None),
        (dt.date(2025, 4, 10), None),
    ],
)
def test_a_period_that_ends_with_a_month_cut_short_says_so(last, said):
    stamps = Stamps(1.0, "day", "settled", None, True, Counter(), dt.date(2025, 1, 2), last)
    assert cut_short([stamps], dt.date(2025, 3, 31)) == said


def test_dates_that_few_rows_of_a_long_file_hold_are_seen_and_read_once(tmp_path, monkeypatch):
    lines = [f"{row};{f'0{row % 9 + 1}/0{row % 8 + 1}/2025' if row % 500 == 0 else ''};Voirie {row % 5}" for row in range(30_000)]
    lines[15_500] = "15500;25/03/2025;Voirie"  # the one day above 12
    (tmp_path / "long.csv").write_text("N°;Clos le;Motif\n" + "\n".join(lines) + "\n", encoding="utf-8")
    sample = next(iter(samples(tmp_path, "long.csv")))
    reads = []
    read = dates.instants.read
    monkeypatch.setattr(dates.instants, "read", lambda *given: reads.append(given[1]) or read(*given))
    number, closed, topic = sample.fields
    seen = dates.stamps(sample, closed)
    assert seen is not None and (seen.order, seen.why, seen.share) == ("day", "settled", 1.0)
    assert dates.stamps(sample, number) is None and dates.stamps(sample, topic) is None
    once = list(reads)
    assert [dates.stamps(sample, one) is None for one in sample.fields] == [True, False, True] and reads == once
    assert once.count(topic.at) == once.count(number.at) == 1, "a glance tells that it holds no dates"
