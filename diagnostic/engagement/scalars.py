"""The single values of `engagement.yml`: its texts, names, words and days, with what they may hold."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

# the days of a mission: others come from a typing error, or from a column that is none of days
FIRST, LAST = dt.date(1970, 1, 1), dt.date(2099, 12, 31)
# no text that is read holds it; what stands in the files may hold any other, as they do
_NOWHERE = r"\x00"
# what nothing printed has: controls, marks that turn the order of what is read; nor has a name on a line ends of line
_OFF_LINES = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff"
_OFF_LINE = _OFF_LINES + r"\t\n\r\u2028\u2029"
# at least one character that is seen
SEEN, SEEN_ON_LINES, SEEN_ON_LINE = (rf"^[^{out}]*[^\s{out}][^{out}]*$" for out in (_NOWHERE, _OFF_LINES, _OFF_LINE))
ANY = rf"^[^{_NOWHERE}]*$"
# a country by its two letters, with a subdivision
REGION, COLOUR = r"^[A-Z]{2}(-[A-Za-z0-9]{1,10})?$", r"^#[0-9A-Fa-f]{6}$"


ENCODING = "not an encoding of text"


def as_word(value: Any) -> Any:
    """A scalar of the file as the word that its author wrote: `true`, `1` and `2025-01-01` need no quotes, and nothing says nothing."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    return str(value) if isinstance(value, (int, float, dt.date)) else value


def _encoding(name: str) -> str:
    try:
        "a".encode(name)
    except (LookupError, ValueError):  # not known, or known and of no text
        raise ValueError(ENCODING) from None
    return name


# what the report prints on a line: of a client, a site, a service
Name = Annotated[str, Field(max_length=200, pattern=SEEN_ON_LINE)]
# what a reader reads: a reason, a question
Prose = Annotated[str, Field(max_length=2000, pattern=SEEN_ON_LINES)]
# what stands in the files: a header or several, a word, a procedure
Text = Annotated[str, Field(max_length=100_000, pattern=SEEN)]
# the same where nothing says something
Word = Annotated[str, BeforeValidator(as_word), Field(max_length=100_000, pattern=ANY)]
Inside = Annotated[str, Field(max_length=400, pattern=ANY), AfterValidator(lambda path: path.replace("\\", "/"))]  # Windows' paths too
Encoding = Annotated[Name, AfterValidator(_encoding)]
Region = Annotated[str, Field(pattern=REGION)]
Colour = Annotated[str, Field(pattern=COLOUR)]
Day = Annotated[
    dt.date, Field(ge=FIRST, le=LAST, json_schema_extra={"formatMinimum": FIRST.isoformat(), "formatMaximum": LAST.isoformat()})
]
