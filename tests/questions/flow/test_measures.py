"""What comes in, goes out and waits, against loops over plain Python cases; and planted paces and events."""

import datetime as dt
import itertools
import random

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import Client, Event, Parameters, Period, Promise, Source
from diagnostic.questions.flow import before_after
from diagnostic.questions.flow import measures as flow
from tests.questions.random_towns import open_town
from tests.towns import with_facts

DAY = pd.Timedelta(days=1)
PERIOD = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 6, 30), extract_date=dt.date(2024, 7, 7))


def utc_town(folder, **settings):
    return open_town(folder, **({"client": Client(name="Ville", timezone="UTC"), "period": PERIOD} | settings))


def case(opened, closed=None, **more):
    return {"opened_local": str(opened), "closed_local": closed and str(closed), **more}


# a source that dates no end tells of no case that it is open
CLOSED = case("2024-05-02", "2024-05-03")


def random_cases(seed, count=300):
    rng, made = random.Random(seed), []
    for _ in range(count):
        opened = pd.Timestamp("2023-11-01") + pd.Timedelta(hours=rng.randrange(24 * 240))
        closed = opened + rng.choice([0, 1, 5, 40, 100]) * DAY
        made.append(case(opened, closed if rng.random() < 0.8 else None, end=rng.choice(["closed", "withdrawn", None])))
        if made[-1]["closed_local"] is None and rng.random() < 0.7:
            made[-1]["end"] = None
    return made


def test_the_backlog_of_a_day_is_what_was_open_when_it_ended(tmp_path):
    cases = random_cases(1)
    with with_facts(utc_town(tmp_path), cases=cases) as store:
        found = flow.daily(store).set_index("day")
    dated = [one for one in cases if one["closed_local"] or not one["end"]]  # an end without a date is on no day
    days = [
        (pd.Timestamp(one["opened_local"]).normalize(), one["closed_local"] and pd.Timestamp(one["closed_local"]).normalize())
        for one in dated
    ]
    assert (found.index[0], found.index[-1]) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-06-30"))
    for day in found.index:
        assert found.loc[day, "backlog"] == sum(opened <= day and (closed is None or closed > day) for opened, closed in days)
        assert found.loc[day, "opened"] == sum(opened == day for opened, _ in days)
        assert found.loc[day, "ended"] == sum(closed == day for _, closed in days)


def test_weeks_are_whole_and_end_with_the_backlog_of_sunday(tmp_path):
    cases = random_cases(2)
    period = Period(start=dt.date(2024, 1, 3), end=dt.date(2024, 6, 29), extract_date=dt.date(2024, 7, 5))
    with with_facts(utc_town(tmp_path, period=period), cases=cases) as store:
        weeks, days = flow.weekly(store), flow.daily(store).set_index("day")
    assert (weeks["week"].iloc[0], weeks["week"].iloc[-1]) == (pd.Timestamp("2024-01-08"), pd.Timestamp("2024-06-17"))
    for week in weeks.itertuples():
        assert week.backlog == days.loc[week.week + 6 * DAY, "backlog"]
        assert week.opened == days.loc[week.week : week.week + 6 * DAY, "opened"].sum()


def test_months_are_those_of_the_period(tmp_path):
    cases = random_cases(3)
    with with_facts(utc_town(tmp_path), cases=cases) as store:
        months = flow.monthly(store)
    assert months["month"].tolist() == [f"2024-{number:02d}" for number in range(1, 7)]
    assert months["opened"].iloc[1] == sum(
        one["opened_local"].startswith("2024-02") for one in cases if one["closed_local"] or not one["end"]
    )


def test_no_stock_is_rebuilt_from_an_export_that_holds_a_part_of_the_cases(tmp_path):
    partial = (Source(file="data/cases.csv", table="cases", columns={"opened_at": "A"}, extract_frame="opened"),)
    with with_facts(utc_town(tmp_path, sources=partial), cases=random_cases(4)) as store:
        assert flow.daily(store).empty and flow.weekly(store).empty and flow.monthly(store).empty and flow.clearing(store).empty


def steady(opened, ended, stock, tool=0):
    """Weeks that each bring and take the same, a stock that was there before, and closings by a tool in every week."""
    made = [case("2023-12-01 10:00") for _ in range(stock)]
    ages = iter(range(10_000))
    old = [case("2023-12-02 10:00") for _ in range(27 * (ended + tool))]
    for week in pd.date_range("2024-01-02 10:00", "2024-07-02 10:00", freq="7D"):
        made += [case(week) for _ in range(opened)]
        for number in range(ended + tool):
            old[next(ages)] |= {"closed_local": str(week), "artefact": "bulk_closing" if number < tool else None}
    return made + old


def test_the_backlog_clears_when_its_excess_of_closings_has_taken_it(tmp_path):
    with with_facts(utc_town(tmp_path), cases=steady(opened=3, ended=5, stock=60)) as store:
        (row,) = flow.clearing(store).itertuples()
        stock = flow.daily(store)["backlog"].iloc[-1]
    assert (row.stock, row.weeks, row.opened, row.ended) == (stock, 13, 3.0, 5.0)
    assert row.day == row.early == row.late == pd.Timestamp("2024-06-30") + pd.Timedelta(days=round(stock / 2 * 7))


@pytest.mark.parametrize(("opened", "ended", "tool"), [(5, 5, 0), (5, 3, 0), (5, 3, 4)])
def test_it_never_does_where_as_much_comes_in_as_goes_out_and_a_tools_closings_are_no_pace(tmp_path, opened, ended, tool):
    with with_facts(utc_town(tmp_path), cases=steady(opened, ended, 60, tool)) as store:
        (row,) = flow.clearing(store).itertuples()
    assert pd.isna(row.day) and pd.isna(row.early) and pd.isna(row.late)


