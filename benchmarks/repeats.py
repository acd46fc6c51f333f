"""Repeated contacts over millions of rows, beside idiomatic pandas, process mining, and the bound: the columns read and sorted once.

The kit's measure, pandas and pm4py find the same rate to the last contact, or it stops.

Usage: uv run --group benchmarks python -m benchmarks.repeats [CONTACTS] [REPEATS]
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

import click
import duckdb

from benchmarks.measured import Part, Ratio, Row, Used, in_turn, peak, told

TOPICS, WINDOW_DAYS, DAY = 32, 7, 86_400
MAKE = "make"

Spent = tuple[float, float]
Rated = tuple[float, float, float]
"""What was spent, and the rate of repeats within a week that was found."""


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


def with_the_kit(folder: Path) -> Rated:
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
            f"""select {sums}, count(*) as rows
                from (select {sums} from {measures.judged(store)} group by person, channel, topic) as persons"""
        )
        rate = found["repeated_7"].sum() / found["eligible"].sum()
        return *since(started), rate


def with_the_facts(folder: Path) -> Spent:
    """From the canonical table: every fact of every contact (slot of the week, open or closed, gaps), for all the questions."""
    from diagnostic.store import facts

    for library in ("pandas", "holidays"):  # what the others import is not timed either
        import_module(library)
    started = now()
    facts.derive(engagement(folder))  # type: ignore[arg-type]
    return since(started)


def with_pandas(folder: Path) -> Rated:
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
    rate = found["repeated_7"].sum() / found["eligible"].sum()
    return *since(started), rate


def with_process_mining(folder: Path) -> Rated:
    """The rate as process mining would have it: what a person asks on one topic is a case, and a repeat the step from one contact of it to
    the next; the times of the steps between eligible contacts are read off the performance graph, for every window at once."""
    import numpy as np
    import pandas as pd
    import pm4py
    from pm4py.algo.discovery.dfg.adapters.pandas import df_statistics

    started = now()
    with duckdb.connect() as connection:
        frame = connection.execute(f"select occurred_at, person, topic from read_parquet('{_parquet(folder)}')").df()
    history = frame["occurred_at"].min() + pd.Timedelta(days=WINDOW_DAYS)
    frame = frame.dropna(subset=["person"])
    eligible = (frame["occurred_at"] >= history) & (frame["occurred_at"] >= "2025-01-01")
    frame["matter"] = frame["person"].astype(str) + " " + frame["topic"]
    frame["activity"] = frame["topic"].where(eligible, "before")
    log = pm4py.format_dataframe(frame, case_id="matter", activity_key="activity", timestamp_key="occurred_at")
    graph = df_statistics.get_dfg_graph(log, measure="performance", perf_aggregation_key="raw_values")
    gaps = np.concatenate([np.asarray(times, float) for (_, following), times in graph.items() if following != "before"])
    within = {days: int((gaps <= days * DAY).sum()) for days in (1, 3, 7, 15, 30)}
    return *since(started), within[WINDOW_DAYS] / int(eligible.sum())


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


FACTS, MEASURE, BOUND, LABELS = "kit: facts", "kit: measure", "bound", "kit: labelling"
# the facts first, which the kit's measure reads
REPEATS: dict[str, Callable[[Path], tuple[float, ...]]] = {
    FACTS: with_the_facts,
    MEASURE: with_the_kit,
    "pandas": with_pandas,
    "pm4py": with_process_mining,
    BOUND: with_the_bound,
}
LABELLING: dict[str, Callable[[Path], tuple[float, ...]]] = {LABELS: with_the_labelling, BOUND: with_a_sort_of_identifiers}


def measured(name: str, ways: Mapping[str, object], size: int, repeats: int) -> list[Row]:
    """What each way costs on so many contacts or identifiers: medians of fresh processes. SystemExit where they do not find the same."""
    rates = set()

    def used(way: str) -> Used:
        memory, wall, processor, *rate = told("repeats", "--part", name, "--way", way, "--folder", folder)
        rates.update(rate)
        return Used(wall, processor, memory)

    with tempfile.TemporaryDirectory() as folder:
        # in a process of their own: a child's peak memory begins with that of its parent
        told("repeats", str(size), "--part", name, "--way", MAKE, "--folder", folder)
        medians = in_turn(ways, repeats, used)
    if len(rates) > 1:
        raise SystemExit(f"they do not find the same rate: {sorted(rates)}")
    return [Row(way, size, *each) for way, each in medians.items()]


PART = Part(
    title="Repeated contacts",
    unit="contacts",
    rows=lambda size, repeats: measured("repeats", REPEATS, size, repeats),
    beside=BOUND,
    ratios=(
        Ratio("facts", FACTS, None, "60 s and 4 GB at most at 10,000,000"),
        Ratio("facts beside the columns read and sorted once", FACTS, BOUND, "8 x at most at 1,000,000"),
        Ratio("repeats over the facts beside the columns read and sorted once", MEASURE, BOUND, "2.5 x at most"),
        Ratio("repeats over the facts beside pandas", MEASURE, "pandas"),
        Ratio("repeats over the facts beside pm4py", MEASURE, "pm4py"),
        Ratio("facts beside pandas", FACTS, "pandas"),
        Ratio("facts beside pm4py", FACTS, "pm4py"),
    ),
)
IDENTIFIERS = Part(
    title="Labelling of identifiers",
    unit="identifiers",
    rows=lambda size, repeats: measured("labelling", LABELLING, size, repeats),
    beside=BOUND,
    ratios=(Ratio("labelling beside the identifiers read and sorted once", LABELS, BOUND, "4 x at most"),),
)
PARTS = {"repeats": (PART, REPEATS, contacts), "labelling": (IDENTIFIERS, LABELLING, identifiers)}


@click.command()
@click.argument("size", type=click.IntRange(min=1), default=10_000_000)
@click.argument("repeats", type=click.IntRange(min=1), default=3)
@click.option("--part", type=click.Choice(list(PARTS)), hidden=True, default="repeats")
@click.option("--way", hidden=True)
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
def main(size: int, repeats: int, part: str, way: str | None, folder: Path | None) -> None:
    """Print the medians, and what the kit costs beside the others."""
    _, ways, make = PARTS[part]
    if way == MAKE and folder:
        make(folder, size)
    elif way and folder:
        spent = ways[way](folder)
        click.echo(f"{peak()} {' '.join(map(repr, map(float, spent)))}")
    else:
        for shown, _, _ in PARTS.values():
            click.echo(f"## {shown.title}\n\n{shown.page({size: shown.rows(size, repeats)})}\n")


if __name__ == "__main__":
    main()
