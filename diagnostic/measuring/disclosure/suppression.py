"""What of the rows of a mission may be read: coarser where fine rows tell of few people, rare labels together, then hidden until no sum
gives a hidden count back. No figure that is shown is bent."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence, Set
from typing import Any

from diagnostic.indicators import OTHERS, decode, encode
from diagnostic.indicators.catalogue import catalogue
from diagnostic.indicators.notes import BOUNDED, BY_SUBTRACTION, FEW_AGENTS, POOLED, joined
from diagnostic.measuring.disclosure import audit, least_size
from diagnostic.measuring.disclosure.bounds import Bound, Range, bound
from diagnostic.measuring.disclosure.cells import DENOMINATOR, NUMERATOR, Cells, Key, counts

FIGURES = (
    "value",
    "numerator",
    "denominator",
    "low",
    "high",
    "confidence",
    "low_definition",
    "high_definition",
    "standard_error",
    "scale",
)
MEASURED, SUPPRESSED = "measured", "suppressed"
ADDITIVE = ("count", "share")  # the units of what pooled rows count together
LABELS = ("procedure", "profile", "queue", "service", "site", "team", "topic")  # dimensions whose values are the client's words
FINE, COARSE = "month", "quarter"
TOO_MANY = 0.1  # the share of hidden rows from which on a cut by months gives way to quarters

Row = dict[str, Any]
"""A row to be: `indicator`, `scope`, the figures it has, and `group`, `parts` and `agents`, the sizes that decide whether it is hidden."""


def disclosed(rows: Sequence[Row], chosen: Mapping[str, Any]) -> list[Row]:
    """The rows that may be read, in their order; of what a mission measures all at once, since one measure may give another away.

    An indicator is cut by quarters where more than a tenth of its months would be hidden, and by neither where all quarters would. A row
    is hidden as `primary` says. Labels whose rows are hidden make one row, `others`, that shows what they count together where that is
    enough; no hidden row bears a label of its own. Then further rows are hidden, the smallest first, until everything that is printed
    leaves each hidden count between bounds that are as far apart as the least size of a group (`audit.narrow`). Of a share that is hidden
    for few on one side, it is said that they are few (`bounds`), as far as that leaves it so.
    """
    cells = Cells.of(rows)
    secret = _secret(rows, cells, chosen)
    hidden = {_key(row): row["note"] for row in (primary(row, chosen) for row in rows) if row["status"] == SUPPRESSED}
    suspects = list(secret)
    while True:
        kept = _resolved(rows, hidden)
        shown, pools = _pooled(kept, hidden, chosen)
        known = cells.pooled(pools)
        printed = known.printed(row for row in shown if row["status"] == MEASURED)
        near = audit.narrow(known, printed, suspects, least_size(chosen))
        if not near and len(suspects) == len(secret):
            return _bounded(rows, shown, known, printed, list(secret), chosen)
        more = _complements(known, {at: secret[at] for at in near}, printed, [row for row in kept if _key(row) not in hidden], chosen)
        for at in near:
            if not more[at]:
                del secret[at]
        hidden |= dict.fromkeys((key for keys in more.values() for key in keys), BY_SUBTRACTION)
        suspects = [at for at in near if at in secret] or list(secret)  # what was mended is looked at first, everything at the end


def primary(row: Row, chosen: Mapping[str, Any]) -> Row:
    """The row itself, or emptied of every figure with the status `suppressed` where it is about too few people.

    Hidden: a `group` (persons, else cases or contacts of the denominator) under the least size; one of the `parts` (numerator and
    complement of a share, or what a count counts) from 1 to the least size less one; fewer `agents` (see `staffing`) than `min_team`, which
    the note then says. An indicator of supply (`of: nothing`) is never hidden.
    """
    definition = catalogue()[row["indicator"]]
    if row["status"] != MEASURED or definition.of == "nothing":
        return row
    small = least_size(chosen)
    least = max(small, int(chosen[definition.least])) if definition.least else small
    few = row.get("group", least) < least or any(0 < part < small for part in row.get("parts", ()))
    alone = row.get("agents", math.inf) < chosen["min_team"]
    return _emptied(row, FEW_AGENTS if alone else "") if few or alone else row


def _bounded(
    rows: Sequence[Row], shown: Sequence[Row], cells: Cells, printed: Set[int], secret: Sequence[int], chosen: Mapping[str, Any]
) -> list[Row]:
    """The rows to show, those of shares that few on one side alone hide with a bound; none that would bring a hidden count too near."""
    least = least_size(chosen)
    told: dict[Key, Bound] = {}
    ranges: dict[int, Range] = {}
    empty = {_key(row) for row in shown if row["status"] == SUPPRESSED}
    few = {_key(row): found for row in rows if _key(row) in empty and _few_aside(row, chosen) and (found := bound(row, least))}
    for one in [few, *({key: found} for key, found in few.items())]:
        more = {cells.places[key][name]: edges for key, found in one.items() for name, edges in found.ranges.items()}
        if one.keys() <= told.keys() or audit.narrow(cells, printed, secret, least, _both(ranges, more)):
            continue
        told, ranges = told | one, _both(ranges, more)
    return [row | told[_key(row)].edges | {"note": BOUNDED} if _key(row) in told else row for row in shown]


def _both(known: Mapping[int, Range], more: Mapping[int, Range]) -> dict[int, Range]:
    """What both say of each cell."""
    shared = {at: (max(known[at][0], more[at][0]), min(known[at][1], more[at][1])) for at in known.keys() & more.keys()}
    return {**known, **more, **shared}


def _few_aside(row: Row, chosen: Mapping[str, Any]) -> bool:
    """Whether a row would be shown were it not for its `parts`."""
    return primary(row | {"parts": ()}, chosen)["status"] == MEASURED


def _resolved(rows: Sequence[Row], hidden: Container[Key]) -> list[Row]:
    """The rows without those that cut time too finely, or more coarsely than there is need."""
    cuts: dict[tuple[str, frozenset[str]], list[bool]] = defaultdict(list)
    for row in rows:
        if row["status"] == MEASURED:
            cuts[row["indicator"], frozenset(decode(row["scope"]))].append(_key(row) in hidden)

    def in_place(row: Row) -> bool:
        dimensions = frozenset(decode(row["scope"]))
        if not dimensions & {FINE, COARSE}:
            return True
        fine, coarse = (cuts[row["indicator"], dimensions - {FINE, COARSE} | {time}] for time in (FINE, COARSE))
        too_fine = bool(coarse) and sum(fine) > TOO_MANY * len(fine)
        return too_fine and not all(coarse) if COARSE in dimensions else not too_fine or row["status"] != MEASURED

    return [row for row in rows if in_place(row)]


def _secret(rows: Sequence[Row], cells: Cells, chosen: Mapping[str, Any]) -> dict[int, bool]:
    """The cells that nobody may come near: small parts, all of a group of few persons; and what few agents did, False.

    What few agents did is told to nobody by figures of teams, sites and moments of the week; those of the whole service are free.
    """
    small = least_size(chosen)
    found: dict[int, bool] = {}
    for row in rows:
        if primary(row, chosen)["status"] == SUPPRESSED:
            persons, alone = row.get("group", small) < small, row.get("agents", math.inf) < chosen["min_team"]
            for name, figure in counts(row).items():
                few = 0 < figure < small or (persons and name != DENOMINATOR)
                if few or (alone and name != DENOMINATOR):
                    at = cells.places[_key(row)][name]
                    found[at] = few or found.get(at, False)
    return {at: few for at, few in found.items() if cells.values[at]}


def _pooled(rows: Sequence[Row], hidden: Mapping[Key, str], chosen: Mapping[str, Any]) -> tuple[list[Row], dict[Key, list[Key]]]:
    """The rows, the hidden ones emptied, those with a label of the client's taken together; and which rows each of these stands for."""
    tables: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if row["status"] == MEASURED and (pooled := _others(row)):
            tables[pooled].append(row)
    whole: dict[Key, Row] = {}
    pools: dict[Key, list[Key]] = {}
    for key, table in tables.items():
        members = [row for row in table if _key(row) in hidden]
        members += [row for row in table if _key(row) == key and members and key not in hidden]
        if members:
            whole[key], joined = _together(key, members, [row for row in table if _key(row) not in hidden], hidden, chosen)
            pools[key] = [_key(row) for row in joined]
    of_pool = {member: key for key, members in pools.items() for member in members}
    shown = []
    last = {of_pool[_key(row)]: _key(row) for row in rows if _key(row) in of_pool}
    for row in rows:
        key = _key(row)
        if key in of_pool:
            if last[of_pool[key]] == key:
                shown.append(whole[of_pool[key]])
        else:
            shown.append(_emptied(row, hidden[key]) if key in hidden else row)
    return shown, pools


