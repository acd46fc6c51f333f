"""Cases without a decision when their legal time ran out, against a loop over plain Python cases; what is said of them, and where."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd
import pytest

from diagnostic import papers, wording
from diagnostic.engagement import Client, ClockStop, Parameters, Period, Promise
from diagnostic.questions.promises import findings, undecided
from diagnostic.wording import LANGUAGES
from tests.questions.random_towns import one, open_town
from tests.questions.rows import rows
from tests.questions.sentences import text
from tests.towns import with_facts

NAME = "processing.undecided_at_due"
PERIOD = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 3, 8), extract_date=dt.date(2024, 4, 20))
START, END, EXTRACT = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-03-09"), pd.Timestamp("2024-04-21")
DAYS = {"Permis": 30, "Certificat": 15}
DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)
STOPS = (ClockStop(**{"from": "Pièce demandée", "to": "Pièce reçue"}),)


def legal(confirmed=True, **more):
    promises = [Promise(procedure=name, days=days, kind="legal", confirmed=confirmed, **more) for name, days in DAYS.items()]
    return tuple(promises)


def utc_town(folder, **settings):
    client = Client(name="Ville", timezone="UTC", languages=("fr", "en"))
    return open_town(folder, **({"client": client, "period": PERIOD, "promises": legal(), "clock_stops": STOPS} | settings))


def planted(seed, count=500):
    """Cases, some of which end at the very instant that their time runs out, some of which wait for a document."""
    rng = random.Random(seed)
    for number in range(count):
        procedure = rng.choice([*DAYS, "Autre"])
        opened = pd.Timestamp("2023-11-15 09:00") + rng.randrange(24 * 140) * HOUR
        after = rng.choice([1, 14, 15, 15 + 1 / 24, 29, 30, 30 + 1 / 24, 45, 120]) * DAY
        wait = (opened + rng.choice([2, 20, 40]) * DAY, rng.choice([1, 10]) * DAY) if rng.random() < 0.3 else None
        ended = opened + after + (wait[1] if wait and rng.random() < 0.5 else 0 * DAY)
        end = rng.choice(["closed", "closed", "closed", "withdrawn", "transferred"])
        yield {
            "case_id": str(number),
            "procedure": procedure,
            "opened": opened,
            "ended": ended if ended < EXTRACT else None,
            "end": end,
            "wait": wait,
        }


def tables(cases):
    told = [
        {
            "case_id": case["case_id"],
            "procedure": case["procedure"],
            "opened_local": case["opened"],
            "closed_local": case["ended"],
            "end": case["end"] if case["ended"] is not None else None,
        }
        for case in cases
    ]
    steps = [
        {"case_id": case["case_id"], "activity": activity, "local": at}
        for case in cases
        if case["wait"]
        for activity, at in (("Pièce demandée", case["wait"][0]), ("Pièce reçue", case["wait"][0] + case["wait"][1]))
        if at < (case["ended"] or EXTRACT)
    ]
    return {"cases": told, "case_events": steps}


def counted(cases, procedure=None):
    """Undecided when due, and due, one case after another."""
    late, due = 0, 0
    for case in cases:
        if case["procedure"] not in DAYS or procedure not in (None, case["procedure"]):
            continue
        until = case["ended"] or EXTRACT
        runs_out = case["opened"] + DAYS[case["procedure"]] * DAY
        if case["wait"] and case["wait"][0] < min(runs_out, until):
            runs_out += min(case["wait"][0] + case["wait"][1], until) - case["wait"][0]
        decided = case["ended"] is not None and case["end"] == "closed" and case["ended"] <= runs_out
        set_aside = case["ended"] is not None and case["end"] != "closed" and case["ended"] <= runs_out
        if START <= runs_out < END and not set_aside and (decided or runs_out < until):
            due += 1
            late += not decided
    return late, due


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cases_without_a_decision_at_the_last_instant_are_counted_one_by_one(tmp_path, seed):
    cases = list(planted(seed))
    with with_facts(utc_town(tmp_path), **tables(cases)) as store:
        found = undecided.undecided(store)
    for procedure in (None, *DAYS):
        row = one(found, NAME, f"procedure={procedure}" if procedure else "all")
        assert (row["value"], row["denominator"]) == (row["numerator"], row["denominator"]) == counted(cases, procedure)


def by_the_day(opened, closed, end="closed"):
    times = {"opened_local": opened, "opened_precision": "day", "closed_local": closed, "closed_precision": "day"}
    return {"procedure": "Certificat", "end": end if closed else None, **times}


CLOSED = by_the_day("2024-02-01", "2024-02-02") | {"procedure": "Autre"}  # a source that dates no end tells of no decision


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (by_the_day("2024-02-01", "2024-02-16"), (0, 1)),  # the last day
        (by_the_day("2024-02-01", "2024-02-17"), (1, 1)),  # the day after
        (by_the_day("2024-02-01", None), (1, 1)),
        (by_the_day("2024-02-01", "2024-02-10", "withdrawn"), None),
        (by_the_day("2024-02-01", "2024-03-10", "withdrawn"), (1, 1)),
        (by_the_day("2024-02-23", None), None),  # due the day after the period
        (by_the_day("2024-02-22", None), (1, 1)),
        (by_the_day("2023-12-16", "2024-02-01"), None),  # due the day before it
        (by_the_day("2023-12-17", "2024-02-01"), (1, 1)),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "America/Montreal"])
def test_a_time_known_by_the_day_runs_out_with_its_last_day(tmp_path, case, expected, zone):
    client = Client(name="Ville", timezone=zone)
    with with_facts(utc_town(tmp_path, client=client), cases=[case, CLOSED]) as store:
        row = one(undecided.undecided(store), NAME)
    if expected is None:
        assert (row["status"], row["note"]) == ("not_measurable", "not_confirmed")
    else:
        assert (row["numerator"], row["denominator"]) == expected


def test_the_clock_starts_with_the_complete_file_where_the_promise_says_so(tmp_path):
    case = {
        "procedure": "Permis",
        "opened_local": "2024-01-05 10:00",
        "complete_local": "2024-01-20 10:00",
        "closed_local": "2024-02-18 10:00",
    }
    for start, late in (("opened", 1), ("complete", 0)):
        with with_facts(utc_town(tmp_path / start, promises=legal(clock_start=start)), cases=[case | {"end": "closed"}]) as store:
            assert one(undecided.undecided(store), NAME)["value"] == late


LATE = [by_the_day("2024-02-01", None) for _ in range(12)] + [by_the_day("2024-02-01", "2024-02-10") for _ in range(14)]
FEW = [by_the_day("2024-02-01", None) | {"procedure": "Permis"} for _ in range(3)]


def test_until_the_service_has_confirmed_it_nothing_but_the_note_counts_them(tmp_path):
    for confirmed in (False, True):
        town = utc_town(tmp_path / str(confirmed), promises=legal(confirmed), parameters=Parameters(small_group=11, min_cases=1, draws=100))
        with with_facts(town, cases=[*LATE, CLOSED]) as store:
            told, kept = undecided.undecided(store), undecided.unconfirmed(store).to_dict("records")
        assert (one(told, NAME)["status"] == "measured") == confirmed
        written = papers.write_alert(town, kept)
        assert [path.name for path in written] == ([] if confirmed else ["alert.fr.md", "alert.en.md"])
        for path in written:
            note = path.read_text(encoding="utf-8").replace("\u00a0", " ").replace("\u202f", " ")
            assert "| Certificat | 15 " in note and "| 26 | 12 |" in note
            assert "confirmed: true" in note
        assert papers.write_alert(town, []) == [] and not list((town.folder / "work").glob("alert.*"))


def test_the_note_hides_small_groups_and_is_of_the_languages_of_the_client(tmp_path):
    town = utc_town(tmp_path, promises=legal(False), parameters=Parameters(small_group=11, min_cases=1, draws=100))
    with with_facts(town, cases=[*FEW, CLOSED]) as store:
        (path, _) = papers.write_alert(town, undecided.unconfirmed(store).to_dict("records"))
    note = path.read_text(encoding="utf-8")
    assert wording.text("words.empty.hidden", "fr") in note and "| 3 |" not in note
    french = town.model_copy(update={"client": Client(name="Ville", languages=("fr",))})
    with with_facts(french, cases=[*LATE, CLOSED]) as store:
        papers.write_alert(french, undecided.unconfirmed(store).to_dict("records"))
    assert [path.name for path in sorted((town.folder / "work").glob("alert.*"))] == ["alert.fr.md"]


def test_confirmed_ones_are_a_finding_on_a_time_not_kept_and_none_are_no_finding(engagement):
    counts = [("all", 30.0, 120), ("procedure=Permis", 18.0, 40), ("procedure=Certificat", 12.0, 80)]
    given = [
        {
            "indicator": NAME,
            "scope": scope,
            "value": late,
            "unit": "count",
            "numerator": late,
            "denominator": due,
            "low": None,
            "high": None,
        }
        for scope, late, due in counts
    ]
    town = engagement.model_copy(update={"promises": legal()})
    found = findings.legal_undecided(rows(*given), town)
    assert found.overdue and found.reliability == "to_confirm" and found.gap == pytest.approx(0.25)
    assert text(found) == "30 dossiers sans décision enregistrée à leur échéance légale : à vérifier"
    assert text(found, "title", "en") == "30 cases without a recorded decision at their legal due date: to be checked"
    assert found.table.rows == [["Permis", 30.0, 40, 18.0], ["Certificat", 15.0, 80, 12.0]]
    for language in LANGUAGES:
        assert "120" in text(found, "reading", language)
    assert findings.legal_undecided(rows(*({**row, "value": 0.0, "numerator": 0.0} for row in given)), town) is None
    assert findings.legal_undecided(rows({**given[0], "status": "not_measurable", "value": None}), town) is None
