"""The kit's words in French and English: catalogues, numbers, dates and typography."""

from __future__ import annotations

import datetime as dt
import locale
import os
import re
import string
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from unicodedata import category

from diagnostic.indicators import OTHERS
from diagnostic.indicators import catalogue as indicators
from diagnostic.resources import files, listed
from diagnostic.wording.numbers import Quantity, date, in_words, quantity

LANGUAGES = ("fr", "en")
display_language: ContextVar[str] = ContextVar("display_language", default="fr")  # of whoever is at the screen
# the last two of a list, of which all are meant or one will do
OR, CAPITAL = "or", "capital"
JOINTS = {"and": {"fr": "et", "en": "and"}, OR: {"fr": "ou", "en": "or"}}
# what intake puts for a label that tells of somebody: this and a code
MASKED = "masked-"
_MASKED_LABEL = re.compile(rf"{MASKED}([0-9a-f]+)")
QUESTIONS = ("indicators", "findings", "charts")  # the rooms in which each question has words of its own


@dataclass(frozen=True)
class Run:
    """A piece of a sentence; `source` names the indicator, table or parameter of a figure."""

    text: str
    value: float | None = None
    source: str | None = None


def spoken(declared: str | None = None) -> str:
    """The language to speak: `DIAGNOSTIC_LANG`, else the one declared, else the computer's."""
    asked = os.environ.get("DIAGNOSTIC_LANG", "")[:2].lower()
    known = next((one for one in (asked, declared) if one in LANGUAGES), None)
    return known or ("fr" if (locale.getlocale()[0] or _declared_locale()).lower().startswith("fr") else "en")


def _declared_locale() -> str:
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")


@cache
def catalogue(room: str, language: str) -> Mapping[str, Any]:
    """The entries of a room: those that each question, and the catalogue of indicators, add to `wording/<language>/<room>.yml`."""
    if not room.isidentifier():  # a key may come from a file: it names no path
        raise FileNotFoundError(f"no words of {room!r} in {language!r}")
    shared = files("diagnostic.wording").joinpath(language, f"{room}.yml")
    added = [indicators.words(language)] if room == "indicators" else []
    added += [words.get(room, {}) for words in (_questions(language) if room in QUESTIONS else ())]
    if not shared.is_file() and not any(added):
        raise FileNotFoundError(f"no words of {room!r} in {language!r}")
    whole: dict[str, Any] = {}
    for part in ((listed(shared) or {}) if shared.is_file() else {}, *added):
        _add(_named(part), whole)
    return whole


@cache
def _questions(language: str) -> tuple[Mapping[str, Any], ...]:
    """The words of each question, by room."""
    folders = sorted(files("diagnostic").joinpath("questions").iterdir(), key=lambda folder: folder.name)
    return tuple(listed(words) or {} for folder in folders if (words := folder.joinpath(f"{language}.yml")).is_file())


def _add(part: Mapping[str, Any], whole: dict[str, Any]) -> None:
    """Add a part's entries to the whole, group by group: an indicator has its label in one file and its definition in another."""
    for name, entry in part.items():
        if isinstance(entry, Mapping) and name in whole:
            _add(entry, whole[name])
        else:
            whole[name] = entry


def _named(node: Any) -> Any:
    return {str(name): _named(child) for name, child in node.items()} if isinstance(node, Mapping) else node


def entry(key: str, language: str) -> Any:
    """What the catalogue holds under a dotted key: a sentence or a group of them. KeyError where there is none."""
    room, *rest = key.split(".")
    node: Any = catalogue(room, language)
    for name in rest:
        if not isinstance(node, Mapping) or name not in node:
            raise KeyError(f"no wording for {key!r} in {language!r}")
        node = node[name]
    return node


def known(key: str, language: str) -> bool:
    """Whether the catalogue has this key."""
    try:
        entry(key, language)
    except (KeyError, FileNotFoundError):
        return False
    return True


def text_or(key: str, language: str, otherwise: str) -> str:
    """The sentence of a key, or what stands for it where the catalogue has none."""
    try:
        return text(key, language)
    except (KeyError, FileNotFoundError):
        return otherwise


def text(key: str, language: str, **values: Any) -> str:
    """The sentence of a key with its values, in the language's typography."""
    return "".join(run.text for run in runs(key, language, **values))


