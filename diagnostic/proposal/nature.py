"""What stands in a column, whatever its header: dates, durations, numbers, marks, labels, sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from diagnostic.intake.cells.durations import Form
from diagnostic.intake.cells.unfinished import known_word
from diagnostic.intake.cells.words import EMAIL, FALSE, TRUE, folded
from diagnostic.proposal.sample import Field

_DATE = re.compile(
    r"\W*(?:[A-Za-zéû]{3,9}[.,]? +)?"
    r"(\d{1,2}([-/. ])\d{1,2}\2\d{2,4}(?!\2\d\d)|\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}(?:er)?[-. ]{1,2}[A-Za-zÀ-ÿ]{3,10}\.?,?[- ]\d{2,4}"
    r"|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}/[A-Za-zéû]{3,9}/\d{2,4}"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} |\d{4} [A-Z][a-z]{2} \d\d|(?:19|20)\d{6}(?!\d))"
)
_SERIAL = re.compile(r"4[3-7]\d{3}[.,]\d+")
_EPOCH = re.compile(r"1[4-9]\d{8}(\d{3})?([.,]\d+)?")
_TIMED = re.compile(r"\d[T ,à-]+\d{1,2}[:hH.]\d{2}|\d{1,2}:\d{2}")
_CLOCK = re.compile(
    r"([01]?\d|2[0-4]) ?([:hH] ?[0-5]\d)(:[0-5]\d)?( ?[AaPp]\.?[Mm]\.?)?|([01]?\d|2[0-4]) ?[hH]|([01]?\d) ?[AaPp]\.?[Mm]\.?"
)
# hours at which a town hall is open, as times of day; few durations are so long
_DAYTIME = re.compile(r"(0?[7-9]|1\d)[:hH.][0-5]\d(:[0-5]\d)?")
_SLOT = re.compile(r"\d{1,2} ?([:hH] ?(\d{2})?)? ?(-|–|à|to) ?\d{1,2} ?([:hH] ?(\d{2})?)?")
_DURATION = re.compile(
    r"-?\d{1,4}:\d{2}(:\d{2})?([.,]\d+)?( ?min| ?h)?|\d{1,4}:\d{1,2}:\d{2}:\d{2}|-?PT?\d.*"
    r"|\d+([.,]\d+)? ?(s|sec|secs|min|mins|mn|m|h|hrs?|j|d|days?|jours?|hours?|heures?|minutes?|secondes?|seconds?)\b.*"
)
_SECONDS = Form()
_NUMBER = re.compile(r"-?[\d\s\u00a0\u202f']*\d([.,]\d+)?")
_INTEGER = re.compile(r"-?\d{1,3}([ \u00a0\u202f]\d{3})+|-?\d+")
_PHONE = re.compile(r"(tel:|sip:)?\+?\(?\d[\d .()/-]{8,19}|\d{2,8}[*xX]{2,}|[xX*]{4,}\d{2,}|[\d ]{2,12}([xX*]{2} ?)+\d*|\d([.,]\d+)?E\+\d+")
# a number of a case: filled with noughts, or beside its year
_CASE = re.compile(r"000|[1-9]\d-\d{6,}$|\d{5,}[/-]\d{2}(\d{2})?$")
_URL = re.compile(r"https?://|www\.|\.(png|jpe?g|pdf|wav|mp3)$", re.IGNORECASE)
_FLAGS = TRUE | FALSE | {"ja", "nein", "nee", "si", "sim", "nao", "ok", "ko"}
_MARK = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{16,}$|[A-Za-z]{1,8}([-_/]?\d{2,}| ?\d{4,})|\d{2,4}[-/]\d{3,}|\d{6,}|[A-Za-z0-9]{8,}@|\d+[.-]\d{5,}"
)
_NUMBERED = re.compile(r"[A-Za-zÀ-ÿ]{0,12}[-_ /]?\d+")
_PERSON = re.compile(
    r"(M\.|Mme|Mr|Mrs|Ms|Dr)?\s*[A-ZÀ-Ý][a-zà-ÿ'-]+ [A-ZÀ-Ý][A-Za-zà-ÿ'-]+\.?|Agent [A-Z0-9]+|[A-ZÀ-Ý'-]{2,} [A-ZÀ-Ý][a-zà-ÿ'-]+"
)
_MONTH = re.compile(r"\d{4}[-/]?(0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/]\d{4}|[A-Za-zéûÀ-ÿ]{3,10}\.?[- ]?\d{2,4}|[A-Za-zéû]{3,10}\.?")
_MONTH_WORD = re.compile(r"jan|fev|feb|mar|avr|apr|mai|may|jui|jun|jul|aou|aug|sep|oct|nov|dec|gen|ago|set|dic|ene|abr|mrt|mei|okt|dez|out")
_DAY_WORD = re.compile(
    r"lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun|mie|jue|vie|sab|dom|die|mit|don|fre|son|(ma|di|wo|do|vr|za|zo)\b"
)
_GEO = re.compile(r"\(?-?\d{1,3}\.(\d{3,}|\d+, ?-?\d+\.\d+)(, ?-?\d+\.\d+)?\)?|POINT.*")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]{3}")
# a text is long from here on; few words, when no more than these; one word in so many cells comes back
LONG, FEW, COMES_BACK = 45, 8, 0.3


def read(one: Field) -> Mapping[str, float]:
    """What the cells of a field are, as shares (0 to 1) by kind; a cell can be of several kinds."""
    filled = one.filled / one.rows if one.rows else 0.0
    if not one.words:
        return {"empty": 1.0, "filled": 0.0}

    def share(holds: Callable[[str], object]) -> float:
        return one.share({word: bool(holds(word)) for word in one.words})

    # words in the place of a date that has not come yet say nothing of what the column holds
    waiting = share(known_word) if filled else 0.0
    stamped = share(lambda x: _DATE.match(x) or _SERIAL.fullmatch(x))
    date = stamped / (1 - waiting) if stamped and waiting < 1 else stamped
    told = {
        "filled": filled,
        "date": date,
        "timed": share(lambda x: (_DATE.match(x) and _TIMED.search(x)) or _SERIAL.fullmatch(x)),
        "epoch": share(_EPOCH.fullmatch),
        "clock": share(_CLOCK.fullmatch),
        "slot": share(_SLOT.fullmatch),
        "daytime": share(_DAYTIME.fullmatch),
        "duration": share(lambda x: _DURATION.fullmatch(x) or (not _NUMBER.fullmatch(x) and _SECONDS.seconds(x) is not None)),
        "number": share(_NUMBER.fullmatch),
        "integer": share(_INTEGER.fullmatch),
        "percent": share(lambda x: x.endswith("%")),
        "phone": share(lambda x: _PHONE.fullmatch(x) and not any(form.match(x) for form in (_DATE, _EPOCH, _GEO, _CASE))),
        "mail": share(EMAIL.search),
        "url": share(_URL.search),
        "flag": share(lambda x: folded(x) in _FLAGS),
        "mark": share(lambda x: _MARK.match(x) and not _DATE.match(x)),
        "numbered": share(_NUMBERED.fullmatch),
        "person": share(_PERSON.fullmatch),
        "month": share(lambda x: _MONTH.fullmatch(x) and (x[0].isdigit() or _MONTH_WORD.match(folded(x)))),
        "weekday": share(lambda x: _DAY_WORD.match(folded(x)) and len(x) <= 10),
        "words": share(_WORD.search),
        "place": share(_GEO.fullmatch),
    }
    told |= _numbers(one) if told["number"] > 0.8 else {}
    lengths = sum(len(word) * count for word, count in one.words.items()) / one.counted
    distinct = one.distinct / max(1, one.filled)
    told |= {
        "distinct": min(1.0, distinct),
        "constant": float(one.distinct == 1),
        "few": float(one.distinct <= FEW),
        "unique": float(distinct >= 0.95 and one.filled > FEW),
        "long": float(lengths > LONG),
        "short": float(lengths <= 3),
        "label": float(told["words"] > 0.7 and lengths <= LONG and date < 0.2),
    }
    return told


def _numbers(one: Field) -> dict[str, float]:
    values: list[tuple[float, int]] = []
    for word, count in one.words.items():
        try:
            values.append((float(re.sub(r"[\s']", "", word).replace(",", ".")), count))
        except ValueError:
            continue
    if not values:
        return {}
    low, high = min(value for value, _ in values), max(value for value, _ in values)
    ordered = sorted(value for value, count in values for _ in range(count))
    middle = ordered[len(ordered) // 2]
    return {
        "small": float(low >= 0 and high <= 12),
        "percentile": float(low >= 0 and high <= 100),
        "negative": float(low < 0),
        "large": float(middle >= 10_000),
        "decimal": one.share({word: bool(re.fullmatch(r"-?\d+[.,]\d+", word)) for word in one.words}),
    }
