"""Test records: rows that somebody typed to try the tool out.

A row is doubtful where a topic, a procedure, a name, a title or a comment holds a word such as "test" or "essai"; columns that are not kept
are looked at too, and never repeated. It is refused only when unmistakable: the cell says nothing else ("TEST", "ceci est un test",
"essai 2"), or the word comes with "ne pas traiter". Where more than `COMMON` of the rows of a column hold the word, it is a word of
the trade ("test de langue"), and says nothing.
"""

from __future__ import annotations

import duckdb

from diagnostic.intake.files.headers import Header, plain

COMMON = 0.05
COMMON_FROM = 100
LOOKED_AT = ("topic", "procedure")
FREE = (
    *("nom", "name", "prenom", "usager", "demandeur", "customer", "user"),
    *("comment", "objet", "titre", "title", "subject", "sujet", "descri", "detail", "message", "observation", "texte", "note"),
)
WORD = "(^|[^a-z0-9])(test|tests|testing|essai|essais)[0-9]*([^a-z0-9]|$)"
ALONE = "^(ceci est |this is )?(un |a )?(test|testing|essai)s?([ _.:-]*(test|essai|[0-9]+))*[ .!]*$"
NOT_REAL = "ne pas (traiter|tenir compte|prendre en compte)|do not process|a supprimer"


def find(connection: duckdb.DuckDBPyConnection, header: Header) -> None:
    """Make the table `trials` (`line, column, sure`) of the rows of `raw` that look like tests; `column` is ours, or the file's header."""
    connection.execute('create or replace temp table trials (line BIGINT, "column" VARCHAR, sure BOOLEAN)')
    rows = connection.execute("select count(*) from raw").fetchall()[0][0]
    for position, name in _columns(header).items():
        # each text is looked at once, however many rows hold it
        connection.execute(
            f"""create or replace temp table tried as
                with texts as materialized (select distinct c{position} as text from raw),
                said as (select text, strip_accents(lower(trim(text))) as said from texts),
                trying as materialized (
                    select text, regexp_matches(said, '{ALONE}') or regexp_matches(said, '{NOT_REAL}') as sure
                    from said where regexp_matches(said, '{WORD}'))
                select line, sure from raw join trying on c{position} = text"""
        )
        doubtful = connection.execute("select count(*) from tried").fetchall()[0][0]
        if rows < COMMON_FROM or doubtful <= COMMON * rows:
            connection.execute("insert into trials select line, ?, sure from tried", [name])
    connection.execute("drop table if exists tried")


def _columns(header: Header) -> dict[int, str]:
    """The positions to look at, each with the name of its column."""
    mapped = {position: column for column, positions in header.columns.items() for position in positions}
    mapped |= dict.fromkeys(header.turned.positions, "")
    looked_at = {position: column for position, column in mapped.items() if column in LOOKED_AT}
    dropped = {position: name for position, name in enumerate(header.names) if position not in mapped and name}
    return looked_at | {position: name for position, name in dropped.items() if plain(name).startswith(FREE)}
