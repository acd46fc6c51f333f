"""Measures that two threads deal out between them: the same rows as one after the other, and nothing goes on after an error."""

import threading

import pandas as pd
import pytest

from diagnostic import questions
from diagnostic.measuring import rows
from tests.questions.cohort import random_cases
from tests.questions.random_towns import contacts, open_town
from tests.towns import with_facts


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    questions.every()
    with with_facts(open_town(tmp_path_factory.mktemp("town")), contacts=contacts(1, 300), cases=random_cases(1)) as opened:
        yield opened


def read(store):
    return store.query(f"select * from {rows.settled(store.settings)} order by place")


def measure_of(name, module, answer):
    def measured(store):
        return answer(store)

    measured.__module__ = module
    return name, measured


def test_a_module_is_measured_alone_as_it_is_after_the_others(store):
    together = rows._measured(store)
    modules = {}
    for measured in dict.fromkeys(rows.MEASURES.values()):
        modules.setdefault(measured.__module__, []).append(measured)
    assert len(modules) > 15
    apart = {measured: measured(own) for measures in modules.values() for own in [store.beside()] for measured in measures}
    alone = [row for measured in dict.fromkeys(rows.MEASURES.values()) for row in apart[measured]]
    pd.testing.assert_frame_equal(rows.finish(store, alone), rows.finish(store, together), check_exact=False, rtol=1e-9)


def test_what_is_settled_by_two_is_what_one_settles_in_the_same_order(store):
    questions.settle(store)
    by_one = read(store)
    questions.settle(store, store.beside())
    assert len(by_one) > 100
    pd.testing.assert_frame_equal(read(store), by_one, check_exact=False, rtol=1e-9)


def test_two_threads_are_at_work_each_on_a_store_of_its_own(store, monkeypatch):
    both, asked = threading.Barrier(2, timeout=30), {}

    def answer(own):
        asked[threading.get_ident()] = own
        both.wait()
        return []

    monkeypatch.setattr(rows, "MEASURES", dict(measure_of(name, name, answer) for name in "ab"))
    other = store.beside()
    assert rows._measured(store, other) == []
    assert {id(own) for own in asked.values()} == {id(store), id(other)}


@pytest.mark.parametrize("failing", ["main", "beside"])
def test_an_error_is_raised_whoever_meets_it(store, monkeypatch, failing):
    both = threading.Barrier(2, timeout=30)

    def answer(own):
        both.wait()
        if (own is store) == (failing == "main"):
            raise ZeroDivisionError
        return []

    monkeypatch.setattr(rows, "MEASURES", dict(measure_of(name, name, answer) for name in "ab"))
    with pytest.raises(ZeroDivisionError):
        rows._measured(store, store.beside())


def test_after_an_error_what_is_left_is_not_measured(store, monkeypatch):
    asked = []

    def answer(own):
        asked.append(own)
        raise KeyboardInterrupt

    monkeypatch.setattr(rows, "MEASURES", dict(measure_of(name, name, answer) for name in "abcdef"))
    with pytest.raises(KeyboardInterrupt):
        rows._measured(store)
    assert len(asked) == 1
