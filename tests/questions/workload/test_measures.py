"""The work of repeats against loops over plain Python rows."""

import datetime as dt

import pytest

from diagnostic import wording
from diagnostic.engagement import Parameters, Period
from diagnostic.questions.workload import handling, load
from diagnostic.questions.workload import measures as workload
from tests.questions.random_towns import contacts, counted, handled, in_period, one, open_town
from tests.questions.repeats.test_measures import naive_repeats
from tests.towns import with_facts


@pytest.fixture(scope="module", params=[1, 2])
def measured(request, tmp_path_factory):
    rows = contacts(request.param)
    with with_facts(open_town(tmp_path_factory.mktemp("town")), contacts=rows) as store:
        return rows, workload.measure(store)


def test_minutes_share_weighs_contacts_by_their_recorded_time(measured):
    rows, found = measured
    spent = [sum(row["handle_s"] or 0 for row in group) / 60 for group in naive_repeats(rows, 7, 7)]
    assert counted(found, "repeat.minutes_share") == pytest.approx(spent)


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


def test_what_channels_sum_up_to_is_what_their_persons_have(tmp_path):
    with with_facts(open_town(tmp_path), contacts=contacts(1)) as store:
        counted, _ = load.measured(store)
        assert len(counted.channels) > 1 and counted.repeated().any()
        assert counted.sums == pytest.approx(counted.alike @ counted.persons)


def test_hours_of_handling_look_at_no_person(tmp_path, monkeypatch):
    monkeypatch.setattr(load, "_per_person", lambda *_: pytest.fail("a pass over all persons"))
    with with_facts(open_town(tmp_path), contacts=contacts(1)) as store:
        assert handling.hours(store, "topic")["repeat_hours"].notna().any()


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
        found = workload.measure(store)
    total, seen = naive_hours(rows, {}, 366)
    row, posts = one(found, "repeat.hours"), one(found, "repeat.fte")
    assert (row["value"], row["numerator"], row["unit"]) == (pytest.approx(1.5 * total), pytest.approx(1.5 * seen), "hour_year")
    assert posts["value"] == pytest.approx(1.5 * total / (1607 * 0.75))
    # at a declared time, those of a channel would tell how many repeats it has, where that is hidden
    assert found.loc[found["indicator"] == "repeat.hours", "scope"].tolist() == ["all"]


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
        row = one(workload.measure(store), "repeat.hours")
    assert row["note"] == "handling_assumed: email; no_handling_time: letter; no_rate: chat"
    assert row["numerator"] == pytest.approx(1.5 * (2 * 120 + 2 * 360) / 3600)


def test_a_counter_timed_for_the_users_it_does_not_know_is_not_counted_and_the_note_says_which_time_lacks(leap_year):
    stamps = ["2024-02-01 10:00", "2024-02-02 10:00", "2024-02-03 10:00"]
    ways = [("phone", 1, 120.0), ("counter", 2, None), ("counter", None, 300.0)]
    rows = [
        {"occurred_local": stamp, "channel": channel, "topic": "t", "person": person, "handle_s": time}
        for channel, person, time in ways
        for stamp in stamps
    ]
    rows += [{"occurred_local": "2024-01-01 10:00", "channel": "chat"}]
    with with_facts(leap_year, contacts=rows) as store:
        row = one(workload.measure(store), "repeat.hours")
    assert row["note"] == "no_handling_time: counter; no_rate: chat"
    assert row["numerator"] == pytest.approx(1.5 * 2 * 120 / 3600)
    assert "dont l’usager est connu" in wording.text("indicators.notes.no_handling_time", "fr", what=["x"])
    assert "whose user is known" in wording.text("indicators.notes.no_handling_time", "en", what=["x"])


def test_few_repeats_hide_the_hours_that_would_tell_them(tmp_path):
    with with_facts(open_town(tmp_path, parameters=Parameters(draws=100)), contacts=contacts(1)) as store:
        assert one(workload.measure(store), "repeat.hours")["status"] == "suppressed"  # eight persons


def test_declared_seasons_bring_a_short_period_to_a_year_each_day_weighing_its_part_of_its_month(tmp_path):
    rows = contacts(1)
    seasons = {1: 2.0, 2: 0.5}  # the ten other months weigh one
    with with_facts(open_town(tmp_path, parameters=Parameters(small_group=1, draws=100, seasonal_profile=seasons)), contacts=rows) as store:
        found = workload.hours(store)
    total, _ = naive_hours(rows, {}, 365)
    row = one(found, "repeat.hours")
    assert (row["value"], row["unit"]) == (pytest.approx(total * 12.5 / 3.5), "hour_year")  # January to March observed
    assert "seasonal_profile" in row["note"]
    assert one(found, "repeat.fte")["value"] == pytest.approx(total * 12.5 / 3.5 / (1607 * 0.75))
