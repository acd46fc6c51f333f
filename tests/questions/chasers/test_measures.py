"""Chasers against a walk through random cases, one second either side of every edge, and nothing left once links or dates are shuffled."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import ClockStop, Parameters, Period, Promise
from diagnostic.questions.chasers import measures as chasers
from tests.questions.random_towns import counted, in_period, one, open_town
from tests.towns import with_facts

DAY = pd.Timedelta(days=1)
HOUR = pd.Timedelta(hours=1)
MONTH = 365.25 / 12
START, END = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-04-01")  # the period, and the extract: both end on 31 March
PROMISES = (Promise(procedure="births", days=6, kind="announced"),)
PROMISED = {"births": 6}
BOUNDS = [{"occurred_local": at, "channel": "phone", "outcome": "abandoned"} for at in ("2023-12-01 09:00", "2024-04-10 09:00")]


def random_cases(rng: random.Random, count: int = 40) -> list[dict]:
    made = []
    for number in range(count):
        opened = pd.Timestamp("2023-12-10 09:00") + pd.Timedelta(days=rng.randrange(105), minutes=rng.randrange(480))
        closed = opened + pd.Timedelta(days=rng.randrange(1, 40), minutes=rng.randrange(300)) if rng.random() < 0.8 else None
        made.append(
            {
                "opened_local": opened.isoformat(),
                "closed_local": closed.isoformat() if closed is not None else None,
                "end": rng.choice(["closed", "closed", "withdrawn"]) if closed is not None else None,
                "procedure": rng.choice(["births", "waste", "permits"]),
                "case_id": f"d{number}",
                "person": rng.choice([None, *range(1, 9)]),
            }
        )
    return made


def random_contacts(rng: random.Random, cases: list[dict], count: int = 600) -> list[dict]:
    made = []
    for _ in range(count):
        case = rng.choice(cases)
        at = pd.Timestamp(case["opened_local"]) + pd.Timedelta(minutes=rng.choice([-30, 20, 60, 61, rng.randrange(-4_000, 60_000)]))
        made.append(
            {
                "occurred_local": at.isoformat(),
                "channel": rng.choice(["phone", "email"]),
                "outcome": None,
                "person": rng.choice([None, case["person"]]),
                "topic": rng.choice([None, case["procedure"]]),
                "case_id": rng.choice([None, case["case_id"]]),
                "party": rng.choice(["user", "user", "relay"]),
            }
        )
    return made


def life(case) -> tuple[pd.Timestamp, pd.Timestamp]:
    closed = pd.Timestamp(case["closed_local"]) if case["closed_local"] else None
    return pd.Timestamp(case["opened_local"]), END if closed is None or closed >= END else closed


def naive_chasers(contacts, cases) -> list[tuple[int, bool]]:
    """(place of the case, whether before the due date) of each chaser of the period, by looking at every case for every contact."""
    found = []
    for contact in contacts:
        at = pd.Timestamp(contact["occurred_local"])
        if contact["party"] == "relay" or not in_period(contact):
            continue
        about = []
        for place, case in enumerate(cases):
            opened, ended = life(case)
            if contact["case_id"]:
                matches = contact["case_id"] == case["case_id"]
            else:
                same = contact["person"] is not None and (contact["person"], contact["topic"]) == (case["person"], case["procedure"])
                matches = same and opened - HOUR <= at < ended
            if matches:
                about.append((opened, place))
        if not about:
            continue
        opened, place = max(about)
        if opened + HOUR < at < life(cases[place])[1]:
            days = PROMISED.get(cases[place]["procedure"])
            found.append((place, None if days is None else at <= opened + days * DAY))
    return found


@pytest.fixture(scope="module", params=[1, 2])
def town(request, tmp_path_factory):
    rng = random.Random(request.param)
    cases = random_cases(rng)
    contacts = random_contacts(rng, cases) + [row | {"person": None, "topic": None, "case_id": None, "party": "user"} for row in BOUNDS]
    with with_facts(open_town(tmp_path_factory.mktemp("town"), promises=PROMISES), contacts=contacts, cases=cases) as store:
        return cases, naive_chasers(contacts, cases), chasers.measure(store), chasers.ages(store)


def exposed(cases) -> dict[int, float]:
    """Days of the period for which each case is open; cases that are not are left out."""
    found = {}
    for place, case in enumerate(cases):
        opened, ended = life(case)
        days = (min(ended, END) - max(opened, START)) / DAY
        if days > 0:
            found[place] = days
    return found


def test_the_rate_counts_chasers_over_the_time_that_cases_are_open(town):
    cases, come, rows, _ = town
    days = exposed(cases)
    row = one(rows, "repeat.chaser_rate")
    assert row["numerator"] == len(come) > 30
    assert row["value"] == pytest.approx(100 * len(come) / (sum(days.values()) / MONTH), rel=1e-3)  # the clocks change within the period
    births = [place for place in days if cases[place]["procedure"] == "births"]
    expected = 100 * sum(place in births for place, _ in come) / (sum(days[place] for place in births) / MONTH)
    assert one(rows, "repeat.chaser_rate", "procedure=births")["value"] == pytest.approx(expected, rel=1e-3)


def test_before_and_after_the_due_date_split_the_time_of_cases_that_have_one(town):
    cases, come, rows, _ = town
    before = after = 0.0
    for place in exposed(cases):
        if cases[place]["procedure"] in PROMISED:
            opened, ended = life(cases[place])
            due = opened + PROMISED[cases[place]["procedure"]] * DAY
            before += max((min(ended, due, END) - max(opened, START)) / DAY, 0)
            after += max((min(ended, END) - max(due, START)) / DAY, 0)
    for edge, days, early in (("before", before, True), ("after", after, False)):
        row = one(rows, "repeat.chaser_rate", f"edge={edge}")
        assert row["numerator"] == sum(due is early for _, due in come) > 0
        assert row["value"] == pytest.approx(100 * row["numerator"] / (days / MONTH), rel=1e-3)
    share = counted(rows, "repeat.chaser_before_due_share")
    assert share == (sum(due is True for _, due in come), sum(due is not None for _, due in come))


def test_the_chased_share_counts_every_case_open_in_the_period(town):
    cases, come, rows, _ = town
    assert counted(rows, "repeat.chased_share") == (len({place for place, _ in come}), len(exposed(cases)))


def test_the_slope_is_the_weighted_one_within_procedures(town):
    cases, come, rows, _ = town
    days = exposed(cases)
    top = bottom = 0.0
    for procedure in {case["procedure"] for case in cases}:
        mine = [place for place in days if cases[place]["procedure"] == procedure]
        x = np.array([days[place] for place in mine])
        y = np.array([sum(chaser == place for chaser, _ in come) for place in mine], float)
        weight = 1 / (x + 1)
        x, y = x - np.average(x, weights=weight), y - np.average(y, weights=weight)
        top, bottom = top + (weight * x * y).sum(), bottom + (weight * x * x).sum()
    row = one(rows, "repeat.delay_elasticity")
    assert row["value"] == pytest.approx(10 * top / bottom, rel=1e-3)
    assert (row["numerator"], row["denominator"]) == (len(come), len(days))
    assert row["low"] < row["value"] < row["high"]


def test_ages_share_out_every_chaser_and_the_time_open(town):
    cases, come, _, found = town
    assert 0.5 * len(come) < found["chasers"].sum() <= len(come)
    assert found["months"].sum() <= sum(exposed(cases).values()) / MONTH + 1e-6


@pytest.mark.parametrize("least", [2, 11, 30])
def test_no_age_is_shown_of_fewer_chasers_than_a_small_group(tmp_path, least):
    rng = random.Random(1)
    cases = random_cases(rng)
    engagement = open_town(tmp_path, promises=PROMISES, parameters=Parameters(small_group=least))
    with with_facts(engagement, contacts=random_contacts(rng, cases) + BOUNDS, cases=cases) as store:
        shown = chasers.ages(store)
    assert least <= shown["chasers"].min() < 2 * least


def edge(tmp_path, contacts, case, **settings) -> list[tuple]:
    with with_facts(open_town(tmp_path, **settings), contacts=contacts + BOUNDS, cases=[case]) as store:
        return store.connection.execute("select stage, link, overdue_s, answered from fact_case_contacts order by contact").fetchall()


CASE = {
    "opened_local": "2024-01-10 10:00",
    "closed_local": "2024-01-20 10:00",
    "end": "closed",
    "case_id": "d1",
    "procedure": "births",
    "person": 1,
}


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        ("2024-01-10 09:00", "opening"),
        ("2024-01-10 11:00:00", "opening"),
        ("2024-01-10 11:00:01", "chaser"),
        ("2024-01-20 09:59:59", "chaser"),
        ("2024-01-20 10:00:00", "ended"),
    ],
)
def test_a_chaser_comes_after_the_hour_of_the_opening_and_before_the_end(tmp_path, at, stage):
    found = edge(tmp_path, [{"occurred_local": at, "channel": "email", "case_id": "d1"}], CASE)
    assert stage in [row[0] for row in found]


def test_the_due_instant_itself_is_not_late(tmp_path):
    contacts = [{"occurred_local": f"2024-01-16 10:00:0{second}", "channel": "email", "case_id": "d1"} for second in (0, 1)]
    found = edge(tmp_path, contacts, CASE, promises=PROMISES)
    assert [row[2] for row in found if row[0] == "chaser"] == [0, 1]


def test_a_due_day_counts_whole_where_the_opening_has_no_hour(tmp_path):
    case = CASE | {"opened_local": "2024-01-10", "opened_precision": "day", "closed_local": "2024-01-20", "closed_precision": "day"}
    contacts = [
        {"occurred_local": at, "channel": "email", "case_id": "d1"}
        for at in ("2024-01-10 16:00", "2024-01-16 23:59:59", "2024-01-17 00:00")
    ]
    found = edge(tmp_path, contacts, case, promises=PROMISES)
    assert [(stage, overdue) for stage, _, overdue, _ in found if stage == "chaser"] == [("chaser", 0), ("chaser", 1)]


def test_a_number_comes_before_person_and_topic_and_a_foreign_number_links_to_nothing(tmp_path):
    shared = {"channel": "email", "person": 1, "topic": "Births"}
    contacts = [
        {"occurred_local": "2024-01-12 10:00", "case_id": "d1", "channel": "email", "person": 7, "topic": "waste"},
        {"occurred_local": "2024-01-13 10:00", **shared},
        {"occurred_local": "2024-01-14 10:00", **shared, "case_id": "other"},
        {"occurred_local": "2024-01-25 10:00", **shared},
    ]
    assert [row[:2] for row in edge(tmp_path, contacts, CASE) if row[1] != "opening"] == [("chaser", "case_id"), ("chaser", "person")]


def test_a_contact_follows_an_answer_from_the_first_response_on(tmp_path):
    contacts = [{"occurred_local": f"2024-01-15 10:00:0{second}", "channel": "email", "case_id": "d1"} for second in (0, 1)]
    contacts.append({"occurred_local": "2024-01-15 09:59", "channel": "email", "case_id": "d1"})
    found = edge(tmp_path, contacts, CASE | {"first_response_local": "2024-01-15 10:00"})
    assert [answered for stage, _, _, answered in found if stage == "chaser"] == [False, True, True]


def planted(rng: np.random.Generator, cases: int = 300) -> tuple[list[dict], list[dict]]:
    """Cases of three procedures, chased at a constant pace while open: the slow procedure is chased once more whatever its delay."""
    opened = pd.Timestamp("2024-01-02 10:00") + pd.to_timedelta(rng.uniform(0, 320, cases), unit="D")
    procedure = rng.integers(0, 3, cases)
    days = np.minimum(rng.lognormal(np.log(np.array([4.0, 8.0, 16.0])[procedure]), 0.7), 38)
    made, contacts = [], []
    for number in range(cases):
        name, begin = f"d{number}", opened[number].floor("s")
        closed = begin + pd.Timedelta(days=days[number])
        made.append(
            {
                "opened_local": begin,
                "closed_local": closed.floor("s"),
                "end": "closed",
                "procedure": f"p{procedure[number]}",
                "case_id": name,
                "person": number,
            }
        )
        moments = rng.uniform(0.05, days[number], rng.poisson(0.1 * days[number]))
        moments = [*moments, *([min(0.5, days[number] / 2)] if procedure[number] == 2 else [])]
        contacts += [{"occurred_local": (begin + pd.Timedelta(days=at)).floor("s"), "channel": "email", "case_id": name} for at in moments]
    return made, contacts


@pytest.mark.parametrize("shuffled", [None, "links", "dates"])
def test_the_planted_slope_is_found_and_vanishes_once_links_or_dates_are_shuffled(tmp_path, shuffled):
    rng = np.random.default_rng(4)
    cases, contacts = planted(rng)
    order = rng.permutation(len(contacts))
    column = {"links": "case_id", "dates": "occurred_local"}.get(shuffled)
    if column:
        values = [contacts[place][column] for place in order]
        contacts = [contact | {column: moved} for contact, moved in zip(contacts, values, strict=True)]
    year = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31), extract_date=dt.date(2024, 12, 31))
    bounds = [*BOUNDS, BOUNDS[1] | {"occurred_local": "2025-01-10 09:00"}]
    with with_facts(open_town(tmp_path, period=year), contacts=contacts + bounds, cases=cases) as store:
        row = one(chasers.elasticity(store), "repeat.delay_elasticity")
    if shuffled is None:
        assert row["low"] < 1.0 < row["high"]
        assert row["low"] > 0.6
    else:
        assert row["value"] < 0.15 and row["high"] < 0.25


def test_contacts_per_case_counts_openings_chasers_and_later_words_over_closed_cases(tmp_path):
    contacts = [
        {"occurred_local": at, "channel": "email", "case_id": "d1"} for at in ("2024-01-10 10:05", "2024-01-15 10:00", "2024-01-25 10:00")
    ]
    cases = [
        CASE,
        CASE | {"case_id": "d2", "opened_local": "2023-12-20 10:00"},
        CASE | {"case_id": "d3", "closed_local": None, "end": None},
    ]
    with with_facts(open_town(tmp_path), contacts=contacts + BOUNDS, cases=cases) as store:
        assert counted(chasers.per_case(store), "repeat.contacts_per_case") == (4, 2)  # d3's opening counts, d2's lies before the period


def test_time_waiting_for_a_document_is_no_exposure_and_what_brings_it_is_no_chaser(tmp_path):
    events = [
        {"case_id": "d1", "activity": step, "local": at}
        for step, at in (("Reçu", "2024-01-10 10:00"), ("Pièce demandée", "2024-01-12 10:00"), ("Pièce reçue", "2024-01-16 10:00"))
    ]
    contacts = [
        {"occurred_local": at, "channel": "email", "case_id": "d1", "person": 1, "topic": "births"}
        for at in ("2024-01-11 10:00", "2024-01-16 10:00", "2024-01-18 10:00")
    ]
    settings = {"promises": PROMISES, "clock_stops": (ClockStop.model_validate({"from": "Pièce demandée", "to": "Pièce reçue"}),)}
    engagement = open_town(tmp_path, **settings)
    with with_facts(engagement, contacts=contacts + BOUNDS, cases=[CASE], case_events=events) as store:
        stages = store.connection.execute("select stage, overdue_s from fact_case_contacts order by contact").fetchall()
        gaps = store.connection.execute(
            "select document, previous_gap_s from fact_contacts where kind = 'contact' and handled order by contact"
        ).fetchall()
        row = one(chasers.rate(store), "repeat.chaser_rate")
    assert [stage for stage, _ in stages] == ["opening", "chaser", "document", "chaser"]
    assert stages[-1][1] == -2 * 86_400  # six days and four of waiting
    assert gaps == [(False, 86_400), (True, None), (False, 2 * 86_400)]
    assert row["numerator"] / row["denominator"] == pytest.approx(100 * 2 / (6 / MONTH))


@pytest.mark.parametrize(("second", "days"), [("2024-01-18 10:00", 12), ("2024-01-21 10:00", 10)])
def test_a_wait_puts_the_due_date_off_when_it_begins_before_it_on_the_clock_net_of_earlier_waits(tmp_path, second, days):
    # six days announced, four of waiting from the 12th: due on the 20th, unless two more days are waited for before that
    back = (pd.Timestamp(second) + 2 * DAY).isoformat()
    steps = [("Pièce demandée", "2024-01-12 10:00"), ("Pièce reçue", "2024-01-16 10:00"), ("Pièce demandée", second), ("Pièce reçue", back)]
    events = [{"case_id": "d1", "activity": step, "local": at} for step, at in steps]
    stops = (ClockStop.model_validate({"from": "Pièce demandée", "to": "Pièce reçue"}),)
    case = CASE | {"closed_local": "2024-02-10 10:00"}
    with with_facts(open_town(tmp_path, promises=PROMISES, clock_stops=stops), cases=[case], contacts=BOUNDS, case_events=events) as store:
        (found,) = store.connection.execute("select (due_s - opened_s) / 86400 from fact_cases").fetchall()
    assert found == (days,)


def test_where_no_contact_can_be_linked_to_a_case_chasers_are_not_measured_as_none(tmp_path):
    contacts = [{"occurred_local": "2024-01-15 10:00", "channel": "email", "person": 7, "topic": "births", "case_id": "other"}]
    with with_facts(open_town(tmp_path), contacts=contacts + BOUNDS, cases=[CASE]) as store:
        rows = chasers.measure(store)
    whole = rows[rows["scope"] == "all"]
    assert set(whole["status"]) == {"not_measurable"}
    assert set(whole.loc[whole["indicator"].isin(["repeat.chaser_rate", "repeat.chased_share"]), "note"]) == {"no_link"}
