"""Which question of the survey stands for each item."""

import pytest

from diagnostic.engagement import SurveyItems
from diagnostic.errors import UserError
from diagnostic.store import survey_items
from diagnostic.store.engine import Store
from tests.towns import town, write_store

ASKED = ("Les horaires me conviennent", "Clarté de la réponse", "Satisfaction globale", "Satisfaction au guichet")


def found(folder, asked=ASKED, **declared):
    engagement = town(folder, survey_items=SurveyItems(**declared))
    write_store(engagement, survey=[{"question": question, "score": 4} for question in asked])
    with Store.open(engagement.store, {}) as store:
        return {item: (question, declared) for item, question, declared in survey_items.recognise(store, engagement)}


def test_a_question_is_recognised_by_its_words_unless_two_say_them(tmp_path):
    assert found(tmp_path) == {"hours": (ASKED[0], False), "clarity": (ASKED[1], False)}


def test_a_declared_question_comes_before_a_recognised_one(tmp_path):
    assert found(tmp_path, satisfaction="satisfaction  GLOBALE", hours=ASKED[1])["satisfaction"] == (ASKED[2], True)


def test_a_declared_question_that_nobody_asked_is_told_with_the_nearest(tmp_path):
    with pytest.raises(UserError) as raised:
        found(tmp_path, hours="Les horaires me convienent")
    (problem,) = raised.value.problems
    assert (problem.key, problem.values["near"]) == ("engagement.survey_item_near", ASKED[0])


def test_without_a_survey_nothing_is_found_nor_told(tmp_path):
    engagement = town(tmp_path, survey_items=SurveyItems(hours="Horaires"))
    write_store(engagement, contacts=[{"occurred_local": "2024-03-05 10:00"}])
    with Store.open(engagement.store, {}) as store:
        assert survey_items.recognise(store, engagement) == []
