"""Which indicators the data allow, before anything is measured."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from diagnostic.engagement import Engagement
from diagnostic.store.engine import Store


def readiness(engagement: Engagement) -> list[dict[str, Any]]:
    """Per indicator, `measurable` or `not_measurable`, with what is missing: tables, `table.column`, or parts of engagement.yml.

    Where there are several ways to measure one, the shortest list is given.
    """
    listed = _indicators()
    names = {name for content in listed.values() for way in content["needs"] for name in way}
    with Store.open(engagement.store, {}) as store:
        there = {name for name in names if _declared(engagement, name) or store.filled(name)}
    return [_ready(indicator, content["needs"], there) for indicator, content in listed.items()]


def _declared(engagement: Engagement, name: str) -> bool:
    """Whether a part of engagement.yml (`hours`, `client.population`) says something."""
    part: Any = engagement
    for step in name.split("."):
        part = getattr(part, step, None)
    return bool(part)


def _ready(indicator: str, ways: list[list[str]], there: set[str]) -> dict[str, Any]:
    lacking = [[name for name in way if name not in there] for way in ways]
    missing = min(lacking, key=len, default=[])
    return {"indicator": indicator, "status": "not_measurable" if missing else "measurable", "missing": missing}


@cache
def _indicators() -> dict[str, Any]:
    """The indicators and what each needs: `{indicator: {unit, needs: [[table.column, ...], ...]}}`."""
    from ruamel.yaml import YAML

    path = files("diagnostic.indicators").joinpath("catalogue.yml")
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def needs() -> list[list[str]]:
    """Every way of measuring every indicator: the `table.column` or parts of engagement.yml that it needs."""
    return [way for content in _indicators().values() for way in content["needs"]]
