"""Agents needed at once and the load of the week, against Erlang's formula written out and loops over the calls."""

import datetime as dt
import math
import random
from collections import Counter

import pandas as pd
import pytest

from diagnostic.engagement import Client, Event, Hours, Parameters
from diagnostic.questions.workload import busy, positions
from tests.questions.random_towns import handled, in_period, one, open_town
from tests.questions.repeats.test_measures import naive_repeats
from tests.towns import with_facts

OPEN = (Hours(site="Mairie", channel="phone", rules="Mo-Fr 08:30-12:00,13:30-17:00; PH off"),)
MONDAYS = [day for day in pd.date_range("2024-01-08", "2024-03-25", freq="7D")]
HANDLING = 240.0


def erlang_c(calls_per_hour, agents, handling=HANDLING):
    """The share answered within 20 s, from the textbook formula."""
    load = calls_per_hour * handling / 3600
    if load >= agents:
        return 0.0
    top = load**agents / math.factorial(agents) * agents / (agents - load)
    waiting = top / (sum(load**k / math.factorial(k) for k in range(agents)) + top)
    return 1 - waiting * math.exp(-(agents - load) * 20 / handling)


def agents_for(calls_per_hour, handling=HANDLING):
    return next(agents for agents in range(1, 99) if erlang_c(calls_per_hour, agents, handling) >= 0.8)


def half_hour(calls, every):
    """Each Monday at nine, so many calls within the half-hour, one in `every` by somebody who had written five days before."""
    rows, person = [], 0
    for monday in MONDAYS:
        for number in range(calls):
            at = monday + pd.Timedelta(hours=9, seconds=60 + number * 20)
            row = {"occurred_local": at.isoformat(), "channel": "phone", "outcome": "answered", "topic": "t", "handle_s": HANDLING}
            person += 1
            rows.append(row | {"person": person})
            if person % every == 1:
                rows.append(
                    row | {"person": person, "channel": "email", "outcome": None, "occurred_local": (at - pd.Timedelta(days=5)).isoformat()}
                )
    return [*rows, {"occurred_local": "2023-12-01 10:00", "channel": "email"}]


def freed(folder, rows, **parameters):
    town = open_town(folder, hours=OPEN, parameters=Parameters(**({"small_group": 1, "draws": 100} | parameters)))
    with with_facts(town, contacts=rows) as store:
        return one(positions.freed(store), "repeat.positions_freed")


def test_fifteen_percent_fewer_calls_free_no_position_in_a_team_of_two(tmp_path):
    row = freed(tmp_path, half_hour(calls=5, every=7))  # nine calls of sixty
    assert (agents_for(10), agents_for(8.5)) == (2, 2)
    assert (row["value"], row["denominator"], row["numerator"]) == (0, 2, 2)


def test_half_as_many_calls_free_positions_in_a_larger_team(tmp_path):
    row = freed(tmp_path, half_hour(calls=30, every=2))
    assert (row["value"], row["denominator"], row["numerator"]) == (agents_for(60) - agents_for(30), agents_for(60), agents_for(30))
    assert row["value"] > 0


def test_the_least_presence_may_leave_nothing_to_free(tmp_path):
    row = freed(tmp_path, half_hour(calls=30, every=2), minimum_presence=agents_for(60))
    assert (row["value"], row["numerator"]) == (0, agents_for(60))


def test_calls_that_hang_up_ask_for_an_agent_and_calls_out_of_hours_do_not(tmp_path):
    rows = half_hour(calls=10, every=2)
    lost = [row | {"outcome": "abandoned", "person": None} for row in rows if row["channel"] == "phone"]
    late = [row | {"occurred_local": row["occurred_local"].replace("T09", "T19"), "person": None} for row in rows] * 5
    row = freed(tmp_path, rows + lost + late)
    assert row["denominator"] == agents_for(40)
    assert row["numerator"] == agents_for(40 - 0.5 * 20)


def test_a_call_back_after_a_lost_call_is_the_same_demand(tmp_path):
    rows = half_hour(calls=10, every=2)
    calls = [row for row in rows if row["channel"] == "phone"]
    before = [(pd.Timestamp(row["occurred_local"]) - pd.Timedelta(seconds=55)).isoformat() for row in calls]
    lost = [row | {"outcome": "abandoned", "occurred_local": at} for row, at in zip(calls, before, strict=True)]
    assert freed(tmp_path, rows + lost)["denominator"] == agents_for(20)


def morning_calls(seed):
    """Calls of many persons, most on Mondays and Tuesdays, some of whom call again at once or in the next days; and e-mails."""
    rng, rows = random.Random(seed), []
    for day in pd.date_range("2023-12-04", "2024-03-31"):
        for _ in range(50 if day.weekday() < 2 else 1):
            at = day + pd.Timedelta(hours=8, minutes=rng.randrange(15, 110), seconds=rng.randrange(60))
            for _ in range(rng.choice([1, 1, 1, 2, 3])):
                row = {"channel": "phone", "outcome": rng.choice(["answered", "answered", "abandoned", "unanswered", "voice_server"])}
                row |= {"party": rng.choice(["user", "user", "relay"]), "handle_s": rng.choice([None, 300.0, 700.0])}
                rows.append(
                    row | {"occurred_local": at.isoformat(), "topic": rng.choice(["a", "b"]), "person": rng.choice([None, *range(1, 200)])}
                )
                if rng.random() < 0.3:
                    rows.append(rows[-1] | {"occurred_local": (at + pd.Timedelta(minutes=rng.choice([2, 59, 61]))).isoformat()})
                at += pd.Timedelta(days=rng.choice([1, 3, 9]))
        rows.append({"occurred_local": f"{day.date()} 10:00", "channel": "email", "topic": "a", "person": rng.randrange(1, 200)})
    return rows


