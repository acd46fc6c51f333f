"""No sentence speaks of what a mission does not have: each table, file, column and part of the sample towns is taken away in turn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from diagnostic.wording import LANGUAGES
from tests.partial import missions
from tests.words import absences, reading

SMALL, LARGE = "bourg-exemple", "ville-exemple"
# what tells what is missing, or how figures are made in general
NOT_READ = ("missing", "method")
# one of each kind of absence; all of them take an hour
SAMPLES = {
    SMALL: (
        "no contacts",
        "no contacts.topic",
        "no cases.end",
        "no hours",
        "no hours:phone",
        "no promises",
        "no perimeter",
        "no client.population",
    ),
    LARGE: ("no events", "no clock_stops"),
}


@dataclass(frozen=True)
class Phrase:
    """Words in each language, and what must be there for them to be said."""

    fr: str
    en: str
    needs: tuple[tuple[str, ...], ...]

    def said(self, language: str, text: str) -> bool:
        return re.search(getattr(self, language), text.replace("\u00a0", " ").replace("\u202f", " ")) is not None

    def may_be_said(self, present: set[str]) -> bool:
        return any(set(alternative) <= present for alternative in self.needs)


@cache
def lexicon() -> tuple[Phrase, ...]:
    listed = YAML(typ="safe", pure=True).load(Path(__file__).with_name("orphans.yml").read_text(encoding="utf-8"))
    return tuple(Phrase(one["fr"], one["en"], tuple(map(tuple, one["needs"]))) for one in listed)


def cases(town: str, kept: tuple[str, ...] | None = None):
    made = absences.absences(absences.settings(town))
    assert kept is None or made.keys() >= set(kept)
    return [pytest.param(town, name, id=f"{town} with {name}") for name in (kept or made)]


def read(folder: Path, town: str, settings: absences.Settings) -> dict[str, reading.Said]:
    """What is said of a town with these settings."""
    return reading.both(reading.blocks(absences.write(folder / "town", town, settings)))


def orphans(said: dict[str, reading.Said], present: set[str]) -> list[tuple[str, str]]:
    """The sentences, each with its pattern, that speak of what is not there."""
    lost = [phrase for phrase in lexicon() if not phrase.may_be_said(present)]
    read = [(language, text) for language in LANGUAGES for part, text in said[language] if part not in NOT_READ]
    return [(phrase.fr, text) for language, text in read for phrase in lost if phrase.said(language, text)]


@pytest.mark.long
def test_every_phrase_is_said_of_a_sample_town_that_has_all_it_needs(tmp_path):
    said: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for town in (SMALL, LARGE):
        whole = read(tmp_path / town, town, absences.settings(town))
        for language in LANGUAGES:
            said[language] += [text for part, text in whole[language] if part not in NOT_READ]
        assert orphans(whole, absences.present(absences.settings(town))) == []
    unsaid = [(language, p.fr) for language in LANGUAGES for p in lexicon() if not any(p.said(language, text) for text in said[language])]
    assert unsaid == []


@pytest.mark.long
@pytest.mark.parametrize(("town", "name"), [case for town, sample in SAMPLES.items() for case in cases(town, sample)])
def test_nothing_is_said_of_what_is_taken_away(town, name, tmp_path):
    settings = absences.absences(absences.settings(town))[name]
    said = read(tmp_path, town, settings)
    assert orphans(said, absences.present(settings)) == []


@pytest.mark.long
@pytest.mark.parametrize("mission", sorted(missions.MISSIONS))
def test_nothing_is_said_of_what_a_poor_mission_does_not_have(mission, tmp_path):
    folder = missions.make(tmp_path / "mission", mission)
    said = reading.both(reading.blocks(folder))
    assert orphans(said, absences.present(absences.settings_of(folder))) == []


@pytest.mark.soak
@pytest.mark.parametrize(("town", "name"), [*cases(SMALL), *cases(LARGE)])
def test_nothing_is_said_of_whatever_is_taken_away(town, name, tmp_path):
    """More than a hundred towns taken in, up to half a minute each."""
    test_nothing_is_said_of_what_is_taken_away(town, name, tmp_path)
