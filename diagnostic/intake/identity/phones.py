"""Telephone numbers in one international form, whatever their spelling and wherever in the country they are dialled."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from diagnostic.intake.cells.words import UNREADABLE, Reading, folded
from diagnostic.intake.identity import broken_numbers

HIDDEN = re.compile(r"anonym|masqu|cache|prive|secret|inconnu|hidden|private|restricted|unknown|withheld|unavailable|indisponible")
SEVERAL = re.compile(r"[/;,|]| ou | et ")
INTERNAL_DIGITS = 5
# why a cell under a header of telephones bears no number, although it is about one
UNKNOWN = ("hidden", "internal", "masked", "ruined")
EXTENSION = re.compile(r"(?i)(?<=\d)\s*(poste|ext\.?|p\.|x)\s*\d{1,5}\s*$")
SCRAMBLED = re.compile(r"\d[^\d]*[a-z][^\d]*\d", re.IGNORECASE)
# what is dialled before a number to hide or forward the call, and after it to end it
SERVICE = re.compile(r"^[*#]\d{2}[*#]|(?<=\d{9})#$")
# a spreadsheet that took the number for an amount
AS_AMOUNT = re.compile(r"(?<=\d{5})[.,]0+$")
# one numbering plan over several prefixes: a ten-digit number dialled anywhere in France reaches the same line
FRANCE = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF")
OVERSEAS = (*FRANCE[1:], "NC", "PF", "WF")
PREFIXES = {"262": "26[239]|639|69[23]", "508": "508", "590": "590|69[01]", "594": "594|694", "596": "596|69[67]"}
BEYOND_THE_SEA = "|".join(PREFIXES.values())
IN_FRANCE = re.compile(rf"(?:(?:00|0)?(?:33|{'|'.join(PREFIXES)})0?|0)?([1-9]\d{{8}})")


def read(cell: str, region: str, internal: int = INTERNAL_DIGITS) -> Reading:
    """The number of a cell, the first that can be read where it holds several; see `normalise`."""
    several = [part for part in SEVERAL.split(cell) if len(re.sub(r"\D", "", part)) > internal]
    readings = [normalise(part, region, internal) for part in several if len(several) > 1] or [normalise(cell, region, internal)]
    return next((reading for reading in readings if reading[0]), readings[0])


def normal_sql(column: str, region: str) -> str:
    """SQL: the normal form of the commonest spellings of a French number, NULL for the others: `read` gives the same, slower."""
    if region != "FR":
        return "cast(null as varchar)"
    bare = f"""translate("{column}", ' .-/\u00a0\u202f', '')"""
    overseas = f"^(0|[+]33|0033)({BEYOND_THE_SEA})"
    return f"""case when regexp_full_match({bare}, '(0|[+]33|0033)[1-9][0-9]{{8}}') and not regexp_matches({bare}, '{overseas}')
                    then '+33' || right({bare}, 9) end"""


def normalise(text: str, region: str, internal: int = INTERNAL_DIGITS) -> Reading:
    """A number in international form; None and why where there is none.

    `hidden`: the caller withheld it. `internal`: an extension, of `internal` digits or less. `masked`: signs stand for some of its
    digits. `ruined`: a spreadsheet rounded it. `length`: it has not as many digits as a number there. Else `unreadable`.
    """
    text = EXTENSION.sub("", SERVICE.sub("", AS_AMOUNT.sub("", text.strip())))
    whole, reason = broken_numbers.whole(text)
    if reason:
        return None, reason
    digits = re.sub(r"\D", "", whole)
    if not digits.strip("0"):
        return None, "hidden" if digits or HIDDEN.search(folded(whole)) else "unreadable"
    if SCRAMBLED.search(whole):
        return UNREADABLE
    if len(digits) <= internal:
        return None, "hidden" if HIDDEN.search(folded(whole)) else "internal"
    if len(set(digits)) == 1 and len(digits) > INTERNAL_DIGITS:
        return None, "hidden"
    return _french(whole, digits) if region in FRANCE else _parsed(whole, region)


def _french(text: str, digits: str) -> Reading:
    """A number of the French plan, one line under one name whatever the code dialled before it; else a foreign one, which says its
    country."""
    dialled = IN_FRANCE.fullmatch(digits)
    # Saint-Pierre-et-Miquelon alone has numbers of six digits behind its code
    if dialled and ("+" not in text or len(digits) > len(dialled[1]) or digits.startswith("508")):
        number = dialled[1]
        code = next((code for code, prefixes in PREFIXES.items() if re.match(prefixes, number)), "33")
        return f"+{code}{number}", None
    if "+" not in text and not digits.startswith("00"):
        return None, "length"
    return _parsed(text, "FR")


def _parsed(text: str, region: str) -> Reading:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return UNREADABLE
    if not phonenumbers.is_possible_number(number) or (number.country_code == 33 and region == "FR"):
        return None, "length"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), None


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
