"""Telephone numbers in one international form, whatever their spelling and wherever in the country they are dialled."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from diagnostic.intake.cells.words import UNREADABLE, Reading, folded

HIDDEN = re.compile(r"anonym|masqu|cache|prive|secret|inconnu|hidden|private|restricted|unknown|withheld|unavailable|indisponible")
SEVERAL = re.compile(r"[/;,|]| ou | et ")
INTERNAL_DIGITS = 5
# the commonest French form by far: the general parser, 50 µs a number, would give the same
NATIONAL = re.compile(r"0(?!26[239]|508|59[046]|639|69[0-7])[1-9]\d{8}")
OVERSEAS_DIALLED = "^(0|[+]33|0033)(26[239]|508|59[046]|639|69[0-7])"
DIALLED = re.compile(r"0[1-9]\d{8}")
# a spreadsheet that took the number for an amount
AS_AMOUNT = re.compile(r"(?<=\d{5})[.,]0$")
# one numbering plan over several prefixes: a ten-digit number dialled anywhere in France reaches the same line
FRANCE = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM")
OVERSEAS = (*FRANCE[1:], "BL", "MF", "NC", "PF", "WF")


def read(cell: str, region: str) -> Reading:
    """The number of a cell, the first that can be read where it holds several."""
    if region == "FR" and NATIONAL.fullmatch(cell):
        return f"+33{cell[1:]}", None
    several = [part for part in SEVERAL.split(cell) if len(re.sub(r"\D", "", part)) > INTERNAL_DIGITS]
    readings = [normalise(part, region) for part in several if len(several) > 1] or [normalise(cell, region)]
    return next((reading for reading in readings if reading[0]), readings[0])


def normal_sql(column: str, region: str) -> str:
    """SQL: the normal form of the commonest spellings of a French number, NULL for the others: `read` gives the same, slower."""
    if region != "FR":
        return "cast(null as varchar)"
    bare = f"""translate("{column}", ' .-/\u00a0\u202f', '')"""
    return f"""case when regexp_full_match({bare}, '(0|[+]33|0033)[1-9][0-9]{{8}}') and not regexp_matches({bare}, '{OVERSEAS_DIALLED}')
                    then '+33' || right({bare}, 9) end"""


def normalise(text: str, region: str) -> Reading:
    """A number in international form; None for a hidden one (`hidden`) and for an extension of five digits or less (`internal`)."""
    text = AS_AMOUNT.sub("", text)
    digits = re.sub(r"\D", "", text)
    if not digits.strip("0"):
        return None, "hidden" if digits or HIDDEN.search(folded(text)) else "unreadable"
    if len(digits) <= INTERNAL_DIGITS:
        return None, "internal"
    if len(set(digits)) == 1:
        return None, "hidden"
    if region == "FR" and NATIONAL.fullmatch(digits) and "+" not in text:
        return f"+33{digits[1:]}", None
    if region in FRANCE and DIALLED.fullmatch(digits) and "+" not in text:
        text = digits
    return _parsed(re.sub(r"(?i)\s*(poste|ext\.?|p\.)\s*\d+\s*$", "", text.strip()), region)


def _parsed(text: str, region: str) -> Reading:
    """The number as it is dialled from the region, or from another part of the country where no line there bears it."""
    import phonenumbers

    possible = None
    for home in dict.fromkeys((region, *FRANCE)) if region in FRANCE else (region,):
        try:
            number = phonenumbers.parse(text, home)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            possible = number
            break
        if possible is None and phonenumbers.is_possible_number(number):
            possible = number
    if possible is None:
        return UNREADABLE
    return phonenumbers.format_number(possible, phonenumbers.PhoneNumberFormat.E164), None


@cache
def region(holidays: str, timezone: str) -> str:
    """The telephone region of an engagement: `FR-RE`, or a town on Réunion's time, has its own numbers; `FR-GES` has those of `FR`."""
    import phonenumbers

    country, _, part = holidays.partition("-")
    if country != "FR":
        return country
    return next((one for one in (part, _country(timezone)) if one in phonenumbers.SUPPORTED_REGIONS and one in OVERSEAS), country)


def _country(timezone: str) -> str:
    """The country of a time zone, as the time-zone database gives it."""
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    return next((line.split("\t")[0] for line in lines if line.split("\t")[2:3] == [timezone]), "")
