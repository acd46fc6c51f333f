"""What is said of opening hours: calls while closed, the doors, whom they suit, the busy ones."""

from __future__ import annotations

import pytest

from diagnostic import wording
from diagnostic.blocks import Chart, Indicator, Message
from diagnostic.findings.synthesis import essential
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import hours
from diagnostic.wording import LANGUAGES
from tests.questions.rows import rows, share
from tests.questions.sentences import plain

COUNTED = {"denominator": 900.0, "numerator": 90.0}


def closed(value):
    return rows(share("opening.out_of_hours_share", value, scope="channel=phone"))


def test_calls_while_closed_are_a_gap_above_one_in_twenty_and_a_strength_below(engagement):
    gap = hours.findings.closed_contacts(closed(0.25), engagement, "phone", None)
    assert not gap.strength
    assert gap.users == pytest.approx(2500)
    assert gap.message("title").text("fr") == "Un appel sur quatre arrive quand l’accueil téléphonique est fermé"
    assert hours.findings.closed_contacts(closed(0.03), engagement, "phone", None).strength


def test_calls_while_closed_are_no_strength_where_their_range_allows_more_or_nothing_is_recorded_of_them(engagement):
    assert not hours.findings.closed_contacts(closed(0.045), engagement, "phone", None).strength
    unseen = {"indicator": "opening.out_of_hours_share", "scope": "channel=phone", "status": "not_measurable", "note": "only_while_open"}
    told = hours.findings.closed_contacts(rows(share("opening.out_of_hours_share", 0.3), unseen), engagement, "phone", None)
    assert "n’enregistrent rien pendant la fermeture" in told.message.text("fr")
    assert essential({"01": [told, Indicator("opening.out_of_hours_share", [unseen])]}, engagement).figures == []


def test_what_is_written_while_closed_waits_and_argues_nothing(engagement):
    for channel in ("email", "web_form"):
        for value in (0.6, 0.01):
            given = rows(share("opening.out_of_hours_share", value, scope=f"channel={channel}"))
            told = hours.findings.closed_contacts(given, engagement, channel, None)
            assert (told.gap, told.strength, told.annex) == (0.0, False, True)
    assert not hours.findings.closed_contacts(closed(0.25), engagement, "phone", None).annex


@pytest.mark.parametrize(("language", "words"), [("fr", "graphique"), ("en", "chart")])
def test_a_week_that_is_not_drawn_is_not_told_of(engagement, language, words):
    given = closed(0.25)
    picture = Chart("week", {"fr": "<svg/>", "en": "<svg/>"}, Message("findings.nothing"), Message("findings.nothing"), None)
    for chart in (picture, None):
        told = hours.findings.closed_contacts(given, engagement, "phone", chart).message("reading").text(language)
        assert (words in told) == (chart is not None)


def test_how_much_demand_comes_while_open_argues_nothing_from_one_source_or_from_several(engagement):
    sources = [share("opening.demand_coverage", value, scope=f"source={name}") for name, value in (("email", 0.25), ("calls", 0.6))]
    whole = share("opening.demand_coverage", 0.4)
    one, two = (hours.findings.coverage(rows(whole, *sources[:n]), engagement, None) for n in (1, 2))
    assert [(said.annex, said.gap) for said in (one, two)] == [(True, 0.0)] * 2
    assert one.message("title").text("fr") != two.message("title").text("fr") and "60" in two.message("title").text("fr")


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


def test_users_at_the_doors_are_told_only_where_the_rush_is_clear(engagement):
    load = {"indicator": "opening.shoulder_load", "scope": "channel=counter;edge=first", "unit": "ratio", "value": 1.6, "high": 1.7}
    load |= COUNTED
    assert hours.findings.doors(rows(load | {"low": 1.5}), engagement) is not None
    assert hours.findings.doors(rows(load | {"low": 1.1}), engagement) is None


def test_whom_hours_suit_least_is_named_with_its_range(engagement):
    item = "opening.users_satisfied_share"
    given = rows(
        {"indicator": item, "value": 0.57, "low": 0.52, "high": 0.62} | COUNTED,
        {"indicator": item, "scope": "profile=En emploi", "value": 0.4, "low": 0.34, "high": 0.46} | COUNTED,
        {"indicator": item, "scope": "profile=Retraité", "value": 0.86, "low": 0.78, "high": 0.91} | COUNTED,
    )
    finding = hours.findings.suited(given, engagement)
    assert plain(finding.message("title")) == "Les horaires conviennent à 40 % des actifs en emploi interrogés, contre 86 % des retraités"
    assert "entre 34 et 46 % pour les premiers" in plain(finding.message("reading"))
    assert not finding.strength


def test_statuses_that_chance_may_set_apart_are_not_told_and_one_without_a_usual_name_is_quoted(engagement):
    item = "opening.users_satisfied_share"
    whole, low, high = (
        {"indicator": item, "value": value, "low": value - 0.05, "high": value + 0.05} | COUNTED for value in (0.57, 0.4, 0.86)
    )
    near = rows(whole, low | {"scope": "profile=En emploi"}, high | {"scope": "profile=Autre", "low": 0.44})
    assert hours.findings.suited(near, engagement).key == "findings.suited"
    far = rows(whole, low | {"scope": "profile=Congé parental"}, high | {"scope": "profile=retraitée"})
    assert "40 % des usagers « Congé parental » interrogés, contre 86 % des retraités" in plain(
        hours.findings.suited(far, engagement).message("title")
    )


def test_busy_hours_have_a_row_per_site_and_part_and_say_what_is_closed(engagement):
    levels = Disclosed(
        [("counter", "Mairie", 1, "early", "busy"), ("counter", "Mairie", 2, "late", "hidden"), ("phone", None, 1, "early", "quiet")],
        columns=["channel", "site", "weekday", "part", "level"],
    )
    counter, phone = hours.findings.busy_hours(levels)
    assert counter.rows == [
        ["Mairie", "words.part_of_day.early", "words.busy.busy", "words.busy.closed"],
        ["Mairie", "words.part_of_day.late", "words.busy.closed", "words.empty.hidden"],
    ]
    assert list(phone.columns) == ["part", "day1"]
    assert "masqué" in counter.html("fr")
