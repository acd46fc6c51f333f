"""What stands in the place of a date that has not come yet: "en cours", "non clos", "Aucune", a row of zeros."""

from __future__ import annotations

import re

from diagnostic.intake.cells.texts import folded, literal

# words that deny or put off, in the languages of the tools that towns use; a cell that says a closing without its date is none of them
_BEGINS = (
    *(
        "en cours",
        "encours",
        "en attente",
        "en instance",
        "en suspens",
        "en traitement",
        "en examen",
        "en (instruction|etude|analyse|preparation|validation|verification)",
        "sans (date|reponse)",
        "ouvert",
        "active?s?$",
        "actifs?$",
    ),
    *("aucune?s?", "jamais", "nouveau", "nouvelle", "toujours", "reste", "a (traiter|faire|clore|cloturer|fermer|venir|definir)"),
    *(
        "not ",
        "no ",
        "no$",
        "non[ -]",
        "non$",
        "pas ",
        "un(closed|resolved|finished)",
        "never",
        "open",
        "pending",
        "ongoing",
        "still",
        "to ?do",
    ),
    *("in progress", "in process", "waiting", "on hold", "awaiting", "assigned", "tbd", "tba"),
    *("abiert[oa]", "pendiente", "en curso", "en proceso", "em (andamento|aberto|curso)", "abert[oa]", "pendente", "nao "),
    *(
        "offen",
        "in bearbeitung",
        "nicht ",
        "noch ",
        "laufend",
        "apert[oa]",
        "in corso",
        "in lavorazione",
        "lopend",
        "in behandeling",
        "niet ",
    ),
)
# how tools write "none" or "not yet" as a date: zeros, the first day of a spreadsheet, the first and the last days of a database
_ZEROS = "0{1,4}[-/.]0{1,2}[-/.]0{1,4}|0+|00[-/.]01[-/.]1900|1900[-/.]01[-/.]00|01[-/.]01[-/.]0001|0001[-/.]01[-/.]01"
_LAST = "31[-/.]12[-/.]9999|12[-/.]31[-/.]9999|9999[-/.]12[-/.]31"
LONGEST = 30
WORD = rf"(?:{'|'.join(_BEGINS)})[^0-9]*"
NO_DATE = rf"(?:{_ZEROS}|{_LAST})(?:[ t][0-9:.,]+)?z?"


def says_not_yet(x: str) -> str:
    """SQL: whether a cell, in lower case and without accents, says that its date has not come."""
    return f"(length({x}) <= {LONGEST} and regexp_full_match({x}, {literal(f'{WORD}|{NO_DATE}')}))"


def known_word(word: str) -> bool:
    """Whether a word says that a date has not come."""
    return len(word) <= LONGEST and bool(re.fullmatch(f"{WORD}|{NO_DATE}", folded(word)))
