"""From the CSV of very many contacts to the report, in a stated memory: seconds, and the most that all its processes held at once.

Usage: uv run python benchmarks/big.py [CONTACTS] [MEMORY] [--keep FOLDER]

A year and a month of a telephone log, and a request with a case for each tenth contact: a person has five contacts, a fifth of the calls
are not answered. The engine writes the files, side by side on all processors.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import click
import duckdb
import psutil

TOPICS, CASES = 32, 10
ENGAGEMENT = """\
client: {name: Grande Ville, population: 500000, languages: [en], timezone: Europe/Paris, school_zone: B, holidays: FR}
period: {start: 2025-01-01, end: 2025-12-31, extract_date: 2025-12-31}
sources:
  - file: data/calls.csv
    table: contacts
    columns: {occurred_at: date, phone: caller, channel: channel, topic: topic, outcome: outcome, handle_s: seconds}
    dates: "%Y-%m-%d %H:%M:%S"
  - file: data/requests.csv
    table: cases
    columns: {case_id: number, procedure: procedure, opened_at: opened, closed_at: closed, phone: caller}
    dates: "%Y-%m-%d %H:%M:%S"
    fixed: {channel: web_form}
hours:
  - {site: Mairie, channel: phone, rules: "Mo-Fr 09:00-12:00,14:00-17:00; PH off", valid_from: 2024-01-01}
"""


def mission(folder: Path, contacts: int) -> None:
    """The folder of a mission with so many contacts: `engagement.yml` and its two files."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "engagement.yml").write_text(ENGAGEMENT, encoding="utf-8")
    stamp = "timestamp '2024-12-01' + interval 1 second * cast(hash(i, 6) % (396 * 86400) as bigint)"
    caller = f"'06' || lpad(cast(hash(i, 4) % {max(contacts // 5, 1)} as varchar), 8, '0')"
    calls = f"""select {stamp} as date, case when hash(i, 3) % 10 > 0 then {caller} end as caller,
                       case when hash(i, 1) % 4 > 0 then 'phone' else 'email' end as channel, 'topic ' || hash(i, 2) % {TOPICS} as topic,
                       case when hash(i, 1) % 4 = 0 then null when hash(i, 7) % 5 > 0 then 'answered' else 'abandoned' end as outcome,
                       hash(i, 5) % 900 as seconds
                from range({contacts}) as r(i)"""
    requests = f"""select 'R' || i as number, 'topic ' || hash(i, 2) % {TOPICS} as procedure, {stamp} as opened,
                          case when hash(i, 8) % 10 > 0
                              then {stamp} + interval 1 second * cast(hash(i, 9) % (40 * 86400) as bigint) end as closed,
                          {caller} as caller
                   from range({contacts}, {contacts + contacts // CASES}) as r(i)"""
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        for name, asked in (("calls", calls), ("requests", requests)):
            connection.execute(
                f"copy ({asked}) to '{(folder / 'data' / name).as_posix()}.csv' (delimiter ';', timestampformat '%Y-%m-%d %H:%M:%S')"
            )


def watched(command: list[str]) -> tuple[int, float, float, float]:
    """A command run to its end: its exit code, the seconds of the clock and of processor, and the most megabytes of all its processes."""
    started, most = time.perf_counter(), 0.0
    process = subprocess.Popen(command)
    ended = threading.Event()

    def watch() -> None:
        nonlocal most
        whole = psutil.Process(process.pid)
        while not ended.wait(0.25):
            most = max(most, sum(held(one) for one in [whole, *children(whole)]) / 1e6)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    code, spent = ended_with(process)
    ended.set()
    watcher.join()
    return code, time.perf_counter() - started, spent, most


def children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def held(process: psutil.Process) -> float:
    """What a process holds, and shares with no other where the system tells; nothing once it is gone."""
    try:
        return float(process.memory_full_info().uss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0


def ended_with(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """The exit code of a process, and what it and those that it waited for spent of the processors (0 where the system does not say)."""
    try:
        import resource
    except ImportError:
        return process.wait(), 0.0
    code, usage = process.wait(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return code, usage.ru_utime + usage.ru_stime


@click.command()
@click.argument("contacts", type=click.IntRange(min=1), default=1_000_000)
@click.argument("memory", default="6GB")
@click.option("--keep", type=click.Path(path_type=Path), help="Leave the mission there.")
def main(contacts: int, memory: str, keep: Path | None) -> None:
    """Print what a run of so many contacts costs."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or Path(temporary)
        if not (folder / "engagement.yml").exists():
            mission(folder, contacts)
        size = sum(path.stat().st_size for path in (folder / "data").iterdir()) / 1e6
        code, seconds, spent, most = watched([sys.executable, "-m", "diagnostic", "run", str(folder), "--memory", memory])
        click.echo(f"{contacts:,} contacts, {size:,.0f} MB of CSV, --memory {memory}, exit code {code}")
        click.echo(f"{seconds:.1f} s, {spent:.1f} s of processor, {most:,.0f} MB at most")


if __name__ == "__main__":
    main()
