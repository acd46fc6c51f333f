"""Calls answered, by rows and by totals, counted one call after the other."""

import datetime as dt
import itertools
import random

import pandas as pd
import pytest

from diagnostic.engagement import Event, Hours, Target
from diagnostic.questions.reach import calls as reach_calls
from diagnostic.questions.reach import measures as reach
from diagnostic.questions.reach import totals as reach_totals
from diagnostic.questions.volume import measures as volume
from tests.questions.random_towns import contacts, counted, in_period, one, open_town
from tests.towns import with_facts

HOURS = (Hours(site="Mairie", channel="phone", rules="Mo-Fr 09:00-12:00"),)
STAFF = [{"site": "Mairie", "team": "Standard", "channel": "phone", "fte": 5.0}]
ASKED = ("answered", "abandoned", "deflected", "unanswered")


def ringing(seed=8, count=900):
    """Contacts whose calls are transferred at times, with an end that the file does not always tell."""
    rng = random.Random(seed)
    rows = contacts(seed, count)
    for row in rows:
        if row["channel"] == "phone":
            row["transferred"] = row["outcome"] == "answered" and rng.random() < 0.4
            told = row["transferred"] and rng.random() < 0.8
            row["final_outcome"] = rng.choice(["answered", "unanswered", "abandoned"]) if told else None
    return rows


def calls_of(rows):
    return [row for row in rows if row["channel"] == "phone" and row["party"] in ("user", "unknown") and in_period(row)]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    rows = ringing()
    with with_facts(open_town(tmp_path_factory.mktemp("town"), hours=HOURS), contacts=rows, staff=STAFF) as store:
        return calls_of(rows), reach.measure(store)


def test_answer_rate_leaves_out_calls_that_asked_for_no_agent(measured):
    calls, found = measured
    answered = sum(call["outcome"] == "answered" for call in calls)
    asked = sum(call["outcome"] in ASKED for call in calls)
    assert counted(found, "reach.answer_rate_agent") == (answered, asked)
    assert counted(found, "reach.answer_rate_all") == (answered, len(calls))


def test_answer_rate_in_phone_hours_counts_the_voice_server_and_the_hours(measured):
    calls, found = measured

    def during(call):
        at = pd.Timestamp(call["occurred_local"])
        return at.weekday() < 5 and 9 <= at.hour < 12

    inside = [call for call in calls if during(call) and call["outcome"] != "out_of_hours"]
    assert counted(found, "reach.answer_rate_open") == (sum(call["outcome"] == "answered" for call in inside), len(inside))


def test_without_phone_hours_the_outcome_says_which_calls_came_in_them(tmp_path):
    rows = ringing(3, 200)
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = reach.measure(store)
    inside = [call for call in calls_of(rows) if call["outcome"] != "out_of_hours"]
    assert counted(found, "reach.answer_rate_open") == (sum(call["outcome"] == "answered" for call in inside), len(inside))


def test_the_answer_rate_has_a_cell_per_weekday_and_half_hour(measured):
    calls, found = measured
    cells = {}
    for call in calls:
        if call["outcome"] in ASKED:
            at = pd.Timestamp(call["occurred_local"])
            for scope in (
                f"weekday={at.weekday() + 1}",
                f"slot={at.hour * 2 + at.minute // 30}",
                f"slot={at.hour * 2 + at.minute // 30};weekday={at.weekday() + 1}",
            ):
                cells.setdefault(scope, []).append(call["outcome"] == "answered")
    rows = found[(found["indicator"] == "reach.answer_rate_agent") & found["scope"].str.contains("weekday|slot")]
    assert set(rows["scope"]) == set(cells)
    for scope, taken in cells.items():
        assert counted(found, "reach.answer_rate_agent", scope) == (sum(taken), len(taken))


def test_half_hours_are_hidden_where_nobody_says_how_many_agents_answer(tmp_path):
    with with_facts(open_town(tmp_path), contacts=ringing(3, 200), staff=[{**STAFF[0], "fte": 4.5}]) as store:
        found = reach.answered(store)
    slots = found[found["scope"].str.contains("slot=")]
    assert len(slots) and set(slots["status"]) == {"suppressed"}
    assert set(found.loc[found["scope"].str.match("weekday="), "status"]) == {"measured"}


