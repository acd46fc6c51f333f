"""No identifier is stored: each becomes a keyed hash, and the key stays with the user, outside the engagement."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError
from diagnostic.intake.cells.words import EMAIL, MISSING, NOTHING, UNREADABLE, Reading, folded, missing_sql
from diagnostic.schema import Column

KEYS_VARIABLE = "DIAGNOSTIC_KEYS"
HIDDEN = re.compile(r"anonym|masqu|cache|prive|secret|inconnu|hidden|private|restricted|unknown|withheld|unavailable|indisponible")
SEVERAL = re.compile(r"[/;,|]| ou | et ")
INTERNAL_DIGITS = 5
LONGEST_MISSING = max(map(len, MISSING))
# the commonest French form by far: the general parser, 50 µs a number, would give the same
NATIONAL = re.compile(r"0(?!26[239]|508|59[046]|639|69[0-7])[1-9]\d{8}")
OVERSEAS_DIALLED = "^(0|[+]33|0033)(26[239]|508|59[046]|639|69[0-7])"
DIALLED = re.compile(r"0[1-9]\d{8}")
# a spreadsheet that took the number for an amount
AS_AMOUNT = re.compile(r"(?<=\d{5})[.,]0$")
# one numbering plan over several prefixes: a ten-digit number dialled anywhere in France reaches the same line
FRANCE = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM")
OVERSEAS = (*FRANCE[1:], "BL", "MF", "NC", "PF", "WF")


class Pseudonyms:
    """Turns identifiers into hashes with the engagement's key. The same key gives the same hashes, so two deliveries still join."""

    def __init__(self, key: bytes, region: str):
        self.key, self.region = key, region

    @classmethod
    def of(cls, engagement: Engagement) -> Pseudonyms:
        """The pseudonyms of an engagement; their key is made at the first intake."""
        return cls(_key(engagement), region(engagement.client.holidays, engagement.client.timezone))

    def reader(self, column: Column) -> Callable[[str], Reading]:
        """How the cells of `phone` and `email` are read: in one normal form, else nothing and why (`hidden`, `internal`, `unreadable`)."""
        normal = {"phone": self._phone, "email": _email}[column.name]
        return lambda cell: NOTHING if len(cell) <= LONGEST_MISSING and folded(cell) in MISSING else normal(cell)

    def quick(self, column: Column) -> str:
        """SQL: the normal form of the commonest spellings of a French number, NULL for the others: `reader` gives the same, slower."""
        if column.name != "phone" or self.region != "FR":
            return "cast(null as varchar)"
        bare = f"""translate("{column.name}", ' .-/\u00a0\u202f', '')"""
        return f"""case when regexp_full_match({bare}, '(0|[+]33|0033)[1-9][0-9]{{8}}') and not regexp_matches({bare}, '{OVERSEAS_DIALLED}')
                        then '+33' || right({bare}, 9) end"""

    def hashed(self, kind: str, normal: str) -> str:
        """SQL: the keyed hash of a normalised identifier, 128 bits of HMAC-SHA256 in hexadecimal.

        HMAC is written out over the engine's own SHA-256: one call per value from Python takes eight times as long.
        """
        block = self.key.ljust(64, b"\0")
        inner, outer = (bytes(byte ^ pad for byte in block).hex() for pad in (0x36, 0x5C))
        message = f"encode('{kind}:' || {normal})"
        return f"left(sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || {message}))), 32)"

    def _phone(self, cell: str) -> Reading:
        if self.region == "FR" and NATIONAL.fullmatch(cell):
            return f"+33{cell[1:]}", None
        several = [part for part in SEVERAL.split(cell) if len(re.sub(r"\D", "", part)) > INTERNAL_DIGITS]
        readings = [phone(part, self.region) for part in several if len(several) > 1] or [phone(cell, self.region)]
        return next((reading for reading in readings if reading[0]), readings[0])


def phone(text: str, region: str) -> Reading:
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


def _email(text: str) -> Reading:
    address = EMAIL.search(text.strip().strip("<>").lower())
    if address:
        return address[0].strip("'."), None
    return None, "hidden" if HIDDEN.search(folded(text)) else "unreadable"


def code_sql(text: str) -> str:
    """SQL: a file number or a user's number in one normal form; NULL where the cell says nothing."""
    bare = f"nullif(upper(regexp_replace({text}, '[[:space:]\u00a0\u202f]+', '', 'g')), '')"
    return f"case when lower({text}) in ({missing_sql()}) then null else {bare} end"


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


def keys_folder() -> Path:
    """Where this user's keys are: `DIAGNOSTIC_KEYS`, else the user's configuration folder."""
    import platformdirs

    folder = os.environ.get(KEYS_VARIABLE)
    return Path(folder) if folder else Path(platformdirs.user_config_dir("diagnostic", appauthor=False)) / "keys"


def key_path(engagement: Engagement) -> Path | None:
    """The file of the engagement's key, None before its first intake."""
    named = engagement.folder / "work" / "key_id"
    if not named.is_file():
        return None
    name = named.read_text(encoding="utf-8").strip()
    return keys_folder() / f"{name}.key" if re.fullmatch(r"[0-9a-f]{32}", name) else None


def _key(engagement: Engagement) -> bytes:
    path = key_path(engagement)
    try:
        if path is None:
            name = secrets.token_hex(16)
            path = keys_folder() / f"{name}.key"
            named = engagement.folder / "work" / "key_id"
            named.parent.mkdir(parents=True, exist_ok=True)
            named.write_text(f"{name}\n", encoding="utf-8")
        if path.is_file():
            return bytes.fromhex(path.read_text(encoding="utf-8"))
        key = secrets.token_bytes(32)
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(key.hex())
        return key
    except (OSError, ValueError) as error:
        raise UserError(Problem("intake.key", {"path": str(path)})) from error
