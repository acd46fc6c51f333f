"""The catalogues say the same things in both languages, and figures come out as each language writes them."""

from __future__ import annotations

import datetime as dt
import math
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from ruamel.yaml import YAML

from diagnostic import wording
from diagnostic.wording import Quantity, Word, numbers

FOLDER = Path(wording.__file__).parent
ROOMS = sorted({path.stem for path in (FOLDER / "fr").iterdir()} | {*wording.QUESTIONS})
NB, THIN = "\u00a0", "\u202f"


def walk(prefix: str, node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from walk(f"{prefix}.{name}", child)
    else:
        yield prefix, str(node)


def sentences(room: str, language: str) -> dict[str, str]:
    return dict(walk(room, wording.catalogue(room, language)))


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_keys_and_placeholders(room):
    french, english = sentences(room, "fr"), sentences(room, "en")
    assert french.keys() == english.keys()
    for key in french:
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (french[key], english[key])]
        assert names[0] == names[1] or {"part", "Part", "whole", "share"} >= names[0] ^ names[1], key


@pytest.mark.parametrize("room", wording.QUESTIONS)
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_two_questions_say_the_same_key(room, language):
    read = YAML(typ="safe", pure=True).load
    shared = FOLDER / language / f"{room}.yml"
    parts = [read(shared.read_text(encoding="utf-8"))] if shared.is_file() else []
    parts += [read(words.read_text(encoding="utf-8")).get(room, {}) for words in (FOLDER.parent / "questions").glob(f"*/{language}.yml")]
    depth = 3 if room == "indicators" else 2
    keys = [key for part in parts for key in {tuple(name.split(".")[:depth]) for name, _ in walk(room, part)}]
    assert len(keys) == len(set(keys)) > 20


@pytest.mark.parametrize("room", ["findings", "charts"])
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_figure_is_typed_in_a_sentence(room, language):
    for key, text in sentences(room, language).items():
        literal = "".join(part for part, *_ in string.Formatter().parse(text))
        assert not re.search(r"\d", literal), key


@pytest.mark.parametrize("room", ["findings", "charts"])
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_colour_is_named_for_a_brand_may_replace_it(room, language):
    named = re.compile(r"\b(rouille|bleue?s?|marine|verte?s?|rust|blue|navy|green)\b", re.IGNORECASE)
    assert not [key for key, text in sentences(room, language).items() if named.search(text)]


@pytest.mark.parametrize(
    ("figure", "form", "french", "english"),
    [
        (Quantity(0.2512, "share"), "", f"25{NB}%", "25%"),
        (Quantity(0.0042, "share"), "", f"0,4{NB}%", "0.4%"),
        (Quantity(148_213, "count"), "", f"148{THIN}213", "148,213"),
        (Quantity(148_213, "count"), "exact", f"148{THIN}213", "148,213"),
        (Quantity(1, "day"), "", f"1{NB}jour", f"1{NB}day"),
        (Quantity(999, "day"), "", f"999{NB}jours", f"999{NB}days"),
        (Quantity(1240, "day"), "", f"3,4{NB}ans", f"3.4{NB}years"),
        (Quantity(1240, "day"), "exact", f"1{THIN}240{NB}jours", f"1,240{NB}days"),
        (Quantity(900, "day", 700, 1240), "range", f"entre 1,9 et 3,4{NB}ans", f"between 1.9 and 3.4{NB}years"),
        (Quantity(160, "day", 74, 160), "span", f"74 à 160{NB}jours", f"74 to 160{NB}days"),
        (Quantity(1, "half_hour"), "", f"1{NB}demi-heure", f"1{NB}half-hour"),
        (Quantity(17.5, "time_of_day"), "", f"17{NB}h{NB}30", "17:30"),
        (Quantity(9, "time_of_day"), "", f"9{NB}h", "9:00"),
        (Quantity(1.5, "day"), "", f"1,5{NB}jour", f"1.5{NB}days"),
        (Quantity(2.4, "fte", 2.0, 3.0), "span", f"2 à 3{NB}ETP", f"2 to 3{NB}FTE"),
        (Quantity(0.2, "share", 0.18, 0.22), "range", f"entre 18 et 22{NB}%", "between 18 and 22%"),
        (Quantity(0.2, "share", 0.199, 0.201), "range", f"20{NB}%", "20%"),
        (Quantity(None, "share"), "", "non mesuré", "not measured"),
    ],
)
def test_figures_are_written_as_each_language_does(figure, form, french, english):
    assert numbers.quantity(figure, "fr", form) == french
    assert numbers.quantity(figure, "en", form) == english


