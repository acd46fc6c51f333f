"""Which indicators the data allow, before anything is measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from diagnostic.measures.catalogue import catalogue, missing


def readiness(filled: Callable[[str], bool]) -> list[dict[str, Any]]:
    """Per indicator, `measurable` or `not_measurable`, with what is `missing`: what the measures say themselves, given `present`."""
    lacking = {name: missing(name, filled) for name in catalogue()}
    return [{"indicator": name, "status": "not_measurable" if names else "measurable", "missing": names} for name, names in lacking.items()]
