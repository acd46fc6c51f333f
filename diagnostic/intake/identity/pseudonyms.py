"""No identifier is stored: each becomes a keyed hash; `keys.py` says where the key is."""

from __future__ import annotations

import re
from collections.abc import Callable

from diagnostic.engagement import Engagement
from diagnostic.intake.cells.words import EMAIL, MISSING, NOTHING, Reading, folded, missing_sql
from diagnostic.intake.identity import keys, phones
from diagnostic.schema import Column

LONGEST_MISSING = max(map(len, MISSING))
# signs in an address that stand for letters of it
MASKED_ADDRESS = re.compile(r"[*•#…?]|(?i:x{3,})|\.{2,}")
# a code that stands as it is: a digit in it, and nothing to take off or to put in capitals
PLAIN_CODE = "[0-9A-Z/._-]*[0-9][0-9A-Z/._-]*"


class Pseudonyms:
    """Turns identifiers into hashes with the engagement's key. The same key gives the same hashes, so two deliveries still join."""

    def __init__(self, key: bytes, region: str):
        self.key, self.region = key, region

    @classmethod
    def of(cls, engagement: Engagement) -> Pseudonyms:
        """The pseudonyms of an engagement; their key is made at the first intake."""
        return cls(keys.read_or_make(engagement), phones.region(engagement.client.holidays, engagement.client.timezone))

    def reader(self, column: Column, internal: int = phones.INTERNAL_DIGITS) -> Callable[[str], Reading]:
        """How the cells of `phone` and `email` are read: in one normal form, else nothing and why (`phones.normalise`); a telephone number
        of `internal` digits or less is an extension."""
        normal = {"phone": lambda cell: phones.read(cell, self.region, internal), "email": _email}[column.name]
        return lambda cell: NOTHING if len(cell) <= LONGEST_MISSING and folded(cell) in MISSING else normal(cell)

    def quick(self, column: Column) -> str:
        """SQL: the normal form of the commonest spellings, NULL for the others: `reader` gives the same, slower."""
        return phones.normal_sql(column.name, self.region) if column.name == "phone" else "cast(null as varchar)"

    def hashed(self, kind: str, normal: str) -> str:
        """SQL: the keyed hash of a normalised identifier, 128 bits of HMAC-SHA256 in hexadecimal.

        HMAC is written out over the engine's own SHA-256: one call per value from Python takes eight times as long.
        """
        block = self.key.ljust(64, b"\0")
        inner, outer = (bytes(byte ^ pad for byte in block).hex() for pad in (0x36, 0x5C))
        message = f"encode('{kind}:' || {normal})"
        return f"left(sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || {message}))), 32)"


def _email(text: str) -> Reading:
    address = EMAIL.search(text.strip().strip("<>").lower())
    if address and MASKED_ADDRESS.search(address[0]):
        return None, "masked"
    if address:
        return address[0].strip("'."), None
    return None, "hidden" if phones.HIDDEN.search(folded(text)) else "unreadable"


def code_sql(text: str) -> str:
    """SQL: a file number or a user's number in one normal form; NULL where the cell says nothing, or signs stand for some of it."""
    bare = f"nullif(upper(regexp_replace({text}, '[[:space:]\u00a0\u202f]+', '', 'g')), '')"
    masked = f"regexp_matches({bare}, '[*]{{2}}|[•●]|#{{3}}|^[xX]{{3,}}$|^[*#._-]+$')"
    nothing = f"list_contains([{missing_sql()}], lower({text}))"
    return f"case when regexp_full_match({text}, '{PLAIN_CODE}') then {text} when {nothing} or {masked} then null else {bare} end"
