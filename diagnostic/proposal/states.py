"""Cases whose status says that they go on, though a date of closing is filled: open by their status, which is asked."""

from __future__ import annotations

from collections.abc import Mapping

from diagnostic import schema
from diagnostic.errors import Problem
from diagnostic.intake.cells.words import is_missing
from diagnostic.proposal.columns import Match
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Field, Sample

CLOSINGS = ("resolved_at", "closed_at")
SHOWN = 5
LIKELY = 0.7


def declared_open(sample: Sample, matches: Mapping[str, Match]) -> list[Point]:
    """The question about the words of `end` that say no closing on rows that bear one."""
    end = matches.get("end")
    closings = [matches[name] for name in CLOSINGS if name in matches]
    if end is None or end.words is None or not closings:
        return []
    rows: dict[str, int] = {}
    for closing in closings:
        for word, count in _dated(sample, end.field, closing.field).items():
            if end.words.ours.get(word) == "":
                rows[word] = max(count, rows.get(word, 0))
    if not rows:
        return []
    shown = list(rows)[:SHOWN]
    values = {"file": sample.file, "header": end.header, "words": shown, "rows": sum(rows.values()), "closing": closings[0].header}
    proposal = ", ".join(f"{word} = {schema.OPEN}" for word in shown)
    return [Point(Problem("proposal.ask.open_dated", values), sample.where, end.header, proposal, LIKELY)]


def _dated(sample: Sample, status: Field, closing: Field) -> dict[str, int]:
    """How many rows of each word of the status bear a closing."""
    counted = sample.connection.execute(
        f"""select trim({status.at}), trim({closing.at}), count(*) from raw
            where nullif(trim({status.at}), '') is not null and regexp_matches(coalesce({closing.at}, ''), '[0-9]')
            group by 1, 2"""
    ).fetchall()
    rows: dict[str, int] = {}
    for word, stamp, count in counted:
        if not (is_missing(word) or is_missing(stamp)):
            rows[word] = rows.get(word, 0) + int(count)
    return rows
