"""Which code page a text is in that is no UTF-8: Windows, DOS or Mac write the same letters as other bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

PAGES = ("cp1252", "cp850", "mac_roman")
BEYOND = re.compile(rb"[\x80-\xff]")
LETTERS = "àâäçéèêëîïôöùûüÿœæñáíóúãõåøìòß"
SIGNS = "«»“”‘–—…€°£§²³½·•®©™ \u202f"
# so many letters and signs tell a page
ENOUGH = 20_000
NOT_MEANT, LIKELY, POSSIBLE = -1.0, 1.0, 0.25


def best(chunks: Iterable[bytes]) -> tuple[str, float]:
    """The page under which the bytes beyond ASCII read best, the commonest first among equals, and how well (above 0: some make words)."""
    found: Counter[tuple[bytes, bytes, bytes]] = Counter()
    for chunk in chunks:
        places_in = (one.start() for one in islice(BEYOND.finditer(chunk), ENOUGH))
        found.update((chunk[at - 1 : at] if at else b"", chunk[at : at + 1], chunk[at + 1 : at + 2]) for at in places_in)
        if found.total() >= ENOUGH:
            break
    places: Counter[tuple[str, int, str]] = Counter()
    for (before, byte, after), count in found.items():
        places[_kind(before), byte[0], _kind(after)] += count
    scores = {page: sum(count * _fit(page, *place) for place, count in places.items()) for page in PAGES}
    page = max(PAGES, key=lambda page: scores[page])
    return page, scores[page]


def _kind(byte: bytes) -> str:
    """What stands beside a byte: a lower or upper letter, a digit, another byte beyond ASCII, or anything else."""
    if byte >= b"\x80":
        return "?"
    character = byte.decode("ascii")
    return "a" if character.islower() else "A" if character.isupper() else "1" if character.isdigit() else ""


def _fit(page: str, before: str, byte: int, after: str) -> float:
    """How well what a byte stands for suits its place: accents within words of their case, signs between them."""
    character = bytes([byte]).decode(page, "replace")
    beside = before + after
    if character == "’":
        return LIKELY if before.isalpha() and after.isalpha() else 0.0
    if character in SIGNS:
        return NOT_MEANT if before.isalpha() and after.isalpha() else POSSIBLE
    if character.lower() not in LETTERS or "1" in beside:
        return NOT_MEANT
    if "?" in beside and not beside.replace("?", ""):
        return 0.0
    if character.islower():
        return NOT_MEANT if "A" in beside and "a" not in beside else LIKELY if "a" in beside else POSSIBLE
    return NOT_MEANT if before == "a" else LIKELY if beside.strip("?") else POSSIBLE
