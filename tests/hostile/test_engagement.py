"""Whatever stands in the settings, the notebooks, the small tables and the names of a mission ends in a message."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.engagement_inputs import INPUTS
from tests.hostile.figures import Tell, tell_wrong
from tests.hostile.mission import mission

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
# the attacks that once hung or broke the kit, and one of each kind
QUICK = (
    "file: alias bomb",
    "file: UTF-16",
    "sources.0.encoding: rot13",
    "client.name: surrogate",
    "notebooks/: nested",
    "notebooks/: parameters in minuses",
    "topic groups: contradictions",
    "-p 'draws=1000000000'",
)
EVERY = 6  # of the others, one in so many in the long run


def marked() -> list:
    made = []
    for number, name in enumerate(INPUTS):
        quick = () if name in QUICK else pytest.mark.long if number % EVERY == 0 else pytest.mark.soak
        made.append(pytest.param(name, marks=quick, id=name.encode("ascii", "backslashreplace").decode()[:60]))
    return made


@pytest.fixture(scope="module")
def harness() -> Iterator:
    from tests.hostile.harness import Harness

    with Harness() as one:
        yield one


@pytest.mark.parametrize("name", marked())
def test_a_hostile_mission_ends_in_a_message(harness, tmp_path: Path, name: str, tell: Tell) -> None:
    folder = mission(tmp_path / "mission")
    INPUTS[name].put(folder)
    ended = harness.run(folder, *([folder if word == "DIR" else word for word in command] for command in INPUTS[name].commands))
    tell_wrong(tell, [ended.wrong])
    assert ended.wrong == [], ended.fault or ended.output
    assert ended.output.strip()
    # nothing that a terminal would obey, and no more than is read
    assert not set("\x07\x1b\x9b\u202e\u2066\0") & set(ended.output) and len(ended.output) < 30_000
    assert not (tmp_path / "owned").exists() and not (folder / "owned").exists()


def test_every_quick_input_is_there() -> None:
    assert set(QUICK) <= set(INPUTS)