def runs(key: str, language: str, **values: Any) -> list[Run]:
    """The sentence of a key as runs, so that each figure keeps the name of what it comes from.

    A catalogue entry is one sentence, or a choice among sentences by the size of its first share:
    `one` (one in n), `some` (k in n), `other` (the percentage). Placeholders are `{name}` or `{name:form}`
    with the forms of `numbers.quantity`; a list of which one will do has the form `or`, a sentence that begins another one `capital`.
    """
    template = entry(key, language)
    if isinstance(template, Mapping):
        template, values = _variant(template, values, language)
    pieces: list[Run] = []
    for literal, name, form, _ in string.Formatter().parse(template):
        if literal:
            pieces.append(Run(typography(literal, language)))
        if name is not None:
            pieces += _value(values[name], form or "", language)
    return pieces


def blank(text: str) -> bool:
    """Whether there is nothing to be seen: spaces, and signs that take no room."""
    return all(sign.isspace() or category(sign) in ("Cc", "Cf", "Mn") for sign in text)


def typography(sentence: str, language: str) -> str:
    """The sentence with the language's typographic apostrophes and no-break spaces."""
    sentence = sentence.replace("'", "’")
    if language == "fr":
        sentence = re.sub(r" ([;!?»])", "\u202f\\1", sentence)
        sentence = re.sub(r" ([:%])", "\u00a0\\1", sentence)
        sentence = sentence.replace("« ", "«\u202f")
    return sentence


def label(word: str, language: str) -> str:
    """A word of the client's as a reader sees it: "libellé masqué 3f2a" for one that intake masked, "Autres" for several."""
    if word == OTHERS:
        return text("words.others", language)
    return _MASKED_LABEL.sub(lambda masked: text("words.masked", language, code=masked[1]), word) if MASKED in word else word


def _value(value: Any, form: str, language: str) -> list[Run]:
    if hasattr(value, "runs"):
        return _capital(value.runs(language)) if form == CAPITAL else value.runs(language)
    if isinstance(value, Quantity):
        return [Run(quantity(value, language, form), value.value, value.source)]
    if isinstance(value, Spelled):
        return [Run(value.text, value.value, value.source)]
    if isinstance(value, Word):
        return _capital(runs(value.key, language)) if form == CAPITAL else runs(value.key, language)
    if isinstance(value, Day):
        return [Run(date(dt.date.fromisoformat(value.iso), language), source=f"day:{value.iso}")]
    if isinstance(value, (list, tuple)):
        return _listed([_value(item, form, language) for item in value], OR if form == OR else "and", language)
    return [Run(typography(label(str(value), language), language))]


def _capital(sentence: list[Run]) -> list[Run]:
    first, *others = sentence
    return [replace(first, text=first.text[:1].upper() + first.text[1:]), *others]


def _listed(items: list[list[Run]], joint: str, language: str) -> list[Run]:
    joined: list[Run] = []
    for position, item in enumerate(items):
        if position:
            last = position == len(items) - 1
            joined.append(Run(f" {JOINTS[joint][language]} " if last else ", "))
        joined += item
    return joined


@dataclass(frozen=True)
class Day:
    """A date, as ISO, to be written out in the language."""

    iso: str


@dataclass(frozen=True)
class Word:
    """A word of the catalogue used inside another sentence."""

    key: str


@dataclass(frozen=True)
class Spelled:
    """A figure written as a word ("quatre"), with the value it stands for."""

    text: str
    value: float
    source: str


def _variant(template: Mapping[str, str], values: dict[str, Any], language: str) -> tuple[str, dict[str, Any]]:
    shares = [(v.value, v.source) for v in values.values() if isinstance(v, Quantity) and v.unit == "share" and v.value is not None]
    fraction = in_words(shares[0][0]) if shares else None
    if fraction is None:
        return template["other"], values
    part, whole = fraction
    form = "one" if part == 1 else "some"
    if form not in template:
        return template["other"], values
    spelled = {}
    for name, case, size in (("part", "small", part), ("Part", "capital", part), ("whole", "small", whole)):
        spelled[name] = Spelled(entry(f"numbers.{case}", language)[str(size)], *shares[0])
    return template[form], values | spelled
