"""What followed a dated event, against plain loops over days; and events that changed nothing."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd
import pytest

from diagnostic.engagement import Client, Event, Hours, Parameters
from diagnostic.questions.flow import before_after
from tests.questions.flow.made import DAY, utc_town
from tests.towns import with_facts


def contacts(per_day, since="2024-01-01", until="2024-06-30"):
    return [
        {"occurred_local": f"{day:%Y-%m-%d} 10:00", "channel": "phone", "outcome": "answered", "party": "user"}
        for day in pd.date_range(since, until)
        for _ in range(per_day(day))
    ]


def around(tmp_path, per_day, *events, **settings):
    with with_facts(utc_town(tmp_path, events=events, **settings), contacts=contacts(per_day)) as store:
        found = before_after.around(store)
    return found[found["what"] == "contacts"]


def test_a_mailing_is_set_against_the_weeks_before_it(tmp_path):
    mailing = dt.date(2024, 5, 15)

    def per_day(day):
        return 10 + day.day_of_week % 2 + (day.isocalendar().week % 3 == 0) + (20 if mailing <= day.date() < dt.date(2024, 5, 29) else 0)

    (row,) = around(tmp_path, per_day, Event(date=mailing, kind="peak", label="Mailing")).itertuples()
    spans = [pd.Timestamp(mailing) + number * 7 * DAY for number in range(-8, 2)]
    weeks = [sum(per_day(day) for day in pd.date_range(start, start + 6 * DAY)) for start in spans]
    assert (row.before, row.after) == (pytest.approx(sum(weeks[:8]) / 8), pytest.approx(sum(weeks[8:]) / 2))
    assert row.low < 140 < row.high and row.low > 100
    assert (row.weeks_before, row.weeks_after) == (8, 2)


def test_an_event_that_changed_nothing_has_a_range_around_nothing(tmp_path):
    rng = random.Random(5)
    (row,) = around(tmp_path, lambda day: rng.randrange(8, 13), Event(date=dt.date(2024, 5, 15), kind="outage", label="X")).itertuples()
    assert row.low < 0 < row.high


def test_no_week_reaches_over_a_break_and_too_few_weeks_give_no_row(tmp_path):
    event = Event(date=dt.date(2024, 5, 15), kind="peak", label="X")
    (row,) = around(tmp_path / "a", lambda day: 5, event, Event(date=dt.date(2024, 4, 3), kind="break")).itertuples()
    assert row.weeks_before == 6
    assert around(tmp_path / "b", lambda day: 5, event, Event(date=dt.date(2024, 4, 24), kind="break")).empty


def test_an_event_with_a_handful_on_one_side_has_no_row(tmp_path):
    event = Event(date=dt.date(2024, 5, 15), kind="outage", label="X")
    few = Parameters(small_group=11, min_cases=1, draws=100)
    assert around(tmp_path, lambda day: 5 if day < pd.Timestamp("2024-05-15") else day.day == 20, event, parameters=few).empty


def test_holiday_weeks_are_no_ordinary_weeks_of_term(tmp_path):
    client = Client(name="Ville", timezone="UTC", school_zone="C")
    hours = (Hours(site="Mairie", rules="Mo-Fr 09:00-17:00; PH off"),)

    def per_day(day):
        return 2 if dt.date(2024, 4, 6) <= day.date() <= dt.date(2024, 4, 21) else 10

    event = Event(date=dt.date(2024, 4, 24), kind="peak", label="X")  # the weeks just before it are the spring holidays of zone C
    (row,) = around(tmp_path, per_day, event, client=client, hours=hours).itertuples()
    assert row.before == pytest.approx(70, abs=8)
