"""From rows to findings: when there is one, how sure it is, and what stands in its place."""

from __future__ import annotations

import datetime as dt

import pytest

from diagnostic import wording
from diagnostic.blocks import Finding, Indicator, Message, Note
from diagnostic.engagement import Client, Engagement, Period, Promise, Source
from diagnostic.findings import evidence, reliability, synthesis
from diagnostic.indicators import COLUMNS
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import channels, hours, peers, processing, promises, reach, repeats
from diagnostic.report.parts import Parts
from diagnostic.wording import LANGUAGES


@pytest.fixture
def engagement(tmp_path):
    year = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10))
    promises = (Promise(procedure="Passeport", days=20), Promise(procedure="Permis", days=60))
    return Engagement(folder=tmp_path, client=Client(name="Ville"), period=year, sources=(), promises=promises)


def rows(*given):
    made = [{"scope": "all", "unit": "share", "status": "measured", "note": ""} | row for row in given]
    return Disclosed(made).reindex(columns=list(COLUMNS))


def closed(value, n=10_000, spread=0.01):
    share = {"value": value, "numerator": value * n, "denominator": n, "low": value - spread, "high": value + spread}
    return rows({"indicator": "opening.out_of_hours_share", "scope": "channel=phone", **share})


def test_calls_while_closed_are_a_gap_above_one_in_twenty_and_a_strength_below(engagement):
    gap = hours.findings.closed_contacts(closed(0.25), engagement, "phone", None)
    assert not gap.strength
    assert gap.users == pytest.approx(2500)
    assert gap.message("title").text("fr") == "Un appel sur quatre arrive quand l’accueil téléphonique est fermé"
    assert hours.findings.closed_contacts(closed(0.04), engagement, "phone", None).strength


def test_users_are_counted_over_twelve_months(engagement):
    half = engagement.model_copy(update={"period": Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 3, 14))})
    assert hours.findings.closed_contacts(closed(0.25), half, "phone", None).users == pytest.approx(2500 * 365 / 73)


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
    assert reliability.reliability(evidence.row(closed(value, n, spread), "opening.out_of_hours_share", "channel=phone")) == level


def test_what_cannot_be_measured_says_what_is_missing(engagement):
    lacking = rows({"indicator": "repeat.rate", "status": "not_measurable", "note": "missing: contacts.person, contacts.topic"})
    note = repeats.findings.come_back(lacking, engagement, None)
    assert isinstance(note, Note)
    assert note.kind == "missing"
    assert "un identifiant de l’usager et le motif (dans le journal des sollicitations)" in note.message.text("fr")
    assert "topic (in the contact log)" in note.message.text("en")


def test_no_digital_contact_makes_no_finding_and_leaves_the_chart(engagement):
    none = rows({"indicator": "channel.digital_share", "value": 0.0, "numerator": 0, "denominator": 900})
    chart = object()
    assert channels.findings.digital(none, engagement, chart) is chart


def test_the_weakest_promise_is_the_one_least_kept_not_the_longest(engagement):
    share = {"indicator": "processing.within_announced", "low": 0.3, "high": 0.5}
    given = rows(
        {**share, "scope": "procedure=Passeport", "value": 0.4, "numerator": 200, "denominator": 500},
        {**share, "scope": "procedure=Permis", "value": 0.8, "numerator": 400, "denominator": 500},
        {"indicator": "processing.p50", "scope": "procedure=Passeport", "unit": "day", "value": 12.0},
        {"indicator": "processing.p50", "scope": "procedure=Permis", "unit": "day", "value": 50.0},
    )
    finding = promises.findings.least_kept(given, engagement, None)
    title = finding.message("title").text("fr").replace("\u00a0", " ")
    assert title == "Passeport : 40 % des demandes closes l’ont été dans les 20 jours annoncés"
    assert finding.users == pytest.approx(300)


def test_a_promise_holds_for_its_procedure_however_the_name_is_written(engagement):
    settings = engagement.model_copy(update={"promises": (Promise(procedure="PASSEPORT", days=30, kind="legal"), *engagement.promises[1:])})
    share = {"indicator": "processing.within_announced", "value": 0.4, "low": 0.3, "high": 0.5, "numerator": 200, "denominator": 500}
    median = {"indicator": "processing.p50", "scope": "procedure=Passeport", "unit": "day", "value": 12.0}
    finding = promises.findings.least_kept(rows({**share, "scope": "procedure=Passeport"}, median), settings, None)
    assert finding.values["announced"].value == 30
    times = Disclosed({"procedure": ["Passeport"], "value": [12.0], "denominator": [500.0]})
    chart = processing.charts.ranges(["fr"], times, times, settings.announced)
    assert chart.data.rows[0][3] == 30


def test_page_one_ranks_by_users_gap_and_reliability(engagement):
    def finding(key, users, gap, reliability, strength=False):
        return Finding(key, {}, reliability, users, gap, strength)

    blocks = [
        finding("findings.workload", 1000, 0.2, "solid"),
        finding("findings.come_back", 1000, 0.3, "indicative"),
        finding("findings.kept_promise", 900, 0.5, "solid"),
        finding("findings.digital", 10_000, 0.9, "solid", strength=True),
        Note(Message("findings.answer.none"), kind="missing"),
        Note(Message("procedures.findings.one"), kind="caveat"),
        Indicator("repeat.rate", [{"scope": "all", "status": "measured", "value": 0.2, "unit": "share", "indicator": "repeat.rate"}]),
    ]
    page = synthesis.essential({"04": blocks}, engagement)
    assert [one.key for one in page.messages] == ["findings.kept_promise", "findings.workload", "findings.come_back"]
    assert [one.key for one in page.strengths] == ["findings.digital"]
    assert [unknown.key for unknown in page.unknowns] == ["findings.come_back.question", "findings.answer.none"]
    assert [figure.name for figure in page.figures] == ["repeat.rate"]
    assert page.answer.values["first"].key == "findings.kept_promise.clause"
    assert len(page.decisions) <= 3


