"""Artefacts of tools, planted among ordinary closings: found, counted, flagged in the store, and nothing else with them."""

import datetime as dt
import json
import random

from tests.intake.mission import counts

CASES = {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos"}
OLD = "N°;Ouvert;Clos\n"


def ordinary(count: int = 600, seed: int = 1) -> list[tuple[dt.datetime, dt.datetime]]:
    """Cases opened and closed on working days of 2025 at office hours, after some days; early November is several times busier."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        opened = dt.datetime(2025, 1, 6) + dt.timedelta(days=rng.randrange(280), seconds=rng.randrange(9 * 3600, 17 * 3600))
        closed = opened + dt.timedelta(days=rng.expovariate(1 / 12) + 1)
        if number % 30 == 0:
            closed = dt.datetime(2025, 11, 3) + dt.timedelta(days=rng.randrange(3))
        while closed.weekday() > 4:
            closed += dt.timedelta(days=1)
        made.append((opened, closed.replace(hour=9, minute=0, second=0) + dt.timedelta(seconds=rng.randrange(8 * 3600))))
    return made


def lines(cases, first=1, stamp="%d/%m/%Y %H:%M:%S"):
    return "".join(f"{first + at};{opened:{stamp}};{closed:{stamp}}\n" for at, (opened, closed) in enumerate(cases))


def flags(mission):
    return [flag for flag in mission.values("artefact", "cases") if flag]


def test_ordinary_closings_and_busy_days_are_no_artefacts(mission):
    ledger = mission.add("a.csv", OLD + lines(ordinary()), "cases", CASES).take()
    busiest = max(mission.values("cast(closed_local as date)", "cases").count(dt.date(2025, 11, day)) for day in (3, 4, 5))
    assert busiest > 5  # several times an ordinary day
    assert (ledger.artefacts, flags(mission)) == ({}, [])


def test_a_bulk_closing_on_one_minute_is_found_and_nothing_else(mission):
    bulk = [(opened, dt.datetime(2025, 12, 18, 17, 42, at % 60)) for at, (opened, _) in enumerate(ordinary(150, seed=2))]
    ledger = mission.add("a.csv", OLD + lines(ordinary()) + lines(bulk, 10_000), "cases", CASES).take()
    assert ledger.artefacts == {"bulk_closing": 150}
    assert counts(ledger) == (750, 750, 0, 0)
    closed = {stamp.strftime("%d %H:%M") for (flag, stamp) in mission.rows("cases", "artefact, closed_local") if flag}
    assert closed == {"18 17:42"}
    saved = json.loads((mission.folder / "work" / "intake.json").read_text(encoding="utf-8"))
    assert saved["sources"][0]["artefacts"] == {"bulk_closing": 150}


def test_a_bulk_closing_of_a_day_is_found_where_the_export_has_days_only(mission):
    bulk = [(opened, dt.datetime(2025, 12, 18)) for opened, _ in ordinary(150, seed=2)]
    ledger = mission.add("a.csv", OLD + lines(ordinary(1500) + bulk, stamp="%d/%m/%Y"), "cases", CASES).take()
    assert set(ledger.artefacts) == {"bulk_closing"}
    assert ledger.artefacts["bulk_closing"] >= 150


def test_a_tool_that_closes_every_night_on_one_minute_has_no_bulk_closing(mission):
    nightly = [(opened, closed.replace(hour=2, minute=0, second=0)) for opened, closed in ordinary(4000)]
    ledger = mission.add("a.csv", OLD + lines([(o, c) for o, c in nightly if c > o]), "cases", CASES).take()
    assert "bulk_closing" not in ledger.artefacts


def test_batches_that_come_back_among_single_closings_are_the_tool_s(mission):
    batches = [(dt.datetime(2025, 1, 6), dt.datetime(2025, 3, 3, 2) + dt.timedelta(weeks=at // 30)) for at in range(30 * 30)]
    ledger = mission.add("a.csv", OLD + lines(ordinary(300) + batches), "cases", CASES).take()
    assert ledger.artefacts == {"automatic_closing": 900}


def test_automatic_closing_at_a_fixed_age_is_found(mission):
    fixed = [(opened, opened + dt.timedelta(days=30)) for opened, _ in ordinary(80, seed=3)]
    ledger = mission.add("a.csv", OLD + lines(ordinary() + fixed), "cases", CASES).take()
    assert set(ledger.artefacts) == {"automatic_closing"}
    ages = {(c.date() - o.date()).days for o, c, f in mission.rows("cases", "opened_local, closed_local, artefact") if f}
    assert ages == {30}
    assert 80 <= ledger.artefacts["automatic_closing"] <= 90


def test_a_weekly_rhythm_of_closings_is_not_automatic(mission):
    weekly = [(opened, opened + dt.timedelta(days=7 if at % 3 else 8, minutes=at)) for at, (opened, _) in enumerate(ordinary(40))]
    ledger = mission.add("a.csv", OLD + lines(ordinary(3000, seed=5) + weekly), "cases", CASES).take()
    assert ledger.artefacts == {}


def test_cases_typed_afterwards_bear_one_stamp_and_days_alone_prove_nothing(mission):
    text = "N°;Ouvert;Clos\n1;03/02/2025 09:00:00;03/02/2025 09:00:00\n2;03/02/2025 09:00:00;04/02/2025 09:00:00\n"
    assert mission.add("a.csv", text, "cases", CASES).take().artefacts == {"typed_afterwards": 1}
    assert mission.values("artefact", "cases") == ["typed_afterwards", None]
    assert mission.add("b.csv", "N°;Ouvert;Clos\n1;03/02/2025;03/02/2025\n", "cases", CASES).take()
    assert mission.intake.sources[1].artefacts == {}


def test_midnights_among_times_are_found(mission):
    midnights = [(opened, (closed + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0)) for opened, closed in ordinary(12, seed=7)]
    assert mission.add("a.csv", OLD + lines(ordinary() + midnights), "cases", CASES).take().artefacts == {"midnight_stamp": 12}


def test_a_tool_that_takes_over_from_another_is_told_with_its_day(mission):
    cases = sorted(ordinary(800))
    turn = dt.datetime(2025, 7, 1)
    before, after = ([case for case in cases if (case[0] < turn) is side] for side in (True, False))
    mission.add("ancien.csv", OLD + lines(before), "cases", CASES)
    mission.add("nouveau.csv", "Réf;Créé;Fini\n" + lines(after), "cases", {"case_id": "Réf", "opened_at": "Créé", "closed_at": "Fini"})
    mission.take()
    old, new = mission.intake.sources
    assert old.changes == [] and new.artefacts["change_of_tool"] == len(after)
    assert [(change["seen_in"], change["previous"]) for change in new.changes] == [("sources", "ancien")]
    assert abs(dt.date.fromisoformat(new.changes[0]["day"]) - turn.date()) <= dt.timedelta(days=3)


def test_monthly_slices_of_one_export_are_no_change_of_tool(mission):
    cases = sorted(ordinary(900))
    for name, months in (("t1", (1, 2, 3)), ("t2", (4, 5, 6)), ("t3", (7, 8, 9, 10))):
        mission.add(f"{name}.csv", OLD + lines([case for case in cases if case[0].month in months]), "cases", CASES)
    mission.take()
    assert [ledger.changes for ledger in mission.intake.sources] == [[], [], []]


def test_a_change_of_numbering_or_of_words_within_a_file_is_told(mission):
    cases = sorted(ordinary(800))
    rows = [
        f"{f'{o.year}-{at:05d}' if o.month < 7 else f'DEM-{at:05d}'};{o:%d/%m/%Y %H:%M};{c:%d/%m/%Y %H:%M}\n"
        for at, (o, c) in enumerate(cases)
    ]
    ledger = mission.add("a.csv", OLD + "".join(rows), "cases", CASES).take()
    assert [change["seen_in"] for change in ledger.changes] == ["ids"]
    assert dt.date(2025, 6, 23) <= dt.date.fromisoformat(ledger.changes[0]["day"]) <= dt.date(2025, 7, 1)
    words = [
        f"{o:%d/%m/%Y %H:%M};{(['Voirie', 'Crèche'] if o.month < 7 else ['Espace public', 'Petite enfance', 'Autre'])[at % 2]}\n"
        for at, (o, _) in enumerate(cases)
    ]
    mission.add("b.csv", "Date appel;Motif\n" + "".join(words), columns={"occurred_at": "Date appel", "topic": "Motif"}).take()
    assert [change["seen_in"] for change in mission.intake.sources[1].changes] == ["words"]


def test_words_that_come_and_go_with_the_seasons_are_no_change(mission):
    rows = [
        f"{o:%d/%m/%Y %H:%M};{'Neige' if o.month < 3 and at % 2 else 'Piscine' if o.month > 5 and at % 2 else 'Voirie'}\n"
        for at, (o, _) in enumerate(ordinary(800))
    ]
    ledger = mission.add("b.csv", "Date appel;Motif\n" + "".join(rows), columns={"occurred_at": "Date appel", "topic": "Motif"}).take()
    assert ledger.changes == []
