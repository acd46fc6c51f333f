"""Chasers against a walk through random cases, one second either side of every edge, and nothing left once links or dates are shuffled."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import ClockStop, Parameters, Promise
from diagnostic.questions.chasers import measures as chasers
from tests.questions.random_towns import counted, in_period, one, open_town
from tests.towns import with_facts

DAY = pd.Timedelta(days=1)
HOUR = pd.Timedelta(hours=1)
MONTH = 365.25 / 12


def moment(local: str) -> pd.Timestamp:
    """An instant, so that a day on which the clocks change has its own length."""
    return pd.Timestamp(local).tz_localize("Europe/Paris", nonexistent="shift_forward", ambiguous=True)


START, END = moment("2024-01-01"), moment("2024-04-01")  # the period, and the extract: both end on 31 March
FIRST = DAY  # what is a return, not a chaser: a day in these dense towns, else seven
PROMISES = (Promise(procedure="births", days=6, kind="announced"), Promise(procedure="permits", days=15, kind="announced"))
PROMISED = {"births": 6, "permits": 15}
BOUNDS = [{"occurred_local": at, "channel": "phone", "outcome": "abandoned"} for at in ("2023-12-01 09:00", "2024-04-10 09:00")]


def early_town(folder, **settings):
    """A town in which a contact is a chaser from the second day on."""
    parameters = {"small_group": 1, "min_cases": 1, "draws": 100, "chaser_after_days": 1} | settings.pop("parameters", {})
    return open_town(folder, parameters=Parameters(**parameters), **settings)


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
                "person": rng.choice([None, *range(1, 21)]),
            }
        )
    return made


def random_contacts(rng: random.Random, cases: list[dict], count: int = 900) -> list[dict]:
    made = []
    for _ in range(count):
        case = rng.choice(cases)
        at = pd.Timestamp(case["opened_local"]) + pd.Timedelta(
            minutes=rng.choice([-30, 20, 61, rng.randrange(-60_000, 0), rng.randrange(-4_000, 60_000)])
        )
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
    closed = moment(case["closed_local"]) if case["closed_local"] else None
    return moment(case["opened_local"]), END if closed is None or closed >= END else closed


class Watch:
    """What a reader of the definition notes about one case: its chasers, its open time, and what its person asked before."""

    def __init__(self, place: int, case: dict):
        self.place, self.case, self.days = place, case, PROMISED.get(case["procedure"])
        self.opened, self.ended = life(case)
        self.alone = self.opened + FIRST
        self.due = self.opened + self.days * DAY if self.days is not None else None
        self.numbered, self.unnumbered, self.usual, self.about = [], [], [], []
        self.own_until = self.quiet = None

    def open_days(self, until=None, since=None) -> float:
        """Days of the period open, its first days apart, up to and from moments given."""
        bounds = [self.ended, END] + ([until] if until is not None else [])
        starts = [self.alone, START] + ([since] if since is not None else [])
        return max((min(bounds) - max(starts)) / DAY, 0.0)

    def quiet_days(self) -> float:
        return max((self.quiet[1] - self.quiet[0]) / DAY, 0.0) if self.quiet else 0.0

    def sides(self) -> dict:
        return {"undated": (None, None)} if self.due is None else {"before": (self.due, None), "after": (None, self.due)}


def same_matter(one: dict, person, topic) -> bool:
    return person is not None and (one["person"], one["procedure"]) == (person, topic)


def naive(contacts, cases) -> list[Watch]:
    """Every case with its chasers, by looking at every case for every contact."""
    watches = [Watch(place, case) for place, case in enumerate(cases)]
    for watch in watches:
        alike = [
            other for other in watches if other is not watch and same_matter(other.case, watch.case["person"], watch.case["procedure"])
        ]
        later = [other.opened for other in alike if (other.opened, other.place) > (watch.opened, watch.place)]
        over = [other.ended + FIRST for other in alike if (other.opened, other.place) < (watch.opened, watch.place)]
        if watch.case["person"] is not None:
            watch.own_until = min([watch.ended, END, *(opened - HOUR for opened in later)])
            watch.quiet = (max([START, *over]), watch.opened - FIRST)
    for contact in sorted(contacts, key=lambda contact: contact["occurred_local"]):
        at = moment(contact["occurred_local"])
        if contact["party"] == "relay":
            continue
        numbered = contact["case_id"] is not None
        mine = [watch for watch in watches if not numbered and same_matter(watch.case, contact["person"], contact["topic"])]
        if in_period(contact):
            for watch in mine:
                if watch.quiet[0] <= at < watch.quiet[1]:
                    watch.usual.append(at)
        if numbered:
            about = next((watch for watch in watches if watch.case["case_id"] == contact["case_id"]), None)
        else:
            about = max((watch for watch in mine if watch.opened - HOUR <= at), key=lambda watch: (watch.opened, watch.place), default=None)
        if about is None:
            continue
        is_open = about.opened + HOUR < at < about.ended
        if in_period(contact) and (numbered or is_open):
            about.about.append(at)
        if not is_open:
            continue
        if at < about.alone:
            about.alone = at + FIRST
        elif in_period(contact):
            (about.numbered if numbered else about.unnumbered).append(at)
    for watch in watches:
        told = [moment(contact["occurred_local"]) for contact in contacts if contact["case_id"] == watch.case["case_id"]]
        if watch.opened >= START and not any(abs(at - watch.opened) <= HOUR for at in told):
            watch.about.append(watch.opened)
    return watches


@pytest.fixture(scope="module", params=[1, 2])
def town(request, tmp_path_factory):
    rng = random.Random(request.param)
    cases = random_cases(rng)
    contacts = random_contacts(rng, cases) + [row | {"person": None, "topic": None, "case_id": None, "party": "user"} for row in BOUNDS]
    with with_facts(early_town(tmp_path_factory.mktemp("town"), promises=PROMISES), contacts=contacts, cases=cases) as store:
        return naive(contacts, cases), chasers.measure(store), chasers.ages(store)


def net_of(watches) -> dict:
    """Per procedure and side: cases, net chasers and days open, as the definition reads."""
    found = {}
    for procedure in ("births", "waste", "permits"):
        for edge in ("before", "after", "undated"):
            rows = []
            for watch in watches:
                if watch.case["procedure"] == procedure and edge in watch.sides():
                    until, since = watch.sides()[edge]
                    asked = [
                        sum((until is None or at <= until) and (since is None or at > since) for at in come)
                        for come in (watch.numbered, watch.unnumbered)
                    ]
                    own_until = watch.own_until and (watch.own_until if until is None else min(until, watch.own_until))
                    own = watch.open_days(own_until, since) if own_until else 0.0
                    rows.append((*asked, watch.open_days(until, since), own, watch.quiet_days(), len(watch.usual)))
            rows = [row for row in rows if row[2] > 0]
            top = sum((a * quiet - b * own) / (own + quiet) for _, a, _, own, quiet, b in rows if own)
            compared = sum(own * quiet / (own + quiet) for _, _, _, own, quiet, _ in rows if own)
            known = sum(own for *_, own, _, _ in rows)
            beyond = top / compared * known if compared > 0.1 * known else 0.0
            found[procedure, edge] = (len(rows), sum(row[0] for row in rows) + beyond, sum(row[2] for row in rows))
    return found


def test_the_rate_is_that_of_chasers_beyond_what_the_same_persons_ask_before_they_open_a_case(town):
    watches, rows, _ = town
    found = net_of(watches)
    for scope, wanted in {"all": None, "procedure=births": "births", "procedure=waste": "waste"}.items():
        _, net, days = np.sum([figures for (name, _), figures in found.items() if wanted in (None, name)], axis=0)
        row = one(rows, "repeat.chaser_rate", scope)
        assert row["numerator"] == pytest.approx(net, rel=1e-6)
        assert row["denominator"] == pytest.approx(days / MONTH / 100, rel=1e-6)
        assert row["value"] == pytest.approx(100 * net / (days / MONTH), rel=1e-6)
    assert sum(len(watch.usual) for watch in watches) >= 5
    assert sum(len(watch.unnumbered) for watch in watches) >= 5


def test_before_and_after_the_due_date_are_those_of_the_same_mix_of_procedures(town):
    watches, rows, _ = town
    found = net_of(watches)
    dated = [procedure for procedure in PROMISED if found[procedure, "before"][2] and found[procedure, "after"][2]]
    assert len(dated) == 2
    weight = {name: np.array([found[name, edge][2] for edge in ("after", "before")]) for name in dated}
    for place, edge in enumerate(("before", "after")):
        share = {name: weight[name][place] / weight[name].sum() for name in dated}
        net = sum(share[name] * found[name, edge][1] for name in dated)
        days = sum(share[name] * found[name, edge][2] for name in dated)
        row = one(rows, "repeat.chaser_rate", f"edge={edge}")
        assert row["value"] == pytest.approx(100 * net / (days / MONTH), rel=1e-6)
        assert row["numerator"] == pytest.approx(sum(found[name, edge][1] for name in dated), rel=1e-6)
        assert row["note"] == "standardised"
        alone = one(rows, "repeat.chaser_rate", f"edge={edge};procedure=births")
        assert alone["value"] == pytest.approx(100 * found["births", edge][1] / (found["births", edge][2] / MONTH), rel=1e-6)
    early, late = (sum(found[name, edge][1] for name in dated) for edge in ("before", "after"))
    row = one(rows, "repeat.chaser_before_due_share")
    assert (row["numerator"], row["denominator"]) == (pytest.approx(early, rel=1e-6), pytest.approx(early + late, rel=1e-6))


def test_the_chased_share_is_net_of_as_long_a_stretch_before_the_opening(town):
    watches, rows, _ = town
    chased = cases = 0.0
    for procedure in ("births", "waste", "permits"):
        mine = [watch for watch in watches if watch.case["procedure"] == procedure and watch.open_days() > 0]
        cases += len(mine)
        chased += sum(bool(watch.numbered) for watch in mine)
        unsure = [watch for watch in mine if not watch.numbered and watch.own_until is not None and watch.open_days(watch.own_until) > 0]
        compared = [watch for watch in unsure if watch.quiet_days() >= watch.open_days(watch.own_until)]
        then = [any((watch.quiet[1] - at) / DAY <= watch.open_days(watch.own_until) for at in watch.usual) for watch in compared]
        if len(compared) > 0.1 * len(unsure):
            chased += (sum(bool(watch.unnumbered) for watch in compared) - sum(then)) * len(unsure) / len(compared)
    row = one(rows, "repeat.chased_share")
    assert (row["numerator"], row["denominator"]) == (pytest.approx(chased), cases)


def test_the_elasticity_sets_ten_days_of_each_case_against_its_ten_days_before(town):
    watches, rows, _ = town
    totals = np.zeros(2)
    for watch in watches:
        until = min([watch.ended, END, *([watch.own_until] if watch.own_until is not None else [])])
        start, before = watch.opened + FIRST, None
        while start < until:
            end = min(start + 10 * DAY, until)
            days = watch.open_days(end, start) / 10
            come = sum(start <= at < end for at in watch.numbered + watch.unnumbered)
            if before and before[0] and days:
                weight = 2 * days * before[0] / (days + before[0])
                totals += weight * (come / days - before[1] / before[0]), weight
            start, before = start + 10 * DAY, (days, come)
    row = one(rows, "repeat.delay_elasticity")
    assert (row["numerator"], row["denominator"]) == (pytest.approx(totals[0], rel=1e-6), pytest.approx(totals[1], rel=1e-6))
    assert row["value"] == row["numerator"] / row["denominator"]
    assert row["low"] < row["value"] < row["high"]


def test_ages_share_out_every_chaser_and_the_time_open(town):
    watches, _, found = town
    come = sum(len(watch.numbered) + len(watch.unnumbered) for watch in watches)
    assert 0.5 * come < found["chasers"].sum() <= come
    assert found["months"].sum() <= sum(watch.open_days() for watch in watches) / MONTH + 1e-6


def test_each_step_of_ages_holds_the_chasers_and_the_time_open_between_its_days(town):
    watches, _, found = town
    for step in found.itertuples():
        of_clock = [
            (watch, watch.due if step.clock == "due" else watch.opened) for watch in watches if (step.clock == "due") == bool(watch.due)
        ]
        months = sum(watch.open_days(start + step.last_day * DAY, start + step.first_day * DAY) for watch, start in of_clock) / MONTH
        ages = [(at - start) / DAY for watch, start in of_clock for at in watch.numbered + watch.unnumbered]
        assert step.chasers == sum(step.first_day <= age < step.last_day for age in ages)
        assert step.months == pytest.approx(months, rel=1e-6)


@pytest.mark.parametrize(("at", "counted"), [("2024-02-29 09:59:59", 1), ("2024-02-29 10:00", 0), ("2024-02-29 11:00", 0)])
def test_what_comes_on_the_day_after_the_last_step_is_in_none(tmp_path, at, counted):
    case = CASE | {"opened_local": "2023-11-01 10:00", "closed_local": "2024-03-20 10:00", "procedure": "waste"}
    about = [{"occurred_local": moment, "channel": "email", "case_id": "d1"} for moment in ("2024-02-20 10:00", at)]
    with with_facts(early_town(tmp_path), contacts=about + BOUNDS, cases=[case]) as store:
        shown = chasers.ages(store)
    assert shown["chasers"].sum() == 1 + counted
    assert shown["last_day"].max() <= 120


@pytest.mark.parametrize("least", [2, 5, 11])
def test_no_age_is_shown_of_fewer_chasers_than_a_small_group(tmp_path, least):
    rng = random.Random(1)
    cases = random_cases(rng)
    engagement = early_town(tmp_path, promises=PROMISES, parameters={"small_group": least})
    with with_facts(engagement, contacts=random_contacts(rng, cases) + BOUNDS, cases=cases) as store:
        shown = chasers.ages(store)
    assert least <= shown["chasers"].min() < 2 * least


LINKED = [{"occurred_local": "2024-01-15 10:00", "channel": "email", "case_id": "d1"}]  # so that something is linked


def edge(tmp_path, contacts, case, **settings) -> list[tuple]:
    with with_facts(early_town(tmp_path, **settings), contacts=contacts + BOUNDS, cases=[case]) as store:
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
        ("2024-01-10 11:00:01", "return"),
        ("2024-01-11 09:59:59", "return"),
        ("2024-01-11 10:00:00", "chaser"),
        ("2024-01-20 09:59:59", "chaser"),
        ("2024-01-20 10:00:00", "ended"),
    ],
)
def test_a_chaser_comes_after_the_first_days_and_before_the_end(tmp_path, at, stage):
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


def test_first_days_begin_again_with_each_return_and_are_over_once_and_for_all(tmp_path):
    moments = ["2024-01-10 20:00", "2024-01-11 19:00", "2024-01-12 18:00", "2024-01-13 18:00", "2024-01-13 19:00"]
    found = edge(tmp_path, [{"occurred_local": at, "channel": "email", "case_id": "d1"} for at in moments], CASE)
    assert [stage for stage, link, *_ in found if link == "case_id"] == ["return", "return", "return", "chaser", "chaser"]


def test_without_a_number_a_contact_is_about_the_case_opened_last_or_about_none(tmp_path):
    later = CASE | {"case_id": "d2", "opened_local": "2024-01-13 10:00", "closed_local": "2024-01-15 10:00"}
    contacts = [
        {"occurred_local": at, "channel": "email", "person": 1, "topic": "births"}
        for at in ("2024-01-12 10:00", "2024-01-13 09:00", "2024-01-14 12:00", "2024-01-17 10:00")
    ]
    with with_facts(early_town(tmp_path), contacts=contacts + BOUNDS, cases=[CASE, later]) as store:
        found = store.connection.execute("select case_key, stage from fact_case_contacts where link = 'person' order by contact").fetchall()
    assert found == [(1, "chaser"), (2, "opening"), (2, "chaser")]


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


@pytest.mark.parametrize(
    ("minutes", "numbered", "told"),
    [(-61, False, 1), (-60, False, 1), (60, False, 1), (61, False, 2), (-61, True, 2), (-60, True, 1), (60, True, 1), (61, True, 2)],
)
def test_contacts_per_case_tell_an_opening_once(tmp_path, minutes, numbered, told):
    # within the hour, a contact that bears the number is the opening, and one that does not is not told beside it
    at = (pd.Timestamp(CASE["opened_local"]) + pd.Timedelta(minutes=minutes)).isoformat()
    who = {"case_id": "d1"} if numbered else {"person": 1, "topic": "births"}
    with with_facts(
        open_town(tmp_path), contacts=[{"occurred_local": at, "channel": "email", **who}, *LINKED, *BOUNDS], cases=[CASE]
    ) as store:
        assert counted(chasers.per_case(store), "repeat.contacts_per_case") == (told + 1, 1)


def test_contacts_per_case_are_those_that_a_reader_links(town):
    watches, rows, _ = town
    linked = [len(watch.about) for watch in watches]
    closed = [watch for watch in watches if watch.case["end"] == "closed" and START <= moment(watch.case["closed_local"]) < END]
    assert counted(rows, "repeat.contacts_per_case") == (sum(linked), len(closed))


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
    engagement = early_town(tmp_path, **settings)
    with with_facts(engagement, contacts=contacts + BOUNDS, cases=[CASE], case_events=events) as store:
        stages = store.connection.execute("select stage, overdue_s from fact_case_contacts order by contact").fetchall()
        gaps = store.connection.execute(
            "select document, previous_gap_s from fact_contacts where kind = 'contact' and handled order by contact"
        ).fetchall()
        row = one(chasers.rate(store), "repeat.chaser_rate")
    assert [stage for stage, _ in stages] == ["opening", "chaser", "document", "chaser"]
    assert stages[-1][1] == -2 * 86_400  # six days and four of waiting
    assert gaps == [(False, 86_400), (True, None), (False, 2 * 86_400)]
    assert row["numerator"] / row["denominator"] == pytest.approx(100 * 2 / (5 / MONTH))  # ten days, less four of waiting and the first


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
