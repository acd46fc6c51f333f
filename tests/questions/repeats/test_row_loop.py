"""Repeats and changes of channel against the pages of definitions read aloud: raw rows of a log, mails and requests, in turn."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pandas as pd
import pytest

from diagnostic.engagement import Client, ClockStop, Source
from diagnostic.questions import channels, repeats
from tests.questions.random_towns import PERIOD, counted, one, open_town
from tests.towns import with_facts

DAY, HOUR = 86_400, 3600
CALLS = {"table": "contacts", "columns": {"occurred_at": "Date", "phone": "Numéro", "topic": "Motif"}}
SOURCES = (
    Source(file="data/appels_1.csv", **CALLS),
    Source(file="data/appels_2.csv", **CALLS),
    Source(file="data/courriels.csv", table="contacts", columns={"occurred_at": "Reçu le", "email": "De", "topic": "Objet"}),
)
SYSTEMS = {"appels_1": "calls", "appels_2": "calls", "courriels": "mails", "cases": "requests"}
WAIT = ClockStop.model_validate({"from": "Pièce demandée", "to": "Pièce reçue"})


def rows(seed: int) -> tuple[list[dict], list[dict], list[dict]]:
    """Contacts of a log in two files and of a mailbox, requests, and when documents were asked for: gaps of seconds and of whole days, and
    whatever a page of definitions leaves out. One call of no known channel is of somebody known."""
    rng = random.Random(seed)
    logged, opened, steps = [], [], []
    for number in range(40):
        at = pd.Timestamp("2023-12-10 09:00") + pd.Timedelta(days=rng.randrange(80), minutes=rng.randrange(400))
        person, topic = rng.choice([None, *range(1, 40)]), rng.choice(["births", "waste"])
        case = {"opened_at": at, "channel": "web_form", "procedure": topic, "person": person, "case_id": f"C{number}", "source": "cases"}
        opened.append(case)
        if rng.random() < 0.5:
            asked, days = at + pd.Timedelta(days=rng.randrange(1, 4)), rng.randrange(2, 20)
            for activity, moment in ((WAIT.starts, asked), (WAIT.ends, asked + pd.Timedelta(days=days))):
                steps.append({"case_id": case["case_id"], "activity": activity, "at": moment})
    start = pd.Timestamp("2023-12-04 09:00")
    known = [(case["opened_at"], case["person"], case["procedure"]) for case in opened]
    for _ in range(420):
        at, person, topic = rng.choice(known)
        at += pd.Timedelta(seconds=rng.choice([20, 60, 90, 120, 1800, DAY, 7 * DAY, 7 * DAY + 1, 30 * DAY, 30 * DAY + 1]))
        if rng.random() < 0.4:
            at, person = start + pd.Timedelta(days=rng.randrange(125), minutes=rng.randrange(500)), rng.choice([None, *range(1, 40)])
            topic = rng.choice(["births", "waste", "waste", None])
        source, case = rng.choice(["appels_1", "appels_2", "courriels"]), rng.choice(opened) if rng.random() < 0.2 else {}
        call = source != "courriels"
        channel = rng.choice(["phone", "phone", "phone", None]) if call else "email"
        person, topic = case.get("person", person), case.get("procedure", topic)
        known.append((at, person, topic))
        logged.append(
            {
                "occurred_at": at,
                "source": source,
                "channel": channel,
                "outcome": rng.choice(["answered", "answered", "answered", "abandoned", "unanswered"]) if call else None,
                "direction": rng.choice(["in", "in", "in", "in", "out"]),
                "party": rng.choice(["user", "unknown", "unknown", "unknown", "relay"]),
                "person": person if channel else None,
                "topic": topic,
                "case_id": case.get("case_id"),
                "transferred": rng.choice([True, False, None]) if call else None,
                "wait_s": rng.choice([None, 10.0, 60.0]) if call else None,
                "handle_s": rng.choice([None, 60.0, 240.0]) if call else None,
            }
        )
    known_call = {"channel": None, "person": 1, "topic": "waste", "direction": "in", "party": "user", "case_id": None}
    logged.append(
        {**logged[-1], **known_call, "occurred_at": pd.Timestamp("2024-02-10 10:00"), "source": "appels_1", "outcome": "answered"}
    )
    return logged, opened, steps


def seen(logged: list[dict], opened: list[dict], steps: list[dict]) -> list[dict]:
    """Every contact of a user that was handled, in order: the second records, the legs and what was never answered left out."""
    made = [{**row, "kind": "contact", "row": number} for number, row in enumerate(logged, 1)]
    for number, case in enumerate(opened, 1):
        # an opening that a contact about the same case tells within the hour is no contact of its own
        told = [row for row in logged if row["case_id"] == case["case_id"] and row["direction"] == "in"]
        if not any(abs((row["occurred_at"] - case["opened_at"]).total_seconds()) <= HOUR for row in told):
            opening = {"occurred_at": case["opened_at"], "topic": case["procedure"], "kind": "case", "row": number, "outcome": None}
            made.append({**case, **opening, "direction": "in", "party": None, "transferred": None, "wait_s": None, "handle_s": None})
    for row in made:
        row["s"] = int(row["occurred_at"].timestamp())
        row["document"] = row["kind"] == "contact" and is_document(row, opened, steps)
    made.sort(key=lambda row: (row["s"], row["source"], row["row"]))
    inbound = [row for row in made if row["direction"] == "in"]
    kept = []
    for place, row in enumerate(inbound):
        earlier = inbound[:place]
        alike = [e for e in earlier if row["person"] and row["topic"] and (e["person"], e["topic"]) == (row["person"], row["topic"])]
        second = any(SYSTEMS[e["source"]] != SYSTEMS[row["source"]] and row["s"] - e["s"] <= 120 for e in alike)
        calls = [
            e for e in earlier if row["person"] and row["channel"] == "phone" and (e["channel"], e["person"]) == ("phone", row["person"])
        ]
        leg = bool(
            calls and calls[-1]["transferred"] and row["s"] <= calls[-1]["s"] + (calls[-1]["wait_s"] or 0) + (calls[-1]["handle_s"] or 0)
        )
        # a contact of no known channel that has an outcome is a call
        lost = row["kind"] == "contact" and row["channel"] in ("phone", None) and row["outcome"] not in (None, "answered")
        if row["party"] in ("user", "unknown", None) and not (second or leg or lost):
            kept.append(row)
    return kept


def is_document(row: dict, opened: list[dict], steps: list[dict]) -> bool:
    """Whether the service waits for a document of the case whose number the contact bears, else of one of its person on its topic."""
    own = [case for case in opened if case["case_id"] == row["case_id"]]
    alike = [case for case in opened if row["person"] and (case["person"], case["procedure"]) == (row["person"], row["topic"])]
    for case in own if row["case_id"] else alike:
        waits = [step["at"] for step in steps if step["case_id"] == case["case_id"]]
        if waits and waits[0] <= row["occurred_at"] <= waits[1]:
            return True
    return False


def same_matter(one: dict, other: dict) -> bool:
    of_person = one["person"] and one["topic"] and (one["person"], one["topic"]) == (other["person"], other["topic"])
    return bool(of_person or (one["case_id"] and one["case_id"] == other["case_id"]))


def followed(kept: list[dict]) -> list[dict]:
    """The contacts of the period, of a known person on a known topic, in a channel that has a rate."""
    inside = [row for row in kept if PERIOD[0] <= row["occurred_at"].date() <= PERIOD[1]]
    told = [row for row in inside if row["person"] and row["topic"]]
    every, such = Counter(row["channel"] for row in inside), Counter(row["channel"] for row in told)
    return [row for row in told if such[row["channel"]] >= 0.1 * every[row["channel"]]]


@pytest.fixture(scope="module", params=[7, 8])
def measured(request, tmp_path_factory):
    logged, opened, steps = rows(request.param)
    engagement = open_town(
        tmp_path_factory.mktemp("town"), sources=SOURCES, clock_stops=(WAIT,), client=Client(name="Ville", timezone="UTC")
    )
    tables = {
        "contacts": [local(row, "occurred_at") for row in logged],
        "cases": [local(row, "opened_at") for row in opened],
        "case_events": [local(row, "at") for row in steps],
    }
    with with_facts(engagement, **tables) as store:
        found = pd.concat([repeats.measure(store), channels.measure(store)], ignore_index=True)
    stamps = [row["occurred_at"].timestamp() for row in logged]
    return seen(logged, opened, steps), (min(stamps), max(stamps)), found


def local(row: dict, name: str) -> dict:
    return {**{column: value for column, value in row.items() if column != name}, name.replace("at", "local"): row[name].isoformat()}


def with_previous(kept: list[dict]) -> list[tuple[dict, dict | None]]:
    """Each followed contact with the one before about its matter; a document that was asked for comes back for nothing."""
    place = {id(row): number for number, row in enumerate(kept)}
    paired = []
    for row in followed(kept):
        before = [] if row["document"] else [e for e in kept[: place[id(row)]] if same_matter(row, e)]
        paired.append((row, before[-1] if before else None))
    return paired


def within(row: dict, before: dict | None, days: int) -> bool:
    return before is not None and row["s"] - before["s"] <= days * DAY


def test_the_log_holds_what_the_definitions_leave_out(measured):
    kept, _, found = measured
    assert any(row["document"] for row in kept) and any(row["person"] is None for row in kept)
    assert any(row["kind"] == "case" for row in kept)
    row = one(found, "repeat.rate", "channel=unknown")
    assert (row["status"], row["note"]) == ("not_measurable", "sliver")


def test_the_rate_is_that_of_its_page(measured):
    kept, (begun, _), found = measured
    pairs = with_previous(kept)
    assert counted(found, "repeat.rate") == (sum(within(*pair, 7) for pair in pairs), len(pairs))
    late = [pair for pair in pairs if pair[0]["s"] >= begun + 30 * DAY]
    assert counted(found, "repeat.rate", "window=30") == (sum(within(*pair, 30) for pair in late), len(late))
    for channel in ("phone", "email", "web_form"):
        mine = [pair for pair in pairs if pair[0]["channel"] == channel]
        assert counted(found, "repeat.rate", f"channel={channel}") == (sum(within(*pair, 7) for pair in mine), len(mine))
    inside = [row for row in kept if PERIOD[0] <= row["occurred_at"].date() <= PERIOD[1]]
    assert counted(found, "repeat.base_share") == (len(pairs), len(inside))


def test_the_forward_rate_is_that_of_its_page(measured):
    kept, (_, last), found = measured
    followable = [row for row in followed(kept) if row["s"] <= last - 7 * DAY]
    place = {id(row): number for number, row in enumerate(kept)}
    again = 0
    for row in followable:
        later = [n for n in kept[place[id(row)] + 1 :] if same_matter(row, n) and not n["document"]]
        again += bool(later) and later[0]["s"] - row["s"] <= 7 * DAY
    assert counted(found, "repeat.forward_rate") == (again, len(followable))
    assert one(found, "repeat.fcr")["value"] == pytest.approx(1 - again / len(followable))


def test_the_switch_rate_is_that_of_its_page(measured):
    kept, _, found = measured
    repeated = [(row, before) for row, before in with_previous(kept) if within(row, before, 7)]
    known = [(row["channel"], before["channel"]) for row, before in repeated if row["channel"] and before["channel"]]
    assert counted(found, "channel.switch_rate") == (sum(now != before for now, before in known), len(known))


def test_the_multichannel_share_is_that_of_its_page(measured):
    """Any two contacts of a month on one topic, whatever comes between them; channels without a rate left out."""
    kept, _, found = measured
    rated = {row["channel"] for row in followed(kept)}
    known = [row for row in kept if row["person"] and row["topic"] and row["channel"] in rated]
    came_back, several = set(), set()
    for before, row in combinations(known, 2):
        alike = (before["person"], before["topic"]) == (row["person"], row["topic"]) and row["s"] - before["s"] <= 30 * DAY
        if alike and PERIOD[0] <= row["occurred_at"].date() <= PERIOD[1]:
            came_back.add(row["person"])
            several |= {row["person"]} if before["channel"] != row["channel"] else set()
    assert counted(found, "channel.multichannel_share") == (len(several), len(came_back))
