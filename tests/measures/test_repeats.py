"""Repeated contacts against loops over plain Python rows."""

import datetime as dt

import pandas as pd
import pytest

from diagnostic.engagement import Parameters, Period
from diagnostic.measures import channels, repeats
from tests.measures.towns import contacts, counted, handled, in_period, one, open_town
from tests.towns import with_facts

DAY = pd.Timedelta(days=1)


def naive_repeats(rows, window, history, any_topic=False):
    """(repeated, eligible) contacts, each a row: the definition read aloud."""
    first = min(pd.Timestamp(row["occurred_local"]) for row in rows)
    order, repeated, eligible = handled(rows), [], []
    for position, row in enumerate(order):
        if row["person"] is None or (row["topic"] is None and not any_topic) or not in_period(row) or row["at"] < first + history * DAY:
            continue
        eligible.append(row)
        same = [e for e in order[:position] if e["person"] == row["person"] and (any_topic or e["topic"] == row["topic"])]
        if same and row["at"] - same[-1]["at"] <= window * DAY:
            repeated.append(row)
    return repeated, eligible


@pytest.fixture(scope="module", params=[1, 2])
def measured(request, tmp_path_factory):
    rows = contacts(request.param)
    with with_facts(open_town(tmp_path_factory.mktemp("town")), contacts=rows) as store:
        return rows, pd.concat([repeats.measure(store), channels.measure(store)])


def test_rate_counts_repeats_within_the_window_over_eligible_contacts(measured):
    rows, found = measured
    repeated, eligible = naive_repeats(rows, 7, 7)
    assert counted(found, "repeat.rate") == (len(repeated), len(eligible))
    for channel in {row["channel"] for row in eligible} - {None}:
        share = [sum(row["channel"] == channel for row in group) for group in (repeated, eligible)]
        assert list(counted(found, "repeat.rate", f"channel={channel}")) == share
    share = [sum(row["topic"] == "waste" for row in group) for group in (repeated, eligible)]
    assert list(counted(found, "repeat.rate", "topic=waste")) == share


def test_windows_share_the_set_eligible_for_thirty_days(measured):
    rows, found = measured
    for window in (1, 3, 7, 15, 30):
        repeated, eligible = naive_repeats(rows, window, 30)
        assert counted(found, "repeat.rate", f"window={window}") == (len(repeated), len(eligible))


def test_a_gap_of_exactly_the_window_is_a_repeat_and_one_second_more_is_not(tmp_path):
    def rate(second):
        rows = [{"occurred_local": stamp, "channel": "email", "topic": "t", "person": 1} for stamp in ("2024-01-01 10:00", second)]
        with with_facts(open_town(tmp_path / second.replace(":", "")), contacts=rows) as store:
            return counted(repeats.rate(store), "repeat.rate")

    assert rate("2024-01-08 10:00:00") == (1, 1)
    assert rate("2024-01-08 10:00:01") == (0, 1)
    assert rate("2024-01-31 10:00:00") == (0, 1)


def test_a_contact_too_close_to_the_first_data_is_not_eligible(tmp_path):
    stamps = ["2024-01-01 10:00", "2024-01-08 09:59:59", "2024-02-01 10:00"]
    rows = [{"occurred_local": stamp, "channel": "email", "topic": "t", "person": 1} for stamp in stamps]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        assert counted(repeats.rate(store), "repeat.rate") == (0, 1)


def test_topic_ignored_gives_the_upper_bound_over_identified_contacts(measured):
    rows, found = measured
    repeated, eligible = naive_repeats(rows, 7, 7, any_topic=True)
    assert counted(found, "repeat.rate", "topic_rule=any") == (len(repeated), len(eligible))


def test_forward_rate_asks_for_follow_up_and_first_contact_resolution_is_its_complement(measured):
    rows, found = measured
    last = max(pd.Timestamp(row["occurred_local"]) for row in rows)
    order = handled(rows)
    followable = [r for r in order if r["person"] and r["topic"] and in_period(r) and r["at"] <= last - 7 * DAY]
    followed = 0
    for row in followable:
        later = [n for n in order[order.index(row) + 1 :] if (n["person"], n["topic"]) == (row["person"], row["topic"])]
        followed += bool(later) and later[0]["at"] - row["at"] <= 7 * DAY
    assert counted(found, "repeat.forward_rate") == (followed, len(followable))
    complement = one(found, "repeat.fcr")
    assert complement["value"] == pytest.approx(1 - followed / len(followable))
    assert complement["low"] == pytest.approx(1 - one(found, "repeat.forward_rate")["high"])


def test_identified_share_counts_every_handled_contact_of_the_period(measured):
    rows, found = measured
    kept = [row for row in handled(rows) if in_period(row)]
    assert counted(found, "repeat.identified_share") == (sum(row["person"] is not None for row in kept), len(kept))


