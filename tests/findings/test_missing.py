"""A finding does not exist where an indicator that it rests on is not measured."""

from __future__ import annotations

import inspect
import json
import re
import shutil
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from diagnostic import questions
from diagnostic.blocks import Finding
from diagnostic.findings.declaration import DECLARED
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.resources import shipped
from diagnostic.wording import LANGUAGES, Quantity, numbers
from tests.findings.test_declaration import GIVING

NO_FIGURE = {"status": "not_measurable", "value": None, "numerator": None, "denominator": None, "low": None, "high": None}


def cells(notebook) -> Iterator[str]:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])


@pytest.fixture(scope="module", params=["bourg-exemple", pytest.param("ville-exemple", marks=pytest.mark.long)])
def calls(request, tmp_path_factory):
    """Every call of a finding that the notebooks make of a sample town: its name, the function and its arguments."""
    folder = tmp_path_factory.mktemp("missing") / request.param
    shutil.copytree(shipped("data_samples") / request.param, folder, ignore=shutil.ignore_patterns("work", "output"))
    made: list[tuple[str, Any, inspect.BoundArguments]] = []

    def recorded(name, function):
        def call(*args, **kwargs):
            made.append((name, function, inspect.signature(function).bind(*args, **kwargs)))
            return function(*args, **kwargs)

        return call

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("diagnostic.show", lambda *blocks: None)
        for name, function in GIVING.items():
            question, _, called = name.partition(".")
            findings = next(one.findings for one in questions.every() if one.__name__.endswith(f".{question}"))
            patched.setattr(findings, called, recorded(name, function))
        for notebook in sorted(shipped("notebooks").glob("0*.ipynb")):
            names: dict[str, Any] = {}
            for number, cell in enumerate(cells(notebook)):
                exec(cell, names)
                if number == 0:
                    names["engagement"] = str(folder)
    return made


def found(given: inspect.BoundArguments, function: Any) -> list[Finding]:
    said = function(*given.args, **given.kwargs)
    return [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, Finding)]


def unknown(said: Finding) -> Iterator[str]:
    """The parts of a finding that tell a figure which is not known."""
    for part, language in product(("title", "clause", "reading", "decision", "question"), LANGUAGES):
        sentence = said.message(part)
        if sentence and numbers.quantity(Quantity(None, "share"), language) in sentence.text(language):
            yield part


def sources(said: Finding) -> Iterator[tuple[str, str]]:
    """Indicator and scope of each row whose figures a finding tells."""
    for value in said.values.values():
        if isinstance(value, Quantity) and (named := re.fullmatch(r"([\w.]+)\[([^\]]*)\](:\w+)?", value.source)):
            yield named[1], named[2]


def without(given: inspect.BoundArguments, indicators: tuple[str, ...], scope: str | None = None) -> inspect.BoundArguments:
    """The same arguments, in whose rows these indicators have no figure, for one scope or for any."""
    lacking = inspect.BoundArguments(given.signature, given.arguments.copy())
    for name, frame in given.arguments.items():
        if isinstance(frame, Disclosed) and "indicator" in frame:
            gone = frame["indicator"].isin(indicators) & ((frame["scope"] == scope) | (scope is None))
            lacking.arguments[name] = frame.assign(**{column: frame[column].mask(gone, figure) for column, figure in NO_FIGURE.items()})
    return lacking


def test_a_finding_stands_on_each_indicator_that_it_rests_on(calls):
    tried = 0
    for (name, function, given), ground in ((call, one) for call in calls for one in DECLARED[call[0]].rests_on):
        lacking = without(given, (ground,) if isinstance(ground, str) else ground)
        assert not found(lacking, function), f"{name} stands without {ground}"
        tried += bool(found(given, function))
    assert tried > 14


def test_a_sentence_leaves_out_what_would_be_told_beside_it_and_is_not_measured(calls):
    tried, told = 0, set()
    for name, function, given in calls:
        for indicator in DECLARED[name].beside:
            for said in found(without(given, (indicator,)), function):
                told |= {(name, part, indicator) for part in unknown(said)}
                tried += 1
    assert not told
    assert tried > 2


def test_a_sentence_never_tells_a_row_that_has_no_figure(calls):
    """Each row told in turn: another of the same indicator, for the whole or for a part of the town, still has one."""
    tried, told = 0, set()
    for name, function, given in calls:
        rows = {row for said in found(given, function) for row in sources(said)}
        for indicator, scope in sorted(rows):
            for said in found(without(given, (indicator,), scope), function):
                told |= {(name, part, indicator, scope) for part in unknown(said)}
                tried += 1
    assert not told
    assert tried > 1
