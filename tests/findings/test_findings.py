"""From rows to findings: when there is one, how sure it is, and what stands in its place."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from diagnostic import findings
from diagnostic.blocks import Finding, Indicator, Message, Note
from diagnostic.engagement import Client, Engagement, Period, Promise
from diagnostic.findings import judgement
from diagnostic.indicators import COLUMNS


@pytest.fixture
def engagement(tmp_path):
    year = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10))
    promises = (Promise(procedure="Passeport", days=20), Promise(procedure="Permis", days=60))
    return Engagement(folder=tmp_path, client=Client(name="Ville"), period=year, sources=(), promises=promises)


def rows(*given):
    made = [{"scope": "all", "unit": "share", "status": "measured", "note": ""} | row for row in given]
    return pd.DataFrame(made).reindex(columns=list(COLUMNS))


def closed(value, n=10_000, spread=0.01):
    share = {"value": value, "numerator": value * n, "denominator": n, "low": value - spread, "high": value + spread}
    return rows({"indicator": "opening.out_of_hours_share", "scope": "channel=phone", **share})


def test_calls_while_closed_are_a_gap_above_one_in_twenty_and_a_strength_below(engagement):
    gap = findings.opening.closed_contacts(closed(0.25), engagement, "phone", None)
    assert not gap.strength
    assert gap.users == pytest.approx(2500)
    assert gap.message("title").text("fr") == "Un appel sur quatre arrive quand l’accueil téléphonique est fermé"
    assert findings.opening.closed_contacts(closed(0.04), engagement, "phone", None).strength


def test_users_are_counted_over_twelve_months(engagement):
    half = engagement.model_copy(update={"period": Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 3, 14))})
    assert findings.opening.closed_contacts(closed(0.25), half, "phone", None).users == pytest.approx(2500 * 365 / 73)


@pytest.mark.parametrize(
    ("value", "n", "spread", "level"),
    [
        (0.25, 10_000, 0.01, "solid"),
        (0.25, 200, 0.01, "to_confirm"),
        (0.25, 10_000, 0.07, "to_confirm"),
        (0.25, 10_000, 0.12, "indicative"),
    ],
)
def test_reliability_follows_the_range_and_the_numbers(value, n, spread, level):
    assert judgement.reliability(judgement.row(closed(value, n, spread), "opening.out_of_hours_share", "channel=phone")) == level


def test_what_cannot_be_measured_says_what_is_missing(engagement):
    lacking = rows({"indicator": "repeat.rate", "status": "not_measurable", "note": "missing: contacts.person, contacts.topic"})
    note = findings.repeats.come_back(lacking, engagement, None)
    assert isinstance(note, Note)
    assert note.kind == "missing"
    assert "un identifiant de l’usager et le motif (dans le journal des sollicitations)" in note.message.text("fr")
    assert "topic (in the contact log)" in note.message.text("en")


def test_no_digital_contact_makes_no_finding_and_leaves_the_chart(engagement):
    none = rows({"indicator": "channel.digital_share", "value": 0.0, "numerator": 0, "denominator": 900})
    chart = object()
    assert findings.channels.digital(none, engagement, chart) is chart


def test_the_weakest_promise_is_the_one_least_kept_not_the_longest(engagement):
    share = {"indicator": "processing.within_announced", "low": 0.3, "high": 0.5}
    given = rows(
        {**share, "scope": "procedure=Passeport", "value": 0.4, "numerator": 200, "denominator": 500},
        {**share, "scope": "procedure=Permis", "value": 0.8, "numerator": 400, "denominator": 500},
        {"indicator": "processing.p50", "scope": "procedure=Passeport", "unit": "day", "value": 12.0},
        {"indicator": "processing.p50", "scope": "procedure=Permis", "unit": "day", "value": 50.0},
    )
    finding = findings.processing.slowest(given, engagement, None)
    title = finding.message("title").text("fr").replace("\u00a0", " ")
    assert title == "Passeport : 40 % des demandes closes l’ont été dans les 20 jours annoncés"
    assert finding.users == pytest.approx(300)


def test_page_one_ranks_by_users_gap_and_reliability():
    def finding(key, users, gap, reliability, strength=False):
        return Finding(key, {}, reliability, users, gap, strength)

    blocks = [
        finding("findings.workload", 1000, 0.2, "solid"),
        finding("findings.come_back", 1000, 0.3, "indicative"),
        finding("findings.kept_promise", 900, 0.5, "solid"),
        finding("findings.digital", 10_000, 0.9, "solid", strength=True),
        Note(Message("findings.answer.none"), kind="missing"),
        Note(Message("findings.answer.one"), kind="caveat"),
        Indicator("repeat.rate", [{"scope": "all", "status": "measured", "value": 0.2, "unit": "share", "indicator": "repeat.rate"}]),
    ]
    page = findings.synthesis.essential({"04": blocks})
    assert [one.key for one in page.messages] == ["findings.kept_promise", "findings.workload", "findings.come_back"]
    assert [one.key for one in page.strengths] == ["findings.digital"]
    assert page.unknowns[0] == Message("findings.answer.none")
    assert [figure.name for figure in page.figures] == ["repeat.rate"]
    assert page.answer.values["first"].key == "findings.kept_promise.clause"
    assert len(page.decisions) <= 3


def test_opening_longer_than_three_quarters_of_peers_is_a_strength_and_less_than_a_quarter_a_gap(engagement):
    customs = pd.DataFrame({"habit": ["saturday"], "here": [True], "share": [0.4]})
    for share, strength, gap in ((0.8, True, False), (0.5, False, False), (0.1, False, True)):
        given = rows(
            {"indicator": "opening.peer_percentile", "value": share, "numerator": share * 52, "denominator": 52},
            {"indicator": "opening.weekly_hours", "value": 40.0, "unit": "hour_week"},
        )
        found = findings.peers.standing(given, engagement, (100_000, None), customs, None)
        assert (found.strength, found.gap > 0) == (strength, gap)
        assert "100 000 habitants et plus".replace(" 000", "\u202f000") in found.message("reading").text("fr").replace("\u00a0", " ")
        assert found.table.rows == [["findings.customs.habit.saturday", "findings.customs.yes", 0.4]]


def test_a_town_without_a_population_is_told_what_is_missing(engagement):
    given = rows({"indicator": "opening.peer_percentile", "status": "not_measurable", "value": None, "note": "missing: client.population"})
    found = findings.peers.standing(given, engagement, (None, 500), pd.DataFrame(), None)
    assert isinstance(found, Note)
