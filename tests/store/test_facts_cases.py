"""fact_cases on tables small enough to be worked out by hand. The period is January to March 2024, extracted on 31 March."""

import datetime as dt

import pandas as pd
import pytest

from diagnostic.calendar import schedules, working_time
from diagnostic.engagement import Hours, Promise, Source
from diagnostic.store.engine import Store
from tests.towns import town, with_facts

DAY = 86_400
HOURS = (Hours(site="Mairie", rules="Mo-Fr 08:30-12:00,13:30-17:30; PH off"),)


def facts(tmp_path, columns: str, cases: list[dict], **town_settings) -> list[tuple]:
    with with_facts(town(tmp_path, **town_settings), cases=cases) as store:
        return store.connection.execute(f"select {columns} from fact_cases order by case_key").fetchall()


def case(opened: str, closed: str | None = None, **more) -> dict:
    return {"opened_local": f"2024-{opened}", "closed_local": closed and f"2024-{closed}", **more}


def test_a_case_lasts_from_opening_to_closing_and_an_open_one_to_the_end_of_the_extract_date(tmp_path):
    found = facts(tmp_path, "state, duration_s", [case("01-10 10:00", "01-12 11:00"), case("03-30 23:00")])
    # the day of 31 March has 23 hours
    assert found == [("closed", 2 * DAY + 3600), ("open", 3600 + 23 * 3600)]


def test_duration_is_elapsed_time_across_the_clock_change(tmp_path):
    assert facts(tmp_path, "duration_s", [case("03-30 12:00", "03-31 12:00")]) == [(23 * 3600,)]


def test_each_end_has_its_state_and_competing_ends_are_no_closures(tmp_path):
    ends = ["closed", None, "withdrawn", "transferred", "incomplete"]
    found = facts(tmp_path, "state", [case("01-10 10:00", "01-12 10:00", end=end) for end in ends])
    assert [state for (state,) in found] == ["closed", "closed", "competing", "competing", "competing"]


def test_what_ends_after_the_extract_is_still_open_at_it(tmp_path):
    cases = [
        case("03-30 10:00", "03-31 23:59:59"),
        case("03-30 10:00", "04-01 00:00:00"),
        case("03-30 10:00", "04-02 10:00", end="withdrawn"),
    ]
    found = facts(tmp_path, "state, closed_in_period, duration_s", cases)
    until_extract = 14 * 3600 + 23 * 3600
    assert found == [("closed", True, until_extract - 1), ("open", False, until_extract), ("open", False, until_extract)]


def test_an_end_without_a_date_has_no_duration_and_is_not_open(tmp_path):
    cases = [case("01-10 10:00", end="closed"), case("01-10 10:00", end="withdrawn"), case("01-10 10:00", "01-11 10:00")]
    found = facts(tmp_path, "state, duration_s, closed_in_period", cases)
    assert found == [("closed", None, False), ("competing", None, False), ("closed", DAY, True)]


def test_a_source_that_dates_no_end_says_of_none_of_its_cases_whether_it_is_open(tmp_path):
    undated = [case("01-10 10:00", source="a"), case("01-11 10:00", end="closed", source="a"), case("01-12 10:00", end="open", source="a")]
    dated = [case("01-12 10:00", "01-13 10:00", source="b"), case("01-14 10:00", source="b")]
    found = facts(tmp_path, "state, duration_s is not null, age_s is not null", undated + dated)
    assert found == [("unknown", False, True)] * 3 + [("closed", True, True), ("open", True, True)]


def test_a_case_ends_when_it_is_resolved_whatever_day_the_tool_closes_it(tmp_path):
    cases = [
        case("01-10 10:00", "01-20 10:00", resolved_local="2024-01-12 10:00"),
        case("01-10 10:00", resolved_local="2024-01-12 10:00"),
        case("01-10 10:00", "01-11 10:00", resolved_local="2024-01-12 10:00"),
    ]
    assert facts(tmp_path, "state, duration_s", cases) == [("closed", 2 * DAY), ("closed", 2 * DAY), ("closed", DAY)]


