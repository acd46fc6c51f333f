"""Headers in two lines: groups above ("Accueil", merged over two columns), and under them names that stand several times ("Reçus")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from diagnostic.intake.cells.words import number
from diagnostic.intake.files.headers import plain

Row = tuple[int, list[str]]


def grouped(head: Sequence[Row]) -> list[Row]:
    """The first rows of a sheet (line, cells), those names that stand twice in one with their group, which the row above says, before
    them: "Accueil Reçus". A row whose names are none the clearer for it stays as it is."""
    return [*head[:1], *((line, named(cells, above)) for (_, above), (line, cells) in pairwise(head))]


def named(cells: list[str], above: Sequence[str]) -> list[str]:
    """The names of a row under their groups."""
    filled = [cell for cell in cells if cell.strip()]
    # a number among them tells at the first glance that this is no line of names, however wide it is
    if any(number(cell) is not None for cell in filled) or sum(bool(cell.strip()) for cell in above) < 2:
        return cells
    twice = {name for name, count in Counter(map(plain, filled)).items() if count > 1}
    if not twice:
        return cells
    groups: list[str] = []
    for place in range(len(cells)):
        group = above[place].strip() if place < len(above) else ""
        groups.append(group or (groups[-1] if groups else ""))
    made = [f"{group} {cell.strip()}" if plain(cell) in twice and group else cell for cell, group in zip(cells, groups, strict=True)]
    return made if max(Counter(plain(cell) for cell in made if cell.strip()).values()) == 1 else cells
