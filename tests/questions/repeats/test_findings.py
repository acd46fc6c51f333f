"""What is said of repeats: at which window, how much of it is chance, and of which users."""

from __future__ import annotations

import pytest

from diagnostic.questions import repeats
from tests.questions.rows import rows


def reading(given, engagement):
    return repeats.findings.come_back(given, engagement, None).message("reading").text("fr")


def test_the_headline_stands_at_the_window_asked_for(engagement):
    numbers = {"unit": "share", "numerator": 200, "denominator": 1000, "low": 0.19, "high": 0.21}
    given = rows(
        {"indicator": "repeat.rate", "value": 0.1, **numbers},
        {"indicator": "repeat.rate", "scope": "window=15", "value": 0.2, **numbers},
        {"indicator": "repeat.excess_rate", "scope": "window=15", "value": 0.15, **numbers},
    )
    found = repeats.findings.come_back(given, engagement, None, 15)
    beyond = found.values["chance"].values["beyond"]
    assert (found.values["share"].value, beyond.value, found.values["window"].value) == (0.2, 0.15, 15)
    assert "coïncidences" not in repeats.findings.come_back(given, engagement, None).message("reading").text("fr")


@pytest.mark.parametrize(("beyond", "words"), [(0.15, "Peu de"), (0.1, "Une partie de"), (0.05, "La plupart de")])
def test_what_is_said_of_chance_follows_the_figures(engagement, beyond, words):
    numbers = {"numerator": 200, "denominator": 1000, "low": beyond - 0.01, "high": beyond + 0.01}
    given = rows({"indicator": "repeat.rate", "value": 0.2, **numbers}, {"indicator": "repeat.excess_rate", "value": beyond, **numbers})
    assert f"{words} ces retours" in reading(given, engagement)


@pytest.mark.parametrize(("low", "said"), [(-0.001, True), (None, False)])
def test_an_excess_that_chance_may_give_is_told_as_none(engagement, low, said):
    numbers = {"numerator": 200, "denominator": 1000}
    given = rows(
        {"indicator": "repeat.rate", "value": 0.2, **numbers},
        {"indicator": "repeat.excess_rate", "value": 0.15, "low": low, "high": 0.3, **numbers},
    )
    told = reading(given, engagement)
    assert ("Rien ne permet de dire" in told) is said
    assert "resterait" not in told


def test_a_hidden_share_of_followed_contacts_leaves_its_sentence_out(engagement):
    numbers = {"numerator": 200, "denominator": 1000}
    given = rows(
        {"indicator": "repeat.rate", "value": 0.2, **numbers},
        {"indicator": "repeat.base_share", "status": "suppressed", "value": None},
    )
    assert "mesuré" not in reading(given, engagement) and "connus" not in reading(given, engagement)


def test_where_few_topics_are_known_repeats_are_told_as_not_measured_with_the_share(engagement):
    given = rows(
        {"indicator": "repeat.rate", "value": None, "status": "not_measurable", "note": "missing: contacts.topic"},
        {"indicator": "repeat.matter_share", "value": 0.02, "numerator": 20, "denominator": 1000},
    )
    found = repeats.findings.come_back(given, engagement, None)
    assert found.kind == "missing" and "2 %" in found.message.text("fr").replace("\u202f", " ").replace("\xa0", " ")


def test_on_a_sliver_repeats_are_told_as_not_measured_with_the_share(engagement):
    given = rows(
        {"indicator": "repeat.rate", "value": None, "status": "not_measurable", "note": "sliver"},
        {"indicator": "repeat.base_share", "value": 0.04, "numerator": 40, "denominator": 1000},
    )
    found = repeats.findings.come_back(given, engagement, None)
    assert found.kind == "missing" and "4 %" in found.message.text("fr").replace("\u202f", " ").replace("\xa0", " ")


def test_channels_without_a_rate_of_their_own_are_named(engagement):
    given = rows(
        {"indicator": "repeat.rate", "value": 0.2, "numerator": 200, "denominator": 1000},
        {"indicator": "repeat.rate", "scope": "channel=counter", "value": None, "status": "not_measurable", "note": "sliver"},
        {"indicator": "repeat.rate", "scope": "channel=phone", "value": 0.2, "numerator": 200, "denominator": 1000},
    )
    assert "Pour le guichet" in reading(given, engagement)


@pytest.mark.parametrize(("base", "strength"), [(0.6, True), (0.4, False)])
def test_few_repeats_among_a_few_contacts_are_no_strength(engagement, base, strength):
    numbers = {"numerator": 20, "denominator": 1000, "low": 0.01, "high": 0.03}
    given = rows(
        {"indicator": "repeat.rate", "value": 0.02, **numbers},
        {"indicator": "repeat.base_share", "value": base, "numerator": base * 1000, "denominator": 1000},
    )
    found = repeats.findings.come_back(given, engagement, None)
    assert found.strength is strength
    assert ("que l’on peut suivre" in found.message("title").text("fr")) is not strength
    assert f"{base * 100:.0f}" in reading(given, engagement)
