"""A header as tokens: camel case, underscores, accents, apostrophes and plurals do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from diagnostic.intake.cells.words import folded

# words of grammar, that say nothing of a column
STOP = frozenset(
    (
        *("a", "an", "and", "for", "in", "of", "on", "the"),
        *("d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "pour", "sur", "un", "une"),
        *("da", "das", "del", "der", "di", "die", "do", "dos", "el", "het", "las", "los", "um", "una", "van", "von", "y"),
    )
)
# what a header says of the marks under it: "Answered (Y/N)"
_MARKS = re.compile(r"\b(y|yes|o|oui|n|no|non|1|0|j|ja|s|si|sim) ?[/|] ?(n|no|non|y|yes|o|oui|0|1|nein|nao)\b")
# the unit of durations in brackets
_UNIT = re.compile(
    r"[(\[{] ?(en |in )?(ms|s|secs?|secondes?|seconds?|min|mins|mn|minutes?|h|hrs?|heures?|hours?|j|jours?|days?|[hms:]{5,8}) ?[)\]}]"
)
# two words that say one thing: "Check-in", "Time out", "No show"
_ONE = re.compile(r"\b(?:(check|sign|walk|clock|time)[ _-](in|out)(?=[ _]*(?:$|time\b|date\b|at\b))|(no)[ _-](show)\b)")
# so many seconds, which is a limit where they have a number: "Answered < 30 s", "TRAITES -60S", "answered_20s"
_LIMIT = re.compile(r"(?:[<≤]=? ?|-|\b|_)(\d+) ?(?:s|secs?|sek|seg|secondes?|seconds?|sekunden|segundos|secondi)(?![a-z])|[<≤]=? ?(\d+)")
# letters that German writes as two where it has no accents
_DIGRAPHS = {"ae": "a", "oe": "o", "ue": "u"}
_WORD = re.compile(r"[a-z]+|\d+|[#%]")


@cache
def split(header: str) -> tuple[str, ...]:
    """The tokens of a header in order, in lower case and without accents: `OPEN_DT`, `openDt` and `Open dt` are the same."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", header)
    plain = folded(parted.replace("°", " no ").replace("’", "'").replace("œ", "oe").replace("ß", "ss"))
    joined = _ONE.sub(lambda said: "".join(filter(None, said.groups())), plain)
    limited = _LIMIT.sub(r" within \1\2 ", _UNIT.sub(" duration ", _MARKS.sub(" ", joined)))
    return tuple(word for word in _WORD.findall(limited) if word not in STOP)


def stems(token: str) -> Iterator[str]:
    """The token, then what it is without the ending of a plural or of a gender, and with one letter for those that German writes as two."""
    yield token
    for both, one in _DIGRAPHS.items():
        if both in token:
            yield token.replace(both, one)
    for ending in ("s", "es", "e", "x", "n", "en"):
        if len(token) > len(ending) + 3 and token.endswith(ending):
            yield token[: -len(ending)]
    if len(token) > 4 and token.endswith("ies"):
        yield token[:-3] + "y"
    if len(token) > 4 and token.endswith("aux"):
        yield token[:-3] + "al"
