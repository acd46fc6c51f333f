"""The steps of an event log, and the clock that stands still between two of them."""

import datetime as dt

import pytest

from diagnostic.engagement import ClockStop, Event, Hours, Promise
from diagnostic.errors import UserError
from tests.towns import town, with_facts

DAY, HOUR = 86_400, 3600
WAIT = ClockStop.model_validate({"from": "Pièce demandée", "to": "Pièce reçue"})
HOURS = (Hours(site="Mairie", rules="Mo-Fr 08:30-12:00,13:30-17:30; PH off"),)


def step(at: str, activity: str, case: str = "A", team: str | None = None) -> dict:
    return {"case_id": case, "activity": activity, "local": f"2024-{at}", "team": team}


def case(opened: str, closed: str | None = None, **more) -> dict:
    return {"case_id": "A", "opened_local": f"2024-{opened}", "closed_local": closed and f"2024-{closed}", **more}


def asked(tmp_path, query: str, cases: list[dict], steps: list[dict], **settings) -> list[tuple]:
    settings = {"clock_stops": (WAIT,)} | settings
    with with_facts(town(tmp_path, **settings), cases=cases, case_events=steps) as store:
        return store.connection.execute(query).fetchall()


def clock(tmp_path, cases, steps, columns="duration_s, stopped_s", **settings):
    return asked(tmp_path, f"select {columns} from fact_cases order by case_key", cases, steps, **settings)


def test_the_clock_stands_still_until_the_document_is_there(tmp_path):
    steps = [step("01-12 10:00", "Pièce demandée"), step("01-15 16:00", "Pièce reçue")]
    assert clock(tmp_path, [case("01-10 10:00", "01-20 10:00")], steps) == [(10 * DAY - 3 * DAY - 6 * HOUR, 3 * DAY + 6 * HOUR)]


def test_a_document_asked_twice_and_received_once_is_one_wait(tmp_path):
    steps = [step("01-12 10:00", "Pièce demandée"), step("01-14 10:00", "pièce demandée"), step("01-15 10:00", "Pièce reçue")]
    assert clock(tmp_path, [case("01-10 10:00", "01-20 10:00")], steps) == [(7 * DAY, 3 * DAY)]


def test_other_steps_during_a_wait_do_not_start_the_clock_again(tmp_path):
    steps = [step("01-12 10:00", "Pièce demandée"), step("01-13 10:00", "Note"), step("01-15 10:00", "Pièce reçue")]
    assert clock(tmp_path, [case("01-10 10:00", "01-20 10:00")], steps) == [(7 * DAY, 3 * DAY)]


def test_a_wait_that_a_typing_error_begins_centuries_ago_stops_no_clock_and_puts_nothing_off(tmp_path):
    steps = [step("01-12 10:00", "Pièce demandée") | {"local": "1724-01-12 10:00"}, step("01-15 10:00", "Pièce reçue")]
    steps += [step("01-19 10:00", "Pièce demandée"), step("01-21 10:00", "Pièce reçue")]  # once the eight days are over
    cases, promises = [case("01-10 10:00", "01-30 10:00", procedure="Permis")], (Promise(procedure="Permis", days=8),)
    assert clock(tmp_path, cases, steps, "duration_s, stopped_s, due_s - opened_s", promises=promises) == [(18 * DAY, 2 * DAY, 8 * DAY)]


def test_two_kinds_of_wait_at_once_count_once(tmp_path):
    stops = (WAIT, ClockStop.model_validate({"from": "Avis demandé", "to": "Avis reçu"}))
    steps = [
        step("01-12 10:00", "Pièce demandée"),
        step("01-13 10:00", "Avis demandé"),
        step("01-14 10:00", "Pièce reçue"),
        step("01-16 10:00", "Avis reçu"),
    ]
    assert clock(tmp_path, [case("01-10 10:00", "01-20 10:00")], steps, clock_stops=stops) == [(6 * DAY, 4 * DAY)]


def test_a_wait_that_never_ends_lasts_to_the_end_of_the_case_or_to_the_extract(tmp_path):
    steps = [step("01-12 10:00", "Pièce demandée"), step("03-30 00:00", "Pièce demandée", "B"), step("01-01 00:00", "Pièce reçue", "C")]
    cases = [case("01-10 10:00", "01-20 10:00"), case("03-28 00:00") | {"case_id": "B"}]
    # the extract ends on 31 March, a day of 23 hours
    assert clock(tmp_path, cases, steps) == [(2 * DAY, 8 * DAY), (2 * DAY, 47 * HOUR)]


