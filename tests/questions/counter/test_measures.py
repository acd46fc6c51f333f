"""Counters and appointments against a walk over the rows."""

import math
import random

import pandas as pd
import pytest

from diagnostic.engagement import Event
from diagnostic.questions.counter import measures as counter
from tests.questions.random_towns import PERIOD, counted, one, open_town
from tests.towns import with_facts

STATUSES = ("held", "held", "missed", "cancelled", "planned", None)


def tickets(seed=3, count=400):
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        taken = pd.Timestamp("2023-12-20 09:00") + pd.Timedelta(minutes=rng.randrange(110 * 24 * 60))
        called = taken + pd.Timedelta(seconds=rng.randrange(0, 3000)) if rng.random() < 0.85 else None
        done = called + pd.Timedelta(seconds=rng.randrange(30, 1500)) if called is not None and rng.random() < 0.9 else None
        row = {"site": rng.choice(["Mairie", "Annexe"]), "taken_local": taken, "called_local": called, "done_local": done}
        made.append({name: stamp.isoformat() if isinstance(stamp, pd.Timestamp) else stamp for name, stamp in row.items()})
        made[-1]["topics"] = rng.choice([1, 1, 2, 3, None])
    return made


def bookings(seed=5, count=300):
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        starts = pd.Timestamp("2023-12-20 09:00") + pd.Timedelta(minutes=30 * rng.randrange(110 * 48))
        booked = starts - pd.Timedelta(minutes=rng.randrange(-600, 40 * 1440))
        status, party = rng.choice(STATUSES), rng.choice(["user", None, "relay"])
        service = rng.choice(["État civil", "Urbanisme"])
        row = {"booked_local": booked.isoformat(), "starts_local": starts.isoformat(), "status": status, "party": party}
        made.append(row | {"service": service})
    return made


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    visits, booked = tickets(), bookings()
    with with_facts(open_town(tmp_path_factory.mktemp("town")), tickets=visits, appointments=booked) as store:
        return visits, booked, counter.measure(store)


def inside(stamp):
    return PERIOD[0] <= pd.Timestamp(stamp).date() <= PERIOD[1]


def minutes(first, last):
    return (pd.Timestamp(last) - pd.Timestamp(first)).total_seconds() / 60


def reached(values, share):
    return sorted(values)[math.ceil(share * len(values) - 1e-9) - 1]


def test_waits_run_from_the_ticket_to_the_call_and_service_from_the_call_to_the_end(measured):
    visits, _, found = measured
    waits = [minutes(v["taken_local"], v["called_local"]) for v in visits if inside(v["taken_local"]) and v["called_local"]]
    served = [minutes(v["called_local"], v["done_local"]) for v in visits if inside(v["taken_local"]) and v["done_local"]]
    for indicator, values, share in (("wait_p50", waits, 0.5), ("wait_p90", waits, 0.9), ("service_p50", served, 0.5)):
        row = one(found, f"counter.{indicator}")
        assert (row["value"], row["denominator"]) == (pytest.approx(reached(values, share)), len(values))


def test_who_was_never_called_left_and_unknown_topics_are_no_visit(measured):
    visits, _, found = measured
    known = [v for v in visits if inside(v["taken_local"])]
    assert counted(found, "counter.left_share") == (sum(v["called_local"] is None for v in known), len(known))
    soon = sum(v["called_local"] is not None and minutes(v["taken_local"], v["called_local"]) <= 10 for v in known)
    assert 0 < soon < sum(v["called_local"] is not None for v in known)
    assert counted(found, "counter.service_level") == (soon, len(known))
    topics = [v["topics"] for v in known if v["topics"]]
    assert counted(found, "counter.multi_topic_share") == (sum(n >= 2 for n in topics), len(topics))