def test_end_to_end_follows_a_call_to_its_last_leg_and_leaves_out_those_nobody_follows(measured):
    calls, found = measured
    asked = [call for call in calls if call["outcome"] in ASKED]
    unseen = [call for call in asked if call["transferred"] and call["final_outcome"] is None]
    ends = [call["final_outcome"] or call["outcome"] for call in asked if call not in unseen]
    taken = ends.count("answered")
    assert counted(found, "reach.end_to_end_rate") == (taken, len(ends))
    assert taken / len(ends) < one(found, "reach.answer_rate_agent")["value"]
    row = one(found, "reach.end_to_end_rate")
    assert row["low_definition"] == pytest.approx(taken / len(asked))
    assert row["high_definition"] == pytest.approx((taken + len(unseen)) / len(asked))
    assert "switchboard_only" not in one(found, "reach.answer_rate_agent")["note"]


def test_an_export_that_stops_at_the_switchboard_gives_no_end_to_end_rate_and_says_that_the_other_overstates(tmp_path):
    rows = [{**row, "final_outcome": None} for row in ringing(3, 200)]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = reach.measure(store)
    row = one(found, "reach.end_to_end_rate")
    assert (row["status"], row["note"]) == ("not_measurable", "missing: contacts.final_outcome")
    assert one(found, "reach.answer_rate_agent")["note"] == "switchboard_only"


def test_a_file_that_follows_no_call_does_not_dilute_the_one_that_does(tmp_path):
    silent = [{**row, "final_outcome": None, "transferred": None, "source": "old"} for row in ringing(3, 200)]
    telling = [{**row, "source": "new"} for row in ringing(4, 200)]
    with with_facts(open_town(tmp_path), contacts=[*silent, *telling]) as store:
        found = reach.measure(store)
    asked = [call for call in calls_of(telling) if call["outcome"] in ASKED]
    known = [call for call in asked if call["final_outcome"] or not call["transferred"]]
    answered = [call for call in asked if call["outcome"] == "answered"]
    assert one(found, "reach.end_to_end_rate")["denominator"] == len(known)
    assert counted(found, "reach.transfer_rate") == (sum(call["transferred"] for call in answered), len(answered))


def test_transfers_are_counted_out_of_answered_calls(measured):
    calls, found = measured
    answered = [call for call in calls if call["outcome"] == "answered"]
    assert counted(found, "reach.transfer_rate") == (sum(call["transferred"] for call in answered), len(answered))


def test_short_abandons_are_those_under_five_seconds(measured):
    calls, found = measured
    answered = sum(call["outcome"] == "answered" for call in calls)
    given_up = [call for call in calls if call["outcome"] == "abandoned"]
    lasting = [call for call in given_up if call["wait_s"] is None or call["wait_s"] >= 5]
    assert counted(found, "reach.abandon_rate") == (len(given_up), answered + len(given_up))
    assert counted(found, "reach.abandon_rate", "short=excluded") == (len(lasting), answered + len(lasting))


@pytest.mark.parametrize(("wait", "short"), [(4.9, True), (5.0, False), (0.0, True)])
def test_five_seconds_are_no_short_abandon(tmp_path, wait, short):
    row = {"occurred_local": "2024-02-01 10:00", "channel": "phone"}
    with with_facts(
        open_town(tmp_path), contacts=[{**row, "outcome": "answered"}, {**row, "outcome": "abandoned", "wait_s": wait}]
    ) as store:
        found = reach.abandoned(store)
    assert counted(found, "reach.abandon_rate", "short=excluded") == ((0, 1) if short else (1, 2))


@pytest.mark.parametrize(("wait", "within"), [(19.0, 1), (20.0, 1), (20.5, 0), (21.0, 0)])
def test_the_twentieth_second_is_within_the_set_time(tmp_path, wait, within):
    row = {"occurred_local": "2024-02-01 10:00", "channel": "phone"}
    calls = [
        {**row, "outcome": "answered", "wait_s": wait},
        {**row, "outcome": "abandoned", "wait_s": 3.0},
        {**row, "outcome": "deflected"},
    ]
    with with_facts(open_town(tmp_path), contacts=calls) as store:
        assert counted(reach.service_level(store), "reach.service_level") == (within, 2)


def test_the_service_level_is_counted_out_of_calls_answered_or_abandoned(measured):
    calls, found = measured
    timed = [call for call in calls if call["outcome"] == "answered" and call["wait_s"] is not None]
    given_up = sum(call["outcome"] == "abandoned" for call in calls)
    assert counted(found, "reach.service_level") == (sum(call["wait_s"] <= 20 for call in timed), len(timed) + given_up)


