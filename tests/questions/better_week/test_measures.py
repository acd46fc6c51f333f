"""What moving hours would gain: from the contacts of a store to the rows."""

import datetime as dt

import pandas as pd
import pytest

from diagnostic.engagement import Constraints, Event, Hours, Period
from diagnostic.planning.best_week import changes
from diagnostic.questions.better_week.measures import best_weeks, swap_gain
from tests.questions.random_towns import one, open_town
from tests.towns import with_facts

HOURS = (
    Hours(site="Mairie", channel="phone", rules="Mo,Tu 09:00-12:00"),
    Hours(site="Mairie", rules="Mo 09:00-12:00"),
    Hours(site="Annexe", rules="Tu 09:00-12:00"),
)
LIMITS = Constraints(block_hours=1, earliest="09:00", latest="14:00", changes=1, hours_moved=1, days=("Mo", "Tu"), sites=("Mairie",))


def calls(weeks=("2024-01-01", "2024-03-25"), **fields):
    """Each week: 5 calls in each open hour of Monday and Tuesday but the last, which has 2; 9 on Monday at 12:45; 30 on Sunday."""
    made = []
    for monday in pd.date_range(*weeks, freq="7D"):
        busy = [(day, time, 5) for day, time in ((0, "09:40"), (0, "10:40"), (0, "11:40"), (1, "09:10"), (1, "10:10"))]
        for day, time, count in (*busy, (1, "11:20", 2), (0, "12:45", 9), (6, "15:00", 30)):
            stamp = f"{(monday + pd.Timedelta(days=day)).date()} {time}"
            made += [{"occurred_local": stamp, "channel": "phone", "party": "user"} | fields] * count
    return made


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    emails = [row | {"channel": "email"} for row in calls() if row["occurred_local"].endswith("12:45")]
    town = open_town(tmp_path_factory.mktemp("town"), hours=HOURS, constraints=LIMITS)
    with with_facts(town, contacts=calls() + emails) as opened:
        yield opened


def test_a_telephone_gains_the_calls_of_the_hour_moved(store):
    row = one(swap_gain(store), "opening.swap_gain", "channel=phone")
    # the hour from 11:00 on Tuesday for the one from 12:00 on Monday; 1 January is a public holiday
    met = 9 * 12 - 2 * 13
    assert row["value"] == pytest.approx(100 * met / (24 * 12 + 42 * 13))
    place = best_weeks(store)[0]
    assert [(c.weekday, c.first, c.end, c.opened) for c in changes(place.weeks[-1].open, place.term)] == [
        (1, 24, 26, True),
        (2, 22, 24, False),
    ]


def test_a_gain_has_a_range_and_is_proposed_from_half_a_year_on(tmp_path):
    for weeks, ranged in ((25, False), (26, True)):
        first = pd.Timestamp("2024-01-08")
        period = Period(start=first.date(), end=dt.date(2024, 7, 14), extract_date=dt.date(2024, 7, 14))
        town = open_town(tmp_path / str(weeks), hours=HOURS[:1], constraints=LIMITS, period=period)
        made = calls((first, first + pd.Timedelta(weeks=weeks - 1)))
        uneven = [row for at, row in enumerate(made) if not (row["occurred_local"].endswith("12:45") and at % 3)]
        with with_facts(town, contacts=uneven) as store:
            row = one(swap_gain(store), "opening.swap_gain", "channel=phone")
            assert (pd.notna(row["low"]), pd.notna(row["standard_error"]), best_weeks(store)[0].proposal is not None) == (ranged,) * 3
            assert not ranged or row["low"] < row["value"] < row["high"]


def test_proxies_of_a_counter_weigh_the_same_and_other_counters_are_not_gained_again(store):
    found = swap_gain(store)
    row = one(found, "opening.swap_gain", "channel=counter;site=Mairie")
    # Monday 12:00 holds all the e-mails, and 9 calls of each of twelve Mondays; an hour of Monday that closes holds 5
    assert row["value"] == pytest.approx(100 * (1 + 4 * 12 / (24 * 12 + 42 * 13)) / 2)
    assert one(found, "opening.swap_gain")["value"] == row["value"]
    assert "channel=counter;site=Annexe" not in set(found["scope"])


def test_weeks_before_a_break_have_no_part(tmp_path):
    broken = (Event(date=pd.Timestamp("2024-02-12").date(), kind="break"),)
    quiet = [row | {"occurred_local": row["occurred_local"].replace("12:45", "09:45")} for row in calls(("2024-01-08", "2024-02-05"))]
    town = open_town(tmp_path, hours=HOURS[:1], constraints=LIMITS, events=broken)
    with with_facts(town, contacts=quiet + calls(("2024-02-12", "2024-03-25"))) as store:
        assert one(swap_gain(store), "opening.swap_gain")["value"] == pytest.approx(100 * 7 / 66)


def test_without_hours_the_row_says_what_is_missing(tmp_path):
    with with_facts(open_town(tmp_path), contacts=calls()) as store:
        assert one(swap_gain(store), "opening.swap_gain")["note"] == "missing: hours"


def test_calls_logged_only_while_open_say_nothing_of_a_better_week_by_telephone(tmp_path):
    in_hours = [row for row in calls() if not row["occurred_local"].endswith(("12:45", "15:00"))]
    with with_facts(open_town(tmp_path, hours=HOURS[:1], constraints=LIMITS), contacts=in_hours) as store:
        rows = swap_gain(store)
    assert set(rows["scope"]) == {"all", "channel=phone"}
    assert set(rows["status"]) == {"not_measurable"}
    assert set(rows["note"]) == {"only_while_open"}
