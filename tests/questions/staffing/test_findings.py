"""What is said of the agents present: what a model expects of them, beside what was measured."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import Hours, Parameters
from diagnostic.findings.declaration import holds
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import counter, reach, staffing
from diagnostic.questions.staffing.measures import Staffing
from tests.altered import altered
from tests.questions.random_towns import open_town
from tests.questions.rows import rows, share
from tests.questions.sentences import plain, speaks, text
from tests.towns import with_facts

HANDLING, WITHIN = 240.0, 20.0
ENOUGH = "la présence déclarée suffit"


def naive_within(load, agents, seconds):
    """The share of arrivals that whole agents answer within so many seconds: the textbook sum of Erlang C."""
    if agents <= load:
        return 0.0
    top = load**agents / math.factorial(agents) * agents / (agents - load)
    waiting = top / (sum(load**k / math.factorial(k) for k in range(agents)) + top)
    return 1 - waiting * math.exp(-(agents - load) * seconds / HANDLING)


def phone(present, load=1.2, channel="phone", site=None, within=WITHIN):
    week = Disclosed({"weekday": [1], "slot": [18], "load": [load], "needed": [3], "present": [present]})
    return Staffing(channel, site, week, HANDLING, within)


def said(engagement, place, *measured):
    finding, *told = staffing.findings.needed(rows(*measured), [place], engagement, staffing.charts.needed(["fr", "en"], [place]))
    speaks(finding)
    # in the body, what to check, where there is something; the model itself in the annex
    assert finding.annex
    assert [note.message for note in told] == [question for question in [finding.message("question")] if question]
    assert holds(finding) and not holds(altered(finding))
    return finding


def level(value):
    return share("reach.service_level", value)


def abandoned(value):
    return share("reach.abandon_rate", value)


def wait(minutes, site="Mairie"):
    return {"indicator": "counter.wait_p90", "scope": f"site={site}", "unit": "minute", "value": minutes, "denominator": 500}


def test_the_model_weighs_half_hours_by_what_arrives_and_a_part_of_an_agent_by_the_time_it_is_there():
    loads, presence = [1.2, 0.4, 3.5], [2.25, 1.0, 5.8]
    week = Disclosed({"weekday": 1, "slot": [18, 19, 20], "load": loads, "needed": 3, "present": presence})
    expected = 0.0
    for load, present in zip(loads, presence, strict=True):
        part = present - int(present)
        expected += load * (part * naive_within(load, int(present) + 1, 30) + (1 - part) * naive_within(load, int(present), 30))
    assert Staffing("phone", None, week, HANDLING, WITHIN).within(30) == pytest.approx(expected / sum(loads))


def test_presence_that_should_be_enough_and_is_not_is_the_finding_with_both_figures_and_what_to_check(engagement):
    finding = said(engagement, phone(5.0), level(0.13), abandoned(0.18))
    expected = f"{100 * naive_within(1.2, 5, WITHIN):.0f} %"
    for part in ("title", "question"):
        assert "13 % des appels" in text(finding, part) and expected in text(finding, part)
    assert "18 % des appels sont abandonnés" in text(finding, "reading")
    for check in ("présence réelle", "autres tâches", "temps passé après chaque usager"):
        assert check in text(finding, "reading")
    assert ENOUGH not in text(finding) + text(finding, "reading") and not finding.strength


def test_presence_that_should_not_be_enough_and_is_is_the_finding_too(engagement):
    finding = said(engagement, phone(1.5), level(0.85), abandoned(0.02))
    assert naive_within(1.2, 2, WITHIN) / 2 < 0.5  # one agent half of the time carries nothing
    assert "85 % des appels" in text(finding) and "mieux que ne le laisse prévoir la présence déclarée" in text(finding)
    assert "renforts" in text(finding, "reading")
    assert ENOUGH not in text(finding)


@pytest.mark.parametrize(
    ("present", "measured", "title"),
    [
        (4.0, 0.92, ENOUGH),
        (2.9, 0.79, "comme le laisse prévoir la présence déclarée"),
        (1.0, 0.05, "comme le laisse prévoir la présence déclarée"),
    ],
)
def test_where_model_and_measure_agree_the_measure_says_whether_presence_is_enough(engagement, present, measured, title):
    finding = said(engagement, phone(present), level(measured), abandoned(0.05))
    assert title in text(finding) and f"{100 * measured:.0f} % des appels" in text(finding)
    assert "1 demi-heure sur 1" in text(finding, "reading") or present >= 3


@pytest.mark.parametrize("present", [4.0, 1.0, np.nan])
def test_a_model_with_nothing_measured_beside_it_says_that_it_is_one(engagement, present):
    finding = said(engagement, phone(present))
    assert "selon un calcul" in text(finding) and "C’est un modèle" in text(finding, "reading")
    assert ENOUGH not in text(finding) + text(finding, "reading")
    assert "occupés 40 % du temps" in text(finding, "reading")
    assert finding.reliability == "indicative"


def test_where_presence_is_not_known_what_was_measured_is_told_and_nothing_concluded(engagement):
    finding = said(engagement, phone(np.nan), level(0.13), abandoned(0.18))
    assert "selon un calcul" in text(finding) and "13 % des appels" in text(finding, "reading")
    assert finding.message("question") is None


def test_more_callers_who_give_up_than_could_wait_contradict_the_model_where_waits_are_not_recorded(engagement):
    waiting = 1 - naive_within(1.2, 5, 0)
    few, many = (said(engagement, phone(5.0), abandoned(waiting + more)) for more in (0.05, 0.15))
    assert "selon un calcul" in text(few)
    assert f"{100 * (waiting + 0.15):.0f} % des appels sont abandonnés" in text(many) and many.message("question")


@pytest.mark.parametrize(
    ("present", "load", "minutes", "title"),
    [
        (3.0, 1.2, 25.0, "la présence déclarée laisse prévoir"),
        (1.3, 1.2, 4.0, "mieux que"),
        (3.0, 1.2, 6.0, ENOUGH),
        (2.0, 1.7, 25.0, "comme le laisse prévoir la présence"),
    ],
)
def test_at_a_counter_what_nine_visitors_in_ten_wait_is_set_against_the_model(engagement, present, load, minutes, title):
    place = phone(present, load, channel="counter", site="Mairie", within=600.0)
    finding = said(engagement, place, wait(minutes), wait(99, "Annexe"), level(0.1))
    assert title in text(finding) and f"un usager sur dix attend plus de {minutes:.0f} min" in text(finding)


MONDAYS = pd.date_range("2024-01-08", "2024-03-25", freq="7D")
OPEN = (Hours(site="Mairie", channel="phone", rules="Mo 09:00-12:00"), Hours(site="Mairie", rules="Mo 09:00-12:00"))


def of_town(folder, contacts, fte=6.0, unavailability=0.0, **tables):
    town = open_town(folder, hours=OPEN, parameters=Parameters(draws=100, unavailability=unavailability))
    staff = [{"channel": channel, "fte": fte, "schedule": "Mo 09:00-12:00"} for channel in ("phone", "counter")]
    with with_facts(town, contacts=contacts, staff=staff, **tables) as store:
        waits = pd.concat([reach.measure(store), counter.measure(store)])
        places = staffing.staffing(store)
        return staffing.findings.needed(waits, places, town, staffing.charts.needed(["fr"], places))


def calls(wait_s):
    """Forty calls an hour on Mondays from nine to half past, of four minutes each, that wait so many seconds."""
    row = {"channel": "phone", "outcome": "answered", "handle_s": HANDLING, "wait_s": wait_s}
    return [row | {"occurred_local": f"{day.date()} 09:{n:02}"} for day in MONDAYS for n in range(20)]


def test_a_town_of_six_agents_whose_calls_wait_contradicts_its_model(tmp_path):
    finding, *_ = of_town(tmp_path, calls(wait_s=90.0))
    assert finding.key == "findings.staffing_lower"
    assert finding.values["expected"].value == pytest.approx(naive_within(40 * HANDLING / 3600, 6, WITHIN))
    assert "0 % des appels sont pris en 20 s" in text(finding)


def test_a_town_of_hardly_an_agent_whose_calls_do_not_wait_contradicts_its_model(tmp_path):
    finding, *_ = of_town(tmp_path, calls(wait_s=3.0), unavailability=0.9)
    assert finding.key == "findings.staffing_higher" and finding.values["expected"].value == 0


def test_a_town_whose_calls_wait_as_its_agents_let_expect_is_told_that_they_are_enough(tmp_path):
    finding, *_ = of_town(tmp_path, calls(wait_s=3.0))
    assert ENOUGH in text(finding)


def test_a_town_whose_calls_do_not_say_what_they_waited_has_a_model_alone(tmp_path):
    finding, *_ = of_town(tmp_path, calls(wait_s=None))
    assert ENOUGH not in text(finding)
    assert plain(finding.message("reading")).count("Mesuré :") == (finding.values.get("abandoned") is not None)


def test_totals_of_calls_tell_no_half_hour_and_have_no_model(tmp_path):
    day = {"answered": 300.0, "abandoned": 30.0, "offered": 330.0}
    assert of_town(tmp_path, [], call_counts=[day | {"day": day_of.date()} for day_of in MONDAYS]) == []