def test_a_case_declared_open_is_open_whatever_its_stamps(tmp_path):
    cases = [case("03-30 10:00", "03-30 12:00", end="open"), case("03-30 10:00", "03-30 12:00", end="closed")]
    assert facts(tmp_path, "state, closed_at is null, closed_in_period", cases) == [("open", True, False), ("closed", False, True)]


def test_a_closing_before_the_opening_has_no_duration(tmp_path):
    assert facts(tmp_path, "state, duration_s", [case("01-10 10:00", "01-09 10:00")]) == [("closed", None)]


def test_a_case_opened_after_the_extract_is_not_yet_there(tmp_path):
    assert facts(tmp_path, "duration_s, at_risk", [case("04-01 00:00:00")]) == [(None, False)]


# The cohort


def test_the_cohort_holds_cases_opened_in_the_period_or_open_at_its_start(tmp_path):
    late = {"opened_local": "2023-12-30 00:00"}
    cases = [
        case("01-01 00:00"),
        case("03-31 23:59"),
        late | {"closed_local": "2023-12-31 23:59:59"},
        late | {"closed_local": "2024-01-01 00:00:00"},
        late,
        late | {"end": "closed"},
    ]
    found = facts(tmp_path, "opened_in_period, at_risk, entry_s", cases)
    assert found == [(True, True, 0), (True, True, 0), (False, False, 0), (False, True, 2 * DAY), (False, True, 2 * DAY), (False, False, 0)]


def test_late_entry_is_counted_on_the_clock_of_the_case(tmp_path):
    cases = [{"opened_at": "2023-12-31 22:00", "closed_local": "2024-01-05 10:00"}]
    # 22:00 UTC is 23:00 in winter: one hour before the period
    assert facts(tmp_path, "entry_s, duration_s", cases) == [(3600, 3600 + 4 * DAY + 10 * 3600)]


def test_closed_in_the_period_follows_the_local_day(tmp_path):
    cases = [{"opened_local": "2023-12-01 10:00", "closed_local": stamp} for stamp in ("2023-12-31 23:59:59", "2024-01-01 00:00:00")]
    assert facts(tmp_path, "closed_in_period", cases) == [(False,), (True,)]


def test_opening_days_and_weeks_are_local(tmp_path):
    cases = [{"opened_at": "2024-01-14 23:30", "closed_at": "2024-01-31 23:30"}]
    found = facts(tmp_path, "opened_day, opened_week, closed_day", cases)
    assert found == [(dt.date(2024, 1, 15), dt.date(2024, 1, 15), dt.date(2024, 2, 1))]


# Days


def test_where_either_end_is_a_day_both_are_and_days_are_whole(tmp_path):
    cases = [
        case("01-10", "01-12 23:00", opened_precision="day"),
        case("01-10 23:00", "01-12", closed_precision="day"),
        case("01-10 23:00", "01-12 01:00"),
        case("03-30", opened_precision="day"),
        case("01-10", "01-10", opened_precision="day", closed_precision="day"),
    ]
    found = facts(tmp_path, "precision, duration_s, working_s", cases, hours=HOURS)
    # the 10th from 23:00 to the 12th at 01:00: all of the 11th is worked
    assert found == [
        ("day", 2 * DAY, None),
        ("day", 2 * DAY, None),
        ("second", 26 * 3600, 27_000),
        ("day", DAY, None),
        ("day", 0, None),
    ]


def test_whole_days_are_counted_across_the_clock_change(tmp_path):
    assert facts(tmp_path, "duration_s", [case("03-30", "04-01", opened_precision="day")], period=later()) == [(2 * DAY,)]


def later():
    from diagnostic.engagement import Period

    return Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 4, 30), extract_date=dt.date(2024, 4, 30))


def test_late_entry_of_a_day_is_in_whole_days(tmp_path):
    cases = [{"opened_local": "2023-12-30", "opened_precision": "day", "closed_local": "2024-01-01", "closed_precision": "day"}]
    assert facts(tmp_path, "at_risk, entry_s, duration_s", cases) == [(True, 2 * DAY, 2 * DAY)]


# Promises and clocks


