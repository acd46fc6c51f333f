"""Stamps as people and tools spell them, made numbers before they are read: names of months, halves of the day, zones, intervals.

Each step is SQL over the table of a column's cells (`x`, in lower case and without accents). What follows no pattern is left as it is.
"""

from __future__ import annotations

import duckdb

from diagnostic.intake.cells import names

# a name of a weekday may come first, in any language: "mar." before a whole date is a Tuesday
_WEEKDAY = r"^(?:[a-z]+[.,]* ?,? +)?"
_OF = r"(?:de |del |do |d''|of )?"
# what follows the weekday: the pattern, and which of its groups are the year, the month's name, the day and the rest
_WORDED = (
    (rf"{_WEEKDAY}(?:le )?(\d{{1,2}})[-/. ]*{_OF}([a-z]{{3,}})[-/., ]*{_OF}(\d{{4}}|\d{{2}})\b(.*)$", "cbad"),
    (rf"{_WEEKDAY}([a-z]{{3,}})[-/. ]+(\d{{1,2}})[, ]+(\d{{4}}|\d{{2}})\b([^:].*|)$", "cabd"),
    (rf"{_WEEKDAY}([a-z]{{3,}})[. ]+(\d{{1,2}})[, ]+(\d{{1,2}}:\d{{2}}.*) (\d{{4}})$", "dabc"),
    (r"^(\d{4})[-/. ]*([a-z]{3,})[-/. ]+(\d{1,2})\b(.*)$", "abcd"),
)
_ZONES = {"wet": 0, "cet": 1, "mez": 1, "west": 1, "bst": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3}
_ZONES |= {"edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8}
_OFFSET = r"(?:z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})"
_CLOCK = r"\d{1,2} ?[:h] ?(?:\d{2}(?::\d{2})?)?"
_DATE = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
_ATTACHED = r"[ t](\d{2}):(\d{2}) ?-(\d{2}):(\d{2})$"
# hours and minutes named: "9 h 00 min", "9 heures 30", "10:30 Uhr"
_HOUR = "(?:heures?|horas?|uhr|uur)"
_NAMED = ((rf"([:.]\d{{2}}) ?(?:h|{_HOUR})\b", r"\1"), (rf"(\d) ?{_HOUR}\b", r"\1h"), (r"(\d ?h ?\d{2}) ?(?:min|mn|m)\b\.?", r"\1"))
# an interval is no longer: what seems to be one may be an offset
LONGEST_HOURS = 4


def make_numbers(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Months as numbers with the year first, `am` and `pm`, offsets for zones, and of an interval its beginning."""
    if _any(connection, table, r"[a-z][a-z.]|[ap] ?\.|[][()]"):
        _step(connection, table, r"regexp_replace(x, '(\d)(?:er|st|nd|rd|th)\b', '\1')")
        for pattern, groups in _WORDED:
            year, month, day, rest = (f"p.{group}" for group in groups)
            number = names.month_sql(month)
            clock = rf"regexp_replace({rest}, '^[,:]? *(?:a |at |um |alle |- )? *', ' ')"
            dated = f"case when length({year}) = 2 then '20' || {year} else {year} end || '-' || {number} || '-' || {day} || {clock}"
            parts = f"regexp_extract(x, '{pattern}', ['a', 'b', 'c', 'd']) as p"
            found = f"(select case when p.a <> '' and {number} is not null then trim({dated}) end from (select {parts}))"
            _step(connection, table, f"coalesce({found}, x)")
        _step(connection, table, r"regexp_replace(x, '(\d) ?([ap])\.? ?m\.?( |$)', '\1 \2m\3')")
        _zones(connection, table)
        if _any(connection, table, rf"\d ?(?:{_HOUR}|h ?\d{{2}} ?m)|[:.]\d{{2}} ?h\b"):
            for named, written in _NAMED:
                _step(connection, table, f"regexp_replace(x, '{named}', '{written}')")
    _intervals(connection, table)


def _zones(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """`CET`, `(UTC+1)`, `GMT+0100 (heure normale d'Europe centrale)`, `+01:00[Europe/Paris]`."""
    if _any(connection, table, r"[])]$"):
        _step(connection, table, rf"regexp_replace(x, '({_OFFSET}) ?[[(].*[])]$', '\1')")
        _step(connection, table, r"regexp_replace(x, ' ?[[(]([^])]*)[])]$', ' \1')")
    _step(connection, table, r"regexp_replace(x, ' ?(?:utc|gmt) ?([+-])(\d)(:\d\d)?$', ' \1' || '0' || '\2\3')")
    _step(connection, table, r"regexp_replace(x, ' ?(?:utc|gmt) ?([+-]\d{2}(?::?\d{2})?)$', ' \1')")
    offsets = " ".join(f"when '{name}' then '{'-' if hours < 0 else '+'}{abs(hours):02}:00'" for name, hours in _ZONES.items())
    offset = rf"case regexp_extract(x, '(?:\d|m) ?([a-z]{{3,4}})$', 1) {offsets} end"
    _step(connection, table, rf"coalesce(regexp_replace(x, ' ?[a-z]{{3,4}}$', ' ') || {offset}, x)")


def _intervals(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """`8:00- 9:00`, `08h-09h`, `2025-01-02 08:00 - 2025-01-02 09:00`: the hour or the minute at which it begins.

    An end that may be an offset (`08:00-09:00`) is one where each of the column comes shortly after its beginning."""
    if _any(connection, table, r" (?:de|entre|from|between) \d"):
        _step(connection, table, r"regexp_replace(x, ' (?:de|entre|from|between) (\d)', ' \1')")
    dashed = rf"(?:-|–|—|/|>| a | to | au | et | and ) ?(?:{_CLOCK}|\d{{1,2}}$|{_DATE})"
    if not _any(connection, table, rf"\d ?[:h] ?(?:\d{{2}}(?::\d{{2}})?)? ?{dashed}"):
        return
    _step(connection, table, rf"regexp_replace(x, '^({_DATE}[ t]+{_CLOCK}) ?(?:-|–|—|/|>|a|to|au) ?{_DATE}.*$', '\1')")
    ends = [
        rf" +(?:-|–|—|/|>|a|to|au|et|and) +{_CLOCK}",
        rf" *(?:–|—|/|>) *{_CLOCK}",
        rf"- +{_CLOCK}",
        r" ?- ?\d{1,2} ?h ?(?:\d{2})?",
    ]
    hours = "(try_cast(q.c as integer) - try_cast(q.a as integer)) + (try_cast(q.d as integer) - try_cast(q.b as integer)) / 60.0"
    short = connection.execute(
        f"""select count(*) > 0 and bool_and({hours} > 0 and {hours} <= {LONGEST_HOURS})
            from (select regexp_extract(x, '{_ATTACHED}', ['a', 'b', 'c', 'd']) as q from "{table}") where q.a <> ''"""
    ).fetchall()[0][0]
    if short:
        ends.append(r" ?-\d{2}:\d{2}")
    end = f"(?:{'|'.join(ends)})$"
    # from hour to hour, it says the hour
    _step(connection, table, rf"regexp_replace(x, '^(.*[ t]\d{{1,2}}) ?(?::00(?::00)?|h(?:00)?){end}', '\1h')")
    _step(connection, table, rf"regexp_replace(x, '^(.*[ t]{_CLOCK}){end}', '\1')")
    _step(connection, table, r"regexp_replace(x, '^(.*[ t]\d{1,2}) ?(?:-|–|—|/|>|a) ?\d{1,2} ?h$', '\1h')")


def _step(connection: duckdb.DuckDBPyConnection, table: str, expression: str) -> None:
    connection.execute(f'update "{table}" set x = trim({expression})')


def _any(connection: duckdb.DuckDBPyConnection, table: str, pattern: str) -> bool:
    return bool(connection.execute(f"""select 1 from "{table}" where regexp_matches(x, '{pattern}') limit 1""").fetchall())
