"""The question of the survey that stands for each item: as declared, else recognised by its words."""

from __future__ import annotations

import unicodedata

from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError, or_nearest
from diagnostic.store.engine import Row, Store

# What a question about an item says, without accents. One question alone must say it: nothing is guessed between two
_WORDS = {
    "hours": ("horaire", "opening hours", "opening times"),
    "satisfaction": ("satisf",),
    "effort": ("effort", "facil", "easy", "ease of"),
    "clarity": ("clair", "clarte", "clear", "clarity"),
    "trust": ("confiance", "trust"),
    "courtesy": ("courtois", "amabilite", "polite", "courte"),
}


def recognise(store: Store, engagement: Engagement) -> list[Row]:
    """Each item that the survey asks, its question, and whether that was declared. UserError for a declared question that it does not."""
    asked = [str(question) for question in store.query("select distinct question from survey where question is not null")["question"]]
    questions = {_plain(question): question for question in sorted(asked)}
    rows: list[Row] = []
    wrong = []
    for item, declared in engagement.survey_items:
        if declared is None:
            alike = [question for plain, question in questions.items() if any(word in plain for word in _WORDS[item])]
            rows += [(item, question, False) for question in alike if len(alike) == 1]
        elif _plain(declared) in questions:
            rows.append((item, questions[_plain(declared)], True))
        elif questions:
            wrong.append(Problem(*or_nearest("engagement.survey_item", declared, questions.values(), item=item)))
    if wrong:
        raise UserError(wrong)
    return rows


def _plain(question: str) -> str:
    marked = unicodedata.normalize("NFKD", question.casefold())
    return " ".join("".join(letter for letter in marked if not unicodedata.combining(letter)).split())