def test_switch_rate_compares_with_the_contact_just_before(measured):
    rows, found = measured
    order, switched, known = handled(rows), 0, 0
    for row in naive_repeats(rows, 7, 7)[0]:
        place = next(i for i, e in enumerate(order) if e["order"] == row["order"])
        before = [e for e in order[:place] if (e["person"], e["topic"]) == (row["person"], row["topic"])][-1]
        if before["channel"] and row["channel"]:
            known += 1
            switched += before["channel"] != row["channel"]
    assert counted(found, "channel.switch_rate") == (switched, known)


def test_minutes_share_weighs_contacts_by_their_recorded_time(measured):
    rows, found = measured
    spent = [sum(row["handle_s"] or 0 for row in group) / 60 for group in naive_repeats(rows, 7, 7)]
    assert counted(found, "repeat.minutes_share") == pytest.approx(spent)


def test_range_over_definitions_holds_the_rate_and_the_usual_windows(measured):
    _, found = measured
    row = one(found, "repeat.rate")
    assert row["low_definition"] < row["value"] <= row["high_definition"]
    assert row["high_definition"] >= one(found, "repeat.rate", "window=30")["value"]


def naive_hours(rows, minutes, days):
    """(hours a year, hours seen) over channels that have a rate and a time."""
    repeated, eligible = naive_repeats(rows, 7, 7)
    total = seen = 0.0
    for channel in {row["channel"] for row in handled(rows)}:
        mine, base = ([row for row in group if row["channel"] == channel] for group in (repeated, eligible))
        times = [row["handle_s"] for row in mine if row["handle_s"] is not None]
        each = sum(times) / len(times) if times else minutes.get(channel, 0) * 60
        if not base or (mine and not each):
            continue
        volume = sum(row["channel"] == channel and in_period(row) for row in handled(rows))
        total += len(mine) / len(base) * volume * each / 3600 * 365 / days
        seen += len(mine) * each / 3600
    return total, seen


def test_hours_of_a_short_period_are_not_brought_to_a_year(measured):
    rows, found = measured
    total, seen = naive_hours(rows, {}, 365)
    row = one(found, "repeat.hours")
    assert (row["value"], row["numerator"], row["unit"]) == (pytest.approx(total), pytest.approx(seen), "hour")
    assert "not_scaled" in row["note"]
    assert one(found, "repeat.fte")["status"] == "not_measurable"


@pytest.fixture
def leap_year(tmp_path):
    period = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31), extract_date=dt.date(2024, 12, 31))
    choices = Parameters(small_group=1, draws=100, handling_minutes={"email": 6.0}, repeat_effort=1.5)
    return open_town(tmp_path, period=period, parameters=choices)


def test_hours_of_a_year_are_scaled_by_its_days_and_give_posts(leap_year):
    rows = [
        row | {"handle_s": row["handle_s"] or 90.0, "channel": row["channel"] or "letter"}
        for row in contacts(5)
        if row["occurred_local"] > "2024"
    ]
    rows = [row for row in rows if row["occurred_local"] < "2024-04"]
    with with_facts(leap_year, contacts=rows) as store:
        found = repeats.measure(store)
    total, seen = naive_hours(rows, {}, 366)
    row, posts = one(found, "repeat.hours"), one(found, "repeat.fte")
    assert (row["value"], row["numerator"], row["unit"]) == (pytest.approx(1.5 * total), pytest.approx(1.5 * seen), "hour_year")
    assert posts["value"] == pytest.approx(1.5 * total / (1607 * 0.75))
    assert row["low_definition"] == pytest.approx(1.5 * seen * 365 / 366) and row["high_definition"] == pytest.approx(row["value"])


def test_handling_time_is_measured_else_assumed_else_the_channel_is_named(leap_year):
    stamps = ["2024-02-01 10:00", "2024-02-02 10:00", "2024-02-03 10:00"]
    times = {"phone": 120.0, "email": None, "letter": None}
    rows = [
        {"occurred_local": stamp, "channel": channel, "topic": "t", "person": person, "handle_s": times[channel]}
        for person, channel in enumerate(times)
        for stamp in stamps
    ]
    rows += [{"occurred_local": "2024-01-01 10:00", "channel": "chat"}]
    with with_facts(leap_year, contacts=rows) as store:
        row = one(repeats.measure(store), "repeat.hours")
    assert row["note"] == "handling_assumed: email; no_handling_time: letter; no_rate: chat"
    assert row["numerator"] == pytest.approx(1.5 * (2 * 120 + 2 * 360) / 3600)


def test_few_repeats_hide_the_rate_and_the_hours_that_would_tell_them(tmp_path):
    rows = contacts(1)
    with with_facts(open_town(tmp_path, parameters=Parameters(draws=100)), contacts=rows) as store:
        found = repeats.measure(store)
    assert set(found.loc[found["scope"].str.startswith("channel="), "status"]) <= {"suppressed", "measured"}
    assert one(found, "repeat.rate")["status"] == "suppressed"  # eight persons
    assert one(found, "repeat.hours")["status"] == "suppressed"