def test_the_announced_time_comes_before_the_legal_one_and_the_target(tmp_path):
    promises = (
        Promise(procedure="Permis", days=60, kind="legal"),
        Promise(procedure="permis", days=45, kind="announced"),
        Promise(procedure="Permis", days=30, kind="target"),
        Promise(procedure="Acte", days=5, kind="target"),
    )
    cases = [case("01-10 10:00", procedure=procedure) for procedure in ("Permis", "Acte", "Autre", None)]
    found = facts(tmp_path, "procedure, promise_days, promise_kind", cases, promises=promises)
    assert found == [("Permis", 45.0, "announced"), ("Acte", 5.0, "target"), ("Autre", None, None), (None, None, None)]


def test_a_case_bears_its_own_promise_where_none_of_the_kind_is_declared_for_its_procedure(tmp_path):
    promises = (Promise(procedure="Permis", days=60), Promise(procedure="Acte", days=60, kind="legal"))
    cases = [
        case("01-10 10:00", procedure="Permis", promised_days=5),
        case("01-10 10:00", procedure="Acte", promised_days=5),
        case("01-10 10:00", promised_days=5, due_local="2024-01-12 10:00"),
        case("01-10 10:00", due_local="2024-01-12 16:00"),
        case("01-10 10:00", "01-12 18:00", due_local="2024-01-12", due_precision="day"),
        case("01-10", opened_precision="day", due_local="2024-01-12", due_precision="day"),
        case("01-10 10:00", due_local="2024-01-09 10:00"),
    ]
    found = facts(tmp_path, "promise_days, promise_kind", cases, promises=promises)
    until_evening = 2 + (14 * 3600 - 1) / DAY
    days = [60.0, 5.0, 5.0, 2.25, until_evening, 2.0, None]
    assert [row[0] for row in found] == [None if one is None else pytest.approx(one) for one in days]
    assert [row[1] for row in found] == ["announced"] * 6 + [None]
    kept = "select duration_s <= promise_days * 86400 from fact_cases where closed_at is not null"
    with Store.open(tmp_path / "work" / "store", {}) as store:
        assert store.connection.execute(kept).fetchall() == [(True,)]


def test_the_clock_starts_with_the_complete_file_where_the_promise_says_so(tmp_path):
    complete = {"complete_local": "2024-01-15 10:00", "procedure": "Permis"}
    cases = [
        case("01-10 10:00", "01-20 10:00", **complete),
        case("01-10 10:00", "01-20 10:00", procedure="Permis"),
        case("01-10 10:00", "01-20 10:00", **(complete | {"procedure": "Acte"})),
        {"opened_local": "2023-12-20 10:00", "closed_local": "2024-01-20 10:00", **complete},
    ]
    promises = (Promise(procedure="Permis", days=60, clock_start="complete"), Promise(procedure="Acte", days=5))
    found = facts(tmp_path, "duration_s, entry_s, at_risk", cases, promises=promises)
    assert found == [(5 * DAY, 0, True), (10 * DAY, 0, True), (10 * DAY, 0, True), (5 * DAY, 0, True)]


def test_every_kind_of_promise_is_kept_on_its_own_clock(tmp_path):
    promises = (
        Promise(procedure="Permis", days=12),
        Promise(procedure="Permis", days=60, kind="legal", clock_start="complete"),
        Promise(procedure="Permis", days=3, kind="target"),
    )
    given = case("01-10 10:00", "01-20 10:00", complete_local="2024-01-15 10:00", procedure="Permis")
    own = case("01-10 10:00", "01-20 10:00", due_local="2024-01-12 10:00", source="tool")
    late = {
        "opened_local": "2023-12-30 00:00",
        "closed_local": "2024-01-20 00:00",
        "complete_local": "2024-01-02 00:00",
        "procedure": "Permis",
    }
    tool = Source(file="data/tool.csv", table="cases", due_kind="target")
    with with_facts(
        town(tmp_path, promises=promises, sources=(tool,)), cases=[{"source": "cases"} | one for one in (given, own, late)]
    ) as store:
        rows = store.connection.execute("select * exclude (due_s) from fact_case_promises").fetchall()
        ((count,),) = store.connection.execute("select count(*) from fact_cases").fetchall()
    assert rows == [
        (1, "announced", True, 12.0, 0, 10 * DAY),
        (1, "legal", False, 60.0, 0, 5 * DAY),
        (1, "target", False, 3.0, 0, 10 * DAY),
        (2, "target", True, 2.0, 0, 10 * DAY),
        (3, "announced", True, 12.0, 2 * DAY, 21 * DAY),
        (3, "legal", False, 60.0, 0, 18 * DAY),
        (3, "target", False, 3.0, 2 * DAY, 21 * DAY),
    ]
    assert count == 3


