"""What is personal in a file beyond its identifiers: columns that name people, free text; and the list of what was removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from diagnostic import schema
from diagnostic.engagement import Source
from diagnostic.intake.files.headers import Header, plain
from diagnostic.intake.identity import people

IDENTIFYING = re.compile(
    r"\b(e-?mails?|courriels?|mel|tel|telephones?|phones?|mobile|portable|numero appelant|caller ?id"
    r"|telefon[eo]?|telefoon(nummer)?|rufnummer|correo( electronico)?|handy|celular|movil)\b"
)
NUMBER_OR_ADDRESS = re.compile(r"[\d@]")
SENTENCES = re.compile(
    r"\b(objet|sujet|intitule|commentaires?|messages?|descriptions?|observations?|remarques?|notes?|contenu|corps|verbatim|texte|detail"
    r"|subject|title|comments?|body|remarks?|text|content|beschreibung|bemerkung(en)?|betreff|omschrijving|opmerking(en)?|toelichting"
    r"|descripcion|observacion(es)?|comentarios?|descricao|observac(ao|oes)|descrizione|osservazioni|commenti|oggetto|descripcio|opis|uwagi)\b"
)
# shares of rows: a few cells that are people's, most, nearly all of those of a header that announces people
SOME, MOSTLY, NEARLY_ALL = 0.2, 0.5, 0.8
# free text: many different cells, of several words
FREE_CELLS, FREE_SHARE, FREE_WORDS = 30, 0.5, 4.5
LOOKED_AT = 5_000
# a label comes back; each of so many rows on average, whatever its header
COMES_BACK = 5
# longer words, or with more digits, may be a person's
LONGEST_WORD, DIGITS = 40, 5


def names_people(header: str, words: Mapping[str, int] | None = None) -> bool:
    """Whether a column says who people are: a name, a birth date, an agent, an address.

    `words` are its cells with how many rows hold each; without them the header alone decides. A name of something ("agency_name") is one of
    people only where its cells look like people; a header of people is not where nearly all of its cells are organisations.
    """
    announced = people.announces(header)
    if not words or announced == "surely":
        return announced not in (None, "thing", "group")
    written, organisations = people.share(words, people.is_person), people.share(words, people.is_organisation)
    distinct = len(words) >= max(FREE_CELLS, FREE_SHARE * sum(words.values()))
    if announced in (None, "thing"):
        return people.share(words, people.is_titled) >= SOME or (distinct and written >= MOSTLY)
    if announced == "group":
        return written >= SOME
    if announced == "named":
        likely = people.share(words, people.may_be_person) + (people.share(words, people.may_be_surname) if distinct else 0)
        return written >= SOME or (organisations < MOSTLY and likely >= MOSTLY)
    return organisations < (MOSTLY if announced == "name" else NEARLY_ALL)


def kind(header: str, words: Mapping[str, int]) -> str | None:
    """What is personal in a column, by its header and its cells with how many rows hold each: `key` (a telephone, an address of mail),
    `people`, `free_text`; None where nothing is."""
    rows = sum(words.values())
    labels = rows >= COMES_BACK * len(words) > 0
    # "TEL/PHYS/MEL" over words that come back: a choice, no number and no address
    if IDENTIFYING.search(plain(header)) and not (labels and not any(NUMBER_OR_ADDRESS.search(word) for word in words)):
        return "key"
    if names_people(header, words):
        return "people"
    if is_free_text(list(words), rows) or (SENTENCES.search(plain(header)) and not labels):
        return "free_text"
    return None


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
) -> list[dict[str, Any]]:
    """Each column that the store does not hold as it was received: `column`, `why`, what stands `instead`, on how many `rows`."""
    kinds = schema.TABLES[source.table]
    keyed = [named for column, named in source.columns.items() if kinds[column].kind in ("identifier", "key")]
    listed = [entry(named, "key", "hash") for named in dict.fromkeys(keyed)]
    listed += [entry(one.header, "derived", one.rule) for one in source.derive.values()]
    listed += [entry(source.columns[column], why, "nothing") for column, why in emptied.items()]
    derived = {plain(one.header) for one in source.derive.values()}
    for position, named in header.unread:
        if plain(named) not in derived:
            listed.append(entry(named, _why(connection, named, position), "nothing"))
    return listed


def _why(connection: duckdb.DuckDBPyConnection, header: str, position: int) -> str:
    cells = connection.execute(f"select c{position} from raw where trim(c{position}) <> '' limit {LOOKED_AT}").fetchall()
    return kind(header, Counter(cell for (cell,) in cells)) or "unused"


def entry(column: str, why: str, instead: str, rows: int = 0) -> dict[str, Any]:
    """A line of the list of what was removed."""
    return {"column": column, "why": why, "instead": instead, "rows": rows}
