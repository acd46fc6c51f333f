"""What a reader reads is short and plain: titles of 25 words at most, sentences of readings of 35, no banned phrase in either language."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from diagnostic.blocks import Finding
from diagnostic.resources import shipped
from diagnostic.wording import LANGUAGES
from tests.test_wording import sentences as entries
from tests.words import reading
from tests.words.sentences import sentences, shortest, words

TITLE, READING = 25, 35
LONGEST = {"title": TITLE, "reading": READING, "prose": READING, "caption": READING}
READ = ("findings", "charts", "indicators", "words", "report")


@cache
def banned(language: str) -> tuple[re.Pattern[str], ...]:
    listed = YAML(typ="safe", pure=True).load(Path(__file__).with_name("banned.yml").read_text(encoding="utf-8"))
    return tuple(re.compile(phrase, re.IGNORECASE) for phrase in listed[language])


def part(key: str) -> str:
    """What a key of the catalogue words: the last part of its name that is no variant."""
    return next((name for name in reversed(key.split(".")) if name not in ("one", "some", "other")), "")


@pytest.fixture(scope="module", params=["bourg-exemple", pytest.param("ville-exemple", marks=pytest.mark.long)])
def shown(request, tmp_path_factory):
    """What the notebooks show of a sample town."""
    folder = tmp_path_factory.mktemp("words") / request.param
    shutil.copytree(shipped("data_samples") / request.param, folder, ignore=shutil.ignore_patterns("work", "output"))
    return reading.blocks(folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_catalogue_is_too_long_at_its_shortest(language):
    long = []
    for key, text in entries("findings", language).items():
        most = TITLE if part(key) == "title" else READING
        long += [(key, words(sentence)) for sentence in sentences(shortest(text)) if words(sentence) > most]
    assert long == []


@pytest.mark.parametrize("room", READ)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_banned_phrase_is_in_the_catalogue(room, language):
    said = entries(room, language)
    assert [(key, phrase.pattern) for key, text in said.items() for phrase in banned(language) if phrase.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_said_of_a_town_is_too_long(shown, language):
    said = reading.sentences(shown, language)
    kinds = {kind for kind, _ in said}
    assert kinds >= LONGEST.keys()
    long = [(kind, one, words(one)) for kind, text in said for one in sentences(text) if words(one) > LONGEST.get(kind, len(text))]
    assert long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_banned_phrase_is_said_of_a_town(shown, language):
    said = reading.sentences(shown, language)
    assert len(said) > 100
    assert [(text, phrase.pattern) for _, text in said for phrase in banned(language) if phrase.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reading_does_not_say_its_title_again(shown, language):
    """No sentence of a reading holds all the words of its title."""
    told = [
        [message.text(language) for part in ("title", "reading") if (message := one.message(part))]
        for one in shown
        if isinstance(one, Finding)
    ]
    assert len(told) > 10
    again = [title for title, *readings in told for one in sentences(" ".join(readings)) if said_in(title) <= said_in(one)]
    assert again == []


def said_in(sentence: str) -> set[str]:
    return set(sentence.lower().rstrip(".").split())


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Sur 1\u202f240 demandes, 72\u00a0% sont closes.", [6]),
        ("« Voirie » : 12 jours ? Non. 3 de plus.", [3, 1, 3]),
        ("L’annuaire de Service-Public.fr ; rien d’autre.", [5]),
    ],
)
def test_words_are_counted_as_a_reader_does(text, counts):
    assert [words(sentence) for sentence in sentences(text)] == counts
