"""Whatever a town's stock did, each finding on it is borne out by its chart, and by no other figures; towns made to break them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import Parameters, Period
from diagnostic.findings.declaration import holds
from diagnostic.questions import flow
from tests.altered import altered
from tests.questions.flow.made import utc_town
from tests.questions.sentences import speaks
from tests.towns import with_facts

YEAR = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 29), extract_date=dt.date(2025, 1, 5))
HALF = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 6, 2), extract_date=dt.date(2024, 6, 9))


def cases(opened_a_week, closed_a_week, stock=300, procedure="Acte", since="2024-01-01", weeks=53, closes=True):
    """Cases of one procedure whose oldest are closed first: so many come and go in the week of each number."""
    rng, start = np.random.default_rng(7), pd.Timestamp(since)
    before = [start - pd.Timedelta(days=1)] * stock

    def instants(of):
        counts = rng.poisson([max(0, of(week)) for week in range(weeks)])
        days = np.sort(np.repeat(np.arange(weeks) * 7.0, counts) + rng.uniform(0, 7, counts.sum()))
        return [start + pd.Timedelta(days=float(day)) for day in days]

    opened = [*before, *instants(opened_a_week)]
    closed = instants(closed_a_week)[: len(opened)] if closes else []
    closed += [None] * (len(opened) - len(closed))
    rows = [
        {"opened_local": o, "closed_local": max(o, c) if c else None, "procedure": procedure} for o, c in zip(opened, closed, strict=True)
    ]
    return [
        row | {"closed_local": row["closed_local"] if row["closed_local"] and row["closed_local"] < pd.Timestamp("2025-01-06") else None}
        for row in rows
    ]


def bulk(made, day, count):
    """The same cases, of which a tool closes the oldest on one day."""
    left = [
        row
        for row in made
        if row["opened_local"] < pd.Timestamp(day) and (not row["closed_local"] or row["closed_local"] > pd.Timestamp(day))
    ]
    for row in left[:count]:
        row |= {"closed_local": pd.Timestamp(f"{day} 17:00"), "artefact": "bulk_closing"}
    return made


TOWNS = {
    "up then down": (YEAR, cases(lambda w: 100, lambda w: 80 if w < 27 else 120), "peaked"),
    "grows": (YEAR, cases(lambda w: 100, lambda w: 88), "grew"),
    "shrinks": (YEAR, cases(lambda w: 88, lambda w: 100, stock=900), "fell"),
    "near": (YEAR, cases(lambda w: 20, lambda w: 20, stock=2000), "stable"),
    "down then up, as many at its end": (YEAR, cases(lambda w: 100, lambda w: 120 if w < 27 else 80, stock=900), "moved"),
    "bulk closing": (YEAR, bulk(cases(lambda w: 100, lambda w: 90), "2024-12-18", 400), "peaked"),
    "starts at nothing": (YEAR, cases(lambda w: 100, lambda w: 85, stock=0), "grew"),
    "half a year": (HALF, cases(lambda w: 100, lambda w: 80), "moved"),
    "one procedure grows while the total stands": (
        YEAR,
        cases(lambda w: 60, lambda w: 60, stock=1200) + cases(lambda w: 14, lambda w: 14 if w < 27 else 5, stock=80, procedure="Permis"),
        None,
    ),
}


@pytest.mark.parametrize("name", TOWNS)
def test_what_is_told_of_a_stock_is_what_its_charts_show_and_nothing_else_would(tmp_path, name):
    period, made, course = TOWNS[name]
    made = [row for row in made if row["opened_local"] < pd.Timestamp(period.extract_date) + pd.Timedelta(days=1)]
    engagement = utc_town(tmp_path, period=period, parameters=Parameters(draws=100))
    with with_facts(engagement, cases=made) as store:
        rows = flow.measure(store)
        grown = flow.procedures(store, rows)
        curve = flow.charts.backlog(["fr"], flow.backlog(store), flow.monthly(store), ())
        told = flow.findings.backlog(rows, flow.whole(store), engagement, curve)
        named = flow.findings.procedures(rows, grown, engagement, flow.charts.procedures(["fr"], grown))
        waiting = flow.findings.open_stock(rows, set(), engagement, flow.charts.ages(["fr"], flow.ages(store)))
    stated = [finding for finding in (told, named, waiting) if finding]
    assert course is None or told.key == f"findings.backlog_{course}"
    for finding in stated:
        speaks(finding)
        assert holds(finding), (name, finding.key)
        assert not finding.chart or not holds(altered(finding)), (name, finding.key)
    assert told.values["stock"].value == waiting.values["stock"].value
    if name.startswith("one procedure"):
        assert named.values["names"] == ["Permis"]


def test_where_no_closing_is_dated_there_is_no_finding_on_the_flow_and_the_file_is_named(tmp_path):
    engagement = utc_town(tmp_path, period=YEAR, parameters=Parameters(draws=100))
    with with_facts(engagement, cases=cases(lambda w: 100, lambda w: 0, closes=False)) as store:
        rows = flow.measure(store)
        grown, went = flow.procedures(store, rows), flow.whole(store)
        assert flow.charts.backlog(["fr"], flow.backlog(store), flow.monthly(store), ()) is None
        assert flow.charts.weeks(["fr"], flow.weekly(store), ()) is None and flow.charts.ages(["fr"], flow.ages(store)) is None
        (note,) = flow.findings.left_out(flow.left_out(store))
    assert set(rows["status"]) == {"not_measurable"} and set(rows["note"]) == {"missing: cases.closed_at"}
    assert flow.findings.backlog(rows, went, engagement, None) is None and flow.findings.procedures(rows, grown, engagement, None) is None
    assert "cases" in note.message.text("fr")
