"""How the stock went, against loops over plain Python cases: in all, by procedure, with and without what a tool closed."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import Event, Parameters, Period, Source
from diagnostic.questions.flow import course, measures
from tests.questions.flow.made import CLOSED, DAY, case, loop, random_cases, steady, utc_town
from tests.questions.random_towns import one
from tests.towns import with_facts

FIRST, LAST, EXTRACT = "2024-01-01", "2024-06-30", "2024-07-07"


@pytest.fixture(scope="module", params=[1, 2])
def rebuilt(request, tmp_path_factory):
    cases = random_cases(request.param)
    with with_facts(utc_town(tmp_path_factory.mktemp("town")), cases=cases) as store:
        yield cases, store


def test_each_day_has_what_opened_and_ended_on_it_and_what_waits_with_and_without_the_tools_closings(rebuilt):
    cases, store = rebuilt
    found = course.daily(store).set_index("day")
    expected = loop(cases, FIRST, LAST, EXTRACT)
    assert (found.index[0], found.index[-1]) == (pd.Timestamp(FIRST), pd.Timestamp(LAST))
    assert found.to_dict("index") == expected


def test_the_course_of_the_whole_and_of_each_procedure_begins_peaks_and_ends_as_its_days_do(rebuilt):
    cases, store = rebuilt
    told = course.told(store).set_index(course.told(store)["procedure"].fillna("all"))
    assert list(told.index) == ["all", "births", "noise", "permits"]
    for name, row in told.iterrows():
        days = loop(cases, FIRST, LAST, EXTRACT, None if name == "all" else name)
        first, last = pd.Timestamp(FIRST), pd.Timestamp(LAST)
        start = days[first]["backlog"] - days[first]["opened"] + days[first]["ended"]
        levels = [start, *(day["backlog"] for day in days.values())]
        assert (row["start"], row["highest"], row["lowest"], row["end"]) == (start, max(levels), min(levels), levels[-1])
        for what in ("opened", "ended", "by_tool"):
            assert row[what] == sum(day[what] for day in days.values())
        assert row["without"] == row["end"] + row["by_tool"] == days[last]["without"]
        mondays = [day for day in days if day.day_of_week == 0 and day + 6 * DAY <= last]
        net = [sum(days[d]["opened"] - days[d]["ended"] + days[d]["by_tool"] for d in pd.date_range(m, m + 6 * DAY)) for m in mondays]
        assert (row["weeks"], row["net"]) == (len(net), pytest.approx(sum(net) / len(net)))


def test_the_rows_say_the_same_stock_as_the_days(rebuilt):
    cases, store = rebuilt
    rows = measures.measure(store)
    for name in ("all", "births", "noise", "permits"):
        days = loop(cases, FIRST, LAST, EXTRACT, None if name == "all" else name)
        first, last = days[pd.Timestamp(FIRST)], days[pd.Timestamp(LAST)]
        of = "" if name == "all" else f"procedure={name}"
        assert one(rows, "processing.open_stock", of or "all")["value"] == last["backlog"]
        assert one(rows, "processing.open_stock", ";".join(filter(None, ["artefact=excluded", of])))["value"] == last["without"]
        start = first["backlog"] - first["opened"] + first["ended"]
        assert one(rows, "processing.open_stock", ";".join(filter(None, ["moment=start", of])))["value"] == start
        own = [c for c in cases if c.get("artefact") not in ("bulk_closing", "automatic_closing") and name in ("all", c["procedure"])]
        closed = [c for c in own if c["closed_local"] and c.get("end") != "withdrawn" and FIRST <= c["closed_local"][:10] <= LAST]
        found = one(rows, "processing.net_flow", ";".join(filter(None, ["artefact=excluded", of])))
        assert (found["numerator"], found["denominator"]) == (
            sum(day["opened"] for day in days.values()) + undated(cases, name),
            len(closed),
        )
    assert one(rows, "processing.open_stock", "moment=peak")["value"] == course.told(store)["highest"].iloc[0]


def undated(cases, name):
    """Cases opened in the period that ended on no known day: opened all the same, though no stock can hold them."""
    known = [c for c in cases if not c["closed_local"] and c["end"] and name in ("all", c["procedure"])]
    return sum(FIRST <= c["opened_local"][:10] <= LAST for c in known)


def test_weeks_are_whole_and_end_with_the_backlog_of_sunday(tmp_path):
    cases = random_cases(2)
    period = Period(start=dt.date(2024, 1, 3), end=dt.date(2024, 6, 29), extract_date=dt.date(2024, 7, 5))
    with with_facts(utc_town(tmp_path, period=period), cases=cases) as store:
        weeks, days = course.weekly(store), course.daily(store).set_index("day")
    assert (weeks["week"].iloc[0], weeks["week"].iloc[-1]) == (pd.Timestamp("2024-01-08"), pd.Timestamp("2024-06-17"))
    for week in weeks.itertuples():
        assert week.backlog == days.loc[week.week + 6 * DAY, "backlog"]
        assert week.opened == days.loc[week.week : week.week + 6 * DAY, "opened"].sum()


def test_months_begin_and_end_with_their_stock_and_say_between_which_it_was(rebuilt):
    cases, store = rebuilt
    days, before = loop(cases, FIRST, LAST, EXTRACT), None
    months = course.monthly(store)
    assert months["since"].dt.strftime("%Y-%m-%d").tolist() == [f"2024-{number:02d}-01" for number in range(1, 7)]
    for month in months.itertuples():
        mine = [day for at, day in days.items() if (at.year, at.month) == (month.since.year, month.since.month)]
        assert (month.opened, month.backlog) == (sum(day["opened"] for day in mine), mine[-1]["backlog"])
        levels = [month.start, *(day["backlog"] for day in mine)]
        assert (month.lowest, month.highest) == (min(levels), max(levels))
        assert month.start + month.opened - month.ended == month.backlog and before in (None, month.start)
        before = month.backlog


def test_a_source_that_holds_a_part_of_the_cases_or_dates_no_end_is_left_out_and_named(tmp_path):
    whole = [one | {"source": "whole"} for one in random_cases(4)]
    part = [one | {"source": "part"} for one in random_cases(5)]
    endless = [one | {"source": "endless", "closed_local": None, "end": None, "artefact": None} for one in random_cases(6)]
    sources = (Source(file="data/part.csv", table="cases", columns={"opened_at": "A"}, extract_frame="opened"),)
    with with_facts(utc_town(tmp_path / "both", sources=sources), cases=whole + part + endless) as store:
        beside, left_out, rows = course.daily(store), measures.left_out(store), measures.measure(store)
    with with_facts(utc_town(tmp_path / "alone"), cases=whole) as store:
        alone, expected = course.daily(store), measures.measure(store)
    pd.testing.assert_frame_equal(beside, alone)
    assert left_out == {"partial_export": ["part"], "without_end": ["endless"]}
    assert rows["value"].tolist() == pytest.approx(expected["value"].tolist(), nan_ok=True)
    assert set(rows["note"]) == {"partial_export: part; without_end: endless"}


@pytest.mark.parametrize("why", ["partial_export", "without_end"])
def test_where_every_source_is_left_out_there_is_no_stock_no_flow_and_no_course(tmp_path, why):
    cases = random_cases(4)
    if why == "without_end":
        cases = [one | {"closed_local": None, "end": None, "artefact": None} for one in cases]
    partial = (Source(file="data/cases.csv", table="cases", columns={"opened_at": "A"}, extract_frame="opened"),)
    with with_facts(utc_town(tmp_path, sources=partial if why == "partial_export" else ()), cases=cases) as store:
        assert all(frame.empty for frame in (course.daily(store), course.weekly(store), course.monthly(store), course.told(store)))
        rows = measures.measure(store)
        assert course.whole(store).empty and course.procedures(store, rows).empty and measures.ages(store).empty
    assert set(rows["status"]) == {"not_measurable"}


def test_no_stock_is_rebuilt_from_an_export_without_open_cases(tmp_path):
    with with_facts(utc_town(tmp_path), cases=[one for one in random_cases(4) if (one["closed_local"] or "9") < "2024-07-07"]) as store:
        assert course.daily(store).empty and course.whole(store).empty


def test_the_course_and_the_pace_stand_on_the_days_since_the_last_break(tmp_path):
    events = (Event(date=dt.date(2024, 5, 20), kind="break"),)
    with with_facts(utc_town(tmp_path, events=events), cases=steady(3, 5, 60)) as store:
        (row,) = course.whole(store).itertuples()
        assert course.daily(store)["day"].iloc[0] == row.first == pd.Timestamp("2024-05-20")
    assert (row.weeks, row.pace_weeks, row.pace_opened, row.pace_ended) == (6, 6, 3.0, 5.0)
    assert row.start - row.end == 6 * 2 and pd.isna(row.low) and not row.sure


def test_what_a_tool_closes_is_no_pace(tmp_path):
    with with_facts(utc_town(tmp_path), cases=steady(5, 3, 60, tool=4)) as store:
        (row,) = course.whole(store).itertuples()
    assert (row.pace_opened, row.pace_ended, row.net) == (5.0, 3.0, 2.0)
    assert row.end < row.start < row.without


def test_a_course_of_a_handful_is_not_told(tmp_path):
    few = Parameters(small_group=11, min_cases=1, draws=100)
    with with_facts(utc_town(tmp_path / "stock", parameters=few), cases=steady(opened=0, ended=3, stock=7)) as store:
        assert course.whole(store).empty
    with with_facts(
        utc_town(tmp_path / "start", parameters=few), cases=[case("2023-12-01")] * 4 + [case("2024-02-01")] * 40 + [CLOSED]
    ) as store:
        assert course.whole(store).empty
        assert pd.isna(course.monthly(store)["opened"].iloc[0])  # with the stock at its end it would tell the one at its start


def test_a_small_number_of_closings_by_a_tool_is_had_from_no_row_and_no_curve(tmp_path):
    few = Parameters(small_group=11, min_cases=1, draws=100)
    cases = [one | {"procedure": "P"} for one in steady(8, 6, 200)] + [
        case("2024-02-01", "2024-03-05", artefact="bulk_closing", procedure="Q") for _ in range(4)
    ]
    with with_facts(utc_town(tmp_path, parameters=few), cases=cases) as store:
        rows = measures.measure(store)
        assert not rows["scope"].str.contains("artefact").any()
        assert course.backlog(store)["without"].iloc[-1] != course.backlog(store)["backlog"].iloc[-1] + 4
        (whole,) = course.whole(store).itertuples()
    assert pd.isna(whole.by_tool) and pd.isna(whole.without) and pd.isna(whole.mostly)


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
    moves = pd.DataFrame({"opened": rng.integers(0, 30, 6), "ended": rng.integers(0, 30, 6), "by_tool": 0})
    moves.loc[:1] = moves.loc[:1].clip(upper=8)
    moves = moves.assign(**dict.fromkeys(course.LEVELS, 400))
    told = pd.Series([0] * 3 + [1] * 3)
    with with_facts(utc_town(tmp_path, parameters=Parameters(draws=100)), cases=[CLOSED]) as store:
        shown = course._without_small(store, moves, told)
    for part in ([0, 1, 2], [3, 4, 5]):
        if moves.loc[part, ["opened", "ended"]].isin(range(1, 11)).any(axis=None):
            lesser = moves.loc[part, ["opened", "ended"]].min(axis=1)
            # a part that has too little in all is hidden whole, and its sum with it where it is told
            assert min(fillings(moves, shown, part)) >= 11 or shown.loc[part, "opened"][lesser > 0].isna().all()
        else:
            assert shown.loc[part, "opened"].tolist() == moves.loc[part, "opened"].tolist()


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_procedure_whose_cases_all_end_on_their_first_day_has_no_stock_that_grows(tmp_path):
    days = pd.date_range("2024-01-01", "2024-12-27").strftime("%Y-%m-%d")
    cases = [case(day, day, procedure="births") for day in days for _ in range(2)] + [case(days[-1], procedure="noise") for _ in range(12)]
    year = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 29), extract_date=dt.date(2024, 12, 29))
    with with_facts(utc_town(tmp_path, period=year), cases=cases) as store:
        told = course.told(store).set_index("procedure")
    assert list(told.loc["births", ["start", "highest", "end"]]) == [0, 0, 0] and pd.isna(told.loc["births", "beyond"])
