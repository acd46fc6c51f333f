"""The procedures side by side: how many of them keep the time that they promise."""

from __future__ import annotations

from typing import Any

from diagnostic.blocks import Chart, Finding, Message, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import apart, counted, measured, quantity, row, tell
from diagnostic.findings.reliability import TO_CONFIRM
from diagnostic.indicators import encode
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.wording import Quantity

TIME = "processing.p80"
TABLE = "charts.board"


@finding(TIME)
def board(rows: Disclosed, lines: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | None:
    """How many procedures take longer than they promise to close eight requests in ten, and which is furthest from it; else how long they
    take, where one stands apart. None without the picture, or where it shows fewer than two times.
    """
    timed = lines[[measured(row(rows, TIME, encode(procedure=name))) for name in lines["procedure"]]]
    if chart is None or len(timed) < 2:
        return None
    promised, late = int(lines["late"].notna().sum()), int(lines["late"].eq(True).sum())
    furthest = _furthest(rows, timed[timed["late"].eq(True)])
    worst = Message("findings.board_worst", {**furthest}) if furthest else Message("findings.nothing")
    sizes = {"promised": promised, "late": late, "cases": float(lines["cases"].sum())}
    values: dict[str, Any] = counted(TABLE, sizes) | furthest | {"worst": worst}
    if late == 1 and furthest:
        key = "one"
    elif promised > 1:
        key = "all" if late == promised else "several" if late else "none"
    else:
        key, ends = "times", timed.sort_values("eighth", kind="stable")["procedure"]
        longest = row(rows, TIME, encode(procedure=ends.iloc[-1]))
        if not apart(longest, row(rows, TIME), len(timed)):
            return None
        values |= {"least": _time(rows, ends.iloc[0]), "most": quantity(longest)}
    return tell(f"findings.board_{key}", engagement, values, TO_CONFIRM, users=0.0, chart=chart)


def _furthest(rows: Disclosed, late: Disclosed) -> dict[str, Any]:
    """The procedure that takes most of what it promises, with both times; nothing where none takes longer."""
    if late.empty:
        return {}
    first = late.loc[(late["eighth"] / late["promise"]).astype(float).idxmax()]
    promise = Quantity(float(first["promise"]), "day", source=f"promises.{first['procedure']}")
    return {"procedure": str(first["procedure"]), "time": _time(rows, str(first["procedure"])), "promise": promise}


def _time(rows: Disclosed, procedure: str) -> Quantity:
    return quantity(row(rows, TIME, encode(procedure=procedure)))


@claim(board)
def _as_many_times_are_beyond_their_promise(stated: Finding, drawn: Table) -> bool:
    if sum(drawn.column("cases")) != stated.values["cases"].value:
        return False
    times = [time for time in drawn.column("eighth") if time is not None]
    if "least" in stated.values and not (near(min(times), stated.values["least"].value) and near(max(times), stated.values["most"].value)):
        return False
    promises = drawn.column("promise") if "promise" in drawn.columns else [None] * len(drawn.rows)
    pairs = zip(drawn.column("eighth"), promises, strict=True)
    beyond = sum(time is not None and promise is not None and time > promise for time, promise in pairs)
    unreached = sum(time is None for time in drawn.column("eighth"))
    return beyond <= stated.values["late"].value <= beyond + unreached
