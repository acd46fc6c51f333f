"""A score as answers give it: a number, a number out of another, a percentage, stars."""

from __future__ import annotations

import re

from diagnostic.intake.cells.texts import IMPLAUSIBLE, MOST, UNREADABLE, Reading, folded, number

OUT_OF = r"(?:/|\bsur\b|\bout of\b|\bvon\b|\bde\b|\bsu\b)\s*(\d+)(?:[.,]0+)?\s*$"
PERCENT = r"(?:%|pour ?cents?|per ?cent)"
_STARS = re.compile(r"([★⭐✭✮]+)([☆✩]*)")
_NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*(?:etoiles?|stars?|points?|pts?)?")


def score(cell: str) -> Reading:
    """The score of a cell: 4 for `4`, `4/5`, `4 sur 5`, `4 étoiles`, `★★★★☆`, 80 for `80 %`; unreadable above what it is out of."""
    stars = _STARS.fullmatch(cell.strip().replace("\ufe0f", ""))
    if stars:
        return float(len(stars[1])), None
    bare = re.sub(rf"\s*{PERCENT}\s*$", " / 100", folded(cell))
    out_of = re.search(OUT_OF, bare)
    said = _NUMBER.fullmatch(bare[: out_of.start()].strip() if out_of else bare)
    value = number(said[1]) if said else number(cell)
    if value is None or (out_of and value > float(out_of[1])):
        return UNREADABLE
    return (value, None) if abs(value) <= MOST else IMPLAUSIBLE


def scale_sql(cell: str) -> str:
    """SQL: the top of the scale that a cell itself tells, `5` of `4/5` and of `★★★★☆`, as text; NULL where it tells none."""
    stars = f"regexp_replace({cell}, '[^★⭐✭✮☆✩]', '', 'g')"
    return f"""case when regexp_matches({cell}, '[☆✩]') then cast(length({stars}) as varchar)
        when regexp_matches(lower({cell}), '\\d\\s*{PERCENT}\\s*$') then '100'
        else nullif(regexp_extract(lower({cell}), '\\d\\s*{OUT_OF}', 1), '') end"""
