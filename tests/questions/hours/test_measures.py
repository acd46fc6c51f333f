"""Opening hours against days walked one by one."""

import pandas as pd
import pytest

from diagnostic.engagement import Client, Hours
from diagnostic.questions.hours import measures as opening
from tests.questions.random_towns import contacts, counted, in_period, one, open_town
from tests.towns import with_facts

COUNTERS = {"Mairie": "Mo-Fr 08:30-12:00,13:30-17:30; Sa[1],Sa[3] 09:00-12:00; PH off", "Annexe": "Mo,We 11:00-19:00; PH off"}
HOURS = (
    *(Hours(site=site, rules=rules) for site, rules in COUNTERS.items()),
    Hours(site="Mairie", channel="phone", rules="Mo-Fr 09:00-17:00"),
    Hours(site="Mairie", rules="Tu 18:00-20:00", appointment_only=True),
)


def minutes_open(day, site):
    """The open minutes of an ordinary day of term."""
    if site == "Annexe":
        return set(range(660, 1140)) if day.weekday() in (0, 2) else set()
    if day.weekday() < 5:
        return set(range(510, 720)) | set(range(810, 1050))
    return set(range(540, 720)) if day.weekday() == 5 and (day.day - 1) // 7 in (0, 2) else set()


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    rows = [row for row in contacts(4, count=500) if row["channel"] != "counter"]
    bookings = [
        {"booked_local": f"2024-02-{day:02d} {hour}", "starts_local": "2024-03-20 10:00"}
        for day in range(5, 20)
        for hour in ("08:00", "11:00", "12:30", "20:00")
    ]
    town = open_town(tmp_path_factory.mktemp("town"), hours=HOURS, client=Client(name="Ville"))
    with with_facts(town, contacts=rows, appointments=bookings) as store:
        return rows, bookings, opening.measure(store)


def ordinary_weeks():
    import holidays

    off = holidays.country_holidays("FR", years=(2023, 2024))
    mondays = pd.date_range("2023-04-03", "2024-03-25", freq="7D")
    return [
        [monday + pd.Timedelta(days=n) for n in range(7)]
        for monday in mondays
        if not any(monday + pd.Timedelta(days=n) in off for n in range(7))
    ]


def test_weekly_hours_are_a_mean_over_weeks_without_a_holiday(measured):
    weeks, found = ordinary_weeks(), measured[2]
    for site in COUNTERS:
        hours = [sum(len(minutes_open(day, site)) for day in week) / 60 for week in weeks]
        row = one(found, "opening.weekly_hours", f"channel=counter;site={site}")
        assert (row["value"], row["denominator"]) == (pytest.approx(sum(hours) / len(hours)), len(weeks))
    assert one(found, "opening.weekly_hours", "channel=phone")["value"] == 40
    assert one(found, "opening.weekly_hours", "channel=appointment;site=Mairie")["value"] == 2


def test_all_is_the_time_with_a_counter_open_not_the_sum_of_counters(measured):
    weeks, found = ordinary_weeks(), measured[2]
    union = [{(day, m) for day in week for site in COUNTERS for m in minutes_open(day, site)} for week in weeks]
    outside = [[(day, m) for day, m in week if day.weekday() >= 5 or not (540 <= m < 720 or 840 <= m < 1020)] for week in union]
    assert one(found, "opening.weekly_hours")["value"] == pytest.approx(sum(map(len, union)) / 60 / len(weeks))
    assert one(found, "opening.hours_outside_work")["value"] == pytest.approx(sum(map(len, outside)) / 60 / len(weeks))


def test_hours_are_those_in_force_at_the_end_of_the_period(tmp_path):
    changed = (
        Hours(site="Mairie", rules="Mo 09:00-12:00"),
        Hours(site="Mairie", rules="Mo 09:00-18:00", valid_from=pd.Timestamp("2024-03-25").date()),
    )
    with with_facts(open_town(tmp_path, hours=changed), contacts=contacts(1, 20)) as store:
        assert one(opening.weekly_hours(store), "opening.weekly_hours")["value"] == 9


def at_counter(stamp):
    at = pd.Timestamp(stamp)
    # within the period the only holiday of a weekday, 1 January, holds no contact of this town
    return any(at.hour * 60 + at.minute in minutes_open(at, site) for site in COUNTERS)


def test_demand_is_set_against_any_counter_open_and_proxies_weigh_the_same(measured):
    rows, bookings, found = measured
    demand = {"calls": [], "email": [], "web_form": [], "bookings": [row["booked_local"] for row in bookings]}
    for row in rows:
        source = {"phone": "calls"}.get(row["channel"], row["channel"])
        if (
            source in demand
            and in_period(row)
            and row["party"] in ("user", "unknown")
            and not row["occurred_local"].startswith("2024-01-01")
        ):
            demand[source].append(row["occurred_local"])
    on_new_year = [row for row in rows if row["occurred_local"].startswith("2024-01-01") and row["party"] in ("user", "unknown")]
    shares = []
    for source, stamps in demand.items():
        extra = sum({"phone": "calls"}.get(row["channel"], row["channel"]) == source for row in on_new_year)
        expected = (sum(map(at_counter, stamps)), len(stamps) + extra)
        assert counted(found, "opening.demand_coverage", f"source={source}") == expected
        shares.append(expected[0] / expected[1])
    lost = [
        pd.Timestamp(row["occurred_local"])
        for row in rows
        if row["outcome"] in ("abandoned", "deflected", "unanswered", "out_of_hours")
        and in_period(row)
        and row["party"] in ("user", "unknown")
    ]
    assert counted(found, "opening.demand_coverage", "source=missed_calls") == (sum(map(at_counter, lost)), len(lost))
    pooled = one(found, "opening.demand_coverage")
    assert pooled["value"] == pytest.approx(sum(shares) / 4)


def test_out_of_hours_contacts_are_over_those_whose_moment_is_known(measured):
    rows, _, found = measured
    calls = [
        pd.Timestamp(row["occurred_local"])
        for row in rows
        if row["channel"] == "phone" and in_period(row) and row["party"] in ("user", "unknown")
    ]
    closed = sum(not (at.weekday() < 5 and 9 <= at.hour < 17) for at in calls)
    assert counted(found, "opening.out_of_hours_share", "channel=phone") == (closed, len(calls))
    letters = found[(found["indicator"] == "opening.out_of_hours_share") & (found["scope"] == "channel=letter")]
    assert letters.empty


def test_supply_is_shown_however_small_and_needs_hours(tmp_path):
    from diagnostic.engagement import Parameters

    with with_facts(open_town(tmp_path / "a", hours=HOURS, parameters=Parameters()), contacts=contacts(1, 20)) as store:
        assert one(opening.weekly_hours(store), "opening.weekly_hours")["status"] == "measured"
        assert one(opening.out_of_hours(store), "opening.out_of_hours_share")["status"] == "suppressed"
    with with_facts(open_town(tmp_path / "b"), contacts=contacts(1, 20)) as store:
        assert one(opening.weekly_hours(store), "opening.weekly_hours")["note"] == "missing: hours"
