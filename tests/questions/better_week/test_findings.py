"""What is said of a better week, and of the counter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from diagnostic.blocks import Finding, Note
from diagnostic.engagement import Client, Engagement, Period
from diagnostic.indicators import COLUMNS
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.planning.best_week import Season, Week
from diagnostic.questions import better_week, counter, hours, staffing
from diagnostic.questions.better_week.measures import Place
from diagnostic.questions.staffing.measures import Staffing

NB = "\u00a0"


@pytest.fixture
def engagement(tmp_path):
    year = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10))
    return Engagement(folder=tmp_path, client=Client(name="Ville", population=8000), period=year, sources=())


def place(channel="phone", site=None, holds=True):
    """Open on Friday from 15 to 17; a week that opens Thursday from 17:30 to 19 in its place gains 4 points."""
    now, contacts = np.zeros((7, 48)), np.zeros((10, 1, 7, 48))
    now[4, 30:34] = 1
    contacts[:, 0, 4, 30], contacts[:, 0, 3, 36], contacts[:, 0, 0, 20] = 10, 14, 76
    plan = now.copy()
    plan[4, 31:34], plan[3, 35:38] = 0, 1
    plan[4, 30] = 1
    week = Week(plan, 3.0, 0.04, 0.021, 0.06, 0.02)
    return Place(channel, site, Season.of(contacts, now), None, (week,), 1000, week if holds else None)


def plain(message):
    return message.text("fr").replace(NB, " ").replace("\u202f", " ")


def test_a_week_to_try_says_what_opens_what_closes_and_for_how_long(engagement):
    here = place()
    (finding,) = better_week.findings.better([here], engagement, better_week.charts.frontiers(["fr"], [here]))
    assert plain(finding.message("title")).startswith("Au téléphone, déplacer 1,5 heure par semaine ferait arriver 4 points d’appels")
    reading = plain(finding.message("reading"))
    assert "ouvre le jeudi de 17 h 30 à 19 h et ferme le vendredi de 15 h 30 à 17 h" in reading
    assert "gain : entre 2 et 6 points" in reading
    assert "pendant trois mois" in plain(finding.message("decision"))
    assert finding.reliability == "solid"


@pytest.mark.parametrize(("high", "kind"), [(0.009, Finding), (0.03, Note), (None, Note)])
def test_hours_are_a_strength_only_where_a_gain_is_ruled_out(engagement, high, kind):
    here = place(holds=False)
    here = replace(here, weeks=(replace(here.weeks[0], gain=0.005, low=-0.01, high=high),))
    (said,) = better_week.findings.better([here], engagement, better_week.charts.frontiers(["fr"], [here]))
    assert isinstance(said, kind)
    assert kind is Note or said.strength


def test_the_counter_told_is_the_one_that_gains_most(engagement):
    places = [place(), place("counter", "Mairie"), place("counter", "Annexe", holds=False)]
    drawn = better_week.charts.frontiers(["fr"], places)
    told = better_week.findings.better(places, engagement, drawn)
    assert [finding.key for finding in told] == ["findings.better_week_phone", "findings.better_week_counter"]
    assert told[1].chart is drawn[1]
    assert plain(told[1].message("title")).startswith("Mairie :")


def test_without_hours_there_is_nothing_to_say(engagement):
    assert better_week.findings.better([], engagement, []) == []
    assert better_week.findings.limits([], engagement) is None


def rows(*given):
    made = [
        {"scope": "all", "status": "measured", "note": "", "unit": "share", "denominator": 900.0, "numerator": 90.0} | row for row in given
    ]
    return Disclosed(made).reindex(columns=list(COLUMNS))


def test_users_at_the_doors_are_told_only_where_the_rush_is_clear(engagement):
    load = {"indicator": "opening.shoulder_load", "scope": "channel=counter;edge=first", "unit": "ratio", "value": 1.6, "high": 1.7}
    assert hours.findings.doors(rows(load | {"low": 1.5}), engagement) is not None
    assert hours.findings.doors(rows(load | {"low": 1.1}), engagement) is None


def test_whom_hours_suit_least_is_named_with_its_range(engagement):
    item = "opening.users_satisfied_share"
    given = rows(
        {"indicator": item, "value": 0.57, "low": 0.52, "high": 0.62},
        {"indicator": item, "scope": "profile=En emploi", "value": 0.4, "low": 0.34, "high": 0.46},
        {"indicator": item, "scope": "profile=Retraité", "value": 0.86, "low": 0.78, "high": 0.91},
    )
    finding = hours.findings.suited(given, engagement)
    assert "40 % parmi « En emploi » (entre 34 et 46 %)" in plain(finding.message("reading"))
    assert not finding.strength


def test_what_the_counter_lacks_is_named(engagement):
    lacking = rows({"indicator": "counter.wait_p50", "status": "not_measurable", "note": "missing: tickets.called_at", "value": None})
    assert isinstance(counter.findings.waits(lacking, engagement), Note)


def test_busy_hours_have_a_row_per_site_and_part_and_say_what_is_closed(engagement):
    levels = Disclosed(
        [("counter", "Mairie", 1, "early", "busy"), ("counter", "Mairie", 2, "late", "hidden"), ("phone", None, 1, "early", "quiet")],
        columns=["channel", "site", "weekday", "part", "level"],
    )
    counter, phone = hours.findings.busy_hours(levels)
    assert counter.rows == [
        ["Mairie", "words.part_of_day.early", "words.busy.busy", "words.busy.closed"],
        ["Mairie", "words.part_of_day.late", "words.busy.closed", "words.busy.hidden"],
    ]
    assert list(phone.columns) == ["part", "day1"]
    assert "n.c." in counter.html("fr")


@pytest.mark.parametrize(
    ("present", "said"), [(3.0, "suffit toute la semaine"), (2.4, "1 demi-heures sur 1"), (np.nan, "délai de réponse visé")]
)
def test_presence_is_said_to_be_enough_short_or_unknown(engagement, present, said):
    week = Disclosed({"weekday": [1], "slot": [18], "load": [1.2], "needed": [3], "present": [present]})
    places = [Staffing("phone", None, week, 240.0, 0.8, 20.0)]
    (finding,) = staffing.findings.needed(places, engagement, staffing.charts.needed(["fr"], places))
    assert said in plain(finding.message("title"))
    assert "occupée 40 % du temps" in plain(finding.message("reading"))
    assert not finding.strength