def _together(
    key: Key, members: list[Row], others: list[Row], hidden: Mapping[Key, str], chosen: Mapping[str, Any]
) -> tuple[Row, list[Row]]:
    """One row for these members and, where it would tell of few or of one label alone, the smallest of the others too; one stays."""
    joined, waiting = list(members), sorted(others, key=_size)
    if catalogue()[key[0]].unit in ADDITIVE and all(NUMERATOR in counts(row) for row in members):
        while True:
            row = _sum(key, joined)
            if len(joined) > 1 and waiting and primary(row, chosen)["status"] == MEASURED:
                return row, joined
            if len(waiting) < 2:
                break
            joined.append(waiting.pop(0))
    notes = {hidden.get(_key(row), "") for row in members}
    return _emptied(members[0] | {"scope": key[1]}, next(note for note in (FEW_AGENTS, "", BY_SUBTRACTION) if note in notes)), members


def _sum(key: Key, rows: Sequence[Row]) -> Row:
    """What these rows count together, under the scope of the key, without a range."""
    numerator = sum(row[NUMERATOR] for row in rows)
    bottoms = [row.get(DENOMINATOR) for row in rows]
    denominator = None if any(bottom is None for bottom in bottoms) else sum(map(float, filter(None, bottoms)))
    share = catalogue()[key[0]].unit == "share"
    value = numerator / denominator if share and denominator else numerator
    parts = (numerator, denominator - numerator) if share and denominator is not None else (numerator,)
    sizes = {"parts": parts, "agents": sum(row.get("agents", math.inf) for row in rows)}
    if all("group" in row for row in rows):
        # somebody may be in several of them: the largest group is a safe number of persons
        sizes["group"] = (max if catalogue()[key[0]].of == "persons" else sum)(row["group"] for row in rows)
    figures = dict.fromkeys(FIGURES) | {"value": value, NUMERATOR: numerator, DENOMINATOR: denominator}
    return rows[0] | figures | sizes | {"scope": key[1], "note": joined([rows[0].get("note", ""), POOLED])}


