"""What a user can mend goes whole from one process to another, and its names are looked for in bounded time."""

from __future__ import annotations

import datetime as dt
import pickle
import time

import pytest

from diagnostic.errors import Problem, UserError, nearest
from diagnostic.wording import Quantity, Word

PROBLEMS = [
    Problem("run.parameter", {"name": "draws", "value": "x", "expected": Word("engagement.kinds.integer")}),
    Problem("run.done", {"notebook": "00_data", "seconds": Quantity(2.0, "second")}),
    Problem("engagement.period_far", {"line": 2, "place": "period > end", "day": dt.date(9999, 1, 1), "first": "1970", "last": "2099"}),
]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_is_the_same_once_pickled(problem):
    assert pickle.loads(pickle.dumps(problem)) == problem
    error = pickle.loads(pickle.dumps(UserError([problem, problem])))
    assert error.problems == [problem, problem]
    assert [error.text(spoken) for spoken in ("fr", "en")] == [f"{problem.text(spoken)}\n{problem.text(spoken)}" for spoken in ("fr", "en")]


@pytest.mark.parametrize("name, known", [("a" * 100_000, ["b" * 100_000]), ("counter", [f"counter number {n}" for n in range(200_000)])])
def test_the_nearest_name_is_found_at_once_however_long_or_many_names_are(name, known):
    started = time.process_time()
    nearest(name, known)
    assert time.process_time() - started < 2