def test_positions_are_those_of_the_definition_read_aloud(tmp_path):
    rows, minimum = morning_calls(1), 2
    ordered = sorted(range(len(rows)), key=lambda n: (pd.Timestamp(rows[n]["occurred_local"]), n))
    asking, taken, times, before = Counter(), Counter(), [], {}

    def term(day):  # zone C: Christmas to 7 January, winter from 10 to 25 February
        return not (day < dt.date(2024, 1, 8) or dt.date(2024, 2, 10) <= day <= dt.date(2024, 2, 25))

    for row in (rows[n] for n in ordered):
        at = pd.Timestamp(row["occurred_local"])
        if row["channel"] != "phone":
            continue
        last = before.get(row["person"]) if row["person"] else None
        redial = last is not None and last[1] != "answered" and at - last[0] <= pd.Timedelta(hours=1)
        if row["person"]:
            before[row["person"]] = (at, row["outcome"])
        open_at = at.weekday() < 5 and any(
            pd.Timedelta(hours=a) <= at - at.normalize() < pd.Timedelta(hours=b) for a, b in ((8.5, 12), (13.5, 17))
        )
        if row["party"] == "relay" or not dt.date(2024, 1, 1) <= at.date() <= dt.date(2024, 3, 31) or not term(at.date()) or not open_at:
            continue
        place = (at.weekday(), at.hour * 2 + at.minute // 30)
        asking[place] += row["outcome"] in ("answered", "abandoned", "deflected", "unanswered") and not redial
        taken[place] += row["outcome"] == "answered"
        times += [row["handle_s"]] if row["outcome"] == "answered" and row["handle_s"] else []
    days = Counter(day.weekday() for day in pd.date_range("2024-01-01", "2024-03-31") if term(day.date()))
    named = [row | {"party": row.get("party", "user"), "outcome": row.get("outcome"), "handle_s": row.get("handle_s")} for row in rows]
    repeated, eligible = ([row for row in group if row["channel"] == "phone"] for group in naive_repeats(named, 7, 7))
    handling, rate = sum(times) / len(times), len(repeated) / len(eligible)

    def busiest(share):
        hourly = {place: (asking[place] - share * taken[place]) / days[place[0]] * 2 for place in asking}
        return max(max(minimum, agents_for(flow, handling)) for flow in hourly.values())

    town = open_town(
        tmp_path,
        hours=OPEN,
        client=Client(name="Ville", school_zone="C"),
        parameters=Parameters(small_group=1, draws=100, minimum_presence=minimum, repeat_effort=1.5),
    )
    with with_facts(town, contacts=rows) as store:
        row = one(positions.freed(store), "repeat.positions_freed")
    assert (row["denominator"], row["numerator"]) == (busiest(0), busiest(rate))
    assert row["value"] == busiest(0) - busiest(rate)
    seen = len(repeated) / sum(contact["channel"] == "phone" and in_period(contact) for contact in handled(named))
    longest = [[contact for contact in group if contact["channel"] == "phone"] for group in naive_repeats(named, 30, 30)]
    assert row["low_definition"] == busiest(0) - busiest(min(seen, rate))
    assert row["high_definition"] == busiest(0) - busiest(max(rate, len(longest[0]) / len(longest[1])))


def test_nothing_is_averaged_across_a_declared_break(tmp_path):
    rows = half_hour(calls=5, every=2)
    since = [
        row | {"person": None, "channel": "phone"} for row in rows if row["occurred_local"] >= "2024-02-12" and row["channel"] == "phone"
    ]
    town = open_town(
        tmp_path, hours=OPEN, events=(Event(date=dt.date(2024, 2, 12), kind="break"),), parameters=Parameters(small_group=1, draws=100)
    )
    with with_facts(town, contacts=rows + since * 3) as store:
        assert one(positions.freed(store), "repeat.positions_freed")["denominator"] == agents_for(40)


def test_a_call_is_counted_per_day_of_its_weekday_holidays_left_out(tmp_path):
    row = freed(tmp_path, half_hour(calls=10, every=2)[: 10 * 15])  # the calls of ten Mondays out of those of the period
    mondays = 12  # from 1 January to 31 March 2024, the first a holiday
    assert row["denominator"] == agents_for(10 * 10 / mondays * 2)


def test_without_a_known_caller_there_is_no_rate_and_the_note_says_so(tmp_path):
    calls = [{**row, "person": None if row["channel"] == "phone" else 1, "topic": "t"} for row in half_hour(10, 2)]
    assert freed(tmp_path, calls)["note"] == "no_rate: phone"


@pytest.fixture
def week(tmp_path):
    calls = half_hour(calls=6, every=99)
    untimed = [row | {"handle_s": None} for row in calls if row["channel"] == "phone"]
    written = [row | {"channel": "email", "outcome": None} for row in calls]
    with with_facts(open_town(tmp_path, hours=OPEN), contacts=calls + untimed + written) as store:
        return busy.week(store).set_index(["weekday", "slot"])["agents"]


def test_the_load_is_agents_kept_busy_per_day_by_telephone_alone_here_untimed_calls_at_the_mean(week):
    mondays, calls = 12, 6 * 2 * len(MONDAYS)
    assert week.loc[1, 18] == pytest.approx(calls * HANDLING / 1800 / mondays)
    assert week.sum() == pytest.approx(week.loc[1, 18])
    assert len(week) == 7 * 48