GRID = [sign * size * 10.0**power for sign in (1, -1) for size in (0, 1, 1.25, 2.5, 4.9995, 7.0049, 9.99996) for power in range(-7, 15)]
GRID += [0.5, 1.5, 2.5, 0.15, 0.25, 0.35, 1.005, 1.0000005, 1.0000015, 999.5, 999.95, 1e15, 1e16, 123456789.123456789]
GRID += [math.inf, -math.inf]


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize(
    ("unit", "decimals", "pattern"),
    [
        ("count_exact", (0, 0), "#,##0"),
        ("chasers_per_10_days", (3, 3), "#,##0.###"),
        ("fte", (1, 0), "#,##0.#"),
        ("ratio", (1, 0), "#,##0.0"),
    ],
)
def test_digits_are_those_that_babel_writes(language, unit, decimals, pattern):
    for value in GRID:
        rounded = round(value, decimals[abs(value) >= 20]) + 0.0
        assert numbers.number(value, unit, language) == format_decimal(rounded, format=pattern, locale=language), value
        assert numbers.number(value, unit, language, exact=True) == format_decimal(value, format="#,##0.######", locale=language), value


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_days_are_those_that_babel_writes(language):
    for day in (dt.date(2023, 12, 2) + dt.timedelta(days=step) for step in range(0, 800, 3)):
        expected = format_date(day, "d MMMM y", locale=language).replace(" ", NB)
        assert numbers.date(day, language).replace("1er", "1") == expected


def test_the_first_of_the_month_is_an_ordinal_in_french():
    assert numbers.date(dt.date(2025, 1, 1), "fr") == f"1er{NB}janvier{NB}2025"
    assert numbers.date(dt.date(2025, 1, 11), "fr") == f"11{NB}janvier{NB}2025"
    assert numbers.date(dt.date(2025, 1, 1), "en") == f"1{NB}January{NB}2025"


@pytest.mark.parametrize(
    ("share", "fraction"), [(0.25, (1, 4)), (0.262, (1, 4)), (0.27, None), (0.3, (3, 10)), (0.345, (1, 3)), (0.42, None)]
)
def test_a_share_is_said_in_words_only_within_a_point_and_a_half(share, fraction):
    assert numbers.in_words(share) == fraction


def test_a_sentence_keeps_what_its_figures_come_from():
    share = Quantity(0.25, "share", source="opening.out_of_hours_share[channel=phone]")
    runs = wording.runs("findings.closed_phone.title", "fr", share=share, closed=Quantity(1, "count"))
    assert "".join(run.text for run in runs) == "Un appel sur quatre arrive quand l’accueil téléphonique est fermé"
    assert [(run.text, run.value, run.source) for run in runs if run.source] == [
        ("quatre", 0.25, share.source),
    ]


def test_french_punctuation_takes_its_spaces():
    assert wording.typography("« Oui » : vraiment ? l'an", "fr") == f"«{THIN}Oui{THIN}»{NB}: vraiment{THIN}? l’an"


def test_lists_days_and_words_read_as_a_sentence():
    value = {"label": Word("words.channel.phone"), "what": ["un", "deux", "trois"]}
    assert wording.text("findings.missing", "fr", **value).endswith("Il manque un, deux et trois.")


@pytest.mark.parametrize(("language", "said"), [("fr", "a besoin de day ou month,"), ("en", "needs day or month,")])
def test_of_things_of_which_one_will_do_the_last_is_joined_by_or(language, said):
    assert said in wording.text("intake.not_mapped", language, file="a.csv", table="counts", columns=["day", "month"])
