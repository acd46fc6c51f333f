"""Findings on the procedures that make the load."""

from __future__ import annotations

from statistics import median

from diagnostic.blocks import Chart, Finding, Message, Note, Table, plain
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError, nearest
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import conclude, measured, row, tell
from diagnostic.findings.reliability import SOLID, TO_CONFIRM
from diagnostic.indicators import encode
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

MOST, HALF, WORTH_A_PICTURE = 20, 0.5, 10
BEYOND_AN_EQUAL_PART = 0.15  # of the contacts: what few procedures take more than if all were asked for alike
TABLE = "table:findings.portfolio"
KINDS = {"procedure": "text", "contacts": "count", "cumulative": "share", "channel": "word", "repeats": "share", "hours": "hour"}
UNTOLD = dict.fromkeys(("repeats", "hours"), "not_measured")


@finding("volume.contacts", beside=("repeat.rate", "repeat.hours"))
def few(
    rows: Disclosed, procedures: Disclosed, quadrant: Disclosed, known: tuple[int, int], engagement: Engagement, chart: Chart | None
) -> Finding | None:
    """How few procedures make half of the contacts that have a topic; None where fewer than three are known, or they share alike.

    `quadrant` marks those both much asked for and much asked for again, `known` tells how many contacts have a topic, out of how many.
    """
    if len(procedures) < 3:
        return None
    count = int((procedures["cumulative"] < HALF).sum()) + 1
    if count > len(procedures) or procedures["cumulative"].iloc[count - 1] - count / len(procedures) < BEYOND_AN_EQUAL_PART:
        return None
    first, shown = procedures.head(count), chart if len(procedures) >= WORTH_A_PICTURE else None
    with_topic, contacts = known
    level = SOLID if with_topic >= HALF * contacts else TO_CONFIRM
    repeats = _share_of_repeats(first, procedures)
    heavy = [str(name) for name in quadrant.loc[quadrant["heavy"], "procedure"]] if shown else []
    figures = {"count": (count, "count"), "all": (len(procedures), "count"), "share": (float(first["cumulative"].iloc[-1]), "share")}
    figures |= {} if repeats is None else {"repeats": (repeats, "share")}
    values = {name: Quantity(*figure, source=TABLE) for name, figure in figures.items()} | {
        "names": [str(name) for name in first["procedure"]],
        "heavy": heavy,
    }
    key = "findings.few_procedures" + ("" if heavy else "_alone") + ("_untimed" if repeats is None else "")
    return conclude(
        key,
        {"indicator": TABLE, "scope": "all", "denominator": with_topic},
        "with_topic",
        engagement,
        values,
        reliability=level,
        users=0.0,
        chart=shown,
    )


@takes_disclosed
def table(procedures: Disclosed, channels: Disclosed) -> Table | None:
    """The twenty procedures that make the load, side by side."""
    main = channels.drop_duplicates("procedure").set_index("procedure")["channel"]
    rows = [
        [
            each.procedure,
            each.contacts,
            each.cumulative,
            f"words.channel.{main[each.procedure]}" if each.procedure in main.index else "",
            *map(plain, (each.repeat_rate, each.hours)),
        ]
        for each in procedures.head(MOST).itertuples()
    ]
    return Table("findings.portfolio", KINDS, rows, annex=True, empty=UNTOLD).without_empty(*UNTOLD) if rows else None


@takes_disclosed
def meaning(procedures: Disclosed) -> Note | None:
    """For the annex, what is called a procedure; None where none is known."""
    return None if procedures.empty else Note(Message("findings.procedure_meaning"), kind="method")


@takes_disclosed
def chosen(procedures: Disclosed, procedure: str | None, service: str | None) -> Disclosed:
    """The procedures of one service, or the one asked for by name; all without either. UserError for an unknown name."""
    for column, name in (("procedure", procedure), ("service", service)):
        if name is None:
            continue
        known = list(dict.fromkeys(procedures[column].dropna()))
        near = nearest(name, known)
        if name not in known:
            key = f"findings.unknown_{column}{'_near' if near else ''}"
            raise UserError(Problem(key, {"name": name, "near": near, "known": known}))
        procedures = procedures[procedures[column] == name]
    return procedures


@finding("volume.contacts", beside=("repeat.rate", "repeat.hours", "processing.p50", "processing.p90"))
def one(rows: Disclosed, procedures: Disclosed, procedure: str | None, engagement: Engagement, chart: Chart | None) -> Finding | None:
    """One procedure in figures, those that it has; None where none is asked for."""
    if procedure is None or procedures.empty:
        return None
    units = {"contacts": "count", "share": "share", "repeat_rate": "share", "hours": "hour", "repeat_hours": "hour", "cases": "count"}
    units |= {"p50": "day", "p90": "day", "announced": "day"}
    known = {name: figure for name, unit in units.items() if (figure := Quantity(plain(procedures.iloc[0][name]), unit)).value is not None}
    lines = [[f"findings.procedure_page.{name}", figure] for name, figure in known.items()]
    contacts = Quantity(float(procedures.iloc[0]["contacts"]), "count", source="table:findings.procedure_page")
    values = {"procedure": procedure, "contacts": contacts}
    table = Table("findings.procedure_page", {"what": "word", "figure": "count"}, lines)
    return tell("findings.one_procedure", engagement, values, SOLID, chart=chart, table=table, scope=encode(procedure=procedure))


@takes_disclosed
def rate(rows: Disclosed) -> float | None:
    """The repeat rate of all, against which those of the procedures are seen."""
    figure = row(rows, "repeat.rate")
    return float(figure["value"]) if measured(figure) else None


def _share_of_repeats(first: Disclosed, procedures: Disclosed) -> float | None:
    """The part of the hours of repeats that these procedures take; None where no hours are counted, or not those of each of them."""
    whole = procedures["repeat_hours"].sum()
    return float(first["repeat_hours"].sum() / whole) if whole and first["repeat_hours"].notna().all() else None


@claim(few)
def _marked_are_above_both_middles(stated: Finding, drawn: Table) -> bool:
    procedures, contacts, repeats = (drawn.column(name) for name in drawn.columns)
    often = stated.chart.alt.values["rate"].value if stated.chart else 0.0
    points = zip(procedures, contacts, repeats, strict=True)
    return set(stated.values["heavy"]) == {name for name, size, share in points if size >= median(contacts) and share >= often}


@claim(one)
def _channels_share_the_contacts(stated: Finding, drawn: Table) -> bool:
    """Channels with few contacts are not drawn."""
    contacts, shares = drawn.column("contacts"), drawn.column("share")
    whole = sum(contacts)
    parts = all(near(share, size / whole) for share, size in zip(shares, contacts, strict=True))
    return parts and near(sum(shares), 1.0) and whole <= stated.values["contacts"].value
