"""What each canonical column looks like in a file: what its header speaks of and never does, what its cells are (`roles.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from diagnostic import schema
from diagnostic.resources import files, listed
from diagnostic.schema import Column


@dataclass(frozen=True)
class Role:
    """A canonical column of a table: the nature of its cells, the sets of concepts that name it (the best first), those that forbid it."""

    table: str
    column: Column
    nature: str
    says: tuple[frozenset[str], ...]
    never: tuple[frozenset[str], ...]

    @property
    def name(self) -> str:
        return self.column.name


@cache
def of_table(table: str) -> tuple[Role, ...]:
    """The roles of a table, in the order of its columns."""
    told = _content().get(table, {})
    columns = schema.TABLES[table]
    return tuple(_role(table, columns[name], said) for name, said in told.items())


@cache
def _content() -> dict[str, dict[str, dict[str, list[str] | str]]]:
    return listed(files(__package__).joinpath("roles.yml"))


def _role(table: str, column: Column, said: dict[str, list[str] | str]) -> Role:
    sets = {part: tuple(frozenset(str(words).split()) for words in said.get(part, [])) for part in ("says", "not")}
    return Role(table, column, str(said["is"]), sets["says"], sets["not"])
