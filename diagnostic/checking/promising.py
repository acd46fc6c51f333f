"""What a mission will be able to measure, from the columns that its sources map, before any file is taken in."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic import schema
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem
from diagnostic.intake import casts
from diagnostic.intake.files.headers import wanted
from diagnostic.measuring.readiness import readiness
from diagnostic.papers.letter import Question, questions
from diagnostic.wording import Word


def told(engagement: Engagement) -> list[Problem]:
    """Which questions of the diagnostic can be answered, and which in part; that none can, where none can."""
    said = []
    for kind in ("ready", "partly"):
        titles = [Word(f"papers.questions.{one.name}.title") for one in answerable(engagement) if one.state == kind]
        said += [Problem(f"proposal.told.{kind}", {"questions": titles})] if titles else []
    return said or [Problem("proposal.told.lacking")]


def answerable(engagement: Engagement) -> tuple[Question, ...]:
    """The questions of the diagnostic, as far as what is mapped and declared goes."""
    there = set(_there(engagement))
    return questions(readiness(lambda name: name in there))


def _there(engagement: Engagement) -> Iterator[str]:
    """The tables that are fed, their columns, and the parts of the mission that indicators need."""
    for source in engagement.sources:
        yield source.table
        columns = {*wanted(source), *casts.constants(source), *(to for to in source.across.values() if to)}
        yield from (f"{source.table}.{column}" for column in columns)
        if columns & set(schema.IDENTIFIERS):
            yield f"{source.table}.person"
    declared = {
        "hours": engagement.hours,
        "promises": engagement.promises,
        "client.population": engagement.client.population,
        "perimeter.channels": engagement.perimeter.channels,
        "parameters.handling_minutes": engagement.parameters.handling_minutes,
    }
    yield from (name for name, value in declared.items() if value)
