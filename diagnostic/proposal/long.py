"""A long sheet: one column names a measure of calls, another holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from diagnostic.intake.cells.words import folded
from diagnostic.intake.files.headers import JOIN
from diagnostic.proposal import labels, periods, vocabulary, words
from diagnostic.proposal.sample import Field, Sample
from diagnostic.proposal.shape import Shape, ask, left_out, rest
from diagnostic.schema import OUTCOMES, Column

# a measure is one of so many names
MOST_NAMES = 60
VALUES = ("valeur", "valeurs", "valeurs de mesures", "value", "values", "nombre", "nb", "montant", "resultat", "count", "total", "quantite")
TIMES = ("wait_s", "handle_s")
EXTREME = re.compile(r"\b(max\w*|min(i\w*)?|total\w*|cumul\w*|taux|rate)\b")
# measures per period, and the share of rows that are the only one of their measure
SEVERAL, ONCE = 1.5, 0.9
SURE, LIKELY, NAMED = 0.9, 0.75, 0.6
LABELS = ("queue", "service")
OUTCOME = Column("outcome", "choice", OUTCOMES)
FATES = {"answered": "answered", "abandoned": "abandoned", "deflected": "deflected", "voice_server": "voice_server"}


def read(sample: Sample) -> tuple[Shape, ...]:
    """The calls per day or month that a long sheet gives; nothing where it is none."""
    for names in sample.fields:
        if not 2 <= names.distinct <= MOST_NAMES or names.distinct > len(names.words):
            continue
        values = _values(sample, names)
        measured = measures(names) if values else {}
        if values and "offered" in measured:
            return _shape(sample, names, values, measured)
    return ()


def _shape(sample: Sample, names: Field, values: Field, measured: dict[str, str]) -> tuple[Shape, ...]:
    others = [one for one in sample.fields if one not in (names, values)]
    period = periods.find(sample, others)
    if period is None or not _has_several_of_each(sample, names, period.fields, others):
        return ()
    told = rest(sample, "call_counts", (names, values, *period.fields))
    columns = period.columns | {name: told[name].header for name in LABELS if name in told}
    points = [ask(sample, "measures", names.name, listed(measured), LIKELY, header=names.name)]
    read = {"names": names.name, "values": values.name, "columns": measured}
    shape = Shape("call_counts", columns, SURE, measures=read, dated=period.dated, points=tuple(points))
    return (replace(shape, left_out=left_out(sample, shape.used)),)


def listed(measured: dict[str, str]) -> str:
    """Measures as a proposal shows them."""
    return ", ".join(f"{word} = {name}" for name, word in measured.items())


def _has_several_of_each(sample: Sample, names: Field, dated: Iterable[Field], others: Iterable[Field]) -> bool:
    """Whether each period, queue and topic has several measures, each once: a log of calls has an outcome per row too."""
    labelled = [one for one in others if 2 <= one.distinct <= MOST_NAMES and not labels.counts(one)]
    key = ", ".join(f"coalesce({one.at}, '')" for one in {one.name: one for one in (*dated, *labelled)}.values())
    rows, places, cells = sample.connection.execute(
        f"select count(*), count(distinct ({key})), count(distinct ({key}, {names.at})) from raw where {names.at} is not null"
    ).fetchall()[0]
    return rows >= SEVERAL * places and cells >= ONCE * rows


def _values(sample: Sample, names: Field) -> Field | None:
    """The column that holds the measures: the one so called, else the only one of numbers."""
    filled = [one for one in sample.fields if one is not names and one.filled]
    called = [one for one in filled if folded(one.name) in VALUES or vocabulary.nearness(one.name, VALUES[:5]) >= NAMED]
    numbers = [one for one in filled if labels.counts(one) and not periods.is_year(one)]
    chosen = called or numbers
    return chosen[0] if len(chosen) == 1 and any(labels.count(word) is not None for word in chosen[0].words) else None


def measures(names: Field) -> dict[str, str]:
    """The words of a column that name each measure, as `measures:` lists them. Outcomes of calls make up those offered."""
    named: dict[str, str] = {}
    for word in names.words:
        name = labels.measure(word) if not labels.RATE.search(folded(word)) else _time(word)
        if name:
            named.setdefault(name, word)
    if len(named) > 1 and "offered" in named:
        return named
    outcomes: dict[str, list[str]] = {}
    for word in names.words:
        meant, sure = words.meaning(OUTCOME, word)
        outcomes.setdefault(meant if meant and sure >= labels.SURE_WORD else "", []).append(word)
    totals = [word for word in outcomes.get("", ()) if labels.total(word)]
    if "answered" not in outcomes or len(outcomes) < 2 or len(outcomes.get("", ())) > len(names.words) / 3:
        return {}
    return {"offered": totals[0] if totals else "*"} | {name: JOIN.join(said) for name, said in outcomes.items() if name in FATES}


def _time(word: str) -> str | None:
    """The duration of a call that a name is the mean of."""
    if "%" in word or EXTREME.search(folded(word)):
        return None
    near = {name: vocabulary.named("call_counts", name, word) for name in TIMES}
    best = max(near, key=lambda name: near[name])
    return best if near[best] >= vocabulary.PART else None