def test_the_pace_stands_on_weeks_since_the_last_break(tmp_path):
    events = (Event(date=dt.date(2024, 5, 20), kind="break"),)
    with with_facts(utc_town(tmp_path, events=events), cases=steady(3, 5, 60)) as store:
        assert flow.clearing(store)["weeks"].tolist() == [6]
    events = (Event(date=dt.date(2024, 6, 20), kind="break"),)
    with with_facts(utc_town(tmp_path / "short", events=events), cases=steady(3, 5, 60)) as store:
        assert flow.clearing(store).empty  # one week is no pace


def test_ages_of_the_open_stock_join_a_younger_band_where_too_few_cases_are_in_one(tmp_path):
    open_for = [0, 2, 3, 6, 6.9, 7, 29, 30, 31, 400]
    cases = [case(pd.Timestamp("2024-07-08") - days * DAY, procedure="P") for days in open_for] + [CLOSED]
    parameters = Parameters(small_group=3, min_cases=1, draws=100)
    with with_facts(utc_town(tmp_path, parameters=parameters, promises=(Promise(procedure="P", days=6.5),)), cases=cases) as store:
        found = flow.ages(store)
    # the case opened at the very end of the extract date is not there yet
    assert found[["since", "cases"]].to_numpy().tolist() == [[0, 6], [30, 3]]
    assert found["late"].tolist() == [3, 3]
    assert found["until"].tolist()[0] == 30 and pd.isna(found["until"].iloc[-1])


def test_a_handful_of_late_cases_or_a_stock_of_a_few_is_not_told(tmp_path):
    cases = [case(pd.Timestamp("2024-07-08") - days * DAY, procedure="P") for days in [1] * 20 + [6.9] * 4] + [CLOSED]
    settings = {"parameters": Parameters(small_group=5, min_cases=1, draws=100), "promises": (Promise(procedure="P", days=6.5),)}
    with with_facts(utc_town(tmp_path / "a", **settings), cases=cases) as store:
        found = flow.ages(store)
    assert found["cases"].tolist() == [24] and found["late"].isna().all()
    few = Parameters(small_group=11, min_cases=1, draws=100)
    with with_facts(utc_town(tmp_path / "b", parameters=few), cases=steady(opened=0, ended=3, stock=7)) as store:
        assert flow.clearing(store).empty


def test_no_stock_is_rebuilt_from_an_export_without_open_cases(tmp_path):
    with with_facts(utc_town(tmp_path), cases=[one for one in random_cases(4) if (one["closed_local"] or "9") < "2024-07-07"]) as store:
        assert flow.daily(store).empty and flow.clearing(store).empty


def test_a_handful_of_arrivals_is_no_pace(tmp_path):
    parameters = Parameters(small_group=11, min_cases=1, draws=100)
    with with_facts(utc_town(tmp_path / "none", parameters=parameters), cases=steady(opened=0, ended=1, stock=60)) as store:
        assert flow.clearing(store).empty
    with with_facts(utc_town(tmp_path / "some", parameters=parameters), cases=steady(opened=1, ended=1, stock=60)) as store:
        assert len(flow.clearing(store)) == 1


# Before and after


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
    from diagnostic.engagement import Hours

    client = Client(name="Ville", timezone="UTC", school_zone="C")
    hours = (Hours(site="Mairie", rules="Mo-Fr 09:00-17:00; PH off"),)

    def per_day(day):
        return 2 if dt.date(2024, 4, 6) <= day.date() <= dt.date(2024, 4, 21) else 10

    event = Event(date=dt.date(2024, 4, 24), kind="peak", label="X")  # the weeks just before it are the spring holidays of zone C
    (row,) = around(tmp_path, per_day, event, client=client, hours=hours).itertuples()
    assert row.before == pytest.approx(70, abs=8)


def fillings(moves, shown, part):
    """For each hidden week of a part, by how much what came in may differ, over all numbers that agree with the stock and the sums."""
    hidden = [row for row in part if np.isnan(shown.loc[row, "opened"])]
    differences = {row: int(moves.loc[row, "opened"] - moves.loc[row, "ended"]) for row in hidden}
    total = int(moves.loc[hidden, "opened"].sum())
    known = {row: [] for row in hidden}
    for came in itertools.product(range(total + 1), repeat=len(hidden)):
        if sum(came) == total and all(n - differences[row] >= 0 for n, row in zip(came, hidden, strict=True)):
            for n, row in zip(came, hidden, strict=True):
                known[row].append(n)
    return [max(figures) - min(figures) for figures in known.values()]


@pytest.mark.parametrize("seed", range(8))
def test_no_week_of_few_moves_is_had_from_the_stock_and_the_sums(tmp_path, seed):
    rng = np.random.default_rng(seed)
    moves = pd.DataFrame({"opened": rng.integers(0, 30, 6), "ended": rng.integers(0, 30, 6), "by_tool": 0, "backlog": 400})
    moves.loc[:1] = moves.loc[:1].clip(upper=8)
    told = pd.Series([0] * 3 + [1] * 3)
    with with_facts(utc_town(tmp_path, parameters=Parameters(draws=100)), cases=random_cases(1)) as store:
        shown = flow._without_small(store, moves, told)
    for part in ([0, 1, 2], [3, 4, 5]):
        if moves.loc[part, ["opened", "ended"]].isin(range(1, 11)).any(axis=None):
            lesser = moves.loc[part, ["opened", "ended"]].min(axis=1)
            # a part that has too little in all is hidden whole, and its sum with it where it is told
            assert min(fillings(moves, shown, part)) >= 11 or shown.loc[part, "opened"][lesser > 0].isna().all()
        else:
            assert shown.loc[part, "opened"].tolist() == moves.loc[part, "opened"].tolist()
