"""Findings on what was promised: the announced time, the acknowledgement, the first answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diagnostic.blocks import Chart, Finding, Message, Note, Table, records
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import (
    COMPLEMENT,
    Row,
    absent,
    apart,
    bounded,
    by_value,
    care,
    conclude,
    measured,
    parts,
    quantity,
    row,
    spread,
    tell,
)
from diagnostic.findings.reliability import SOLID, TO_CONFIRM
from diagnostic.indicators import decode, encode, pick
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.wording import Quantity, Word

KEPT, NEARLY_ALL = 0.9, 0.95
LEGAL = "legal"
KINDS = ("announced", LEGAL, "target")
NOTHING = Message("findings.nothing")


@finding("processing.within_announced", beside=("processing.within_announced_km",))
def kept(rows: Disclosed, engagement: Engagement) -> Finding | Note | None:
    """The share of requests closed within the time promised, as Services Publics+ counts it, and what that does not see.

    Where one procedure alone has a promise, `least_kept` says it of that procedure. None where all are legal times that nobody confirmed.
    """
    figure, procedures = row(rows, "processing.within_announced"), parts(rows, "processing.within_announced", "procedure")
    if not measured(figure):
        return absent(figure)
    kind, alone = _binding(rows, figure), any(one["denominator"] == figure["denominator"] for one in procedures)
    if kind == LEGAL and not _confirmed(engagement):
        return None
    missed = figure["value"] < KEPT
    shares = {"late": quantity(figure, COMPLEMENT), "share": quantity(figure)} if missed else {"share": quantity(figure)}
    values = shares | {
        "promise": Word(f"words.promise.{kind}"),
        "spread": spread(figure),
        "kinds": _by_kind(rows, engagement),
        "open_ones": _with_open_ones(rows),
        "by_tool": _without_tool(rows, figure),
        "care": care(figure),
    }
    key = "findings.missed_promise" if missed else "findings.kept_promise"
    return _in_time(key, figure, "closed_cases", engagement, values, overdue=missed, annex=alone)


def _binding(rows: Disclosed, figure: Row) -> str:
    """The kind of promise that all the requests of a row are held to; `mixed` where there are several."""
    for kind in KINDS:
        part = row(rows, figure["indicator"], encode(**decode(figure["scope"]) | {"kind": kind}))
        if measured(part) and part["denominator"] == figure["denominator"]:
            return kind
    return "mixed"


def _confirmed(engagement: Engagement) -> bool:
    """Whether the service has confirmed every legal time: a closing beyond one is not yet a decision beyond it."""
    legal = [promise.told for (_, kind), promise in engagement.kinds.items() if kind == LEGAL]
    return bool(legal) and all(legal)


def _by_kind(rows: Disclosed, engagement: Engagement) -> Message:
    """Each kind of promise with its share, where there are several; the legal one only once the service has confirmed its times."""
    kinds = [kind for kind in KINDS if kind != LEGAL or _confirmed(engagement)]
    held = [(kind, row(rows, "processing.within_announced", f"kind={kind}")) for kind in kinds]
    told = [Message(f"findings.kept_kind.{kind}", {"share": quantity(part)}) for kind, part in held if measured(part)]
    return Message("findings.kept_kinds", {"kinds": told}) if len(told) > 1 else NOTHING


def _with_open_ones(rows: Disclosed) -> Message:
    """The share in time of the requests that end closed, open ones counted, then of all requests; what of it the data can tell."""
    followed = row(rows, "processing.within_announced_km")
    if not measured(followed):
        return NOTHING
    among, values = row(rows, "processing.within_announced_km", "estimate=closed"), {"followed": quantity(followed)}
    if not measured(among):
        return Message("findings.kept_of_all", values)
    if abs(among["value"] - followed["value"]) < 0.005:  # nothing to tell of those that are never closed
        return Message("findings.kept_open_ones", values)
    return Message("findings.kept_with_open", values | {"among": quantity(among)})


def _without_tool(rows: Disclosed, figure: Row) -> Message:
    """The share without closings by a tool, where they change it by a point."""
    own = row(rows, "processing.within_announced", "artefact=excluded")
    if not measured(own) or abs(own["value"] - figure["value"]) < 0.01:
        return NOTHING
    return Message("findings.kept_without_tool", {"own": quantity(own)})


@finding("processing.within_announced", beside=("processing.p50",))
def least_kept(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | None:
    """The procedure that keeps its promised time, or the due dates of its cases, least often; None where none stands apart, or has any.

    A legal time is told of once the service has confirmed it.
    """
    kept = [one for one in parts(rows, "processing.within_announced", "procedure") if _may_be_told(rows, one, engagement)]
    if not kept:
        return None
    figure = min(kept, key=by_value)
    if not apart(figure, row(rows, "processing.within_announced"), len(kept)):
        return None
    procedure, median = figure["procedure"], row(rows, "processing.p50", figure["scope"])
    kind = _binding(rows, figure)
    promise = engagement.kinds.get((procedure.lower(), kind))
    held = kind if promise else "due"
    values = {
        "share": quantity(figure),
        "procedure": procedure,
        "half": _half(median),
        "care": care(figure),
        "revised": Message(f"findings.revised.{held}"),
    }
    if promise:
        values["announced"] = Quantity(promise.days, "day", source=f"promises.{procedure}")
    values["within"] = Message(f"findings.within.{held}", {"days": values.get("announced")})
    return _in_time("findings.least_kept", figure, "closed_cases", engagement, values, overdue=figure["value"] < KEPT, chart=chart)


def _may_be_told(rows: Disclosed, figure: Row, engagement: Engagement) -> bool:
    """Whether what a procedure is held to is no legal time, or one that the service has confirmed."""
    legal = engagement.kinds.get((figure["procedure"].lower(), LEGAL))
    return _binding(rows, figure) != LEGAL or (legal is not None and legal.told)


def _half(median: Row) -> Message:
    """How long half of the requests take; that it cannot be told, where too few are closed; nothing where it is hidden."""
    if measured(median):
        return Message("findings.half_closed", {"median": quantity(median)})
    return Message("findings.half_not_closed") if median["status"] == "measured" else NOTHING


@claim(least_kept)
def _its_times_are_drawn(stated: Finding, drawn: Table) -> bool:
    """The procedure is drawn with its median and the time announced; one without a median is not drawn."""
    procedure, median, announced = stated.values["procedure"], stated.values["half"].values.get("median"), stated.values.get("announced")
    if procedure not in drawn.column("procedure"):
        return median is None
    at = drawn.column("procedure").index(procedure)
    promised = announced is None or near(drawn.column("announced")[at], announced.value)
    return promised and near(drawn.column("median")[at], median and median.value)


@finding("processing.undecided_at_due")
def legal_undecided(rows: Disclosed, engagement: Engagement) -> Finding | None:
    """The cases without a recorded decision when a legal time that the service confirmed ran out; None where there are none."""
    figure = row(rows, "processing.undecided_at_due")
    if not measured(figure) or not figure["value"]:
        return None
    values = {"undecided": quantity(figure), "due": quantity(figure, "denominator")}
    gap, table = figure["value"] / figure["denominator"], _by_legal_time(rows, engagement)
    return conclude(
        "findings.legal_undecided", figure, "due_cases", engagement, values, reliability=TO_CONFIRM, gap=gap, overdue=True, table=table
    )


def _by_legal_time(rows: Disclosed, engagement: Engagement) -> Table | None:
    """By procedure, the cases that fell due and those without a decision; None where one alone has a legal time."""
    lines = records(pick(rows, "processing.undecided_at_due", "procedure"))
    if len(lines) < 2:
        return None
    kinds = {"procedure": "text", "days": "day", "due": "count_exact", "undecided": "count_exact"}
    legal = {name: promise.days for (name, kind), promise in engagement.kinds.items() if kind == "legal"}
    told = [[one["procedure"], legal.get(one["procedure"].lower()), one["denominator"], one["value"]] for one in lines]
    return Table("findings.undecided", kinds, told, empty={"days": "not_applicable"})


@finding("processing.acknowledged_in_time", beside=("processing.first_response_p50",))
def acknowledged(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """The share of requests acknowledged in time, and how long the first answer takes."""
    figure, answer = row(rows, "processing.acknowledged_in_time"), row(rows, "processing.first_response_p50")
    if not measured(figure):
        return absent(figure)
    first = Message("findings.first_answer", {"hours": quantity(answer)}) if measured(answer) else NOTHING
    values = {"share": quantity(figure), "first": first}
    return _in_time("findings.acknowledged", figure, "cases", engagement, values, gap=(1 - figure["value"]) / 2)


def _in_time(key: str, figure: Row, what: str, engagement: Engagement, values: Mapping[str, Any], **more: Any) -> Finding:
    """What a share of requests dealt with in time bears out: the late ones are concerned, and the gap unless `more` says otherwise."""
    late, share = figure["denominator"] - figure["numerator"], figure["value"]
    return conclude(key, figure, what, engagement, values, concerned=late, strength=share >= KEPT, **{"gap": 1 - share} | more)


@finding("handling.answered_share", beside=("handling.unanswered_stock",))
def written(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """How many written requests whose announced time has run out got an answer, and how many still wait; a bound where these are few."""
    figure, stock = row(rows, "handling.answered_share"), row(rows, "handling.unanswered_stock")
    if bounded(figure) and figure["low_definition"] >= NEARLY_ALL:
        values = {"bound": quantity(figure, "low_definition")}
        return tell("findings.written_at_least", engagement, values, SOLID, strength=True)
    if not (measured(figure) and measured(stock)):
        return absent(figure)
    values = {"share": quantity(figure), "waiting": quantity(stock)}
    key = "findings.written" if stock["value"] else "findings.written_all"
    gap, strength = 1 - figure["value"], figure["value"] >= NEARLY_ALL
    return conclude(key, figure, "written", engagement, values, concerned=stock["value"], gap=gap, strength=strength)
