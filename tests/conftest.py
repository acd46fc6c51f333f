"""What all tests share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from diagnostic import ipynb
from tests.hostile.figures import FIGURES, Tell

ipynb.nbformat()  # first, and so without the seconds that its import costs otherwise

LONGEST = ("test_wheel.py", "test_uci.py", "test_montreal.py", "test_truths.py", "test_coselog.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that the workers end together."""
    place = {name: position for position, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture
def tell(record_property: Callable[[str, Any], None]) -> Tell:
    """Tell a figure of the harness: its name, one of `FIGURES`, and how much of it this test found."""

    def told(name: str, found: float) -> None:
        assert name in FIGURES, name
        record_property(name, float(found))

    return told


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The figures of the harness in one table: what the attacks of this run found, each summed over its tests."""
    found: dict[str, float] = defaultdict(float)
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        if getattr(report, "when", "") == "call":
            for name, figure in report.user_properties:
                found[name] += figure if name in FIGURES else 0
    if found:
        terminalreporter.section("what the attacks found")
        for name in FIGURES:
            if name in found:
                terminalreporter.write_line(f"{name:<40} {found[name]:>8g}")
