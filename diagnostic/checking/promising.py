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
    there = list(_there(engagement))
    return questions(readiness(lambda name: [columns for table, columns in there if table == name]))


def _there(engagement: Engagement) -> Iterator[tuple[str, set[str]]]:
    """The table that each source feeds, with its columns; and the parts of the mission that indicators need."""
    for source in engagement.sources:
        columns = {*wanted(source), *casts.constants(source), *(to for to in source.across.values() if to)}
        yield source.table, columns | ({"person"} if columns & set(schema.IDENTIFIERS) else set())
    declared = {
        "hours": engagement.hours,
        "promises": engagement.promises,
        "client.population": engagement.client.population,
        "perimeter.channels": engagement.perimeter.channels,
        "parameters.handling_minutes": engagement.parameters.handling_minutes,
    }
    yield from ((name.partition(".")[0], {name.partition(".")[2]}) for name, value in declared.items() if value)