def test_totals_of_the_telephone_system_stand_in_for_rows(tmp_path):
    totals = [
        {"day": "2024-01-31", "offered": 100, "answered": 60, "abandoned": 20, "voice_server": 10, "wait_s": 30.0},
        {"day": "2024-03-31", "offered": 50, "answered": 20, "abandoned": None, "wait_s": 90.0},
        {"day": "2024-04-01", "offered": 999, "answered": 999, "abandoned": 0, "wait_s": 1.0},
    ]
    with with_facts(open_town(tmp_path), call_counts=totals) as store:
        found = reach.measure(store)
    assert counted(found, "reach.answer_rate_agent") == (80, 140)
    assert counted(found, "reach.answer_rate_open") == (80, 150)
    assert counted(found, "reach.answer_rate_all") == (80, 150)
    assert counted(found, "reach.abandon_rate") == (20, 80)
    assert counted(found, "reach.answer_rate_agent", "month=2024-03") == (20, 50)
    assert counted(found, "reach.wait_mean") == (60 * 30 + 20 * 90, 80)
    assert one(found, "reach.answer_rate_agent")["note"] == "unbalanced_days"
    lacking = ("reach.wait_p50", "reach.service_level", "reach.redial_rate", "reach.callers_reached_share", "reach.end_to_end_rate")
    assert {one(found, name)["status"] for name in lacking} == {"not_measurable"}


def test_totals_by_month_give_the_rates_of_their_months_and_what_needs_days_says_so(tmp_path):
    totals = [
        {"month": "2024-01", "offered": 100, "answered": 60, "abandoned": 40, "answered_in_time": 30},
        {"month": "2024-02", "offered": 200, "answered": 150, "abandoned": 50, "answered_in_time": 90},
        {"month": "2024-04", "offered": 999, "answered": 999, "abandoned": 0, "answered_in_time": 999},
    ]
    with with_facts(open_town(tmp_path), call_counts=totals) as store:
        found, counts, week = reach.measure(store), volume.contacts(store), volume.peak_week(store)
        shown = store.connection.execute("select sum(contacts) from fact_volumes where in_period").fetchall()
    assert counted(found, "reach.answer_rate_agent") == (210, 300)
    assert counted(found, "reach.answer_rate_agent", "month=2024-02") == (150, 200)
    assert counted(found, "reach.service_level") == (120, 300)
    assert one(found, "reach.service_level")["note"] == "time_of_the_system"
    assert one(counts, "volume.contacts")["value"] == 300 == shown[0][0]
    assert one(week, "volume.peak_week_ratio")["status"] == "not_measurable"


def test_totals_by_half_hour_give_the_rate_of_each_part_of_the_week(tmp_path):
    # two Mondays and a Tuesday
    totals = [
        {"day": day, "slot": slot, "offered": 20, "answered": answered, "abandoned": 20 - answered}
        for day, slot, answered in (("2024-01-08", 17, 10), ("2024-01-15", 17, 12), ("2024-01-08", 18, 20), ("2024-01-09", 17, 15))
    ]
    with with_facts(open_town(tmp_path), call_counts=totals) as store:
        frame = reach_calls.Calls.of(store)
        rows = list(frame.rate("reach.answer_rate_agent", "answered", "for_agents", reach.OF_THE_WEEK))
        listed = reach_totals.unbalanced(store)
    found = {row["scope"]: (row["numerator"], row["denominator"]) for row in rows}
    assert found["slot=17;weekday=1"] == (22, 40) and found["slot=17"] == (37, 60) and found["weekday=1"] == (42, 60)
    assert frame.by_half_hour and listed.days == 3 and listed.listed.empty


def test_totals_beside_rows_are_not_counted_twice(tmp_path):
    rows = ringing(3, 200)
    totals = [{"day": "2024-01-31", "offered": 100, "answered": 60, "abandoned": 20}]
    with with_facts(open_town(tmp_path), contacts=rows, call_counts=totals) as store:
        assert one(reach.answered(store), "reach.answer_rate_all")["denominator"] == len(calls_of(rows))