def page_of(engagement, *blocks):
    return synthesis.essential({"01": blocks}, engagement)


def test_messages_sent_while_closed_are_no_key_figure_and_calls_are_named_as_such(engagement):
    share = {"indicator": "opening.out_of_hours_share", "status": "measured", "unit": "share", "value": 0.3}
    by_email = [{"scope": scope, **share} for scope in ("all", "channel=email")]
    assert page_of(engagement, Indicator("opening.out_of_hours_share", by_email)).figures == []
    both = [*by_email, {"scope": "channel=phone", **share}]
    (figure,) = page_of(engagement, Indicator("opening.out_of_hours_share", both)).figures
    assert Parts("fr").key_figure(figure).label.endswith("Téléphone")


def test_page_one_leaves_out_what_no_reason_explains_and_files_that_the_town_does_not_keep(engagement):
    lacking = {
        name: evidence.absent({"indicator": name, "status": "not_measurable", "note": note})
        for name, note in (
            ("repeat.hours", "not_scaled"),
            ("processing.p50", "missing: cases.closed_at"),
            ("counter.wait_p50", "missing: tickets.called_at"),
            ("opening.users_satisfied_share", "missing: survey.value"),
            ("appointment.lead_p50", "missing: appointments"),
        )
    }
    assert page_of(engagement, *lacking.values()).unknowns == [lacking["processing.p50"].message]
    kept = engagement.model_copy(update={"sources": (Source(file="enquete.csv", table="survey"),)})
    assert lacking["opening.users_satisfied_share"].message in page_of(kept, *lacking.values()).unknowns


def test_the_decision_on_hours_to_try_names_the_slot_where_a_week_is_proposed(engagement):
    closed = Finding("findings.closed_phone", {}, "solid", 1000, 0.3, id="hours.closed_contacts;channel=phone")
    week = Finding("findings.better_week_phone", {}, "solid", 1000, 0.1, id="better_week.better;channel=phone")
    assert [one.key for one in page_of(engagement, closed).decisions] == ["findings.closed_phone.decision"]
    assert [one.key for one in page_of(engagement, closed, week).decisions] == ["findings.better_week_phone.decision"]


@pytest.mark.parametrize(
    ("known", "step"),
    [
        ({"indicator": "opening.swap_gain", "unit": "points", "value": 3.0, "low": 1.0}, "move"),
        ({"indicator": "opening.swap_gain", "unit": "points", "value": 3.0, "low": -1.0}, "count"),
        ({"indicator": "opening.shoulder_load", "scope": "channel=counter;edge=first", "unit": "ratio", "value": 1.1}, "move"),
        ({"indicator": "opening.shoulder_load", "scope": "channel=phone;edge=first", "unit": "ratio", "value": 1.1}, "count"),
    ],
)
def test_hours_are_moved_only_on_a_gain_or_on_visits_counted(engagement, known, step):
    week = {"unit": "hour_week", "denominator": 1}
    given = rows(
        {"indicator": "opening.weekly_hours", "value": 30.0, **week},
        {"indicator": "opening.hours_outside_work", "value": 0.0, **week},
        known,
    )
    decision = hours.findings.outside_work(given, engagement, None).message("decision")
    for language in LANGUAGES:
        assert decision.text(language) == wording.text(f"findings.hours_step.{step}", language)


def test_the_answer_rate_on_page_one_carries_its_mark(engagement):
    numbers = {"value": 0.7, "numerator": 700, "denominator": 1000}
    title = reach.findings.answered(rows({"indicator": "reach.answer_rate_agent", **numbers}), engagement).message("title")
    assert title.text("fr").replace("\u00a0", " ").endswith("(repère : 85 %)")
    assert title.text("en").endswith("(mark: 85%)")


def test_opening_longer_than_three_quarters_of_peers_is_a_strength_and_less_than_a_quarter_a_gap(engagement):
    customs = Disclosed({"habit": ["saturday"], "here": [True], "share": [0.4]})
    for share, strength, gap in ((0.8, True, False), (0.5, False, False), (0.1, False, True)):
        given = rows(
            {"indicator": "opening.peer_percentile", "value": share, "numerator": share * 52, "denominator": 52},
            {"indicator": "opening.weekly_hours", "value": 40.0, "unit": "hour_week"},
        )
        found = peers.findings.standing(given, engagement, (100_000, None), customs, None)
        assert (found.strength, found.gap > 0) == (strength, gap)
        assert "100 000 habitants et plus".replace(" 000", "\u202f000") in found.message("reading").text("fr").replace("\u00a0", " ")
        assert found.table.rows == [["findings.customs.habit.saturday", "findings.customs.yes", 0.4]]


def test_a_town_without_a_population_is_told_what_is_missing(engagement):
    given = rows({"indicator": "opening.peer_percentile", "status": "not_measurable", "value": None, "note": "missing: client.population"})
    found = peers.findings.standing(given, engagement, (None, 500), Disclosed(), None)
    assert isinstance(found, Note)
