"""Telephone numbers of which an export, or a spreadsheet, kept only some digits: nobody's number, for many people have those digits."""

from __future__ import annotations

import re

# a spreadsheet that took the number for an amount and shows its first digits
AMOUNT = re.compile(r"[+-]?(\d)(?:[.,](\d+))?\s*[eE]\s*\+?(\d{1,2})")
TOO_NARROW = re.compile(r"#{3,}")
# signs that are never part of a number; letters are looked at apart
SIGNS = re.compile(r"[*#•●∙○◦■□█▒?…×]")
CROSSES = re.compile(r"(?i)x")
# a letter repeated beside digits stands for some
REPEATED = re.compile(r"(?i)\d([a-z])\1+|([a-z])\2+\d")
# one dot or dash between digits separates them; two in a row stand for digits
RUN = re.compile(r"[.\-‐‑–—_](\s*[.\-‐‑–—_])+")
LETTERS = re.compile(r"[^\W\d_]")
# with as many digits a number is whole, however they are spaced
WHOLE = 9


def whole(text: str) -> tuple[str, str | None]:
    """The text with its digits written out, and why some are not there: `masked` by signs, `ruined` by a spreadsheet, else None."""
    if TOO_NARROW.fullmatch(text):
        return text, "ruined"
    amount = AMOUNT.fullmatch(text)
    if amount:
        digits = amount[1] + (amount[2] or "")
        return (digits, None) if len(digits) == int(amount[3]) + 1 else (text, "ruined")
    return text, "masked" if _masked(text) else None


def _masked(text: str) -> bool:
    letters = LETTERS.findall(text)
    crossed = letters and all(CROSSES.fullmatch(letter) for letter in letters)
    if crossed or SIGNS.search(text) or REPEATED.search(text):
        return True
    return not letters and RUN.search(text) is not None and sum(character.isdigit() for character in text) < WHOLE