def test_only_the_wait_between_the_start_of_the_clock_and_the_end_counts(tmp_path):
    promises = (Promise(procedure="Permis", days=60, clock_start="complete"),)
    steps = [step("01-12 10:00", "Pièce demandée"), step("01-16 10:00", "Pièce reçue")]
    cases = [case("01-10 10:00", "01-20 10:00", procedure="Permis", complete_local="2024-01-15 10:00")]
    assert clock(tmp_path, cases, steps, promises=promises) == [(4 * DAY, 1 * DAY)]


def test_a_late_entry_is_at_the_age_that_the_clock_showed(tmp_path):
    steps = [{**step("01-02 00:00", "Pièce reçue")}, {**step("01-01 00:00", "Pièce demandée"), "local": "2023-12-30 00:00"}]
    cases = [{"case_id": "A", "opened_local": "2023-12-28 00:00", "closed_local": "2024-01-05 00:00"}]
    assert clock(tmp_path, cases, steps, "entry_s, duration_s") == [(2 * DAY, 8 * DAY - 3 * DAY)]


def test_staffed_time_stands_still_too(tmp_path):
    steps = [step("01-10 10:00", "Pièce demandée"), step("01-11 10:00", "Pièce reçue")]
    # 10 January from 9 to 10, 11 January from 10 to 11: the wait took one working day
    assert clock(tmp_path, [case("01-10 09:00", "01-11 11:00")], steps, "working_s", hours=HOURS) == [(2 * HOUR,)]


def test_waits_of_cases_known_by_the_day_are_whole_days(tmp_path):
    steps = [step("01-12 23:00", "Pièce demandée"), step("01-14 01:00", "Pièce reçue")]
    cases = [case("01-10", "01-20", opened_precision="day", closed_precision="day")]
    assert clock(tmp_path, cases, steps) == [(8 * DAY, 2 * DAY)]


def test_without_a_declared_stop_the_log_stops_no_clock(tmp_path):
    steps = [step("01-12 10:00", "Pièce demandée"), step("01-15 10:00", "Pièce reçue")]
    assert clock(tmp_path, [case("01-10 10:00", "01-20 10:00")], steps, clock_stops=()) == [(10 * DAY, 0)]


def test_steps_follow_each_other_until_the_case_ends(tmp_path):
    steps = [
        step("01-15 10:00", "Décision", team="Instruction"),
        step("01-10 10:00", "Dépôt", team="Accueil"),
        step("01-10 12:00", "Prise en charge", team="Instruction"),
        step("01-10 10:00", "Dépôt", case="unknown"),
        step("04-02 10:00", "After the extract"),
    ]
    query = "select position, activity, team, next_activity, next_team, elapsed_s, staffed_s from fact_stages order by case_key, position"
    found = asked(tmp_path, query, [case("01-10 10:00", "01-15 11:00")], steps, hours=HOURS, clock_stops=())
    day = int(7.5 * HOUR)
    assert found == [
        (1, "Dépôt", "Accueil", "Prise en charge", "Instruction", 2 * HOUR, 2 * HOUR),
        (2, "Prise en charge", "Instruction", "Décision", "Instruction", 4 * DAY + 22 * HOUR, 4 * HOUR + 2 * day + int(1.5 * HOUR)),
        (3, "Décision", "Instruction", None, None, HOUR, HOUR),
    ]


def test_a_step_that_the_log_does_not_know_is_told_with_the_nearest_one(tmp_path):
    stop = ClockStop.model_validate({"from": "Pièces demandées", "to": "Zzz"})
    with pytest.raises(UserError) as raised:
        clock(tmp_path, [case("01-10 10:00")], [step("01-12 10:00", "Pièce demandée")], clock_stops=(stop,))
    near, known = (problem.text("fr") for problem in raised.value.problems)
    assert "clock_stops (1) > from" in near and near.count("Pièce demandée") == 1
    assert "clock_stops (1) > to" in known and "Pièce demandée" in known


def test_stops_declared_before_the_log_is_received_wait_for_it(tmp_path):
    with with_facts(town(tmp_path, clock_stops=(WAIT,)), cases=[case("01-10 10:00", "01-12 10:00")]) as store:
        assert store.connection.execute("select duration_s, stopped_s from fact_cases").fetchall() == [(2 * DAY, 0)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [(None, dt.date(2024, 2, 10)), ("cases", dt.date(2024, 2, 10)), ("appels", dt.date(2024, 1, 20))],
)
def test_cases_are_taken_together_since_the_last_break_that_concerns_them(tmp_path, source, expected):
    events = (
        Event(date=dt.date(2024, 1, 20), kind="break"),
        Event(date=dt.date(2024, 2, 10), kind="break", source=source),
        Event(date=dt.date(2024, 3, 1), kind="peak"),
        Event(date=dt.date(2024, 5, 1), kind="break"),
    )
    query = "select first_day, after_break from fact_case_period"
    assert asked(tmp_path, query, [case("01-10 10:00")], [], events=events, clock_stops=()) == [(expected, True)]
