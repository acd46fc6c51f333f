"""A calendar of events: days with a name, and nothing of a case or a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from diagnostic.intake.cells.words import folded
from diagnostic.intake.identity.personal_columns import names_people
from diagnostic.proposal import dates, labels, vocabulary
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Field, Sample
from diagnostic.proposal.shape import ask

# more events than this explain nothing on a chart: a line each is asked for
MOST, LEAST_NAMED, LONGEST = 60, 0.5, 80
MOST_COLUMNS = 8
KINDS = {
    "outage": r"\b(panne|outage|coupure|indisponib\w*|interruption|maintenance|incident|greve|strike|fermeture|closure|travaux"
    r"|(road)?works?)\b",
    "peak": r"\b(envoi|mailing|mailed|sent|avis|notices?|factures?|bills?|due|echeance|deadline|date limite|inscriptions?|ouverture|rentree"
    r"|campagne|campaign|recensement|scrutin|elections?|tax|impots?|vacances|holidays?)\b",
}
# what only cases, contacts and appointments have
NOT_EVENTS = ("case_id", "phone", "email", "user_id", "status", "end", "outcome", "channel", "closed_at")
START = re.compile(r"\b(start|debut|from|du|de|begin\w*|date|jour|day|le)\b")
END = re.compile(r"\b(end|fin|to|au|until|jusqu'?au|finish\w*)\b")
NAME = re.compile(
    r"\b(event|evenement|nom|name|libelle|label|titre|title|intitule|description|objet|motif|vacances|holiday|manifestation|what|quoi)\b"
)
SURE = 0.75


@dataclass(frozen=True)
class Calendar:
    """The entries of `events:` that a sheet gives, and what is asked of them."""

    events: tuple[dict[str, Any], ...]
    points: tuple[Point, ...]


def read(sample: Sample) -> Calendar | None:
    """The events of a sheet that is a calendar, None where it is something else."""
    if len(sample.fields) > MOST_COLUMNS or not sample.rows:
        return None
    dated = [one for one in sample.fields if one.filled and dates.stamps(sample, one) is not None]
    named = _name(sample, dated)
    if not dated or named is None or not _is_calendar(sample, dated, named):
        return None
    start = next((one for one in dated if START.search(_said(one))), dated[0])
    end = next((one for one in dated if one is not start and END.search(_said(one))), None)
    events = _events(sample, start, end, named)
    if not events:
        return None
    if len(events) > MOST:
        return Calendar((), (ask(sample, "events_many", None, None, None, rows=len(events)),))
    points = [ask(sample, "events", None, "events", SURE, rows=len(events), header=named.name)]
    if (stamps := dates.stamps(sample, start)) and stamps.why not in ("settled", "plain"):
        points.append(ask(sample, "events_order", start.name, "%d/%m/%Y" if stamps.order == "day" else "%m/%d/%Y", 0.5, header=start.name))
    return Calendar(tuple(events), tuple(points))


def _name(sample: Sample, dated: Iterable[Field]) -> Field | None:
    """The column that names the events: so called, of short texts that seldom come back."""
    texts = [one for one in sample.fields if one not in dated and one.filled and not labels.counts(one)]
    called = [one for one in texts if NAME.search(_said(one))]
    return called[0] if called else texts[0] if len(texts) == 1 else None


def _is_calendar(sample: Sample, dated: list[Field], named: Field) -> bool:
    """Whether nothing in the sheet is of a case or a person, and its days have a start and an end, or are called events."""
    words = named.distinct >= LEAST_NAMED * named.filled
    short = sum(len(word) * count for word, count in named.words.items()) <= LONGEST * max(1, named.counted)
    others = [one for one in sample.fields if one not in (*dated, named)]
    if not words or not short or any(labels.counts(one) for one in others):
        return False
    tables = ("cases", "contacts", "appointments")
    for one in (*others, named):
        near = max(vocabulary.named(table, name, one.name) for table in tables for name in NOT_EVENTS)
        if one is not named and (near >= vocabulary.WHOLE or names_people(one.name, one.words)):
            return False
    spans = any(START.search(_said(one)) for one in dated) and any(END.search(_said(one)) for one in dated)
    called = bool(
        re.search(r"\b(events?|evenements?|calendrier|calendar|agenda|vacances|holidays?|travaux|manifestations?)\b", _title(sample))
    )
    return called or (spans and bool(NAME.search(_said(named)))) or bool(re.search(r"\b(event|evenement|manifestation)\b", _said(named)))


def _events(sample: Sample, start: Field, end: Field | None, named: Field) -> list[dict[str, Any]]:
    first, last = (dates.moments(sample, one) if one else {} for one in (start, end))
    told = sample.connection.execute(f"select line, trim({named.at}) from raw order by line").fetchall()
    made = []
    for line, label in told:
        if line not in first or not label:
            continue
        until = f" (- {last[line]:%Y-%m-%d})" if line in last and last[line] > first[line] else ""
        made.append({"date": first[line].date(), "kind": kind(label), "label": label + until})
    return sorted(made, key=lambda event: event["date"])


def kind(label: str) -> str:
    """What an event is, as `events:` says it."""
    word = folded(label)
    return next((name for name, pattern in KINDS.items() if re.search(pattern, word)), "other")


def _said(one: Field) -> str:
    return " ".join(re.findall(r"[a-z']+", folded(one.name).replace("_", " ")))


def _title(sample: Sample) -> str:
    return " ".join(re.findall(r"[a-z']+", folded(sample.title).replace("_", " ")))
