"""Opening hours against days walked one by one."""

from collections import Counter

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
        {"booked_local": f"2024-02-{day:02d} {hour}", "starts_local": "2024-03-20 10:00", "booked_via": via}
        for day in range(5, 20)
        for hour, via in (
            ("08:00", "web_form"),
            ("11:00", "phone"),
            ("11:10", "counter"),
            ("11:20", None),
            ("12:30", "app"),
            ("20:00", "web_form"),
        )
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
    on_line = [row["booked_local"] for row in bookings if row["booked_via"] in ("web_form", "app")]
    demand = {"calls": [], "email": [], "web_form": [], "bookings": on_line}
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
    # reached nobody: what the voice server ended may have been served
    lost = [
        pd.Timestamp(row["occurred_local"])
        for row in rows
        if row["channel"] == "phone"
        and row["outcome"] not in ("answered", "voice_server")
        and in_period(row)
        and row["party"] in ("user", "unknown")
    ]
    assert counted(found, "opening.demand_coverage", "source=missed_calls") == (sum(map(at_counter, lost)), len(lost))
    pooled = one(found, "opening.demand_coverage")
    assert pooled["value"] == pytest.approx(sum(shares) / 4)


def test_out_of_hours_contacts_are_over_those_whose_moment_is_known_where_one_can_come_while_closed(tmp_path):
    rows = contacts(4, count=500)
    closed, known = Counter(), Counter()
    for row in rows:
        at = pd.Timestamp(row["occurred_local"])
        # telephone hours, or those when anybody is there; on 1 January, a holiday, nobody comes in this town
        answered = at.weekday() < 5 and 9 <= at.hour < 17
        opened = {"phone": answered, **dict.fromkeys(("email", "web_form"), answered or at_counter(at))}
        if row["channel"] in opened and in_period(row) and row["party"] in ("user", "unknown"):
            known[row["channel"]] += 1
            closed[row["channel"]] += not opened[row["channel"]]
    with with_facts(open_town(tmp_path, hours=HOURS), contacts=rows) as store:
        found = opening.out_of_hours(store)
    assert set(found["scope"]) == {"all", *(f"channel={channel}" for channel in known)}
    for channel in known:
        assert counted(found, "opening.out_of_hours_share", f"channel={channel}") == (closed[channel], known[channel])
    assert counted(found, "opening.out_of_hours_share") == (closed.total(), known.total())


def logged(source, channel, times, **fields):
    """A log of the weekdays of six weeks, with these times of each."""
    days = pd.bdate_range("2024-01-08", "2024-02-16")
    return [
        {"source": source, "channel": channel, "occurred_local": f"{day.date()} {time}", "party": "user"} | fields
        for day in days
        for time in times
    ]


MORNING = (Hours(site="Mairie", rules="Mo-Fr 09:00-12:00"), Hours(site="Mairie", channel="phone", rules="Mo-Fr 09:00-12:00"))
IN_HOURS, BESIDE, FAR = ("09:10", "11:50"), ("08:40", "12:20"), ("13:00",)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """A switchboard that stops recording soon after closing beside one that goes on, and e-mails entered by hand while open."""
    rows = logged("standard", "phone", IN_HOURS + BESIDE, outcome="answered") + logged(
        "journal", "phone", IN_HOURS + FAR, outcome="unanswered"
    )
    rows += logged("courriels", "email", IN_HOURS) + logged("visites", "counter", IN_HOURS, site="Mairie")
    with with_facts(open_town(tmp_path_factory.mktemp("town"), hours=MORNING), contacts=rows) as store:
        yield opening.out_of_hours(store), opening.demand_coverage(store)


def test_a_log_that_records_only_while_open_has_no_part_in_what_comes_while_closed(recorded):
    shares, coverage = recorded
    for scope in ("all", "channel=phone"):
        assert counted(shares, "opening.out_of_hours_share", scope) == (30, 90)
        assert one(shares, "opening.out_of_hours_share", scope)["note"] == "only_while_open"
    for scope in ("source=calls", "source=missed_calls"):
        assert counted(coverage, "opening.demand_coverage", scope) == (60, 90)


