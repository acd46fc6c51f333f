"""What is said of calls, when, and when it is a strength."""

from __future__ import annotations

import pandas as pd
import pytest

from diagnostic.blocks import Finding, Note, Table
from diagnostic.engagement import Absent, Perimeter, Target
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import reach
from tests.questions.rows import rows, share
from tests.questions.sentences import text, told


def test_the_mark_of_the_state_is_said_not_to_bind_and_reaching_it_is_a_strength(engagement):
    below = reach.findings.answered(rows(share("reach.answer_rate_agent", 0.73)), engagement)
    assert "fixé par l’État et non opposable à la collectivité" in text(below, "reading")
    assert "85 % (Services Publics+)" in text(below, "reading")
    assert not below.strength and below.users == pytest.approx(2_700)
    assert reach.findings.answered(rows(share("reach.answer_rate_agent", 0.85)), engagement).strength


def test_a_target_of_the_town_is_not_told_as_the_state_s(engagement):
    own = engagement.model_copy(update={"targets": {"reach.answer_rate_agent": Target(value=0.7, source="Conseil municipal")}})
    finding = reach.findings.answered(rows(share("reach.answer_rate_agent", 0.73)), own)
    assert finding.strength
    assert "État" not in text(finding, "reading") and "70 % (Conseil municipal)" in text(finding, "reading")


def week(worst, lowest=(20, 21, 22), spread=0.03, n=300, note=""):
    """Cells of two days, the half-hours `lowest` of the first at `worst` and the others near the whole."""
    cells = [
        share(
            "reach.answer_rate_agent",
            worst if day == 1 and slot in lowest else 0.73,
            n,
            spread,
            scope=f"slot={slot};weekday={day}",
            note=note,
        )
        for slot in range(18, 26)
        for day in (1, 2)
    ]
    return rows(share("reach.answer_rate_agent", 0.73), *cells)


def test_the_part_of_the_week_when_calls_are_lost_is_named(engagement):
    lost = reach.findings.lost_hours(week(0.6), engagement)
    assert text(lost) == "Le lundi entre 10 h et 12 h, jusqu’à 40 % des appels ne trouvent pas d’agent, contre 27 % sur la semaine"
    assert lost.users == pytest.approx(3 * 300 * 0.4)


@pytest.mark.parametrize(
    "given",
    [
        {"worst": 0.6, "lowest": (20, 21)},
        {"worst": 0.6, "lowest": (20, 21, 23)},
        {"worst": 0.69},
        {"worst": 0.6, "spread": 0.14},
    ],
)
def test_one_low_half_hour_among_many_is_chance_and_so_is_a_small_or_unsure_gap(engagement, given):
    alike = reach.findings.lost_hours(week(**given), engagement)
    assert (alike.key, alike.gap, alike.strength) == ("findings.steady_hours", 0.0, False)


def test_few_agents_hide_the_half_hours_and_the_page_says_so(engagement):
    hidden = week(0.6, note="few_agents")
    hidden.loc[1:, ["value", "low", "high", "numerator", "denominator"]] = None
    note = reach.findings.lost_hours(hidden, engagement)
    assert isinstance(note, Note) and "moins de 5 agents" in note.message.text("fr").replace("\u00a0", " ")
    assert reach.findings.lost_hours(rows(share("reach.answer_rate_agent", 0.7)), engagement) is None


def test_calls_lost_after_a_transfer_are_a_gap_and_none_lost_a_strength(engagement):
    def found(end):
        given = (share("reach.answer_rate_agent", 0.8), share("reach.transfer_rate", 0.2), share("reach.end_to_end_rate", end))
        return reach.findings.end_to_end(rows(*given), engagement)

    assert (found(0.7).key, found(0.7).strength) == ("findings.end_to_end", False)
    assert found(0.7).users == pytest.approx(1_000)
    assert (found(0.79).key, found(0.79).strength) == ("findings.followed_through", True)


def test_an_export_that_stops_at_the_switchboard_is_said_to_overstate(engagement):
    missing = {"indicator": "reach.end_to_end_rate", "status": "not_measurable", "note": "missing: contacts.final_outcome"}
    blind = share("reach.answer_rate_agent", 0.8, note="since_break; switchboard_only")
    note = reach.findings.end_to_end(rows(missing, blind, share("reach.transfer_rate", 0.2)), engagement)
    assert "surestime" in note.message.text("fr")
    assert reach.findings.end_to_end(rows(missing, share("reach.answer_rate_agent", 0.8)), engagement) is None


def test_callers_reached_are_judged_on_the_days_when_they_asked_for_an_agent(engagement):
    figure = share("reach.callers_reached_share", 0.66, low_definition=0.66, high_definition=0.92)
    finding = reach.findings.callers_reached(rows(figure), engagement)
    assert finding.strength
    assert "La part serait de 92 % sans les journées" in text(finding, "reading")


def test_waits_are_told_by_percentiles_else_by_the_mean(engagement):
    wait = {"unit": "second", "denominator": 5_000.0}
    half, tenth, mean = (
        {"indicator": f"reach.wait_{name}", "value": value, **wait} for name, value in (("p50", 40), ("p90", 130), ("mean", 55))
    )
    level = share("reach.service_level", 0.3), share("reach.abandon_rate", 0.1)
    assert (
        text(reach.findings.waiting(rows(half, tenth, mean, *level), engagement))
        == "Un appel pris sur deux attend au plus 40 s, neuf sur dix au plus 130 s"
    )
    assert text(reach.findings.waiting(rows(mean), engagement)) == "Un appel pris attend 55 s en moyenne"
    assert reach.findings.waiting(rows(), engagement) is None