# What a tool closes


@pytest.mark.parametrize(("precision", "followed"), [("second", False), ("minute", False), ("day", True)])
def test_a_case_opened_and_closed_in_one_instant_has_no_time_that_anyone_knows(tmp_path, precision, followed):
    given = case("01-10", "01-10", opened_precision=precision, closed_precision=precision)
    assert facts(tmp_path, "at_once, followed", [given, case("01-10", "01-11")]) == [(not followed, followed), (False, True)]


def test_what_a_tool_closes_was_over_some_time_since_its_last_step(tmp_path):
    bulk = {"artefact": "bulk_closing"}
    cases = [case("01-10 10:00", "01-30 10:00", case_id=name, **more) for name, more in (("a", bulk), ("b", bulk), ("c", {}))]
    cases += [case("01-10", "01-30", case_id="d", opened_precision="day", closed_precision="day", **bulk)]
    steps = [
        {"case_id": name, "activity": activity, "local": f"2024-01-{at}"}
        for name in ("a", "c", "d")
        for activity, at in (("Reçu", "10 10:00"), ("Visite", "14 16:00"), ("Clos", "30 10:00"))
    ]
    with with_facts(town(tmp_path, hours=HOURS), cases=cases, case_events=steps) as store:
        found = store.connection.execute("select earliest_s, working_earliest_s, working_s from fact_cases order by case_key").fetchall()
    assert [row[0] for row in found] == [4 * DAY + 6 * 3600, 0, 20 * DAY, 4 * DAY]
    assert found[1][1] == 0 and 0 < found[0][1] < found[0][2] == found[2][1] and found[3][1:] == (None, None)


# Working time


def test_working_time_leaves_out_nights_lunch_weekends_and_holidays(tmp_path):
    cases = [
        case("01-10 11:00", "01-10 14:00"),
        case("01-12 17:00", "01-15 09:00"),
        {"opened_local": "2023-12-29 17:00", "closed_local": "2024-01-02 09:30"},
        case("01-13 10:00", "01-14 10:00"),
        case("03-29 16:00"),
    ]
    found = facts(tmp_path, "working_s, working_entry_s", cases, hours=HOURS)
    assert found == [(5400, 0), (3600, 0), (5400, 1800), (0, 0), (5400, 0)]


def test_without_hours_there_is_no_working_time(tmp_path):
    found = facts(tmp_path, "working_s, working_entry_s", [case("01-10 11:00", "01-10 14:00")])
    assert found == [(None, None)]


def test_working_time_in_sql_equals_the_calendar_in_python(tmp_path):
    import numpy as np

    draw = np.random.default_rng(7)
    opened = pd.Timestamp("2023-11-01") + pd.to_timedelta(draw.integers(0, 140 * DAY, 400), unit="s")
    closed = opened + pd.to_timedelta(draw.integers(0, 30 * DAY, 400), unit="s")
    cases = pd.DataFrame({"opened_local": opened, "closed_local": closed})
    cases = cases[cases["closed_local"] < "2024-03-31"].reset_index(drop=True)
    engagement = town(tmp_path, hours=HOURS)
    with with_facts(engagement, cases=cases) as store:
        found = store.query("select working_s, duration_s from fact_cases order by case_key")
    frame = schedules.build(engagement.opening, dt.date(2023, 10, 1), dt.date(2024, 4, 30))
    expected = working_time.between(frame, "staffed", cases["opened_local"].to_numpy(), cases["closed_local"].to_numpy())
    assert (found["working_s"].to_numpy("int64") == expected).all()
    assert (found["working_s"] <= found["duration_s"]).all() and found["working_s"].sum() > 0