def _complements(
    cells: Cells, near: Mapping[int, bool], printed: Set[int], shown: Sequence[Row], chosen: Mapping[str, Any]
) -> dict[int, list[Key]]:
    """The rows to hide for each count that can be had too nearly: those that print it, else what counts least of all that would do.

    None where there are no such rows; for what few agents did, none but rows of a team, a site or a moment.
    """
    giving: dict[bool, dict[int, list[Key]]] = {True: defaultdict(list), False: defaultdict(list)}
    for row in shown:
        for at in dict.fromkeys(cells.places.get(_key(row), {}).values()):
            giving[True][at].append(_key(row))
            if row.get("agents", math.inf) < math.inf:
                giving[False][at].append(_key(row))
    found = {}
    for at, few in near.items():
        rows = giving[few]
        beside = [at] if at in rows else audit.cover(cells, printed, at, rows, least_size(chosen))
        if few and not beside:  # where nothing less would do, all that is added up with it
            beside = [cell for total, parts in cells.sums if at in (total, *parts) for cell in (total, *parts) if cell in rows]
        found[at] = list(dict.fromkeys(key for cell in beside for key in rows[cell]))
    return found


def _others(row: Row) -> Key | None:
    """The row that stands for rare labels in place of this one; None where it bears no label of the client's."""
    dimensions = decode(row["scope"])
    label = next((name for name in LABELS if name in dimensions), None)
    return None if label is None else (row["indicator"], encode(**dimensions | {label: OTHERS}))


def _key(row: Row) -> Key:
    return row["indicator"], row["scope"]


def _size(row: Row) -> tuple[float, float, str]:
    """Parts of one whole share their denominator: the smallest is then the one that counts least."""
    return float(row.get(DENOMINATOR) or 0), float(row.get(NUMERATOR) or 0), row["scope"]


def _emptied(row: Row, note: str) -> Row:
    return row | dict.fromkeys(FIGURES) | {"status": SUPPRESSED, "note": note}
