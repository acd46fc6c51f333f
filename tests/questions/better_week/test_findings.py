"""What is said of a better week."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace

import numpy as np
import pytest

from diagnostic.blocks import Finding, Note
from diagnostic.engagement import Client
from diagnostic.planning.best_week import Season, Week
from diagnostic.planning.extra_hours import Extra
from diagnostic.questions import better_week
from diagnostic.questions.better_week.measures import Place
from diagnostic.statistics import Estimate
from diagnostic.wording import LANGUAGES
from tests.questions.rows import grounds
from tests.questions.sentences import plain, shows


@pytest.fixture
def engagement(engagement):
    return engagement.model_copy(update={"client": Client(name="Ville", population=8000)})


def place(channel="phone", site=None, holds=True):
    """Open on Friday from 15 to 17; a week that opens Thursday from 17:30 to 19 in its place gains 4 points."""
    now, contacts = np.zeros((7, 48)), np.zeros((10, 1, 7, 48))
    now[4, 30:34] = 1
    contacts[:, 0, 4, 30], contacts[:, 0, 3, 36], contacts[:, 0, 0, 20] = 10, 14, 76
    plan = now.copy()
    plan[4, 31:34], plan[3, 35:38] = 0, 1
    plan[4, 30] = 1
    week = Week(plan, 3.0, Estimate(0.04, 0.021, 0.06), 0.02)
    return Place(channel, site, Season(contacts, now), None, (week,), 1000, week if holds else None)


def test_a_week_to_try_says_what_opens_what_closes_and_for_how_long(engagement):
    here = place()
    (finding,) = better_week.findings.better(grounds("better_week.better"), [here], engagement, better_week.charts.moves(["fr"], [here]))
    assert plain(finding.message("title")).startswith("Au téléphone, déplacer 1,5 heure par semaine ferait arriver 4 points d’appels")
    reading = plain(finding.message("reading"))
    assert "ouvre le jeudi de 17 h 30 à 19 h. Elle ferme le vendredi de 15 h 30 à 17 h." in reading
    assert "gain : entre 2 et 6 points" in reading
    assert "pendant trois mois" in plain(finding.message("decision"))
    assert finding.reliability == "solid"


@pytest.mark.parametrize(("high", "kind"), [(0.009, Finding), (0.03, Note), (None, Note)])
def test_hours_are_a_strength_only_where_a_gain_is_ruled_out(engagement, high, kind):
    here = place(holds=False)
    here = replace(here, weeks=(replace(here.weeks[0], told=Estimate(0.005, -0.01, high)),))
    (said,) = better_week.findings.better(grounds("better_week.better"), [here], engagement, better_week.charts.moves(["fr"], [here]))
    assert isinstance(said, kind)
    assert kind is Note or said.strength


def test_the_counter_told_is_the_one_that_gains_most(engagement):
    places = [place(), place("counter", "Mairie"), place("counter", "Annexe", holds=False)]
    drawn = better_week.charts.moves(["fr"], places)
    told = better_week.findings.better(grounds("better_week.better"), places, engagement, drawn)
    assert [finding.key for finding in told] == ["findings.better_week_phone", "findings.better_week_counter"]
    assert told[1].chart is drawn[1]
    assert plain(told[1].message("title")).startswith("Mairie :")


def test_without_hours_there_is_nothing_to_say(engagement):
    assert better_week.findings.better(grounds("better_week.better"), [], engagement, []) == []
    assert better_week.findings.limits([], engagement) is None


def test_a_picture_names_a_range_only_where_one_is_drawn():
    ranged = place()
    without = replace(ranged, weeks=(replace(ranged.weeks[0], told=Estimate(0.04)),))
    for shown, named in ((ranged, True), (without, False)):
        week = better_week.charts.frontier(["fr"], shown)
        assert ("bande claire" in plain(week.caption)) == named
        low, high = (0.01, 0.03) if named else (None, None)
        hour = better_week.charts.extra(["fr"], shown, [Extra(1, 24, 26, 0.02, low, high)])
        assert ("trait gris" in plain(hour.caption)) == named


def test_the_week_to_try_stands_beside_that_of_today_over_the_same_demand():
    here = place()
    (chart,) = better_week.charts.moves(LANGUAGES, [here])
    shows(chart)
    assert chart.data.column("share") == pytest.approx([0.1, 0.14])
    assert chart.data.column("hours") == [0.0, 1.5]
    picture = chart.images["fr"]
    assert "Aujourd’hui" in picture and "À essayer" in picture
    assert picture.count(">ouvrir<") == 1 and picture.count(">fermer<") == 1
    assert picture.count(">jeu.<") == picture.count(">ven.<") == 2  # the days open in either week
    assert "lun." not in picture and "dim." not in picture
    assert [picture.count(f">{hour}\u00a0h<") for hour in (13, 14, 19, 20)] == [0, 1, 1, 0]  # an hour beyond


def test_a_run_too_short_for_its_name_is_drawn_without_and_no_week_to_try_is_no_picture():
    here = place()
    short = here.term.open.copy()
    short[4, 33], short[3, 36] = 0, 1
    week = Week(short, 1.0, Estimate(0.04, 0.021, 0.06), 0.02)
    (chart,) = better_week.charts.moves(["fr"], [replace(here, proposal=week)])
    assert ">ouvrir<" not in chart.images["fr"]
    assert better_week.charts.moves(["fr"], [place(holds=False)]) == [None]


def test_the_caption_speaks_of_what_one_place_alone_meets_for_a_counter_only():
    for here, said in ((place(), False), (place("counter", "Mairie"), True)):
        (chart,) = better_week.charts.moves(["fr"], [here])
        assert ("ce lieu est seul" in plain(chart.caption)) == said


def test_demand_is_drawn_in_a_few_shades_alone():
    rng, here = np.random.default_rng(5), place()
    many = replace(here, term=replace(here.term, contacts=rng.poisson(40, (10, 1, 7, 48)).astype(float) * rng.random((7, 48))))
    (chart,) = better_week.charts.moves(["fr"], [many])
    pictures = [pixels(data) for data in re.findall(r"data:image/png;base64,([^\"]+)", chart.images["fr"])]
    assert len(pictures) == 2 and all(1 < len(np.unique(each.reshape(-1, 4), axis=0)) <= 6 for each in pictures)


def pixels(data):
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_the_frontier_is_for_the_annex():
    assert [chart.annex for chart in better_week.charts.frontiers(["fr"], [place()])] == [True]