def test_a_site_is_shown_where_five_agents_are_known_to_stand_behind_it(tmp_path):
    staff = [{"site": "Mairie", "channel": "counter", "fte": 7.5}, {"site": "Annexe", "channel": "counter", "fte": 3.0}]
    with with_facts(open_town(tmp_path), tickets=tickets(), staff=staff) as store:
        found = counter.times(store)
    assert one(found, "counter.wait_p50", "site=Mairie")["status"] == "measured"
    assert one(found, "counter.wait_p50", "site=others")["status"] == "suppressed"


def due(booked, *statuses):
    return [b for b in booked if inside(b["starts_local"]) and b["party"] != "relay" and b["status"] in statuses]


def test_lead_is_that_of_appointments_held_and_none_is_booked_after_it(measured):
    _, booked, found = measured
    leads = [minutes(b["booked_local"], b["starts_local"]) / 1440 for b in due(booked, "held", None)]
    leads = [lead for lead in leads if lead >= 0]
    assert one(found, "appointment.lead_p50")["value"] == pytest.approx(reached(leads, 0.5))
    assert one(found, "appointment.lead_p90")["value"] == pytest.approx(reached(leads, 0.9))
    assert one(found, "appointment.lead_p90")["denominator"] == len(leads)


def test_a_cancelled_appointment_is_neither_held_nor_missed(measured):
    _, booked, found = measured
    assert counted(found, "appointment.no_show_share") == (len(due(booked, "missed")), len(due(booked, "held", "missed")))
    for service in ("État civil", "Urbanisme"):
        of = [b for b in due(booked, "held", "missed") if b["service"] == service]
        assert counted(found, "appointment.no_show_share", f"service={service}")[1] == len(of)


def test_leads_with_a_date_alone_are_whole_days(tmp_path):
    day = {"booked_local": "2024-02-01", "booked_precision": "day", "starts_local": "2024-02-08 17:45", "status": "held"}
    with with_facts(open_town(tmp_path), appointments=[day]) as store:
        assert one(counter.lead(store), "appointment.lead_p50")["value"] == 7


def test_nothing_before_a_declared_break_is_counted(tmp_path):
    broken = Event(date=pd.Timestamp("2024-02-15").date(), kind="break", source="tickets")
    visits = tickets()
    with with_facts(open_town(tmp_path, events=(broken,)), tickets=visits) as store:
        found = counter.visits(store)
    after = [v for v in visits if inside(v["taken_local"]) and v["taken_local"] >= "2024-02-15"]
    assert one(found, "counter.left_share")["denominator"] == len(after)


def test_a_status_says_who_left_and_a_source_that_tells_neither_call_nor_status_is_left_out(tmp_path):
    stamps = [f"2024-02-01 {hour:02}:{minute:02}" for hour in (9, 10, 11) for minute in range(0, 60, 6)]
    told = [{"taken_local": stamp, "status": ("served", "left")[n % 3 == 0], "source": "borne"} for n, stamp in enumerate(stamps)]
    silent = [{"taken_local": stamp, "source": "papier"} for stamp in stamps]
    with with_facts(open_town(tmp_path), tickets=told + silent) as store:
        found = counter.visits(store)
    assert counted(found, "counter.left_share") == (10, 30)


def test_an_arrival_makes_an_appointment_held_and_its_length_is_measured(tmp_path):
    booked = [
        {"starts_local": f"2024-02-{n % 28 + 1:02} 10:00", "arrived_local": f"2024-02-{n % 28 + 1:02} 09:55", "duration_s": 600.0 + 60 * n}
        for n in range(20)
    ]
    missed = [{"starts_local": "2024-02-05 11:00", "status": "missed", "duration_s": 30.0}] * 5
    with with_facts(open_town(tmp_path), appointments=booked + missed) as store:
        found = counter.measure(store)
    assert counted(found, "appointment.no_show_share") == (5, 25)
    assert one(found, "appointment.duration_p50")["value"] == pytest.approx(reached([10.0 + n for n in range(20)], 0.5))