def test_a_channel_or_proxy_without_another_log_is_not_measurable(recorded):
    for rows, indicator, scope in zip(recorded, ("out_of_hours_share", "demand_coverage"), ("channel=email", "source=email"), strict=True):
        row = one(rows, f"opening.{indicator}", scope)
        assert (row["status"], row["note"]) == ("not_measurable", "only_while_open")
        assert one(rows, f"opening.{indicator}")["status"] == "measured"


def test_where_no_log_records_while_closed_nothing_is_measured_of_it(tmp_path):
    with with_facts(open_town(tmp_path, hours=MORNING), contacts=logged("courriels", "email", IN_HOURS)) as store:
        for rows in (opening.out_of_hours(store), opening.demand_coverage(store)):
            assert set(rows["status"]) == {"not_measurable"}
            assert set(rows["note"]) == {"only_while_open"}


@pytest.mark.parametrize(
    ("rules", "kept", "measured"), [("Mo-Fr 09:00-12:00", 29, True), ("Mo-Fr 09:00-12:00", 30, False), ("24/7", 30, True)]
)
def test_few_contacts_or_a_line_that_never_closes_say_nothing_of_the_log(tmp_path, rules, kept, measured):
    town = open_town(tmp_path, hours=(Hours(site="Mairie", channel="phone", rules=rules),))
    with with_facts(town, contacts=logged("standard", "phone", IN_HOURS, outcome="answered")[: 2 * kept]) as store:
        row = one(opening.out_of_hours(store), "opening.out_of_hours_share")
    assert (row["status"] == "measured") is measured


def test_bookings_of_which_nothing_says_how_they_were_made_are_no_demand(tmp_path):
    booked = [
        {"booked_local": f"2024-02-{day:02d} {time}", "starts_local": "2024-03-20 10:00"}
        for day in range(5, 20)
        for time in ("10:00", "20:00")
    ]
    with with_facts(open_town(tmp_path, hours=MORNING), appointments=booked, contacts=logged("journal", "phone", FAR)) as store:
        rows = opening.demand_coverage(store)
    bookings = one(rows, "opening.demand_coverage", "source=bookings")
    assert (bookings["status"], bookings["note"]) == ("not_measurable", "missing: appointments.booked_via")
    assert one(rows, "opening.demand_coverage")["value"] == one(rows, "opening.demand_coverage", "source=calls")["value"] == 0


def test_days_without_an_hour_say_nothing_of_hours(tmp_path):
    mails = [
        row | {"occurred_local": row["occurred_local"][:10], "occurred_precision": "day"} for row in logged("courriels", "email", IN_HOURS)
    ]
    with with_facts(open_town(tmp_path, hours=MORNING), contacts=mails) as store:
        for rows, why in (
            (opening.out_of_hours(store), "nothing_to_count"),
            (opening.demand_coverage(store), "nothing_to_count"),
            (opening.shoulders(store), "no_arrival_times"),
        ):
            assert set(rows["status"]) == {"not_measurable"}
            assert set(rows["note"]) == {why}


def test_supply_is_shown_however_small_and_needs_hours(tmp_path):
    from diagnostic.engagement import Parameters

    with with_facts(open_town(tmp_path / "a", hours=HOURS, parameters=Parameters()), contacts=contacts(1, 20)) as store:
        assert one(opening.weekly_hours(store), "opening.weekly_hours")["status"] == "measured"
        assert one(opening.out_of_hours(store), "opening.out_of_hours_share")["status"] == "suppressed"
    with with_facts(open_town(tmp_path / "b"), contacts=contacts(1, 20)) as store:
        assert one(opening.weekly_hours(store), "opening.weekly_hours")["note"] == "missing: hours"
