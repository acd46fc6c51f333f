"""What is personal in a file beyond its identifiers: columns that name people, free text; and the list of what was removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from diagnostic import schema
from diagnostic.engagement import Source
from diagnostic.intake.files.headers import Header, plain

PEOPLE = re.compile(
    r"\b(noms?|prenoms?|patronyme|civilite|agents?|techniciens?|professionnel(\.le)?\(?s?\)?|usagers?|demandeurs?|requerants?|administres?"
    r"|referent(\(?s\)?)?|interlocuteur|redacteur|operateur|conseill(er|ere)|tele(conseiller|operateur)|appelant"
    r"|(cree|saisi|traite|suivi|affecte|clos|attribue) (par|a)|naissance|nee? le|adresse|rue"
    r"|names?|surname|owner|customer|assignee|assigned to|operator|caller|created by|handled by|birth ?(date|day)?|dob|address)\b"
)
# a header that says what these words are about: "Nom du site", "Groupe de techniciens", "Type d'usager", the step of an event log
NOT_PEOPLE = re.compile(
    r"\b(groupes?|equipes?|services?|sites?|lieux?|files?|motifs?|demarches?|procedures?|canal|canaux|formulaires?|types?|profil|categories?"
    r"|nombre|nb|statut|direction|groups?|teams?|queues?|topics?|channels?|kinds?|status|number of|count|concept:name)\b"
)
IDENTIFYING = re.compile(r"\b(e-?mails?|courriels?|mel|tel|telephones?|phones?|mobile|portable|numero appelant|caller ?id)\b")
SENTENCES = re.compile(
    r"\b(objet|sujet|intitule|commentaires?|messages?|descriptions?|observations?|remarques?|notes?|contenu|corps|verbatim|texte|detail"
    r"|subject|title|comments?|body|remarks?|text|content)\b"
)
# free text: many different cells, of several words
FREE_CELLS, FREE_SHARE, FREE_WORDS = 30, 0.5, 4.5
LOOKED_AT = 5_000
# longer words, or with more digits, may be a person's
LONGEST_WORD, DIGITS = 40, 5


def names_people(header: str) -> bool:
    """Whether a header announces who people are: a name, a birth date, an agent."""
    return bool(PEOPLE.search(plain(header))) and not NOT_PEOPLE.search(plain(header))


def is_free_text(distinct: Sequence[str], filled: int) -> bool:
    """Whether the different cells of a column, among those filled, are sentences rather than labels."""
    if len(distinct) < FREE_CELLS or len(distinct) < FREE_SHARE * filled:
        return False
    return sum(len(cell.split()) for cell in distinct) >= FREE_WORDS * len(distinct)


def may_identify(word: str) -> bool:
    """Whether a word of a vocabulary may be a person's data, which nothing repeats."""
    return "@" in word or len(word) > LONGEST_WORD or sum(character.isdigit() for character in word) > DIGITS


def removed(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    header: Header,
    emptied: Mapping[str, str],
    doubts: Iterable[tuple[str, str, int]],
) -> list[dict[str, Any]]:
    """Each column that the store does not hold as it was received: `column`, `why`, what stands `instead`, on how many `rows`."""
    kinds = schema.TABLES[source.table]
    keyed = [named for column, named in source.columns.items() if kinds[column].kind in ("identifier", "key")]
    listed = [_entry(named, "key", "hash") for named in dict.fromkeys(keyed)]
    listed += [_entry(one.header, "derived", one.rule) for one in source.derive.values()]
    listed += [_entry(source.columns[column], why, "nothing") for column, why in emptied.items()]
    listed += [
        _entry(source.columns[column], "personal", "cells", rows)
        for column, reason, rows in doubts
        if reason == "personal" and column in source.columns
    ]
    derived = {plain(one.header) for one in source.derive.values()}
    for position, named in header.unread:
        if plain(named) not in derived:
            listed.append(_entry(named, _why(connection, named, position), "nothing"))
    return listed


def _why(connection: duckdb.DuckDBPyConnection, header: str, position: int) -> str:
    if IDENTIFYING.search(plain(header)):
        return "key"
    if names_people(header):
        return "people"
    if SENTENCES.search(plain(header)):
        return "free_text"
    cells = connection.execute(f"select c{position} from raw where trim(c{position}) <> '' limit {LOOKED_AT}").fetchall()
    return "free_text" if is_free_text(list({cell for (cell,) in cells}), len(cells)) else "unused"


def _entry(column: str, why: str, instead: str, rows: int = 0) -> dict[str, Any]:
    return {"column": column, "why": why, "instead": instead, "rows": rows}
