"""Repeated contacts over millions of rows, beside idiomatic pandas and beside the bound: the columns read and sorted once.

Usage: uv run python -m benchmarks.repeats [CONTACTS] [REPEATS]
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import duckdb

from benchmarks.measured import Row, Used, median, peak, told

TOPICS, WINDOW_DAYS, DAY = 32, 7, 86_400

Spent = tuple[float, float]


def now() -> Spent:
    """The clock, and what this process has spent of the processors: both in seconds."""
    return time.perf_counter(), time.process_time()


def since(started: Spent) -> Spent:
    """The seconds since then, of the clock and of processor."""
    clock, processor = now()
    return clock - started[0], processor - started[1]


def engagement(folder: Path) -> object:
    from diagnostic.engagement import Client, Engagement, Period

    year = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2025, 12, 31))
    return Engagement(folder=folder, client=Client(name="Ville"), period=year, sources=())


def contacts(folder: Path, rows: int) -> None:
    """The canonical table `contacts` of a year and the month before: five contacts a person, every tenth without one, four channels."""
    from diagnostic import schema
    from diagnostic.store.engine import Store

    given = {
        "id": "i + 1",
        "source": "'calls'",
        "occurred_at": "stamp",
        "occurred_local": "stamp",
        "occurred_precision": "'second'",
        "channel": "['phone', 'email', 'web_form', 'counter'][cast(1 + hash(i, 1) % 4 as bigint)]",
        "topic": f"'topic ' || hash(i, 2) % {TOPICS}",
        "person": f"case when hash(i, 3) % 10 > 0 then hash(i, 4) % {max(rows // 5, 1)} end",
        "handle_s": "hash(i, 5) % 900",
        "party": "'user'",
    }
    columns = schema.stored_columns("contacts")
    chosen = ", ".join(f'cast({given.get(name, "NULL")} as {kind}) as "{name}"' for name, kind in columns.items())
    start = "timestamp '2024-12-01' + interval 1 second * cast(hash(i, 6) % (396 * 86400) as bigint)"
    with Store.open(folder / "work" / "store", {}) as store:
        store.write("contacts", f"select {chosen} from (select i, {start} as stamp from range({rows}) as r(i)) order by id")
        store.write("contact_channels", "select id as contact, channel from contacts")


def identifiers(folder: Path, rows: int) -> None:
    """Rows bearing a telephone and an e-mail, about `rows` distinct identifiers, some held by several people."""
    size = max(rows // 2, 1)
    with duckdb.connect() as connection:
        connection.execute(
            f"""copy (
                    select
                        i as id, 'p' || hash(i, 1) % {size} as phone, 'e' || hash(i, 2) % {size} as email, cast(NULL as varchar) as user_id
                    from range({size}) as r(i)
                ) to '{(folder / "borne.parquet").as_posix()}' (format parquet)"""
        )


def with_the_kit(folder: Path) -> Spent:
    """The facts are there: who repeats, per person, channel and topic, over every window."""
    from diagnostic.questions.repeats import measures
    from diagnostic.store.engine import Store
    from diagnostic.store.settings import settings_row

    mission = engagement(folder)
    with Store.open(mission.store, settings_row(mission)) as store:  # type: ignore[attr-defined,arg-type]
        started = now()
        figures = ("eligible", "eligible_30", *(f"repeated_{days}" for days in (1, 3, 7, 15, 30)))
        sums = ", ".join(f"sum({name}) as {name}" for name in figures)
        found = store.query(
            f"""select {", ".join(f"sum({name}) as {name}" for name in figures)}, count(*) as rows
                from (select {sums} from {measures.judged(store)} group by person, channel, topic) as persons"""
        )
        found["repeated_7"].sum() / found["eligible"].sum()
        return since(started)


def with_the_facts(folder: Path) -> Spent:
    """From the canonical table: every fact of every contact (slot of the week, open or closed, gaps), for all the questions."""
    from diagnostic.store import facts

    started = now()
    facts.derive(engagement(folder))  # type: ignore[arg-type]
    return since(started)


def with_pandas(folder: Path) -> Spent:
    """The same rate as one would write it: sort, gaps within person and topic, the windows, per person and channel."""
    import pandas as pd

    started = now()
    columns = ["occurred_at", "person", "topic", "channel", "handle_s"]
    with duckdb.connect() as connection:  # the kit asks for no other reader of Parquet
        frame = connection.execute(f"select {', '.join(columns)} from read_parquet('{_parquet(folder)}')").df()
    history = frame["occurred_at"].min() + pd.Timedelta(days=WINDOW_DAYS)
    frame = frame.dropna(subset=["person"]).sort_values(["person", "topic", "occurred_at"])
    gap = frame.groupby(["person", "topic"], sort=False)["occurred_at"].diff()
    frame["eligible"] = (frame["occurred_at"] >= history) & (frame["occurred_at"] >= "2025-01-01")
    for days in (1, 3, 7, 15, 30):
        frame[f"repeated_{days}"] = frame["eligible"] & (gap <= pd.Timedelta(days=days))
    figures = ["eligible", *(f"repeated_{days}" for days in (1, 3, 7, 15, 30))]
    found = frame.groupby(["person", "channel", "topic"], observed=True)[figures].sum()
    found["repeated_7"].sum() / found["eligible"].sum()
    return since(started)


def with_the_bound(folder: Path) -> Spent:
    """The least there is to do: read the four columns and sort them once, packed in one integer."""
    import numpy as np

    started = now()
    path = _parquet(folder)
    with duckdb.connect() as connection:
        read = connection.execute(
            f"""select cast(coalesce(person, 0) as bigint) as person, cast(substr(topic, 7) as bigint) as topic,
                       cast(epoch(occurred_at) as bigint) as at, channel from read_parquet('{path}')"""
        ).fetchnumpy()
    packed = (read["person"] * TOPICS + read["topic"]) << 27 | (read["at"] - read["at"].min())
    np.sort(packed)
    return since(started)


def _parquet(folder: Path) -> str:
    return (folder / "work" / "store" / "contacts.parquet").as_posix()


def with_the_labelling(folder: Path) -> Spent:
    """Who is who: identifiers coded, components labelled, persons given to rows."""
    from diagnostic.intake.identity import persons

    with duckdb.connect() as connection:
        connection.execute(f"create table stage_contacts as select * from read_parquet('{(folder / 'borne.parquet').as_posix()}')")
        started = now()
        persons.resolve(connection, ["contacts"], 3)
        return since(started)


def with_a_sort_of_identifiers(folder: Path) -> Spent:
    """The least there is to do to code identifiers: read them and sort them once."""
    started = now()
    path = (folder / "borne.parquet").as_posix()
    with duckdb.connect() as connection:
        connection.execute(
            f"select phone as hash from read_parquet('{path}') union all select email from read_parquet('{path}') order by 1"
        ).fetchnumpy()
    return since(started)


def made(folder: Path, rows: int) -> None:
    """Both sets of data, in a process of their own: a child's peak memory begins with that of its parent."""
    contacts(folder, rows)
    identifiers(folder, rows)