def test_a_redial_has_its_own_word(engagement):
    finding = reach.findings.redials(rows(share("reach.redial_rate", 0.4)), engagement)
    assert "rappel" in text(finding) and "n’est pas compté comme une réitération" in text(finding, "reading")


def test_a_figure_since_a_break_says_its_own_period(engagement):
    finding = reach.findings.answered(
        rows(share("reach.answer_rate_agent", 0.73, period_start="2025-07-02", period_end="2025-12-31")), engagement
    )
    assert "du 2 juillet 2025 au 31 décembre 2025" in finding.source.text("fr").replace("\u00a0", " ")
    assert finding.users == pytest.approx(2_700 * 365 / 183)


def test_what_calls_cannot_tell_is_one_sentence_with_each_column_once():
    lacking = [
        {"indicator": name, "status": "not_measurable", "note": note}
        for name, note in (
            ("reach.wait_p50", "missing: contacts.wait_s"),
            ("reach.service_level", "missing: contacts.outcome, contacts.wait_s"),
            ("reach.redial_rate", "nothing_to_count"),
        )
    ]
    said = reach.findings.unmeasured(rows(*lacking)).message.text("fr")
    assert said.endswith("Il manque le temps d’attente et le résultat de l’appel (dans le journal des sollicitations).")
    assert reach.findings.unmeasured(rows(share("reach.redial_rate", 0.4))) is None


def lines(calls, direct):
    return Disclosed({"calls": [calls], "direct": [direct]})


def test_direct_lines_are_counted_or_said_to_be_a_gap_of_the_perimeter(engagement):
    counted = rows(share("reach.answer_rate_all", 0.5))

    def said(found, mission=engagement, calls=counted):
        return told(reach.findings.direct_lines(calls, found, mission))

    (seen,) = said(lines(1_000, 120))
    assert "120 appels sur 1 000" in seen
    assert said(lines(1_000, None)) == []
    (silent,) = said(lines(0, 0))
    assert "ne sont sans doute pas comptés" in silent
    assert said(lines(0, 0), calls=rows()) == []
    declared = Perimeter(absent=(Absent(channel="phone", service="Urbanisme", why="ligne directe"),))
    both = said(lines(1_000, 120), engagement.model_copy(update={"perimeter": declared}))
    assert both[0] == seen and both[1].endswith("Urbanisme.") and len(both) == 2


@pytest.mark.parametrize(("count", "lines", "first"), [(5, 5, "2024-01-01"), (300, 10, "2024-01"), (1_500, 5, "2024")])
def test_contradictory_days_are_all_counted_and_listed_by_day_month_or_year(count, lines, first):
    days = Disclosed({"day": pd.date_range("2024-01-01", periods=count), "offered": 10.0, "explained": 9.0, "gap": 1.0})
    days.loc[0, ["explained", "gap"]] = [11.0, -1.0]
    note, table = reach.findings.unbalanced_days(reach.Unbalanced(days, 5_585, 90_000.0))
    assert isinstance(table, Table) and table.annex
    assert len(table.rows) == lines and table.rows[0][0] == first
    assert sum(row[1] for row in table.rows) == count and sum(row[4] for row in table.rows) == count
    assert note.message.values["days"].value == count
    assert reach.findings.unbalanced_days(reach.Unbalanced(days.iloc[:0], 5_585, 90_000.0)) == []


def test_findings_are_none_without_their_figures(engagement):
    for finding in (reach.findings.callers_reached, reach.findings.redials, reach.findings.waiting, reach.findings.lost_hours):
        assert finding(rows({"indicator": "reach.none"}), engagement) is None
    assert not isinstance(reach.findings.answered(rows({"indicator": "reach.none"}), engagement), Finding)


def test_the_answer_rate_on_page_one_carries_its_mark(engagement):
    numbers = {"value": 0.7, "numerator": 700, "denominator": 1000}
    title = reach.findings.answered(rows({"indicator": "reach.answer_rate_agent", **numbers}), engagement).message("title")
    assert title.text("fr").replace("\u00a0", " ").endswith("pour un repère de 85 %")
    assert title.text("en").endswith("against a benchmark of 85%")


def test_callers_who_never_call_back_are_no_strength(engagement):
    none = rows(share("reach.redial_rate", 0.0, n=1007))
    assert reach.findings.redials(none, engagement) is None
    assert reach.findings.redials(rows(share("reach.redial_rate", 0.01)), engagement).strength


def test_what_is_proposed_on_the_telephone_is_what_the_data_point_to(engagement):
    """Hours when calls are lost are spoken of only where half-hours tell them, and stand apart."""

    def proposed(given):
        return text(reach.findings.answered(given, engagement), "decision")

    whole = share("reach.answer_rate_agent", 0.7)
    cell = share("reach.answer_rate_agent", 0.6, scope="slot=18;weekday=1")
    assert "par demi-heure" in proposed(rows(whole))
    assert "par demi-heure" in proposed(rows(whole, cell | {"value": None, "status": "suppressed"}))
    assert "aucun moment ne se détache" in proposed(rows(whole, cell))
    assert "aux heures où les appels se perdent, à effectif constant" in proposed(week(0.6))
