"""What is said of opening hours: calls while closed, the doors, whom they suit, the busy ones."""

from __future__ import annotations

import pytest

from diagnostic import wording
from diagnostic.blocks import Indicator
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
    assert "40 % des usagers « En emploi » interrogés, contre 86 % pour « Retraité »" in plain(finding.message("title"))
    assert "entre 34 et 46 % pour « En emploi »" in plain(finding.message("reading"))
    assert not finding.strength


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