WAYS: dict[str, Callable[[Path], Spent]] = {
    "facts": with_the_facts,
    "kit": with_the_kit,
    "pandas": with_pandas,
    "bound": with_the_bound,
    "labels": with_the_labelling,
    "sorted": with_a_sort_of_identifiers,
}
RATIOS = (("kit", "pandas"), ("kit", "bound"), ("facts", "pandas"), ("facts", "bound"), ("labels", "sorted"))


def measured(way: str, folder: Path, size: int, repeats: int) -> Row:
    """Medians over fresh processes."""
    found = [Used(*told("repeats", "--way", way, "--folder", folder)) for _ in range(repeats)]
    return Row(f"repeats, {way}", size, *median(found))


def rows(size: int, repeats: int) -> list[Row]:
    """What each way costs on so many contacts; the facts first, which the kit's measure reads."""
    with tempfile.TemporaryDirectory() as temporary:
        told("repeats", str(size), "--way", "make", "--folder", temporary)
        return [measured(way, Path(temporary), size, repeats) for way in WAYS]


@click.command()
@click.argument("size", type=click.IntRange(min=1), default=10_000_000)
@click.argument("repeats", type=click.IntRange(min=1), default=3)
@click.option("--way", type=click.Choice(["make", *WAYS]), hidden=True)
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
def main(size: int, repeats: int, way: str | None, folder: Path | None) -> None:
    """Print the medians, and what the kit costs beside the others."""
    if way == "make" and folder:
        made(folder, size)
    elif way and folder:
        click.echo(" ".join(f"{figure:.4f}" for figure in (*WAYS[way](folder), peak())))
    else:
        click.echo(f"{size:,} contacts, {size:,} identifiers; medians of {repeats}")
        found = {row.work.removeprefix("repeats, "): Used(*row[2:]) for row in rows(size, repeats)}
        for name, (seconds, processor, memory) in found.items():
            click.echo(f"{name:8} {seconds:8.2f} s   {processor:8.2f} s of processor   {memory:6.0f} MB at most")
        for one, other in RATIOS:
            of_clock, of_processor, of_memory = (a / b for a, b in zip(found[one], found[other], strict=True))
            click.echo(f"{one} / {other}: {of_clock:.2f} times the seconds, {of_processor:.2f} of processor, {of_memory:.2f} the memory")


if __name__ == "__main__":
    main()
