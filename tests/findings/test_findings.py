"""From rows to findings: when there is one, how sure it is, and what stands in its place."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from diagnostic.blocks import Note
from diagnostic.engagement import Client, Engagement, Period
from diagnostic.findings import evidence, reliability
from diagnostic.questions import hours, repeats
from tests.questions.rows import rows, share


@pytest.fixture
def engagement(tmp_path):
    year = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10))
    return Engagement(folder=tmp_path, client=Client(name="Ville"), period=year, sources=())


def closed(value, n=10_000, spread=0.01):
    return rows(share("opening.out_of_hours_share", value, n, spread, scope="channel=phone"))


def test_users_are_counted_over_twelve_months(engagement):
    half = engagement.model_copy(update={"period": Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 3, 14))})
    assert hours.findings.closed_contacts(closed(0.25), half, "phone", None).users == pytest.approx(2500 * 365 / 73)


@pytest.mark.parametrize(
    ("value", "n", "spread", "level"),
    [
        (0.25, 10_000, 0.01, "solid"),
        (0.25, 200, 0.01, "to_confirm"),
        (0.25, 150, 0.01, "to_confirm"),
        (0.25, 149, 0.01, "indicative"),
        (0.25, 10_000, 0.07, "to_confirm"),
        (0.25, 10_000, 0.12, "indicative"),
    ],
)
def test_reliability_follows_the_range_and_the_numbers(value, n, spread, level):
    assert reliability.reliability(evidence.row(closed(value, n, spread), "opening.out_of_hours_share", "channel=phone")) == level


def test_what_cannot_be_measured_says_what_is_missing(engagement):
    lacking = rows({"indicator": "repeat.rate", "status": "not_measurable", "note": "missing: contacts.person, contacts.topic"})
    note = repeats.findings.come_back(lacking, engagement, None)
    assert isinstance(note, Note)
    assert note.kind == "missing"
    assert "un identifiant de l’usager et le motif (dans le journal des sollicitations)" in note.message.text("fr")
    assert "topic (in the contact log)" in note.message.text("en")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sentence_without_a_range_says_nothing_of_another_period(engagement, language):
    """Under 26 weeks."""
    bare = rows({**share("opening.out_of_hours_share", 0.25, scope="channel=phone"), "low": None, "high": None})
    ranged, without = (
        hours.findings.closed_contacts(given, engagement, "phone", None).message("reading").text(language) for given in (closed(0.25), bare)
    )
    told = {"fr": "selon la période", "en": "depending on the period"}[language]
    assert told in ranged and told not in without
    assert "None" not in without and "()" not in without and " ." not in without


def test_the_most_extreme_of_several_stands_apart_only_beyond_what_chance_makes_of_the_most_extreme():
    rng = np.random.default_rng(3)
    said = []
    for _ in range(1000):
        shares = rng.binomial(400, 0.6, 8) / 400
        least = shares.min()
        half = 1.96 * (least * (1 - least) / 400) ** 0.5
        figure = share("processing.within_announced", least) | {"status": "measured", "low": least - half, "high": least + half}
        whole = share("processing.within_announced", shares.mean()) | {"status": "measured"}
        said.append((evidence.apart(figure, whole, 8), figure["high"] < whole["value"]))
    told, naive = np.mean(said, axis=0)
    assert told <= 0.05 < naive


def test_what_is_far_from_the_whole_stands_apart_and_nothing_does_without_a_range():
    whole = share("processing.p80", 0.5) | {"status": "measured"}
    far = {"value": 0.2, "low": 0.15, "high": 0.25}
    assert evidence.apart(far, whole, 8)
    assert not evidence.apart(far | {"low": None, "high": None}, whole, 8)
    assert evidence.apart(far | {"low": None, "high": None}, whole, 1)
    assert not evidence.apart({"value": 0.8, "low": 0.55, "high": 0.95}, whole, 14)


def test_a_share_hidden_for_few_on_one_side_is_told_by_its_bound():
    figure = {"indicator": "handling.answered_share", "scope": "all", "unit": "share", "status": "suppressed", "note": "bounded"}
    for edges, words in (((0.99, 1.0), "au moins 99\u00a0%"), ((0.0, 0.05), "au plus 5\u00a0%")):
        note = evidence.absent(figure | dict(zip(("low_definition", "high_definition"), edges, strict=True)))
        assert words in note.message.text("fr") and note.kind == "caveat"
    assert "effectif trop faible" in evidence.absent(figure | {"note": ""}).message.text("fr")