def test_a_target_stands_beside_its_indicator(tmp_path):
    targets = {"reach.answer_rate_agent": Target(value=0.85, source="Services Publics+")}
    with with_facts(open_town(tmp_path, targets=targets), contacts=contacts(2)) as store:
        found = reach.measure(store)
    row = one(found, "reach.answer_rate_agent")
    assert (row["target"], row["target_source"]) == (0.85, "Services Publics+")
    assert pd.isna(one(found, "reach.abandon_rate")["target"])


@pytest.mark.parametrize("source", [None, "contacts"])
def test_nothing_is_averaged_across_a_declared_break(tmp_path, source):
    rows = ringing(5, 900)
    events = (Event(date=dt.date(2024, 2, 12), kind="break", label="Nouveau standard", source=source),)
    with with_facts(open_town(tmp_path, events=events), contacts=rows) as store:
        found, weeks = reach.measure(store), reach.weekly(store)
    since = [call for call in calls_of(rows) if pd.Timestamp(call["occurred_local"]) >= pd.Timestamp("2024-02-12")]
    asked = [call for call in since if call["outcome"] in ASKED]
    assert counted(found, "reach.answer_rate_agent") == (sum(call["outcome"] == "answered" for call in asked), len(asked))
    assert one(found, "reach.answer_rate_agent")["period_start"] == "2024-02-12"
    pooling = found[(found["scope"] == "all") & (found["status"] == "measured")]
    assert len(pooling) >= 10 and pooling["note"].str.startswith("since_break").all()
    months = found[found["indicator"] == "reach.wait_p90"].set_index("scope")
    assert months.loc["month=2024-02", ["status", "note"]].tolist() == ["not_measurable", "across_break"]
    assert set(months.loc[["month=2024-01", "month=2024-03"], "status"]) == {"measured"}
    assert weeks.groupby("stretch")["week"].max()["0"] < weeks.groupby("stretch")["week"].min()["1"]


@pytest.mark.parametrize("event", [{"source": "autre"}, {"kind": "peak"}, {"date": dt.date(2024, 1, 1)}, {"date": dt.date(2024, 4, 1)}])
def test_events_that_break_nothing_here_change_nothing(tmp_path, event):
    rows = ringing(5, 300)
    events = (Event(**({"date": dt.date(2024, 2, 12), "kind": "break"} | event)),)
    with with_facts(open_town(tmp_path, events=events), contacts=rows) as store:
        found = reach.answered(store)
    assert one(found, "reach.answer_rate_all")["denominator"] == len(calls_of(rows))
    assert not found["note"].str.contains("break").any()


def test_a_week_that_a_break_divides_gives_two_points(tmp_path):
    rows = ringing(5, 900)
    events = (Event(date=dt.date(2024, 2, 14), kind="break"),)
    with with_facts(open_town(tmp_path, events=events), contacts=rows) as store:
        weeks = reach.weekly(store)
    asked = [call for call in calls_of(rows) if call["outcome"] in ASKED]
    expected = {}
    for call in asked:
        at = pd.Timestamp(call["occurred_local"])
        monday = (at - pd.Timedelta(days=at.weekday())).date().isoformat()
        expected.setdefault((str(int(at >= pd.Timestamp("2024-02-14"))), monday), []).append(call["outcome"] == "answered")
    found = {(row.stretch, row.week): (row.numerator, row.denominator) for row in weeks.itertuples()}
    assert found == {key: (sum(taken), len(taken)) for key, taken in expected.items()}
    assert {stretch for stretch, week in found if week == "2024-02-12"} == {"0", "1"}


def test_outcomes_come_most_frequent_first_and_rare_ones_are_left_out(tmp_path):
    from diagnostic.engagement import Parameters

    row = {"occurred_local": "2024-02-01 10:00", "channel": "phone"}
    numbers = {"abandoned": 30, "answered": 40, "deflected": 10, "voice_server": 11, "out_of_hours": 0}

    def outcomes(folder, numbers):
        calls = list(itertools.chain(*([{**row, "outcome": outcome}] * number for outcome, number in numbers.items())))
        with with_facts(open_town(folder, parameters=Parameters()), contacts=calls) as store:
            return list(reach.outcomes(store).itertuples(index=False, name=None))

    shown = [("answered", 40), ("abandoned", 30), ("voice_server", 11)]
    assert outcomes(tmp_path / "two", numbers | {"unanswered": 1}) == shown
    assert outcomes(tmp_path / "one", numbers) == shown[:2]  # all calls less the others would be the ten that were deflected
